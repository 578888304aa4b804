//! What can be wrong with a sound file, and where in it.

use livebridge_loudness::LoudnessError;
use thiserror::Error;

use crate::wav::{WavError, WavProblem};

/// Why a file could not be read or measured. Reads after "failed to measure "; names the file, and where in it.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum AudioError {
    /// A WAV file that cannot be read.
    #[error("{0}")]
    Wav(#[from] WavError),
    /// A file of another format that cannot be read.
    #[cfg(feature = "formats")]
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

impl AudioError {
    /// What to do about it, where there is something.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Wav(WavError { problem: WavProblem::NotRiff { .. }, .. }) => {
                Some("formats other than WAV are read with the feature `formats`")
            }
            Self::Wav(WavError { offset: None, problem: WavProblem::Io(_), .. }) => {
                Some("give an audio file that is there and can be read")
            }
            _ => None,
        }
    }
}
