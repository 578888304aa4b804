//! TOML files that people write, `livebridge.toml` and baselines: read with a limit, and every error has its line.

use std::fs::File;
use std::io::{self, Read};
use std::ops::Range;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use thiserror::Error;

use crate::phrasing::shown;

/// The most bytes that such a file may have.
const MOST: u64 = 1024 * 1024;

/// A file as it was read.
#[derive(Debug)]
pub struct TomlFile {
    path: PathBuf,
    /// What stands in it.
    pub text: String,
}

/// A file that cannot be used.
#[derive(Debug, Error)]
pub enum TomlError {
    /// It cannot be read.
    #[error("failed to read `{path}`: {error}")]
    Read {
        /// The file.
        path: String,
        /// What the system said.
        error: io::Error,
    },
    /// It says something wrong.
    #[error("{path}:{line}: {message}")]
    Wrong {
        /// The file.
        path: String,
        /// The line, from 1.
        line: usize,
        /// What is wrong, and by its name.
        message: String,
    },
}

impl TomlFile {
    /// Reads a file of at most one MiB.
    pub fn read(path: &Path) -> Result<Self, TomlError> {
        let failed = |error| TomlError::Read { path: shown(path), error };
        let mut text = String::new();
        let mut file = File::open(path).map_err(failed)?.take(MOST + 1);
        let bytes = file.read_to_string(&mut text).map_err(failed)?;
        if bytes as u64 > MOST {
            return Err(failed(io::Error::other(format!("it has more than {MOST} bytes"))));
        }
        Ok(Self { path: path.to_owned(), text })
    }

    /// Everything in it, as a value of a type that says what may be there.
    pub fn parse<T: DeserializeOwned>(&self) -> Result<T, TomlError> {
        toml::from_str(&self.text).map_err(|error| self.toml_error(&error))
    }

    /// An error of the parser.
    pub fn toml_error(&self, error: &toml::de::Error) -> TomlError {
        self.wrong(error.span().unwrap_or_default(), error.message())
    }

    /// Something wrong at some bytes of the text.
    pub fn wrong(&self, at: Range<usize>, message: impl Into<String>) -> TomlError {
        TomlError::Wrong { path: shown(&self.path), line: self.line(&at), message: message.into() }
    }

    /// Where some bytes of the text stand: file and line.
    pub fn place(&self, at: Range<usize>) -> String {
        format!("{}:{}", shown(&self.path), self.line(&at))
    }

    fn line(&self, at: &Range<usize>) -> usize {
        let before = &self.text.as_bytes()[..at.start.min(self.text.len())];
        before.split(|byte| *byte == b'\n').count()
    }
}
