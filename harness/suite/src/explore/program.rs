//! A program: calls as data, in the form of the wire, which run on any target whatever its ids look like.
//!
//! Ids in a program are symbolic. A path (`track:1/clip:0`) means the object that stands there in the model when its
//! step runs; `@3` means the id that step 3 of the program was answered with, whatever that has become; `#2` is a
//! staged reference, as on the wire. Any other string is no id, and is sent as it is.

use std::fmt;

use livebridge_port::{Batch, IdRef, Mutation, Operation, OperationKind, json};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use serde_json::{Value, json};
use thiserror::Error;

use super::start::Start;

/// One call.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// `getSongOverview`.
    Overview,
    /// `listTracks`.
    Tracks,
    /// `findTrack` with this query.
    Find(String),
    /// `listClips` of a track.
    Clips(IdRef),
    /// `getNotes` of a clip.
    Notes(IdRef),
    /// `listScenes`.
    Scenes,
    /// `listDeviceParams` of a track.
    Params(IdRef),
    /// `getTrackMixer` of a track.
    Mixer(IdRef),
    /// `listCuePoints`.
    CuePoints,
    /// `renderTrack` from beat to beat.
    Render(IdRef, f64, f64),
    /// A mutation as a plain call, or a transaction.
    Commit(Batch),
    /// `control/undo`.
    Undo,
    /// `control/redo`.
    Redo,
    /// `control/undoDepth`.
    Depth,
    /// `control/transactionCount`.
    Count,
    /// `control/reset` to a fixture.
    Reset(String),
}

impl Step {
    /// The operation that is called.
    pub const fn operation(&self) -> Operation {
        match self {
            Self::Overview => Operation::GetSongOverview,
            Self::Tracks => Operation::ListTracks,
            Self::Find(_) => Operation::FindTrack,
            Self::Clips(_) => Operation::ListClips,
            Self::Notes(_) => Operation::GetNotes,
            Self::Scenes => Operation::ListScenes,
            Self::Params(_) => Operation::ListDeviceParams,
            Self::Mixer(_) => Operation::GetTrackMixer,
            Self::CuePoints => Operation::ListCuePoints,
            Self::Render(..) => Operation::RenderTrack,
            Self::Commit(Batch::Call(mutation)) => mutation.operation(),
            Self::Commit(Batch::Transaction(_)) => Operation::Transaction,
            Self::Undo => Operation::ControlUndo,
            Self::Redo => Operation::ControlRedo,
            Self::Depth => Operation::ControlUndoDepth,
            Self::Count => Operation::ControlTransactionCount,
            Self::Reset(_) => Operation::ControlReset,
        }
    }

    /// Whether it shows the Set and changes nothing.
    pub fn is_read(&self) -> bool {
        self.operation().kind() == OperationKind::Read || matches!(self, Self::CuePoints)
    }

    /// Every id in it, to change it.
    pub fn ids_mut(&mut self) -> Vec<&mut IdRef> {
        match self {
            Self::Clips(id) | Self::Notes(id) | Self::Params(id) | Self::Mixer(id) | Self::Render(id, ..) => vec![id],
            Self::Commit(Batch::Call(mutation)) => mutation.subject_mut().into_iter().collect(),
            Self::Commit(Batch::Transaction(mutations)) => {
                mutations.iter_mut().filter_map(Mutation::subject_mut).collect()
            }
            _ => Vec::new(),
        }
    }

    /// How many operations it is: a transaction counts each of its mutations.
    pub fn size(&self) -> usize {
        match self {
            Self::Commit(batch) => batch.mutations().len().max(1),
            _ => 1,
        }
    }

    /// What is called with, as on the wire.
    pub fn params(&self) -> Value {
        match self {
            Self::Find(query) => json!({ "query": query }),
            Self::Clips(track) | Self::Params(track) | Self::Mixer(track) => json!({ "trackId": track }),
            Self::Notes(clip) => json!({ "clipId": clip }),
            Self::Render(track, start, end) => json!({ "trackId": track, "startBeat": start, "endBeat": end }),
            Self::Commit(Batch::Call(mutation)) => json!(mutation)["params"].take(),
            Self::Commit(Batch::Transaction(mutations)) => json!({ "ops": mutations }),
            Self::Reset(fixture) => json!({ "fixture": fixture }),
            _ => json!({}),
        }
    }
}

impl Serialize for Step {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("method", self.operation().name())?;
        map.serialize_entry("params", &self.params())?;
        map.end()
    }
}

/// A step as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    method: String,
    #[serde(default)]
    params: Value,
}

#[derive(Deserialize)]
struct Query {
    query: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct OfTrack {
    track_id: IdRef,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct OfClip {
    clip_id: IdRef,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct OfRange {
    track_id: IdRef,
    start_beat: f64,
    end_beat: f64,
}

#[derive(Deserialize)]
struct Ops {
    ops: Vec<Mutation>,
}

#[derive(Deserialize)]
struct OfFixture {
    fixture: String,
}

impl<'de> Deserialize<'de> for Step {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Written { method, params } = Written::deserialize(deserializer)?;
        let operation: Operation = method.parse().map_err(de::Error::custom)?;
        let step = match operation {
            Operation::GetSongOverview => Ok(Self::Overview),
            Operation::ListTracks => Ok(Self::Tracks),
            Operation::FindTrack => Query::deserialize(params).map(|query| Self::Find(query.query)),
            Operation::ListClips => OfTrack::deserialize(params).map(|of| Self::Clips(of.track_id)),
            Operation::GetNotes => OfClip::deserialize(params).map(|of| Self::Notes(of.clip_id)),
            Operation::ListScenes => Ok(Self::Scenes),
            Operation::ListDeviceParams => OfTrack::deserialize(params).map(|of| Self::Params(of.track_id)),
            Operation::GetTrackMixer => OfTrack::deserialize(params).map(|of| Self::Mixer(of.track_id)),
            Operation::ListCuePoints => Ok(Self::CuePoints),
            Operation::RenderTrack => {
                OfRange::deserialize(params).map(|of| Self::Render(of.track_id, of.start_beat, of.end_beat))
            }
            Operation::Transaction => Ops::deserialize(params).map(|ops| Self::Commit(Batch::Transaction(ops.ops))),
            Operation::ControlUndo => Ok(Self::Undo),
            Operation::ControlRedo => Ok(Self::Redo),
            Operation::ControlUndoDepth => Ok(Self::Depth),
            Operation::ControlTransactionCount => Ok(Self::Count),
            Operation::ControlReset => OfFixture::deserialize(params).map(|of| Self::Reset(of.fixture)),
            mutation if mutation.kind() == OperationKind::Mutation => {
                Mutation::deserialize(json!({ "method": method, "params": params }))
                    .map(|mutation| Self::Commit(Batch::Call(mutation)))
            }
            other => return Err(de::Error::custom(format!("`{other}` is no step of a program"))),
        };
        step.map_err(|error| de::Error::custom(format!("{method}: {error}")))
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&json::to_string(self).map_err(|_| fmt::Error)?)
    }
}

/// Calls in their order, and the Set that they start from.
#[derive(Debug, Clone, PartialEq)]
pub struct Program {
    /// The Set that it starts from.
    pub start: Start,
    /// The calls.
    pub steps: Vec<Step>,
}

/// The name and version of the form in which programs are saved.
const FORMAT: &str = "livebridge.program/1";

/// A saved program.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Saved {
    format: String,
    /// What was found with it, for a reader.
    #[serde(default, rename = "about")]
    _about: String,
    start: Start,
    steps: Vec<Step>,
}

/// Text that is no saved program.
#[derive(Debug, Error)]
pub enum ProgramError {
    /// No JSON, or not of the shape.
    #[error("no program: {0}")]
    Shape(#[from] serde_json::Error),
    /// Of another version.
    #[error("no program that this version reads: its format is `{0}`, not `{FORMAT}`")]
    Format(String),
}

impl Program {
    /// How many operations it has, the mutations of a transaction counted one by one.
    pub fn size(&self) -> usize {
        self.steps.iter().map(Step::size).sum()
    }

    /// The program as it is saved, one step a line, with some words about it.
    pub fn to_json(&self, about: &str) -> serde_json::Result<String> {
        let mut text = format!("{{\n\"format\":\"{FORMAT}\",\n\"about\":{},\n", json::to_string(about)?);
        text = text + "\"start\":" + &json::to_string(&self.start)? + ",\n\"steps\":[";
        for (i, step) in self.steps.iter().enumerate() {
            text.push_str(if i == 0 { "\n" } else { ",\n" });
            text.push_str(&json::to_string(step)?);
        }
        text.push_str("\n]}\n");
        Ok(text)
    }

    /// Reads a saved program.
    pub fn from_json(text: &str) -> Result<Self, ProgramError> {
        let saved: Saved = serde_json::from_str(text)?;
        if saved.format == FORMAT {
            Ok(Self { start: saved.start, steps: saved.steps })
        } else {
            Err(ProgramError::Format(saved.format.chars().take(80).collect()))
        }
    }
}
