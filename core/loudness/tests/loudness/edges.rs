//! The documented answers for signals and arguments at the edge.

use livebridge_loudness::{
    CpuPath, LoudnessError, Meter, R128Options, analyze_loudness, measure_r128, measure_r128_with,
};

use crate::THOROUGH;
use crate::signals::{noise, tone};

const NO_CHANNELS: [&[f32]; 0] = [];

#[test]
fn levels_of_nothing_and_of_silence() {
    for channels in [&NO_CHANNELS[..], &[&[]], &[&[], &[]], &[&[0.0, -0.0, 0.0]]] {
        let levels = analyze_loudness(channels).unwrap();
        assert_eq!((levels.peak_db, levels.rms_db, levels.crest), (-120.0, -120.0, 0.0));
    }
}

#[test]
fn levels_are_floored_and_may_exceed_full_scale() {
    let faint = analyze_loudness(&[[1e-9_f32, -1e-9]]).unwrap();
    assert_eq!((faint.peak_db, faint.rms_db, faint.crest), (-120.0, -120.0, 0.0));
    // One sample in many: the peak is above the floor, the mean is not.
    let mut click = vec![0.0_f32; 10_000];
    click[77] = 1e-5;
    let click = analyze_loudness(&[&click]).unwrap();
    assert!((click.peak_db - -100.0).abs() < 1e-6 && click.rms_db == -120.0 && (click.crest - 20.0).abs() < 1e-6);
    let loud = analyze_loudness(&[[10.0_f32, -10.0]]).unwrap();
    assert!((loud.peak_db - 20.0).abs() < 1e-9 && loud.crest.abs() < 1e-9);
    let largest = analyze_loudness(&[[f32::MAX; 64]]).unwrap();
    assert!(largest.peak_db.is_finite() && largest.rms_db.is_finite());
}

#[test]
fn levels_pool_channels_of_different_length() {
    let levels = analyze_loudness(&[&[1.0_f32; 3][..], &[0.0; 9]]).unwrap();
    assert!((levels.rms_db - 10.0 * 0.25_f64.log10()).abs() < 1e-12);
}

#[test]
fn short_signals() {
    let loud = |len: usize| tone(48_000, 1_000.0, &[(len as f64 / 48_000.0, -20.0)]);
    let none = measure_r128(&[&[][..]], 48_000).unwrap();
    assert_eq!((none.frames, none.integrated_lufs, none.momentary_max_lufs), (0, None, None));
    assert_eq!((none.sample_peak_db, none.true_peak_dbtp), (-120.0, Some(-120.0)));

    let below = measure_r128(&[loud(19_199)], 48_000).unwrap();
    assert_eq!((below.integrated_lufs, below.momentary_max_lufs, below.loudness_range), (None, None, None));
    assert!((below.sample_peak_db - -20.0).abs() < 0.1);

    let one_block = measure_r128(&[loud(19_200)], 48_000).unwrap();
    assert!(one_block.integrated_lufs.is_some() && one_block.momentary_max_lufs.is_some());
    assert_eq!((one_block.short_term_max_lufs, one_block.loudness_range), (None, None));

    let below = measure_r128(&[loud(143_999)], 48_000).unwrap();
    assert_eq!((below.short_term_max_lufs, below.loudness_range), (None, None));
    let one_window = measure_r128(&[loud(144_000)], 48_000).unwrap();
    assert!(one_window.short_term_max_lufs.is_some());
    assert_eq!(one_window.loudness_range, Some(0.0));
}

#[test]
fn silence_and_below_the_gate() {
    let silent = measure_r128(&[vec![0.0_f32; 480_000], vec![0.0; 480_000]], 48_000).unwrap();
    assert_eq!((silent.integrated_lufs, silent.loudness_range), (None, None));
    assert_eq!((silent.momentary_max_lufs, silent.short_term_max_lufs), (Some(-120.0), Some(-120.0)));
    assert_eq!((silent.sample_peak_db, silent.true_peak_dbtp), (-120.0, Some(-120.0)));

    let faint = measure_r128(&[tone(48_000, 1_000.0, &[(5.0, -75.0)])], 48_000).unwrap();
    assert_eq!((faint.integrated_lufs, faint.loudness_range), (None, None));
    assert!((faint.momentary_max_lufs.unwrap() - -78.0).abs() < 0.1);
    assert!((faint.short_term_max_lufs.unwrap() - -78.0).abs() < 0.1);
}

#[test]
fn arguments_that_are_refused() {
    let one = [0.0_f32; 100];
    for channels in [0, 3, 4, 7, 8] {
        let error = measure_r128(&vec![&one[..]; channels], 48_000).unwrap_err();
        assert_eq!(error, LoudnessError::ChannelCount { channels });
        assert_eq!(Meter::new(channels, 48_000).unwrap_err(), error);
    }
    for sample_rate in [0, 1, 7_999, 384_001, u32::MAX] {
        let error = measure_r128(&[&one], sample_rate).unwrap_err();
        assert_eq!(error, LoudnessError::SampleRate { sample_rate });
        assert_eq!(Meter::new(1, sample_rate).unwrap_err(), error);
    }
    let uneven = LoudnessError::ChannelLength { channel: 1, frames: 99, expected: 100 };
    assert_eq!(measure_r128(&[&one[..], &one[1..]], 48_000).unwrap_err(), uneven);
    let mut meter = Meter::new(2, 48_000).unwrap();
    assert_eq!(meter.push(&[&one[..], &one[1..]]).unwrap_err(), uneven);
    assert_eq!(meter.push(&[&one]).unwrap_err(), LoudnessError::BlockChannels { channels: 1, expected: 2 });
    assert_eq!(uneven.to_string(), "channel 1 has 99 frames where channel 0 has 100");
}

#[test]
fn a_path_the_cpu_lacks_is_refused() {
    for path in [CpuPath::Portable, CpuPath::Sse2, CpuPath::Avx2, CpuPath::Avx512] {
        let answer = measure_r128_with(&[[0.0_f32; 10]], 48_000, R128Options::default().path(path));
        let want = if path.is_available() { None } else { Some(LoudnessError::PathUnavailable { path }) };
        assert_eq!(answer.err(), want);
    }
}

/// Positions that the kernels treat differently: the warm-up, lanes, the last whole block, the end after it, the LFE.
#[test]
fn a_bad_sample_is_named() {
    let rate = 8_000;
    let len = rate * 30 + 17;
    let counts: &[usize] = if THOROUGH { &[1, 2, 6] } else { &[6] };
    for &channels in counts {
        let clean: Vec<Vec<f32>> = (0..channels).map(|c| noise(c as u64, len, 0.3)).collect();
        let places = [len - 1, rate * 24, len - 17, 0, 5, 79, 80, rate - 1, rate * 24 - 1, len - 18];
        for &at in &places[..if THOROUGH { places.len() } else { 3 }] {
            let bad = [(0, f32::NAN), (channels - 1, f32::INFINITY), (channels / 2, f32::NEG_INFINITY)];
            for (channel, value) in bad {
                let mut signal = clean.clone();
                signal[channel][at] = value;
                // A later one, in the last channel, is not the one that is named.
                signal[channels - 1][len - 1] = f32::NAN;
                let nan = signal[channel][at].is_nan();
                let want = LoudnessError::NotFinite { channel, frame: at as u64, nan };
                assert_eq!(measure_r128(&signal, 8_000).unwrap_err(), want);
                assert_eq!(analyze_loudness(&signal).unwrap_err(), want);
            }
        }
    }
}

#[test]
fn a_refused_block_leaves_the_meter_as_it_was() {
    let good = noise(1, 30_000, 0.5);
    let mut bad = noise(2, 1_000, 0.5);
    bad[123] = f32::NAN;
    let mut meter = Meter::new(1, 44_100).unwrap();
    meter.push(&[&good]).unwrap();
    let before = meter.report();
    let error = meter.push(&[&bad]).unwrap_err();
    assert_eq!(error, LoudnessError::NotFinite { channel: 0, frame: 30_123, nan: true });
    assert_eq!(error.to_string(), "channel 0 holds NaN at frame 30123");
    assert_eq!((meter.report(), meter.frames()), (before, 30_000));
}

#[test]
fn without_true_peak_the_rest_is_the_same() {
    let signal = [noise(3, 200_000, 0.5)];
    let with = measure_r128(&signal, 48_000).unwrap();
    let mut without = measure_r128_with(&signal, 48_000, R128Options::default().true_peak(false)).unwrap();
    assert_eq!(without.true_peak_dbtp, None);
    without.true_peak_dbtp = with.true_peak_dbtp;
    assert_eq!(without, with);
}

#[test]
fn the_largest_numbers_stay_finite() {
    let mut signal = vec![f32::MAX; 48_000];
    for pair in signal.chunks_exact_mut(2) {
        pair[1] = f32::MIN;
    }
    let report = measure_r128(&[&signal, &signal], 48_000).unwrap();
    let numbers = [report.integrated_lufs.unwrap(), report.momentary_max_lufs.unwrap(), report.true_peak_dbtp.unwrap()];
    assert!(numbers.iter().all(|x| x.is_finite()), "{report:?}");
}

#[test]
fn a_report_without_values_has_no_keys_for_them() {
    let report = measure_r128(&[[0.0_f32; 10]], 48_000).unwrap();
    let json = serde_json::to_string(&report).unwrap();
    assert_eq!(json, r#"{"sampleRate":48000,"channels":1,"frames":10,"samplePeakDb":-120.0,"truePeakDbtp":-120.0}"#);
    assert_eq!(serde_json::from_str::<livebridge_loudness::R128Report>(&json).unwrap(), report);
}
