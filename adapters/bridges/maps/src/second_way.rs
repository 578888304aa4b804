//! A second way into the host of a bridge, where there is one: it undoes what the bridge cannot, and shows the Set.

use livebridge_port::{Result, Snapshot, UndoDepth};

/// What a target lacks and somebody else reaches: the simulated Live that a bridge runs on, or another bridge to the
/// same Set. Reports say that it is used.
pub trait SecondWay: Send + Sync {
    /// What it is, in a few words.
    fn name(&self) -> String;

    /// Undoes one step, as a user would; `false` when there is none.
    fn undo(&self) -> Result<bool>;

    /// Redoes one step; `false` when there is none.
    fn redo(&self) -> Result<bool>;

    /// How many steps can be undone and redone.
    fn undo_depth(&self) -> Result<UndoDepth>;

    /// The whole Set.
    fn snapshot(&self) -> Result<Snapshot>;

    /// Waits until the host has applied what it applies late.
    fn settle(&self) -> Result<()>;
}
