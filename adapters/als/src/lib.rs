//! Live Sets as files: `.als`, which is XML in gzip, or the XML itself, as Live 8.1 to 12.4 write it.
//!
//! [`import`] reads one into a [`Set`], in one pass and with bounded memory; [`Set::to_snapshot`] makes of it the
//! snapshot that every bridge shares, so that a file can be compared with a bridge, kept as a golden, and loaded into
//! the fake. [`outline::Outline`] holds all that a file says beside, for comparisons. Nothing is guessed: what cannot be read is absent and noted, what is not known is counted and listed.
//! Nothing is ever written into a file.
//!
//! ```
//! use livebridge_als::{ErrorCode, Limits, import};
//!
//! let error = import(&b"RIFF...."[..], Limits::default()).unwrap_err();
//! assert_eq!(error.code, ErrorCode::NotAls);
//! assert_eq!(error.to_string(), "E_NOT_ALS: neither gzip nor XML: it begins with 52 49 46 46 2e 2e 2e 2e");
//! ```

mod check;
mod counts;
mod error;
mod from_snapshot;
mod limits;
pub mod model;
pub mod outline;
mod palette;
mod read;
mod scales;
mod signature;
mod snapshot;
mod source;
mod xml;

use std::fs::File;
use std::io::Read;
use std::path::Path;

pub use counts::Counts;
pub use error::{Diagnostic, ErrorCode, ImportError, WarningCode};
pub use limits::Limits;
pub use livebridge_port::snapshot::als::SOURCE;
pub use model::Set;

/// Reads a Set from the bytes of its file. Needs no other file and never panics.
pub fn import(file: impl Read, limits: Limits) -> Result<Set, ImportError> {
    read::read(file, limits)
}

/// Reads a Set from a file, with the default limits.
pub fn import_file(path: &Path) -> Result<Set, ImportError> {
    let file = File::open(path).map_err(|error| ImportError::new(ErrorCode::Io, error.to_string()))?;
    import(file, Limits::default())
}

/// The example of the README, run as a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
