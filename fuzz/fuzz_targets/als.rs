//! Any bytes as a Live Set: whatever can be read is a Set to the fake and to its own text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use livebridge_als::{Limits, Set, import};
use livebridge_fake::FakeLiveBridge;
use livebridge_port::Snapshot;

fuzz_target!(|bytes: &[u8]| {
    let limits = Limits { xml: 4 << 20, notes: 100_000, items: 100_000, ..Limits::default() };
    let set = match import(bytes, limits) {
        Ok(set) => set,
        Err(error) => {
            assert!(!error.hint().is_empty() && error.to_string().starts_with(error.code.as_str()));
            return;
        }
    };
    let _ = set.counts();
    let snapshot = set.to_snapshot();
    FakeLiveBridge::from_snapshot(&snapshot).expect("a Set that was read is a Set to the fake");
    let text = snapshot.to_canonical();
    assert_eq!(Snapshot::from_canonical(&text).expect("its own text"), snapshot);
    let _ = Set::from(&snapshot).counts();
});
