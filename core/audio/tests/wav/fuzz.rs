//! Arbitrary bytes and mutated files: an answer or an error, never a panic, never much memory.

use livebridge_audio::wav::WavReader;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};

use crate::build::{Trickle, chunk, extensible, file, format, read, riff};

pub(crate) fn config(cases: u32) -> Config {
    Config { cases, rng_seed: RngSeed::Fixed(8), failure_persistence: None, ..Config::default() }
}

/// Reads a file in every way; the frames of a file that can be read agree with its header.
fn exercise(bytes: &[u8]) -> Result<(), TestCaseError> {
    let whole = read(bytes);
    if let Ok(mut reader) = WavReader::new(Trickle { bytes, step: 13, calls: 0 }, "fuzz.wav") {
        let declared = reader.spec().frames;
        let mut frames = 0;
        let end = loop {
            match reader.next_block() {
                Ok(Some(block)) => {
                    prop_assert!(block.iter().all(|plane| plane.len() == block[0].len() && !plane.is_empty()));
                    frames += block[0].len() as u64;
                }
                Ok(None) => break Ok(()),
                Err(error) => break Err(error.to_string()),
            }
        };
        match (whole, end) {
            (Ok(planes), Ok(())) => {
                prop_assert_eq!(planes[0].len() as u64, frames);
                prop_assert!(declared.is_none_or(|declared| declared == frames));
            }
            (Err(a), Err(b)) => prop_assert_eq!(a.to_string().replace("test.wav", "fuzz.wav"), b),
            (a, b) => prop_assert!(false, "whole and blocks disagree: {:?} {:?}", a.is_ok(), b),
        }
    } else {
        prop_assert!(whole.is_err());
    }
    Ok(())
}

proptest! {
    #![proptest_config(config(2_000))]

    #[test]
    fn arbitrary_bytes(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        exercise(&bytes)?;
        exercise(&[b"RIFF\xff\xff\xff\xffWAVE", &bytes[..]].concat())?;
        exercise(&[b"RF64\xff\xff\xff\xffWAVEds64", &bytes[..]].concat())?;
        exercise(&[b"RIFF\xff\xff\xff\xffWAVEfmt ", &bytes[..]].concat())?;
    }

    #[test]
    fn arbitrary_fields(
        tag in prop_oneof![Just(1_u16), Just(3), Just(0xfffe), any::<u16>()],
        channels in prop_oneof![0_u16..9, any::<u16>()],
        bits in prop_oneof![Just(8_u16), Just(16), Just(24), Just(32), Just(64), any::<u16>()],
        rate in any::<u32>(),
        data in prop::collection::vec(any::<u8>(), 0..600),
        wide in any::<bool>(),
    ) {
        let header = if wide { extensible(tag, channels, rate, bits, bits, 0) } else { format(tag, channels, rate, bits) };
        exercise(&file(&header, &data))?;
    }

    #[test]
    fn mutated_files(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..12),
        cut in any::<prop::sample::Index>(),
        wide in any::<bool>(),
        channels in 1_u16..4,
    ) {
        let header = if wide { extensible(1, channels, 48_000, 24, 24, 3) } else { format(3, channels, 48_000, 32) };
        let data: Vec<u8> = (0..240_u8).collect();
        let mut bytes = riff(&[chunk(b"JUNK", &[5; 9]), chunk(b"fmt ", &header), chunk(b"data", &data), chunk(b"LIST", &[0; 8])]);
        for (at, value) in changes {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        exercise(&bytes)?;
        bytes.truncate(cut.index(bytes.len()) + 1);
        exercise(&bytes)?;
    }
}
