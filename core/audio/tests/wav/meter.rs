//! The reader and the meters together, as `livebridge measure` uses them: arbitrary bytes, formats, sample rates and
//! channel counts give numbers or an error that says where, never a panic, and never a number that is none.

use livebridge_audio::wav::WavReader;
use livebridge_loudness::{LevelMeter, LoudnessError, Meter, analyze_loudness, measure_r128};
use proptest::prelude::*;

use crate::build::{chunk, extensible, file, format, riff};
use crate::fuzz::config;

/// Streams a file through both meters and holds what they say against the whole buffer.
fn exercise(bytes: &[u8]) -> Result<(), TestCaseError> {
    let Ok(mut reader) = WavReader::new(bytes, "fuzz.wav") else { return Ok(()) };
    let (channels, rate) = (usize::from(reader.spec().channels), reader.spec().sample_rate);
    let mut levels = LevelMeter::new(channels);
    let Ok(mut meter) = Meter::new(channels, rate) else {
        let refused = measure_r128(&vec![[0.0_f32; 1]; channels], rate);
        let expected = matches!(refused, Err(LoudnessError::ChannelCount { .. } | LoudnessError::SampleRate { .. }));
        prop_assert!(expected, "{:?}", refused);
        return Ok(());
    };
    let mut whole: Vec<Vec<f32>> = vec![Vec::new(); channels];
    while let Ok(Some(block)) = reader.next_block() {
        for (plane, block) in whole.iter_mut().zip(block) {
            plane.extend_from_slice(block);
        }
        let refused = meter.push(block).err();
        prop_assert_eq!(levels.push(block).err(), refused.clone());
        if let Some(LoudnessError::NotFinite { channel, frame, nan }) = refused {
            let sample = whole[channel][usize::try_from(frame).unwrap()];
            prop_assert!(!sample.is_finite() && sample.is_nan() == nan);
            // The byte that is told is where the sample stands in the file.
            let at = usize::try_from(reader.offset_of(channel, frame)).unwrap();
            let stored = match reader.spec().bits {
                32 => f64::from(f32::from_le_bytes(bytes[at..at + 4].try_into().unwrap())),
                _ => f64::from_le_bytes(bytes[at..at + 8].try_into().unwrap()),
            };
            #[expect(clippy::cast_possible_truncation, reason = "the reader rounds to f32 too")]
            let same = (stored as f32).to_bits() == sample.to_bits() || (stored.is_nan() && nan);
            prop_assert!(same, "{} at byte {}, {} in the block", stored, at, sample);
            return Ok(());
        }
        prop_assert!(refused.is_none(), "{:?}", refused);
    }
    let report = meter.report();
    prop_assert_eq!(&report, &measure_r128(&whole, rate).unwrap());
    prop_assert_eq!(levels.levels(), analyze_loudness(&whole).unwrap());
    let optional = [report.integrated_lufs, report.loudness_range, report.momentary_max_lufs, report.true_peak_dbtp];
    prop_assert!(optional.into_iter().flatten().chain([report.sample_peak_db]).all(f64::is_finite), "{:?}", report);
    Ok(())
}

proptest! {
    #![proptest_config(config(if cfg!(debug_assertions) { 150 } else { 4_000 }))]

    #[test]
    fn any_format_and_any_samples(
        float in any::<bool>(),
        channels in prop_oneof![8 => prop::sample::select(vec![1_u16, 2, 5, 6]), 1 => 0_u16..12],
        bits in prop::sample::select(vec![8_u16, 16, 24, 32, 64]),
        rate in prop_oneof![4 => 8_000_u32..12_000, 2 => 8_000_u32..=384_000, 1 => any::<u32>()],
        data in prop_oneof![
            4 => prop::collection::vec(any::<u8>(), 0..4_000),
            // Long enough for momentary loudness.
            1 => prop::collection::vec(any::<u8>(), 8_000..20_000),
        ],
        wide in any::<bool>(),
    ) {
        let tag = if float { 3 } else { 1 };
        let header = if wide { extensible(tag, channels, rate, bits, bits, 0) } else { format(tag, channels, rate, bits) };
        let frame = usize::from(channels * bits / 8).max(1);
        exercise(&file(&header, &data[..data.len() - data.len() % frame]))?;
    }

    #[test]
    fn any_change_of_a_good_file(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..8),
        cut in any::<prop::sample::Index>(),
        channels in prop::sample::select(vec![1_u16, 2, 6]),
    ) {
        let data: Vec<u8> = (0..6_000_u32).flat_map(|i| ((f64::from(i) * 0.3).sin() as f32).to_le_bytes()).collect();
        let header = format(3, channels, 8_000, 32);
        let mut bytes = riff(&[chunk(b"JUNK", &[5; 9]), chunk(b"fmt ", &header), chunk(b"data", &data)]);
        for (at, value) in changes {
            // Most of a file is sound: every other change goes into the header.
            let len = if value % 2 == 0 { 80 } else { bytes.len() };
            bytes[at.index(len)] = value;
        }
        exercise(&bytes)?;
        bytes.truncate(cut.index(bytes.len()) + 1);
        exercise(&bytes)?;
    }
}
