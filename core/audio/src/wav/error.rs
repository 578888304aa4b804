//! What can be wrong with a WAV file, where, and in which file.

use std::io;

use thiserror::Error;

use super::SampleFormat;

/// A file that could not be read, or is not what it should be. Reads after "failed to read audio: ".
#[derive(Debug, Error)]
#[error("{file}: {problem}{}", offset.map_or_else(String::new, |byte| format!(" (at byte {byte})")))]
pub struct WavError {
    /// The name the reader was given, usually a path.
    pub file: String,
    /// The byte at which it was noticed, counted from the start of the file; `None` where it is not about a place in it,
    /// such as a file that cannot be opened.
    pub offset: Option<u64>,
    /// What is wrong.
    #[source]
    pub problem: WavProblem,
}

/// What of a file was taken otherwise than it is written, as other programs take it too: no error, but to be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum WavNote {
    /// The length is not known: a stream, or a recording that was never finished.
    #[error("it does not say how long it is, and was read to its end")]
    UnknownLength,
    /// The data chunk ends within a frame.
    #[error("the last {bytes} bytes of its data are no whole frame, and were left out")]
    PartialFrame {
        /// How many bytes there are of it.
        bytes: u64,
    },
    /// The size of a frame is given in bits.
    #[error("it gives the size of a frame as {found}, which is right in bits and not in bytes")]
    FrameSizeInBits {
        /// What the file declares.
        found: u16,
    },
}

/// What is wrong with a file.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum WavProblem {
    /// The system could not open or read it.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// It does not begin with `RIFF`, `RF64` or `BW64`.
    #[error("not a WAV file: it begins with {:?}", String::from_utf8_lossy(.found))]
    NotRiff {
        /// What it begins with.
        found: [u8; 4],
    },
    /// It is a RIFF file, but not one of type `WAVE`.
    #[error("a RIFF file of type {:?}, not WAVE", String::from_utf8_lossy(.found))]
    NotWave {
        /// Its type.
        found: [u8; 4],
    },
    /// It ends within its header.
    #[error("the file ends within its {part}")]
    HeaderEnds {
        /// What was being read.
        part: &'static str,
    },
    /// There is no `data` chunk.
    #[error("no data chunk")]
    NoData,
    /// The `data` chunk comes before any `fmt ` chunk.
    #[error("no fmt chunk before the data chunk")]
    NoFormat,
    /// A chunk is too short for what it must hold.
    #[error("a {chunk} chunk of {size} bytes, which needs at least {needed}")]
    ChunkTooShort {
        /// Its name.
        chunk: &'static str,
        /// The size it declares.
        size: u64,
        /// The size it needs.
        needed: u64,
    },
    /// There are more chunks before the data than any sound file has.
    #[error("more than {limit} chunks before the data chunk")]
    TooManyChunks {
        /// The most that are read.
        limit: usize,
    },
    /// The samples are in a codec that is not read here.
    #[error("format tag {tag:#06x}, of which only PCM (0x0001) and IEEE float (0x0003) are read")]
    Codec {
        /// The format tag, of the sub-format where the file is extensible.
        tag: u16,
    },
    /// An extensible file whose sub-format is not one of the registered kind.
    #[error("an extensible file with an unknown sub-format")]
    SubFormat,
    /// Samples of a width that is not read here.
    #[error("{format} samples of {bits} bits, of which 8, 16, 24 and 32 (integer), 32 and 64 (float) are read")]
    Bits {
        /// Integer or float.
        format: SampleFormat,
        /// The container size in bits.
        bits: u16,
    },
    /// Zero channels.
    #[error("a file without channels")]
    NoChannels,
    /// A sample rate of zero.
    #[error("a sample rate of 0 Hz")]
    NoSampleRate,
    /// The frame size does not agree with channels and sample width.
    #[error("a frame of {found} bytes, where channels and sample width make {expected}")]
    FrameSize {
        /// What the file declares.
        found: u16,
        /// What its channels and bits make.
        expected: u64,
    },
    /// The file ends before the data it declares; the frames before were read.
    #[error("the file ends {missing} bytes before the end of its data chunk")]
    Truncated {
        /// How many bytes are missing.
        missing: u64,
    },
    /// More frames than the caller wants in memory.
    #[error("more than {limit} frames")]
    TooLong {
        /// The limit that was given.
        limit: u64,
    },
}
