//! Somebody's Set: what a run asks before it changes one, and what it notes for the case that it is killed.
//!
//! A run that can neither reset its target nor start it anew works in a Set that may be somebody's music. What it makes
//! there and takes away again is in `stage/own_tracks`; when it may begin, in `stage/guard`. Here is what is told and
//! written of it.

use std::fs::File;
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use livebridge_port::{Snapshot, TrackInfo};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use thiserror::Error;

use crate::stage::View;

/// How a run treats a Set that is not ours.
#[derive(Debug, Clone)]
pub struct Scratch {
    /// The name of the Set that may be changed although something is in it, as a refusal tells it.
    pub named: Option<String>,
    /// Whether what cannot be taken back may stay.
    pub leave_behind: bool,
    /// The file in which it is noted what was found, until the Set is as it was.
    pub journal: PathBuf,
    /// Is told what will be done, before anything is.
    pub tell: fn(&str),
}

/// Why a Set is left alone.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{what}")]
pub struct LeftAlone {
    /// What is in the way.
    pub what: String,
    /// What to do about it.
    pub way_out: WayOut,
}

/// What to do about a Set that is left alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WayOut {
    /// Open an empty Set, or say by this name that the present one may be changed.
    Name(String),
    /// Say that what a run makes may stay there.
    LeaveBehind,
    /// In words.
    Words(String),
}

impl From<&str> for WayOut {
    fn from(words: &str) -> Self {
        Self::Words(words.to_owned())
    }
}

impl From<String> for WayOut {
    fn from(words: String) -> Self {
        Self::Words(words)
    }
}

impl LeftAlone {
    pub(crate) fn new(what: impl Into<String>, way_out: impl Into<WayOut>) -> Self {
        Self { what: what.into(), way_out: way_out.into() }
    }
}

/// What was found in a Set before the first change, noted in a file: a run that is killed cannot say it any more.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Journal {
    version: u32,
    /// The target, as it was named.
    pub(crate) target: String,
    /// The tracks that were there.
    pub(crate) theirs: Vec<TrackInfo>,
    /// How many Session clips each of them had, where that was looked at.
    #[serde(default)]
    pub(crate) session_clips: Vec<Option<usize>>,
    /// The tempo.
    pub(crate) tempo: Option<f64>,
    found: Found,
}

/// A look at a Set in a file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
enum Found {
    /// The whole Set, in its canonical text.
    Set { text: String },
    /// What else was seen of it.
    Reads { seen: Value },
}

/// The form of the file.
const VERSION: u32 = 1;

/// The longest file: a Set of many thousand notes is some megabytes.
const LONGEST: u64 = 256 << 20;

impl Journal {
    pub(crate) fn new(
        target: String,
        (theirs, session_clips): (Vec<TrackInfo>, Vec<Option<usize>>),
        tempo: Option<f64>,
        found: &View,
    ) -> Self {
        let found = match found {
            View::Set(set) => Found::Set { text: set.to_canonical() },
            View::Other(seen) => Found::Reads { seen: seen.clone() },
        };
        Self { version: VERSION, target, theirs, session_clips, tempo, found }
    }

    /// What was found, as a look at the Set.
    pub(crate) fn found(&self) -> Result<View, String> {
        match &self.found {
            Found::Set { text } => {
                let set = Snapshot::from_canonical(text).map_err(|error| error.to_string())?;
                Ok(View::Set(Box::new(set)))
            }
            Found::Reads { seen } => Ok(View::Other(seen.clone())),
        }
    }

    /// Writes it, so that it is whole or not there.
    pub(crate) fn write(&self, path: &Path) -> std::io::Result<()> {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(serde_json::to_string(self)?.as_bytes())?;
        file.persist(path)?;
        Ok(())
    }

    /// Reads the one that a run left, if one did.
    pub(crate) fn read(path: &Path) -> Result<Option<Self>, LeftAlone> {
        let wrong = |what: String| {
            let what = format!("`{}` is no note of an earlier run: {what}", path.display());
            LeftAlone::new(what, "look at the Set, and take the file away")
        };
        let mut text = String::new();
        match File::open(path) {
            Ok(file) => file.take(LONGEST).read_to_string(&mut text).map_err(|error| wrong(error.to_string()))?,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(wrong(error.to_string())),
        };
        let journal: Self = serde_json::from_str(&text).map_err(|error| wrong(error.to_string()))?;
        if journal.version != VERSION {
            return Err(wrong(format!("it has version {}, and {VERSION} is known", journal.version)));
        }
        Ok(Some(journal))
    }
}

#[cfg(test)]
mod tests {
    use livebridge_port::fixtures;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_noted_is_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("noted.json");
        assert_eq!(Journal::read(&path), Ok(None));
        let found = View::Set(Box::new(fixtures::seeded()));
        let journal = Journal::new("somebody".to_owned(), (Vec::new(), vec![Some(2), None]), Some(124.0), &found);
        journal.write(&path).unwrap();
        let again = Journal::read(&path).unwrap().unwrap();
        assert_eq!((&again, again.found()), (&journal, Ok(found)));
    }

    proptest! {
        /// Whatever stands in the file: a note, or a refusal that names the file. Never a panic.
        #[test]
        fn whatever_is_there_is_a_note_or_a_refusal(text in "\\PC{0,80}", version in 0u32..3) {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("noted.json");
            for text in [text, format!(r#"{{"version":{version},"target":"x","theirs":[],"tempo":null,"found":{{"kind":"set","text":"x"}}}}"#)] {
                std::fs::write(&path, text).unwrap();
                match Journal::read(&path) {
                    Ok(journal) => prop_assert!(journal.unwrap().found().is_err()),
                    Err(refused) => prop_assert!(refused.what.contains("noted.json")),
                }
            }
        }
    }
}
