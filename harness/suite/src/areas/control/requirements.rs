//! Requirements of the control plane.

use livebridge_port::Operation as O;
use livebridge_port::capabilities::{ResetCapability, SnapshotCapability};

use crate::areas::Area;
use crate::registry::row::must;
use crate::requirement::{Needs, Requirement};

/// Every requirement of the area.
pub(in crate::areas) static ALL: &[Requirement] = &[
    must("LB-CTRL-001", Area::Control, "8", "After a reset the history is empty.").needs(Needs {
        operations: &[O::ControlReset, O::ControlUndo, O::ControlRedo],
        reset: ResetCapability::Fixtures,
        ..Needs::OBSERVABLE
    }),
    must("LB-CTRL-002", Area::Control, "8", "A reset to a snapshot gives exactly that Set.").needs(Needs {
        operations: &[O::ControlReset, O::ControlSnapshot],
        reset: ResetCapability::Snapshots,
        snapshot: SnapshotCapability::Canonical,
        ..Needs::NOTHING
    }),
    must("LB-CTRL-003", Area::Control, "8", "A reset to a fixture gives exactly that fixture.").needs(Needs {
        operations: &[O::ControlReset, O::ControlSnapshot],
        reset: ResetCapability::Fixtures,
        snapshot: SnapshotCapability::Canonical,
        ..Needs::NOTHING
    }),
    must("LB-CTRL-004", Area::Control, "8", "transactionCount keeps counting over a reset.").needs(Needs {
        operations: &[O::ControlReset, O::ControlTransactionCount],
        reset: ResetCapability::Fixtures,
        ..Needs::COUNTED
    }),
    must("LB-CTRL-005", Area::Control, "8", "What is declared is served."),
    must("LB-CTRL-006", Area::Control, "8", "A reset that is refused leaves the Set and the history as they were.")
        .needs(Needs {
            operations: &[O::ControlReset, O::ControlUndo, O::ControlRedo],
            reset: ResetCapability::Fixtures,
            ..Needs::OBSERVABLE
        }),
    must(
        "LB-CTRL-007",
        Area::Control,
        "8",
        "An unknown fixture, and notes for a fixture that takes none, are refused with BAD_INPUT.",
    )
    .needs(Needs { operations: &[O::ControlReset], reset: ResetCapability::Fixtures, ..Needs::NOTHING }),
    must(
        "LB-CTRL-008",
        Area::Control,
        "8",
        "A reset with a fixture and a snapshot, or with neither, is refused with BAD_INPUT.",
    )
    .on_the_wire()
    .needs(Needs { operations: &[O::ControlReset], reset: ResetCapability::Snapshots, ..Needs::NOTHING }),
    must("LB-CTRL-009", Area::Control, "8", "Arguments are taken over the whole range of the contract."),
    must("LB-CTRL-010", Area::Control, "8", "Waiting for the host changes neither the Set nor its history.")
        .needs(Needs { operations: &[O::ControlSettle, O::ControlUndo, O::ControlRedo], ..Needs::OBSERVABLE }),
];
