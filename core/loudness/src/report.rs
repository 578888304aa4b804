//! What a measurement gives: the report, and loudness over time.

use serde::{Deserialize, Serialize};

use super::gating::{FLOOR, SERIES_STEP, Windows, lufs};
use super::levels::db;
use super::peaks::Peaks;
use super::plan::Plan;

/// The numbers of EBU R 128 for one signal.
///
/// A field is `None` where the standards define no value; see the field. In JSON such a key is missing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct R128Report {
    /// Hertz.
    pub sample_rate: u32,
    /// The number of channels.
    pub channels: usize,
    /// The number of frames measured.
    pub frames: u64,
    /// Integrated (programme) loudness in LUFS, BS.1770-4 Annex 1 with both gates. `None` when no 400 ms gating block
    /// passes them: the signal is shorter than 400 ms, silent, or below -70 LUFS throughout.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub integrated_lufs: Option<f64>,
    /// Loudness range in LU, EBU Tech 3342. `None` when no short-term value passes its gates: the signal is shorter
    /// than 3 s, silent, or below -70 LUFS throughout.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loudness_range: Option<f64>,
    /// The largest momentary loudness (400 ms, ungated, every 10 ms) in LUFS, at least -120. `None` when the signal is
    /// shorter than 400 ms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub momentary_max_lufs: Option<f64>,
    /// The largest short-term loudness (3 s, ungated, every 10 ms) in LUFS, at least -120. `None` when the signal is
    /// shorter than 3 s.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub short_term_max_lufs: Option<f64>,
    /// The largest magnitude of any sample in dBFS, LFE included, at least -120.
    pub sample_peak_db: f64,
    /// The largest magnitude of the interpolated signal in dBTP, BS.1770-4 Annex 2, LFE included; at least -120 and
    /// never below `sample_peak_db`. `None` when it was not asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub true_peak_dbtp: Option<f64>,
}

impl R128Report {
    pub(super) fn new(plan: &Plan, frames: u64, energies: &[f64], peaks: Peaks, true_peak: bool) -> Self {
        let windows = Windows::new(plan.grid, energies);
        let (momentary_max_lufs, short_term_max_lufs) = windows.maxima();
        Self {
            sample_rate: plan.sample_rate,
            channels: plan.weights.len(),
            frames,
            integrated_lufs: windows.integrated(),
            loudness_range: windows.range(),
            momentary_max_lufs,
            short_term_max_lufs,
            sample_peak_db: db(f64::from(peaks.sample)),
            true_peak_dbtp: true_peak.then(|| db(peaks.true_peak())),
        }
    }
}

/// Momentary and short-term loudness over time, one value every 10 ms, for curves and for meters.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct R128Series {
    /// Seconds from one value to the next: 0.01.
    pub step: f64,
    /// Momentary loudness in LUFS, at least -120. Value `i` covers the 400 ms from `i * step` seconds on.
    pub momentary_lufs: Vec<f64>,
    /// Short-term loudness in LUFS, at least -120. Value `i` covers the 3 s from `i * step` seconds on.
    pub short_term_lufs: Vec<f64>,
}

impl R128Series {
    pub(super) fn new(plan: &Plan, energies: &[f64]) -> Self {
        let Windows { momentary, short_term } = Windows::new(plan.grid, energies);
        let loudness = |means: Vec<f64>| means.into_iter().map(|mean| lufs(mean).max(FLOOR)).collect();
        Self { step: SERIES_STEP, momentary_lufs: loudness(momentary), short_term_lufs: loudness(short_term) }
    }
}
