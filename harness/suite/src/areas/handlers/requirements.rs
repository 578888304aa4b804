//! Requirements of the handlers, run on the target.

use livebridge_port::Operation as O;
use livebridge_port::capabilities::TransactionCapability;

use crate::areas::Area;
use crate::registry::row::must;
use crate::requirement::{Needs, Requirement};

/// Every requirement of the area.
pub(in crate::areas) static ALL: &[Requirement] = &[
    must(
        "LB-HAND-001",
        Area::Handlers,
        "handlers 1",
        "Scale Lock moves the notes of its clips onto the scale of the song, and changes nothing but pitches.",
    )
    .needs(Needs::TRANSACTED),
    must(
        "LB-HAND-002",
        Area::Handlers,
        "handlers 2",
        "Humanize varies the notes of its clips by its draws, clip by clip in the order given.",
    )
    .needs(Needs::TRANSACTED),
    must(
        "LB-HAND-003",
        Area::Handlers,
        "handlers 3",
        "Gain Stage Doctor brings each track to the target with its fader, and leaves a silent one.",
    )
    .needs(Needs::TRANSACTED),
    must(
        "LB-HAND-004",
        Area::Handlers,
        "handlers 4",
        "Session-to-Song lays the sections out, filled, in the place of what was there, with their cue points.",
    )
    .needs(Needs::STAGED),
    must(
        "LB-HAND-005",
        Area::Handlers,
        "handlers 5",
        "Set Janitor fixes what was chosen, deletes exactly the chosen tracks, and does nothing else.",
    )
    .needs(Needs::TRANSACTED),
    must("LB-HAND-006", Area::Handlers, "handlers", "A run of a handler is one undo step.").needs(Needs {
        operations: &[O::Transaction, O::ControlUndo, O::ControlRedo],
        transaction: TransactionCapability::Grouped,
        ..Needs::OBSERVABLE
    }),
    must(
        "LB-HAND-007",
        Area::Handlers,
        "handlers",
        "A handler that is refused, for something in the middle or at the end, leaves the Set untouched.",
    )
    .needs(Needs::ATOMIC),
    must("LB-HAND-008", Area::Handlers, "handlers", "A handler that has nothing to change opens no transaction.")
        .needs(Needs::TRANSACTED),
    must(
        "LB-HAND-009",
        Area::Handlers,
        "handlers 1, 5",
        "A second run of Scale Lock, or of the same renames and recolours, does nothing.",
    )
    .needs(Needs::TRANSACTED),
    must(
        "LB-HAND-010",
        Area::Handlers,
        "handlers 5",
        "The choice of a delete that no longer fits its track is refused with STALE_REFERENCE.",
    )
    .needs(Needs::TRANSACTED),
    must(
        "LB-HAND-011",
        Area::Handlers,
        "handlers 4",
        "A section that begins where there is a cue point already leaves that one as it is.",
    )
    .needs(Needs { operations: &[O::Transaction, O::CreateCuePoint, O::ListCuePoints], ..Needs::STAGED }),
];
