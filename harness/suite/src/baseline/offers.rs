//! What a target offered when its baseline was written: offering less later is a failure.

use std::collections::BTreeSet;

use livebridge_port::capabilities::{Colors, Concurrency, Files, IdScheme, NoteKeeping, Range, UndoGrouping};
use livebridge_port::{Capabilities, Description};
use serde::{Deserialize, Serialize};

/// What was offered.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Offers {
    /// Names of operations.
    pub operations: BTreeSet<String>,
    /// What it could do.
    pub capabilities: Capabilities,
}

impl Offers {
    /// What a target says that it offers.
    pub fn of(target: &Description) -> Self {
        Self { operations: target.operations.clone(), capabilities: target.capabilities.clone() }
    }

    /// What a target offers no longer, by name.
    pub fn fewer(&self, target: &Description) -> Vec<String> {
        let mut fewer: Vec<String> = self.operations.difference(&target.operations).cloned().collect();
        let (was, is) = (&self.capabilities, &target.capabilities);
        let mut lacks = |lacking: bool, name: &str| {
            if lacking {
                fewer.push(format!("capability {name}"));
            }
        };
        // A new kind of id is neither more nor less, but whoever kept ids is let down.
        lacks(is.ids != was.ids, if was.ids == IdScheme::Opaque { "ids: opaque" } else { "ids: positional" });
        lacks(is.undo < was.undo, "undo, as much as before");
        lacks(is.undo_history < was.undo_history, "undoHistory, as long as before");
        lacks(
            was.undo_grouping == UndoGrouping::PerCall && is.undo_grouping != was.undo_grouping,
            "undoGrouping: perCall",
        );
        lacks(is.undo_steps_per_commit > was.undo_steps_per_commit, "undoStepsPerCommit, as few as before");
        lacks(is.transaction < was.transaction, "transaction, as much as before");
        lacks(was.staged_references && !is.staged_references, "stagedReferences");
        lacks(is.reset < was.reset, "reset, as much as before");
        lacks(is.snapshot < was.snapshot, "snapshot, as much as before");
        lacks(was.render && !is.render, "render");
        lacks(was.concurrency == Concurrency::Queued && is.concurrency != was.concurrency, "concurrency: queued");
        lacks(is.precision < was.precision, "precision, as fine as before");
        // Notes that are cut are neither more nor less than notes that are kept, but no longer what was relied on.
        lacks(is.notes != was.notes, if was.notes == NoteKeeping::Live { "notes: live" } else { "notes: asWritten" });
        lacks(!is.side_effects.is_subset(&was.side_effects), "sideEffects, none beyond those of before");
        lacks(was.colors == Colors::Rgb && is.colors != was.colors, "colors: rgb");
        lacks(was.files == Files::Shared && is.files != was.files, "files: shared");
        for device in was.devices.iter().filter(|device| !is.devices.contains(device)) {
            fewer.push(format!("device {device}"));
        }
        // What was unbounded has no range.
        for (operation, arguments) in &is.domain {
            for (argument, range) in arguments {
                let before = was.domain.get(operation).and_then(|arguments| arguments.get(argument));
                if !within(before.copied().unwrap_or_default(), *range) {
                    fewer.push(format!("the whole range of {argument} in {operation}"));
                }
            }
        }
        fewer
    }
}

/// Whether a range lies within another.
fn within(inner: Range, outer: Range) -> bool {
    let above = |outer: f64| inner.min.is_some_and(|inner| inner >= outer);
    let below = |outer: f64| inner.max.is_some_and(|inner| inner <= outer);
    outer.min.is_none_or(above) && outer.max.is_none_or(below)
}
