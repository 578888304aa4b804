//! Live Sets on the command line: what `docs/als.md` shows is what is said, and a Set is a target.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking, its helpers too")]

#[expect(dead_code, reason = "no Python is needed here")]
mod support;

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use livebridge_adapters::als::{ErrorCode, WarningCode};
use support::{Ran, livebridge};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Our own Sets. Paths from here on are relative to it, as in the documentation.
fn run(arguments: &[&str]) -> Ran {
    std::env::set_current_dir(root().join("adapters/tests/als/sets")).unwrap();
    livebridge(arguments)
}

#[test]
fn the_documentation_shows_what_is_said() {
    let page = root().join("docs/als.md");
    let mut text = fs::read_to_string(&page).unwrap();
    let mut examples = 0;
    for block in text.clone().split("```console\n").skip(1) {
        let block = block.split("```").next().unwrap();
        let Some((command, shown)) = block.strip_prefix("$ livebridge ").and_then(|rest| rest.split_once('\n')) else {
            continue;
        };
        let Some(arguments) = command.split(' ').map(file).collect::<Option<Vec<_>>>() else { continue };
        let ran = run(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
        let said = format!("{}{}", ran.stderr, ran.stdout);
        examples += 1;
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            text =
                text.replace(&format!("$ livebridge {command}\n{shown}"), &format!("$ livebridge {command}\n{said}"));
        } else {
            assert_eq!(said, shown, "`{command}` says something else than docs/als.md");
        }
    }
    assert_eq!(examples, if collection().is_dir() { 5 } else { 4 });
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&page, text).unwrap();
    }
}

/// Real Sets, which may lie beside the checkout.
fn collection() -> PathBuf {
    root().join("../shared/als-corpus")
}

/// An argument of an example: a Set that is not ours is one of the collection, by the end of its name. Nothing, said
/// aloud, where there is no collection.
fn file(argument: &str) -> Option<String> {
    let ours = root().join("adapters/tests/als/sets").join(argument).exists();
    if ours || argument == "../main.rs" || !argument.ends_with(".als") {
        return Some(argument.to_owned());
    }
    let Ok(files) = fs::read_dir(collection()) else {
        let _ = writeln!(std::io::stderr(), "SKIPPED: the example with {argument}, there is no ../shared/als-corpus");
        return None;
    };
    let mut files = files.map(|file| file.unwrap().path().display().to_string());
    Some(files.find(|path| path.ends_with(argument)).unwrap_or_else(|| panic!("no {argument} in the collection")))
}

#[test]
fn git_says_what_changed() {
    let Ok(true) = Command::new("git").arg("--version").output().map(|ran| ran.status.success()) else {
        let _ = writeln!(std::io::stderr(), "SKIPPED: there is no git");
        return;
    };
    let page = fs::read_to_string(root().join("docs/als.md")).unwrap();
    let between = |from: &str, to: &str| page.split_once(from).unwrap().1.split_once(to).unwrap().0;
    let (attributes, command) = (between("```gitattributes\n", "```"), between("diff.als.command '", "'\n"));
    let shown = between("```console\n$ git diff\n", "```");
    let folder = tempfile::tempdir().unwrap();
    let binary = Path::new(env!("CARGO_BIN_EXE_livebridge")).parent().unwrap();
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
    let set = fs::read_to_string(root().join("adapters/tests/als/sets/live12.als")).unwrap();
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
    let other = root().join("adapters/tests/als/sets/live9.als");
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
    let text = fs::read_to_string(root().join("docs/als.md")).unwrap();
    let codes =
        ErrorCode::ALL.iter().map(|code| code.as_str()).chain(WarningCode::ALL.iter().map(|code| code.as_str()));
    for code in codes {
        assert_eq!(text.matches(&format!("| `{code}` |")).count(), 1, "{code}");
    }
}

#[test]
fn exit_codes_say_same_different_unreadable() {
    let codes = |ran: &Ran| (ran.code, ran.stdout.clone());
    assert_eq!(codes(&run(&["diff", "live12.als", "als:live12.als"])), (Some(0), "no difference\n".to_owned()));
    assert_eq!(run(&["diff", "live12.als", "live12.set.json"]).code, Some(0));
    assert_eq!(run(&["diff", "fake", "als:live12.als"]).code, Some(1));
    assert_eq!(run(&["diff", "/dev/null", "live12.als"]).code, Some(1));
    run(&["diff", "live12.als", "missing.als"]).expect(2, &["there is no file `missing.als`", "hint: "]);
    run(&["diff", "live12.als", "live"]).expect(2, &["there is no target `live`", "hint: "]);
    run(&["snapshot", "../main.rs"]).expect(2, &["failed to import `../main.rs`: E_NOT_ALS", "hint: "]);
    run(&["snapshot"]).expect(2, &["required"]);
    run(&["verify", "als:../main.rs"]).expect(2, &["E_NOT_ALS", "hint: "]);
}

#[test]
fn a_snapshot_is_the_same_from_file_text_and_target() {
    let golden = fs::read_to_string(root().join("adapters/tests/als/sets/live12.set.json")).unwrap();
    let program = env!("CARGO_BIN_EXE_livebridge");
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
    run(&["verify", "als:live12.als", "--check", "reads/"]).expect(0, &["\nCONFORMANT (als:live12.als, seed 1"]);
}
