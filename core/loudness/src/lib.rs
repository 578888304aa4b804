//! Loudness: peak, RMS and crest at the speed of memory, and a full EBU R 128 meter for whole buffers and streams.
//!
//! Pure functions on planar f32 samples, full scale at 1.0. No clock, no I/O; threads only when asked for. The numbers
//! are the same bits on every CPU path, for any number of threads, and whether a signal is measured whole or in blocks.
//! `docs/loudness.md` says what is measured, by which clause of which standard, and how accurately.

#![expect(
    clippy::cast_possible_truncation,
    clippy::inline_always,
    reason = "positions within slices fit usize; kernels must be inlined into the function that has the CPU's features"
)]

mod error;
mod filter;
mod gating;
pub mod lanes;
mod layout;
mod levels;
mod meter;
mod peaks;
mod plan;
mod report;
mod segment;
mod whole;
#[cfg(target_arch = "x86_64")]
mod x86;

use std::num::NonZeroUsize;

pub use error::{LoudnessError, SAMPLE_RATES};
pub use lanes::CpuPath;
pub use layout::{ChannelRole, Layout, Speaker};
pub use levels::{LEVEL_FLOOR_DB, LevelMeter, Levels, analyze_loudness};
pub use meter::Meter;
pub use report::{R128Report, R128Series};

/// How to measure. None of this changes a number, except that without `true_peak` there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct R128Options {
    /// Whether to measure the true peak, which takes more than half of the time. Default: yes.
    pub true_peak: bool,
    /// How many threads [`measure_r128_with`] and [`Meter`] may use, one segment of 24 s for each. Default: 1.
    pub threads: NonZeroUsize,
    /// The code path, to compare paths. Default: the fastest this CPU has.
    pub path: Option<CpuPath>,
}

impl Default for R128Options {
    fn default() -> Self {
        Self { true_peak: true, threads: NonZeroUsize::MIN, path: None }
    }
}

impl R128Options {
    /// With or without true peak.
    #[must_use]
    pub fn true_peak(mut self, wanted: bool) -> Self {
        self.true_peak = wanted;
        self
    }

    /// With up to `threads` threads.
    #[must_use]
    pub fn threads(mut self, threads: NonZeroUsize) -> Self {
        self.threads = threads;
        self
    }

    /// On a chosen code path.
    #[must_use]
    pub fn path(mut self, path: CpuPath) -> Self {
        self.path = Some(path);
        self
    }

    fn chosen_path(self) -> Result<CpuPath, LoudnessError> {
        match self.path {
            None => Ok(CpuPath::detect()),
            Some(path) if path.is_available() => Ok(path),
            Some(path) => Err(LoudnessError::PathUnavailable { path }),
        }
    }
}

/// Integrated loudness, loudness range, momentary and short-term maxima, sample peak and true peak of a signal.
///
/// `channels` are 1 (mono), 2 (stereo), 5 (L, R, C, Ls, Rs) or 6 (L, R, C, LFE, Ls, Rs) planar channels of equal
/// length (others by [`measure_r128_of`]), full scale at 1.0; `sample_rate` is in hertz, within [`SAMPLE_RATES`]. What a signal that is short, silent
/// or very quiet gives is said at the fields of [`R128Report`].
///
/// # Errors
///
/// Every variant of [`LoudnessError`] but [`LoudnessError::BlockChannels`], [`LoudnessError::NoWeight`] and
/// [`LoudnessError::PathUnavailable`].
///
/// ```
/// use livebridge_loudness::measure_r128;
///
/// // EBU Tech 3341 case 1, a little shorter: a stereo sine of 1 kHz at -23 dBFS reads -23 LUFS.
/// let peak = 10f64.powf(-23.0 / 20.0);
/// let tone: Vec<f32> =
///     (0..240_000).map(|i| (peak * (f64::from(i) * std::f64::consts::TAU / 48.0).sin()) as f32).collect();
/// let report = measure_r128(&[&tone, &tone], 48_000)?;
/// assert!((report.integrated_lufs.unwrap_or_default() - -23.0).abs() < 0.1);
/// assert!((report.true_peak_dbtp.unwrap_or_default() - -23.0).abs() < 0.1);
/// # Ok::<(), livebridge_loudness::LoudnessError>(())
/// ```
pub fn measure_r128<C: AsRef<[f32]>>(channels: &[C], sample_rate: u32) -> Result<R128Report, LoudnessError> {
    measure_r128_with(channels, sample_rate, R128Options::default())
}

/// [`measure_r128`] with options. Any number of threads and any path give the same bits.
///
/// # Errors
///
/// Those of [`measure_r128`], and [`LoudnessError::PathUnavailable`].
pub fn measure_r128_with<C: AsRef<[f32]>>(
    channels: &[C],
    sample_rate: u32,
    options: R128Options,
) -> Result<R128Report, LoudnessError> {
    let count = channels.len();
    let layout = Layout::of_count(count).ok_or(LoudnessError::ChannelCount { channels: count })?;
    whole::measure_whole(channels, &layout, sample_rate, options)
}

/// [`measure_r128_with`] of channels whose loudspeakers are known.
///
/// # Errors
///
/// Those of [`measure_r128_with`], [`LoudnessError::NoWeight`] for a channel that is for no loudspeaker with a weight,
/// and [`LoudnessError::BlockChannels`] where there are more or fewer channels than the layout has.
pub fn measure_r128_of<C: AsRef<[f32]>>(
    channels: &[C],
    layout: &Layout,
    sample_rate: u32,
    options: R128Options,
) -> Result<R128Report, LoudnessError> {
    whole::measure_whole(channels, layout, sample_rate, options)
}

/// The example of the README, run as a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
