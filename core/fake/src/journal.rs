//! The history: steps that can be undone and redone, each the edits that take it back.

use std::collections::VecDeque;

use livebridge_port::UndoDepth;

use super::edit::Edit;
use super::set::SetState;

/// One step: mostly a single edit, which then needs no list.
#[derive(Debug, Clone)]
pub(super) enum Step {
    One(Edit),
    Many(Box<[Edit]>),
}

impl Step {
    /// A step of inverse edits, in the order in which their changes were applied.
    pub(super) fn new(mut edits: Vec<Edit>) -> Self {
        match edits.pop() {
            Some(edit) if edits.is_empty() => Self::One(edit),
            Some(edit) => {
                edits.push(edit);
                Self::Many(edits.into_boxed_slice())
            }
            None => Self::Many(Box::new([])),
        }
    }

    /// The step with further inverse edits, whose changes were applied later.
    fn and(self, later: Vec<Edit>) -> Self {
        let mut edits = match self {
            Self::One(edit) => vec![edit],
            Self::Many(edits) => edits.into_vec(),
        };
        edits.extend(later);
        Self::new(edits)
    }

    /// Takes the step back and gives the one that does it again. `change` sees each edit before it is applied.
    pub(super) fn apply(mut self, set: &mut SetState, mut change: impl FnMut(&mut Edit, &SetState)) -> Self {
        match &mut self {
            Self::One(edit) => change(edit, set),
            Self::Many(edits) => edits.iter_mut().for_each(|edit| change(edit, set)),
        }
        match self {
            Self::One(edit) => Self::One(edit.apply(set)),
            Self::Many(edits) => Self::Many(take_back(edits.into_vec(), set).into_boxed_slice()),
        }
    }
}

/// Applies inverse edits, the last one first, and gives their inverses in the order applied.
pub(super) fn take_back(edits: Vec<Edit>, set: &mut SetState) -> Vec<Edit> {
    edits.into_iter().rev().map(|edit| edit.apply(set)).collect()
}

/// What can be undone and redone, and how many steps were ever committed.
///
/// Undo and redo turn a step into its inverse where it stands, so neither takes memory.
#[derive(Debug, Clone)]
pub(super) struct Journal {
    /// The oldest first: those that can be undone, then those that can be redone.
    steps: VecDeque<Step>,
    /// How many can be undone.
    done: usize,
    limit: usize,
    committed: u64,
}

impl Journal {
    pub(super) const fn new(limit: usize) -> Self {
        Self { steps: VecDeque::new(), done: 0, limit, committed: 0 }
    }

    /// Adds a step that was committed; the oldest one is forgotten past the limit.
    pub(super) fn push(&mut self, step: Step) {
        self.committed += 1;
        if self.limit == 0 {
            return;
        }
        if self.done >= self.limit {
            self.steps.pop_front();
            self.done -= 1;
        }
        if self.steps.len() == self.steps.capacity() {
            // By half and not to the double: a step then takes at most one and a half times its size.
            self.steps.reserve_exact((self.steps.len() / 2).max(16));
        }
        self.steps.insert(self.done, step);
        self.done += 1;
    }

    /// Makes edits part of the last step, where there is one: only a deviation does.
    pub(super) fn join(&mut self, inverses: Vec<Edit>) {
        self.committed += 1;
        match self.done.checked_sub(1) {
            Some(last) => {
                let step = &mut self.steps[last];
                *step = std::mem::replace(step, Step::new(Vec::new())).and(inverses);
            }
            None => self.steps.insert(0, Step::new(inverses)),
        }
    }

    /// Forgets what could be redone beyond so many steps: only a deviation does.
    pub(super) fn keep_redos(&mut self, count: usize) {
        self.steps.truncate(self.done + count);
    }

    /// Forgets what could be redone.
    pub(super) fn discard_redo(&mut self) {
        self.steps.truncate(self.done);
    }

    /// Undoes one step; `false` when there is none. `change` sees each of its edits before they are applied.
    pub(super) fn undo(&mut self, set: &mut SetState, change: impl FnMut(&mut Edit, &SetState)) -> bool {
        let Some(last) = self.done.checked_sub(1) else { return false };
        self.done = last;
        self.turn(last, set, change);
        true
    }

    /// Redoes one step; `false` when there is none. `change` sees each of its edits before they are applied.
    pub(super) fn redo(&mut self, set: &mut SetState, change: impl FnMut(&mut Edit, &SetState)) -> bool {
        if self.done == self.steps.len() {
            return false;
        }
        self.turn(self.done, set, change);
        self.done += 1;
        true
    }

    /// Applies a step and keeps its inverse in its place.
    fn turn(&mut self, at: usize, set: &mut SetState, change: impl FnMut(&mut Edit, &SetState)) {
        let step = &mut self.steps[at];
        *step = std::mem::replace(step, Step::new(Vec::new())).apply(set, change);
    }

    /// Forgets the history; the count of committed steps goes on.
    pub(super) fn clear(&mut self) {
        self.steps.clear();
        self.done = 0;
    }

    pub(super) fn set_limit(&mut self, limit: usize) {
        self.limit = limit;
        let surplus = self.done.saturating_sub(limit);
        self.steps.drain(..surplus);
        self.done -= surplus;
    }

    pub(super) fn depth(&self) -> UndoDepth {
        UndoDepth { undo: self.done as u64, redo: (self.steps.len() - self.done) as u64 }
    }

    pub(super) const fn committed(&self) -> u64 {
        self.committed
    }
}

#[cfg(test)]
mod tests {
    use livebridge_port::fixtures;

    use super::*;
    use crate::edit::ClipPlace;

    fn as_it_is(_: &mut Edit, _: &SetState) {}

    fn tempo(bpm: f64) -> Step {
        Step::One(Edit::Tempo(bpm))
    }

    #[test]
    fn a_step_takes_32_bytes_and_its_list_at_most_half_as_much_again() {
        assert_eq!(size_of::<Step>(), 32);
        assert_eq!(size_of::<ClipPlace>(), 12);
        let mut journal = Journal::new(usize::MAX);
        for n in 1..=10_000 {
            journal.push(tempo(120.0));
            assert!(journal.steps.capacity() <= 16 + n + n / 2, "{n} steps take {}", journal.steps.capacity());
        }
    }

    #[test]
    fn the_oldest_steps_go_past_the_limit_and_what_can_be_redone_stays() {
        let mut set = SetState::from_snapshot(&fixtures::seeded()).unwrap();
        let mut journal = Journal::new(3);
        (0..5).for_each(|n| journal.push(tempo(100.0 + f64::from(n))));
        assert_eq!(journal.depth(), UndoDepth { undo: 3, redo: 0 });
        assert!(journal.undo(&mut set, as_it_is));
        assert!((set.tempo() - 104.0).abs() < 1e-9);
        assert_eq!(journal.depth(), UndoDepth { undo: 2, redo: 1 });
        journal.set_limit(1);
        assert_eq!(journal.depth(), UndoDepth { undo: 1, redo: 1 });
        assert!(journal.redo(&mut set, as_it_is) && !journal.redo(&mut set, as_it_is));
        let mut undo = || journal.undo(&mut set, as_it_is);
        assert!(undo() && undo() && !undo());
        assert_eq!(journal.committed(), 5);
    }
}
