//! Sound files as planar samples, in bounded memory: WAV by a reader of our own, and with the feature `formats` AIFF,
//! FLAC, MP3, Ogg Vorbis, M4A and CAF too.
//!
//! [`AudioSource`] reads either in blocks, told apart by the first bytes; [`read_whole`] takes a short file into memory;
//! [`Stretches`] reads from anywhere in it; [`wav`] is the reader of WAV alone.

mod error;
#[cfg(feature = "formats")]
mod formats;
mod source;
mod stretches;
pub mod wav;
mod whole;

pub use error::AudioError;
pub use source::AudioSource;
pub use stretches::Stretches;
pub use whole::{MAX_SAMPLES, Recording, read_whole};

/// The example of the README, run as a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
