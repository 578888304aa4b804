//! Shards as one run: the same bytes as the whole, and errors that say which part is wrong.

use std::fs;

use livebridge_suite::report::Summary;

use super::MUTANT;
use crate::support::{Folder, Ran, livebridge};

fn shard(folder: &Folder, shard: &str, file: &str, more: &[&str]) {
    let path = folder.argument(file);
    let ran = livebridge(&[&["verify", "--shard", shard, "--json", &path], more].concat());
    assert!(matches!(ran.code, Some(0 | 1)), "{ran}");
}

fn merge(folder: &Folder, parts: &[&str]) -> Ran {
    let mut arguments = vec!["report".to_owned(), "merge".to_owned()];
    arguments.extend(parts.iter().map(|part| folder.argument(part)));
    arguments.extend(["--json".to_owned(), folder.argument("merged.json")]);
    livebridge(&arguments.iter().map(String::as_str).collect::<Vec<_>>())
}

#[test]
fn merged_shards_are_the_whole_run() {
    let folder = Folder::new();
    // What this mutant shows does not depend on the checks before, as a counter of the target does.
    for target in ["fake", "fake+pitch-truncated"] {
        let whole = livebridge(&["verify", target, "--json", &folder.argument("whole.json")]);
        for index in 1..=3 {
            shard(&folder, &format!("{index}/3"), &format!("{index}.json"), &[target]);
        }
        let merged = merge(&folder, &["2.json", "3.json", "1.json"]);
        assert_eq!(merged.code, whole.code, "{merged}");
        assert!(
            folder.read("merged.json") == folder.read("whole.json"),
            "{target}: merged shards differ from the whole"
        );
        let last = |ran: &Ran| ran.stderr.lines().last().unwrap().to_owned();
        assert_eq!(last(&merged), last(&whole));
    }
    // A whole run is itself: so one format becomes another.
    merge(&folder, &["whole.json"]).expect(1, &["\nNONCONFORMANT ("]);
    assert!(folder.read("merged.json") == folder.read("whole.json"));
}

#[test]
fn parts_that_are_no_run_are_refused() {
    let folder = Folder::new();
    let notes = ["--check", "notes/"];
    for index in 1..=2 {
        shard(&folder, &format!("{index}/2"), &format!("{index}.json"), &notes);
    }
    shard(&folder, "2/2", "seed.json", &["--check", "notes/", "--seed", "7"]);
    shard(&folder, "2/2", "target.json", &["--check", "notes/", MUTANT]);
    shard(&folder, "2/2", "profile.json", &["--check", "notes/", "--profile", "full"]);
    shard(&folder, "2/2", "checks.json", &["--check", "notes/", "--check", "reads/"]);
    shard(&folder, "3/3", "thirds.json", &notes);
    livebridge(&["verify", "--check", "notes/", "--json", &folder.argument("whole.json")]).expect(0, &[]);
    let refused = |parts: &[&str], why: &[&str]| {
        merge(&folder, parts).expect(2, &[why, &["hint: "]].concat());
    };
    refused(&["1.json"], &["missing: shard 2/2"]);
    refused(&["2.json", "2.json"], &["2.json` overlaps", "both hold shard 2/2"]);
    refused(&["1.json", "seed.json"], &["seed.json` is foreign: its seed is 7, that of", "1.json` is 1"]);
    refused(&["1.json", "target.json"], &[&format!("its target is {MUTANT}, that of")]);
    refused(&["1.json", "profile.json"], &["its profile is full"]);
    refused(&["1.json", "checks.json"], &["its number of chosen checks is"]);
    refused(&["1.json", "thirds.json"], &["its number of shards is 3"]);
    refused(&["1.json", "whole.json"], &["whole.json` is no part of a run: it was made without --shard"]);
    // By hand: a part of another version, one that holds a check of the other, and what is no summary.
    let [first, second] = ["1.json", "2.json"].map(|name| serde_json::from_str::<Summary>(&folder.read(name)).unwrap());
    let write = |name: &str, text: &str| fs::write(folder.argument(name), text).unwrap();
    let later = folder.read("2.json").replacen(r#""suite": "1"#, r#""suite": "99"#, 1);
    write("later.json", &later);
    refused(&["1.json", "later.json"], &["later.json`: version 99"]);
    let mut both = second.clone();
    both.run.checks.push(first.run.checks[0].clone());
    write("both.json", &serde_json::to_string(&both).unwrap());
    refused(&["1.json", "both.json"], &["both.json` overlaps", "both hold the check `notes/"]);
    let mut fewer = second;
    fewer.run.planned -= 1;
    write("fewer.json", &serde_json::to_string(&fewer).unwrap());
    refused(&["1.json", "fewer.json"], &["missing: the parts hold"]);
    write("none.json", "{}");
    refused(&["1.json", "none.json"], &["none.json` is no summary"]);
}

/// The verdict is computed again from the checks: what a file says of it is not believed.
#[test]
fn a_verdict_is_not_believed() {
    let folder = Folder::new();
    livebridge(&["verify", MUTANT, "--json", &folder.argument("run.json")]).expect(1, &[]);
    let praised =
        folder.read("run.json").replace("NONCONFORMANT", "CONFORMANT").replace(r#""exitCode": 1"#, r#""exitCode": 0"#);
    fs::write(folder.argument("run.json"), praised).unwrap();
    merge(&folder, &["run.json"]).expect(1, &["\nNONCONFORMANT ("]);
}
