//! What a run has answered so far: kept in a file after each step, from which a later run goes on.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::Path;

use livebridge_text::output_paths::Place;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::checklist::WayIn;

/// The form of the file.
const FORMAT: &str = "livebridge-e2e-progress/1";

/// The longest file that is read: steps keep a few lines of evidence each.
const LONGEST: u64 = 16 << 20;

/// What a run is of. A run goes on where another ended only when all of this is the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RunHeader {
    /// The version of livebridge.
    pub livebridge: String,
    /// What tells the checklist from a changed one.
    pub checklist: String,
    /// The version of Live that a person has read in it; none where nothing is claimed of a real Live.
    pub live: Option<String>,
    /// Whether this is no real Live.
    pub simulated: bool,
    /// The target, as it was named.
    pub target: String,
    /// What it says of itself: name, version and language.
    pub implementation: String,
    /// The way into Live.
    pub through: WayIn,
    /// Whether steps are run that take long.
    pub thorough: bool,
    /// The steps that were chosen; all without any.
    pub only: Vec<String>,
}

/// Who gave an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum AnsweredBy {
    /// A machine, through the port.
    Machine,
    /// A person.
    Person,
    /// A machine, after a person had done something.
    Both,
    /// Nobody.
    Nobody,
}

/// What an answer is beside what was expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum StepVerdict {
    /// It is the one that was expected.
    AsExpected,
    /// It is another one.
    Otherwise,
    /// A person has left words, which decide nothing by themselves.
    Noted,
    /// A person has passed over it.
    Skipped,
    /// It could not be seen here.
    NotSeen,
}

impl StepVerdict {
    /// In words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::AsExpected => "as expected",
            Self::Otherwise => "otherwise",
            Self::Noted => "noted",
            Self::Skipped => "skipped",
            Self::NotSeen => "not seen",
        }
    }

    /// Whether there is an answer from which something follows.
    pub const fn is_decided(self) -> bool {
        match self {
            Self::AsExpected | Self::Otherwise => true,
            Self::Noted | Self::Skipped | Self::NotSeen => false,
        }
    }
}

/// A step that has ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EndedStep {
    /// Its name.
    pub id: String,
    /// Who answered.
    pub by: AnsweredBy,
    /// How it ended.
    pub verdict: StepVerdict,
    /// The answer, in the words of the checklist.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
    /// What a person has said beside it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Why there is no answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What was seen, a line each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<String>,
}

/// What a run has answered so far.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Progress {
    format: String,
    /// What the run is of.
    pub header: RunHeader,
    /// The steps that have ended, in their order.
    pub ended: Vec<EndedStep>,
    /// How long each took, in seconds; of a real Live only.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub seconds: BTreeMap<String, f64>,
}

/// A file from which no run goes on.
#[derive(Debug, Error)]
pub enum ProgressError {
    /// It cannot be read.
    #[error("failed to read what an earlier run has answered: {0}")]
    Read(#[from] io::Error),
    /// It is something else.
    #[error("it is no file of answers of an earlier run: {0}")]
    Form(#[from] serde_json::Error),
    /// It has another form.
    #[error("it has the form `{0}`, and {FORMAT} is known")]
    Format(String),
    /// It is of another run.
    #[error("it is of another run: {0} is another one")]
    Other(&'static str),
}

impl Progress {
    /// A run that begins.
    pub fn new(header: RunHeader) -> Self {
        Self { format: FORMAT.to_owned(), header, ended: Vec::new(), seconds: BTreeMap::new() }
    }

    /// Whether a step has ended.
    pub fn has(&self, step: &str) -> bool {
        self.ended.iter().any(|ended| ended.id == step)
    }

    /// Goes on from a file; begins anew where there is none.
    pub fn resume(path: &Path, header: RunHeader) -> Result<Self, ProgressError> {
        let mut text = String::new();
        match File::open(path) {
            Ok(file) => file.take(LONGEST).read_to_string(&mut text)?,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Self::new(header)),
            Err(error) => return Err(error.into()),
        };
        let kept: Self = serde_json::from_str(&text)?;
        if kept.format != FORMAT {
            return Err(ProgressError::Format(kept.format));
        }
        match kept.header.difference(&header) {
            None => Ok(kept),
            Some(what) => Err(ProgressError::Other(what)),
        }
    }

    /// Writes it, whole or not at all.
    pub fn keep(&self, path: &Path) -> io::Result<()> {
        Place::File(path.to_owned()).write(&(serde_json::to_string_pretty(self)? + "\n"))
    }
}

impl RunHeader {
    /// What of another run is another.
    fn difference(&self, other: &Self) -> Option<&'static str> {
        [
            (self.target != other.target, "the target"),
            (self.implementation != other.implementation, "what the target says of itself"),
            (self.through != other.through, "the way in"),
            (self.live != other.live || self.simulated != other.simulated, "the version of Live"),
            (self.checklist != other.checklist || self.livebridge != other.livebridge, "the checklist or its version"),
            (self.thorough != other.thorough || self.only != other.only, "the choice of steps"),
        ]
        .into_iter()
        .find_map(|(differs, what)| differs.then_some(what))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn header() -> RunHeader {
        RunHeader {
            livebridge: "1.0.0".to_owned(),
            checklist: "mark".to_owned(),
            live: None,
            simulated: true,
            target: "fake".to_owned(),
            implementation: "a bridge".to_owned(),
            through: WayIn::Fake,
            thorough: false,
            only: Vec::new(),
        }
    }

    #[test]
    fn a_run_goes_on_where_it_was_and_no_other_does() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("progress.json");
        let mut progress = Progress::resume(&path, header()).unwrap();
        progress.ended.push(EndedStep {
            id: "a".to_owned(),
            by: AnsweredBy::Person,
            verdict: StepVerdict::Noted,
            answer: None,
            note: Some("x".to_owned()),
            reason: None,
            evidence: vec!["seen".to_owned()],
        });
        progress.keep(&path).unwrap();
        assert_eq!(Progress::resume(&path, header()).unwrap(), progress);
        let other = RunHeader { through: WayIn::Max, ..header() };
        assert!(matches!(Progress::resume(&path, other), Err(ProgressError::Other("the way in"))));
    }

    proptest! {
        #[test]
        fn whatever_stands_in_the_file_is_progress_or_an_error(text in "\\PC{0,80}", cut in 0usize..400) {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("progress.json");
            let whole = serde_json::to_string(&Progress::new(header())).unwrap();
            for text in [text, whole.chars().take(cut).collect()] {
                std::fs::write(&path, &text).unwrap();
                prop_assert!(Progress::resume(&path, header()).is_err() || text == whole);
            }
        }
    }
}
