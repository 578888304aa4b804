//! Whole files in memory and their levels: what Gain Stage Doctor is given to decode and to measure with.

use std::path::Path;

use livebridge_adapters::wav::{WavError, WavFault};
use livebridge_core::handlers::{Audio, Levels, Measure};
use livebridge_core::transforms::loudness::{LevelMeter, LoudnessError, analyze_loudness, measure_r128};

use super::{MeasureError, Source};

/// The most samples of a file that are kept in memory: 1 GiB, 46 minutes of stereo at 48 kHz.
pub const MAX_SAMPLES: u64 = 1 << 28;

/// Reads a whole file of up to [`MAX_SAMPLES`] samples.
///
/// # Errors
///
/// A [`MeasureError`] that names the file, what is wrong and where: also for a sample that is no finite number.
pub fn read_whole(path: &Path) -> Result<Audio, MeasureError> {
    let mut source = Source::open(path)?;
    let mut channels = vec![Vec::new(); source.channels()];
    let limit = MAX_SAMPLES / channels.len().max(1) as u64;
    // A meter finds the first sample that is no number, and knows its frame.
    let mut meter = LevelMeter::new(channels.len());
    let mut block = Vec::new();
    while source.read_block(&mut block)? {
        if let Err(error) = meter.push(&block) {
            return Err(source.fail(error));
        }
        for (channel, samples) in channels.iter_mut().zip(&block) {
            channel.extend_from_slice(samples);
        }
        if channels.iter().any(|channel| channel.len() as u64 > limit) {
            let file = path.display().to_string();
            return Err(MeasureError::Wav(WavError { file, offset: None, fault: WavFault::TooLong { limit } }));
        }
    }
    Ok(Audio { sample_rate: source.sample_rate(), channels })
}

/// The levels of a decoded file, its loudness where that is asked for.
///
/// # Errors
///
/// Those of [`measure_r128`], which takes 1, 2, 5 or 6 channels, and of [`analyze_loudness`], which takes any number.
pub fn levels(audio: &Audio, measure: Measure) -> Result<Levels, LoudnessError> {
    let levels = analyze_loudness(&audio.channels)?;
    let lufs = match measure {
        Measure::Rms => None,
        Measure::Lufs => measure_r128(&audio.channels, audio.sample_rate)?.integrated_lufs,
    };
    Ok(Levels { peak_db: levels.peak_db, rms_db: levels.rms_db, crest: levels.crest, lufs })
}
