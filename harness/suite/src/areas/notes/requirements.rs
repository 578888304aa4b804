//! Requirements of notes.

use livebridge_port::Operation as O;

use crate::areas::Area;
use crate::registry::row::must;
use crate::requirement::Requirement;

/// Every requirement of the area.
pub(in crate::areas) static ALL: &[Requirement] = &[
    must("LB-NOTES-001", Area::Notes, "5 setNotes", "setNotes replaces all notes; they are read back as a multiset.")
        .calling(&[O::SetNotes, O::GetNotes]),
    must("LB-NOTES-002", Area::Notes, "5 setNotes", "A pitch is rounded half up and clamped to 0..127.")
        .calling(&[O::SetNotes, O::GetNotes]),
    must(
        "LB-NOTES-003",
        Area::Notes,
        "5 setNotes",
        "Velocity and release velocity are clamped to 0..127 and not rounded.",
    )
    .calling(&[O::SetNotes, O::GetNotes]),
    must("LB-NOTES-004", Area::Notes, "5 setNotes", "A negative duration is refused with BAD_INPUT.")
        .calling(&[O::SetNotes]),
    must("LB-NOTES-005", Area::Notes, "5 setNotes", "A probability outside 0..1 is refused with BAD_INPUT.")
        .calling(&[O::SetNotes]),
    must(
        "LB-NOTES-006",
        Area::Notes,
        "5 setNotes",
        "A velocity deviation outside -127..127 is refused with BAD_INPUT.",
    )
    .calling(&[O::SetNotes]),
    must(
        "LB-NOTES-007",
        Area::Notes,
        "5 setNotes",
        "A negative start time is accepted: content before the clip's start.",
    )
    .calling(&[O::SetNotes, O::GetNotes]),
    must("LB-NOTES-008", Area::Notes, "5 setNotes", "The notes of an audio clip are not written: WRONG_TYPE.")
        .calling(&[O::ListTracks, O::ListClips, O::SetNotes]),
    must("LB-NOTES-009", Area::Notes, "5", "A beat above 1576800 in a note is refused with BAD_INPUT.")
        .calling(&[O::SetNotes]),
    must("LB-NOTES-010", Area::Notes, "1", "Optional fields of a note are kept, and absent ones mean their defaults.")
        .calling(&[O::SetNotes, O::GetNotes]),
    must("LB-NOTES-011", Area::Notes, "5 setNotes", "The values at the ends of the ranges are accepted and read back.")
        .calling(&[O::SetNotes, O::GetNotes]),
    must("LB-NOTES-012", Area::Notes, "5 setNotes", "A clip takes ten thousand notes and more.")
        .calling(&[O::SetNotes, O::GetNotes]),
    must(
        "LB-NOTES-013",
        Area::Notes,
        "5 setNotes",
        "Notes of one pitch that are equal or overlap are kept as is declared: as written, or as Live does.",
    )
    .calling(&[O::SetNotes, O::GetNotes]),
];
