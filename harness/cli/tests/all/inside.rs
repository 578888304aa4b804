//! What runs inside Live, on the simulated Live: its own tests, and what the suite says of both adapters.
//!
//! The suite stands on both sides: its calls go through the adapter's socket, undo and snapshots are the engine's.
//! `.ci/run` verifies everything; here it is what is about the host.

use std::path::PathBuf;
use std::process::Command;

use crate::support::{BINARY, Folder, Ran, is_here, livebridge_with, workspace};

const SERVE: &str = concat!("'", env!("CARGO_BIN_EXE_livebridge"), "' live serve --until-stdin-closes");

fn inside() -> PathBuf {
    workspace().join("adapters/live/inside")
}

/// Whether Node is there, and new enough.
fn node_is_here() -> bool {
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
    let arguments = [&["verify", "--no-exploration"][..], flags, &command, engine, bundle.as_slice()].concat();
    livebridge_with(&arguments, |command| command.current_dir(workspace()))
}

const BASELINE: [&str; 2] = ["--baseline", "adapters/live/inside/extension.toml"];

#[test]
fn the_extension_keeps_the_contract_up_to_documented_facts() {
    if !node_is_here() {
        return;
    }
    let areas = ["--check", "undo/", "--check", "transactions/", "--check", "references/", "--check", "cues/"];
    let ran = extension(&[&BASELINE[..], &areas].concat(), &[], None);
    ran.expect(0, &[" passed"]);
    // Each entry names a behaviour of the host.
    let baseline = std::fs::read_to_string(workspace().join(BASELINE[1])).unwrap();
    let known = livebridge_live::rules::NAMES;
    for reason in baseline.lines().filter_map(|line| line.strip_prefix("reason = ")) {
        assert!(known.iter().any(|name| reason.contains(name)), "{reason} names no behaviour");
    }
}

const CUE: &str = "--rule=undo.sdk-cue-with-name-two-steps=off";
const FILL: &str = "--rule=undo.sdk-clip-with-notes-two-steps=off";

/// What a baseline excuses falls with the rule that it names, and what holds falls with the rule that makes it hold.
#[test]
fn a_rule_that_is_switched_flips_its_checks() {
    if !node_is_here() {
        return;
    }
    // The check, the rules that are switched, and the exit codes with the rules as they are and switched.
    let flips: [(&str, &[&str], i32, i32); 4] = [
        ("undo/one-step/createCuePoint", &[CUE], 1, 0),
        ("handlers/one-step/sessionToSong", &[CUE, FILL], 1, 0),
        ("tracks/empty-name", &["--rule=tracks.default-names-renumber=off"], 1, 0),
        ("undo/one-step/setTrackProps", &["--rule=undo.sdk-groups-sync-start-only=off"], 0, 1),
    ];
    for (check, rules, as_it_is, switched) in flips {
        extension(&["--check", check], &[], None).expect(as_it_is, &[]);
        extension(&["--check", check], rules, None).expect(switched, &[]);
        // Another check of the same kind is not touched.
        extension(&["--check", "undo/one-step/setTempo"], rules, None).expect(0, &[]);
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
        ("bigint-leaks", "reads/"),
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

/// A program that keeps the contract keeps it behind a patch cable: all but what no cable holds.
#[test]
fn a_patch_cable_changes_no_verdict() {
    if !node_is_here() {
        return;
    }
    let cable =
        ["--", "node", "adapters/live/inside/verify/through-cable.mjs", "node", "examples/javascript/complete.mjs"];
    let flags = ["verify", "--no-exploration", "--timeout", "60", "--baseline", "adapters/live/inside/cable.toml"];
    let ran = livebridge_with(&[&flags[..], &cable].concat(), |command| command.current_dir(workspace()));
    ran.expect(0, &["as recorded"]);
    let baseline = std::fs::read_to_string(inside().join("cable.toml")).unwrap();
    assert_eq!(baseline.matches("max.symbol-limit").count(), 2, "the cable costs more than large messages");
}
