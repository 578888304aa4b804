//! The history of a target, as far as the contract fixes it: which of its commits are steps, and how far back it goes.
//!
//! A write of the value already there may be a step or none, which shows only when it is undone. A host may keep so many
//! steps and no more; where its history ends it says so.

use livebridge_port::UndoDepth;

/// Whether a commit is a step of the target's history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kept {
    /// It is.
    Step,
    /// It changed nothing, and nobody knows yet.
    Perhaps,
    /// It changed nothing, and is none.
    No,
}

/// The commits since the last reset, in the order in which they are undone from the end.
#[derive(Debug, Clone)]
pub(super) struct History {
    commits: Vec<Kept>,
    /// How many of them are done, and not undone.
    done: usize,
    /// How many the target has forgotten, where it said so.
    forgotten: usize,
    /// How many steps it must keep.
    least: usize,
    /// Whether there may be steps from before, of which nothing is known.
    has_a_past: bool,
    /// Whether nobody knows if there is anything to redo: what came last before may have been no step.
    redo_is_open: bool,
    /// Commits that turned out to be no step, and those of which nobody knows, since the beginning of the program.
    none: u64,
    perhaps: u64,
}

/// What an undo or a redo can mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    /// A step was undone or redone.
    Step,
    /// It was a step, or one before it if that was none.
    Perhaps,
    /// Nothing was there.
    Nothing,
    /// Nobody can tell what was redone.
    Unknown,
    /// What the target said cannot be; this should have been said.
    Wrong(&'static str),
}

impl History {
    /// None yet, of a target that must keep so many steps.
    pub(super) const fn new(least: usize, has_a_past: bool) -> Self {
        Self {
            commits: Vec::new(),
            done: 0,
            forgotten: 0,
            least,
            has_a_past,
            redo_is_open: has_a_past,
            none: 0,
            perhaps: 0,
        }
    }

    /// Forgets all but the counts: the Set was loaded anew.
    pub(super) fn clear(&mut self) {
        self.commits.clear();
        (self.done, self.forgotten) = (0, 0);
        (self.has_a_past, self.redo_is_open) = (false, false);
    }

    /// The place in the history.
    pub(super) const fn done(&self) -> usize {
        self.done
    }

    /// A commit; `idle` when it changed nothing.
    pub(super) fn push(&mut self, idle: bool) {
        let could_redo = self.done < self.commits.len();
        self.commits.truncate(self.done);
        self.commits.push(if idle { Kept::Perhaps } else { Kept::Step });
        self.done += 1;
        self.perhaps += u64::from(idle);
        self.redo_is_open = idle && (could_redo || self.redo_is_open);
    }

    /// Whether the commit that would be undone next, or redone, is known to be no step: it is passed over.
    pub(super) fn passes_over(&self, back: bool) -> bool {
        let at = if back { self.done.checked_sub(1) } else { Some(self.done) };
        at.and_then(|at| self.commits.get(at)) == Some(&Kept::No)
    }

    /// Goes a place back or on.
    pub(super) const fn go(&mut self, back: bool) {
        if back { self.done -= 1 } else { self.done += 1 }
    }

    /// What an undo means that was answered so. [Those that are none](Self::passes_over) were passed over before.
    pub(super) fn undone(&mut self, said: bool) -> Turn {
        let below = &self.commits[self.forgotten.min(self.done)..self.done];
        match (said, below.last()) {
            (true, Some(Kept::Perhaps)) => Turn::Perhaps,
            (true, Some(_)) => Turn::Step,
            (true, None) if self.has_a_past && self.forgotten == 0 => Turn::Unknown,
            (true, None) => Turn::Wrong("done: false, as nothing is left to undo"),
            (false, _) if self.may_end_here() => {
                self.forgotten = self.done;
                Turn::Nothing
            }
            (false, _) if !below.contains(&Kept::Step) => Turn::Nothing,
            (false, _) => Turn::Wrong("done: true, as there is a step to undo"),
        }
    }

    /// What a redo means that was answered so.
    pub(super) fn redone(&self, said: bool) -> Turn {
        match (said, self.commits.get(self.done)) {
            (true, Some(_)) => Turn::Step,
            (true, None) if self.redo_is_open => Turn::Unknown,
            (true, None) => Turn::Wrong("done: false, as nothing is left to redo"),
            (false, Some(Kept::Step)) => Turn::Wrong("done: true, as there is a step to redo"),
            (false, _) => Turn::Nothing,
        }
    }

    /// Says whether the commit at a place is a step after all.
    pub(super) fn settle(&mut self, at: usize, is_step: bool) {
        if let Some(kept @ Kept::Perhaps) = self.commits.get_mut(at) {
            *kept = if is_step { Kept::Step } else { Kept::No };
            self.perhaps -= 1;
            self.none += u64::from(!is_step);
        }
    }

    /// Whether so much is undone that the history may end here, whatever was before.
    pub(super) fn may_end_here(&self) -> bool {
        self.steps(self.done, self.commits.len()) >= self.least
    }

    /// The commit that would be undone next.
    pub(super) fn last(&self) -> Option<Kept> {
        self.done.checked_sub(1).and_then(|at| self.commits.get(at)).copied()
    }

    fn steps(&self, from: usize, to: usize) -> usize {
        self.commits[from..to].iter().filter(|kept| **kept == Kept::Step).count()
    }

    /// Whether a target may say that so many steps can be undone and redone.
    pub(super) fn allows(&self, seen: UndoDepth) -> bool {
        let UndoDepth { undo, redo } = self.depth();
        let (most, open) = (undo, |range: &[Kept]| range.iter().filter(|kept| **kept == Kept::Perhaps).count() as u64);
        let below = &self.commits[self.forgotten.min(self.done)..self.done];
        // Of those that it must keep, some may be undone by now.
        let kept = self.least.saturating_sub(self.steps(self.done, self.commits.len())) as u64;
        let least = (most - open(below)).min(kept);
        let above = &self.commits[self.done..];
        ((least..=most).contains(&seen.undo) || (self.has_a_past && seen.undo >= least))
            && (self.redo_is_open || (redo - open(above)..=redo).contains(&seen.redo))
    }

    /// How many steps can be undone and redone, those counted of which nobody knows.
    pub(super) fn depth(&self) -> UndoDepth {
        let count = |range: &[Kept]| range.iter().filter(|kept| **kept != Kept::No).count() as u64;
        let from = self.forgotten.min(self.done);
        UndoDepth { undo: count(&self.commits[from..self.done]), redo: count(&self.commits[self.done..]) }
    }

    /// How many of `commits` since the beginning of the program are steps, at least and at most.
    pub(super) const fn committed(&self, commits: u64) -> (u64, u64) {
        let most = commits.saturating_sub(self.none);
        (most.saturating_sub(self.perhaps), most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(idle: &[bool]) -> History {
        let mut history = History::new(3, false);
        for idle in idle {
            history.push(*idle);
        }
        history
    }

    #[test]
    fn a_step_is_undone_and_redone() {
        let mut history = after(&[false, false]);
        assert_eq!((history.undone(true), history.redone(false)), (Turn::Step, Turn::Nothing));
        assert!(matches!(history.undone(false), Turn::Wrong(_)) && matches!(history.redone(true), Turn::Wrong(_)));
        history.go(true);
        assert_eq!(history.depth(), UndoDepth { undo: 1, redo: 1 });
        assert_eq!(history.redone(true), Turn::Step);
        assert!(history.allows(history.depth()) && !history.allows(UndoDepth { undo: 2, redo: 1 }));
        history.push(false);
        assert!(matches!(history.redone(true), Turn::Wrong(_)));
    }

    #[test]
    fn what_changes_nothing_is_a_step_or_none() {
        let mut history = after(&[false, true]);
        assert_eq!((history.undone(true), history.committed(2)), (Turn::Perhaps, (1, 2)));
        assert!([1, 2].into_iter().all(|undo| history.allows(UndoDepth { undo, redo: 0 })));
        assert!(!history.allows(UndoDepth { undo: 0, redo: 0 }));
        history.settle(1, false);
        assert!(history.passes_over(true));
        assert_eq!((history.depth().undo, history.committed(2)), (1, (1, 1)));
        // Alone it may leave nothing to undo.
        assert_eq!(after(&[true]).undone(false), Turn::Nothing);
    }

    #[test]
    fn a_history_ends_after_so_many_steps_and_not_before() {
        let mut history = after(&[false; 5]);
        for _ in 0..2 {
            history.go(true);
        }
        assert!(matches!(history.undone(false), Turn::Wrong(_)));
        history.go(true);
        assert_eq!(history.undone(false), Turn::Nothing);
        assert!(matches!(history.undone(true), Turn::Wrong(_)), "an end is an end");
        assert_eq!(history.depth(), UndoDepth { undo: 0, redo: 3 });
    }

    /// Where the history ends because it is short, a write that changed nothing may have been a step that is forgotten.
    #[test]
    fn an_end_of_a_short_history_says_nothing_of_what_was_before() {
        let mut history = History::new(1, false);
        history.push(true);
        history.push(false);
        assert_eq!(history.undone(true), Turn::Step);
        history.go(true);
        assert_eq!((history.undone(false), history.may_end_here()), (Turn::Nothing, true));
        assert_eq!(history.committed(2), (1, 2));
    }

    #[test]
    fn what_was_before_is_not_known() {
        let mut history = History::new(3, true);
        assert_eq!((history.undone(true), history.redone(true)), (Turn::Unknown, Turn::Unknown));
        history.push(false);
        assert_eq!(history.undone(true), Turn::Step);
        assert!(history.allows(UndoDepth { undo: 9, redo: 0 }) && !history.allows(UndoDepth { undo: 0, redo: 0 }));
    }

    #[test]
    fn what_is_no_step_may_leave_what_could_be_redone() {
        let mut history = after(&[false, false]);
        history.go(true);
        history.push(true);
        assert_eq!(history.redone(true), Turn::Unknown);
        history.push(false);
        assert!(matches!(history.redone(true), Turn::Wrong(_)));
    }
}
