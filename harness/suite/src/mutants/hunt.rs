//! The hunt: every check against every mutant, with the unmodified fake as the control and one mutant as the canary.
//!
//! The control shows that the suite finds nothing where there is nothing, the canary that it finds anything at all,
//! also when only one mutant is hunted.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use serde::{Serialize, Serializer};

use super::Mutant;
use crate::check::Check;
use crate::interrupt::Interrupt;
use crate::runner::{self, CheckResult, NoRun, Run, RunOptions};
use crate::target::{FakeTarget, MutantTarget, Target};
use crate::verdict::{ExitCode, Verdict};

/// The mutant that is in every hunt on the fakes themselves.
pub const CANARY: &str = "rollback-leaks-first-op";

/// Where a hunt takes place: how the fakes are reached, and its canary.
pub struct Ground<'a> {
    /// The target that a mutant is, and the unmodified fake for none.
    pub target: &'a (dyn Fn(Option<&'static Mutant>) -> Arc<dyn Target> + Sync),
    /// The mutant that is in every hunt there.
    pub canary: &'static str,
    /// Whether one that its own requirement does not catch is held against all the others too, which says who does.
    pub asks_all: bool,
}

impl Default for Ground<'_> {
    /// The fakes themselves, over their port.
    fn default() -> Self {
        let target = &|mutant: Option<&'static Mutant>| match mutant {
            None => Arc::new(FakeTarget) as Arc<dyn Target>,
            Some(mutant) => Arc::new(MutantTarget(mutant)),
        };
        Self { target, canary: CANARY, asks_all: true }
    }
}

/// What became of a mutant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase", tag = "is")]
pub enum Fate {
    /// Its own requirement caught it.
    Killed {
        /// The checks of that requirement that did.
        checks: Vec<String>,
    },
    /// Its own requirement did not see it; others did.
    KilledForAnotherReason {
        /// The requirements that did.
        requirements: Vec<&'static str>,
    },
    /// No check saw it.
    Survived,
    /// It brought out a bug of ours.
    HarnessError {
        /// The check, and what it said.
        what: String,
    },
    /// The hunt was interrupted before.
    Unknown,
}

/// A mutant, and what became of it.
#[derive(Debug, Clone, Serialize)]
pub struct Hunted {
    /// The name behind `fake+`.
    pub name: &'static str,
    /// The requirement that must catch it.
    pub requirement: &'static str,
    /// What became of it.
    pub fate: Fate,
}

/// A whole hunt.
#[derive(Debug, Clone, Serialize)]
pub struct Hunt {
    /// Every mutant that was hunted, in the order of the table.
    pub mutants: Vec<Hunted>,
    /// The canary.
    pub canary: Hunted,
    /// What every check said of the unmodified fake; `None` when the hunt was interrupted before. In JSON what was found
    /// there alone: nothing, if all is well.
    #[serde(serialize_with = "findings_alone")]
    pub control: Option<Vec<CheckResult>>,
}

#[expect(clippy::ref_option, reason = "it is how serde asks")]
fn findings_alone<S: Serializer>(control: &Option<Vec<CheckResult>>, serializer: S) -> Result<S::Ok, S::Error> {
    let found =
        |results: &Vec<CheckResult>| results.iter().filter(|result| is_found(result)).cloned().collect::<Vec<_>>();
    control.as_ref().map(found).serialize(serializer)
}

const fn is_found(result: &CheckResult) -> bool {
    result.finding.is_some()
}

impl Hunt {
    /// How many mutants ended so.
    pub fn count(&self, wanted: impl Fn(&Fate) -> bool) -> usize {
        self.mutants.iter().filter(|hunted| wanted(&hunted.fate)).count()
    }

    /// Whether it was interrupted before all was hunted.
    pub fn is_interrupted(&self) -> bool {
        let mut all = self.mutants.iter().chain([&self.canary]);
        self.control.is_none() || all.any(|hunted| hunted.fate == Fate::Unknown)
    }

    /// What was found in the unmodified fake.
    pub fn found_in_control(&self) -> impl Iterator<Item = &CheckResult> {
        self.control.iter().flatten().filter(|result| is_found(result))
    }

    /// How the process ends: a finding in the control is a bug of ours, and whatever is not killed by its own
    /// requirement counts as a survivor.
    pub fn exit_code(&self) -> ExitCode {
        let all = || self.mutants.iter().chain([&self.canary]).map(|hunted| &hunted.fate);
        if self.is_interrupted() {
            ExitCode::Interrupted
        } else if self.found_in_control().next().is_some()
            || all().any(|fate| matches!(fate, Fate::HarnessError { .. }))
        {
            ExitCode::HarnessBug
        } else if all().all(|fate| matches!(fate, Fate::Killed { .. })) {
            ExitCode::Conformant
        } else {
            ExitCode::MutantSurvived
        }
    }
}

/// Runs the checks against these mutants, the canary and the control, on so many threads, until it is interrupted.
/// `tell` hears of each one as it is done, in any order.
pub fn hunt(
    ground: &Ground<'_>,
    mutants: &[&'static Mutant],
    checks: &[Check],
    jobs: NonZeroUsize,
    interrupt: &Interrupt,
    tell: impl Fn() + Sync,
) -> Result<Hunt, NoRun> {
    let canary = super::by_name(ground.canary);
    // The control and the canary come first; each thread takes the next one that nobody has.
    let hunted: Vec<&'static Mutant> = canary.into_iter().chain(mutants.iter().copied()).collect();
    let quarry: Vec<Option<&'static Mutant>> = std::iter::once(None).chain(hunted.into_iter().map(Some)).collect();
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..jobs.get().min(quarry.len()) {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::SeqCst);
                    let Some(mutant) = quarry.get(at) else { return };
                    let run = run(ground, *mutant, checks, interrupt);
                    // Half a run says nothing.
                    if interrupt.is_raised() && run.as_ref().map_or(true, |run| run.interrupted) {
                        return;
                    }
                    done.lock().unwrap_or_else(PoisonError::into_inner).push((at, run));
                    tell();
                }
            });
        }
    });
    let mut done: BTreeMap<usize, _> = done.into_inner().unwrap_or_else(PoisonError::into_inner).into_iter().collect();
    let mut checks = |at| done.remove(&at).transpose().map(|run: Option<Run>| run.map(|run| run.checks));
    let control = checks(0)?;
    let mut hunted = |at, mutant: &Mutant| -> Result<Hunted, NoRun> {
        let fate = checks(at)?.map_or(Fate::Unknown, |results| fate(mutant, &results));
        Ok(Hunted { name: mutant.name, requirement: mutant.requirement, fate })
    };
    let first = quarry.len() - mutants.len();
    let hunted_canary = canary.map(|canary| hunted(1, canary)).transpose()?;
    let mutants = (first..).zip(mutants).map(|(at, mutant)| hunted(at, mutant)).collect::<Result<_, _>>()?;
    let canary = hunted_canary.unwrap_or(Hunted {
        name: ground.canary,
        requirement: "",
        fate: Fate::HarnessError { what: "there is no such mutant".to_owned() },
    });
    Ok(Hunt { mutants, canary, control })
}

/// Runs the checks on the unmodified fake, or on a mutant: first those of its own requirement, and the others where they
/// do not see it.
fn run(
    ground: &Ground<'_>,
    mutant: Option<&'static Mutant>,
    checks: &[Check],
    interrupt: &Interrupt,
) -> Result<Run, NoRun> {
    let options = RunOptions { interrupt: interrupt.clone(), ..RunOptions::new((ground.target)(mutant)) };
    let Some(mutant) = mutant else {
        return runner::run(&options, checks, |_| {});
    };
    let first = runner::run_some(&options, checks, |check| check.requirement == mutant.requirement, |_| {})?;
    if first.interrupted || !ground.asks_all || !matches!(fate(mutant, &first.checks), Fate::Survived) {
        return Ok(first);
    }
    // Exploration takes as long as all other checks, and would see nearly everything.
    runner::run(&RunOptions { unexplored: Some("the hunt".to_owned()), ..options }, checks, |_| {})
}

/// What the checks make of a mutant.
fn fate(mutant: &Mutant, checks: &[CheckResult]) -> Fate {
    if let Some(bug) = checks.iter().find(|result| result.verdict == Verdict::HarnessError) {
        let said = bug.finding.as_ref().map(|finding| &finding.seen).or(bug.reason.as_ref());
        return Fate::HarnessError { what: format!("{}: {}", bug.check, said.map_or("no reason", String::as_str)) };
    }
    // What could not be set up, or had no reason to show, is no catch.
    let caught: Vec<&CheckResult> = checks
        .iter()
        .filter(|result| matches!(result.verdict, Verdict::Fail | Verdict::Warn) && result.finding.is_some())
        .collect();
    let own: Vec<String> = caught
        .iter()
        .filter(|result| result.requirement == mutant.requirement)
        .map(|result| result.check.clone())
        .collect();
    if !own.is_empty() {
        return Fate::Killed { checks: own };
    }
    let others: BTreeSet<&'static str> = caught.iter().map(|result| result.requirement).collect();
    if others.is_empty() {
        Fate::Survived
    } else {
        Fate::KilledForAnotherReason { requirements: others.into_iter().collect() }
    }
}
