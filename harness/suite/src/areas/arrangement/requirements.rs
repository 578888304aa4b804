//! Requirements of clips in the Arrangement.

use livebridge_port::Operation as O;
use livebridge_port::capabilities::{ResetCapability, SnapshotCapability};

use crate::areas::Area;
use crate::registry::row::must;
use crate::requirement::{Needs, Requirement};

/// Every requirement of the area.
pub(in crate::areas) static ALL: &[Requirement] = &[
    must(
        "LB-ARR-001",
        Area::Arrangement,
        "5",
        "createArrangementMidiClip makes an empty clip at that place, of that length.",
    )
    .calling(&[O::ListTracks, O::ListClips, O::CreateArrangementMidiClip]),
    must("LB-ARR-002", Area::Arrangement, "5", "A start below 0 or a length of 0 or below is refused with BAD_INPUT.")
        .calling(&[O::ListTracks, O::CreateArrangementMidiClip]),
    must("LB-ARR-003", Area::Arrangement, "5", "A MIDI clip on an audio track is refused with WRONG_TYPE.")
        .calling(&[O::ListTracks, O::CreateArrangementMidiClip]),
    must(
        "LB-ARR-004",
        Area::Arrangement,
        "5",
        "A clip created over existing ones takes their place: the range is cleared first.",
    )
    .calling(&[O::ListTracks, O::ListClips, O::CreateArrangementMidiClip]),
    must("LB-ARR-005", Area::Arrangement, "5", "createArrangementAudioClip places that file at that place.")
        .calling(&[O::ListTracks, O::ListClips, O::CreateArrangementAudioClip]),
    must(
        "LB-ARR-006",
        Area::Arrangement,
        "5",
        "An empty filePath, a start below 0 or a duration of 0 or below is refused with BAD_INPUT.",
    )
    .calling(&[O::ListTracks, O::CreateArrangementAudioClip]),
    must("LB-ARR-007", Area::Arrangement, "5", "An audio clip on a MIDI track is refused with WRONG_TYPE.")
        .calling(&[O::ListTracks, O::CreateArrangementAudioClip]),
    must(
        "LB-ARR-008",
        Area::Arrangement,
        "5 clearClipsInRange",
        "Clips inside the range go, clips that only touch it stay.",
    )
    .calling(&[O::ListTracks, O::ListClips, O::CreateArrangementMidiClip, O::ClearClipsInRange]),
    must("LB-ARR-009", Area::Arrangement, "5 clearClipsInRange", "A clip over an edge is cut to the edge.").calling(&[
        O::ListTracks,
        O::ListClips,
        O::CreateArrangementMidiClip,
        O::ClearClipsInRange,
    ]),
    must(
        "LB-ARR-010",
        Area::Arrangement,
        "5 clearClipsInRange",
        "A clip that spans the range on both sides becomes two: nothing outside the range is lost.",
    )
    .should()
    .calling(&[O::ListTracks, O::ListClips, O::CreateArrangementMidiClip, O::ClearClipsInRange]),
    must("LB-ARR-011", Area::Arrangement, "5 clearClipsInRange", "Pieces keep name, colour and all notes.").calling(&[
        O::ListTracks,
        O::ListClips,
        O::CreateArrangementMidiClip,
        O::ClearClipsInRange,
        O::SetNotes,
        O::GetNotes,
        O::SetClipProps,
    ]),
    must(
        "LB-ARR-012",
        Area::Arrangement,
        "5 clearClipsInRange",
        "For a clip that does not loop, loopStart, loopEnd and endMarker of a piece move with the cut.",
    )
    .calling(&[O::ListTracks, O::ListClips, O::CreateArrangementMidiClip, O::ClearClipsInRange]),
    must(
        "LB-ARR-013",
        Area::Arrangement,
        "5 clearClipsInRange",
        "A range with a start below 0, or an end not above its start, is refused with BAD_INPUT.",
    )
    .calling(&[O::ListTracks, O::ClearClipsInRange]),
    must(
        "LB-ARR-014",
        Area::Arrangement,
        "5 clearClipsInRange",
        "Pieces of a looping clip keep their loop, and the phase of a right piece is kept in the snapshot.",
    )
    .needs(Needs {
        operations: &[O::ListTracks, O::ListClips, O::ClearClipsInRange, O::ControlReset, O::ControlSnapshot],
        reset: ResetCapability::Snapshots,
        snapshot: SnapshotCapability::Canonical,
        ..Needs::NOTHING
    }),
    must(
        "LB-ARR-015",
        Area::Arrangement,
        "5",
        "createArrangementAudioClip gives the clip the length asked for, within that of the file.",
    )
    .calling(&[O::ListTracks, O::ListClips, O::CreateArrangementAudioClip]),
    must(
        "LB-ARR-016",
        Area::Arrangement,
        "5 clearClipsInRange",
        "Both pieces of a clip that spans the range keep name, colour and all notes, and each has its own \
         part of the content.",
    )
    .should()
    .calling(&[
        O::ListTracks,
        O::ListClips,
        O::CreateArrangementMidiClip,
        O::ClearClipsInRange,
        O::SetNotes,
        O::GetNotes,
        O::SetClipProps,
    ]),
    must(
        "LB-ARR-017",
        Area::Arrangement,
        "5 clearClipsInRange",
        "A piece is cut again like a clip: its content moves by both cuts.",
    )
    .calling(&[O::ListTracks, O::ListClips, O::CreateArrangementMidiClip, O::ClearClipsInRange]),
    must(
        "LB-ARR-018",
        Area::Arrangement,
        "5 clearClipsInRange",
        "Audio clips are cut like MIDI clips, and keep their file.",
    )
    .calling(&[O::ListTracks, O::ListClips, O::CreateArrangementAudioClip, O::ClearClipsInRange]),
];
