//! A program that parts target and model, run again and made smaller.

use std::collections::BTreeSet;
use std::time::Duration;

use livebridge_port::{Operation, Snapshot};

use super::ProgramFinding;
use super::judge::{Divergence, Judge, Manner};
use super::model::Model;
use super::program::{Program, Step};
use super::shrink;
use super::subject::{RunningTarget, Unready};
use super::watch::Watch;
use crate::interrupt::Interrupt;

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

/// Runs a program on a target. Where a new target costs next to nothing, it is one that nothing else ran on.
pub fn replay(live: &mut RunningTarget, program: &Program) -> Result<Result<(), Divergence>, Unready> {
    replay_beside(live, &Model::default(), program, &BTreeSet::new())
}

pub(super) fn replay_beside(
    live: &mut RunningTarget,
    model: &Model,
    program: &Program,
    muted: &BTreeSet<Operation>,
) -> Result<Result<(), Divergence>, Unready> {
    if live.is_in_process() {
        live.restart()?;
    }
    let set = live.start(program)?;
    let has_a_past = live.has_a_past(&program.start);
    let manner = Manner { watch: program.watch, tells: true, muted, has_a_past };
    Ok(judge(live, model, &set, &program.steps, manner))
}

fn judge(
    live: &mut RunningTarget,
    model: &Model,
    set: &Snapshot,
    steps: &[Step],
    manner: Manner<'_>,
) -> Result<(), Divergence> {
    let mut judge = Judge::begin(live, model, set, manner)?;
    steps.iter().try_for_each(|step| judge.step(step))?;
    judge.end()
}

/// How long the answer of a call is waited for while a program that hangs is made smaller: at every try it would be all
/// of the time-out.
fn in_short(patience: Duration) -> Duration {
    const LEAST: Duration = Duration::from_millis(200);
    (patience / 10).max(LEAST).min(patience)
}

/// Within what a program is made smaller.
pub(super) struct Within<'a> {
    /// What is not compared.
    pub(super) muted: &'a BTreeSet<Operation>,
    /// Whether a cause was told before.
    pub(super) is_told: &'a dyn Fn(&str) -> bool,
    /// Ends it when it is raised.
    pub(super) interrupt: &'a Interrupt,
    /// How much is tried.
    pub(super) effort: usize,
}

/// Makes a program that parts target and model smaller, beginning with a new target. It stays away from the causes that
/// were told before.
pub(super) fn minimize(
    live: &mut RunningTarget,
    model: &Model,
    number: u64,
    mut program: Program,
    divergence: Divergence,
    within: &Within<'_>,
) -> ProgramFinding {
    let Within { muted, is_told, interrupt, effort } = *within;
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
        match replay_beside(live, model, candidate, muted) {
            Ok(judged) => judged.err().filter(|_| !interrupt.is_raised()),
            Err(error) => {
                trouble = Some(error);
                None
            }
        }
    };
    let own = divergence.cause.clone();
    let mut parts = |live: &mut RunningTarget, candidate: &Program| {
        parts(live, candidate).filter(|parted| parted.cause == own || !is_told(&parted.cause))
    };
    let step_of = |parted: &Divergence| parted.step;
    // Who looks at everything sees it sooner, unless looking is what hides it.
    let watches: &[Watch] = match program.watch {
        Watch::AtRisk => &[Watch::Everything, Watch::AtRisk],
        Watch::Everything => &[Watch::Everything],
        Watch::BetweenRuns => &[Watch::BetweenRuns],
    };
    let mut shrunk = watches.iter().find_map(|watch| {
        let program = Program { watch: *watch, ..program.clone() };
        shrink::shrink(program, effort, |candidate| parts(live, candidate), step_of)
    });
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
