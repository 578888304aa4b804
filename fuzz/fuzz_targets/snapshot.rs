//! Any text as a snapshot: what can be read keeps its canonical form, and is a Set to the linter and perhaps to the fake.
#![no_main]

use libfuzzer_sys::fuzz_target;
use livebridge_adapters::als::Set;
use livebridge_core::{FakeLiveBridge, Snapshot};
use livebridge_harness::lint::{config::Config, lint};

fuzz_target!(|text: &str| {
    let Ok(snapshot) = Snapshot::from_canonical(text) else { return };
    let canonical = snapshot.to_canonical();
    let again = Snapshot::from_canonical(&canonical).expect("its own text");
    assert_eq!(again.to_canonical(), canonical);
    let _ = lint(&Set::from(&snapshot), "song.set.json", None, &Config::default());
    if snapshot.scenes.len() * snapshot.tracks.len() < 10_000 {
        let _ = FakeLiveBridge::from_snapshot(&snapshot);
    }
});
