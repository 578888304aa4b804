//! The minimum-requirement test signals of EBU Tech 3341 and Tech 3342, synthesised from their definitions.

use livebridge_loudness::{Meter, R128Report, measure_r128};

use crate::THOROUGH;
use crate::signals::{Piece, db, fade, frames, tone};

const RATES: &[u32] = if THOROUGH { &[48_000, 44_100, 88_200, 96_000, 192_000] } else { &[48_000] };
const SILENCE: f64 = f64::NEG_INFINITY;

fn stereo(rate: u32, pieces: &[Piece]) -> R128Report {
    let tone = tone(rate, 1_000.0, pieces);
    measure_r128(&[&tone, &tone], rate).unwrap()
}

#[track_caller]
fn near(what: &str, got: Option<f64>, want: f64, tolerance: f64) {
    let got = got.unwrap_or(f64::NAN);
    assert!((got - want).abs() <= tolerance, "{what}: {got} is not {want} within {tolerance}");
}

#[test]
fn tech_3341_cases_1_and_2_steady_tone() {
    for &rate in RATES {
        for level in [-23.0, -33.0] {
            let report = stereo(rate, &[(20.0, level)]);
            near("I", report.integrated_lufs, level, 0.1);
            near("M", report.momentary_max_lufs, level, 0.1);
            near("S", report.short_term_max_lufs, level, 0.1);
        }
    }
}

#[test]
fn tech_3341_cases_3_to_5_gating() {
    for &rate in RATES {
        let case_3 = [(10.0, -36.0), (60.0, -23.0), (10.0, -36.0)];
        let case_4 = [(10.0, -72.0), (10.0, -36.0), (60.0, -23.0), (10.0, -36.0), (10.0, -72.0)];
        let case_5 = [(20.0, -26.0), (20.1, -20.0), (20.0, -26.0)];
        for (case, pieces) in [(3, &case_3[..]), (4, &case_4), (5, &case_5)] {
            near(&format!("case {case} at {rate} Hz"), stereo(rate, pieces).integrated_lufs, -23.0, 0.1);
        }
    }
}

#[test]
fn tech_3341_case_6_surround() {
    for &rate in RATES {
        let at = |level| tone(rate, 1_000.0, &[(20.0, level)]);
        let (front, centre, back) = (at(-28.0), at(-24.0), at(-30.0));
        let report = measure_r128(&[&front, &front, &centre, &back, &back], rate).unwrap();
        near("5.0", report.integrated_lufs, -23.0, 0.1);
        let lfe = at(-3.0);
        let report = measure_r128(&[&front, &front, &centre, &lfe, &back, &back], rate).unwrap();
        near("5.1, a loud LFE without effect", report.integrated_lufs, -23.0, 0.1);
        near("the LFE counts for the peaks", Some(report.sample_peak_db), -3.0, 0.1);
    }
}

#[test]
fn tech_3341_case_9_short_term() {
    let report = stereo(48_000, &[(1.34, -20.0), (1.66, -30.0)].repeat(5));
    near("largest S", report.short_term_max_lufs, -23.0, 0.1);
    let tone = tone(48_000, 1_000.0, &[(1.34, -20.0), (1.66, -30.0)].repeat(5));
    let mut meter = Meter::new(2, 48_000).unwrap();
    meter.push(&[&tone, &tone]).unwrap();
    for s in meter.series().short_term_lufs {
        near("every S", Some(s), -23.0, 0.1);
    }
}

/// One signal of 20 bursts of `length` seconds, each 1 dB louder than the one before, from -38 dBFS on: after each, the
/// largest value so far is its level. Silence of `step` times its number leads each burst.
fn rising_bursts(what: &str, length: f64, step: f64, largest: impl Fn(&R128Report) -> Option<f64>) {
    let mut pieces = Vec::new();
    for i in 0..20 {
        let offset = f64::from(i) * step;
        pieces.extend([(offset, SILENCE), (length, f64::from(i) - 38.0), (length - offset, SILENCE)]);
    }
    let tone = tone(48_000, 1_000.0, &pieces);
    let mut meter = Meter::new(2, 48_000).unwrap();
    for (i, burst) in (0..20).zip(tone.chunks(frames(2.0 * length, 48_000))) {
        meter.push(&[burst, burst]).unwrap();
        near(&format!("{what}, burst {i}"), largest(&meter.report()), f64::from(i) - 38.0, 0.1);
    }
}

#[test]
fn tech_3341_cases_10_and_11_short_term_bursts() {
    for i in (0..20).step_by(if THOROUGH { 1 } else { 6 }) {
        let offset = f64::from(i) * 0.15;
        let report = stereo(48_000, &[(offset, SILENCE), (3.0, -23.0), (1.0, SILENCE)]);
        near(&format!("case 10, file {i}"), report.short_term_max_lufs, -23.0, 0.1);
    }
    rising_bursts("case 11", 3.0, 0.15, |report| report.short_term_max_lufs);
}

#[test]
fn tech_3341_case_12_momentary() {
    let tone = tone(48_000, 1_000.0, &[(0.18, -20.0), (0.22, -30.0)].repeat(25));
    let mut meter = Meter::new(2, 48_000).unwrap();
    meter.push(&[&tone, &tone]).unwrap();
    near("largest M", meter.report().momentary_max_lufs, -23.0, 0.1);
    // The fades take a little from the first and the last window.
    let series = meter.series().momentary_lufs;
    for &m in &series[1..series.len() - 1] {
        near("every M", Some(m), -23.0, 0.1);
    }
}

#[test]
fn tech_3341_cases_13_and_14_momentary_bursts() {
    for i in 0..20 {
        let offset = f64::from(i) * 0.02;
        let report = stereo(48_000, &[(offset, SILENCE), (0.4, -23.0), (1.0, SILENCE)]);
        near(&format!("case 13, file {i}"), report.momentary_max_lufs, -23.0, 0.1);
    }
    rising_bursts("case 14", 0.4, 0.02, |report| report.momentary_max_lufs);
}

/// A sine of `rate / divisor` with linear amplitude and phase in degrees, with fades of 10 ms.
fn peak_tone(rate: u32, divisor: f64, amplitude: f64, degrees: f64) -> Vec<f32> {
    let sine = |i: usize| amplitude * (std::f64::consts::TAU * (i as f64 / divisor + degrees / 360.0)).sin();
    let mut samples: Vec<f64> = (0..frames(0.5, rate)).map(sine).collect();
    fade(&mut samples, frames(0.01, rate));
    samples.into_iter().map(|x| x as f32).collect()
}

#[track_caller]
fn true_peak_within(what: &str, samples: &[f32], rate: u32, want: f64) {
    let got = measure_r128(&[samples, samples], rate).unwrap().true_peak_dbtp.unwrap();
    assert!((-0.4..=0.2).contains(&(got - want)), "{what} at {rate} Hz: {got} dBTP is not {want} +0.2/-0.4");
}

#[test]
fn tech_3341_cases_15_to_19_true_peak() {
    // At 192 kHz there is no oversampling, and a tone at a quarter of the rate, 48 kHz, is no audio.
    for &rate in &RATES[..RATES.len().min(4)] {
        true_peak_within("case 15", &peak_tone(rate, 4.0, 0.5, 0.0), rate, -6.0);
        true_peak_within("case 16", &peak_tone(rate, 4.0, 0.5, 45.0), rate, -6.0);
        true_peak_within("case 17", &peak_tone(rate, 6.0, 0.5, 60.0), rate, -6.0);
        true_peak_within("case 18", &peak_tone(rate, 8.0, 0.5, 67.5), rate, -6.0);
        true_peak_within("case 19", &peak_tone(rate, 4.0, 1.41, 45.0), rate, 3.0);
    }
    // The same tones as heard, 12 kHz and below, at 192 kHz.
    true_peak_within("12 kHz", &peak_tone(192_000, 16.0, 0.5, 11.25), 192_000, -6.0);
}

/// Cases 20 to 23: at four times the rate, a sine of rate / 6 at half scale that holds one full-scale period of
/// rate / 4, continuous in phase; low-passed, and every fourth sample taken from `offset` on.
fn peak_burst(offset: usize) -> Vec<f32> {
    let (around, inside) = (24 * 200, 16);
    let sine = |i: usize, period: usize| (std::f64::consts::TAU * (i % period) as f64 / period as f64).sin();
    let mut dense: Vec<f64> = (0..around).map(|i| 0.5 * sine(i, 24)).collect();
    dense.extend((0..inside).map(|i| sine(i, 16)));
    dense.extend((0..around).map(|i| 0.5 * sine(i, 24)));
    fade(&mut dense, 1_000);
    // A windowed sinc with its corner at the Nyquist frequency of the output.
    let half: i32 = 128;
    let taps: Vec<f64> = (-half..=half)
        .map(|i| {
            let t = f64::from(i) / 4.0 * std::f64::consts::PI;
            let ideal = if i == 0 { 1.0 } else { t.sin() / t };
            let hann = 0.5 + 0.5 * (std::f64::consts::PI * f64::from(i) / f64::from(half)).cos();
            0.25 * ideal * hann
        })
        .collect();
    let at = |n: usize, tap: usize| (n + tap).checked_sub(half as usize).and_then(|i| dense.get(i)).copied();
    (offset..dense.len())
        .step_by(4)
        .map(|n| {
            let terms = taps.iter().enumerate().map(|(tap, gain)| at(n, tap).unwrap_or(0.0) * gain);
            terms.sum::<f64>() as f32
        })
        .collect()
}

#[test]
fn tech_3341_cases_20_to_23_true_peak_bursts() {
    for offset in 0..4 {
        true_peak_within(&format!("case {}", 20 + offset), &peak_burst(offset), 48_000, 0.0);
    }
}

#[test]
fn tech_3342_cases_1_to_4_loudness_range() {
    for &rate in RATES {
        let case_4 = [(20.0, -50.0), (20.0, -35.0), (20.0, -20.0), (20.0, -35.0), (20.0, -50.0)];
        for (case, pieces, want) in [
            (1, &[(20.0, -20.0), (20.0, -30.0)][..], 10.0),
            (2, &[(20.0, -20.0), (20.0, -15.0)], 5.0),
            (3, &[(20.0, -40.0), (20.0, -20.0)], 20.0),
            (4, &case_4, 15.0),
        ] {
            near(&format!("case {case} at {rate} Hz"), stereo(rate, pieces).loudness_range, want, 1.0);
        }
    }
}

/// The cases that cannot be synthesised, each with the reason.
const NOT_RUN: [(&str, &str); 4] = [
    ("Tech 3341 case 7", "recorded programme, narrow loudness range"),
    ("Tech 3341 case 8", "recorded programme, wide loudness range"),
    ("Tech 3342 case 5", "recorded programme, narrow loudness range"),
    ("Tech 3342 case 6", "recorded programme, wide loudness range"),
];

#[test]
fn cases_not_run_are_listed() {
    for (case, reason) in NOT_RUN {
        println!("not run: {case}: {reason}");
    }
    let (tech_3341, tech_3342) = (23, 6);
    println!("{} of {} cases not run", NOT_RUN.len(), tech_3341 + tech_3342);
    assert!(db(-20.0) < 0.100_001);
}
