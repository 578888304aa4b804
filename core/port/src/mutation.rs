//! A mutation is data: the one definition of a change to a Set.
//!
//! The port applies it, a transaction stages it, the wire carries it (`{ "method", "params" }`), exploration
//! generates and shrinks it, a recorded run stores it. Values may be out of range: the target refuses those, and
//! the suite must be able to send them. The rules that need no Set stand in [`Mutation::validate`].

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::dto::{
    ClipInfo, ClipPropsPatch, CreateAudioClipArgs, CuePointInfo, DeviceInfo, DeviceParamInfo, Name, SetNotesResult,
    SongOverview, TrackInfo, TrackKind, TrackPropsPatch,
};
use crate::id::IdRef;
use crate::note::Note;
use crate::operation::Operation;

/// One change to a Set. Times and lengths in beats.
///
/// ```
/// use livebridge_port::{json, Mutation};
///
/// let mutation = Mutation::SetTempo { bpm: 120.0 };
/// assert_eq!(json::to_string(&mutation).unwrap(), r#"{"method":"setTempo","params":{"bpm":120}}"#);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(tag = "method", content = "params", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Mutation {
    /// Sets the tempo of the Set.
    SetTempo {
        /// Beats per minute.
        bpm: f64,
    },
    /// Writes the properties of a track that the patch holds.
    SetTrackProps {
        /// The track.
        track_id: IdRef,
        /// What to write.
        props: TrackPropsPatch,
    },
    /// Replaces all notes of a MIDI clip.
    SetNotes {
        /// The clip.
        clip_id: IdRef,
        /// The notes that it has afterwards.
        notes: Arc<[Note]>,
    },
    /// Makes a track, where the host puts it.
    CreateTrack {
        /// MIDI or audio.
        kind: TrackKind,
    },
    /// Makes a MIDI clip in an empty Session slot.
    CreateMidiClip {
        /// The slot.
        slot_id: IdRef,
        /// Length of its content.
        length_beats: f64,
    },
    /// Writes the properties of a clip that the patch holds.
    SetClipProps {
        /// The clip.
        clip_id: IdRef,
        /// What to write.
        props: ClipPropsPatch,
    },
    /// Deletes a track with all that is on it.
    DeleteTrack {
        /// The track.
        track_id: IdRef,
    },
    /// Deletes a clip.
    DeleteClip {
        /// The clip.
        clip_id: IdRef,
    },
    /// Makes a MIDI clip in the Arrangement, in the place of what is there.
    CreateArrangementMidiClip {
        /// The MIDI track.
        track_id: IdRef,
        /// Start.
        start_beat: f64,
        /// Length.
        length_beats: f64,
    },
    /// Places an audio file in the Arrangement, in the place of what is there.
    CreateArrangementAudioClip {
        /// The audio track.
        track_id: IdRef,
        /// File, start and length.
        args: CreateAudioClipArgs,
    },
    /// Clears a range of the Arrangement of one track; what lies outside stays.
    ClearClipsInRange {
        /// The track.
        track_id: IdRef,
        /// Start of the range.
        start_beat: f64,
        /// End of the range.
        end_beat: f64,
    },
    /// Makes a cue point.
    CreateCuePoint {
        /// Its place.
        beat: f64,
        /// Its name.
        name: Name,
    },
    /// Sets the value of a device parameter or a fader.
    SetParam {
        /// The parameter.
        param_id: IdRef,
        /// Its value, in its own units.
        value: f64,
    },
    /// Inserts a built-in device into a track's chain.
    InsertDevice {
        /// The track.
        track_id: IdRef,
        /// The exact name of the device.
        device_name: Name,
        /// Where in the chain; past the end it goes last. A float so that what is no whole number can be said.
        index: f64,
    },
}

impl Mutation {
    /// The operation that this is a call of.
    pub const fn operation(&self) -> Operation {
        match self {
            Self::SetTempo { .. } => Operation::SetTempo,
            Self::SetTrackProps { .. } => Operation::SetTrackProps,
            Self::SetNotes { .. } => Operation::SetNotes,
            Self::CreateTrack { .. } => Operation::CreateTrack,
            Self::CreateMidiClip { .. } => Operation::CreateMidiClip,
            Self::SetClipProps { .. } => Operation::SetClipProps,
            Self::DeleteTrack { .. } => Operation::DeleteTrack,
            Self::DeleteClip { .. } => Operation::DeleteClip,
            Self::CreateArrangementMidiClip { .. } => Operation::CreateArrangementMidiClip,
            Self::CreateArrangementAudioClip { .. } => Operation::CreateArrangementAudioClip,
            Self::ClearClipsInRange { .. } => Operation::ClearClipsInRange,
            Self::CreateCuePoint { .. } => Operation::CreateCuePoint,
            Self::SetParam { .. } => Operation::SetParam,
            Self::InsertDevice { .. } => Operation::InsertDevice,
        }
    }

    /// The id that the mutation takes, when it takes one.
    pub const fn subject(&self) -> Option<&IdRef> {
        match self {
            Self::SetTempo { .. } | Self::CreateTrack { .. } | Self::CreateCuePoint { .. } => None,
            Self::SetTrackProps { track_id: id, .. }
            | Self::DeleteTrack { track_id: id }
            | Self::CreateArrangementMidiClip { track_id: id, .. }
            | Self::CreateArrangementAudioClip { track_id: id, .. }
            | Self::ClearClipsInRange { track_id: id, .. }
            | Self::InsertDevice { track_id: id, .. }
            | Self::SetNotes { clip_id: id, .. }
            | Self::SetClipProps { clip_id: id, .. }
            | Self::DeleteClip { clip_id: id }
            | Self::CreateMidiClip { slot_id: id, .. }
            | Self::SetParam { param_id: id, .. } => Some(id),
        }
    }

    /// The id that the mutation takes, to change it.
    pub const fn subject_mut(&mut self) -> Option<&mut IdRef> {
        match self {
            Self::SetTempo { .. } | Self::CreateTrack { .. } | Self::CreateCuePoint { .. } => None,
            Self::SetTrackProps { track_id: id, .. }
            | Self::DeleteTrack { track_id: id }
            | Self::CreateArrangementMidiClip { track_id: id, .. }
            | Self::CreateArrangementAudioClip { track_id: id, .. }
            | Self::ClearClipsInRange { track_id: id, .. }
            | Self::InsertDevice { track_id: id, .. }
            | Self::SetNotes { clip_id: id, .. }
            | Self::SetClipProps { clip_id: id, .. }
            | Self::DeleteClip { clip_id: id }
            | Self::CreateMidiClip { slot_id: id, .. }
            | Self::SetParam { param_id: id, .. } => Some(id),
        }
    }
}

/// What is sent to a target in one piece.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Batch {
    /// A plain call of one mutation.
    Call(Mutation),
    /// A transaction: all or nothing, one undo step. One of a single mutation is not the same request as a call.
    Transaction(Vec<Mutation>),
}

impl Batch {
    /// The mutations in order.
    pub fn mutations(&self) -> &[Mutation] {
        match self {
            Self::Call(mutation) => std::slice::from_ref(mutation),
            Self::Transaction(mutations) => mutations,
        }
    }

    /// Whether it is sent as a transaction.
    pub const fn is_transaction(&self) -> bool {
        matches!(self, Self::Transaction(_))
    }
}

/// The state after the write that a mutation answers with.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// Of `setTempo`.
    Overview(SongOverview),
    /// Of `setTrackProps` and `createTrack`.
    Track(TrackInfo),
    /// Of `setNotes`.
    Notes(SetNotesResult),
    /// Of `createMidiClip`, `setClipProps` and the Arrangement clips.
    Clip(ClipInfo),
    /// Of `createCuePoint`.
    CuePoint(CuePointInfo),
    /// Of `setParam`.
    Param(DeviceParamInfo),
    /// Of `insertDevice`.
    Device(DeviceInfo),
}

impl Outcome {
    /// Id of the object that the mutation made or changed; none for `setTempo`.
    pub const fn id(&self) -> Option<&IdRef> {
        match self {
            Self::Overview(_) => None,
            Self::Track(track) => Some(&track.id),
            Self::Notes(notes) => Some(&notes.id),
            Self::Clip(clip) => Some(&clip.id),
            Self::CuePoint(cue_point) => Some(&cue_point.id),
            Self::Param(param) => Some(&param.id),
            Self::Device(device) => Some(&device.id),
        }
    }

    /// Reads the outcome of `operation` from JSON; `null` is absent. Errors are those of the DTO.
    pub fn deserialize<'de, D: serde::Deserializer<'de>>(
        operation: Operation,
        deserializer: D,
    ) -> Result<Option<Self>, D::Error> {
        use Operation as O;
        Ok(match operation {
            O::SetTempo => Option::deserialize(deserializer)?.map(Self::Overview),
            O::SetTrackProps | O::CreateTrack => Option::deserialize(deserializer)?.map(Self::Track),
            O::SetNotes => Option::deserialize(deserializer)?.map(Self::Notes),
            O::CreateMidiClip | O::SetClipProps | O::CreateArrangementMidiClip | O::CreateArrangementAudioClip => {
                Option::deserialize(deserializer)?.map(Self::Clip)
            }
            O::CreateCuePoint => Option::deserialize(deserializer)?.map(Self::CuePoint),
            O::SetParam => Option::deserialize(deserializer)?.map(Self::Param),
            O::InsertDevice => Option::deserialize(deserializer)?.map(Self::Device),
            // Deletes and the clearing of a range answer with nothing; whatever a target sends is not looked at.
            _ => serde::de::IgnoredAny::deserialize(deserializer).map(|_| None)?,
        })
    }
}

impl Serialize for Outcome {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Overview(overview) => overview.serialize(serializer),
            Self::Track(track) => track.serialize(serializer),
            Self::Notes(notes) => notes.serialize(serializer),
            Self::Clip(clip) => clip.serialize(serializer),
            Self::CuePoint(cue_point) => cue_point.serialize(serializer),
            Self::Param(param) => param.serialize(serializer),
            Self::Device(device) => device.serialize(serializer),
        }
    }
}

/// The answer of a batch.
#[derive(Debug, Clone, PartialEq)]
pub struct Commit {
    /// One per mutation, in order; `None` where the mutation answers with nothing, or where the object is gone.
    pub outcomes: Vec<Option<Outcome>>,
    /// How many undo steps the target says it took: reported, never evidence.
    pub undo_steps: u32,
}
