//! Requirements that all mutations share, and those of the tempo.

use livebridge_port::Operation as O;
use livebridge_port::capabilities::{ResetCapability, SnapshotCapability};

use crate::areas::Area;
use crate::registry::row::must;
use crate::requirement::{Needs, Requirement};

/// Every requirement of the area.
pub(in crate::areas) static ALL: &[Requirement] = &[
    must(
        "LB-MUT-001",
        Area::Mutations,
        "5",
        "A mutation answers with the state after the write, equal to a fresh read.",
    ),
    must("LB-MUT-002", Area::Mutations, "5", "A number that is not finite is refused with BAD_INPUT.").in_process(),
    must("LB-MUT-003", Area::Mutations, "5 setTempo", "A tempo that was set is read back.")
        .calling(&[O::SetTempo, O::GetSongOverview]),
    must("LB-MUT-004", Area::Mutations, "5 setTempo", "A tempo of 0 or below is refused with BAD_INPUT.")
        .calling(&[O::SetTempo]),
    must("LB-MUT-005", Area::Mutations, "5 setTempo", "A tempo outside 20 to 999 is refused.").calling(&[O::SetTempo]),
    must("LB-MUT-006", Area::Mutations, "5", "A beat argument above 1576800 is refused with BAD_INPUT."),
    must(
        "LB-MUT-007",
        Area::Mutations,
        "5",
        "After a delete no id names the deleted object; positional ids name what moved into its place.",
    )
    .positional()
    .calling(&[O::ListTracks, O::DeleteTrack]),
    must(
        "LB-MUT-008",
        Area::Mutations,
        "1",
        "Beats and numbers that were written are read back: exactly with f64, within a relative 2^-22 else.",
    )
    .calling(&[O::SetNotes, O::GetNotes]),
    must("LB-MUT-009", Area::Mutations, "5", "A mutation changes what it is for, and nothing else.").needs(Needs {
        operations: &[O::ControlReset, O::ControlSnapshot],
        reset: ResetCapability::Fixtures,
        snapshot: SnapshotCapability::Canonical,
        ..Needs::NOTHING
    }),
    must("LB-MUT-010", Area::Mutations, "2", "An id keeps naming its object when neighbours are deleted.")
        .opaque()
        .calling(&[O::ListTracks, O::ListClips, O::DeleteTrack, O::SetTrackProps]),
    must(
        "LB-MUT-011",
        Area::Mutations,
        "5",
        "A mutation changes nothing else either where everything has a neighbour and a namesake.",
    ),
    must(
        "LB-MUT-012",
        Area::Mutations,
        "5",
        "Sets of hundreds of tracks, scenes, clips and cue points, tens of thousands of notes and a thousand \
         mutations at once behave like small ones.",
    )
    .needs(Needs { operations: &[O::ControlReset], reset: ResetCapability::Snapshots, ..Needs::NOTHING }),
    must(
        "LB-MUT-013",
        Area::Mutations,
        "5",
        "A name with control characters, or of more than a thousand, is refused, or what is answered is what is read.",
    )
    .calling(&[O::ListTracks]),
];
