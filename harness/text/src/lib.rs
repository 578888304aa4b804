//! How livebridge says and reads things, for every crate that talks to people: none of it knows a bridge or a flag.
//!
//! [`phrasing`] formats levels, counts and names, [`suggestions`] finds what was meant by a wrong name, [`markdown`]
//! keeps text of others from being markup, [`toml_file`] reads what people write, [`output_paths`] writes files.

pub mod encoding;
pub mod markdown;
pub mod output_paths;
pub mod phrasing;
pub mod suggestions;
pub mod toml_file;

/// The example of the README, run as a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
