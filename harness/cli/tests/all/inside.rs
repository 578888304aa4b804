//! What runs inside Live, on the simulated Live: its own tests, and what the suite says of both adapters.
//!
//! The suite stands on both sides: its calls go through the adapter's socket, undo and snapshots are the engine's.
//! `.ci/run` verifies everything; here it is what is about the host.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::Command;

use crate::support::{BINARY, Folder, Ran, is_here, livebridge_with, workspace};

const SERVE: &str = concat!("'", env!("CARGO_BIN_EXE_livebridge"), "' live serve --until-stdin-closes");

fn inside() -> PathBuf {
    workspace().join("adapters/live/inside")
}

/// Whether Node is there, and new enough.
pub(crate) fn node_is_here() -> bool {
    let recent = "const [a, b] = process.versions.node.split('.').map(Number); process.exit(a > 20 || (a === 20 && b >= 10) ? 0 : 1)";
    is_here("node") && Command::new("node").args(["-e", recent]).status().is_ok_and(|status| status.success())
}

#[test]
fn what_runs_inside_live_passes_its_own_tests() {
    if !node_is_here() {
        return;
    }
    let output =
        Command::new("sh").arg("test.sh").current_dir(inside()).env("LIVEBRIDGE_LIVE_COMMAND", SERVE).output().unwrap();
    let (told, failed) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{told}{failed}");
    // Node's runner ends well when it finds no test at all, or leaves all out.
    assert!(told.contains("# skipped 0") || told.contains("ℹ skipped 0"), "{told}");
    assert!(!told.contains("# tests 0") && !told.contains("ℹ tests 0"), "{told}");
}

/// Verifies the extension on the simulated Live: with these flags of the suite, and these of the engine.
fn extension(flags: &[&str], engine: &[&str], bundle: Option<&str>) -> Ran {
    let command = ["--", BINARY, "live", "extension", "--stdio"];
    let arguments =
        [&["verify", "--no-exploration"][..], &PATIENCE, flags, &command, engine, bundle.as_slice()].concat();
    livebridge_with(&arguments, |command| command.current_dir(workspace()))
}

/// A busy machine may take long for the start of Node.
const PATIENCE: [&str; 2] = ["--timeout", "60"];

/// The Max device on the simulated Live, likewise.
fn device(flags: &[&str], engine: &[&str]) -> Ran {
    let command = ["node", "adapters/live/inside/bin/device.mjs", "--stdio", "--fixtures", "golden/fixtures"];
    let live = [&["--", BINARY, "live", "run"][..], engine, &["--"], &command].concat();
    let arguments = [&["verify", "--no-exploration"][..], &PATIENCE, flags, &live].concat();
    livebridge_with(&arguments, |command| command.current_dir(workspace()))
}

const BASELINE: [&str; 2] = ["--baseline", "adapters/live/inside/extension.toml"];

#[test]
fn the_extension_keeps_the_contract_up_to_documented_facts() {
    if !node_is_here() {
        return;
    }
    // What is about the host; everything, which takes minutes on a busy machine, is verified by `.ci/run`.
    let areas = ["undo/one-step/", "undo/redo/", "undo/what-is-declared", "transactions/", "cues/"];
    let areas = areas.map(|area| ["--check", area]).concat();
    let ran = extension(&[&BASELINE[..], &areas].concat(), &[], None);
    ran.expect(0, &[" passed"]);
}

/// What a baseline excuses is a documented fact of the host: each entry begins with the name of the behaviour.
#[test]
fn every_known_failure_names_a_behaviour() {
    let known = livebridge_live::rules::NAMES;
    for name in ["extension", "device"] {
        let entries = excused(name);
        assert!(entries.len() >= 10, "{name}: {entries:?}");
        for (check, behaviour) in entries {
            assert!(known.contains(&behaviour.as_str()), "{name}: `{behaviour}` of {check} is no behaviour");
        }
    }
}

/// What a baseline excuses: each check, and the behaviour that its reason begins with.
fn excused(name: &str) -> Vec<(String, String)> {
    let baseline = std::fs::read_to_string(inside().join(format!("{name}.toml"))).unwrap();
    let after = |line: &str, key: &str| line.strip_prefix(key)?.strip_suffix('"').map(str::to_owned);
    let mut entries = Vec::new();
    let mut check = None;
    for line in baseline.lines() {
        check = after(line, "id = \"").or(check);
        if let Some(reason) = after(line, "reason = \"") {
            let behaviour = reason.split(':').next().unwrap_or_default().to_owned();
            entries.push((check.take().unwrap(), behaviour));
        }
    }
    entries
}

/// What an adapter declares of its steps stays declared, whatever the host of a run does.
const DECLARED: &str = "undo/what-is-declared";

/// Tries names of digits and the empty one: with the device it takes two rules to make it pass.
const NAMES: &str = "tracks/names-are-kept";

/// The checks that failed.
fn failed(ran: &Ran) -> Vec<String> {
    let mut failed: Vec<String> = ran
        .stdout
        .lines()
        .chain(ran.stderr.lines())
        .filter_map(|line| line.strip_prefix("FAIL "))
        .filter_map(|line| line.split_whitespace().nth(1))
        .map(|check| check.trim_end_matches(':').to_owned())
        .collect();
    failed.sort();
    failed
}

/// How many checks of a rule are run: all of the device's would take minutes.
const MOST_OF_A_RULE: usize = 12;

/// For each rule that a baseline names: with it switched off exactly its checks pass, but for those that need others off, too
/// (`stays`), and the others fail as before. The checks that pass either way are left to the run that
/// `docs/inside-live.md` shows.
#[track_caller]
fn each_rule_flips_its_checks(name: &str, stays: &[&str], verify: impl Fn(&[&str], &[&str]) -> Ran) {
    let entries = excused(name);
    let rules: BTreeSet<&str> = entries.iter().map(|(_, rule)| rule.as_str()).collect();
    let run = |checks: &[&str], off: &[&str]| {
        let flags: Vec<&str> = checks.iter().flat_map(|check| ["--check", check]).collect();
        let switches: Vec<String> = off.iter().map(|rule| format!("--rule={rule}=off")).collect();
        failed(&verify(&flags, &switches.iter().map(String::as_str).collect::<Vec<_>>()))
    };
    for rule in &rules {
        // Of many some are enough, and each that stays; of the other rules one of each.
        let of_it: Vec<&str> = entries.iter().filter(|(_, of)| of == rule).map(|(check, _)| check.as_str()).collect();
        let every = of_it.len().div_ceil(MOST_OF_A_RULE);
        let is_taken = |at: usize, check: &str| at.is_multiple_of(every) || stays.contains(&check);
        let own = of_it.iter().copied().enumerate().filter(|(at, check)| is_taken(*at, check)).map(|(_, check)| check);
        let others = rules.iter().filter(|other| other != &rule).filter_map(|other| {
            entries.iter().find(|(check, of)| of == other && check != DECLARED).map(|(check, _)| check.as_str())
        });
        let checks: Vec<&str> = own.clone().chain(others.clone()).collect();
        let mut left: Vec<&str> = others.chain(own.filter(|check| stays.contains(check))).collect();
        left.sort_unstable();
        assert_eq!(run(&checks, &[rule]), left, "{name}, {rule} off");
    }
    let all: Vec<&str> = rules.iter().copied().collect();
    let both: Vec<&str> =
        entries.iter().map(|(check, _)| check.as_str()).filter(|check| stays.contains(check)).collect();
    assert_eq!(run(&both, &all), [DECLARED], "{name}, everything off");
}

#[test]
fn a_rule_that_is_switched_flips_its_checks() {
    if !node_is_here() {
        return;
    }
    each_rule_flips_its_checks("extension", &[DECLARED], |flags, engine| extension(flags, engine, None));
    // And what holds falls with the rule that makes it hold.
    let groups = "--rule=undo.sdk-groups-sync-start-only=off";
    extension(&["--check", "undo/one-step/setTrackProps"], &[groups], None).expect(1, &[]);
    extension(&["--check", "undo/one-step/setTempo"], &[groups], None).expect(0, &[]);
}

#[test]
fn a_rule_that_is_switched_flips_its_checks_of_the_device() {
    if node_is_here() {
        each_rule_flips_its_checks("device", &[DECLARED, NAMES], device);
    }
}

/// The suite sees these faults of adapters by itself; `mutants.test.mjs` shows that each of them is caught.
#[test]
fn the_suite_catches_faulty_adapters() {
    if !node_is_here() {
        return;
    }
    let folder = Folder::new();
    let mutants = [
        ("wrong-clip-after-insert", "mutations/among-neighbours/createArrangementMidiClip"),
        ("step-per-property", "undo/one-step/setTrackProps"),
        ("volume-zero-in-lists", "devices/mixer-agrees"),
        ("bigint-leaks", "reads/slots-then-arrangement"),
        ("bare-errors", "devices/unknown-name"),
        ("cue-points-unsorted", "cues/listed-in-time-order"),
        ("scene-tempo-minus-one", "reads/scenes"),
        ("insert-past-end", "devices/insert-past-the-end"),
    ];
    for (mutant, check) in mutants {
        let made = Command::new("node").arg(inside().join("mutants/bundle.mjs")).arg(mutant).output().unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let file = folder.path(&format!("{mutant}.js"));
        std::fs::write(&file, made.stdout).unwrap();
        extension(&["--check", check], &[], Some(file.to_str().unwrap())).expect(1, &["FAIL "]);
    }
}

/// A program that keeps the contract keeps it behind a patch cable: each verdict is the one without.
#[test]
fn a_patch_cable_changes_no_verdict() {
    if !node_is_here() {
        return;
    }
    let cable =
        ["--", "node", "adapters/live/inside/verify/through-cable.mjs", "node", "examples/javascript/complete.mjs"];
    let flags = ["verify", "--no-exploration", "--timeout", "60"];
    let ran = livebridge_with(&[&flags[..], &cable].concat(), |command| command.current_dir(workspace()));
    ran.expect(0, &["CONFORMANT"]);
    assert!(failed(&ran).is_empty());
}
