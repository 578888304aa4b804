//! Whole files in memory: what Gain Stage Doctor is given to decode with.

use std::path::Path;

use livebridge_loudness::{Layout, LevelMeter};

use crate::wav::{WavError, WavProblem};
use crate::{AudioError, AudioSource};

/// A file in memory.
#[derive(Debug, Clone, PartialEq)]
pub struct Recording {
    /// Hertz.
    pub sample_rate: u32,
    /// The samples of each channel, full scale at 1.0.
    pub channels: Vec<Vec<f32>>,
    /// Which loudspeaker each channel is for, where that can be told.
    pub layout: Option<Layout>,
}

/// The most samples of a file that are kept in memory: 1 GiB, 46 minutes of stereo at 48 kHz.
pub const MAX_SAMPLES: u64 = 1 << 28;

/// Reads a whole file of up to [`MAX_SAMPLES`] samples.
///
/// # Errors
///
/// A [`AudioError`] that names the file, what is wrong and where: also for a sample that is no finite number.
pub fn read_whole(path: &Path) -> Result<Recording, AudioError> {
    let mut source = AudioSource::open(path)?;
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
            return Err(AudioError::Wav(WavError { file, offset: None, problem: WavProblem::TooLong { limit } }));
        }
    }
    Ok(Recording { sample_rate: source.sample_rate(), channels, layout: source.layout() })
}
