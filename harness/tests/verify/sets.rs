//! `--reset-from`: checks that begin with a Set of somebody.

use super::support::livebridge;

/// Checks that begin with a Set of somebody, in the place of the fixtures: nothing is found on the fake.
#[test]
fn checks_begin_with_any_set() {
    for name in ["seeded_devices", "seeded_messy_set", "seeded_audio_track"] {
        let path = format!("{}/../golden/fixtures/{name}.json", env!("CARGO_MANIFEST_DIR"));
        let ran = livebridge(&["verify", "--reset-from", &path]);
        ran.expect(0, &["in the place of the fixtures\n", " not applicable, ", "\nPARTIAL (fake, seed 1)"]);
        let ran = livebridge(&["verify", "--reset-from", &path, "--check", "notes/", "fake+pitch-truncated"]);
        ran.expect(1, &["reproduce livebridge verify --reset-from ", "\nNONCONFORMANT (fake+pitch-truncated, "]);
    }
    livebridge(&["verify", "--reset-from", "nowhere.als"]).expect(2, &["there is no file `nowhere.als`"]);
}
