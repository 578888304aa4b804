//! The Set before and after a call that may change it, where somebody looks: what a report draws of a failing call.
//!
//! Nobody looks as a rule, for it costs two snapshots around each change. The looks are no part of the trace.

use livebridge_port::capabilities::SnapshotCapability;
use livebridge_port::{Operation, SetView, Snapshot};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Stage, Way};
use crate::trace::without_chance;

/// The largest Set that is kept, in bytes of its text: a report is to be sent around.
const MAX_BYTES: usize = 256 * 1024;

/// The Set around one call.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SetsAround {
    /// Which of the calls of the finding, counted from 1.
    pub call: usize,
    /// The Set before it.
    pub before: Snapshot,
    /// The Set after it.
    pub after: Snapshot,
}

/// Whether somebody looks, and what was seen of the last change.
#[derive(Debug, Default)]
pub(super) enum Watch {
    /// Nobody looks.
    #[default]
    Off,
    /// Somebody does.
    On(Option<Box<SetsAround>>),
}

impl Stage {
    /// Whether a check may be run once more to be looked at: not on a Set that is somebody's, and not where the target
    /// shows no Set in our form.
    pub(crate) fn can_be_watched(&self) -> bool {
        let is_shown = self.capabilities().snapshot == SnapshotCapability::Canonical;
        is_shown && self.offers(Operation::ControlSnapshot) && self.way() != Way::Build
    }

    /// Looks at the Set around every change from now on.
    pub(crate) fn watch(&self) {
        *self.watched.borrow_mut() = Watch::On(None);
    }

    /// Looks no more. Gives what was seen of the last change.
    pub(crate) fn take_watched(&self) -> Option<Box<SetsAround>> {
        match self.watched.take() {
            Watch::Off => None,
            Watch::On(sets) => sets,
        }
    }

    /// Makes a call that may change the Set.
    pub(super) fn change<T>(&self, call: impl FnOnce() -> T) -> T {
        self.touch();
        let Some(before) = self.looked_at() else { return call() };
        let answer = call();
        let number = self.trace.calls().len();
        let around = self.looked_at().map(|after| Box::new(SetsAround { call: number, before, after }));
        *self.watched.borrow_mut() = Watch::On(around);
        answer
    }

    /// The Set, where somebody looks and it is not too large to be kept.
    fn looked_at(&self) -> Option<Snapshot> {
        if matches!(*self.watched.borrow(), Watch::Off) || !self.offers(Operation::ControlSnapshot) {
            return None;
        }
        let Ok(SetView::Canonical(set)) = self.snapshot() else { return None };
        // Names of our temporary directories stand in it, where audio was placed.
        let text = without_chance(&set.to_canonical());
        if text.len() > MAX_BYTES {
            return None;
        }
        Snapshot::from_canonical(&text).ok()
    }
}
