//! `--reset-from`: checks that begin with a Set of somebody.

use crate::support::{MINIMAL, livebridge, python_is_here};

/// Checks that begin with a Set of somebody, in the place of the fixtures: nothing is found on the fake.
#[test]
fn checks_begin_with_any_set() {
    for name in ["seeded_devices", "seeded_messy_set", "seeded_audio_track"] {
        let path = format!("{}/../../golden/fixtures/{name}.json", env!("CARGO_MANIFEST_DIR"));
        let ran = livebridge(&["verify", "--reset-from", &path]);
        ran.expect(0, &["in the place of the fixtures\n", " not applicable, ", "\nPARTIAL (fake, seed 1)"]);
        let ran = livebridge(&["verify", "--reset-from", &path, "--check", "notes/", "fake+pitch-truncated"]);
        ran.expect(1, &["reproduce livebridge verify --reset-from ", "\nNONCONFORMANT (fake+pitch-truncated, "]);
    }
    livebridge(&["verify", "--reset-from", "nowhere.als"]).expect(2, &["there is no file `nowhere.als`"]);
}

/// A run that could not begin where it was asked to says so, and is none.
#[test]
fn a_target_that_takes_no_snapshot_is_refused() {
    if !python_is_here() {
        return;
    }
    let set = format!("{}/../../golden/fixtures/seeded.json", env!("CARGO_MANIFEST_DIR"));
    for list in [&[][..], &["--list"]] {
        let ran = livebridge(&[&["verify", "--reset-from", &set], list, &["--", "python3", MINIMAL]].concat());
        let said = "does not offer control/reset with capability reset: snapshots\nhint: leave out --reset-from";
        ran.expect(2, &["error: checks cannot begin with `", said]);
        assert!(ran.stdout.is_empty() && !ran.stderr.contains("verifies"), "nothing is run: {ran}");
    }
}
