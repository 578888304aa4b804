//! The one error type of the loudness transforms, and the look at samples that finds them. Every variant names what the
//! caller can mend.

use std::ops::RangeInclusive;

use thiserror::Error;

use super::CpuPath;

/// The sample rates, in hertz, that [`measure_r128`](super::measure_r128) and [`Meter`](super::Meter) accept.
pub const SAMPLE_RATES: RangeInclusive<u32> = 8_000..=384_000;

/// Why a loudness measurement was refused. The texts read after "failed to measure loudness: ".
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum LoudnessError {
    /// Channels whose loudspeakers are not told, and are not those of 1, 2, 5 or 6 channels: they have no defined
    /// loudness.
    #[error(
        "{channels} channels without loudspeaker positions have no loudness weights: give 1 (mono), 2 (stereo), 5 \
         (5.0) or 6 (5.1), or a file that tells its positions"
    )]
    ChannelCount {
        /// The number of channels that was given.
        channels: usize,
    },
    /// A channel that is for no loudspeaker whose weight BS.1770-5 gives.
    #[error("channel {channel} is {what}, and has no loudness weight")]
    NoWeight {
        /// The channel, counted from 0.
        channel: usize,
        /// What it is instead, such as `an Ambisonic component`.
        what: String,
    },
    /// The sample rate is outside [`SAMPLE_RATES`].
    #[error("a sample rate of {sample_rate} Hz is outside {}..={} Hz", SAMPLE_RATES.start(), SAMPLE_RATES.end())]
    SampleRate {
        /// The rate that was given, in hertz.
        sample_rate: u32,
    },
    /// The channels of one signal must have the same number of frames.
    #[error("channel {channel} has {frames} frames where channel 0 has {expected}")]
    ChannelLength {
        /// The first channel that differs, counted from 0.
        channel: usize,
        /// Its number of frames.
        frames: usize,
        /// The number of frames of channel 0.
        expected: usize,
    },
    /// A block has another number of channels than the meter was made for.
    #[error("the block has {channels} channels, the meter was made for {expected}")]
    BlockChannels {
        /// The number of channels of the block.
        channels: usize,
        /// The number of channels of the meter.
        expected: usize,
    },
    /// A sample is NaN or infinite. It is the first one in time; of several in one frame, the lowest channel.
    #[error("channel {channel} holds {} at frame {frame}", if *.nan { "NaN" } else { "an infinite value" })]
    NotFinite {
        /// The channel, counted from 0.
        channel: usize,
        /// The frame, counted from 0 at the start of the signal (not of a streamed block).
        frame: u64,
        /// True for NaN, false for an infinity.
        nan: bool,
    },
    /// A code path was asked for that this CPU does not have.
    #[error("this CPU cannot run the {path} path")]
    PathUnavailable {
        /// The path that was asked for.
        path: CpuPath,
    },
}

impl LoudnessError {
    /// The first sample of `channels` that is not finite, as an error; `first_frame` is added to its frame.
    pub(super) fn first_not_finite<C: AsRef<[f32]>>(channels: &[C], first_frame: u64) -> Option<Self> {
        channels
            .iter()
            .enumerate()
            .filter_map(|(channel, samples)| {
                let samples = samples.as_ref();
                let at = samples.iter().position(|x| !x.is_finite())?;
                Some((at, channel, samples[at].is_nan()))
            })
            .min()
            .map(|(at, channel, nan)| Self::NotFinite { channel, frame: first_frame + at as u64, nan })
    }
}

/// The number of frames of a block for a meter of `expected` channels that has taken `frames` frames before, when the
/// block can be measured at all.
pub(super) fn check_block<C: AsRef<[f32]>>(block: &[C], expected: usize, frames: u64) -> Result<usize, LoudnessError> {
    check_count(block, expected)?;
    let len = equal_lengths(block)?;
    if !block.iter().all(|channel| all_finite(channel.as_ref()))
        && let Some(error) = LoudnessError::first_not_finite(block, frames)
    {
        return Err(error);
    }
    Ok(len)
}

/// Refuses another number of channels than the one expected.
pub(super) fn check_count<C>(channels: &[C], expected: usize) -> Result<(), LoudnessError> {
    if channels.len() == expected {
        Ok(())
    } else {
        Err(LoudnessError::BlockChannels { channels: channels.len(), expected })
    }
}

/// The common length of all channels, 0 for none.
pub(super) fn equal_lengths<C: AsRef<[f32]>>(channels: &[C]) -> Result<usize, LoudnessError> {
    let expected = channels.first().map_or(0, |channel| channel.as_ref().len());
    match channels.iter().position(|channel| channel.as_ref().len() != expected) {
        None => Ok(expected),
        Some(channel) => {
            let frames = channels[channel].as_ref().len();
            Err(LoudnessError::ChannelLength { channel, frames, expected })
        }
    }
}

/// Whether no sample is NaN or infinite, at the speed of memory.
fn all_finite(samples: &[f32]) -> bool {
    const INFINITE: u32 = f32::INFINITY.to_bits();
    samples.chunks(1_024).all(|chunk| chunk.iter().fold(0, |m, x| m.max(x.to_bits() & !(1 << 31))) < INFINITE)
}
