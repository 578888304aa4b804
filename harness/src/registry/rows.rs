//! The rows of the registry.

use livebridge_core::Operation as O;
use livebridge_core::capabilities::{ResetCapability, SnapshotCapability, TransactionCapability, UndoCapability};

use super::must;
use crate::requirement::{Area, Needs, Requirement};

const fn operations(operations: &'static [O]) -> Needs {
    Needs { operations, ..Needs::NOTHING }
}

const COUNTED: Needs =
    Needs { operations: &[O::ControlTransactionCount], undo: UndoCapability::Count, ..Needs::NOTHING };

const OBSERVABLE: Needs =
    Needs { operations: &[O::ControlUndo, O::ControlRedo], undo: UndoCapability::Observable, ..Needs::NOTHING };

const ATOMIC: Needs =
    Needs { operations: &[O::Transaction], transaction: TransactionCapability::Atomic, ..Needs::NOTHING };

/// Every requirement.
pub const ALL: &[Requirement] = &[
    must(
        "LB-IDS-001",
        Area::Ids,
        "2",
        "Every id in an answer is a path of the grammar, of the kind of its object, and reads back as the same text.",
    )
    .positional()
    .needs(operations(&[O::ListTracks, O::ListClips])),
    must("LB-IDS-002", Area::Ids, "2", "A string that is no path id is refused with BAD_INPUT.")
        .positional()
        .needs(operations(&[O::ListClips])),
    must("LB-IDS-003", Area::Ids, "2", "A path of a kind that the call does not take is refused with WRONG_TYPE.")
        .positional()
        .needs(operations(&[O::ListClips])),
    must("LB-IDS-004", Area::Ids, "2", "A path of the right kind that names nothing is refused with STALE_REFERENCE.")
        .positional()
        .needs(operations(&[O::ListClips])),
    must("LB-ERR-001", Area::Errors, "3", "A failed call changes nothing.").needs(operations(&[O::SetTempo])),
    must("LB-ERR-002", Area::Errors, "3", "A refusal has a recovery hint that is not empty.")
        .needs(operations(&[O::ListClips])),
    must(
        "LB-ERR-003",
        Area::Errors,
        "3",
        "STALE_REFERENCE and WRONG_TYPE carry subjectId, the id as the caller gave it.",
    )
    .positional()
    .needs(operations(&[O::ListClips])),
    must("LB-READ-001", Area::Reads, "4", "A read changes nothing and adds no undo step."),
    must("LB-READ-002", Area::Reads, "4", "Two reads with nothing between them are equal."),
    must("LB-READ-003", Area::Reads, "4", "Counts agree with lists.")
        .needs(operations(&[O::GetSongOverview, O::ListTracks])),
    must("LB-READ-004", Area::Reads, "4", "Every track has one slot per scene.").needs(operations(&[
        O::GetSongOverview,
        O::ListTracks,
        O::ListClips,
    ])),
    must("LB-READ-005", Area::Reads, "4", "endTime is startTime plus duration, within 1e-6 beats.")
        .needs(operations(&[O::ListTracks, O::ListClips])),
    must("LB-READ-006", Area::Reads, "4", "The notes of an audio clip are refused with WRONG_TYPE.")
        .needs(operations(&[O::ListTracks, O::ListClips, O::GetNotes])),
    must("LB-READ-007", Area::Reads, "4", "The notes of the clip of an empty slot are refused with STALE_REFERENCE.")
        .positional()
        .needs(operations(&[O::ListTracks, O::ListClips, O::GetNotes])),
    must(
        "LB-MUT-001",
        Area::Mutations,
        "5",
        "A mutation answers with the state after the write, equal to a fresh read.",
    ),
    must("LB-MUT-002", Area::Mutations, "5", "A number that is not finite is refused with BAD_INPUT.").in_process(),
    must("LB-MUT-003", Area::Mutations, "5 setTempo", "A tempo that was set is read back.")
        .needs(operations(&[O::SetTempo, O::GetSongOverview])),
    must("LB-MUT-004", Area::Mutations, "5 setTempo", "A tempo of 0 or below is refused with BAD_INPUT.")
        .needs(operations(&[O::SetTempo])),
    must("LB-MUT-005", Area::Mutations, "5 setTempo", "A tempo outside 20 to 999 is refused.")
        .needs(operations(&[O::SetTempo])),
    must("LB-NOTES-001", Area::Notes, "5 setNotes", "setNotes replaces all notes; they are read back as a multiset.")
        .needs(operations(&[O::SetNotes, O::GetNotes])),
    must("LB-NOTES-002", Area::Notes, "5 setNotes", "A pitch is rounded half up and clamped to 0..127.")
        .needs(operations(&[O::SetNotes, O::GetNotes])),
    must(
        "LB-NOTES-003",
        Area::Notes,
        "5 setNotes",
        "Velocity and release velocity are clamped to 0..127 and not rounded.",
    )
    .needs(operations(&[O::SetNotes, O::GetNotes])),
    must("LB-NOTES-004", Area::Notes, "5 setNotes", "A negative duration is refused with BAD_INPUT.")
        .needs(operations(&[O::SetNotes])),
    must("LB-NOTES-005", Area::Notes, "5 setNotes", "A probability outside 0..1 is refused with BAD_INPUT.")
        .needs(operations(&[O::SetNotes])),
    must(
        "LB-NOTES-006",
        Area::Notes,
        "5 setNotes",
        "A velocity deviation outside -127..127 is refused with BAD_INPUT.",
    )
    .needs(operations(&[O::SetNotes])),
    must(
        "LB-NOTES-007",
        Area::Notes,
        "5 setNotes",
        "A negative start time is accepted: content before the clip's start.",
    )
    .needs(operations(&[O::SetNotes, O::GetNotes])),
    must("LB-NOTES-008", Area::Notes, "5 setNotes", "The notes of an audio clip are not written: WRONG_TYPE.")
        .needs(operations(&[O::ListTracks, O::ListClips, O::SetNotes])),
    must("LB-NOTES-009", Area::Notes, "5", "A beat above 1576800 in a note is refused with BAD_INPUT.")
        .needs(operations(&[O::SetNotes])),
    must(
        "LB-UNDO-001",
        Area::Undo,
        "5",
        "One call is one undo step: undo restores exactly the Set before it and no more.",
    )
    .needs(OBSERVABLE),
    must("LB-UNDO-002", Area::Undo, "5", "One redo restores exactly the Set after the call.").needs(OBSERVABLE),
    must("LB-UNDO-003", Area::Undo, "3", "A failed call adds no undo step.").needs(OBSERVABLE),
    must("LB-UNDO-004", Area::Undo, "6", "A new mutation after an undo discards what could be redone.")
        .needs(OBSERVABLE),
    must("LB-UNDO-005", Area::Undo, "8", "transactionCount grows by one with every committed call.").needs(COUNTED),
    must("LB-UNDO-006", Area::Undo, "6", "Undo and redo do not change transactionCount.")
        .needs(Needs { operations: &[O::ControlUndo, O::ControlRedo, O::ControlTransactionCount], ..OBSERVABLE }),
    must("LB-TX-001", Area::Transactions, "6", "A transaction that succeeds is one undo step, however many mutations.")
        .needs(Needs {
            operations: &[O::Transaction, O::ControlUndo, O::ControlRedo],
            transaction: TransactionCapability::Grouped,
            ..OBSERVABLE
        }),
    must("LB-TX-002", Area::Transactions, "6", "All or nothing: when a mutation fails, the Set is exactly as before.")
        .needs(ATOMIC),
    must(
        "LB-TX-003",
        Area::Transactions,
        "6",
        "The error of a transaction is that of the first mutation that failed, with its position.",
    )
    .needs(ATOMIC),
    must(
        "LB-TX-004",
        Area::Transactions,
        "6",
        "The outcomes, one per mutation in order, describe the committed state.",
    )
    .needs(ATOMIC),
    must("LB-TX-005", Area::Transactions, "6", "An empty transaction commits nothing.").needs(Needs {
        operations: &[O::Transaction, O::ControlTransactionCount],
        transaction: TransactionCapability::Grouped,
        ..COUNTED
    }),
    must("LB-CTRL-001", Area::Control, "8", "After a reset the history is empty.").needs(Needs {
        operations: &[O::ControlReset, O::ControlUndo, O::ControlRedo],
        reset: ResetCapability::Fixtures,
        ..OBSERVABLE
    }),
    must("LB-CTRL-002", Area::Control, "8", "A reset to a snapshot gives exactly that Set.").needs(Needs {
        operations: &[O::ControlReset, O::ControlSnapshot],
        reset: ResetCapability::Snapshots,
        snapshot: SnapshotCapability::Canonical,
        ..Needs::NOTHING
    }),
];
