//! Programs of checks: calls on a Set that is known, each judged by the model, with everything that the target shows
//! compared after every change, undo and redo.
//!
//! Such a program asks more than its requirement says. A divergence in what it only builds upon is told as that, and
//! leaves the verdict to the check of the other requirement.

use livebridge_port::capabilities::ResetCapability;
use livebridge_port::{Batch, Mutation, Operation, Reset, Snapshot};

use super::neighbours::neighbours;
use super::series::Supplies;
use crate::check::{Checked, Stop};
use crate::explore::program::Step;
use crate::explore::{Pace, play};
use crate::stage::{Stage, Via, Way};

/// A Set that is known, and what can be put into it.
#[derive(Debug, Clone)]
pub(crate) struct Ground {
    /// The Set.
    pub(crate) set: Snapshot,
    /// What there is beside it.
    pub(crate) supplies: Supplies,
    /// How the target is brought to it.
    reset: Option<Reset>,
}

impl Ground {
    /// The Set with a neighbour and a namesake for every object where the target takes one, else a fixture, else what
    /// it starts with.
    pub(crate) fn of(stage: &mut Stage) -> Checked<Self> {
        let resets =
            if stage.offers(Operation::ControlReset) { stage.capabilities().reset } else { ResetCapability::None };
        match resets {
            ResetCapability::Snapshots => Self::on(stage, neighbours()),
            ResetCapability::Fixtures => {
                let set = livebridge_port::fixtures::seeded();
                let reset = Reset::Fixture { fixture: "seeded".to_owned(), notes: None };
                Ok(Self { set, supplies: Supplies::of(stage), reset: Some(reset) })
            }
            ResetCapability::None if stage.way() == Way::Restart => {
                stage.fresh("seeded")?;
                let set = stage.whole_set()?;
                Ok(Self { set, supplies: Supplies::of(stage), reset: None })
            }
            ResetCapability::None => stage.missing("Set that is known (control/reset, or a new start)", &[]),
        }
    }

    /// This Set.
    pub(crate) fn on(stage: &mut Stage, set: Snapshot) -> Checked<Self> {
        let takes = stage.offers(Operation::ControlReset) && stage.capabilities().reset == ResetCapability::Snapshots;
        if !takes {
            return stage.missing("reset to any snapshot (capability reset: snapshots)", &[]);
        }
        let reset = Some(Reset::Snapshot(Box::new(set.clone())));
        Ok(Self { set, supplies: Supplies::of(stage), reset })
    }

    /// Brings the target to the Set.
    pub(crate) fn restore(&self, stage: &mut Stage) -> Checked {
        match &self.reset {
            Some(reset) => stage.reset_to(reset)?,
            None => stage.fresh("seeded")?,
        }
        stage.trace().clear();
        Ok(())
    }

    /// Whether the target can be reset to it.
    pub(crate) const fn resets(&self) -> bool {
        self.reset.is_some()
    }

    /// A reset to it, as a step; a look at it, where there is none.
    pub(crate) fn reset_step(&self) -> Step {
        self.reset.clone().map_or(Step::ListTracks, Step::ControlReset)
    }

    /// The same for a check of what comes after calls that succeed: where such a call itself, or what is read after it, is
    /// not as the model has it, that is for the requirements of calls and reads to say.
    pub(crate) fn play_back(&self, stage: &mut Stage, steps: &[Step], pace: Pace, expected: &str) -> Checked {
        self.run(stage, steps, pace, expected, |step| matches!(step, Step::Commit(batch) if !is_faulty(batch)))
    }

    /// Runs steps from the Set. `expected` is what the check is about, for the words of a finding.
    pub(crate) fn play(&self, stage: &mut Stage, steps: &[Step], pace: Pace, expected: &str) -> Checked {
        self.run(stage, steps, pace, expected, |_| false)
    }

    fn run(
        &self,
        stage: &mut Stage,
        steps: &[Step],
        pace: Pace,
        expected: &str,
        is_premise: fn(&Step) -> bool,
    ) -> Checked {
        self.restore(stage)?;
        let offered = steps.iter().all(|step| stage.offers(step.operation()));
        if !offered {
            let lacking: Vec<Operation> = steps.iter().map(Step::operation).collect();
            return stage.missing("operations of the program", &lacking);
        }
        play(stage, &self.set, steps, pace).map_err(|divergence| {
            let step = steps.get(divergence.step);
            let at = step.map_or_else(String::new, |step| {
                format!(" (step {} of the program, {})", divergence.step + 1, step.operation())
            });
            if step.is_some_and(is_premise) && !is_of_the_history(&divergence.cause) {
                return Stop::Premise(format!("{}{at}, it was {}", divergence.expected, divergence.seen));
            }
            Stop::broken(format!("{expected}: {}{at}", divergence.expected), divergence.seen)
        })
    }
}

impl Supplies {
    /// What this target offers.
    fn of(stage: &mut Stage) -> Self {
        let makes_audio = stage.is_judged(Operation::CreateArrangementAudioClip);
        let audio_file = if makes_audio { stage.audio_file().ok() } else { None };
        Self { audio_file, effect: stage.effect_name() }
    }
}

/// The mutation that makes a batch of a program fail, whatever the Set holds.
pub(crate) const FAULT: Mutation = Mutation::SetTempo { bpm: -1.0 };

/// Whether what parted was how many steps there are: that is what checks of undo are about, also before the undo.
fn is_of_the_history(cause: &str) -> bool {
    ["undoDepth", "transactionCount"].iter().any(|count| cause.contains(count))
}

fn is_faulty(batch: &Batch) -> bool {
    batch.mutations().contains(&FAULT)
}

/// Mutations as they are sent: each as a call, or each as a transaction.
pub(crate) fn sent(via: Via, mutations: &[Mutation]) -> Vec<Step> {
    let step = |mutation: &Mutation| {
        Step::Commit(match via {
            Via::Call => Batch::Call(mutation.clone()),
            Via::Transaction => Batch::Transaction(vec![mutation.clone()]),
        })
    };
    mutations.iter().map(step).collect()
}

/// What is done, back to the beginning and forward again: one undo more than there are steps finds nothing, and so does
/// one redo more. Where less can be undone than was done, as far as is declared.
pub(crate) fn there_and_back(stage: &Stage, mut steps: Vec<Step>) -> Vec<Step> {
    let declared = usize::try_from(stage.capabilities().undo_history.get()).unwrap_or(usize::MAX);
    let count = steps.len();
    let back = count.min(declared);
    steps.extend(std::iter::repeat_n(Step::ControlUndo, back));
    if count <= declared {
        steps.push(Step::ControlUndo);
    }
    steps.extend(std::iter::repeat_n(Step::ControlRedo, back + 1));
    // A redo that finds nothing takes nothing away.
    steps.push(Step::ControlUndo);
    steps
}
