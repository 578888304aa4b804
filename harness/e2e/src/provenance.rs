//! What reports have confirmed: a file of data in the repository, written by `apply` and by nothing else.
//!
//! Everything that a report says is worked out anew from its answers and the checklist that ships; what a report claims
//! by itself is not believed. A report of the simulated Live confirms nothing about a real one: its entries are kept
//! apart by their words, and are written to a rehearsal only.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::OnceLock;

use livebridge_text::output_paths::Place;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::checklist::{Checklist, Subject, WayIn};
use crate::report::{self, ChecklistReport};

/// The form of the file.
const FORMAT: &str = "livebridge-provenance/1";

/// The longest file or report that is read.
const LONGEST: u64 = 16 << 20;

/// What is confirmed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Provenance {
    format: String,
    /// What each report says, in order.
    pub entries: Vec<Confirmation>,
}

/// What one step of one report says of a subject.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Confirmation {
    /// What it is about.
    pub about: Subject,
    /// Whether it holds.
    pub holds: bool,
    /// Where it was seen.
    pub seen: SeenIn,
    /// The way in.
    pub through: WayIn,
    /// What the bridge says of itself.
    pub bridge: String,
    /// The name of the report.
    pub report: String,
    /// The step of the checklist.
    pub step: String,
    /// Its answer.
    pub answer: String,
}

/// Where something was seen.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "in", content = "version", rename_all = "camelCase")]
pub enum SeenIn {
    /// In a real Live of this version.
    Live(String),
    /// In the simulated one, which is no proof of anything.
    Simulated,
}

/// What cannot be applied.
#[derive(Debug, Error)]
pub enum ApplyError {
    /// A file cannot be read or written.
    #[error("{0}")]
    File(#[from] io::Error),
    /// It is something else.
    #[error("it is not read: {0}")]
    Form(#[from] serde_json::Error),
    /// It has another form.
    #[error("it has the form `{0}`, and {1} is known")]
    Format(String, &'static str),
    /// It is of a simulated Live.
    #[error("it is the report of a simulated Live, which confirms nothing about a real one")]
    Simulated,
    /// It does not say which Live it was.
    #[error("it does not say in which version of Live it was made")]
    NoVersion,
    /// It was made with another checklist.
    #[error("it was made with another checklist than the one of this version ({0}, and not {1})")]
    Checklist(String, String),
    /// It says what no run says.
    #[error("step `{0}` has the answer `{1}`, which no run gives")]
    Answer(String, String),
    /// It was already said what a name stands for.
    #[error("`{0}` is no name for a report: letters, digits, dots, dashes and underscores, at most 80")]
    Name(String),
}

impl Provenance {
    /// Nothing.
    pub fn nothing() -> Self {
        Self { format: FORMAT.to_owned(), entries: Vec::new() }
    }

    /// What ships: everything that was applied in the repository.
    ///
    /// # Panics
    ///
    /// When the file that is compiled in is damaged, which a test excludes.
    #[expect(clippy::expect_used, reason = "the file is compiled in, and a test reads it")]
    pub fn shipped() -> &'static Self {
        static SHIPPED: OnceLock<Provenance> = OnceLock::new();
        SHIPPED.get_or_init(|| Self::parse(livebridge_live_data::PROVENANCE).expect("provenance.json is read"))
    }

    /// Reads a file.
    pub fn read(path: &Path) -> Result<Self, ApplyError> {
        Self::parse(&text_of(path)?)
    }

    fn parse(text: &str) -> Result<Self, ApplyError> {
        let read: Self = serde_json::from_str(text)?;
        if read.format == FORMAT { Ok(read) } else { Err(ApplyError::Format(read.format, FORMAT)) }
    }

    /// Writes it, whole or not at all.
    pub fn write(&self, path: &Path) -> Result<(), ApplyError> {
        Ok(Place::File(path.to_owned()).write(&(serde_json::to_string_pretty(self)? + "\n"))?)
    }

    /// What is said of a subject.
    pub fn of(&self, subject: &Subject) -> Vec<&Confirmation> {
        self.entries.iter().filter(|entry| entry.about == *subject).collect()
    }

    /// What is said of a subject, in words, a line each; nothing where it is open.
    pub fn words(&self, subject: &Subject) -> Vec<String> {
        self.of(subject).into_iter().map(Confirmation::words).collect()
    }

    /// Takes a report in: what an earlier one of the same name said is gone. Gives what is new.
    pub fn apply(&mut self, checklist: &Checklist, name: &str, report: &ChecklistReport) -> Result<usize, ApplyError> {
        let sound = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
        if name.is_empty() || name.len() > 80 || !name.chars().all(sound) {
            return Err(ApplyError::Name(name.to_owned()));
        }
        let new = said(checklist, name, report)?;
        let mut all: BTreeSet<Confirmation> = self.entries.drain(..).filter(|entry| entry.report != name).collect();
        let count = new.len();
        all.extend(new);
        self.entries = all.into_iter().collect();
        Ok(count)
    }
}

impl Confirmation {
    /// What it says, in words: never those of a real Live for what is none.
    pub fn words(&self) -> String {
        let Self { about, holds, seen, through, bridge, report, step, answer } = self;
        let place = match seen {
            SeenIn::Live(version) => format!("in Live {version}"),
            SeenIn::Simulated => "on the simulated Live, which proves nothing,".to_owned(),
        };
        let what = match (about, holds) {
            (Subject::Row(_), _) => "answered",
            (Subject::Rule(_) | Subject::Requirement(_), true) => "confirmed",
            (Subject::Rule(_), false) => "shown to be wrong",
            // It is a requirement of bridges: which one it was, that did not keep it in Live, stands behind it.
            (Subject::Requirement(_), false) => "shown not to hold",
        };
        format!("{what} {place} by report {report} ({} by {bridge}, step {step}: {answer})", through.word())
    }
}

/// A report from a file.
pub fn read_report(path: &Path) -> Result<ChecklistReport, ApplyError> {
    let read: ChecklistReport = serde_json::from_str(&text_of(path)?)?;
    if read.format == report::FORMAT { Ok(read) } else { Err(ApplyError::Format(read.format, report::FORMAT)) }
}

fn text_of(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    File::open(path)?.take(LONGEST).read_to_string(&mut text)?;
    Ok(text)
}

/// Whether a report may say something about a real Live.
pub fn is_of_live(report: &ChecklistReport) -> Result<(), ApplyError> {
    match (&report.run.live, report.run.simulated || report.run.through == WayIn::Fake) {
        (_, true) => Err(ApplyError::Simulated),
        (None, false) => Err(ApplyError::NoVersion),
        (Some(_), false) => Ok(()),
    }
}

/// What the answers of a report say, by this checklist.
fn said(checklist: &Checklist, name: &str, report: &ChecklistReport) -> Result<Vec<Confirmation>, ApplyError> {
    let run = &report.run;
    if run.checklist != checklist.mark {
        return Err(ApplyError::Checklist(run.checklist.clone(), checklist.mark.clone()));
    }
    let seen = match (&run.live, is_of_live(report)) {
        (Some(version), Ok(())) => SeenIn::Live(version.clone()),
        (_, _) => SeenIn::Simulated,
    };
    let mut new = Vec::new();
    for reported in &report.steps {
        let ended = &reported.ended;
        let Some(answer) = ended.answer.as_ref().filter(|_| ended.verdict.is_decided()) else { continue };
        let wrong = || ApplyError::Answer(ended.id.clone(), answer.clone());
        let step = checklist.step(&ended.id).ok_or_else(wrong)?;
        if !step.possible().contains(answer.as_str()) || !step.is_about(run.through) {
            return Err(wrong());
        }
        let rows = step.rows.iter().map(|row| (Subject::Row(row.clone()), true));
        new.extend(step.says(run.through, answer).into_iter().chain(rows).map(|(about, holds)| Confirmation {
            about,
            holds,
            seen: seen.clone(),
            through: run.through,
            bridge: run.implementation.clone(),
            report: name.to_owned(),
            step: ended.id.clone(),
            answer: answer.clone(),
        }));
    }
    Ok(new)
}
