//! Where samples come from: our own reader for WAV, and for everything else the decoders of the feature `formats`. Which
//! of them is told by the first bytes, never by the name.

use std::fs::File;
use std::io::{Cursor, Read};
use std::path::Path;

use livebridge_loudness::{Layout, LoudnessError};

use crate::AudioError;
#[cfg(feature = "formats")]
use crate::formats::Decoder;
#[cfg(feature = "formats")]
use crate::wav::WavProblem;
use crate::wav::{WavError, WavReader};

/// An open file or stream and its name.
pub struct AudioSource {
    name: String,
    reader: Reader,
}

/// Bytes of any origin.
type Bytes = Box<dyn Read + Send + Sync>;

enum Reader {
    Wav(Box<WavReader<Bytes>>),
    #[cfg(feature = "formats")]
    Other(Box<Decoder>),
}

/// The most bytes of a stream in another format than WAV, which is taken into memory: 1 GiB.
#[cfg(feature = "formats")]
const MOST_STREAMED: u64 = 1 << 30;

impl AudioSource {
    /// Opens a file.
    ///
    /// # Errors
    ///
    /// What is wrong with its beginning, and at which byte.
    pub fn open(path: &Path) -> Result<Self, AudioError> {
        let name = path.display().to_string();
        let not_opened = |error: std::io::Error| WavError { file: name.clone(), offset: None, problem: error.into() };
        Self::of_file(File::open(path).map_err(not_opened)?, path)
    }

    /// Takes a file that was opened already, from its beginning on. Its path is for messages, and its extension a hint
    /// for formats that cannot be told by their bytes.
    ///
    /// # Errors
    ///
    /// What is wrong with its beginning, and at which byte.
    #[expect(clippy::needless_pass_by_value, reason = "the file is read from its beginning on, and nobody else may")]
    pub fn of_file(file: File, path: &Path) -> Result<Self, AudioError> {
        let name = path.display().to_string();
        let again = |mut file: &File| {
            let problem = |error: std::io::Error| WavError { file: name.clone(), offset: None, problem: error.into() };
            std::io::Seek::rewind(&mut file).map_err(problem)?;
            file.try_clone().map_err(problem)
        };
        match WavReader::new(Box::new(again(&file)?) as Bytes, name.clone()) {
            Ok(reader) => Ok(Self { name, reader: Reader::Wav(Box::new(reader)) }),
            #[cfg(feature = "formats")]
            Err(error) if is_for_others(&error) => {
                let decoder = Decoder::new(again(&file)?, &name, path.extension().and_then(|name| name.to_str()))?;
                Ok(Self { name, reader: Reader::Other(Box::new(decoder)) })
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Takes a stream, such as standard input. WAV is read as it comes; other formats are taken into memory first, up to
    /// 1 GiB. `name` is for messages.
    ///
    /// # Errors
    ///
    /// What is wrong with its beginning, and at which byte.
    pub fn of_stream(mut stream: impl Read + Send + Sync + 'static, name: &str) -> Result<Self, AudioError> {
        let mut first = Vec::new();
        let read = stream.by_ref().take(4).read_to_end(&mut first);
        read.map_err(|error| WavError { file: name.to_owned(), offset: None, problem: error.into() })?;
        #[cfg(feature = "formats")]
        if !matches!(&first[..], b"RIFF" | b"RF64" | b"BW64") {
            let mut bytes = first;
            let read = stream.take(MOST_STREAMED - 3).read_to_end(&mut bytes);
            read.map_err(|error| WavError { file: name.to_owned(), offset: None, problem: error.into() })?;
            if bytes.len() as u64 > MOST_STREAMED {
                let (reason, at) =
                    ("more than 1 GiB of a format that must be in memory".to_owned(), "its end".to_owned());
                return Err(AudioError::Format { file: name.to_owned(), reason, at });
            }
            let decoder = Decoder::new(Cursor::new(bytes), name, None)?;
            return Ok(Self { name: name.to_owned(), reader: Reader::Other(Box::new(decoder)) });
        }
        let stream: Bytes = Box::new(Cursor::new(first).chain(stream));
        Ok(Self { name: name.to_owned(), reader: Reader::Wav(Box::new(WavReader::new(stream, name)?)) })
    }

    /// The number of channels, at least 1.
    pub fn channels(&self) -> usize {
        match &self.reader {
            Reader::Wav(reader) => usize::from(reader.spec().channels),
            #[cfg(feature = "formats")]
            Reader::Other(decoder) => decoder.channels(),
        }
    }

    /// Which loudspeaker each channel is for: as the file says, or as so many channels are where it does not; nothing
    /// where neither tells.
    pub fn layout(&self) -> Option<Layout> {
        let told = match &self.reader {
            Reader::Wav(reader) => {
                let mask = reader.spec().channel_mask.filter(|mask| *mask != 0);
                mask.map(|mask| Layout::of_mask(mask, usize::from(reader.spec().channels)))
            }
            #[cfg(feature = "formats")]
            Reader::Other(decoder) => decoder.layout().cloned(),
        };
        told.or_else(|| Layout::of_count(self.channels()))
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

    /// What was taken otherwise than it is written, in words that read after the name of the file. Complete once all of
    /// it is read.
    pub fn notes(&self) -> Vec<String> {
        match &self.reader {
            Reader::Wav(reader) => reader.notes().iter().map(ToString::to_string).collect(),
            #[cfg(feature = "formats")]
            Reader::Other(decoder) => decoder.notes(),
        }
    }

    /// Reads the next block of planar samples over what is in `block`; `false` at the end.
    ///
    /// # Errors
    ///
    /// What is wrong with the file, and where.
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
        AudioError::Loudness { file: self.name.clone(), error, offset }
    }
}

/// Whether what our reader refuses may be read by the decoders of other formats: other containers and codecs.
#[cfg(feature = "formats")]
fn is_for_others(error: &WavError) -> bool {
    // A file of a few bytes is none of any format, and our error says more.
    matches!(error.problem, WavProblem::NotRiff { .. } | WavProblem::Codec { .. })
}
