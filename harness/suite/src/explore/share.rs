//! The share of exploration with which a verification ends: so many programs of each theme, always the same ones for a
//! seed, on the target that was checked.
//!
//! How many there are is decided by how the target gets a fresh Set and how it is reached, and never by a clock; a limit of
//! time is there for targets that are very slow, and what it cut off is told.

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use livebridge_port::{Operation, OperationKind};

use super::generate::themes::Theme;
use super::parallel::Share;
use super::{ExploreError, ExploreOptions, Explored, Extent, Plan, RunningTarget, Unready, explore_on, finding_text};
use crate::check::{Checked, Stop};
use crate::seed::Seed;
use crate::stage::{Stage, Way};
use crate::trace::Call;

/// A part of the share, which is a check of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Calls of every kind.
    Mixed,
    /// The same calls again, undone one by one.
    Repetition,
    /// Transactions that fail.
    Failures,
    /// Everything has the same name.
    Namesakes,
    /// Histories to both ends.
    Histories,
    /// Large Sets and long transactions.
    Sizes,
}

/// The programs of a part where a Set can be had by a reset, and where it takes a new start.
type Programs = (&'static [(Theme, u64)], &'static [(Theme, u64)]);

impl Part {
    /// Every part, in the order in which they run.
    pub const ALL: [Self; 6] =
        [Self::Mixed, Self::Repetition, Self::Failures, Self::Namesakes, Self::Histories, Self::Sizes];

    /// The name in that of its check.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Mixed => "mixed-calls",
            Self::Repetition => "the-same-again",
            Self::Failures => "failing-transactions",
            Self::Namesakes => "everything-is-called-the-same",
            Self::Histories => "histories-to-their-ends",
            Self::Sizes => "large-sets",
        }
    }

    const fn programs(self) -> Programs {
        match self {
            Self::Mixed => (&[(Theme::Mixed, 45), (Theme::Quick, 120)], &[(Theme::Mixed, 5), (Theme::Quick, 5)]),
            Self::Repetition => (&[(Theme::Repetition, 80)], &[(Theme::Repetition, 8)]),
            Self::Failures => (&[(Theme::Failures, 40)], &[(Theme::Failures, 5)]),
            Self::Namesakes => (&[(Theme::Namesakes, 16)], &[(Theme::Namesakes, 3)]),
            Self::Histories => (&[(Theme::Histories, 2)], &[(Theme::Histories, 1)]),
            Self::Sizes => {
                let each = &[
                    (Theme::ManyTracks, 1),
                    (Theme::ManyClips, 1),
                    (Theme::ManyNotes, 1),
                    (Theme::LongTransactions, 1),
                ];
                (each, each)
            }
        }
    }
}

/// How many steps a program has: more where each begins with a new start.
const STEPS: usize = 20;
const STEPS_OF_A_START: usize = 60;

/// After how many findings of different causes a part ends.
const FINDINGS: usize = 2;

/// How much is tried to make a program smaller.
const EFFORT: usize = 120;

/// No program is begun after this time.
const PATIENCE: Duration = Duration::from_secs(30);

/// Runs a part of the share on the target of a stage.
pub(crate) fn run(stage: &mut Stage, part: Part) -> Checked {
    let way = stage.way();
    let (with_resets, with_starts) = part.programs();
    let (plan, steps) = match way {
        Way::Reset => (with_resets, STEPS),
        Way::Restart | Way::Build => (with_starts, STEPS_OF_A_START),
    };
    // A Set that is not ours is only read.
    let operations: BTreeSet<Operation> = match way {
        Way::Reset | Way::Restart => BTreeSet::new(),
        Way::Build => Operation::ALL.iter().copied().filter(|it| it.kind() == OperationKind::Read).collect(),
    };
    let (target, timeouts, instance) = stage.lend();
    let options = ExploreOptions {
        timeouts,
        seed: part_seed(stage.seed(), part),
        cases: plan.iter().map(|(_, count)| count).sum(),
        steps,
        budget: Some(PATIENCE),
        operations,
        findings: FINDINGS,
        ..ExploreOptions::new(Arc::clone(&target))
    };
    let mut live = RunningTarget::of(target, timeouts, instance);
    let extent = Extent { plan: Plan::Fixed(plan), effort: EFFORT };
    let explored = explore_on(&mut live, &options, extent, Share::WHOLE, None, |_| ControlFlow::Continue(()));
    // Whatever ran there, the next check is to begin with a Set of its own.
    stage.take_back(live.into_instance());
    match explored {
        Ok(explored) => judged(stage, &options, &explored),
        Err(ExploreError::Nothing) => stage.missing("operation that programs are made of", &[]),
        Err(ExploreError::Unready(Unready::Missing(what))) => stage.missing(&format!("Set to begin with: {what}"), &[]),
        Err(ExploreError::Unready(error)) => Err(Stop::Untestable(error.to_string())),
        Err(ExploreError::Record(error)) => Err(Stop::Undecided(error.to_string())),
    }
}

/// The parts of one run draw different programs.
fn part_seed(seed: u64, part: Part) -> Seed {
    Seed::from(seed ^ livebridge_port::hash::fnv1a(part.name().as_bytes()))
}

fn judged(stage: &Stage, options: &ExploreOptions, explored: &Explored) -> Checked {
    let (programs, cases) = (explored.programs, options.cases);
    if let Some((first, others)) = explored.findings.split_first() {
        let calls = first.divergence.calls.iter();
        stage.trace().restore(calls.map(|(call, answer)| Call::new(call, answer)).collect());
        let mut seen = first.divergence.seen.clone();
        for other in others {
            seen = seen + "\nand another: " + &finding_text::cause(other);
        }
        return Err(Stop::broken(format!("{} ({})", first.divergence.expected, first.divergence.cause), seen));
    }
    if let Some(error) = &explored.lost {
        return Err(Stop::Untestable(error.to_string()));
    }
    if explored.out_of_time {
        stage.note(format!("{programs} of {cases} programs: {} s were over", PATIENCE.as_secs()));
    }
    Ok(())
}
