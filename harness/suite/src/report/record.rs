//! A run made again from the events that were kept of it, also when the harness was killed in the middle.

use std::collections::BTreeSet;
use std::io::{BufRead, Read};

use thiserror::Error;

use super::event::Event;
use crate::registry::{self, RequirementId};
use crate::runner::{CheckResult, Run};
use crate::verdict::Verdict;

/// The longest line of a stream of events, in bytes: a finding has some kilobytes.
const MAX_LINE_BYTES: u64 = 64 * 1024 * 1024;

/// A stream that is no record of a run.
#[derive(Debug, Error)]
pub enum RunRecordError {
    /// A line could not be read.
    #[error("line {line} cannot be read: {error}")]
    Read {
        /// Its number, from 1.
        line: usize,
        /// What the system said.
        error: std::io::Error,
    },
    /// A line is no event.
    #[error("line {line} is no event: {error}")]
    NoEvent {
        /// Its number, from 1.
        line: usize,
        /// Why.
        error: serde_json::Error,
    },
    /// An event came where it cannot come.
    #[error("line {line}: {what}")]
    Order {
        /// Its number, from 1.
        line: usize,
        /// What is wrong with it.
        what: Disorder,
    },
    /// There is no first event.
    #[error("it does not begin with `runStarted`")]
    Empty,
    /// The stream was made by another version of the suite, whose requirements may differ.
    #[error("version {found} of the suite made it, this is {}", crate::SUITE_VERSION)]
    Version {
        /// The version that made it.
        found: String,
    },
}

/// An event that cannot come where it came.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Disorder {
    /// Nothing follows the end of a run.
    #[error("the run has ended before")]
    AfterTheEnd,
    /// A run starts once.
    #[error("a second run starts here")]
    SecondRun,
    /// A check ends once.
    #[error("the check `{0}` ends a second time")]
    SecondEnd(String),
}

impl RunRecordError {
    /// What to do about it, where the message does not say that.
    pub const fn hint(&self) -> Option<&'static str> {
        match self {
            Self::NoEvent { .. } | Self::Empty => Some("give the stream of events of a run"),
            Self::Order { what: Disorder::AfterTheEnd | Disorder::SecondRun, .. } => Some("give one run to a file"),
            Self::Version { .. } => Some("use the version that made it"),
            Self::Read { .. } | Self::Order { what: Disorder::SecondEnd(_), .. } => None,
        }
    }
}

/// The run that a stream of events tells of, one JSON object to a line.
///
/// When it was cut short, the run counts as interrupted, and the check that was under way is unknown. A last line that
/// was not written to its end is left out.
pub fn read(mut lines: impl BufRead) -> Result<Run, RunRecordError> {
    let mut recorder: Option<Recorder> = None;
    for line in 1.. {
        let mut bytes = Vec::new();
        let limited = Read::take(&mut lines, MAX_LINE_BYTES).read_until(b'\n', &mut bytes);
        limited.map_err(|error| RunRecordError::Read { line, error })?;
        if bytes.is_empty() {
            break;
        }
        let event = match serde_json::from_slice(&bytes) {
            Ok(event) => event,
            // What was being written when the harness was killed.
            Err(_) if !bytes.ends_with(b"\n") && recorder.is_some() => break,
            Err(error) => return Err(RunRecordError::NoEvent { line, error }),
        };
        match (&mut recorder, event) {
            (None, Event::RunStarted { suite, run, .. }) if suite == crate::SUITE_VERSION => {
                recorder = Some(Recorder { run: *run, ended: BTreeSet::new(), under_way: None, complete: false });
            }
            (None, Event::RunStarted { suite, .. }) => return Err(RunRecordError::Version { found: suite }),
            (None, _) => return Err(RunRecordError::Empty),
            (Some(recorder), event) => recorder.take(event).map_err(|what| RunRecordError::Order { line, what })?,
        }
    }
    Ok(recorder.ok_or(RunRecordError::Empty)?.finish())
}

/// What was told so far.
struct Recorder {
    run: Run,
    /// Names of the checks that ended.
    ended: BTreeSet<String>,
    /// The check that began and did not end, with its requirement.
    under_way: Option<(String, RequirementId)>,
    complete: bool,
}

impl Recorder {
    fn take(&mut self, event: Event) -> Result<(), Disorder> {
        if self.complete {
            return Err(Disorder::AfterTheEnd);
        }
        match event {
            Event::RunStarted { .. } => return Err(Disorder::SecondRun),
            Event::CheckStarted { check, requirement } => self.under_way = Some((check, requirement)),
            Event::CheckEnded(result) => {
                if !self.ended.insert(result.check.clone()) {
                    return Err(Disorder::SecondEnd(result.check.clone()));
                }
                self.under_way = None;
                self.run.checks.push(*result);
            }
            Event::RunEnded { run, .. } => {
                self.run = Run { checks: std::mem::take(&mut self.run.checks), ..*run };
                self.complete = true;
            }
        }
        Ok(())
    }

    fn finish(mut self) -> Run {
        if !self.complete {
            self.run.interrupted = true;
            let edition = self.run.edition;
            self.run.checks.extend(self.under_way.map(|(check, requirement)| CheckResult {
                check,
                requirement,
                verdict: Verdict::Unknown,
                finding: None,
                reason: Some("the run was cut short while this was checked".to_owned()),
                scored: registry::by_id(requirement).is_none_or(|requirement| edition.scores(requirement)),
                accepted: None,
                trace: None,
            }));
        }
        self.run
    }
}
