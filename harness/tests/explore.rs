//! Exploration, replay and analysis through the library and through the built binary.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, its helpers too")]

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use livebridge_harness::explore::program::Program;
use livebridge_harness::explore::{Live, Options, explore, record, replay, zoo};
use livebridge_harness::mutants;
use livebridge_harness::target::TargetSpec;
use support::{livebridge, python_is_here};
use tempfile::TempDir;

const BINARY: &str = env!("CARGO_BIN_EXE_livebridge");

fn options(target: &str, cases: u64) -> Options {
    Options { cases, ..Options::new(target.parse().unwrap()) }
}

fn recorded(options: &Options) -> (Vec<u8>, usize) {
    let mut bytes = Vec::new();
    let explored = explore(options, Some(&mut bytes), |_| {}).unwrap();
    (bytes, explored.findings.len())
}

fn program(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/programs").join(name)
}

/// The A/A control: the fake against itself.
#[test]
fn the_fake_agrees_with_the_model() {
    for seed in ["1", "another"] {
        let options = Options { seed: seed.parse().unwrap(), ..options("fake", 150) };
        let explored = explore(&options, None, |_| {}).unwrap();
        assert!(explored.findings.is_empty(), "{:#?}", explored.findings);
        assert_eq!((explored.programs, explored.steps), (150, 3000));
    }
}

#[test]
fn the_same_seed_gives_the_same_record() {
    let (once, _) = recorded(&options("fake", 40));
    let (again, _) = recorded(&options("fake", 40));
    assert!(once == again, "two records of the same seed differ");
    let other = Options { seed: "other".parse().unwrap(), ..options("fake", 40) };
    assert!(once != recorded(&other).0, "two seeds give the same record");
    let analysis = record::analyze(&*once).unwrap();
    assert_eq!((analysis.programs, analysis.steps, analysis.found.len()), (40, 800, 0));
}

#[test]
fn a_record_is_judged_again_without_its_target() {
    let options = options("fake+pieces-lose-their-colour", 200);
    let (bytes, findings) = recorded(&options);
    assert_eq!(findings, 1);
    let found = record::analyze(&*bytes).unwrap().found;
    let explored = explore(&options, None, |_| {}).unwrap();
    assert_eq!(found.iter().map(|(number, ..)| *number).collect::<Vec<_>>(), [explored.findings[0].number]);
    // What was recorded is what is judged: with the faulty answers taken out nothing fits any more.
    let text = String::from_utf8(bytes).unwrap();
    let damaged = text.replacen("\"answers\":[{\"result\"", "\"answers\":[{\"fault\"", 9);
    assert!(
        record::analyze(damaged.as_bytes()).is_err() || !record::analyze(damaged.as_bytes()).unwrap().found.is_empty()
    );
}

/// Every mutant that a program can find, by a few programs: most are found by then, and become small. The whole table
/// is made by `livebridge explore --mutants`.
#[test]
fn few_programs_find_most_mutants() {
    let all: Vec<_> = mutants::all().collect();
    let options = options("fake", 60);
    let halves: Vec<Vec<zoo::Hunt>> = std::thread::scope(|scope| {
        let hunts = all
            .chunks(all.len().div_ceil(2))
            .map(|half| scope.spawn(|| half.iter().map(|mutant| zoo::hunt(mutant, &options).unwrap()).collect()));
        hunts.collect::<Vec<_>>().into_iter().map(|hunt| hunt.join().unwrap()).collect()
    });
    let hunts: Vec<zoo::Hunt> = halves.into_iter().flatten().collect();
    let explorable = hunts.iter().filter(|hunt| hunt.mutant.not_explorable.is_none()).count();
    let sizes: Vec<usize> = hunts.iter().filter_map(|hunt| hunt.found).map(|(_, size)| size).collect();
    let small = sizes.iter().filter(|size| **size <= 5).count();
    assert!(sizes.len() * 10 >= explorable * 7, "{}", zoo::table(&hunts));
    assert!(small * 10 >= sizes.len() * 8, "{}", zoo::table(&hunts));
}

#[test]
fn every_reason_not_to_explore_is_a_reason() {
    for mutant in mutants::all() {
        assert!(mutant.not_explorable.is_none_or(|reason| !reason.is_empty()), "{}", mutant.name);
    }
}

#[test]
fn saved_programs_agree_everywhere() {
    let python = format!("{}/../examples/python/complete.py", env!("CARGO_MANIFEST_DIR"));
    let script = format!("{}/../examples/javascript/complete.mjs", env!("CARGO_MANIFEST_DIR"));
    for name in ["slivers.json", "symbolic-ids.json", "unseen-parameters.json"] {
        let file = program(name);
        let file = file.to_str().unwrap();
        livebridge(&["replay", file, "fake"]).expect(0, &["AGREES (fake)"]);
        livebridge(&["replay", file, "--", BINARY, "serve", "fake"]).expect(0, &["AGREES (-- "]);
        if python_is_here() {
            livebridge(&["replay", file, "--", "python3", &python]).expect(0, &["AGREES (-- python3"]);
        }
        if node_is_here() {
            livebridge(&["replay", file, "--", "node", &script]).expect(0, &["AGREES (-- node"]);
        }
    }
}

fn node_is_here() -> bool {
    let started = std::process::Command::new("node").arg("--version").stdout(std::process::Stdio::null()).status();
    started.is_ok_and(|status| status.success())
}

/// The complete examples, by a few programs; their ids are positional in one and opaque in the other.
#[test]
fn the_examples_agree_with_the_model() {
    let python = format!("{}/../examples/python/complete.py", env!("CARGO_MANIFEST_DIR"));
    let script = format!("{}/../examples/javascript/complete.mjs", env!("CARGO_MANIFEST_DIR"));
    let minimal = format!("{}/../examples/python/minimal.py", env!("CARGO_MANIFEST_DIR"));
    let agrees = |cases: &str, interpreter: &str, example: &str| {
        livebridge(&["explore", "--cases", cases, "--", interpreter, example]).expect(0, &["\nNOTHING FOUND (-- "]);
    };
    if python_is_here() {
        agrees("40", "python3", &python);
        // It offers seven operations and no reset: it is started anew for each program.
        agrees("4", "python3", &minimal);
    }
    if node_is_here() {
        agrees("40", "node", &script);
    }
}

#[test]
fn what_is_found_over_the_wire_replays_in_process() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("found.json");
    let file = file.to_str().unwrap();
    let mutant = "fake+content-stays-with-the-cut";
    let ran = livebridge(&["explore", "--save", file, "--", BINARY, "serve", mutant]);
    ran.expect(
        1,
        &["\nDIVERGES in program ", "  expected: ", "  seen: ", "  calls:\n", "  reproduce: livebridge replay "],
    );
    livebridge(&["replay", file, mutant])
        .expect(1, &["  expected: ", "\nDIVERGES (fake+content-stays-with-the-cut)\n"]);
    livebridge(&["replay", file, "fake"]).expect(0, &["AGREES (fake)"]);
    // The same program is found in process.
    let program = Program::from_json(&fs::read_to_string(file).unwrap()).unwrap();
    let mut live =
        Live::open(&mutant.parse::<TargetSpec>().unwrap(), livebridge_adapters::wire::Timeouts::default()).unwrap();
    assert!(replay(&mut live, &program).unwrap().is_err());
}

#[test]
fn a_finding_in_words() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("found.json");
    let ran = livebridge(&["explore", "--save", file.to_str().unwrap(), "fake+clear-drops-tail"]);
    assert_eq!(ran.code, Some(1), "{ran}");
    // What comes before the finding tells the time that it took.
    let (_, finding) = ran.stderr.split_once("\n\n").unwrap();
    insta::assert_snapshot!("explore_finding", finding.replace(file.to_str().unwrap(), "FILE"));
    insta::assert_snapshot!("explore_saved", fs::read_to_string(&file).unwrap());
    let ran = livebridge(&["replay", file.to_str().unwrap(), "fake+clear-drops-tail"]);
    insta::assert_snapshot!("replay_finding", ran);
}

#[test]
fn several_findings_are_saved_one_by_one() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("found.json");
    let arguments =
        ["explore", "--keep-going", "--cases", "60", "--save", file.to_str().unwrap(), "fake+stale-id-accepted"];
    livebridge(&arguments).expect(1, &["\nDIVERGES in ", " ways (fake+stale-id-accepted, seed 1, programs 60)\n"]);
    assert!(file.exists() && folder.path().join("found-2.json").exists());
}

#[test]
fn exit_codes() {
    let folder = TempDir::new().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let record = at("run.ndjson");
    livebridge(&["explore", "--cases", "5", "--record", &record])
        .expect(0, &["\nNOTHING FOUND (fake, seed 1, programs 5)"]);
    livebridge(&["analyze", &record])
        .expect(0, &["programs 5, steps 100\n", "\nNOTHING FOUND (fake, seed 1, programs 5)"]);
    livebridge(&["explore", "--budget", "0"]).expect(5, &["\nNO PROGRAM RAN (fake, seed 1, programs 0)"]);
    livebridge(&["explore", "--mutants", "--cases", "1", "--steps", "1"]).expect(8, &[]);
    livebridge(&["explore", "--", "no-such-program-anywhere"]).expect(6, &["could not be made ready", "hint: "]);
    if python_is_here() {
        let minimal = format!("{}/../examples/python/minimal.py", env!("CARGO_MANIFEST_DIR"));
        livebridge(&["explore", "--ops", "control/undo", "--", "python3", &minimal]).expect(4, &["nothing to explore"]);
    }
    fs::write(at("text"), "[1]").unwrap();
    insta::assert_snapshot!("explore_unknown_operation", livebridge(&["explore", "--ops", "setTempo,quantize"]));
    insta::assert_snapshot!("explore_no_time", livebridge(&["explore", "--budget", "soon"]));
    for command in ["replay", "analyze"] {
        livebridge(&[command, &at("nothing-there")]).expect(2, &["failed to read"]);
        livebridge(&[command, &at("text")]).expect(2, &["hint: give a "]);
    }
}
