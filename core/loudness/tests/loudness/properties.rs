//! Properties: a stream in any blocks, any number of threads and any CPU path give the bits of the whole buffer;
//! nothing panics.

use std::num::NonZeroUsize;

use livebridge_loudness::{CpuPath, LevelMeter, Meter, R128Options, analyze_loudness, measure_r128, measure_r128_with};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};

use crate::THOROUGH;
use crate::signals::{music, noise};

fn config(cases: u32) -> Config {
    Config { cases, rng_seed: RngSeed::Fixed(8), failure_persistence: None, ..Config::default() }
}

#[test]
fn every_path_and_thread_count_gives_the_same_bits() {
    let seconds = 53.21;
    let channels: Vec<_> = (0..6).map(|i| music(i, 8_000, seconds)).collect();
    for &used in if THOROUGH { &[1, 2, 5, 6][..] } else { &[2, 6] } {
        let channels = &channels[..used];
        let want = measure_r128_with(channels, 8_000, R128Options::default().path(CpuPath::Portable)).unwrap();
        for path in CpuPath::available() {
            for &threads in if THOROUGH { &[1, 2, 3, 16][..] } else { &[3] } {
                let options = R128Options::default().path(path).threads(NonZeroUsize::new(threads).unwrap());
                assert_eq!(measure_r128_with(channels, 8_000, options).unwrap(), want, "{path}, {threads} threads");
            }
        }
    }
}

proptest! {
    #![proptest_config(config(if THOROUGH { 48 } else { 4 }))]

    #[test]
    fn a_stream_equals_the_whole(
        rate in prop_oneof![Just(8_000_u32), Just(44_100), Just(48_000), 8_000_u32..50_000],
        channels in prop_oneof![Just(1_usize), Just(2), Just(5), Just(6)],
        millis in 0_u32..60_000,
        cuts in prop::collection::vec(0_usize..200_000, 1..20),
        threads in 1_usize..5,
        seed in any::<u64>(),
    ) {
        let len = (u64::from(rate) * u64::from(millis) / if channels > 2 { 4_000 } else { 1_000 }) as usize;
        let signal: Vec<Vec<f32>> = (0..channels).map(|c| noise(seed.wrapping_add(c as u64), len, 0.5)).collect();
        let whole = measure_r128(&signal, rate).unwrap();
        let options = R128Options::default().threads(NonZeroUsize::new(threads).unwrap());
        let mut meter = Meter::with_options(channels, rate, options).unwrap();
        let mut levels = LevelMeter::new(channels);
        let (mut at, mut sizes) = (0, cuts.iter().cycle());
        while at < len {
            // Sizes of 0 are blocks too, but a cycle of nothing else would not end.
            let take = sizes.next().map_or(1, |&n| if n % 7 == 0 { 0 } else { n }).min(len - at);
            let block: Vec<&[f32]> = signal.iter().map(|c| &c[at..at + take]).collect();
            meter.push(&block).unwrap();
            levels.push(&block).unwrap();
            at += take;
            if take == 0 {
                let one: Vec<&[f32]> = signal.iter().map(|c| &c[at..=at]).collect();
                meter.push(&one).unwrap();
                levels.push(&one).unwrap();
                at += 1;
            }
        }
        prop_assert_eq!(levels.levels(), analyze_loudness(&signal).unwrap());
        prop_assert_eq!(meter.report(), whole);
    }

    #[test]
    fn a_report_on_the_way_changes_nothing(len in 0_usize..300_000, stop in 0_usize..300_000, seed in any::<u64>()) {
        let signal = noise(seed, len, 0.5);
        let stop = stop.min(len);
        let mut meter = Meter::new(1, 8_000).unwrap();
        meter.push(&[&signal[..stop]]).unwrap();
        prop_assert_eq!(meter.report(), measure_r128(&[&signal[..stop]], 8_000).unwrap());
        meter.push(&[&signal[stop..]]).unwrap();
        prop_assert_eq!(meter.report(), measure_r128(&[&signal], 8_000).unwrap());
    }
}

proptest! {
    #![proptest_config(config(if THOROUGH { 256 } else { 64 }))]

    #[test]
    fn arbitrary_arguments_never_panic(
        rate in prop_oneof![any::<u32>(), 8_000_u32..=384_000],
        lengths in prop::collection::vec(0_usize..6_000, 0..9),
        same_length in any::<bool>(),
        bits in prop::collection::vec(any::<u32>(), 1..64),
    ) {
        // Any bit pattern: NaN, infinities, denormals, the largest numbers.
        let signal: Vec<Vec<f32>> = lengths
            .iter()
            .map(|&len| if same_length { lengths[0] } else { len })
            .map(|len| bits.iter().cycle().take(len).map(|&b| f32::from_bits(b)).collect())
            .collect();
        let finite = signal.iter().flatten().all(|x| x.is_finite());
        let levels = analyze_loudness(&signal);
        prop_assert_eq!(levels.is_ok(), finite);
        if let Ok(levels) = levels {
            prop_assert!([levels.peak_db, levels.rms_db, levels.crest].iter().all(|x| x.is_finite()));
            prop_assert!(levels.peak_db >= -120.0 && levels.rms_db >= -120.0 && levels.crest > -1e-9);
        }
        if let Ok(report) = measure_r128(&signal, rate) {
            prop_assert!(finite);
            let all = [Some(report.sample_peak_db), report.true_peak_dbtp, report.momentary_max_lufs, report.integrated_lufs];
            prop_assert!(all.into_iter().flatten().all(f64::is_finite), "{:?}", report);
            prop_assert!(report.true_peak_dbtp.unwrap() >= report.sample_peak_db);
        }
        if let Ok(mut meter) = Meter::new(signal.len(), rate) {
            let _ = meter.push(&signal);
            let _ = meter.report();
        }
    }
}
