//! Requirements of errors: what a refusal says, and that it leaves no trace.

use livebridge_port::Operation as O;

use crate::areas::Area;
use crate::registry::row::must;
use crate::requirement::Requirement;

/// Every requirement of the area.
pub(in crate::areas) static ALL: &[Requirement] = &[
    must("LB-ERR-001", Area::Errors, "3", "A failed call changes nothing.").calling(&[O::SetTempo]),
    must("LB-ERR-002", Area::Errors, "3", "A refusal has a recovery hint that is not empty.").calling(&[O::ListClips]),
    must(
        "LB-ERR-003",
        Area::Errors,
        "3",
        "STALE_REFERENCE and WRONG_TYPE carry subjectId, the id as the caller gave it.",
    )
    .positional()
    .calling(&[O::ListClips]),
    must(
        "LB-ERR-004",
        Area::Errors,
        "3",
        "Of several faults, what can be judged without the host comes first, then the kind, then the \
         existence, then MIDI or audio, then what the host refuses.",
    )
    .should()
    .calling(&[O::SetNotes]),
    must(
        "LB-ERR-005",
        Area::Errors,
        "3",
        "null for an optional input and a wrong JSON type are refused with BAD_INPUT.",
    )
    .on_the_wire()
    .calling(&[O::SetTempo]),
    must("LB-ERR-006", Area::Errors, "3", "Unknown keys in arguments and notes are ignored.")
        .on_the_wire()
        .calling(&[O::SetTempo, O::GetSongOverview]),
    must("LB-ERR-007", Area::Errors, "3", "An unknown key in a patch is refused with BAD_INPUT.")
        .on_the_wire()
        .calling(&[O::ListTracks, O::SetTrackProps]),
    must("LB-ERR-008", Area::Errors, "3", "An unknown track kind is refused with BAD_INPUT.")
        .on_the_wire()
        .calling(&[O::CreateTrack]),
    must(
        "LB-ERR-009",
        Area::Errors,
        "2",
        "Every call that takes an id refuses one of another kind of object with WRONG_TYPE.",
    ),
    must(
        "LB-ERR-010",
        Area::Errors,
        "2",
        "Every call that takes an id refuses one whose object is gone with STALE_REFERENCE.",
    ),
    must(
        "LB-ERR-011",
        Area::Errors,
        "3",
        "In every call and transaction STALE_REFERENCE and WRONG_TYPE carry subjectId, the id as the caller \
         gave it, and a hint.",
    ),
];
