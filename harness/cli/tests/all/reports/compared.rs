//! `report diff`: two runs compared, in all forms and with the exit code; and files that are no runs.

use std::fs;

use livebridge_suite::report::RunComparison;

use super::MUTANT;
use crate::support::{Folder, Ran, livebridge};

const LEAKS: &str = "fake+rollback-leaks-first-op";

fn kept(folder: &Folder, name: &str, target: &[&str]) {
    let path = folder.argument(name);
    let ran = livebridge(&[&["verify", "--no-exploration", "--json", &path], target].concat());
    assert!(matches!(ran.code, Some(0 | 1)), "{ran}");
}

fn diff(folder: &Folder, old: &str, new: &str) -> Ran {
    let [old, new] = [old, new].map(|name| folder.argument(name));
    let (json, page) = (folder.argument("diff.json"), folder.argument("diff.html"));
    livebridge(&["report", "diff", &old, &new, "--json", &json, "--html", &page])
}

#[test]
fn what_became_worse_or_better_is_told_in_every_form() {
    let folder = Folder::new();
    let checks = ["--check", "transactions/", "--check", "undo/"];
    kept(&folder, "good.json", &[&checks[..], &["fake"]].concat());
    kept(&folder, "bad.json", &[&checks[..], &[LEAKS]].concat());
    let worse = diff(&folder, "good.json", "bad.json");
    worse.expect(1, &["\nworse\n  LB-TX-002  PASS -> FAIL  MUST ", "seen      ", " worse, 0 better, 0 otherwise, "]);
    let compared: RunComparison = serde_json::from_str(&folder.read("diff.json")).unwrap();
    assert!(compared.is_worse() && compared.requirements.iter().any(|requirement| requirement.id == "LB-TX-002"));
    assert!(worse.stderr.trim_end().ends_with(&compared.conclusion()), "{worse}");
    let page = folder.read("diff.html");
    assert!(page.contains("<h1>Something is worse</h1>") && page.contains(&compared.conclusion()), "{page}");
    for loaded in ["src=", "href=", "url(", "@import", "http://", "https://", "<script"] {
        assert!(!page.contains(loaded), "the page has `{loaded}`");
    }
    // The other way round, everything is better.
    let better = diff(&folder, "bad.json", "good.json");
    better.expect(0, &["\nbetter\n  LB-TX-002  FAIL -> PASS", "0 worse, "]);
    assert!(folder.read("diff.html").contains("<h1>Nothing is worse</h1>"));
    // A run is as itself, byte for byte the same each time.
    diff(&folder, "bad.json", "bad.json").expect(0, &["0 worse, 0 better, 0 otherwise, "]);
    let first = folder.read("diff.json");
    diff(&folder, "bad.json", "bad.json").expect(0, &[]);
    assert_eq!(folder.read("diff.json"), first);
}

#[test]
fn what_fails_in_both_and_is_seen_otherwise_and_what_is_not_alike_is_told() {
    let folder = Folder::new();
    kept(&folder, "a.json", &["--check", "undo/", MUTANT]);
    kept(&folder, "b.json", &["--check", "undo/", "--check", "notes/", "--seed", "7", MUTANT]);
    let mut later: serde_json::Value = serde_json::from_str(&folder.read("b.json")).unwrap();
    for check in later["run"]["checks"].as_array_mut().unwrap() {
        if let Some(seen) = check.pointer_mut("/finding/seen") {
            *seen = "something \u{1b}[31m else".into();
        }
    }
    later["suite"] = "0.0.9".into();
    let gone = later["operations"].as_array_mut().unwrap().iter_mut().find(|offer| offer["operation"] == "setTempo");
    gone.unwrap()["offered"] = false.into();
    fs::write(folder.argument("b.json"), later.to_string()).unwrap();
    let ran = diff(&folder, "a.json", "b.json");
    ran.expect(
        1,
        &[
            "note: not the same in both: version of the suite: ",
            "note: not the same in both: seed: 1, then 7",
            "still failing, but seen otherwise",
            "no longer offered: setTempo",
            "; 1 no longer offered",
            "not asked for -> PASS",
        ],
    );
    assert!(!ran.stderr.contains('\u{1b}'), "{ran}");
}

#[test]
fn what_is_no_run_is_refused() {
    let folder = Folder::new();
    kept(&folder, "run.json", &["--check", "notes/", "fake"]);
    fs::write(folder.argument("none.json"), "{}").unwrap();
    let run = folder.argument("run.json");
    livebridge(&["report", "diff", &run, &folder.argument("none.json")])
        .expect(2, &["none.json` is no summary", "hint: "]);
    livebridge(&["report", "diff", &run, &folder.argument("gone.json")]).expect(2, &["failed to read `"]);
    livebridge(&["report", "diff", &run, &run, "--json", &run]).expect(2, &["is what is read, and would be lost"]);
    let ran = livebridge(&["report", "diff", &run, &run, "--json", "-"]);
    assert!(serde_json::from_str::<RunComparison>(&ran.stdout).is_ok(), "{ran}");
}
