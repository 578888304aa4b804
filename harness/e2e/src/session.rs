//! A run of the checklist: step by step, each on a fresh Set, and kept when it has ended.
//!
//! What a step finds depends on nothing that an earlier one did: so a run that was interrupted and gone on with ends like
//! one that was not.

use std::io;
use std::time::Instant;

use livebridge_suite::check::{Check, Stop};
use livebridge_suite::checks;
use livebridge_suite::interrupt::Interrupt;
use livebridge_suite::runner::{RunOptions, run_check};
use livebridge_suite::stage::Stage;
use livebridge_suite::verdict::Verdict;

use crate::answers::{Asker, Reply};
use crate::checklist::{CHECKS_FAIL, CHECKS_HOLD, Checklist, ChecklistStep, Question, WayIn};
use crate::probes::{Observed, Sight};
use crate::progress::{AnsweredBy, EndedStep, Progress, StepVerdict};

/// How a run ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SessionEnd {
    /// Every step has ended.
    Complete,
    /// A question was put off: this one.
    Later(String),
    /// Somebody asked for the end.
    Interrupted,
    /// The target does not come back, for this reason.
    Lost(String),
}

/// A run.
pub struct ChecklistRun<'a> {
    /// What is asked.
    pub checklist: &'a Checklist,
    /// The target, and how it is run.
    pub options: &'a RunOptions,
    /// Who answers.
    pub asker: &'a mut dyn Asker,
    /// Keeps what has been answered, after each step.
    pub keep: &'a mut dyn FnMut(&Progress) -> io::Result<()>,
    /// Is told of each step that has ended.
    pub tell: &'a mut dyn FnMut(&ChecklistStep, &EndedStep),
    /// Raised when the run is to end.
    pub interrupt: Interrupt,
}

impl Checklist {
    /// The steps of a run, in their order.
    pub fn chosen<'a>(&'a self, thorough: bool, only: &[String]) -> Vec<&'a ChecklistStep> {
        let chosen = |step: &&ChecklistStep| {
            if only.is_empty() { thorough || !step.thorough } else { only.contains(&step.id) }
        };
        self.steps.iter().filter(chosen).collect()
    }
}

impl ChecklistRun<'_> {
    /// Runs what has not ended yet.
    pub fn run(&mut self, stage: &mut Stage, progress: &mut Progress) -> io::Result<SessionEnd> {
        let steps = self.checklist.chosen(progress.header.thorough, &progress.header.only);
        for step in steps {
            if progress.has(&step.id) {
                continue;
            }
            if self.interrupt.is_raised() {
                return Ok(SessionEnd::Interrupted);
            }
            if let Err(error) = stage.recover() {
                return Ok(SessionEnd::Lost(error.to_string()));
            }
            let begun = Instant::now();
            let Some(ended) = self.step(stage, step, progress.header.through) else {
                return Ok(SessionEnd::Later(step.id.clone()));
            };
            // What a signal has cut off has not been seen.
            if self.interrupt.is_raised() {
                return Ok(SessionEnd::Interrupted);
            }
            if !progress.header.simulated {
                progress.seconds.insert(step.id.clone(), (begun.elapsed().as_secs_f64() * 10.0).round() / 10.0);
            }
            (self.tell)(step, &ended);
            progress.ended.push(ended);
            (self.keep)(progress)?;
        }
        Ok(SessionEnd::Complete)
    }

    /// Runs a step; nothing where its question was put off.
    fn step(&mut self, stage: &mut Stage, row: &ChecklistStep, way: WayIn) -> Option<EndedStep> {
        let ending = Ending { step: row, way };
        if !row.is_about(way) {
            return Some(ending.not_seen(format!("it is not about {way}")));
        }
        let looked = match row.see {
            Some(probe) => Some(probe.look(&mut Sight { stage, endpoint: self.options.target.endpoint() })),
            None if row.checks.is_empty() => None,
            None => Some(self.by_checks(stage, row)),
        };
        match (looked, &row.ask) {
            (Some(Ok(Observed { answer, evidence })), _) => {
                Some(ending.answered(AnsweredBy::Machine, answer, evidence, None))
            }
            (Some(Err(Stop::Missing(_))) | None, Some(question)) => self.ask(stage, &ending, question),
            (Some(Err(stop)), _) => Some(ending.stopped(stage, stop)),
            (None, None) => Some(ending.not_seen("nothing in it can be seen or asked".to_owned())),
        }
    }

    fn ask(&mut self, stage: &mut Stage, ending: &Ending<'_>, question: &Question) -> Option<EndedStep> {
        let made = match question.prepare {
            Some(preparation) => match preparation.make(stage) {
                Ok(made) => made,
                Err(stop) => return Some(ending.stopped(stage, stop)),
            },
            None => String::new(),
        };
        let keys = question.keys.replace("{}", &made);
        let reply = self.asker.ask(ending.step, question, &keys);
        let evidence = if made.is_empty() { Vec::new() } else { vec![format!("made for it: {made}")] };
        let by_person = |answer: &str, note| Some(ending.answered(AnsweredBy::Person, answer, evidence.clone(), note));
        match reply {
            Reply::Later => None,
            Reply::Skip => Some(ending.without(StepVerdict::Skipped, AnsweredBy::Person)),
            Reply::Note(note) => match question.reads.map(|reading| reading.read(&note)) {
                Some(Ok(Observed { answer, evidence })) => {
                    Some(ending.answered(AnsweredBy::Person, answer, evidence, Some(note)))
                }
                Some(Err(why)) => Some(EndedStep {
                    note: Some(note),
                    reason: Some(why),
                    ..ending.without(StepVerdict::Noted, AnsweredBy::Person)
                }),
                None => Some(EndedStep { note: Some(note), ..ending.without(StepVerdict::Noted, AnsweredBy::Person) }),
            },
            Reply::Yes(note) => match (question.then, &question.yes) {
                (Some(probe), _) => {
                    let mut sight = Sight { stage, endpoint: self.options.target.endpoint() };
                    Some(match probe.look(&mut sight) {
                        Ok(seen) => ending.answered(AnsweredBy::Both, seen.answer, seen.evidence, note),
                        Err(stop) => ending.stopped(stage, stop),
                    })
                }
                (None, Some(answer)) => by_person(answer, note),
                (None, None) => Some(ending.not_seen("a yes says nothing here: give a note".to_owned())),
            },
            Reply::No(note) => match &question.no {
                Some(answer) => by_person(answer, note),
                None => Some(EndedStep {
                    note,
                    reason: Some("it was not done".to_owned()),
                    ..ending.without(StepVerdict::Skipped, AnsweredBy::Person)
                }),
            },
        }
    }

    /// Runs checks of the suite: whether all that apply pass.
    fn by_checks(&self, stage: &mut Stage, step: &ChecklistStep) -> Result<Observed, Stop> {
        let meant = |check: &Check| {
            step.checks.iter().any(|name| check.name == *name || (name.ends_with('/') && check.name.starts_with(name)))
        };
        let (mut evidence, mut passed, mut failed) = (Vec::new(), 0, 0);
        for check in checks::all().iter().filter(|check| meant(check)) {
            if let Err(error) = stage.recover() {
                return Err(Stop::Untestable(error.to_string()));
            }
            let result = run_check(stage, check, self.options);
            let why = result.finding.as_ref().map(|finding| format!(": {}", finding.seen));
            let why = why.or_else(|| result.reason.as_ref().map(|reason| format!(": {reason}"))).unwrap_or_default();
            match result.verdict {
                Verdict::Pass => passed += 1,
                Verdict::Fail | Verdict::Warn => failed += 1,
                Verdict::Untestable
                | Verdict::Unknown
                | Verdict::HarnessError
                | Verdict::NotApplicable
                | Verdict::OutOfScope => {}
            }
            evidence.push(format!("{} {}{why}", check.name, result.verdict));
        }
        match (passed, failed) {
            (0, 0) => Err(Stop::Missing(format!("way to see it ({})", evidence.join("; ")))),
            (_, 0) => Ok(Observed { answer: CHECKS_HOLD, evidence }),
            (_, _) => Ok(Observed { answer: CHECKS_FAIL, evidence }),
        }
    }
}

/// The ways in which a step can end.
struct Ending<'a> {
    step: &'a ChecklistStep,
    way: WayIn,
}

impl Ending<'_> {
    fn without(&self, verdict: StepVerdict, by: AnsweredBy) -> EndedStep {
        EndedStep {
            id: self.step.id.clone(),
            by,
            verdict,
            answer: None,
            note: None,
            reason: None,
            evidence: Vec::new(),
        }
    }

    fn not_seen(&self, reason: String) -> EndedStep {
        EndedStep { reason: Some(reason), ..self.without(StepVerdict::NotSeen, AnsweredBy::Nobody) }
    }

    /// It could not be seen. A fault of the connection spoils the target, which is started anew.
    fn stopped(&self, stage: &mut Stage, stop: Stop) -> EndedStep {
        self.not_seen(match stop {
            Stop::Missing(what) => format!("this target has no {}", what.strip_prefix("a ").unwrap_or(&what)),
            Stop::Broken { expected, seen } => format!("{expected}, and it did not: {seen}"),
            Stop::Fault(fault) => {
                stage.spoil();
                format!("a call was not answered: {fault}")
            }
            Stop::Untestable(why) | Stop::Premise(why) | Stop::Undecided(why) => why,
        })
    }

    fn answered(&self, by: AnsweredBy, answer: &str, evidence: Vec<String>, note: Option<String>) -> EndedStep {
        let expected = self.step.expected(self.way) == answer;
        let verdict = if expected { StepVerdict::AsExpected } else { StepVerdict::Otherwise };
        EndedStep { answer: Some(answer.to_owned()), note, evidence, ..self.without(verdict, by) }
    }
}
