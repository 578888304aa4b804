//! Live Sets and recordings without any bridge.
//!
//! [`lint`] looks for what is wrong or untidy in Sets, [`picture`] draws them and their differences, [`golden`] keeps
//! them and says what has become of them, [`difference`] words what differs, [`measure`] measures the loudness of
//! audio files. Flags, hints and the terminal are the command line's.

pub mod difference;
pub mod golden;
pub mod lint;
pub mod measure;
pub mod picture;

/// The example of the README, run as a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
