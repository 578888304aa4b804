//! Any text as a snapshot: what can be read keeps its canonical form, and has a way back to the form of a file.
#![no_main]

use libfuzzer_sys::fuzz_target;
use livebridge_als::Set;
use livebridge_fake::FakeLiveBridge;
use livebridge_port::Snapshot;

fuzz_target!(|text: &str| {
    let Ok(snapshot) = Snapshot::from_canonical(text) else { return };
    let canonical = snapshot.to_canonical();
    let again = Snapshot::from_canonical(&canonical).expect("its own text");
    assert_eq!(again.to_canonical(), canonical);
    let _ = Set::from(&snapshot).counts();
    if snapshot.scenes.len() * snapshot.tracks.len() < 10_000 {
        let _ = FakeLiveBridge::from_snapshot(&snapshot);
    }
});
