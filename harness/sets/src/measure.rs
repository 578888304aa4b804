//! The loudness of audio files, behind `livebridge measure`: one file in one pass and in bounded memory, and many files
//! at once. What the numbers mean is said in `docs/loudness.md`.
//!
//! How files are read ahead of the meter is in `ahead`, how they are shared out in `many`, the picture over time in
//! [`picture`]. The table, the flags and the terminal are the command line's.

mod ahead;
mod many;
pub mod picture;

use std::num::NonZeroUsize;
use std::path::Path;

use livebridge_audio::{AudioError, AudioSource};
use livebridge_loudness::{LevelMeter, Levels, LoudnessError, Meter, R128Options, R128Report, R128Series};
use livebridge_transforms::suggest_trim_db;

use ahead::for_each_block;
pub use many::{Measured, measure_all, total_bytes};

/// The most that EBU R 128 lets a programme's true peak be, in dBTP: a trim that would lead beyond it is marked.
pub const HIGHEST_TRUE_PEAK_DBTP: f64 = -1.0;

/// How to measure. None of this but the target and `dual_mono` changes a number.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// The integrated loudness that the suggested trim leads to, in LUFS.
    pub target_lufs: f64,
    /// How many threads may work at once, over all files.
    pub threads: NonZeroUsize,
    /// Whether loudness over time is wanted.
    pub series: bool,
    /// Whether one channel counts for both sides, as mono plays in a stereo track: 3.01 dB more.
    pub dual_mono: bool,
}

/// The path that stands for standard input.
pub const STANDARD_INPUT: &str = "-";

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
    /// What of the file was taken otherwise than it is written, in words that read after its name.
    pub notes: Vec<String>,
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

/// Measures one file in one pass, on up to `settings.threads` threads; [`STANDARD_INPUT`] is no file but that.
///
/// Memory: a few blocks of the file, 25 s of samples (24 s more for each thread from the third on) and 800 bytes per
/// second of sound.
/// `frames` is told how many frames are done, and how many there are, if the file says.
pub fn measure_file(
    path: &Path,
    settings: &Settings,
    mut frames: impl FnMut(u64, Option<u64>),
) -> Result<Measurement, AudioError> {
    let mut source = if path == Path::new(STANDARD_INPUT) {
        AudioSource::of_stream(std::io::stdin(), "standard input")?
    } else {
        AudioSource::open(path)?
    };
    // The first thread beside this one reads and finds the levels.
    let metering = NonZeroUsize::new(settings.threads.get() - 1).unwrap_or(NonZeroUsize::MIN);
    let options = R128Options::default().threads(metering);
    let channels = source.channels();
    let layout = source.layout().ok_or_else(|| source.fail(LoudnessError::ChannelCount { channels }))?;
    let layout = if settings.dual_mono { layout.dual_mono() } else { layout };
    let meters = Meter::with_layout(&layout, source.sample_rate(), options);
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
    Ok(Measurement { report, levels: levels.levels(), trim_db, series, notes: source.notes() })
}
