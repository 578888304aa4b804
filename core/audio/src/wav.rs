//! A streaming reader of WAV files to planar f32: what renders and recordings are made of.
//!
//! Integers of 8, 16, 24 and 32 bits, floats of 32 and 64 bits, `WAVE_FORMAT_EXTENSIBLE`, RF64 and BW64 above 4 GB, and
//! any number of channels. It needs nothing but [`Read`](std::io::Read), never trusts a size that a file declares
//! with memory, and says what is wrong with a broken file, and at which byte. Writing, other codecs and other containers
//! do not live here.
//!
//! ```
//! use livebridge_audio::wav::WavReader;
//!
//! // Two frames of 16-bit stereo.
//! let mut file = b"RIFF\x2c\0\0\0WAVEfmt \x10\0\0\0\x01\0\x02\0\x80\xbb\0\0\0\xee\x02\0\x04\0\x10\0data\x08\0\0\0".to_vec();
//! file.extend([0x00, 0x40, 0x00, 0xc0, 0xff, 0x7f, 0x00, 0x80]);
//! let mut reader = WavReader::new(&file[..], "example.wav")?;
//! assert_eq!((reader.spec().channels, reader.spec().sample_rate), (2, 48_000));
//! let block = reader.next_block()?.unwrap_or_default();
//! assert_eq!(block, [[0.5, 32_767.0 / 32_768.0], [-0.5, -1.0]]);
//! assert!(reader.next_block()?.is_none());
//! # Ok::<(), livebridge_audio::wav::WavError>(())
//! ```

mod decode;
mod error;
mod header;
mod reader;
mod source;

pub use error::{WavError, WavNote, WavProblem};
pub use header::{SampleFormat, WavSpec};
pub use reader::WavReader;
