//! The file of a baseline: read with everything checked that can be, and written the same for the same contents.

use std::io;
use std::path::{Path, PathBuf};

use livebridge_text::output_paths::Place;
use livebridge_text::phrasing::shown;
use livebridge_text::suggestions::but_there_is;
use livebridge_text::toml_file::{TomlError, TomlFile};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use toml::Spanned;

use super::{Addition, FailureSignature, Offers};
use crate::{checks, registry};

/// What is known to fail in one implementation, and what it offered.
#[derive(Debug, Clone, Default)]
pub struct Baseline {
    pub(super) path: PathBuf,
    /// What the target offered; `None` when that is not pinned, as in a file that was written by hand.
    pub offers: Option<Offers>,
    /// What is known to fail, by id.
    pub known: Vec<Known>,
}

/// A requirement or a check that is known to fail.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// Id of the requirement or name of the check.
    pub id: Spanned<String>,
    /// Why it fails.
    pub reason: String,
    /// Where more is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// How its checks fail.
    #[serde(default, rename = "failure")]
    pub failures: Vec<RecordedFailure>,
}

/// How a check fails, generalised as its [`FailureSignature`] is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordedFailure {
    /// Name of the check.
    pub check: String,
    /// What should have been seen.
    pub expected: String,
    /// What is seen.
    pub seen: String,
}

impl RecordedFailure {
    pub(super) fn signature(&self) -> FailureSignature {
        FailureSignature { expected: self.expected.clone(), seen: self.seen.clone() }
    }
}

/// A baseline that cannot be used.
#[derive(Debug, Error)]
pub enum BaselineError {
    /// The file cannot be read, or says something wrong.
    #[error(transparent)]
    File(#[from] TomlError),
    /// It cannot be written.
    #[error("{path}: cannot be written: {error}")]
    Write {
        /// The file.
        path: String,
        /// What the system said.
        error: io::Error,
    },
    /// There is no requirement and no check like it.
    #[error("there is no requirement and no check `{id}`{near}")]
    Unknown {
        /// What was given.
        id: String,
        /// What is near, as the end of a sentence.
        near: String,
    },
    /// An entry does not say how its checks fail, which is recorded when a baseline is brought up to date.
    #[error("{place}: failure: none is recorded for `{id}`")]
    NoFailure {
        /// File and line.
        place: String,
        /// The requirement or check.
        id: String,
    },
    /// There is nothing to record.
    #[error("`{id}` {}", if *setup { "could not be set up, which no baseline accepts" } else { "does not fail: there is nothing to record" })]
    DoesNotFail {
        /// The requirement or check.
        id: String,
        /// Whether something that it needs could not be set up.
        setup: bool,
    },
}

/// How the file looks.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Contents {
    version: Spanned<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    offers: Option<Offers>,
    #[serde(default)]
    known: Vec<Known>,
}

/// The only version of the file that there is.
const VERSION: u32 = 1;

impl Baseline {
    /// A baseline without anything in it, to be written to `path`.
    pub fn new(path: &Path) -> Self {
        Self { path: path.to_owned(), ..Self::default() }
    }

    /// Reads a baseline.
    pub fn read(path: &Path) -> Result<Self, BaselineError> {
        let file = TomlFile::read(path)?;
        let Contents { version, offers, known } = file.parse()?;
        if *version.get_ref() != VERSION {
            let message = format!("version is {}, and only {VERSION} is known", version.get_ref());
            return Err(file.wrong(version.span(), message).into());
        }
        for (at, entry) in known.iter().enumerate() {
            let id = entry.id.get_ref();
            let wrong = |message: String| Err(file.wrong(entry.id.span(), message).into());
            if let Err(error) = named(id) {
                return wrong(format!("id: {error}"));
            }
            if known[..at].iter().any(|other| other.id.get_ref() == id) {
                return wrong(format!("id: `{id}` is there twice"));
            }
            if entry.reason.trim().is_empty() {
                return wrong(format!("reason: `{id}` has none"));
            }
            if entry.failures.is_empty() {
                return Err(BaselineError::NoFailure { place: file.place(entry.id.span()), id: id.clone() });
            }
        }
        Ok(Self { path: path.to_owned(), offers, known })
    }

    /// The text of the file, below a comment that says whose it is.
    pub fn to_toml(&self, comment: &str) -> Result<String, BaselineError> {
        let contents =
            Contents { version: Spanned::new(0..0, VERSION), offers: self.offers.clone(), known: self.known.clone() };
        let text = toml::to_string(&contents).map_err(|error| self.write_error(io::Error::other(error)))?;
        Ok(format!("{comment}{text}"))
    }

    /// Writes the file, below a comment that says whose it is.
    pub fn write(&self, comment: &str) -> Result<(), BaselineError> {
        let text = self.to_toml(comment)?;
        Place::File(self.path.clone()).write(&text).map_err(|error| self.write_error(error))
    }

    fn write_error(&self, error: io::Error) -> BaselineError {
        BaselineError::Write { path: shown(&self.path), error }
    }
}

impl Known {
    /// An entry without failures yet.
    pub(super) fn adding(addition: &Addition) -> Result<Self, BaselineError> {
        let id = named(&addition.id)?;
        Ok(Self {
            id: Spanned::new(0..0, id),
            reason: addition.reason.clone(),
            link: addition.link.clone(),
            failures: Vec::new(),
        })
    }
}

/// The id of a requirement or the name of a check, if there is such a one.
fn named(id: &str) -> Result<String, BaselineError> {
    let checks = checks::all();
    if registry::by_id(id).is_some() || checks.iter().any(|check| check.name == id) {
        return Ok(id.to_owned());
    }
    let ids = registry::all().map(|requirement| requirement.id);
    let names = checks.iter().map(|check| check.name.as_str());
    Err(BaselineError::Unknown { id: id.to_owned(), near: but_there_is(id, ids.chain(names)) })
}
