//! A run as data: NDJSON that is written while a target is explored, and judged again without it.
//!
//! One line for the target, then for each program a line with its start and one for each step, with every answer that
//! the judge asked for. A look at the whole Set is a digest where it is what the model has, and whole where it is not.
//! A last line counts what ran: by it a record is known from which something is missing. No times: the same seed on the
//! same target gives the same bytes.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::io::{self, Read, Write};
use std::rc::Rc;

use livebridge_port::hash::fnv1a;
use livebridge_port::{Description, Operation, Snapshot, json};
use livebridge_wire::{FrameError, Lines};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use thiserror::Error;

use super::answer::StepAnswer;
use super::judge::{Divergence, Judge, Manner};
use super::model::Model;
use super::program::{Program, Step, Written};
use super::start::Start;
use super::subject::{Look, Subject};
use super::watch::Watch;

/// The name and version of the form of a record.
const FORMAT: &str = "livebridge.record/2";

/// The form before programs differed in how closely the target is watched.
const FIRST_FORMAT: &str = "livebridge.record/1";

/// A line of a record.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
enum Line {
    /// The first one.
    Record { format: String, target: String, seed: String, description: Box<Description> },
    /// A program begins; `set` where the model was given another Set than that of a fixture.
    Program {
        number: u64,
        start: Start,
        #[serde(default, skip_serializing_if = "Watch::is_default")]
        watch: Watch,
        /// What is not compared, because it shows another Set from the beginning.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        muted: Vec<Operation>,
        /// Whether the target may have a history from before.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        has_a_past: bool,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        set: Option<Box<Snapshot>>,
        answers: Vec<Value>,
    },
    /// A step ran; `None` is the end of a program.
    Step { step: Option<Written>, answers: Vec<Value> },
    /// The last one: the run came to its end. A record without it was cut off.
    End { programs: u64, steps: u64 },
}

/// 64 bits that stand for a Set.
fn digest(set: &Snapshot) -> String {
    format!("{:016x}", fnv1a(set.to_canonical().as_bytes()))
}

/// A subject whose answers are kept, to be taken by the recorder after each step.
pub(super) struct Taped<'a> {
    subject: &'a mut dyn Subject,
    answers: Rc<RefCell<Vec<Value>>>,
}

impl<'a> Taped<'a> {
    /// The subject, and where its answers are kept.
    pub(super) fn new(subject: &'a mut dyn Subject) -> (Self, Rc<RefCell<Vec<Value>>>) {
        let answers = Rc::default();
        (Self { subject, answers: Rc::clone(&answers) }, answers)
    }

    /// The subject itself, for a run that nobody records.
    pub(super) fn into_inner(self) -> &'a mut dyn Subject {
        self.subject
    }
}

impl Subject for Taped<'_> {
    fn description(&self) -> &Description {
        self.subject.description()
    }

    fn ask(&mut self, step: &Step) -> StepAnswer {
        let answer = self.subject.ask(step);
        self.answers.borrow_mut().push(answer.to_record());
        answer
    }

    fn look(&mut self, expected: &Snapshot) -> Look {
        let look = self.subject.look(expected);
        self.answers.borrow_mut().push(match &look {
            Look::Set(set) if **set == *expected => json!({ "digest": digest(set) }),
            Look::Set(set) => json!({ "set": set }),
            Look::Own(own) => json!({ "own": own }),
            Look::None(reason) => json!({ "none": reason }),
        });
        look
    }
}

/// Writes a record.
pub struct Recorder<'a> {
    writer: &'a mut dyn Write,
}

impl<'a> Recorder<'a> {
    /// Begins a record.
    pub fn begin(writer: &'a mut dyn Write, target: &str, seed: &str, description: &Description) -> io::Result<Self> {
        let mut recorder = Self { writer };
        recorder.line(&Line::Record {
            format: FORMAT.to_owned(),
            target: target.to_owned(),
            seed: seed.to_owned(),
            description: Box::new(description.clone()),
        })?;
        Ok(recorder)
    }

    fn line(&mut self, line: &Line) -> io::Result<()> {
        self.writer.write_all(json::to_string(line).map_err(io::Error::other)?.as_bytes())?;
        self.writer.write_all(b"\n")
    }

    /// A program begins; with this Set in the model, where its start does not say which that is.
    pub(super) fn program(
        &mut self,
        number: u64,
        program: &Program,
        manner: Manner<'_>,
        set: Option<&Snapshot>,
        answers: Vec<Value>,
    ) -> io::Result<()> {
        let Manner { watch, muted, has_a_past, .. } = manner;
        let start = program.start.clone();
        let set = set.map(|set| Box::new(set.clone()));
        let muted = muted.iter().copied().collect();
        self.line(&Line::Program { number, start, watch, muted, has_a_past, set, answers })
    }

    /// A step ran; without one the program ended.
    pub(super) fn step(&mut self, step: Option<&Step>, answers: Vec<Value>) -> io::Result<()> {
        self.line(&Line::Step { step: step.cloned().map(Written), answers })
    }

    /// The run came to its end, with so many programs and steps.
    pub(super) fn end(mut self, programs: u64, steps: u64) -> io::Result<()> {
        self.line(&Line::End { programs, steps })
    }
}

/// A record that cannot be judged.
#[derive(Debug, Error)]
pub enum ExploreRecordError {
    /// It could not be read.
    #[error("line {0}: {1}")]
    Read(usize, FrameError),
    /// A line is not what it should be.
    #[error("line {0}: {1}")]
    Shape(usize, String),
}

/// What a record says when it is judged again.
#[derive(Debug)]
pub struct Analysis {
    /// The target as it was given.
    pub target: String,
    /// The seed as it was given.
    pub seed: String,
    /// How many programs it holds.
    pub programs: u64,
    /// How many steps.
    pub steps: u64,
    /// Where target and model part: the number of the program, the program so far, and how.
    pub found: Vec<(u64, Program, Divergence)>,
    /// What is missing in the record, when it does not hold a whole run.
    pub incomplete: Option<String>,
}

/// The subject of which only a record is there.
struct Replayed {
    description: Description,
    answers: Rc<RefCell<VecDeque<Value>>>,
    misfit: Rc<RefCell<Option<String>>>,
}

impl Replayed {
    fn answer<T>(&self, read: impl FnOnce(Value) -> Result<T, String>) -> Result<T, String> {
        let answer = self.answers.borrow_mut().pop_front().ok_or_else(|| "an answer is missing".to_owned());
        let read = answer.and_then(read);
        if let Err(misfit) = &read {
            self.misfit.borrow_mut().get_or_insert_with(|| misfit.clone());
        }
        read
    }
}

impl Subject for Replayed {
    fn description(&self) -> &Description {
        &self.description
    }

    fn ask(&mut self, step: &Step) -> StepAnswer {
        let operation = step.operation();
        let read = |record| {
            StepAnswer::from_record(step, record).map_err(|error| format!("this is no answer to {operation}: {error}"))
        };
        self.answer(read).unwrap_or_else(StepAnswer::Fault)
    }

    fn look(&mut self, expected: &Snapshot) -> Look {
        let read = |mut record: Value| {
            if let Some(kept) = record.get("digest") {
                let same = kept.as_str() == Some(&digest(expected));
                let another = || Look::None(format!("a Set with the digest {kept}, which the model has not"));
                return Ok(if same { Look::Set(Box::new(expected.clone())) } else { another() });
            }
            if let Some(own) = record.get_mut("own") {
                return Ok(Look::Own(own.take()));
            }
            if let Some(reason) = record.get("none") {
                return Ok(Look::None(reason.as_str().unwrap_or_default().to_owned()));
            }
            let set = serde_json::from_value(record["set"].take());
            set.map(|set| Look::Set(Box::new(set))).map_err(|error| format!("this is no look at a Set: {error}"))
        };
        self.answer(read).unwrap_or_else(Look::None)
    }
}

/// Judges a record again, without its target.
pub fn analyze(reader: impl Read) -> Result<Analysis, ExploreRecordError> {
    let mut lines = Lines::new(reader);
    let mut at = 0;
    let mut next = || -> Result<Option<(usize, Line)>, ExploreRecordError> {
        at += 1;
        let Some(line) = lines.next_line(|_| {}).map_err(|error| ExploreRecordError::Read(at, error))? else {
            return Ok(None);
        };
        let line = serde_json::from_slice(line).map_err(|error| ExploreRecordError::Shape(at, error.to_string()))?;
        Ok(Some((at, line)))
    };
    let (target, seed, description) = match next()? {
        Some((_, Line::Record { format, target, seed, description }))
            if [FORMAT, FIRST_FORMAT].contains(&format.as_str()) =>
        {
            (target, seed, description)
        }
        _ => return Err(ExploreRecordError::Shape(1, format!("a record begins with a line of format `{FORMAT}`"))),
    };
    let mut analysis = Analysis { target, seed, programs: 0, steps: 0, found: Vec::new(), incomplete: None };
    let mut end = None;
    let model = Model::default();
    let mut pending = next()?;
    while let Some((at, line)) = pending {
        let (number, start, watch, muted, has_a_past, set, answers) = match line {
            Line::Program { number, start, watch, muted, has_a_past, set, answers } => {
                (number, start, watch, muted, has_a_past, set, answers)
            }
            Line::End { programs, steps } => {
                if let Some((at, _)) = next()? {
                    return Err(ExploreRecordError::Shape(at, "the record has ended before".to_owned()));
                }
                end = Some((programs, steps));
                break;
            }
            Line::Record { .. } | Line::Step { .. } => {
                return Err(ExploreRecordError::Shape(at, "a program was expected to begin".to_owned()));
            }
        };
        let set = set.map(|set| *set).or_else(|| start.set());
        let set = set.ok_or_else(|| ExploreRecordError::Shape(at, format!("the Set is missing that is {start}")))?;
        let queue = Rc::new(RefCell::new(VecDeque::from(answers)));
        let misfit = Rc::default();
        let mut subject =
            Replayed { description: (*description).clone(), answers: Rc::clone(&queue), misfit: Rc::clone(&misfit) };
        let fits = |at: usize| match misfit.borrow_mut().take() {
            Some(misfit) => Err(ExploreRecordError::Shape(at, misfit)),
            None => Ok(()),
        };
        let mut program = Program { start, adopts: false, watch, steps: Vec::new() };
        let muted = muted.iter().copied().collect();
        let begun = Judge::begin(&mut subject, &model, &set, Manner { watch, tells: false, muted: &muted, has_a_past });
        fits(at)?;
        let (mut judge, mut parted) = match begun {
            Ok(judge) => (Some(judge), None),
            Err(divergence) => (None, Some(divergence)),
        };
        pending = loop {
            match next()? {
                Some((at, Line::Step { step, answers })) => {
                    analysis.steps += u64::from(step.is_some());
                    // What was recorded after a divergence is of no use: both sides go on from different Sets.
                    let Some(running) = judge.take() else { continue };
                    queue.borrow_mut().extend(answers);
                    let judged = match step {
                        Some(Written(step)) => {
                            program.steps.push(step.clone());
                            let mut running = running;
                            let judged = running.step(&step);
                            judge = Some(running);
                            judged
                        }
                        None => running.end(),
                    };
                    fits(at)?;
                    if let Err(divergence) = judged {
                        (judge, parted) = (None, Some(divergence));
                    }
                }
                other => break other,
            }
        };
        if judge.is_some() {
            analysis.incomplete.get_or_insert_with(|| format!("program {number} has no end"));
        }
        drop(judge);
        analysis.programs += 1;
        analysis.found.extend(parted.map(|divergence| (number, program, divergence)));
    }
    let missing = missing(end, (analysis.programs, analysis.steps));
    analysis.incomplete = missing.or(analysis.incomplete);
    Ok(analysis)
}

/// What a record lacks, by the programs and steps that its end speaks of and those that are here.
fn missing(end: Option<(u64, u64)>, here: (u64, u64)) -> Option<String> {
    match end {
        None => Some("it has no end: it was cut off, or its run did not come to one".to_owned()),
        Some((programs, steps)) if (programs, steps) != here => {
            let (programs_here, steps_here) = here;
            Some(format!(
                "its run had {programs} programs with {steps} steps, here are {programs_here} with {steps_here}: \
                 what does not fit may come from what is missing"
            ))
        }
        Some(_) => None,
    }
}
