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
pub mod known;
mod minimize;
mod model;
pub mod mutant_search;
mod parallel;
mod partial_reads;
mod play;
pub mod program;
pub mod record;
pub mod share;
mod shrink;
pub mod start;
mod subject;
mod target_ids;
#[cfg(test)]
mod tests;
mod watch;

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::{Duration, Instant};

use livebridge_port::{Batch, Mutation, MutationKind, Operation, Snapshot};
use livebridge_wire::Timeouts;
use thiserror::Error;

use crate::interrupt::Interrupt;
use crate::random::Random;
use crate::seed::Seed;
use crate::settling::{Settles, Waits, waiting_in_doubt};
use crate::target::Target;
pub(crate) use answer::{StepAnswer, ask_or_fault};
use callable::Callable;
use generate::Generator;
use generate::themes::Theme;
use judge::{Divergence, Judge, Manner};
pub use minimize::{Repeats, replay};
use model::Model;
use parallel::Share;
pub(crate) use play::{Pace, difference, play};
pub(crate) use program::is_read;
use program::{Program, Step};
use record::{Recorder, Taped};
use start::Start;
pub(crate) use subject::{Look, Subject};
pub use subject::{RunningTarget, Unready};
use watch::Watch;

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
    /// How many steps each has, unless it is about something that takes more.
    pub steps: usize,
    /// No program is begun after this time.
    pub budget: Option<Duration>,
    /// The operations that programs are made of; all when it is empty.
    pub operations: BTreeSet<Operation>,
    /// How likely an operation is in a program, in per cent.
    pub swarm: usize,
    /// After how many findings of different causes to stop.
    pub findings: usize,
    /// How many instances of the target share the programs; one, where it cannot be started several times.
    pub jobs: NonZeroUsize,
    /// The causes of divergences that are known: they are counted and not told.
    pub known: BTreeSet<String>,
    /// Ends the run when it is raised.
    pub interrupt: Interrupt,
}

/// What programs are about, and how much is tried to make one smaller.
#[derive(Debug, Clone, Copy)]
struct Extent {
    plan: Plan,
    effort: usize,
}

/// What programs are about.
#[derive(Debug, Clone, Copy)]
enum Plan {
    /// Drawn, each theme as often as it is likely.
    Likely,
    /// So many of each, one after the other.
    Fixed(&'static [(Theme, u64)]),
}

impl Plan {
    fn theme(self, number: u64, random: &mut Random) -> Theme {
        match self {
            Self::Likely => Theme::likely(random),
            Self::Fixed(list) => {
                let mut left = number;
                let there = list.iter().find(|(_, count)| match left.checked_sub(*count) {
                    Some(rest) => {
                        left = rest;
                        false
                    }
                    None => true,
                });
                there.map_or(Theme::Mixed, |(theme, _)| *theme)
            }
        }
    }
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
            jobs: NonZeroUsize::MIN,
            known: BTreeSet::new(),
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

/// What exploring has shown.
#[derive(Debug, Default)]
pub struct Explored {
    /// How many programs ran.
    pub programs: u64,
    /// How many steps ran.
    pub steps: u64,
    /// Where target and model part; each of another cause.
    pub findings: Vec<ProgramFinding>,
    /// In how many programs a cause showed again: of those that were found, and of those that are known.
    pub again: BTreeMap<String, u64>,
    /// What shows another Set from the beginning, and is not compared any more.
    pub muted: BTreeSet<Operation>,
    /// Whether the time was over before the last program.
    pub out_of_time: bool,
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

/// Runs random programs on a target. With `record` everything is written down as it happens, by one instance of it
/// whatever the number of jobs; `tell` is called after each program with what is shown so far, findings included.
pub fn explore(
    options: &ExploreOptions,
    record: Option<&mut dyn io::Write>,
    mut tell: impl FnMut(&Explored),
) -> Result<Explored, ExploreError> {
    let extent = Extent { plan: Plan::Likely, effort: shrink::ENOUGH };
    if options.jobs.get() > 1 && record.is_none() && options.target.restartable() {
        return parallel::explore(options, extent, tell);
    }
    let mut live = RunningTarget::open(Arc::clone(&options.target), options.timeouts).map_err(Unready::from)?;
    let explored = explore_on(&mut live, options, extent, Share::WHOLE, record, |explored| {
        tell(explored);
        ControlFlow::Continue(())
    })?;
    live.close();
    Ok(explored)
}

/// A share of the same on a target that runs already; `tell` may end it.
fn explore_on(
    live: &mut RunningTarget,
    options: &ExploreOptions,
    extent: Extent,
    share: Share,
    mut record: Option<&mut dyn io::Write>,
    mut tell: impl FnMut(&Explored) -> ControlFlow<()>,
) -> Result<Explored, ExploreError> {
    let began = Instant::now();
    let description = subject::Subject::description(live).clone();
    let callable = Callable::of(&description, &options.operations);
    if callable.is_empty() {
        return Err(ExploreError::Nothing);
    }
    let mut recorder = record
        .as_mut()
        .map(|writer| Recorder::begin(*writer, &options.target.to_string(), &options.seed.to_string(), &description))
        .transpose()?;
    // A record is judged without the target, which could then not be asked again.
    live.settling().set(if recorder.is_some() { Waits::Always } else { Waits::at_first(&*options.target) });
    let mut run = Run {
        options,
        extent,
        callable: &callable,
        model: Model::default(),
        found: Found::default(),
        adopted: BTreeSet::new(),
    };
    let starts = live.starts();
    let mut explored = Explored::default();
    for number in share.programs(options.cases) {
        if options.interrupt.is_raised() {
            break;
        }
        if options.budget.is_some_and(|budget| began.elapsed() >= budget) {
            explored.out_of_time = true;
            break;
        }
        let mut random = options.seed.program(number);
        let start = random.pick(&starts).clone();
        let theme = extent.plan.theme(number, &mut random);
        match run.program(live, number, start, theme, random, &mut explored, recorder.as_mut())? {
            Ended::Agreed | Ended::Told => {}
            Ended::Interrupted => break,
            Ended::Unready(error) if explored.programs == 0 => return Err(error.into()),
            Ended::Unready(error) => explored.lost = Some(error),
        }
        // What it found before it was lost is told too.
        if tell(&explored).is_break() || explored.lost.is_some() || explored.findings.len() >= options.findings {
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
    Ok(explored)
}

/// The findings so far, by what they are known by: as they were found, and as they are when they are small.
#[derive(Debug, Default)]
struct Found {
    causes: BTreeMap<String, String>,
}

/// How a program ended.
enum Ended {
    Agreed,
    Told,
    Interrupted,
    Unready(Unready),
}

/// What stays the same for all programs.
struct Run<'a> {
    options: &'a ExploreOptions,
    extent: Extent,
    callable: &'a Callable,
    model: Model,
    found: Found,
    /// The starts of which the target shows another Set than was asked for: the model holds what is shown.
    adopted: BTreeSet<Start>,
}

impl Run<'_> {
    /// Draws a program and runs it; the error is of the record.
    #[expect(clippy::too_many_arguments, reason = "what is drawn, where it runs, and what becomes of it")]
    fn program(
        &mut self,
        live: &mut RunningTarget,
        number: u64,
        start: Start,
        theme: Theme,
        random: Random,
        explored: &mut Explored,
        recorder: Option<&mut Recorder<'_>>,
    ) -> io::Result<Ended> {
        let interrupt = &self.options.interrupt;
        let steps = theme.steps(self.options.steps);
        let mut generator = Generator::new(random, self.callable, self.options.swarm, theme);
        let adopts = self.adopted.contains(&start);
        let mut program = Program { start, adopts, watch: theme.watch(), steps: Vec::with_capacity(steps.min(64)) };
        live.settling().begin();
        let set = match live.start(&program) {
            Ok(set) => set,
            // It was ended under our hands.
            Err(_) if interrupt.is_raised() => return Ok(Ended::Interrupted),
            Err(error) => return Ok(Ended::Unready(error)),
        };
        let of_the_target = program.start == Start::AsStarted || adopts;
        let draw = |set: &Snapshot, before: &[Step]| {
            if before.len() < steps { generator.next(set, before) } else { None }
        };
        let course = Course { number, interrupt, recorder, muted: &explored.muted, of_the_target };
        let Some(judged) = course.run(live, &self.model, &set, &mut program, draw)? else {
            return Ok(Ended::Interrupted);
        };
        explored.programs += 1;
        explored.steps += program.steps.len() as u64;
        let Err(divergence) = judged else { return Ok(Ended::Agreed) };
        if self.has_only_not_settled(live, &program, &explored.muted) {
            return Ok(Ended::Agreed);
        }
        // From here on it is the same program on a host that is waited for.
        let waits = live.settling().set(Waits::Always);
        let (program, divergence) = self.seen_at_the_start(live, program, divergence, &explored.muted);
        let at_the_start = program.steps.is_empty().then(|| (program.start.clone(), divergence.cause.clone()));
        self.diverged(live, number, program, divergence, explored);
        if let Some((start, cause)) = at_the_start {
            self.adopt(start, &cause, explored);
        }
        live.settling().set(waits);
        if explored.findings.len() < self.options.findings
            && live.is_restartable()
            && let Err(error) = live.restart()
        {
            return Ok(if interrupt.is_raised() { Ended::Interrupted } else { Ended::Unready(error) });
        }
        Ok(Ended::Told)
    }

    /// Takes note of a divergence: one that is known, one that was found before, or a finding.
    fn diverged(
        &mut self,
        live: &mut RunningTarget,
        number: u64,
        program: Program,
        divergence: Divergence,
        explored: &mut Explored,
    ) {
        let as_found = divergence.cause.clone();
        if self.files_are_shorter(live, &program, &explored.muted) {
            return;
        }
        let known = self.found.causes.get(&as_found).cloned();
        if let Some(cause) = known.or_else(|| self.options.known.get(&as_found).cloned()) {
            *explored.again.entry(cause).or_default() += 1;
            return;
        }
        let is_told = |cause: &str| self.found.causes.contains_key(cause) || self.options.known.contains(cause);
        let within = minimize::Within {
            muted: &explored.muted,
            is_told: &is_told,
            interrupt: &self.options.interrupt,
            effort: self.extent.effort,
        };
        let finding = minimize::minimize(live, &self.model, number, program, divergence, &within);
        let cause = finding.divergence.cause.clone();
        let is_new = !self.options.known.contains(&cause) && !self.found.causes.contains_key(&cause);
        self.found.causes.insert(as_found, cause.clone());
        self.found.causes.insert(cause.clone(), cause.clone());
        if is_new {
            explored.findings.push(finding);
        } else {
            *explored.again.entry(cause).or_default() += 1;
        }
    }

    /// What parts them before the first step, where something does: who looks seldom sees it late, as if the steps had
    /// done it.
    fn seen_at_the_start(
        &self,
        live: &mut RunningTarget,
        program: Program,
        divergence: Divergence,
        muted: &BTreeSet<Operation>,
    ) -> (Program, Divergence) {
        let start = Program { watch: Watch::Everything, steps: Vec::new(), ..program.clone() };
        if program.steps.is_empty() || live.hangs() {
            return (program, divergence);
        }
        match minimize::replay_beside(live, &self.model, &start, muted) {
            // Once its Set is taken for right, what it still shows otherwise is told once.
            Ok(Err(at_first)) if !start.adopts || !self.found.causes.contains_key(&at_first.cause) => (start, at_first),
            Ok(_) | Err(_) => (program, divergence),
        }
    }

    /// Whether a divergence has shown no more than that the host is to be waited for: then it is, from now on.
    fn has_only_not_settled(&self, live: &mut RunningTarget, program: &Program, muted: &BTreeSet<Operation>) -> bool {
        let again = |live: &mut RunningTarget| {
            minimize::replay_beside(live, &self.model, program, muted).is_ok_and(|judged| judged.is_ok())
        };
        waiting_in_doubt(live, false, again, |agrees| *agrees)
    }

    /// Whether a divergence has shown no more than that the audio files of this target are shorter than was asked for: a
    /// plain call tells, and the model knows from then on.
    fn files_are_shorter(&self, live: &mut RunningTarget, program: &Program, muted: &BTreeSet<Operation>) -> bool {
        let mut mutations = program.steps.iter().flat_map(|step| match step {
            Step::Commit(batch) => batch.mutations(),
            _ => &[],
        });
        let is_audio = |mutation: &&Mutation| mutation.kind() == MutationKind::CreateArrangementAudioClip;
        let Some(mut alone) = mutations.rfind(is_audio).cloned() else { return false };
        if let Mutation::CreateArrangementAudioClip { args, .. } = &mut alone {
            (args.start_time, args.duration) = (4096.0, 1024.0);
        }
        let known = self.model.files_last();
        let steps = vec![Step::Commit(Batch::Call(alone))];
        let told = minimize::replay_beside(live, &self.model, &Program { steps, ..program.clone() }, muted);
        told.is_ok() && self.model.files_last() != known
    }

    /// Makes the best of a start at which the target shows another Set: first its Set is taken for right, and then what
    /// still contradicts it is not compared.
    fn adopt(&mut self, start: Start, cause: &str, explored: &mut Explored) {
        if start != Start::AsStarted && self.adopted.insert(start) {
            return;
        }
        let what = cause.split(',').next().unwrap_or_default();
        let operation = if what == "the Set" { Some(Operation::ControlSnapshot) } else { what.parse().ok() };
        explored.muted.extend(operation);
    }
}

/// One program of a run.
struct Course<'a, 'w> {
    number: u64,
    interrupt: &'a Interrupt,
    recorder: Option<&'a mut Recorder<'w>>,
    muted: &'a BTreeSet<Operation>,
    /// Whether the Set that it starts with is known from the target alone.
    of_the_target: bool,
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
        let has_a_past = live.has_a_past(&program.start);
        let (mut taped, answers) = Taped::new(live);
        let recording = self.recorder.is_some();
        let subject: &mut dyn subject::Subject = if recording { &mut taped } else { taped.into_inner() };
        let taken = || std::mem::take(&mut *answers.borrow_mut());
        let manner = Manner { watch: program.watch, tells: false, muted: self.muted, has_a_past };
        let judge = Judge::begin(subject, model, set, manner);
        if self.interrupt.is_raised() {
            return Ok(None);
        }
        if let Some(recorder) = &mut self.recorder {
            recorder.program(self.number + 1, program, manner, self.of_the_target.then_some(set), taken())?;
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
