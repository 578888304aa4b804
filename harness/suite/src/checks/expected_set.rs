//! What the Set must be: now, after an undo, and compared as a whole.

use livebridge_diff::DiffExt;
use livebridge_port::{SetView, Snapshot};

use crate::check::{Checked, Stop, require};
use crate::stage::{Stage, View};

/// One undo, which must give this.
pub(crate) fn undone_to(stage: &mut Stage, wanted: &View, expected: &str) -> Checked {
    let done = stage.undo()?;
    require(done, || expected.to_owned(), || "there was nothing to undo".to_owned())?;
    is_now(stage, wanted, expected)
}

/// The Set is this one.
pub(crate) fn is_now(stage: &mut Stage, wanted: &View, expected: &str) -> Checked {
    match wanted.difference(&stage.view()?) {
        Some(difference) => Err(Stop::broken(expected, difference)),
        None => Ok(()),
    }
}

pub(crate) fn canonical(stage: &Stage) -> Checked<Snapshot> {
    match stage.snapshot()? {
        SetView::Canonical(snapshot) => Ok(*snapshot),
        SetView::Opaque(_) => Err(Stop::broken("a canonical snapshot, as declared", "an opaque one")),
    }
}

/// Two Sets are the same. Compared exactly, and so only where the target keeps 64-bit floats.
pub(crate) fn differ(stage: &Stage, wanted: &Snapshot, seen: &Snapshot, expected: &str) -> Checked {
    if !stage.tolerance().is_exact() {
        return Err(Stop::Missing("64-bit floats (capability precision: f64)".to_owned()));
    }
    let diff = wanted.diff(seen);
    if diff.changes.is_empty() { Ok(()) } else { Err(Stop::broken(expected, diff.to_string())) }
}
