//! Live Sets on the command line: what `docs/als.md` shows is what is said, and a Set is a target.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;

use livebridge_als::{ErrorCode, WarningCode};

use crate::support::{BINARY, LIVEBRIDGE, Ran, livebridge_with, python_is_here, workspace};

/// Our own Sets. Paths from here on are relative to it, as in the documentation.
fn run(arguments: &[&str]) -> Ran {
    livebridge_with(arguments, |command| command.current_dir(workspace().join("adapters/als/tests/als/sets")))
}

#[test]
fn the_documentation_shows_what_is_said() {
    assert_eq!(LIVEBRIDGE.shows("docs/als.md", "adapters/als/tests/als/sets"), 4);
}

/// Of real Sets, which may lie beside the checkout: the one whose name ends so.
fn real(name: &str) -> Option<String> {
    let Ok(files) = fs::read_dir(workspace().join("../shared/als-corpus")) else {
        let _ = writeln!(std::io::stderr(), "SKIPPED: the example with {name}, there is no ../shared/als-corpus");
        return None;
    };
    let mut files = files.map(|file| file.unwrap().path().canonicalize().unwrap().display().to_string());
    Some(files.find(|path| path.ends_with(&format!("_{name}"))).unwrap())
}

#[test]
fn the_documentation_shows_what_is_said_of_real_sets() {
    let page = fs::read_to_string(workspace().join("docs/als.md")).unwrap();
    let example = page.split_once("```text\n$ livebridge diff ").unwrap().1.split_once("```").unwrap().0;
    let (sets, shown) = example.split_once('\n').unwrap();
    let (old, new) = sets.split_once(' ').unwrap();
    let (Some(old), Some(new)) = (real(old), real(new)) else { return };
    let ran = run(&["diff", &old, &new]);
    // Of what follows, the page shows no more than that.
    let shown = shown.strip_suffix("...\n").unwrap_or(shown);
    assert!(ran.code == Some(1) && ran.stdout.starts_with(shown), "{ran}");
    assert_eq!(run(&["diff", &new, &new]).stdout, "no difference\n");
}

#[test]
fn git_says_what_changed() {
    let Ok(true) = Command::new("git").arg("--version").output().map(|ran| ran.status.success()) else {
        let _ = writeln!(std::io::stderr(), "SKIPPED: there is no git");
        return;
    };
    let page = fs::read_to_string(workspace().join("docs/als.md")).unwrap();
    let between = |from: &str, to: &str| page.split_once(from).unwrap().1.split_once(to).unwrap().0;
    let (attributes, command) = (between("```gitattributes\n", "```"), between("diff.als.command '", "'\n"));
    let shown = between("```console\n$ git diff\n", "```");
    let folder = tempfile::tempdir().unwrap();
    let binary = Path::new(BINARY).parent().unwrap();
    let path = std::env::join_paths(
        std::iter::once(binary.to_owned()).chain(std::env::split_paths(&std::env::var_os("PATH").unwrap())),
    );
    let path = path.unwrap();
    let git = |arguments: &[&str]| {
        let mut git = Command::new("git");
        git.current_dir(folder.path()).env("PATH", &path).env("HOME", folder.path()).env("GIT_CONFIG_NOSYSTEM", "1");
        git.env_remove("GIT_DIR").args([
            "-c",
            "user.name=a",
            "-c",
            "user.email=a@b.example",
            "-c",
            "diff.renames=false",
        ]);
        let ran = git.args(arguments).output().unwrap();
        (ran.status.success(), String::from_utf8(ran.stdout).unwrap(), String::from_utf8(ran.stderr).unwrap())
    };
    let set = fs::read_to_string(workspace().join("adapters/als/tests/als/sets/live12.als")).unwrap();
    let song = folder.path().join("song.als");
    fs::write(folder.path().join(".gitattributes"), attributes).unwrap();
    fs::write(&song, &set).unwrap();
    for arguments in
        [&["init", "-q"][..], &["config", "diff.als.command", command], &["add", "."], &["commit", "-qm", "a"]]
    {
        let ran = git(arguments);
        assert!(ran.0, "{arguments:?}: {ran:?}");
    }
    fs::write(&song, set.replace("Value=\"Vox\"", "Value=\"Lead Vox\"")).unwrap();
    assert_eq!(git(&["diff"]), (true, shown.to_owned(), String::new()));
    // One that is new, one that is gone, and one that is damaged.
    let other = workspace().join("adapters/als/tests/als/sets/live9.als");
    fs::copy(other, folder.path().join("two words.als")).unwrap();
    fs::remove_file(&song).unwrap();
    git(&["add", "-N", "two words.als"]);
    let (done, text, said) = git(&["diff"]);
    assert!(done && text.contains("song.als\nSet: ") && text.contains("two words.als\nSet: "), "{text}{said}");
    fs::write(&song, &set[..900]).unwrap();
    let (done, _, said) = git(&["diff"]);
    assert!(!done && said.contains("E_XML"), "{said}");
}

#[test]
fn every_code_is_documented() {
    let text = fs::read_to_string(workspace().join("docs/als.md")).unwrap();
    let codes =
        ErrorCode::ALL.iter().map(|code| code.as_str()).chain(WarningCode::ALL.iter().map(|code| code.as_str()));
    for code in codes {
        assert_eq!(text.matches(&format!("| `{code}` |")).count(), 1, "{code}");
    }
}

#[test]
fn a_comment_has_the_words_of_the_difference() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("comment.md");
    let ran = run(&["diff", "live12.als", "live12-later.als", "--markdown", file.to_str().unwrap()]);
    let comment = fs::read_to_string(file).unwrap();
    assert!(comment.starts_with("### `live12` to `live12-later`\n"), "{comment}");
    let mut facts = ran.stdout.lines();
    assert_eq!(comment.lines().nth(2), facts.next());
    let rows = comment.lines().filter(|line| line.starts_with("| `"));
    assert_eq!(rows.count(), facts.count(), "{comment}");
    assert!(comment.contains(r#"| `+` | `cue point "Outro"` | `at 13\|1` |"#), "{comment}");
}

#[test]
fn exit_codes_say_same_different_unreadable() {
    let codes = |ran: &Ran| (ran.code, ran.stdout.clone());
    assert_eq!(codes(&run(&["diff", "live12.als", "als:live12.als"])), (Some(0), "no difference\n".to_owned()));
    assert_eq!(run(&["diff", "live12.als", "live12.set.json"]).code, Some(0));
    assert_eq!(run(&["diff", "fake", "als:live12.als"]).code, Some(1));
    assert_eq!(run(&["diff", "/dev/null", "live12.als"]).code, Some(1));
    assert_eq!(run(&["diff", "live11.als", "live12.als", "--allow", "meta"]).code, Some(0));
    assert_eq!(run(&["diff", "live11.als", "live12.als", "--allow", "mixer,notes"]).code, Some(1));
    run(&["diff", "live11.als", "live12.als", "--allow", "loud"]).expect(2, &["invalid value 'loud'", "mixer"]);
    run(&["diff", "live12.als", "missing.als"]).expect(2, &["there is no file `missing.als`", "hint: "]);
    run(&["diff", "live12.als", "live"]).expect(2, &["there is no target `live`", "hint: "]);
    run(&["snapshot", "../main.rs"]).expect(2, &["failed to import `../main.rs`: E_NOT_ALS", "hint: "]);
    run(&["snapshot"]).expect(2, &["required"]);
    run(&["verify", "als:../main.rs"]).expect(2, &["E_NOT_ALS", "hint: "]);
}

#[test]
fn a_snapshot_is_the_same_from_file_text_and_target() {
    let golden = fs::read_to_string(workspace().join("adapters/als/tests/als/sets/live12.set.json")).unwrap();
    let program = BINARY;
    for arguments in [
        &["snapshot", "live12.als"][..],
        &["snapshot", "live12.set.json"],
        &["snapshot", "als:live12.als"],
        &["snapshot", "--", program, "serve", "als:live12.als"],
    ] {
        let ran = run(arguments);
        assert!(ran.code == Some(0) && ran.stdout == golden, "{arguments:?}: {ran}");
    }
}

#[test]
fn a_set_is_a_target() {
    run(&["verify", "als:live12.als"]).expect(0, &["\nCONFORMANT (als:live12.als, seed 1"]);
}

/// What only a file knows of a Set is not sent: a bridge that knows the contract and nothing more takes it.
#[test]
fn a_set_loads_into_a_bridge_in_another_language() {
    if !python_is_here() {
        return;
    }
    let bridge = workspace().join("examples/python/complete.py").canonicalize().unwrap().display().to_string();
    let arguments = ["run", "scale-lock", "--reset", "live12.als", "--dry-run", "--", "python3", &bridge];
    run(&arguments).expect(0, &[]);
    let checks = ["--check", "reads/", "--check", "undo/one_call_is_one_undo"];
    let arguments = [&["verify", "--reset-from", "live12.als"][..], &checks, &["--", "python3", &bridge]].concat();
    run(&arguments).expect(0, &["checks began with `live12.als`"]);
}

/// A Live Set is only ever read, whatever a command is told to write where.
#[test]
fn no_output_goes_over_a_live_set() {
    let folder = tempfile::tempdir().unwrap();
    let set = folder.path().join("song.als");
    fs::copy(workspace().join("adapters/als/tests/als/sets/live12.als"), &set).unwrap();
    let before = fs::read(&set).unwrap();
    let song = set.display().to_string();
    let target = format!("als:{song}");
    for arguments in [
        &["picture", &song, "--format", "svg", "-o", &song][..],
        &["diff", "fake", &song, "--html", &song],
        &["lint", &song, "--format", "json", "--output", &song],
        &["run", "janitor", &target, "--fix-all-colors", "--palette", "live", "--save", &song],
        &["verify", "--check", "reads/", "--json", &song, &target],
        &["explore", "--cases", "5", "--record", &song, &target],
    ] {
        run(arguments).expect(2, &["song.als"]);
        assert_eq!(fs::read(&set).unwrap(), before, "{arguments:?}");
    }
}
