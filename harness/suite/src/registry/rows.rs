//! The rows of the registry.

use livebridge_port::Operation as O;
use livebridge_port::capabilities::{ResetCapability, SnapshotCapability, TransactionCapability, UndoCapability};

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

/// A transaction of which the redo that it leaves can be seen.
const ATOMIC_OBSERVED: Needs =
    Needs { operations: &[O::Transaction, O::ControlUndo, O::ControlRedo], undo: UndoCapability::Observable, ..ATOMIC };

const TRANSACTED: Needs =
    Needs { operations: &[O::Transaction], transaction: TransactionCapability::Grouped, ..Needs::NOTHING };

const STAGED: Needs = Needs { staged_references: true, ..ATOMIC };

/// Every requirement.
pub const ALL: &[Requirement] = &[
    must("LB-XFORM-001", Area::Transforms, "transforms snapToScale", "Scale Lock moves each note to the nearest pitch of the scale, in the direction asked for.").where_declared(O::SnapToScale),
    must("LB-XFORM-002", Area::Transforms, "transforms transpose", "Transposition moves whole semitones and stays within 0..127.").where_declared(O::Transpose),
    must("LB-XFORM-003", Area::Transforms, "transforms beatsPerCell", "A grid label 1/N, triplet or not, is so many beats; any other label is one.").where_declared(O::BeatsPerCell),
    must("LB-XFORM-004", Area::Transforms, "transforms humanize", "Humanize varies notes by the draws that it is given, in their order, and takes no more of them.").where_declared(O::Humanize),
    must("LB-XFORM-005", Area::Transforms, "transforms analyzeLoudness", "Peak, rms and crest are those of all samples of all channels, not below -120 dBFS.").where_declared(O::AnalyzeLoudness),
    must("LB-XFORM-006", Area::Transforms, "transforms suggestTrimDb", "The trim is the gain from the level to the target.").where_declared(O::SuggestTrimDb),
    must("LB-XFORM-007", Area::Transforms, "transforms dbToParamValue", "A gain in dB becomes the value of the fader, on both curves.").where_declared(O::DbToParamValue),
    must("LB-XFORM-008", Area::Transforms, "transforms paramValueToDb", "The value of a fader becomes a gain in dB, on both curves.").where_declared(O::ParamValueToDb),
    must("LB-XFORM-009", Area::Transforms, "transforms planArrangement", "Sections follow each other, each with its cue point and the clips of its scene.").where_declared(O::PlanArrangement),
    must("LB-XFORM-010", Area::Transforms, "transforms fill", "A source repeats until its placement ends, and is cut there.").where_declared(O::Fill),
    must("LB-XFORM-011", Area::Transforms, "transforms detectIssues", "The Set Janitor finds empty tracks, placeholder names, colours off the palette and overrun loops, in order.").where_declared(O::DetectIssues),
    must("LB-XFORM-012", Area::Transforms, "transforms planFixes", "The Set Janitor plans what was chosen, and refuses a delete that no longer fits its track.").where_declared(O::PlanFixes),
    must("LB-IDS-001", Area::Ids, "2", "Every id in an answer is a path of the grammar, of the kind of its object, and reads back as the same text.").positional().needs(operations(&[O::ListTracks, O::ListClips])),
    must("LB-IDS-002", Area::Ids, "2", "A string that is no path id is refused with BAD_INPUT.").positional().needs(operations(&[O::ListClips])),
    must("LB-IDS-003", Area::Ids, "2", "A path of a kind that the call does not take is refused with WRONG_TYPE.").positional().needs(operations(&[O::ListClips])),
    must("LB-IDS-004", Area::Ids, "2", "A path of the right kind that names nothing is refused with STALE_REFERENCE.").positional().needs(operations(&[O::ListClips])),
    must("LB-IDS-005", Area::Ids, "2", "A well-formed path without a kind of object, such as track:0/mixer, is of the wrong kind everywhere.").positional().needs(operations(&[O::ListClips])),
    must("LB-ERR-001", Area::Errors, "3", "A failed call changes nothing.").needs(operations(&[O::SetTempo])),
    must("LB-ERR-002", Area::Errors, "3", "A refusal has a recovery hint that is not empty.").needs(operations(&[O::ListClips])),
    must("LB-ERR-003", Area::Errors, "3", "STALE_REFERENCE and WRONG_TYPE carry subjectId, the id as the caller gave it.").positional().needs(operations(&[O::ListClips])),
    must("LB-ERR-004", Area::Errors, "3", "Of several faults, what can be judged without the host comes first, then the kind, then the existence, then MIDI or audio, then what the host refuses.").should().needs(operations(&[O::SetNotes])),
    must("LB-ERR-005", Area::Errors, "3", "null for an optional input and a wrong JSON type are refused with BAD_INPUT.").on_the_wire().needs(operations(&[O::SetTempo])),
    must("LB-ERR-006", Area::Errors, "3", "Unknown keys in arguments and notes are ignored.").on_the_wire().needs(operations(&[O::SetTempo, O::GetSongOverview])),
    must("LB-ERR-007", Area::Errors, "3", "An unknown key in a patch is refused with BAD_INPUT.").on_the_wire().needs(operations(&[O::ListTracks, O::SetTrackProps])),
    must("LB-ERR-008", Area::Errors, "3", "An unknown track kind is refused with BAD_INPUT.").on_the_wire().needs(operations(&[O::CreateTrack])),
    must("LB-ERR-009", Area::Errors, "2", "Every call that takes an id refuses one of another kind of object with WRONG_TYPE."),
    must("LB-ERR-010", Area::Errors, "2", "Every call that takes an id refuses one whose object is gone with STALE_REFERENCE."),
    must("LB-ERR-011", Area::Errors, "3", "In every call and transaction STALE_REFERENCE and WRONG_TYPE carry subjectId, the id as the caller gave it, and a hint."),
    must("LB-READ-001", Area::Reads, "4", "A read changes nothing and adds no undo step."),
    must("LB-READ-002", Area::Reads, "4", "Two reads with nothing between them are equal."),
    must("LB-READ-003", Area::Reads, "4", "Counts agree with lists.").needs(operations(&[O::GetSongOverview, O::ListTracks])),
    must("LB-READ-004", Area::Reads, "4", "Every track has one slot per scene.").needs(operations(&[O::GetSongOverview, O::ListTracks, O::ListClips])),
    must("LB-READ-005", Area::Reads, "4", "endTime is startTime plus duration, within 1e-6 beats; a Session clip starts at 0.").needs(operations(&[O::ListTracks, O::ListClips])),
    must("LB-READ-006", Area::Reads, "4", "The notes of an audio clip are refused with WRONG_TYPE.").needs(operations(&[O::ListTracks, O::ListClips, O::GetNotes])),
    must("LB-READ-007", Area::Reads, "4", "The notes of the clip of an empty slot are refused with STALE_REFERENCE.").positional().needs(operations(&[O::ListTracks, O::ListClips, O::GetNotes])),
    must("LB-READ-008", Area::Reads, "4", "Arrangement clips of one track are sorted by startTime and do not overlap.").needs(operations(&[O::ListTracks, O::ListClips, O::CreateArrangementMidiClip])),
    must("LB-READ-009", Area::Reads, "4", "mutedViaSolo is true exactly when some other track is soloed and this one is not.").should().needs(operations(&[O::ListTracks, O::SetTrackProps])),
    must("LB-READ-010", Area::Reads, "4 findTrack", "findTrack finds a substring of the name in any case, and answers with the tracks as listTracks has them.").needs(operations(&[O::FindTrack, O::ListTracks])),
    must("LB-READ-011", Area::Reads, "4 findTrack", "An empty query matches every track; no match is an empty list.").needs(operations(&[O::FindTrack, O::ListTracks])),
    must("LB-READ-012", Area::Reads, "4 listClips", "listClips gives the Session slots in scene order, empty ones included, then the Arrangement clips.").needs(operations(&[O::ListTracks, O::ListClips])),
    must("LB-READ-013", Area::Reads, "1", "An empty slot has isMidi false, kind empty, the id of its slot, an empty name, zeros and false flags.").needs(operations(&[O::ListTracks, O::ListClips])),
    must("LB-READ-014", Area::Reads, "1", "slotId is there for Session clips only, filePath for audio clips only, and isMidi agrees with kind.").needs(operations(&[O::ListTracks, O::ListClips])),
    must("LB-READ-015", Area::Reads, "4 listDeviceParams", "listDeviceParams gives all parameters of all devices in chain order, each value within its range.").needs(operations(&[O::ListTracks, O::ListDeviceParams, O::InsertDevice])),
    must("LB-READ-016", Area::Reads, "4 getTrackMixer", "getTrackMixer agrees with listTracks, and the id of the volume can be written with setParam.").needs(operations(&[O::ListTracks, O::GetTrackMixer, O::SetParam])),
    must("LB-READ-017", Area::Reads, "4", "deviceCount grows by one with every inserted device.").needs(operations(&[O::ListTracks, O::InsertDevice])),
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
    must("LB-READ-020", Area::Reads, "4 findTrack", "A query of findTrack is text and no pattern.").needs(operations(&[O::FindTrack, O::ListTracks, O::SetTrackProps])),
    must("LB-MUT-001", Area::Mutations, "5", "A mutation answers with the state after the write, equal to a fresh read."),
    must("LB-MUT-002", Area::Mutations, "5", "A number that is not finite is refused with BAD_INPUT.").in_process(),
    must("LB-MUT-003", Area::Mutations, "5 setTempo", "A tempo that was set is read back.").needs(operations(&[O::SetTempo, O::GetSongOverview])),
    must("LB-MUT-004", Area::Mutations, "5 setTempo", "A tempo of 0 or below is refused with BAD_INPUT.").needs(operations(&[O::SetTempo])),
    must("LB-MUT-005", Area::Mutations, "5 setTempo", "A tempo outside 20 to 999 is refused.").needs(operations(&[O::SetTempo])),
    must("LB-MUT-006", Area::Mutations, "5", "A beat argument above 1576800 is refused with BAD_INPUT."),
    must("LB-MUT-007", Area::Mutations, "5", "After a delete no id names the deleted object; positional ids name what moved into its place.").positional().needs(operations(&[O::ListTracks, O::DeleteTrack])),
    must(
        "LB-MUT-008",
        Area::Mutations,
        "1",
        "Beats and numbers that were written are read back: exactly with f64, within a relative 2^-22 else.",
    )
    .needs(operations(&[O::SetNotes, O::GetNotes])),
    must("LB-MUT-009", Area::Mutations, "5", "A mutation changes what it is for, and nothing else.").needs(Needs {
        operations: &[O::ControlReset, O::ControlSnapshot],
        reset: ResetCapability::Fixtures,
        snapshot: SnapshotCapability::Canonical,
        ..Needs::NOTHING
    }),
    must("LB-MUT-010", Area::Mutations, "2", "An id keeps naming its object when neighbours are deleted.").opaque().needs(operations(&[O::ListTracks, O::ListClips, O::DeleteTrack, O::SetTrackProps])),
    must("LB-MUT-011", Area::Mutations, "5", "A mutation changes nothing else either where there is more: solos and mutes, devices, cue points, several clips.").needs(Needs {
        operations: &[O::ControlReset, O::ControlSnapshot, O::GetTrackMixer],
        reset: ResetCapability::Snapshots,
        snapshot: SnapshotCapability::Canonical,
        ..Needs::NOTHING
    }),
    must("LB-TRACK-001", Area::Tracks, "5", "Only the keys that are in a patch are written.").needs(operations(&[O::ListTracks, O::SetTrackProps])),
    must("LB-TRACK-002", Area::Tracks, "5", "An empty patch is refused with BAD_INPUT.").needs(operations(&[O::ListTracks, O::SetTrackProps])),
    must("LB-TRACK-003", Area::Tracks, "5", "Solo is not exclusive.").needs(operations(&[O::ListTracks, O::SetTrackProps])),
    must("LB-TRACK-004", Area::Tracks, "5", "An empty name is accepted.").needs(operations(&[O::ListTracks, O::SetTrackProps])),
    must("LB-TRACK-005", Area::Tracks, "5 createTrack", "createTrack answers with the id of the track it made, of the kind asked for, and makes no other change to the list.").needs(operations(&[O::ListTracks, O::CreateTrack])),
    must("LB-TRACK-006", Area::Tracks, "5 createTrack", "A new track is the last one.").should().needs(operations(&[O::ListTracks, O::CreateTrack])),
    must("LB-TRACK-007", Area::Tracks, "5 deleteTrack", "deleteTrack takes away exactly that track.").needs(operations(&[O::ListTracks, O::DeleteTrack])),
    must("LB-TRACK-008", Area::Tracks, "5 setTrackProps", "All keys of a patch are written.").needs(operations(&[O::ListTracks, O::SetTrackProps])),
    must("LB-NOTES-001", Area::Notes, "5 setNotes", "setNotes replaces all notes; they are read back as a multiset.").needs(operations(&[O::SetNotes, O::GetNotes])),
    must("LB-NOTES-002", Area::Notes, "5 setNotes", "A pitch is rounded half up and clamped to 0..127.").needs(operations(&[O::SetNotes, O::GetNotes])),
    must("LB-NOTES-003", Area::Notes, "5 setNotes", "Velocity and release velocity are clamped to 0..127 and not rounded.").needs(operations(&[O::SetNotes, O::GetNotes])),
    must("LB-NOTES-004", Area::Notes, "5 setNotes", "A negative duration is refused with BAD_INPUT.").needs(operations(&[O::SetNotes])),
    must("LB-NOTES-005", Area::Notes, "5 setNotes", "A probability outside 0..1 is refused with BAD_INPUT.").needs(operations(&[O::SetNotes])),
    must("LB-NOTES-006", Area::Notes, "5 setNotes", "A velocity deviation outside -127..127 is refused with BAD_INPUT.").needs(operations(&[O::SetNotes])),
    must("LB-NOTES-007", Area::Notes, "5 setNotes", "A negative start time is accepted: content before the clip's start.").needs(operations(&[O::SetNotes, O::GetNotes])),
    must("LB-NOTES-008", Area::Notes, "5 setNotes", "The notes of an audio clip are not written: WRONG_TYPE.").needs(operations(&[O::ListTracks, O::ListClips, O::SetNotes])),
    must("LB-NOTES-009", Area::Notes, "5", "A beat above 1576800 in a note is refused with BAD_INPUT.").needs(operations(&[O::SetNotes])),
    must("LB-NOTES-010", Area::Notes, "1", "Optional fields of a note are kept, and absent ones mean their defaults.").needs(operations(&[O::SetNotes, O::GetNotes])),
    must("LB-NOTES-011", Area::Notes, "5 setNotes", "The values at the ends of the ranges are accepted and read back.").needs(operations(&[O::SetNotes, O::GetNotes])),
    must("LB-NOTES-012", Area::Notes, "5 setNotes", "A clip takes ten thousand notes and more.").needs(operations(&[O::SetNotes, O::GetNotes])),
    must("LB-NOTES-013", Area::Notes, "5 setNotes", "Notes of one pitch that are equal or overlap are all kept as they are.").should().needs(operations(&[O::SetNotes, O::GetNotes])),
    must("LB-CLIP-001", Area::Clips, "5 createMidiClip", "createMidiClip makes an empty MIDI clip of the length asked for in that slot.").needs(operations(&[O::ListTracks, O::ListClips, O::CreateMidiClip])),
    must("LB-CLIP-002", Area::Clips, "5 createMidiClip", "A clip length of 0 or below is refused with BAD_INPUT.").needs(operations(&[O::ListTracks, O::ListClips, O::CreateMidiClip])),
    must("LB-CLIP-003", Area::Clips, "5 createMidiClip", "A slot on an audio track is refused with WRONG_TYPE.").needs(operations(&[O::ListTracks, O::ListClips, O::CreateMidiClip])),
    must("LB-CLIP-004", Area::Clips, "5 createMidiClip", "An occupied slot is refused.").needs(operations(&[O::ListTracks, O::ListClips, O::CreateMidiClip])),
    must("LB-CLIP-005", Area::Clips, "5 setClipProps", "A colour outside 0..16777215 is refused with BAD_INPUT.").needs(operations(&[O::ListTracks, O::ListClips, O::SetClipProps])),
    must("LB-CLIP-006", Area::Clips, "5 setClipProps", "A colour is read back as given, or as the nearest of the palette when the target declares one.").needs(operations(&[O::ListTracks, O::ListClips, O::SetClipProps])),
    must("LB-CLIP-007", Area::Clips, "5 setClipProps", "Only the keys that are in a patch are written; an empty patch is refused with BAD_INPUT.").needs(operations(&[O::ListTracks, O::ListClips, O::SetClipProps])),
    must("LB-CLIP-008", Area::Clips, "5 deleteClip", "deleteClip empties the slot, or takes the clip out of the Arrangement, and nothing else.").needs(operations(&[O::ListTracks, O::ListClips, O::DeleteClip])),
    must("LB-CLIP-009", Area::Clips, "5 setClipProps", "Name and colour of audio clips and of Arrangement clips are written like those of others.").needs(operations(&[O::ListTracks, O::ListClips, O::SetClipProps])),
    must("LB-ARR-001", Area::Arrangement, "5", "createArrangementMidiClip makes an empty clip at that place, of that length.").needs(operations(&[O::ListTracks, O::ListClips, O::CreateArrangementMidiClip])),
    must("LB-ARR-002", Area::Arrangement, "5", "A start below 0 or a length of 0 or below is refused with BAD_INPUT.").needs(operations(&[O::ListTracks, O::CreateArrangementMidiClip])),
    must("LB-ARR-003", Area::Arrangement, "5", "A MIDI clip on an audio track is refused with WRONG_TYPE.").needs(operations(&[O::ListTracks, O::CreateArrangementMidiClip])),
    must("LB-ARR-004", Area::Arrangement, "5", "A clip created over existing ones takes their place: the range is cleared first.").needs(operations(&[O::ListTracks, O::ListClips, O::CreateArrangementMidiClip])),
    must("LB-ARR-005", Area::Arrangement, "5", "createArrangementAudioClip places that file at that place.").needs(operations(&[O::ListTracks, O::ListClips, O::CreateArrangementAudioClip])),
    must("LB-ARR-006", Area::Arrangement, "5", "An empty filePath, a start below 0 or a duration of 0 or below is refused with BAD_INPUT.").needs(operations(&[O::ListTracks, O::CreateArrangementAudioClip])),
    must("LB-ARR-007", Area::Arrangement, "5", "An audio clip on a MIDI track is refused with WRONG_TYPE.").needs(operations(&[O::ListTracks, O::CreateArrangementAudioClip])),
    must("LB-ARR-008", Area::Arrangement, "5 clearClipsInRange", "Clips inside the range go, clips that only touch it stay.").needs(operations(&[O::ListTracks, O::ListClips, O::CreateArrangementMidiClip, O::ClearClipsInRange])),
    must("LB-ARR-009", Area::Arrangement, "5 clearClipsInRange", "A clip over an edge is cut to the edge.").needs(operations(&[O::ListTracks, O::ListClips, O::CreateArrangementMidiClip, O::ClearClipsInRange])),
    must("LB-ARR-010", Area::Arrangement, "5 clearClipsInRange", "A clip that spans the range on both sides becomes two: nothing outside the range is lost.").should().needs(operations(&[O::ListTracks, O::ListClips, O::CreateArrangementMidiClip, O::ClearClipsInRange])),
    must("LB-ARR-011", Area::Arrangement, "5 clearClipsInRange", "Pieces keep name, colour and all notes.").needs(operations(&[O::ListTracks, O::ListClips, O::CreateArrangementMidiClip, O::ClearClipsInRange, O::SetNotes, O::GetNotes, O::SetClipProps])),
    must("LB-ARR-012", Area::Arrangement, "5 clearClipsInRange", "For a clip that does not loop, loopStart, loopEnd and endMarker of a piece move with the cut.").needs(operations(&[O::ListTracks, O::ListClips, O::CreateArrangementMidiClip, O::ClearClipsInRange])),
    must("LB-ARR-013", Area::Arrangement, "5 clearClipsInRange", "A range with a start below 0, or an end not above its start, is refused with BAD_INPUT.").needs(operations(&[O::ListTracks, O::ClearClipsInRange])),
    must("LB-ARR-014", Area::Arrangement, "5 clearClipsInRange", "Pieces of a looping clip keep their loop, and the phase of a right piece is kept in the snapshot.").needs(Needs {
        operations: &[O::ListTracks, O::ListClips, O::ClearClipsInRange, O::ControlReset, O::ControlSnapshot],
        reset: ResetCapability::Snapshots,
        snapshot: SnapshotCapability::Canonical,
        ..Needs::NOTHING
    }),
    must("LB-ARR-015", Area::Arrangement, "5", "createArrangementAudioClip gives the clip the length asked for, within that of the file.").needs(operations(&[O::ListTracks, O::ListClips, O::CreateArrangementAudioClip])),
    must("LB-ARR-016", Area::Arrangement, "5 clearClipsInRange", "Both pieces of a clip that spans the range keep name, colour and all notes, and each has its own part of the content.").should().needs(operations(&[O::ListTracks, O::ListClips, O::CreateArrangementMidiClip, O::ClearClipsInRange, O::SetNotes, O::GetNotes, O::SetClipProps])),
    must("LB-ARR-017", Area::Arrangement, "5 clearClipsInRange", "A piece is cut again like a clip: its content moves by both cuts.").needs(operations(&[O::ListTracks, O::ListClips, O::CreateArrangementMidiClip, O::ClearClipsInRange])),
    must("LB-ARR-018", Area::Arrangement, "5 clearClipsInRange", "Audio clips are cut like MIDI clips, and keep their file.").needs(operations(&[O::ListTracks, O::ListClips, O::CreateArrangementAudioClip, O::ClearClipsInRange])),
    must("LB-CUE-001", Area::Cues, "5 createCuePoint", "A beat below 0 is refused with BAD_INPUT.").needs(operations(&[O::CreateCuePoint])),
    must("LB-CUE-002", Area::Cues, "5 createCuePoint", "A beat within 1e-6 of an existing cue point is refused.").needs(operations(&[O::CreateCuePoint])),
    must("LB-CUE-003", Area::Cues, "8 listCuePoints", "Cue points are listed in time order, with the beat and the name that they were given.").needs(operations(&[O::CreateCuePoint, O::ListCuePoints])),
    must("LB-CUE-004", Area::Cues, "5 createCuePoint", "A beat further than 1e-6 from every cue point is free.").needs(operations(&[O::CreateCuePoint])),
    must("LB-PARAM-001", Area::Devices, "5 setParam", "A value outside min..max is refused with BAD_INPUT.").needs(operations(&[O::ListTracks, O::ListDeviceParams, O::SetParam])),
    must("LB-PARAM-002", Area::Devices, "5 setParam", "A quantised parameter rounds to the nearest step of 1 from min.").needs(operations(&[O::ListTracks, O::ListDeviceParams, O::SetParam])),
    must("LB-PARAM-003", Area::Devices, "5 setParam", "A value within the range is read back, and no other parameter changes.").needs(operations(&[O::ListTracks, O::ListDeviceParams, O::SetParam])),
    must("LB-PARAM-004", Area::Devices, "5 setParam", "The steps of a quantised parameter begin at its minimum, also when that is no whole number.").needs(Needs {
        operations: &[O::ListTracks, O::ListDeviceParams, O::SetParam, O::ControlReset],
        reset: ResetCapability::Snapshots,
        ..Needs::NOTHING
    }),
    must("LB-DEV-001", Area::Devices, "5 insertDevice", "insertDevice puts the device at the index.").needs(operations(&[O::ListTracks, O::ListDeviceParams, O::InsertDevice])),
    must("LB-DEV-002", Area::Devices, "5 insertDevice", "An index that is no whole number from 0 is refused with BAD_INPUT.").needs(operations(&[O::ListTracks, O::InsertDevice])),
    must("LB-DEV-003", Area::Devices, "5 insertDevice", "An index past the end of the chain puts the device last.").needs(operations(&[O::ListTracks, O::ListDeviceParams, O::InsertDevice])),
    must("LB-DEV-004", Area::Devices, "5 insertDevice", "An unknown device name is refused with SDK_REJECTED.").needs(operations(&[O::ListTracks, O::InsertDevice])),
    must("LB-RENDER-001", Area::Render, "5 renderTrack", "A start below 0, or an end not above the start, is refused with BAD_INPUT.").needs(operations(&[O::ListTracks, O::RenderTrack])),
    must("LB-RENDER-002", Area::Render, "5 renderTrack", "Rendering a MIDI track is refused with WRONG_TYPE.").needs(operations(&[O::ListTracks, O::RenderTrack])),
    must("LB-RENDER-003", Area::Render, "5 renderTrack", "The file is a WAV of the range's length at the Set tempo, within one frame.").needs(operations(&[O::ListTracks, O::RenderTrack, O::GetSongOverview])),
    must("LB-RENDER-004", Area::Render, "5 renderTrack", "A render changes nothing and adds no undo step.").needs(operations(&[O::ListTracks, O::RenderTrack])),
    must("LB-UNDO-001", Area::Undo, "5", "One call is one undo step: undo restores exactly the Set before it and no more.").needs(OBSERVABLE),
    must("LB-UNDO-002", Area::Undo, "5", "One redo restores exactly the Set after the call.").needs(OBSERVABLE),
    must("LB-UNDO-003", Area::Undo, "3", "A failed call adds no undo step.").needs(OBSERVABLE),
    must("LB-UNDO-004", Area::Undo, "6", "A new mutation after an undo discards what could be redone.").needs(OBSERVABLE),
    must("LB-UNDO-005", Area::Undo, "8", "transactionCount grows by one with every committed call.").needs(COUNTED),
    must("LB-UNDO-006", Area::Undo, "6", "Undo and redo do not change transactionCount.").needs(Needs {
        operations: &[O::ControlUndo, O::ControlRedo, O::ControlTransactionCount],
        ..OBSERVABLE
    }),
    must("LB-UNDO-007", Area::Undo, "5", "A setter that writes the value already there is one undo step too.").should().needs(OBSERVABLE),
    must("LB-UNDO-008", Area::Undo, "8", "undoDepth says how many steps can be undone and redone.").needs(Needs {
        operations: &[O::ControlUndo, O::ControlRedo, O::ControlUndoDepth],
        ..OBSERVABLE
    }),
    must("LB-UNDO-009", Area::Undo, "5", "Undo restores exactly the Set before the call also where there is more: muted clips, loops and markers, notes with every field.").needs(Needs {
        operations: &[O::ControlReset, O::ControlUndo, O::ControlRedo, O::ListTracks, O::ListClips, O::GetTrackMixer],
        reset: ResetCapability::Snapshots,
        ..OBSERVABLE
    }),
    must("LB-TX-001", Area::Transactions, "6", "A transaction that succeeds is one undo step, however many mutations.").needs(Needs {
        operations: &[O::Transaction, O::ControlUndo, O::ControlRedo],
        transaction: TransactionCapability::Grouped,
        ..OBSERVABLE
    }),
    must("LB-TX-002", Area::Transactions, "6", "All or nothing: when a mutation fails, the Set is exactly as before.").needs(ATOMIC),
    must("LB-TX-003", Area::Transactions, "6", "The error of a transaction is that of the first mutation that failed, with its position.").needs(ATOMIC),
    must("LB-TX-004", Area::Transactions, "6", "The outcomes, one per mutation in order, describe the committed state.").needs(ATOMIC),
    must("LB-TX-005", Area::Transactions, "6", "An empty transaction commits nothing.").needs(Needs {
        operations: &[O::Transaction, O::ControlTransactionCount],
        transaction: TransactionCapability::Grouped,
        ..COUNTED
    }),
    must("LB-TX-006", Area::Transactions, "6", "A failed or empty transaction leaves what can be redone, and transactionCount.").needs(ATOMIC_OBSERVED),
    must("LB-TX-007", Area::Transactions, "6", "Ids given by the caller name objects as they were when the transaction began.").needs(ATOMIC),
    must("LB-TX-008", Area::Transactions, "6", "A mutation of an object deleted earlier in the same transaction is STALE_REFERENCE.").needs(ATOMIC),
    must("LB-TX-009", Area::Transactions, "6", "An id that would only name something made in the same transaction is STALE_REFERENCE.").positional().needs(ATOMIC),
    must("LB-TX-010", Area::Transactions, "6", "What is not an id, such as whether a slot is free, is judged against the running state.").needs(ATOMIC),
    must("LB-TX-011", Area::Transactions, "6", "A clip that is cut in two stays itself in its first remaining piece, and is gone when nothing of it remains.").needs(ATOMIC),
    must("LB-TX-012", Area::Transactions, "6", "An outcome whose object no longer exists at the commit is absent.").needs(STAGED),
    must("LB-TX-013", Area::Transactions, "wire", "A staged reference stands for the object that the earlier operation made, or for something below it.").needs(STAGED),
    must("LB-TX-014", Area::Transactions, "wire", "A reference forward, to itself, out of range, to an operation without an object, or outside a transaction is BAD_INPUT.").needs(STAGED),
    must("LB-TX-015", Area::Transactions, "6", "The ids in outcomes are valid after the commit, also when earlier objects were deleted in it.").needs(STAGED),
    must("LB-TX-016", Area::Transactions, "wire", "A read, a render or a transaction inside a batch is BAD_INPUT with its position, and an unknown method UNSUPPORTED.").on_the_wire().needs(ATOMIC),
    must("LB-TX-017", Area::Transactions, "wire", "A staged reference may name each kind of result, and each kind of object below it.").needs(STAGED),
    must("LB-TX-018", Area::Transactions, "6", "A staged reference to what is gone again is STALE_REFERENCE, one of the wrong kind WRONG_TYPE.").needs(STAGED),
    must("LB-TX-019", Area::Transactions, "6", "A transaction of a hundred mutations is applied wholly or not at all, like a short one.").needs(ATOMIC),
    must("LB-CONC-001", Area::Concurrency, "6", "Isolation: no other client sees a state in the middle of a transaction.").in_process().needs(ATOMIC),
    must("LB-CONC-002", Area::Concurrency, "7", "Mutations from several clients apply one at a time: none is lost, and every client sees its own.").in_process().needs(ATOMIC),
    must(
        "LB-CONC-003",
        Area::Concurrency,
        "7",
        "A client that goes away in the middle of a call leaves the Set as if it had happened wholly or not at all.",
    )
    .in_process()
    .needs(ATOMIC),
    must("LB-HAND-001", Area::Handlers, "handlers 1", "Scale Lock moves the notes of its clips onto the scale of the song, and changes nothing but pitches.").needs(TRANSACTED),
    must("LB-HAND-002", Area::Handlers, "handlers 2", "Humanize varies the notes of its clips by its draws, clip by clip in the order given.").needs(TRANSACTED),
    must("LB-HAND-003", Area::Handlers, "handlers 3", "Gain Stage Doctor brings each track to the target with its fader, and leaves a silent one.").needs(TRANSACTED),
    must("LB-HAND-004", Area::Handlers, "handlers 4", "Session-to-Song lays the sections out, filled, in the place of what was there, with their cue points.").needs(STAGED),
    must("LB-HAND-005", Area::Handlers, "handlers 5", "Set Janitor fixes what was chosen, deletes exactly the chosen tracks, and does nothing else.").needs(TRANSACTED),
    must("LB-HAND-006", Area::Handlers, "handlers", "A run of a handler is one undo step.").needs(Needs {
        operations: &[O::Transaction, O::ControlUndo, O::ControlRedo],
        transaction: TransactionCapability::Grouped,
        ..OBSERVABLE
    }),
    must("LB-HAND-007", Area::Handlers, "handlers", "A handler that is refused, for something in the middle or at the end, leaves the Set untouched.").needs(ATOMIC),
    must("LB-HAND-008", Area::Handlers, "handlers", "A handler that has nothing to change opens no transaction.").needs(TRANSACTED),
    must("LB-HAND-009", Area::Handlers, "handlers 1, 5", "A second run of Scale Lock, or of the same renames and recolours, does nothing.").needs(TRANSACTED),
    must("LB-HAND-010", Area::Handlers, "handlers 5", "The choice of a delete that no longer fits its track is refused with STALE_REFERENCE.").needs(TRANSACTED),
    must("LB-HAND-011", Area::Handlers, "handlers 4", "A section that begins where there is a cue point already leaves that one as it is.").needs(Needs {
        operations: &[O::Transaction, O::CreateCuePoint, O::ListCuePoints],
        ..STAGED
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
    must("LB-CTRL-003", Area::Control, "8", "A reset to a fixture gives exactly that fixture.").needs(Needs {
        operations: &[O::ControlReset, O::ControlSnapshot],
        reset: ResetCapability::Fixtures,
        snapshot: SnapshotCapability::Canonical,
        ..Needs::NOTHING
    }),
    must("LB-CTRL-004", Area::Control, "8", "transactionCount keeps counting over a reset.").needs(Needs {
        operations: &[O::ControlReset, O::ControlTransactionCount],
        reset: ResetCapability::Fixtures,
        ..COUNTED
    }),
    must("LB-CTRL-005", Area::Control, "8", "What is declared is served."),
    must("LB-CTRL-006", Area::Control, "8", "A reset that is refused leaves the Set and the history as they were.").needs(Needs {
        operations: &[O::ControlReset, O::ControlUndo, O::ControlRedo],
        reset: ResetCapability::Fixtures,
        ..OBSERVABLE
    }),
    must("LB-CTRL-007", Area::Control, "8", "An unknown fixture, and notes for a fixture that takes none, are refused with BAD_INPUT.").needs(Needs {
        operations: &[O::ControlReset],
        reset: ResetCapability::Fixtures,
        ..Needs::NOTHING
    }),
    must("LB-CTRL-008", Area::Control, "8", "A reset with a fixture and a snapshot, or with neither, is refused with BAD_INPUT.").on_the_wire().needs(Needs {
        operations: &[O::ControlReset],
        reset: ResetCapability::Snapshots,
        ..Needs::NOTHING
    }),
    must("LB-WIRE-001", Area::Wire, "wire", "A protocol version that is not spoken is refused with -32001 and the versions that are.").on_the_wire(),
    must("LB-WIRE-002", Area::Wire, "wire", "An unknown method is refused as UNSUPPORTED or with -32601.").on_the_wire(),
    must("LB-WIRE-003", Area::Wire, "wire", "A message that cannot be read is answered with an error, and the next one is served.").on_the_wire(),
    must("LB-WIRE-004", Area::Wire, "wire", "Pipelined requests take effect in the order sent.").on_the_wire().needs(operations(&[O::SetTempo, O::GetSongOverview])),
    must("LB-WIRE-005", Area::Wire, "wire", "A call before initialize and a second initialize are refused.").on_the_wire(),
    must("LB-WIRE-006", Area::Wire, "wire", "A message of several megabytes is served.").on_the_wire().needs(operations(&[O::GetSongOverview])),
];
