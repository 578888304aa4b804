//! The whole Set: what the target shows of it, and whether that is what the model has.
//!
//! A look takes the snapshot where there is one, else the reads. A survey takes both, and the counts: two views of one
//! Set must agree, whichever was asked for first.

use std::collections::BTreeSet;

use livebridge_port::capabilities::SnapshotCapability;
use livebridge_port::{Name, Operation, Snapshot};
use serde_json::json;

use super::super::agreement::{Agreement, field};
use super::super::answer::StepAnswer;
use super::super::program::{self, Step};
use super::super::subject::Look;
use super::{Judge, Judged};
use crate::stage;

/// What a whole Set looked like.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Shown {
    /// What `control/snapshot` gave.
    Snapshot(Look),
    /// What the reads gave.
    Reads(Vec<StepAnswer>),
}

/// How many names are searched for in a survey.
const SEARCHES: usize = 3;

impl Judge<'_> {
    /// Looks at the whole Set and compares it with the model's.
    pub(super) fn look(&mut self) -> Judged<Shown> {
        let expected = self.model.snapshot();
        if self.looks() == SnapshotCapability::None {
            return self.look_through_reads(&expected);
        }
        let look = self.take_snapshot(&expected)?;
        if matches!(look, Look::Own(_)) {
            self.look_through_reads(&expected)?;
        }
        Ok(Shown::Snapshot(look))
    }

    /// Surveys the Set at the present place of the history.
    pub(super) fn survey_here(&mut self) -> Judged {
        let view = self.survey()?;
        if !self.is_exact() {
            let place = self.history.done();
            if matches!(self.shown.get(place), Some(Some(_))) {
                self.gives_back(&Step::ControlUndo, &view)?;
            }
            if self.unseen_since_commit() {
                self.keep(view);
            }
        }
        self.unseen = false;
        Ok(())
    }

    /// Whether nothing is known of the present place of the history.
    fn unseen_since_commit(&self) -> bool {
        !matches!(self.shown.get(self.history.done()), Some(Some(_)))
    }

    /// Looks at everything that the target shows: the snapshot before the reads or after them, in turns.
    pub(super) fn survey(&mut self) -> Judged<Shown> {
        let expected = self.model.snapshot();
        if self.looks() == SnapshotCapability::None {
            let shown = self.look_through_reads(&expected)?;
            self.look_at_counts()?;
            return Ok(shown);
        }
        let reads_first = self.answered.len() % 2 == 1;
        if reads_first {
            self.look_through_reads(&expected)?;
        }
        let look = self.take_snapshot(&expected)?;
        if !reads_first {
            self.look_through_reads(&expected)?;
        }
        self.look_at_counts()?;
        Ok(Shown::Snapshot(look))
    }

    fn take_snapshot(&mut self, expected: &Snapshot) -> Judged<Look> {
        let look = self.subject.look(expected);
        match &look {
            Look::Set(_) if self.manner.muted.contains(&Operation::ControlSnapshot) => {}
            Look::Set(seen) if **seen == *expected => {}
            Look::Set(seen) => {
                let mut agreement = Agreement { tolerance: self.tolerance, names: &mut self.names };
                if let Some(difference) = agreement.differ(&json!(expected), &json!(seen)) {
                    let view = |set: &Snapshot| stage::View::Set(Box::new(set.clone()));
                    let words = view(expected).difference(&view(seen)).unwrap_or_else(|| {
                        format!("{}: {} instead of {}", difference.path, difference.seen, difference.expected)
                    });
                    let about = format!("the Set, {}", field(&difference.path));
                    return Err(self.parted(&about, "the Set that the model has", format!("another one: {words}")));
                }
            }
            Look::Own(_) => {}
            Look::None(reason) => {
                return Err(self.parted("control/snapshot", "a snapshot, as declared", reason.clone()));
            }
        }
        Ok(look)
    }

    fn look_at_counts(&mut self) -> Judged {
        for (step, operation) in [
            (Step::ControlUndoDepth, Operation::ControlUndoDepth),
            (Step::ControlTransactionCount, Operation::ControlTransactionCount),
        ] {
            if !self.description.offers(operation) || self.manner.muted.contains(&operation) {
                continue;
            }
            if operation == Operation::ControlUndoDepth && !self.description.capabilities.one_call_is_one_step() {
                continue;
            }
            let answer = self.subject.ask(&step);
            if let StepAnswer::Fault(fault) = answer {
                return Err(self.parted(operation.name(), format!("{operation} is answered"), fault));
            }
            if operation == Operation::ControlUndoDepth { self.depths(&answer)? } else { self.counts(&answer)? }
        }
        Ok(())
    }

    fn look_through_reads(&mut self, set: &Snapshot) -> Judged<Shown> {
        let mut steps = program::reads_of(set, self.searches(set));
        let mut answers = Vec::new();
        let compared = |operation| self.description.offers(operation) && !self.manner.muted.contains(&operation);
        steps.retain(|step| compared(step.operation()));
        for step in steps {
            let (asked, meant) = self.translate(&step)?;
            let seen = self.subject.ask(&asked);
            if let StepAnswer::Fault(fault) = &seen {
                let expected = format!("{} is answered", step.operation());
                return Err(self.parted(step.operation().name(), expected, fault.clone()));
            }
            self.compare(&asked, &meant, &self.model.ask(&meant), &seen)?;
            answers.push(seen);
        }
        Ok(Shown::Reads(answers))
    }

    /// What is searched for: nothing at all, and the names of some tracks.
    fn searches(&self, set: &Snapshot) -> Vec<String> {
        if !self.manner.watch.surveys() {
            return Vec::new();
        }
        let names: BTreeSet<&Name> = set.tracks.iter().map(|track| &track.name).collect();
        // What lower case is of these is not the same everywhere.
        let plain =
            |name: &&Name| name.chars().all(|c| c.is_ascii() || c.is_alphanumeric()) && !name.contains(['Σ', 'İ']);
        let some = names.into_iter().filter(plain).take(SEARCHES).map(std::string::ToString::to_string);
        [String::new()].into_iter().chain(some).collect()
    }
}
