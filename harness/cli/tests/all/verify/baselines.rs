//! Baselines: failing as recorded is accepted, passing is stale, another failure or less on offer is worse, and what
//! could not be set up is never accepted.

use super::{directory, file};
use crate::support::{MINIMAL, Ran, livebridge, python_is_here};

/// Its only failure is that of `render/length`.
const MUTANT: &str = "fake+render-of-a-second-and-a-half";
const REQUIREMENT: &str = "LB-RENDER-003";
const CHECK: &str = "render/length";

/// A new baseline of the mutant that lists `id`.
fn recorded(test: &str, id: &str) -> String {
    let path = directory(&format!("baseline-{test}")).join("known.toml");
    let path = path.into_os_string().into_string().unwrap();
    let ran =
        update(&path, &["--add", id, "--reason", "a render lasts too long", "--link", "https://example.org/7", MUTANT]);
    ran.expect(0, &[&format!("\n{id}: added\n"), "\nwrote ", "\nNONCONFORMANT, as recorded ("]);
    path
}

fn check(path: &str, target: &[&str]) -> Ran {
    livebridge(&[&["baseline", "check", path], target].concat())
}

fn update(path: &str, arguments: &[&str]) -> Ran {
    livebridge(&[&["baseline", "update", path], arguments].concat())
}

#[test]
fn failing_as_recorded_is_accepted() {
    for id in [REQUIREMENT, CHECK] {
        let path = recorded(&format!("accepted-{}", id.len()), id);
        let accepted = [
            &format!("FAIL {REQUIREMENT}  {CHECK}\n  known     a render lasts too long\n") as &str,
            "1 known failure accepted\n",
        ];
        check(&path, &[MUTANT]).expect(0, &accepted);
        livebridge(&["verify", "--baseline", &path, MUTANT]).expect(0, &accepted);
        // A known failure does not end a run that ends with the first.
        livebridge(&["verify", "--fail-fast", "--baseline", &path, MUTANT]).expect(0, &accepted);
    }
}

#[test]
fn the_file_says_how_it_fails_and_is_written_the_same_again() {
    let path = recorded("file", REQUIREMENT);
    let text = std::fs::read_to_string(&path).unwrap();
    let (_, known) = text.split_once("[[known]]\n").unwrap();
    insta::assert_snapshot!("baseline_entry", known);
    assert!(text.contains("\"renderTrack\"") && text.contains("\nundo = \"observable\"\n"), "{text}");
    update(&path, &[MUTANT]).expect(0, &["\nNONCONFORMANT, as recorded ("]);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
}

#[test]
fn the_example_of_the_page_is_a_baseline() {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/verdicts.md")).unwrap();
    let mut blocks = page.split("```toml\n").skip(1).map(|block| block.split("```").next().unwrap());
    let example = blocks.find(|block| block.contains("[[known]]")).unwrap();
    let path = file("baseline-page", "known.toml", example);
    check(&path, &[MUTANT]).expect(0, &["  known     a render lasts too long\n", "1 known failure accepted\n"]);
    // Nothing is pinned in it, so nothing can be missing; an update pins what is there.
    let ran = update(&path, &[MUTANT]);
    ran.expect(0, &["\nwrote "]);
    assert!(!ran.stderr.contains("no longer offered"), "{ran}");
    assert!(std::fs::read_to_string(&path).unwrap().contains("[offers]\n"));
}

#[test]
fn what_is_listed_again_keeps_its_link() {
    let path = recorded("again", REQUIREMENT);
    let again = |more: &[&str]| {
        let arguments = ["--add", REQUIREMENT, "--reason", "a better one", MUTANT];
        update(&path, &[&arguments[..], more].concat()).expect(0, &[&format!("\n{REQUIREMENT}: changed\n")]);
        std::fs::read_to_string(&path).unwrap()
    };
    let text = again(&[]);
    assert!(text.contains("reason = \"a better one\"\nlink = \"https://example.org/7\"\n"), "{text}");
    assert_eq!(text.matches("[[known]]").count(), 1, "{text}");
    assert!(again(&["--link", "https://example.org/8"]).contains("\nlink = \"https://example.org/8\"\n"));
}

#[test]
fn where_nothing_can_be_written_nothing_is_run() {
    let path = directory("baseline-nowhere").join("none/known.toml");
    let ran = update(path.to_str().unwrap(), &["fake"]);
    ran.expect(2, &["known.toml: cannot be written", "hint: nothing was run"]);
    assert!(!ran.stderr.contains("livebridge 0"), "no check was run: {ran}");
}

#[test]
fn a_report_takes_the_place_of_nothing_that_is_read() {
    let path = recorded("read", REQUIREMENT);
    let before = std::fs::read_to_string(&path).unwrap();
    let other = format!("{}/./known.toml", directory("baseline-read-too").display());
    let roundabout = path.replace("known.toml", "./known.toml");
    livebridge(&["verify", "--baseline", &path, "--json", &roundabout, MUTANT])
        .expect(2, &["it is what is read, and would be lost"]);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), before);
    let same = other.replace("/./", "/");
    livebridge(&["verify", "--junit", &other, "--html", &same]).expect(2, &["--junit and --html both go to `"]);
}

#[test]
fn passing_is_stale_and_an_update_takes_it_out() {
    let path = recorded("stale", REQUIREMENT);
    let stale = format!("stale     {REQUIREMENT}: {CHECK} passes now\n");
    check(&path, &["fake"]).expect(3, &[&stale, "\nCONFORMANT (fake, seed 1)\n"]);
    // A run that leaves the check out says nothing about it.
    livebridge(&["verify", "--baseline", &path, "--area", "ids"]).expect(0, &["0 known failures accepted\n"]);
    update(&path, &["fake"]).expect(0, &[&format!("{REQUIREMENT}: fails no more, and is taken out\n")]);
    check(&path, &["fake"]).expect(0, &[]);
    assert!(!std::fs::read_to_string(&path).unwrap().contains(REQUIREMENT));
}

#[test]
fn what_was_not_run_is_stale_too() {
    let text = entry("LB-ERR-005", "errors/null-and-wrong-types");
    let path = file("baseline-not-run", "known.toml", &text);
    check(&path, &["fake"]).expect(3, &["errors/null-and-wrong-types was not run: can only be seen over the wire\n"]);
}

#[test]
fn failing_for_another_reason_is_worse() {
    let path = recorded("another", REQUIREMENT);
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains("\nseen = \"the file has #\"\n"), "{text}");
    std::fs::write(&path, text.replace("the file has #", "there is no file")).unwrap();
    let ran = livebridge(&["verify", "--baseline", &path, "--check", CHECK, MUTANT]);
    ran.expect(
        1,
        &[
            &format!("worse     {REQUIREMENT}: {CHECK} fails for another reason than the recorded one: expected `"),
            "0 known failures accepted\n",
            "\nNONCONFORMANT (",
        ],
    );
}

#[test]
fn what_is_not_listed_fails_as_ever() {
    let path = recorded("new", REQUIREMENT);
    let ran = check(&path, &["fake+pitch-truncated"]);
    ran.expect(1, &["FAIL LB-NOTES-002", "passes now", "\nNONCONFORMANT (fake+pitch-truncated, seed 1)\n"]);
    // And an update lists nothing by itself.
    update(&path, &["fake+pitch-truncated"])
        .expect(1, &["FAIL LB-NOTES-002", "\nNONCONFORMANT (fake+pitch-truncated, "]);
    assert!(!std::fs::read_to_string(&path).unwrap().contains("NOTES"));
}

#[test]
fn what_could_not_be_set_up_is_never_accepted() {
    const SETUP: &str = "fake+ids-of-slots-for-clips";
    const CHECK: &str = "mutations/answer-is-fresh/setNotes";
    let path = directory("baseline-setup").join("known.toml");
    update(path.to_str().unwrap(), &["--add", CHECK, "--reason", "x", SETUP])
        .expect(2, &[&format!("error: `{CHECK}` could not be set up, which no baseline accepts\n")]);
    assert!(!path.exists(), "a refused update writes nothing");
    // Not even when somebody writes it by hand as the report says it.
    let ran = livebridge(&["verify", "--check", CHECK, SETUP]);
    let line = |label: &str| {
        let line = ran.stderr.lines().find_map(|line| line.trim().strip_prefix(label)).unwrap();
        line.trim().replace(|c: char| c.is_ascii_digit(), "#").replace('"', "\\\"")
    };
    let text = entry(CHECK, CHECK)
        .replace("expected = \"a\"", &format!("expected = \"{}\"", line("expected")))
        .replace("seen = \"b\"", &format!("seen = \"{}\"", line("seen")));
    let path = file("baseline-by-hand", "known.toml", &text);
    livebridge(&["verify", "--baseline", &path, "--check", CHECK, SETUP])
        .expect(1, &["UNTESTABLE LB-MUT-001", "0 known failures accepted\n"]);
}

#[test]
fn offering_less_than_before_is_worse() {
    if !python_is_here() {
        return;
    }
    let path = directory("baseline-offers").join("known.toml");
    let path = path.to_str().unwrap();
    update(path, &["fake"]).expect(0, &["\nCONFORMANT (fake, seed 1)\n"]);
    let less = livebridge(&["verify", "--baseline", path, "--area", "ids", "--", "python3", MINIMAL]);
    less.expect(
        1,
        &[
            "worse     no longer offered: renderTrack\n",
            "worse     no longer offered: capability undo, as much as before\n",
            "worse     no longer offered: capability stagedReferences\n",
            "\nNONCONFORMANT (-- python3",
        ],
    );
    // More than before is welcome, and less is pinned when somebody says so.
    let pinned = std::fs::read_to_string(path).unwrap();
    std::fs::write(path, pinned.replace("\"renderTrack\", ", "")).unwrap();
    check(path, &["fake"]).expect(0, &["\nCONFORMANT (fake, seed 1)\n"]);
    std::fs::write(path, pinned.replace("\"renderTrack\"", "\"renderAll\"")).unwrap();
    check(path, &["fake"]).expect(1, &["worse     no longer offered: renderAll\n"]);
    update(path, &["fake"]).expect(0, &["no longer offered: renderAll\n"]);
    assert_eq!(std::fs::read_to_string(path).unwrap(), pinned);
}

/// A baseline with one entry.
fn entry(id: &str, check: &str) -> String {
    format!(
        "version = 1\n[offers]\noperations = []\n[offers.capabilities]\n\n[[known]]\nid = \"{id}\"\nreason = \"r\"\n\
         [[known.failure]]\ncheck = \"{check}\"\nexpected = \"a\"\nseen = \"b\"\n"
    )
}

#[test]
fn a_wrong_file_is_refused_by_file_line_and_name() {
    let good = entry(REQUIREMENT, CHECK);
    let twice = good.clone() + good.split_once("\n\n").unwrap().1;
    for (test, text, said) in [
        (
            "id",
            good.replace(REQUIREMENT, "LB-RENDERS-003"),
            ":7: id: there is no requirement and no check `LB-RENDERS-003`, but there is `LB-RENDER-003`",
        ),
        ("twice", twice, ":14: id: `LB-RENDER-003` is there twice"),
        ("reason", good.replace("\"r\"", "\" \""), ":7: reason: `LB-RENDER-003` has none"),
        ("no-reason", good.replace("reason = \"r\"\n", ""), ":6: missing field `reason`"),
        (
            "failure",
            good.split_once("[[known.failure]]").unwrap().0.to_owned(),
            ":7: failure: none is recorded for `LB-RENDER-003`",
        ),
        ("key", good.replace("reason", "raison"), ":8: unknown field `raison`"),
        ("version", good.replace("version = 1", "version = 2"), ":1: version is 2, and only 1 is known"),
        ("syntax", good.replace("operations = []", "operations = ["), ":6: "),
    ] {
        let path = file(&format!("baseline-wrong-{test}"), "known.toml", &text);
        check(&path, &["fake"]).expect(2, &[&format!("known.toml{said}")]);
        livebridge(&["verify", "--baseline", &path]).expect(2, &[&format!("known.toml{said}")]);
    }
    check("no-such-baseline.toml", &["fake"]).expect(2, &["failed to read `no-such-baseline.toml`"]);
}

#[test]
fn wrong_additions_are_refused_before_anything_runs() {
    let path = directory("baseline-additions").join("known.toml");
    let path = path.to_str().unwrap();
    let refused = |arguments: &[&str], said: &str| {
        let ran = update(path, arguments);
        ran.expect(2, &[said]);
        ran
    };
    let ran = refused(&["--add", "LB-RENDERS-003", "--reason", "x"], "but there is `LB-RENDER-003`");
    assert!(!ran.stderr.contains("verifies"), "{ran}");
    refused(&["--add", REQUIREMENT], "--reason");
    refused(&["--add", REQUIREMENT, "--reason", ""], "--reason");
    refused(&["--reason", "x"], "--add");
    refused(
        &["--add", REQUIREMENT, "--reason", "x", "fake"],
        "`LB-RENDER-003` does not fail: there is nothing to record",
    );
}
