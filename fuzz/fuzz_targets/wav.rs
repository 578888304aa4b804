//! Any bytes as a WAV file: memory grows with what is read, never with what a header declares.
#![no_main]

use libfuzzer_sys::fuzz_target;
use livebridge_audio::wav::WavReader;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(reader) = WavReader::new(bytes, "fuzz.wav") {
        let spec = reader.spec().clone();
        if let Ok(planes) = reader.read_all(1 << 20) {
            assert_eq!(planes.len(), usize::from(spec.channels));
            assert!(planes.windows(2).all(|pair| pair[0].len() == pair[1].len()));
        }
    }
});
