//! Runs checks and keeps what they found. Nothing here prints.
//!
//! Each job has a stage of its own, on a thread of its own, and every so many checks: which one runs where depends on
//! their order and on the number of jobs, never on who is faster. Results are told in the order of the checks. What
//! becomes of one check is in `one_check`.

mod failing_call;
mod one_check;

use std::collections::BTreeMap;
use std::fmt;
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Sender};
use std::thread;

use livebridge_port::{Description, Operation};
use livebridge_wire::{StartError, Timeouts};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::baseline::{Baseline, Comparison};
use crate::check::{Check, Finding};
use crate::interrupt::Interrupt;
use crate::profile::{Profile, Scope, scope};
use crate::registry::{self, Edition, RequirementId};
use crate::report::Event;
use crate::requirement::{Level, Requirement, Transport};
use crate::scratch::{LeftAlone, Scratch};
use crate::seed::Seed;
use crate::settling::{Settles, waiting_in_doubt};
use crate::shard::Shard;
use crate::stage::{NoReset, ResetFrom, Stage};
use crate::target::Target;
use crate::trace::Call;
use crate::verdict::{Circumstances, Conformance, ExitCode, Scored, Verdict, judge};
pub(crate) use one_check::EVERY_CALL_IS_ANSWERED;
pub use one_check::panic_message;
pub use one_check::run_check;

/// What is run, and how.
#[derive(Debug, Clone)]
pub struct RunOptions {
    /// The target.
    pub target: Arc<dyn Target>,
    /// How long we wait for it.
    pub timeouts: Timeouts,
    /// The seed of everything random.
    pub seed: Seed,
    /// What shows a finding again.
    pub reproduce: Reproduce,
    /// What is asked of the target; `None`: what it offers.
    pub profile: Option<Profile>,
    /// The set of requirements that is scored.
    pub edition: Edition,
    /// Only the checks of this part.
    pub shard: Option<Shard>,
    /// Of which checks the calls are kept beside those of findings.
    pub traced: Traced,
    /// Whether a check that failed runs once more, for the Set before and after the failing call.
    pub shows_sets: bool,
    /// Whether the run ends with the first failure.
    pub fail_fast: bool,
    /// How many targets are started to share the checks.
    pub jobs: NonZeroUsize,
    /// Raised when the run is to end.
    pub interrupt: Interrupt,
    /// What is known to fail.
    pub baseline: Option<Arc<Baseline>>,
    /// The Set that checks begin with, in the place of the fixtures.
    pub reset_from: Option<Arc<ResetFrom>>,
    /// What is asked before a Set is changed that may be somebody's; `None`: nothing, for it is ours whatever it is.
    pub scratch: Option<Scratch>,
    /// Where the share of exploration is left out with which a run ends: who asked for that, such as a flag.
    pub unexplored: Option<String>,
}

/// Why nothing could be run.
#[derive(Debug, Error)]
pub enum NoRun {
    /// The target could not be started or greeted.
    #[error("the target could not be started or greeted: {0}")]
    Start(#[from] StartError),
    /// It cannot be brought to the Set that was named.
    #[error(transparent)]
    Reset(#[from] NoReset),
    /// There is a Set in it that is not to be changed, or not so.
    #[error(transparent)]
    LeftAlone(#[from] LeftAlone),
}

impl RunOptions {
    /// Everything by default: all checks of the newest released set, one after the other, with seed 1.
    pub fn new(target: Arc<dyn Target>) -> Self {
        Self {
            target,
            timeouts: Timeouts::default(),
            seed: Seed::default(),
            reproduce: Reproduce::default(),
            profile: None,
            edition: Edition::default(),
            shard: None,
            traced: Traced::Findings,
            shows_sets: false,
            fail_fast: false,
            jobs: NonZeroUsize::MIN,
            interrupt: Interrupt::default(),
            baseline: None,
            reset_from: None,
            scratch: None,
            unexplored: None,
        }
    }

    /// A stage on a target that was started anew.
    pub fn stage(&self) -> Result<Stage, NoRun> {
        let stage = Stage::open(Arc::clone(&self.target), self.timeouts, self.seed.value())?;
        let stage = match self.profile {
            Some(profile) => stage.asked_for(profile),
            None => stage,
        };
        match &self.reset_from {
            Some(from) => Ok(stage.on(Arc::clone(from))?),
            None => Ok(stage),
        }
    }

    /// The profile, and whether a new start can stand in for a reset.
    fn asked(&self) -> Option<(Profile, bool)> {
        self.profile.map(|profile| (profile, self.target.restartable()))
    }

    /// The checks that were chosen, less those of exploration where it is left out.
    fn chosen<'a>(&self, checks: &[&'a Check]) -> Vec<&'a Check> {
        checks.iter().copied().filter(|check| self.unexplored.is_none() || !check.explores()).collect()
    }

    /// The checks of the shard.
    fn part<'a>(&self, checks: &[&'a Check]) -> Vec<&'a Check> {
        let mut part = self.chosen(checks);
        part.retain(|check| self.shard.is_none_or(|shard| shard.holds(&check.name)));
        part
    }
}

/// How whoever runs the suite tells what shows a finding again: a check on a target, in the words of a command line or
/// of whatever it is run by.
#[derive(Clone)]
pub struct Reproduce(Arc<TellReproduction>);

/// The words for a check on a target.
type TellReproduction = dyn Fn(&str, &dyn Target) -> String + Send + Sync;

impl Reproduce {
    /// By a function of the name of a check and the target.
    pub fn new(tell: impl Fn(&str, &dyn Target) -> String + Send + Sync + 'static) -> Self {
        Self(Arc::new(tell))
    }

    fn tell(&self, check: &str, target: &dyn Target) -> String {
        (self.0)(check, target)
    }
}

impl Default for Reproduce {
    /// In plain words.
    fn default() -> Self {
        Self::new(|check, target| format!("run the check {check} on {target}"))
    }
}

impl fmt::Debug for Reproduce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Reproduce(..)")
    }
}

/// Of which checks the calls are kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Traced {
    /// Of those with a finding alone.
    #[default]
    Findings,
    /// Of those too whose name contains one of these; an empty text is in every name.
    Named(Vec<String>),
}

impl Traced {
    fn wants(&self, check: &str) -> bool {
        match self {
            Self::Findings => false,
            Self::Named(patterns) => patterns.iter().any(|pattern| check.contains(pattern.as_str())),
        }
    }
}

/// What one check said.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CheckResult {
    /// Name of the check.
    pub check: String,
    /// The requirement that it judges.
    #[serde(deserialize_with = "registry::known_id")]
    #[schemars(with = "String")]
    pub requirement: RequirementId,
    /// What it said.
    pub verdict: Verdict,
    /// Why it did not pass, where it was run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finding: Option<Finding>,
    /// What is missing or excludes it, where it was not; what it did not come to, where it passed all the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Whether its requirement belongs to the set that is scored; `false` for one that was added after its release.
    pub scored: bool,
    /// Why the baseline accepts this failure, where it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted: Option<String>,
    /// The calls, where they were asked for of checks without a finding too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trace: Option<Vec<Call>>,
}

/// A whole run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Run {
    /// Who was tested.
    pub description: Description,
    /// How it was reached.
    pub transport: Transport,
    /// The target as it was given.
    pub target: String,
    /// The seed, as it was given: a number, or any other text.
    pub seed: Seed,
    /// What was asked of the target; `None`: what it offers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<Profile>,
    /// The set of requirements that is scored.
    #[schemars(with = "String")]
    pub edition: Edition,
    /// By what the share of exploration was left out, where it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unexplored: Option<String>,
    /// The part of the checks that this run is about; `None`: all that were chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub shard: Option<Shard>,
    /// How many checks were chosen, of which a shard holds a part.
    pub chosen: usize,
    /// How many checks were to be run. There are fewer results when the run was cut short.
    pub planned: usize,
    /// In the order of the checks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<CheckResult>,
    /// The Set that checks began with, where it was not a fixture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reset_from: Option<String>,
    /// Why the target could not be brought back in the middle of the run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lost: Option<String>,
    /// What the run left behind in a Set that was not its own, because the target offers no way to take it back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left_behind: Option<String>,
    /// What is to be known of the target beside the verdicts, a sentence each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remarks: Vec<String>,
    /// Whether somebody interrupted it: then the checks that were not run have no result.
    pub interrupted: bool,
    /// Whether it ended with the first failure, as was asked: the same.
    pub failed_fast: bool,
    /// What the baseline makes of it, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<Comparison>,
}

/// What a run says of one requirement.
#[derive(Debug, Clone, Copy)]
pub struct Judged {
    /// The requirement.
    pub requirement: &'static Requirement,
    /// The verdict on it.
    pub verdict: Verdict,
    /// The same without the failures that the baseline accepts.
    pub unexcused: Verdict,
    /// Whether it counts; `false` for one that was added after the release of the set that is scored.
    pub scored: bool,
}

impl Run {
    /// The verdict on each requirement that had a check in this run, in the order of the registry.
    pub fn requirements(&self) -> Vec<Judged> {
        let mut results: BTreeMap<&str, Vec<&CheckResult>> = BTreeMap::new();
        for result in &self.checks {
            results.entry(result.requirement).or_default().push(result);
        }
        let judged = |requirement: &'static Requirement| {
            let checks = results.get(requirement.id)?;
            let unexcused = |check: &CheckResult| if check.accepted.is_some() { Verdict::Pass } else { check.verdict };
            Some(Judged {
                requirement,
                verdict: Verdict::of_checks(checks.iter().map(|check| check.verdict)),
                unexcused: Verdict::of_checks(checks.iter().map(|check| unexcused(check))),
                scored: checks.iter().all(|check| check.scored),
            })
        };
        registry::all().filter_map(judged).collect()
    }

    /// The verdict of the run, and how the process ends.
    pub fn judge(&self) -> (Conformance, ExitCode) {
        let mut scored: Vec<Scored> = self
            .requirements()
            .iter()
            .filter(|judged| judged.scored)
            .map(|judged| Scored {
                level: judged.requirement.level,
                verdict: judged.verdict,
                unexcused: judged.unexcused,
            })
            .collect();
        // Our own bugs count even where no requirement is there to carry them.
        let bug = Scored { level: Level::Must, verdict: Verdict::HarnessError, unexcused: Verdict::HarnessError };
        scored.extend(self.checks.iter().filter(|result| result.verdict == Verdict::HarnessError).map(|_| bug));
        let compared = |found: fn(&Comparison) -> bool| self.baseline.as_ref().is_some_and(found);
        let circumstances = Circumstances {
            target_lost: self.lost.is_some(),
            interrupted: self.interrupted,
            lacking: !self.lacks().is_empty(),
            regressed: compared(|baseline| !baseline.regressed.is_empty()),
            baseline_stale: compared(|baseline| !baseline.stale.is_empty()),
        };
        judge(&scored, circumstances)
    }

    /// What the profile needs and the target does not offer, by name.
    pub fn lacks(&self) -> Vec<String> {
        self.profile.map_or_else(Vec::new, |profile| profile.lacks(&self.description))
    }

    /// The same without its checks.
    #[must_use]
    pub fn without_checks(&self) -> Self {
        Self {
            description: self.description.clone(),
            target: self.target.clone(),
            reset_from: self.reset_from.clone(),
            seed: self.seed.clone(),
            lost: self.lost.clone(),
            left_behind: self.left_behind.clone(),
            remarks: self.remarks.clone(),
            unexplored: self.unexplored.clone(),
            baseline: self.baseline.clone(),
            checks: Vec::new(),
            ..*self
        }
    }

    /// Every operation of the port, and whether the target offers it.
    pub fn operations(&self) -> impl Iterator<Item = (Operation, bool)> + '_ {
        Operation::PORT.iter().map(|operation| (*operation, self.description.offers(*operation)))
    }
}

/// Runs checks on a target. `tell` is told what happens. The error is that of the first start.
pub fn run(options: &RunOptions, checks: &[Check], tell: impl FnMut(&Event)) -> Result<Run, NoRun> {
    run_some(options, checks, |_| true, tell)
}

/// The same with some of the checks.
pub(crate) fn run_some(
    options: &RunOptions,
    checks: &[Check],
    wanted: impl Fn(&Check) -> bool,
    mut tell: impl FnMut(&Event),
) -> Result<Run, NoRun> {
    let checks: Vec<&Check> = checks.iter().filter(|check| wanted(check)).collect();
    let chosen = options.chosen(&checks).len();
    let unexplored = options.unexplored.clone().filter(|_| chosen < checks.len());
    let checks = options.part(&checks);
    let jobs = options.jobs.get().min(checks.len()).max(1);
    let mut stages = (0..jobs).map(|_| options.stage()).collect::<Result<Vec<Stage>, NoRun>>()?;
    if let Some(scratch) = &options.scratch {
        stages.iter_mut().try_for_each(|stage| stage.guard(scratch))?;
    }
    let mut run = Run {
        description: stages[0].description().clone(),
        transport: options.target.transport(),
        target: options.target.to_string(),
        seed: options.seed.clone(),
        reset_from: options.reset_from.as_ref().map(|from| from.name.clone()),
        profile: options.profile,
        edition: options.edition,
        unexplored,
        shard: options.shard,
        chosen,
        planned: checks.len(),
        checks: Vec::new(),
        lost: None,
        left_behind: None,
        remarks: options.target.remarks(),
        interrupted: false,
        failed_fast: false,
        baseline: None,
    };
    let awaits = |done: usize| checks.get(done).map(|check| Event::check_started(check));
    tell(&Event::run_started(&run));
    awaits(0).iter().for_each(&mut tell);
    let stop = AtomicBool::new(false);
    thread::scope(|scope| {
        let (sender, results) = mpsc::channel();
        let jobs: Vec<_> = stages
            .into_iter()
            .enumerate()
            .map(|(first, stage)| {
                let own = checks.iter().copied().enumerate().skip(first).step_by(jobs);
                let (sender, stop) = (sender.clone(), &stop);
                scope.spawn(move || work(stage, own, options, stop, &sender))
            })
            .collect();
        drop(sender);
        // What is ready before its turn waits here.
        let mut early = BTreeMap::new();
        for (at, result) in results {
            early.insert(at, result);
            while let Some(mut result) = early.remove(&run.checks.len()).filter(|_| !run.failed_fast) {
                result.accepted = options.baseline.as_ref().and_then(|baseline| baseline.accepts(&result));
                run.failed_fast = options.fail_fast && result.fails();
                run.checks.push(result.clone());
                tell(&Event::CheckEnded(Box::new(result)));
                awaits(run.checks.len()).iter().filter(|_| !run.failed_fast).for_each(&mut tell);
                if run.failed_fast {
                    stop.store(true, Ordering::SeqCst);
                }
            }
        }
        for job in jobs {
            match job.join() {
                Ok(ended) => {
                    // What happened after the end of the run is not part of it.
                    let lost = ended.lost.filter(|(at, _)| *at < run.checks.len()).map(|(_, why)| why);
                    run.lost = run.lost.take().or(lost);
                    run.left_behind = run.left_behind.take().or(ended.left_behind);
                }
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
    });
    run.interrupted = options.interrupt.is_raised() && run.checks.len() < run.planned && !run.failed_fast;
    run.baseline = options.baseline.as_ref().map(|baseline| baseline.compare(&run));
    tell(&Event::run_ended(&run));
    Ok(run)
}

/// A check that would be run, its requirement, and whether it can be on this target.
pub type Planned<'a> = (&'a Check, &'static Requirement, Scope);

/// What [`run`] would do with these checks: the target is started for its description, and nothing is called.
pub fn plan<'a>(options: &RunOptions, checks: &'a [Check]) -> Result<Vec<Planned<'a>>, NoRun> {
    let stage = options.stage()?;
    let asked = options.asked();
    let planned = |check: &'a Check| {
        let requirement = registry::by_id(check.requirement)?;
        let scope = scope(check, requirement, stage.description(), &*options.target, asked);
        Some((check, requirement, scope))
    };
    let planned = options.part(&checks.iter().collect::<Vec<_>>()).into_iter().filter_map(planned).collect();
    stage.close();
    Ok(planned)
}

/// How a job ended.
struct Ended {
    /// After which check its target could not be brought back, and why.
    lost: Option<(usize, String)>,
    /// What it left behind in the Set.
    left_behind: Option<String>,
}

/// One job: its checks in their order, on a stage of its own.
fn work<'a>(
    mut stage: Stage,
    checks: impl Iterator<Item = (usize, &'a Check)>,
    options: &RunOptions,
    stop: &AtomicBool,
    results: &Sender<(usize, CheckResult)>,
) -> Ended {
    let mut lost = None;
    for (at, check) in checks {
        let result = if lost.is_some() {
            CheckResult::unreached(check, options.edition)
        } else {
            let mut result = run_in_doubt_again(&mut stage, check, options);
            if options.shows_sets && !options.interrupt.is_raised() {
                failing_call::look_at_it(&mut stage, check, &mut result);
            }
            result
        };
        // The target was ended under the hands of this check: what it saw means nothing.
        if options.interrupt.is_raised() || stop.load(Ordering::SeqCst) {
            break;
        }
        // Nobody listens any more only when the run has failed: then there is nobody to tell.
        let _ = results.send((at, result));
        if lost.is_none() {
            lost = stage.recover().err().map(|error| (at, error.to_string()));
        }
    }
    if lost.is_some() && !stage.holds_somebodys_set() {
        return Ended { lost, left_behind: None };
    }
    // A bridge of this process that panics must not take the results with it.
    let closed = catch_unwind(AssertUnwindSafe(|| stage.close()));
    Ended { lost, left_behind: closed.unwrap_or_else(|panic| Some(format!("it panicked: {}", panic_message(&*panic)))) }
}

/// Runs a check, and again where it may have failed because the host was not waited for.
fn run_in_doubt_again(stage: &mut Stage, check: &Check, options: &RunOptions) -> CheckResult {
    stage.settling().begin();
    let first = one_check::run_check(stage, check, options);
    let again = |stage: &mut Stage| match stage.recover() {
        Ok(()) => one_check::run_check(stage, check, options),
        Err(_) => CheckResult::unreached(check, options.edition),
    };
    let holds =
        |result: &CheckResult| matches!(result.verdict, Verdict::Pass | Verdict::OutOfScope | Verdict::NotApplicable);
    waiting_in_doubt(stage, first, again, holds)
}

impl CheckResult {
    /// The result of a check before it is run.
    fn new(check: &Check, edition: Edition) -> Self {
        Self {
            check: check.name.clone(),
            requirement: check.requirement,
            verdict: Verdict::Pass,
            finding: None,
            reason: None,
            scored: registry::by_id(check.requirement).is_none_or(|requirement| edition.scores(requirement)),
            accepted: None,
            trace: None,
        }
    }

    /// A check that could not be run any more.
    fn unreached(check: &Check, edition: Edition) -> Self {
        let reason = Some("the target could not be brought back".to_owned());
        Self { verdict: Verdict::Unknown, reason, ..Self::new(check, edition) }
    }

    /// Whether it alone makes a run fail.
    pub fn fails(&self) -> bool {
        let failed = matches!(self.verdict, Verdict::Fail | Verdict::Untestable | Verdict::HarnessError);
        failed && self.scored && self.accepted.is_none()
    }
}
