//! The loudness of audio files, behind `livebridge measure`: one file in one pass and in bounded memory, and many files
//! at once. What the numbers mean is said in `docs/loudness.md`.
//!
//! How files are read is in `source`, ahead of the meter in `ahead`; how files are shared out in `many`, the picture over
//! time in [`picture`], files that are wanted whole in `whole`. The table, the flags and the terminal are the command line's.

mod ahead;
#[cfg(feature = "audio-formats")]
mod formats;
mod many;
pub mod picture;
mod source;
mod whole;

use std::num::NonZeroUsize;
use std::path::Path;

use livebridge_adapters::wav::{WavError, WavFault};
use livebridge_core::transforms::loudness::{
    LevelMeter, Levels, LoudnessError, Meter, R128Options, R128Report, R128Series,
};
use livebridge_core::transforms::suggest_trim_db;
use thiserror::Error;

use ahead::for_each_block;
pub use many::{Measured, measure_all, total_bytes};
use source::Source;
pub use whole::{MAX_SAMPLES, levels, read_whole};

/// The most that EBU R 128 lets a programme's true peak be, in dBTP: a trim that would lead beyond it is marked.
pub const HIGHEST_TRUE_PEAK_DBTP: f64 = -1.0;

/// How to measure. None of this but the target changes a number.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// The integrated loudness that the suggested trim leads to, in LUFS.
    pub target_lufs: f64,
    /// How many threads may work at once, over all files.
    pub threads: NonZeroUsize,
    /// Whether loudness over time is wanted.
    pub series: bool,
}

/// What was measured of one file.
#[derive(Debug, Clone, PartialEq)]
pub struct Measurement {
    /// Loudness, range and peaks.
    pub report: R128Report,
    /// Peak, RMS and crest of all samples pooled.
    pub levels: Levels,
    /// The gain in dB that brings the integrated loudness to the target; `None` where there is no loudness.
    pub trim_db: Option<f64>,
    /// Loudness over time, where it was asked for.
    pub series: Option<R128Series>,
}

impl Measurement {
    /// Seconds.
    #[expect(clippy::cast_precision_loss, reason = "2^53 frames are more than any file holds")]
    pub fn seconds(&self) -> f64 {
        self.report.frames as f64 / f64::from(self.report.sample_rate)
    }

    /// The true peak after the suggested trim, in dBTP; `None` where there is no trim.
    pub fn trimmed_true_peak_dbtp(&self) -> Option<f64> {
        Some(self.report.true_peak_dbtp? + self.trim_db?)
    }

    /// Whether the suggested trim would lead beyond [`HIGHEST_TRUE_PEAK_DBTP`].
    pub fn trim_is_too_loud(&self) -> bool {
        self.trimmed_true_peak_dbtp().is_some_and(|peak| peak > HIGHEST_TRUE_PEAK_DBTP)
    }
}

/// Why a file was not measured. Reads after "failed to measure "; names the file, and where in it.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum MeasureError {
    /// A WAV file that cannot be read.
    #[error("{0}")]
    Wav(#[from] WavError),
    /// A file of another format that cannot be read.
    #[cfg(feature = "audio-formats")]
    #[error("{file}: {reason} (at {at})")]
    Format {
        /// The path.
        file: String,
        /// What is wrong.
        reason: String,
        /// A byte or a frame.
        at: String,
    },
    /// Samples whose loudness is not defined.
    #[error("{file}: {error}{}", offset.map_or_else(String::new, |byte| format!(" (at byte {byte})")))]
    Loudness {
        /// The path.
        file: String,
        /// What is wrong.
        error: LoudnessError,
        /// The byte of the sample, where it is one, in a file that is not compressed.
        offset: Option<u64>,
    },
}

impl MeasureError {
    /// What to do about it, where there is something.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Wav(WavError { fault: WavFault::NotRiff { .. }, .. }) => {
                Some("formats other than WAV are read when livebridge is built with `--features audio-formats`")
            }
            Self::Wav(WavError { offset: None, fault: WavFault::Io(_), .. }) => {
                Some("give an audio file that is there and can be read")
            }
            _ => None,
        }
    }
}

/// Measures one file in one pass, on up to `settings.threads` threads.
///
/// Memory: a few blocks of the file, 25 s of samples (24 s more for each thread from the third on) and 800 bytes per
/// second of sound.
/// `frames` is told how many frames are done, and how many there are, if the file says.
pub fn measure_file(
    path: &Path,
    settings: &Settings,
    mut frames: impl FnMut(u64, Option<u64>),
) -> Result<Measurement, MeasureError> {
    let mut source = Source::open(path)?;
    // The first further thread reads.
    // The first thread beside this one reads and finds the levels.
    let metering = NonZeroUsize::new(settings.threads.get() - 1).unwrap_or(NonZeroUsize::MIN);
    let options = R128Options::default().threads(metering);
    let meters = Meter::with_options(source.channels(), source.sample_rate(), options);
    let mut meter = meters.map_err(|error| source.fail(error))?;
    let mut levels = LevelMeter::new(source.channels());
    let declared = source.frames();
    let ahead = settings.threads.get() > 1;
    let meter_and_tell = |block: &[Vec<f32>]| {
        meter.push(block)?;
        frames(meter.frames(), declared);
        Ok(())
    };
    for_each_block(&mut source, ahead, |block| levels.push(block), meter_and_tell)?;
    let report = meter.report();
    let trim_db = report.integrated_lufs.and_then(|lufs| suggest_trim_db(lufs, settings.target_lufs).ok());
    let series = settings.series.then(|| meter.series());
    Ok(Measurement { report, levels: levels.levels(), trim_db, series })
}
