//! Undo, redo and the counts: what they say, and what they give back.

use livebridge_port::Response;

use super::super::answer::StepAnswer;
use super::super::program::Step;
use super::answers::said;
use super::history::{Kept, Turn};
use super::sets::Shown;
use super::{Judge, Judged};

impl Judge<'_> {
    /// An undo or redo; gives whether the Set wants a look.
    pub(super) fn stepped(&mut self, step: &Step, answer: &StepAnswer) -> Judged<bool> {
        let back = matches!(step, Step::ControlUndo);
        let operation = step.operation();
        let Some(done) = answer.done() else {
            return Err(self.parted(
                operation.name(),
                format!("{operation} says whether it did something"),
                said(answer),
            ));
        };
        self.pass_over(back);
        let turn = if back { self.history.undone(done) } else { self.history.redone(done) };
        match turn {
            Turn::Wrong(expected) => {
                let about = format!("{operation}, done");
                return Err(self.parted(&about, expected, format!("done: {done}")));
            }
            Turn::Unknown => {
                self.is_blind = true;
                return Ok(false);
            }
            Turn::Nothing => {
                if back && !self.history.may_end_here() {
                    // What changed nothing was no step, when there is none.
                    while self.history.last() == Some(Kept::Perhaps) {
                        self.history.settle(self.history.done() - 1, false);
                        self.pass_over(back);
                    }
                }
                return Ok(true);
            }
            Turn::Step => self.turn(back),
            Turn::Perhaps => self.turn_perhaps()?,
        }
        self.changed();
        self.names.forget();
        if self.is_exact() || self.manner.watch.surveys() {
            return Ok(true);
        }
        let view = self.look()?;
        self.gives_back(step, &view)?;
        Ok(false)
    }

    /// Does in the model what the target did.
    fn turn(&mut self, back: bool) {
        let step = if back { Step::ControlUndo } else { Step::ControlRedo };
        self.model.ask(&step);
        self.history.go(back);
    }

    /// Passes over what is no step of the target.
    fn pass_over(&mut self, back: bool) {
        while self.history.passes_over(back) {
            self.turn(back);
        }
    }

    /// An undo of a write that changed nothing, or of the step before it: what the Set looks like tells.
    fn turn_perhaps(&mut self) -> Judged {
        let mut at = self.history.done() - 1;
        self.turn(true);
        self.names.forget();
        if self.look().is_ok() {
            self.history.settle(at, true);
            return Ok(());
        }
        self.names.forget();
        self.reads.clear();
        self.history.settle(at, false);
        loop {
            self.pass_over(true);
            let Some(next) = self.history.last() else {
                let expected = "the Set as it was: what was undone had changed nothing";
                return Err(self.parted("control/undo", expected, "another Set"));
            };
            at = self.history.done() - 1;
            self.turn(true);
            match next {
                Kept::Perhaps => self.history.settle(at, false),
                Kept::Step | Kept::No => return Ok(()),
            }
        }
    }

    /// Holds what is shown after an undo or a redo against what was shown at that place before, exactly.
    pub(super) fn gives_back(&mut self, step: &Step, view: &Shown) -> Judged {
        let place = self.history.done();
        match self.shown.get(place) {
            // What comes back may have ids of its own.
            Some(Some(Shown::Reads(_))) if self.names.are_opaque() => Ok(()),
            Some(Some(before)) if before != view => Err(self.parted(
                &format!("{}, within the tolerance", step.operation()),
                format!("{} gives back exactly the Set that the target showed before", step.operation()),
                "a Set that differs, if only within the tolerance of the contract",
            )),
            Some(_) | None => Ok(()),
        }
    }

    /// Keeps what is shown at the present place of the history.
    pub(super) fn keep(&mut self, view: Shown) {
        let place = self.history.done();
        self.shown.truncate(place);
        self.shown.resize(place, None);
        self.shown.push(Some(view));
    }

    pub(super) fn counts(&mut self, answer: &StepAnswer) -> Judged {
        let (Some(seen), Some(model), Some((at_first, model_at_first))) =
            (answer.count(), self.model.ask(&Step::ControlTransactionCount).count(), self.counted)
        else {
            return Err(self.parted("transactionCount", "the count of transactions", said(answer)));
        };
        let (least, most) = self.history.committed(model - model_at_first);
        if (at_first + least..=at_first + most).contains(&seen) {
            return Ok(());
        }
        let expected = format!("{most} more than the {at_first} at the beginning: {}", at_first + most);
        Err(self.parted("transactionCount", expected, seen.to_string()))
    }

    pub(super) fn depths(&mut self, answer: &StepAnswer) -> Judged {
        let StepAnswer::Given(Response::ControlUndoDepth(seen)) = answer else {
            return Err(self.parted("undoDepth", "how many steps can be undone and redone", said(answer)));
        };
        if self.history.allows(*seen) {
            return Ok(());
        }
        let depth = self.history.depth();
        let words = |undo: u64, redo: u64| format!("undo {undo}, redo {redo}");
        Err(self.parted("undoDepth", words(depth.undo, depth.redo), words(seen.undo, seen.redo)))
    }
}
