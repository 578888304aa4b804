//! How closely a target is watched while a program runs. What is looked at between two calls decides which faults show:
//! a cache that is filled by looking, and calls that merge only when nothing comes between them.

use serde::{Deserialize, Serialize};

/// How closely the judge watches.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Watch {
    /// The Set after an undo or a redo, after a transaction that failed, and at the end of the program.
    #[default]
    AtRisk,
    /// After every step, everything that the target shows: its snapshot, all of its reads, and its counts.
    Everything,
    /// Everything likewise, but nothing between changes that follow each other: what comes in quick succession stays so.
    BetweenRuns,
}

impl Watch {
    /// Whether more than the snapshot is looked at.
    pub(super) const fn surveys(self) -> bool {
        match self {
            Self::AtRisk => false,
            Self::Everything | Self::BetweenRuns => true,
        }
    }

    /// Whether it is the default, which is not written down.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
    pub(super) const fn is_default(&self) -> bool {
        matches!(self, Self::AtRisk)
    }
}
