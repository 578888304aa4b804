//! `livebridge golden`: the goldens of this repository, and a user's own, through the built binary.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use livebridge_port::fixtures;

use crate::support::{BINARY, LIVEBRIDGE, Ran, is_here, livebridge, python_is_here, run, workspace};
use livebridge_suite::handlers::Handler;

/// The names of all states: each fixture, the one that is given notes, and each fixture after each handler.
fn names() -> BTreeSet<String> {
    let after = |fixture: &'static str| Handler::ALL.map(|handler| format!("handlers/{fixture}.{}", handler.name()));
    let fixtures = fixtures::NAMES.into_iter();
    let with_notes = "handlers/with_one_midi_clip".to_owned();
    fixtures
        .clone()
        .map(|name| format!("fixtures/{name}"))
        .chain([with_notes])
        .chain(fixtures.flat_map(after))
        .collect()
}

/// Runs `livebridge golden` in a folder, in CI or at somebody's desk.
fn golden(folder: &Path, in_ci: bool, words: &str) -> Ran {
    let mut command = LIVEBRIDGE.command();
    command.current_dir(folder).env_remove("CI").arg("golden").args(words.split(' '));
    if in_ci {
        command.env("CI", "true");
    }
    run(&mut command)
}

fn at_the_desk(folder: &Path, words: &str) -> Ran {
    golden(folder, false, words)
}

/// All files below a folder, by their paths from there.
fn files(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for path in fs::read_dir(next).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path.strip_prefix(folder).unwrap().display().to_string().replace('\\', "/"));
            }
        }
    }
    found.sort();
    found
}

/// Whether a file waits to be accepted.
fn waits(file: &str) -> bool {
    Path::new(file).extension().is_some_and(|ending| ending == "new")
}

/// A folder with a copy of the goldens of this repository.
fn copy() -> tempfile::TempDir {
    let copy = tempfile::tempdir().unwrap();
    for name in names() {
        let file = copy.path().join(format!("golden/{name}.json"));
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::copy(workspace().join(format!("golden/{name}.json")), file).unwrap();
    }
    copy
}

#[test]
fn every_fixture_is_golden_before_and_after_every_handler() {
    assert_eq!(names().len(), 6 + 1 + 6 * 5);
    let ran = golden(&workspace(), true, "check");
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), "37 states: 37 same\n"), "{ran}");
    // Nothing is kept beside them that no state gives: the vectors have a folder of their own.
    let kept: BTreeSet<String> = ["fixtures", "handlers"]
        .iter()
        .flat_map(|folder| {
            files(&workspace().join("golden").join(folder)).into_iter().map(move |file| format!("{folder}/{file}"))
        })
        .filter(|file| !waits(file))
        .collect();
    assert_eq!(kept, names().into_iter().map(|name| format!("{name}.json")).collect());
}

#[test]
fn a_difference_is_told_laid_beside_and_accepted() {
    let copy = copy();
    let file = copy.path().join("golden/fixtures/seeded.json");
    let kept = fs::read_to_string(&file).unwrap();
    fs::write(&file, kept.replace("\"tempo\": 124", "\"tempo\": 98")).unwrap();
    assert_ne!(fs::read_to_string(&file).unwrap(), kept, "the tempo stands in the golden");
    fs::remove_file(copy.path().join("golden/handlers/seeded.humanize.json")).unwrap();

    // In CI nothing is written, whatever is found.
    let before = files(copy.path());
    let ran = golden(copy.path(), true, "check");
    insta::assert_snapshot!("golden_check_in_ci", ran);
    assert_eq!(files(copy.path()), before);

    insta::assert_snapshot!("golden_check", at_the_desk(copy.path(), "check"));
    let pending: Vec<_> = files(copy.path()).into_iter().filter(|file| waits(file)).collect();
    assert_eq!(
        pending,
        // A handler that changes nothing still changes nothing: its record does not say in which Set.
        ["golden/fixtures/seeded.json.new", "golden/handlers/seeded.humanize.json.new"]
    );
    insta::assert_snapshot!("golden_review", at_the_desk(copy.path(), "review"));
    at_the_desk(copy.path(), "accept seeded")
        .expect(2, &["`seeded` does not wait to be accepted in golden", "hint: what waits is: fixtures/seeded, "]);
    let ran = at_the_desk(copy.path(), "accept fixtures/seeded");
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), "accepted fixtures/seeded\n"), "{ran}");
    assert_eq!(fs::read_to_string(&file).unwrap(), kept);

    let ran = at_the_desk(copy.path(), "check");
    assert!(ran.code == Some(7) && ran.stdout.contains("37 states: 36 same, 1 new\n"), "{ran}");
    let ran = at_the_desk(copy.path(), "accept");
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), "accepted handlers/seeded.humanize\n"), "{ran}");
    assert_eq!(at_the_desk(copy.path(), "check").stdout, "37 states: 37 same\n");
    assert_eq!(files(copy.path()).len(), names().len());
    let ran = at_the_desk(copy.path(), "review");
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), "nothing waits in golden\n"), "{ran}");
}

#[test]
fn an_orphan_is_rejected_until_it_is_pruned() {
    let copy = copy();
    let put = |name: &str, text: &str| fs::write(copy.path().join("golden").join(name), text).unwrap();
    put("handlers/seeded.quantize.json", &fixtures::seeded().to_canonical());
    put("fixtures/old.json.new", &fixtures::seeded().to_canonical());
    put("fixtures/package.json", "{\"name\":\"none of ours\"}");
    insta::assert_snapshot!("golden_orphans", golden(copy.path(), true, "check"));
    let ran = at_the_desk(copy.path(), "prune");
    assert!(ran.code == Some(0) && ran.stdout.lines().count() == 2, "{ran}");
    assert_eq!(at_the_desk(copy.path(), "prune").stdout, "every golden belongs to a state\n");
    assert_eq!(at_the_desk(copy.path(), "check").code, Some(0));
    assert!(copy.path().join("golden/fixtures/package.json").exists());
}

#[test]
fn a_faulty_target_differs_by_what_is_faulty() {
    let ran = golden(&workspace(), true, "check --fixtures fake+colour-as-bgr");
    assert!(ran.code == Some(7) && ran.stdout.contains("colour #FF0000 -> #0000FF"), "{ran}");
    let ran = golden(&workspace(), true, "check --fixtures fake+velocity-rounded");
    assert!(ran.code == Some(7) && ran.stdout.contains("velocity 83.9604275226593 -> 84"), "{ran}");
    assert!(!ran.stdout.contains("scale-lock differs"), "{ran}");
}

/// The other implementations come to the same Sets; what a track sounds like is the host's choice, and so is the level
/// that Gain Stage Doctor finds.
#[test]
fn other_implementations_give_the_same_states() {
    for (interpreter, example) in [("python3", "python/complete.py"), ("node", "javascript/complete.mjs")] {
        if is_here(interpreter) {
            let ran = golden(&workspace(), true, &format!("check --fixtures -- {interpreter} examples/{example}"));
            assert_eq!(ran.code, Some(7), "{ran}");
            assert!(ran.stdout.contains("\n37 states: 35 same, 2 different\n"), "{ran}");
            let differ: Vec<_> = ran.stdout.lines().filter(|line| line.ends_with(" differs")).collect();
            assert_eq!(
                differ,
                ["handlers/seeded.gain-stage differs", "handlers/seeded_audio_track.gain-stage differs"]
            );
        }
    }
}

#[test]
fn a_user_keeps_goldens_of_sets_and_bridges() {
    let folder = tempfile::tempdir().unwrap();
    let sets = workspace().join("adapters/als/tests/als/sets");
    for name in ["live12.als", "live11.als"] {
        fs::copy(sets.join(name), folder.path().join(name)).unwrap();
    }
    let run = |words: &str| at_the_desk(folder.path(), words);
    let ran = run("check --dir goldens live11.als als:live12.als");
    assert!(ran.code == Some(7) && ran.stdout.contains("2 states: 2 new\n"), "{ran}");
    assert_eq!(run("accept --dir goldens").stdout, "accepted live11\naccepted live12\n");
    assert_eq!(run("check --dir goldens live11.als live12.als").stdout, "2 states: 2 same\n");
    assert_eq!(
        fs::read_to_string(folder.path().join("goldens/live12.json")).unwrap(),
        fs::read_to_string(sets.join("live12.set.json")).unwrap()
    );

    // The Set goes on; the other one is not named any more.
    fs::copy(sets.join("live12-later.als"), folder.path().join("live12.als")).unwrap();
    insta::assert_snapshot!("golden_user", run("check --dir goldens live12.als"));
    assert_eq!(run("prune --dir goldens live12.als").stdout, "removed goldens/live11.json\n");
    run("accept --dir goldens").expect(0, &[]);
    assert_eq!(run("check --dir goldens live12.als").code, Some(0));

    // A bridge, under the name that it gives itself or one of the user's.
    let bridge = format!("{BINARY} serve fake");
    let ran = run(&format!("check --dir bridge -- {bridge}"));
    assert!(ran.code == Some(7) && ran.stdout.contains("1 new"), "{ran}");
    let ran = run(&format!("check --dir bridge --name start -- {bridge}"));
    assert!(ran.code == Some(7) && ran.stdout.starts_with("start: there is no golden yet\n"), "{ran}");
    assert!(files(&folder.path().join("bridge")).contains(&"start.json.new".to_owned()));
}

#[test]
fn what_cannot_be_checked_is_said_with_its_exit_code() {
    let folder = tempfile::tempdir().unwrap();
    let run = |words: &str| at_the_desk(folder.path(), words);
    run("check").expect(2, &["there is no directory `golden`", "hint: "]);
    run("check a.als").expect(2, &["there is no file `a.als`", "hint: "]);
    run("check fake fake").expect(2, &["two sources have the golden `fake`", "hint: "]);
    run("check fake fake+velocity-rounded --name x").expect(2, &["--name names one golden, and 2 sources were given"]);
    run("check fake --name ../x").expect(2, &["is no plain name"]);
    run("check --fixtures fake fake").expect(2, &["those of one target"]);
    run("check -- no-such-program-anywhere").expect(6, &["could not be started or greeted", "hint: "]);
    if python_is_here() {
        let example = workspace().join("examples/python/minimal.py").display().to_string();
        run(&format!("check --fixtures -- python3 {example}")).expect(1, &["does not offer control/reset, which"]);
    }
    assert_eq!(files(folder.path()), Vec::<String>::new(), "nothing was written");
    livebridge(&["golden"]).expect(2, &["check", "review", "accept", "prune"]);
}

/// Who names nothing in a directory of his own is told what is in it, and nothing is laid beside it.
#[test]
fn goldens_of_ones_own_want_their_sources() {
    let folder = tempfile::tempdir().unwrap();
    let run = |words: &str| at_the_desk(folder.path(), words);
    let own = folder.path().join("own");
    fs::create_dir_all(own.join("fixtures")).unwrap();
    fs::write(own.join("package.json"), "{\"name\":\"none of ours\"}").unwrap();
    run("check --dir own").expect(2, &["error: there is no golden in `own`\n", "hint: name a source"]);
    for name in ["b", "a", "c", "e", "d", "f", "g"] {
        fs::write(own.join(format!("{name}.json")), fixtures::seeded().to_canonical()).unwrap();
    }
    let before = files(&own);
    for action in ["check", "prune"] {
        run(&format!("{action} --dir own")).expect(
            2,
            &[
                "error: nothing was named to compare with the goldens in `own`: `a`, `b`, `c`, `d`, `e` and 2 more\n",
                "hint: name what they are of, as in `livebridge golden check --dir own songs/*.als`\n",
            ],
        );
    }
    assert_eq!(files(&own), before);
}

#[test]
fn a_golden_that_is_none_is_told() {
    let copy = copy();
    let write = |name: &str, text: &str| fs::write(copy.path().join("golden").join(name), text).unwrap();
    write("fixtures/seeded.json", "{\"format\": \"livebridge.set/1\",\n \"tempo\": }");
    write(
        "handlers/seeded_session.janitor.json",
        "{\"format\":\"livebridge.unchanged/1\",\"unchanged\":\"fixtures/gone\"}",
    );
    let ran = golden(copy.path(), true, "check");
    assert_eq!(ran.code, Some(7), "{ran}");
    assert!(ran.stdout.contains("seeded.json is no Set snapshot: expected value at line 2"), "{ran}");
    assert!(ran.stdout.contains("says that it equals `fixtures/gone`, which is not there"), "{ran}");
}

#[test]
fn help() {
    insta::assert_snapshot!("help_golden", livebridge(&["golden", "--help"]));
    for action in ["check", "review", "accept", "prune"] {
        insta::assert_snapshot!(format!("help_golden_{action}"), livebridge(&["golden", action, "--help"]));
    }
}

#[test]
fn the_documentation_shows_what_is_said() {
    assert_eq!(LIVEBRIDGE.shows("docs/goldens.md", "."), 2);
}
