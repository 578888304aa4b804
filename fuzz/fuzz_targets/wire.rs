//! Any bytes as what a client sends: the server answers each line with one line of JSON, and ends when the stream does.
#![no_main]

use libfuzzer_sys::fuzz_target;
use livebridge_wire::serve;
use livebridge_fake::FakeLiveBridge;

fuzz_target!(|bytes: &[u8]| {
    // A render writes a file as long as it is asked for: that is another subject.
    if bytes.windows(6).any(|word| word == b"render") {
        return;
    }
    let fake = FakeLiveBridge::seeded().with_media_root("/nonexistent");
    let mut answers = Vec::new();
    serve(&fake, &fake.description(), bytes, &mut answers).expect("neither stream fails");
    for line in answers.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        assert!(line.starts_with(b"{\"jsonrpc\":\"2.0\",") && line.ends_with(b"}"), "{}", String::from_utf8_lossy(line));
    }
});
