//! `livebridge bench`. Times differ from run to run: what is looked at is which there are, and what becomes of them.

use serde_json::{Value, json};

use super::sound_folder::SoundFolder;
use crate::support::{BINARY, Ran};

const PROGRAM: &str = BINARY;

/// A short run, with these arguments too.
fn bench(folder: &SoundFolder, arguments: &[&str]) -> Ran {
    folder.run(&[&["bench", "--rounds", "2", "--calls", "20"], arguments].concat())
}

/// The saved numbers, changed.
fn rewrite(folder: &SoundFolder, name: &str, change: impl Fn(&mut Value)) {
    let mut saved: Value = serde_json::from_str(&folder.read(name)).unwrap();
    change(&mut saved);
    folder.write(name, saved.to_string());
}

#[test]
fn exit_code_0_and_every_operation() {
    let ran = bench(&SoundFolder::new(), &[]);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""), "{ran}");
    let names: Vec<&str> = livebridge_suite::bench::operations().map(livebridge_port::Operation::name).collect();
    assert_eq!(names.len(), 23);
    for name in names {
        assert!(ran.stdout.lines().any(|line| line.split_whitespace().next() == Some(name)), "{name}\n{ran}");
    }
    assert!(!ran.stdout.contains("failed") && !ran.stdout.contains("not measured"), "{ran}");
}

#[test]
fn over_the_wire_as_json() {
    let ran = bench(&SoundFolder::new(), &["--json", "--", PROGRAM, "serve", "fake"]);
    assert_eq!(ran.code, Some(0), "{ran}");
    let run = &serde_json::from_str::<Value>(&ran.stdout).unwrap()["run"];
    assert_eq!((&run["format"], &run["failed"], &run["leftOut"]), (&json!(1), &json!([]), &json!([])));
    let operations = run["operations"].as_array().unwrap();
    assert_eq!(operations.len(), 23);
    for times in operations {
        let number = |key: &str| times[key].as_f64().unwrap_or_else(|| panic!("{key} of {times}"));
        assert!(0.0 < number("p50") && number("p50") <= number("p95") && number("p95") <= number("p99"), "{times}");
        assert!(times["calls"] == 40 && number("perSecond") > 0.0, "{times}");
        assert_eq!(times["roundP50"].as_array().unwrap().len(), 2);
        // What needs something beforehand or leaves something behind is not pipelined.
        let name = times["operation"].as_str().unwrap();
        let alone = ["createTrack", "deleteTrack", "createMidiClip", "deleteClip", "clearClipsInRange"].contains(&name)
            || ["createCuePoint", "insertDevice"].contains(&name);
        assert_eq!(times.get("pipelinedPerSecond").is_none(), alone, "{times}");
    }
}

#[test]
fn exit_code_1_when_an_operation_fails() {
    let ran = bench(&SoundFolder::new(), &["fake+declared-and-not-served"]);
    assert_eq!(ran.code, Some(1), "{ran}");
    assert!(ran.stdout.contains("createCuePoint             failed: UNSUPPORTED: "), "{ran}");
    assert!(ran.stdout.lines().filter(|line| line.contains("failed")).count() == 1, "{ran}");
}

#[test]
fn exit_code_4_when_nothing_was_measured() {
    const EXAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/python/minimal.py");
    if std::process::Command::new("python3").arg("-c").arg("pass").status().is_err() {
        eprintln!("SKIPPED: there is no python3");
        return;
    }
    let ran = bench(&SoundFolder::new(), &["--operation", "findTrack", "--", "python3", EXAMPLE]);
    assert_eq!(ran.code, Some(4), "{ran}");
    assert!(ran.stdout.contains("findTrack                  not measured: the target does not offer it\n"), "{ran}");
}

#[test]
fn exit_code_2_for_wrong_usage() {
    let folder = SoundFolder::new();
    insta::assert_snapshot!("bench_no_operation", bench(&folder, &["--operation", "renderTrack"]));
    insta::assert_snapshot!("bench_bad_name", bench(&folder, &["--save", "../before"]));
    insta::assert_snapshot!("bench_nothing_saved", bench(&folder, &["--compare", "before"]));
    folder.write("old.json", r#"{"format": 1}"#);
    let ran = bench(&folder, &["--directory", ".", "--compare", "old"]);
    assert_eq!(ran.code, Some(2), "{ran}");
    assert!(ran.stderr.contains("old.json") && ran.stderr.contains("line 1"), "{ran}");
}

#[test]
fn exit_code_6_without_a_target() {
    let ran = bench(&SoundFolder::new(), &["--", "no-such-program-anywhere"]);
    assert_eq!(ran.code, Some(6), "{ran}");
    assert!(ran.stderr.contains("cannot be started") && ran.stderr.contains("hint: "), "{ran}");
}

#[test]
fn exit_code_9_for_a_regression_and_nothing_else() {
    let folder = SoundFolder::new();
    let over_the_wire = ["--operation", "getNotes", "--operation", "setTempo", "--", PROGRAM, "serve", "fake"];
    let run = |arguments: &[&str]| bench(&folder, &[arguments, &over_the_wire[..]].concat());
    let saved = run(&["--save", "before"]);
    assert_eq!(saved.code, Some(0), "{saved}");
    assert!(saved.stderr.contains("saved to "), "{saved}");
    // A floor that no noise passes.
    let same = run(&["--compare", "before", "--noise-floor", "1000"]);
    assert_eq!(same.code, Some(0), "{same}");
    assert!(same.stdout.ends_with("4 of 4 numbers within the noise (floor 1000 %)\n"), "{same}");

    let file = ".livebridge/bench/before.json";
    rewrite(&folder, file, |saved| saved["operations"][0]["roundP50"] = json!([0.001, 0.002]));
    let before = folder.read(file);
    let slower = run(&["--compare", "before", "--save", "before", "--noise-floor", "1000"]);
    assert_eq!(slower.code, Some(9), "{slower}");
    assert!(slower.stdout.contains("slower  getNotes, p50: 1 ns to "), "{slower}");
    assert!(slower.stdout.contains("3 of 4 numbers"), "{slower}");
    // The gate does not move by itself.
    assert!(slower.stderr.contains("not saved: ") && folder.read(file) == before, "{slower}");

    rewrite(&folder, file, |saved| saved["operations"][0]["roundP50"] = json!([1e9, 1e9]));
    let faster = run(&["--compare", "before", "--save", "after", "--noise-floor", "1000"]);
    assert_eq!(faster.code, Some(0), "{faster}");
    assert!(faster.stdout.contains("faster  getNotes, p50: 1000.00 s to "), "{faster}");
    assert!(folder.path(".livebridge/bench/after.json").exists());
}

/// What was measured before and is not any more is a regression, unless this run was not to measure it.
#[test]
fn exit_code_9_for_a_lost_operation() {
    let folder = SoundFolder::new();
    assert_eq!(bench(&folder, &["--operation", "setTempo", "--save", "a"]).code, Some(0));
    rewrite(&folder, ".livebridge/bench/a.json", |saved| saved["operations"][0]["operation"] = json!("renderTrack"));
    let lost = bench(&folder, &["--compare", "a", "--noise-floor", "1000"]);
    assert_eq!(lost.code, Some(9), "{lost}");
    assert!(lost.stdout.contains("lost    renderTrack, p50: it was "), "{lost}");
    let other = bench(&folder, &["--operation", "getNotes", "--compare", "a"]);
    assert_eq!(other.code, Some(0), "{other}");
}
