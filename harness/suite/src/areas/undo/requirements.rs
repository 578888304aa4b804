//! Requirements of undo: one call is one undo.

use livebridge_port::Operation as O;
use livebridge_port::capabilities::ResetCapability;

use crate::areas::Area;
use crate::registry::row::must;
use crate::requirement::{Needs, Requirement};

/// Every requirement of the area.
pub(in crate::areas) static ALL: &[Requirement] = &[
    must(
        "LB-UNDO-001",
        Area::Undo,
        "5",
        "One call is one undo step: undo restores exactly the Set before it and no more.",
    )
    .needs(Needs::OBSERVABLE),
    must("LB-UNDO-002", Area::Undo, "5", "One redo restores exactly the Set after the call.").needs(Needs::OBSERVABLE),
    must("LB-UNDO-003", Area::Undo, "3", "A failed call adds no undo step.").needs(Needs::OBSERVABLE),
    must("LB-UNDO-004", Area::Undo, "6", "A new mutation after an undo discards what could be redone.")
        .needs(Needs::OBSERVABLE),
    must("LB-UNDO-005", Area::Undo, "8", "transactionCount grows by one with every committed call.")
        .needs(Needs::COUNTED),
    must("LB-UNDO-006", Area::Undo, "6", "Undo and redo do not change transactionCount.").needs(Needs {
        operations: &[O::ControlUndo, O::ControlRedo, O::ControlTransactionCount],
        ..Needs::OBSERVABLE
    }),
    must(
        "LB-UNDO-007",
        Area::Undo,
        "5",
        "A write of the value that is there already is an undo step or none, the same way each time.",
    )
    .needs(Needs::OBSERVABLE),
    must("LB-UNDO-008", Area::Undo, "8", "undoDepth says how many steps can be undone and redone.")
        .needs(Needs { operations: &[O::ControlUndo, O::ControlRedo, O::ControlUndoDepth], ..Needs::OBSERVABLE }),
    must(
        "LB-UNDO-009",
        Area::Undo,
        "5",
        "Undo restores exactly the Set before the call also where there is more: muted clips, loops and \
         markers, notes with every field.",
    )
    .needs(Needs {
        operations: &[O::ControlReset, O::ControlUndo, O::ControlRedo, O::ListTracks, O::ListClips, O::GetTrackMixer],
        reset: ResetCapability::Snapshots,
        ..Needs::OBSERVABLE
    }),
    must(
        "LB-UNDO-010",
        Area::Undo,
        "5",
        "Each of several calls on one object is an undo step of its own, however quickly they follow each other.",
    )
    .needs(Needs::OBSERVABLE),
    must(
        "LB-UNDO-011",
        Area::Undo,
        "6",
        "As many steps as are declared can be undone, 100 by default, none is lost in between, and the end is told.",
    )
    .needs(Needs::OBSERVABLE),
];
