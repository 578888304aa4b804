//! Requirements of transactions.

use livebridge_port::Operation as O;
use livebridge_port::capabilities::TransactionCapability;

use crate::areas::Area;
use crate::registry::row::must;
use crate::requirement::{Needs, Requirement};

/// Every requirement of the area.
pub(in crate::areas) static ALL: &[Requirement] = &[
    must("LB-TX-001", Area::Transactions, "6", "A transaction that succeeds is one undo step, however many mutations.")
        .needs(Needs {
            operations: &[O::Transaction, O::ControlUndo, O::ControlRedo],
            transaction: TransactionCapability::Grouped,
            ..Needs::OBSERVABLE
        }),
    must("LB-TX-002", Area::Transactions, "6", "All or nothing: when a mutation fails, the Set is exactly as before.")
        .needs(Needs::ATOMIC),
    must(
        "LB-TX-003",
        Area::Transactions,
        "6",
        "The error of a transaction is that of the first mutation that failed, with its position.",
    )
    .needs(Needs::ATOMIC),
    must(
        "LB-TX-004",
        Area::Transactions,
        "6",
        "The outcomes, one per mutation in order, describe the committed state.",
    )
    .needs(Needs::TRANSACTED),
    must("LB-TX-005", Area::Transactions, "6", "An empty transaction commits nothing.").needs(Needs {
        operations: &[O::Transaction, O::ControlTransactionCount],
        transaction: TransactionCapability::Grouped,
        ..Needs::COUNTED
    }),
    must(
        "LB-TX-006",
        Area::Transactions,
        "6",
        "A failed or empty transaction leaves what can be redone, and transactionCount.",
    )
    .needs(Needs::ATOMIC_OBSERVED),
    must(
        "LB-TX-007",
        Area::Transactions,
        "6",
        "Ids given by the caller name objects as they were when the transaction began.",
    )
    .needs(Needs::TRANSACTED),
    must(
        "LB-TX-008",
        Area::Transactions,
        "6",
        "A mutation of an object deleted earlier in the same transaction is STALE_REFERENCE.",
    )
    .needs(Needs::TRANSACTED),
    must(
        "LB-TX-009",
        Area::Transactions,
        "6",
        "An id that would only name something made in the same transaction is STALE_REFERENCE.",
    )
    .positional()
    .needs(Needs::TRANSACTED),
    must(
        "LB-TX-010",
        Area::Transactions,
        "6",
        "What is not an id, such as whether a slot is free, is judged against the running state.",
    )
    .needs(Needs::TRANSACTED),
    must(
        "LB-TX-011",
        Area::Transactions,
        "6",
        "A clip that is cut in two stays itself in its first remaining piece, and is gone when nothing of it \
         remains.",
    )
    .needs(Needs::TRANSACTED),
    must("LB-TX-012", Area::Transactions, "6", "An outcome whose object no longer exists at the commit is absent.")
        .needs(Needs::STAGED),
    must(
        "LB-TX-013",
        Area::Transactions,
        "wire",
        "A staged reference stands for the object that the earlier operation made, or for something below it.",
    )
    .needs(Needs::STAGED),
    must(
        "LB-TX-014",
        Area::Transactions,
        "wire",
        "A reference forward, to itself, out of range, to an operation without an object, or outside a \
         transaction is BAD_INPUT.",
    )
    .needs(Needs::STAGED),
    must(
        "LB-TX-015",
        Area::Transactions,
        "6",
        "The ids in outcomes are valid after the commit, also when earlier objects were deleted in it.",
    )
    .needs(Needs::STAGED),
    must(
        "LB-TX-016",
        Area::Transactions,
        "wire",
        "A read, a render or a transaction inside a batch is BAD_INPUT with its position, and an unknown \
         method UNSUPPORTED.",
    )
    .on_the_wire()
    .needs(Needs::TRANSACTED),
    must(
        "LB-TX-017",
        Area::Transactions,
        "wire",
        "A staged reference may name each kind of result, and each kind of object below it.",
    )
    .needs(Needs::STAGED),
    must(
        "LB-TX-018",
        Area::Transactions,
        "6",
        "A staged reference to what is gone again is STALE_REFERENCE, one of the wrong kind WRONG_TYPE.",
    )
    .needs(Needs::STAGED),
    must(
        "LB-TX-019",
        Area::Transactions,
        "6",
        "A transaction of a hundred mutations is applied wholly or not at all, like a short one.",
    )
    .needs(Needs::ATOMIC),
    must(
        "LB-TX-020",
        Area::Transactions,
        "6",
        "undoSteps in an answer is as many steps as undo then takes to bring back the Set of before.",
    )
    .needs(Needs {
        operations: &[O::Transaction, O::ControlUndo, O::ControlRedo],
        transaction: TransactionCapability::Grouped,
        ..Needs::OBSERVABLE
    }),
    must(
        "LB-TX-021",
        Area::Transactions,
        "6",
        "The error of a transaction that is only grouped names the position of its fault, too.",
    )
    .should()
    .needs(Needs::TRANSACTED),
    must(
        "LB-TX-022",
        Area::Transactions,
        "6",
        "After a transaction that failed the Set is as before, or as the mutations before the fault have made it.",
    )
    .needs(Needs::TRANSACTED),
];
