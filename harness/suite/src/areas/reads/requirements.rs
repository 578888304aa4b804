//! Requirements of the reads.

use livebridge_port::Operation as O;
use livebridge_port::capabilities::ResetCapability;

use crate::areas::Area;
use crate::registry::row::must;
use crate::requirement::{Needs, Requirement};

/// Every requirement of the area.
pub(in crate::areas) static ALL: &[Requirement] = &[
    must("LB-READ-001", Area::Reads, "4", "A read changes nothing and adds no undo step."),
    must("LB-READ-002", Area::Reads, "4", "Two reads with nothing between them are equal."),
    must("LB-READ-003", Area::Reads, "4", "Counts agree with lists.").calling(&[O::GetSongOverview, O::ListTracks]),
    must("LB-READ-004", Area::Reads, "4", "Every track has one slot per scene.").calling(&[
        O::GetSongOverview,
        O::ListTracks,
        O::ListClips,
    ]),
    must(
        "LB-READ-005",
        Area::Reads,
        "4",
        "endTime is startTime plus duration, within 1e-6 beats; a Session clip starts at 0.",
    )
    .calling(&[O::ListTracks, O::ListClips]),
    must("LB-READ-006", Area::Reads, "4", "The notes of an audio clip are refused with WRONG_TYPE.").calling(&[
        O::ListTracks,
        O::ListClips,
        O::GetNotes,
    ]),
    must("LB-READ-007", Area::Reads, "4", "The notes of the clip of an empty slot are refused with STALE_REFERENCE.")
        .positional()
        .calling(&[O::ListTracks, O::ListClips, O::GetNotes]),
    must("LB-READ-008", Area::Reads, "4", "Arrangement clips of one track are sorted by startTime and do not overlap.")
        .calling(&[O::ListTracks, O::ListClips, O::CreateArrangementMidiClip]),
    must(
        "LB-READ-009",
        Area::Reads,
        "4",
        "mutedViaSolo is true exactly when some other track is soloed and this one is not.",
    )
    .should()
    .calling(&[O::ListTracks, O::SetTrackProps]),
    must(
        "LB-READ-010",
        Area::Reads,
        "4 findTrack",
        "findTrack finds a substring of the name in any case, and answers with the tracks as listTracks has them.",
    )
    .calling(&[O::FindTrack, O::ListTracks]),
    must("LB-READ-011", Area::Reads, "4 findTrack", "An empty query matches every track; no match is an empty list.")
        .calling(&[O::FindTrack, O::ListTracks]),
    must(
        "LB-READ-012",
        Area::Reads,
        "4 listClips",
        "listClips gives the Session slots in scene order, empty ones included, then the Arrangement clips.",
    )
    .calling(&[O::ListTracks, O::ListClips]),
    must(
        "LB-READ-013",
        Area::Reads,
        "1",
        "An empty slot has isMidi false, kind empty, the id of its slot, an empty name, zeros and false flags.",
    )
    .calling(&[O::ListTracks, O::ListClips]),
    must(
        "LB-READ-014",
        Area::Reads,
        "1",
        "slotId is there for Session clips only, filePath for audio clips only, and isMidi agrees with kind.",
    )
    .calling(&[O::ListTracks, O::ListClips]),
    must(
        "LB-READ-015",
        Area::Reads,
        "4 listDeviceParams",
        "listDeviceParams gives all parameters of all devices in chain order, each value within its range.",
    )
    .calling(&[O::ListTracks, O::ListDeviceParams, O::InsertDevice]),
    must(
        "LB-READ-016",
        Area::Reads,
        "4 getTrackMixer",
        "getTrackMixer agrees with listTracks, and the id of the volume can be written with setParam.",
    )
    .calling(&[O::ListTracks, O::GetTrackMixer, O::SetParam]),
    must("LB-READ-017", Area::Reads, "4", "deviceCount grows by one with every inserted device.")
        .calling(&[O::ListTracks, O::InsertDevice]),
    must(
        "LB-READ-018",
        Area::Reads,
        "1",
        "listScenes gives name, signature and tempo of every scene, the tempo null when it keeps that of the Set.",
    )
    .needs(Needs {
        operations: &[O::ListScenes, O::ControlReset],
        reset: ResetCapability::Fixtures,
        ..Needs::NOTHING
    }),
    must("LB-READ-019", Area::Reads, "4", "The reads show the Set as it is, in every field.").needs(Needs {
        operations: &[
            O::GetSongOverview,
            O::ListTracks,
            O::ListClips,
            O::GetNotes,
            O::ListScenes,
            O::ListDeviceParams,
            O::GetTrackMixer,
            O::ControlReset,
        ],
        reset: ResetCapability::Snapshots,
        ..Needs::NOTHING
    }),
    must("LB-READ-020", Area::Reads, "4 findTrack", "A query of findTrack is text and no pattern.").calling(&[
        O::FindTrack,
        O::ListTracks,
        O::SetTrackProps,
    ]),
    must(
        "LB-READ-021",
        Area::Reads,
        "4",
        "After every change, refusal, undo, redo, roll-back and reset all reads and the snapshot show the same Set.",
    ),
];
