//! Where samples come from: our own reader for WAV, and for everything else the decoders of the feature `formats`. Which of them is told by the first bytes, never by the name.

use std::fs::File;
use std::path::Path;

use livebridge_loudness::LoudnessError;

use crate::AudioError;
#[cfg(feature = "formats")]
use crate::formats::Decoder;
use crate::wav::WavReader;

/// An open file and its path.
pub struct AudioSource {
    path: String,
    reader: Reader,
}

enum Reader {
    Wav(Box<WavReader<File>>),
    #[cfg(feature = "formats")]
    Other(Box<Decoder>),
}

impl AudioSource {
    /// Opens a file.
    ///
    /// # Errors
    ///
    /// What is wrong with its beginning, and at which byte.
    pub fn open(path: &Path) -> Result<Self, AudioError> {
        let reader = match WavReader::open(path) {
            Ok(reader) => Reader::Wav(Box::new(reader)),
            #[cfg(feature = "formats")]
            Err(error) if matches!(error.problem, crate::wav::WavProblem::NotRiff { .. }) => {
                Reader::Other(Box::new(Decoder::open(path)?))
            }
            Err(error) => return Err(error.into()),
        };
        Ok(Self { path: path.display().to_string(), reader })
    }

    /// The number of channels, at least 1.
    pub fn channels(&self) -> usize {
        match &self.reader {
            Reader::Wav(reader) => usize::from(reader.spec().channels),
            #[cfg(feature = "formats")]
            Reader::Other(decoder) => decoder.channels(),
        }
    }

    /// Hertz.
    pub fn sample_rate(&self) -> u32 {
        match &self.reader {
            Reader::Wav(reader) => reader.spec().sample_rate,
            #[cfg(feature = "formats")]
            Reader::Other(decoder) => decoder.sample_rate(),
        }
    }

    /// The number of frames the file says it has.
    pub fn frames(&self) -> Option<u64> {
        match &self.reader {
            Reader::Wav(reader) => reader.spec().frames,
            #[cfg(feature = "formats")]
            Reader::Other(decoder) => decoder.frames(),
        }
    }

    /// Reads the next block of planar samples over what is in `block`; `false` at the end.
    pub fn read_block(&mut self, block: &mut Vec<Vec<f32>>) -> Result<bool, AudioError> {
        match &mut self.reader {
            Reader::Wav(reader) => Ok(reader.read_block(block)?),
            #[cfg(feature = "formats")]
            Reader::Other(decoder) => decoder.read_block(block),
        }
    }

    /// The error for samples that have no loudness, with the byte where it is known.
    pub fn fail(&self, error: LoudnessError) -> AudioError {
        let offset = match (&self.reader, &error) {
            (Reader::Wav(reader), LoudnessError::NotFinite { channel, frame, .. }) => {
                Some(reader.offset_of(*channel, *frame))
            }
            _ => None,
        };
        AudioError::Loudness { file: self.path.clone(), error, offset }
    }
}
