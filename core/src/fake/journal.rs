//! The history: steps that can be undone and redone, each the edits that take it back.

use std::collections::VecDeque;

use super::edit::Edit;
use super::set::Set;
use crate::control::UndoDepth;

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

    /// Takes the step back and gives the one that does it again.
    pub(super) fn apply(self, set: &mut Set) -> Self {
        match self {
            Self::One(edit) => Self::One(edit.apply(set)),
            Self::Many(edits) => Self::Many(take_back(edits.into_vec(), set).into_boxed_slice()),
        }
    }
}

/// Applies inverse edits, the last one first, and gives their inverses in the order applied.
pub(super) fn take_back(edits: Vec<Edit>, set: &mut Set) -> Vec<Edit> {
    edits.into_iter().rev().map(|edit| edit.apply(set)).collect()
}

/// What can be undone and redone, and how many steps were ever committed.
#[derive(Debug, Clone)]
pub(super) struct Journal {
    undo: VecDeque<Step>,
    redo: Vec<Step>,
    limit: usize,
    committed: u64,
}

impl Journal {
    pub(super) const fn new(limit: usize) -> Self {
        Self { undo: VecDeque::new(), redo: Vec::new(), limit, committed: 0 }
    }

    /// Adds a step that was committed; the oldest one is forgotten past the limit.
    pub(super) fn push(&mut self, step: Step) {
        self.committed += 1;
        if self.undo.len() >= self.limit {
            self.undo.pop_front();
        }
        if self.limit > 0 {
            self.undo.push_back(step);
        }
    }

    /// Forgets what could be redone.
    pub(super) fn discard_redo(&mut self) {
        self.redo.clear();
    }

    /// Undoes one step; `false` when there is none.
    pub(super) fn undo(&mut self, set: &mut Set) -> bool {
        let Some(step) = self.undo.pop_back() else { return false };
        self.redo.push(step.apply(set));
        true
    }

    /// Redoes one step; `false` when there is none.
    pub(super) fn redo(&mut self, set: &mut Set) -> bool {
        let Some(step) = self.redo.pop() else { return false };
        self.undo.push_back(step.apply(set));
        true
    }

    /// Forgets the history; the count of committed steps goes on.
    pub(super) fn clear(&mut self) {
        self.undo.clear();
        self.redo.clear();
    }

    pub(super) fn set_limit(&mut self, limit: usize) {
        self.limit = limit;
        let surplus = self.undo.len().saturating_sub(limit);
        self.undo.drain(..surplus);
    }

    pub(super) fn depth(&self) -> UndoDepth {
        UndoDepth { undo: self.undo.len() as u64, redo: self.redo.len() as u64 }
    }

    pub(super) const fn committed(&self) -> u64 {
        self.committed
    }
}
