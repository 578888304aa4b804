//! Model-based exploration: random programs of port calls, run on a target and on the reference model side by side.
//!
//! A [`program`] is data. It is drawn step by step while looking at the model (`generate`), every answer and the Set
//! are judged ([`judge`]), and where target and model part the program is made smaller (`shrink`) and told in words
//! ([`finding_text`]). A run can be recorded and judged again without its target ([`record`]); the same seed gives the same
//! programs, findings and records. [`mutant_search`] explores every mutant, to show what exploration alone finds.

mod agreement;
mod allowed_refusals;
mod answer;
pub mod callable;
pub mod finding_text;
mod generate;
pub mod judge;
mod model;
pub mod mutant_search;
mod partial_reads;
mod play;
pub mod program;
pub mod record;
mod shrink;
pub mod start;
mod subject;
mod target_ids;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use livebridge_port::{Operation, Snapshot};
use livebridge_wire::Timeouts;
use thiserror::Error;

use crate::interrupt::Interrupt;
use crate::seed::Seed;
use crate::target::Target;
pub(crate) use answer::{StepAnswer, ask_or_fault};
use callable::Callable;
use generate::Generator;
use judge::{Divergence, Judge};
use model::Model;
pub(crate) use play::{Pace, difference, play};
pub(crate) use program::is_read;
use program::{Program, Step};
use record::{Recorder, Taped};
pub(crate) use subject::{Look, Subject};
pub use subject::{RunningTarget, Unready};

/// What is explored, and how far.
#[derive(Debug, Clone)]
pub struct ExploreOptions {
    /// The target.
    pub target: Arc<dyn Target>,
    /// How long we wait for it.
    pub timeouts: Timeouts,
    /// The seed of all programs.
    pub seed: Seed,
    /// How many programs.
    pub cases: u64,
    /// How many steps each has.
    pub steps: usize,
    /// No program is begun after this time.
    pub budget: Option<Duration>,
    /// The operations that programs are made of; all when it is empty.
    pub operations: BTreeSet<Operation>,
    /// How likely an operation is in a program, in per cent.
    pub swarm: usize,
    /// After how many distinct findings to stop.
    pub findings: usize,
    /// Ends the run when it is raised.
    pub interrupt: Interrupt,
}

impl ExploreOptions {
    /// A thousand programs of twenty steps from seed 1.
    pub fn new(target: Arc<dyn Target>) -> Self {
        Self {
            target,
            timeouts: Timeouts::default(),
            seed: Seed::default(),
            cases: 1000,
            steps: 20,
            budget: None,
            operations: BTreeSet::new(),
            swarm: 75,
            findings: 1,
            interrupt: Interrupt::default(),
        }
    }
}

/// A program on which target and model part.
#[derive(Debug, Clone)]
pub struct ProgramFinding {
    /// The number of the program that showed it, from 1.
    pub number: u64,
    /// How many operations that program had, up to where they parted.
    pub original: usize,
    /// The smallest program that shows it.
    pub program: Program,
    /// How they part on it.
    pub divergence: Divergence,
    /// Whether the program shows it on a new target.
    pub repeats: Repeats,
}

/// Whether a program parts target and model on a new target as well. Only then it is made smaller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Repeats {
    /// It does.
    Yes,
    /// It does not: what came before matters.
    No,
    /// Nobody knows, and this is why.
    Unknown(String),
}

/// What exploring has shown.
#[derive(Debug, Default)]
pub struct Explored {
    /// How many programs ran.
    pub programs: u64,
    /// How many steps ran.
    pub steps: u64,
    /// Where target and model part; each of another operation, or in another way.
    pub findings: Vec<ProgramFinding>,
    /// Why the target could not be brought back in the middle, when that ended it.
    pub lost: Option<Unready>,
    /// Whether somebody interrupted it: the program that was under way then counts as not run, or is not as small as it
    /// gets.
    pub interrupted: bool,
}

/// Why exploring could not go on.
#[derive(Debug, Error)]
pub enum ExploreError {
    /// The target could not be brought to where a program starts.
    #[error(transparent)]
    Unready(#[from] Unready),
    /// The record could not be written.
    #[error("the record could not be written: {0}")]
    Record(#[from] io::Error),
    /// The target offers nothing of what was asked for.
    #[error("the target offers nothing to explore")]
    Nothing,
}

/// Runs random programs on a target. With `record` everything is written down as it happens; `tell` is called after
/// each program with what is shown so far, findings included.
pub fn explore(
    options: &ExploreOptions,
    mut record: Option<&mut dyn io::Write>,
    mut tell: impl FnMut(&Explored),
) -> Result<Explored, ExploreError> {
    let began = Instant::now();
    let mut live = RunningTarget::open(Arc::clone(&options.target), options.timeouts).map_err(Unready::from)?;
    let description = subject::Subject::description(&live).clone();
    let callable = Callable::of(&description, &options.operations);
    if callable.is_empty() {
        return Err(ExploreError::Nothing);
    }
    let mut recorder = record
        .as_mut()
        .map(|writer| Recorder::begin(*writer, &options.target.to_string(), &options.seed.to_string(), &description))
        .transpose()?;
    let starts = live.starts();
    let model = Model::default();
    let mut explored = Explored::default();
    for number in 0..options.cases {
        if options.interrupt.is_raised() {
            break;
        }
        if options.budget.is_some_and(|budget| began.elapsed() >= budget) {
            break;
        }
        let mut random = options.seed.program(number);
        let start = random.pick(&starts).clone();
        let mut generator = Generator::new(random, &callable, options.swarm);
        let mut program = Program { start, steps: Vec::with_capacity(options.steps) };
        let set = match live.prepare(&program.start) {
            Ok(set) => set,
            // It was ended under our hands.
            Err(_) if options.interrupt.is_raised() => break,
            Err(error) if number == 0 => return Err(error.into()),
            Err(error) => {
                explored.lost = Some(error);
                break;
            }
        };
        let draw =
            |set: &Snapshot, before: &[Step]| (before.len() < options.steps).then(|| generator.next(set, before));
        let course = Course { number, interrupt: &options.interrupt, recorder: recorder.as_mut() };
        let Some(judged) = course.run(&mut live, &model, &set, &mut program, draw)? else { break };
        explored.programs += 1;
        explored.steps += program.steps.len() as u64;
        let diverges = judged.is_err();
        if let Err(divergence) = judged {
            let finding = minimize(&mut live, &model, number, program, divergence, &options.interrupt);
            let known = explored.findings.iter().any(|other| alike(other, &finding));
            if !known {
                explored.findings.push(finding);
            }
        }
        tell(&explored);
        if explored.findings.len() >= options.findings {
            break;
        }
        if diverges && let Err(error) = live.restart() {
            explored.lost = Some(error);
            break;
        }
    }
    explored.interrupted = options.interrupt.is_raised();
    if explored.interrupted {
        // What it could not do any more is no fault of it.
        explored.lost = None;
    } else if explored.lost.is_none()
        && let Some(recorder) = recorder
    {
        recorder.end(explored.programs, explored.steps)?;
    }
    live.close();
    Ok(explored)
}

/// Two findings that are told once: the same operation parts them last, and in the same words.
fn alike(a: &ProgramFinding, b: &ProgramFinding) -> bool {
    let last = |finding: &ProgramFinding| finding.program.steps.last().map(Step::operation);
    let words = |finding: &ProgramFinding| {
        // Numbers and names differ from program to program; what stands before them tells the kind.
        let cut = |text: &str| text.split([':', '"', '`']).next().unwrap_or_default().to_owned();
        (cut(&finding.divergence.expected), cut(&finding.divergence.seen))
    };
    last(a) == last(b) && words(a) == words(b)
}

/// One program of a run.
struct Course<'a, 'w> {
    number: u64,
    interrupt: &'a Interrupt,
    recorder: Option<&'a mut Recorder<'w>>,
}

impl Course<'_, '_> {
    /// Runs a program that is drawn while it runs; gives `None` when it was interrupted. What a target said while it
    /// was ended means nothing: it is neither judged nor recorded. The error is of the record.
    fn run(
        mut self,
        live: &mut RunningTarget,
        model: &Model,
        set: &Snapshot,
        program: &mut Program,
        mut draw: impl FnMut(&Snapshot, &[Step]) -> Option<Step>,
    ) -> io::Result<Option<Result<(), Divergence>>> {
        let (mut taped, answers) = Taped::new(live);
        let recording = self.recorder.is_some();
        let subject: &mut dyn subject::Subject = if recording { &mut taped } else { taped.into_inner() };
        let taken = || std::mem::take(&mut *answers.borrow_mut());
        let judge = Judge::begin(subject, model, set, false);
        if self.interrupt.is_raised() {
            return Ok(None);
        }
        if let Some(recorder) = &mut self.recorder {
            recorder.program(self.number + 1, &program.start, set, taken())?;
        }
        let mut judge = match judge {
            Ok(judge) => judge,
            Err(divergence) => return Ok(Some(Err(divergence))),
        };
        let mut seen = model.snapshot();
        while let Some(step) = draw(&seen, &program.steps) {
            let judged = judge.step(&step);
            if self.interrupt.is_raised() {
                return Ok(None);
            }
            let changes = !program::is_read(&step);
            program.steps.push(step);
            if let Some(recorder) = &mut self.recorder {
                recorder.step(program.steps.last(), taken())?;
            }
            if judged.is_err() {
                return Ok(Some(judged));
            }
            if changes {
                seen = model.snapshot();
            }
        }
        let judged = judge.end();
        if self.interrupt.is_raised() {
            return Ok(None);
        }
        if let Some(recorder) = &mut self.recorder {
            recorder.step(None, taken())?;
        }
        Ok(Some(judged))
    }
}

/// Runs a program on a target, with a look at the whole Set after every step. Where a new target costs next to
/// nothing, it is one that nothing else ran on.
pub fn replay(live: &mut RunningTarget, program: &Program) -> Result<Result<(), Divergence>, Unready> {
    replay_beside(live, &Model::default(), program)
}

fn replay_beside(
    live: &mut RunningTarget,
    model: &Model,
    program: &Program,
) -> Result<Result<(), Divergence>, Unready> {
    if live.is_in_process() {
        live.restart()?;
    }
    let set = live.prepare(&program.start)?;
    Ok(judge_thoroughly(live, model, &set, &program.steps))
}

fn judge_thoroughly(live: &mut RunningTarget, model: &Model, set: &Snapshot, steps: &[Step]) -> Result<(), Divergence> {
    let mut judge = Judge::begin(live, model, set, true)?;
    steps.iter().try_for_each(|step| judge.step(step))?;
    judge.end()
}

/// How long the answer of a call is waited for while a program that hangs is made smaller: at every try it would be all
/// of the time-out.
fn in_short(patience: Duration) -> Duration {
    const LEAST: Duration = Duration::from_millis(200);
    (patience / 10).max(LEAST).min(patience)
}

/// Makes a program that parts target and model smaller, beginning with a new target.
fn minimize(
    live: &mut RunningTarget,
    model: &Model,
    number: u64,
    mut program: Program,
    divergence: Divergence,
    interrupt: &Interrupt,
) -> ProgramFinding {
    program.steps.truncate(divergence.step + 1);
    let (number, original) = (number + 1, program.size());
    let (hangs, patience) = (live.hangs(), live.patience());
    if hangs {
        live.wait(in_short(patience));
    }
    let mut trouble = if live.is_restartable() { live.restart().err() } else { None };
    // A target that cannot be brought back shows nothing, and the next program will say so.
    let mut parts = |live: &mut RunningTarget, candidate: &Program| {
        if interrupt.is_raised() || matches!(trouble, Some(Unready::Start(_))) {
            return None;
        }
        match replay_beside(live, model, candidate) {
            Ok(judged) => judged.err().filter(|_| !interrupt.is_raised()),
            Err(error) => {
                trouble = Some(error);
                None
            }
        }
    };
    let step_of = |parted: &Divergence| parted.step;
    let mut shrunk = shrink::shrink(program.clone(), |candidate| parts(live, candidate), step_of);
    if hangs {
        // What is only slow is no finding: the small program has to hang for as long as was asked, else the first one.
        live.wait(patience);
        let candidates = shrunk.map(|(smaller, _)| smaller).into_iter().chain([program.clone()]);
        shrunk = candidates.into_iter().find_map(|candidate| {
            let divergence = parts(live, &candidate)?;
            Some((candidate, divergence))
        });
    }
    if let Some((program, divergence)) = shrunk {
        return ProgramFinding { number, original, program, divergence, repeats: Repeats::Yes };
    }
    let repeats = match trouble {
        _ if interrupt.is_raised() => Repeats::Unknown("the run was interrupted".to_owned()),
        Some(error) => Repeats::Unknown(format!("the target could not be made ready again: {error}")),
        None => Repeats::No,
    };
    ProgramFinding { number, original, program, divergence, repeats }
}
