//! A program: calls as data, in the form of the wire, which run on any target whatever its ids look like.
//!
//! Ids in a program are symbolic. A path (`track:1/clip:0`) means the object that stands there in the model when its
//! step runs; `@3` means the id that step 3 of the program was answered with, whatever that has become; `#2` is a
//! staged reference, as on the wire. Any other string is no id, and is sent as it is.

use livebridge_port::params::{ClipParams, QueryParams, RenderParams, TrackParams};
use livebridge_port::{IdRef, Operation, Request, Reset, Snapshot, TrackKind, json};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use serde_json::{Map, Value, json};
use thiserror::Error;

use super::callable::is_callable;
use super::start::Start;
use super::watch::Watch;

/// One call, one of those that [`callable`](super::callable::callable) lists.
pub type Step = Request;

/// `listClips` of a track.
pub(super) const fn clips(track_id: IdRef) -> Step {
    Step::ListClips(TrackParams { track_id })
}

/// `getNotes` of a clip.
pub(super) const fn notes(clip_id: IdRef) -> Step {
    Step::GetNotes(ClipParams { clip_id })
}

/// `listDeviceParams` of a track.
pub(super) const fn device_params(track_id: IdRef) -> Step {
    Step::ListDeviceParams(TrackParams { track_id })
}

/// `getTrackMixer` of a track.
pub(super) const fn mixer(track_id: IdRef) -> Step {
    Step::GetTrackMixer(TrackParams { track_id })
}

/// `findTrack` with this query.
pub(super) const fn find(query: String) -> Step {
    Step::FindTrack(QueryParams { query })
}

/// `renderTrack` from beat to beat.
pub(super) const fn render(track_id: IdRef, start_beat: f64, end_beat: f64) -> Step {
    Step::RenderTrack(RenderParams { track_id, start_beat, end_beat })
}

/// `control/reset` to a fixture.
pub(super) fn reset(fixture: &str) -> Step {
    Step::ControlReset(Reset::Fixture { fixture: fixture.to_owned(), notes: None })
}

/// Every read of everything in a Set, and these searches.
pub(crate) fn reads_of(set: &Snapshot, searches: impl IntoIterator<Item = String>) -> Vec<Step> {
    let mut steps = vec![Step::GetSongOverview, Step::ListTracks, Step::ListScenes, Step::ListCuePoints];
    steps.extend(searches.into_iter().map(find));
    for (i, track) in set.tracks.iter().enumerate() {
        let under = |tail: String| IdRef::from(format!("track:{i}{tail}").as_str());
        steps.extend([clips(under(String::new())), device_params(under(String::new())), mixer(under(String::new()))]);
        if track.kind == TrackKind::Midi {
            let session = track.session.iter().filter_map(|clip| clip.scene);
            steps.extend(session.map(|scene| notes(under(format!("/clipslot:{scene}/clip")))));
            steps.extend((0..track.arrangement.len()).map(|clip| notes(under(format!("/clip:{clip}")))));
        }
    }
    steps
}

/// Whether a step shows the Set and changes nothing.
pub(crate) fn is_read(step: &Step) -> bool {
    is_read_operation(step.operation())
}

/// Whether an operation shows the Set and changes nothing.
pub(super) const fn is_read_operation(operation: Operation) -> bool {
    use livebridge_port::{ByKind, ControlKind as C};
    match operation.by_kind() {
        ByKind::Read(_) | ByKind::Control(C::ListCuePoints | C::ControlSnapshot) => true,
        ByKind::Mutation(_)
        | ByKind::Render
        | ByKind::Transaction
        | ByKind::Transform(_)
        | ByKind::Control(
            C::ControlReset
            | C::ControlUndo
            | C::ControlRedo
            | C::ControlUndoDepth
            | C::ControlTransactionCount
            | C::ControlSettle,
        ) => false,
    }
}

/// How many operations a step is: a transaction counts each of its mutations.
pub(super) fn size(step: &Step) -> usize {
    if let Step::Commit(batch) = step { batch.mutations().len().max(1) } else { 1 }
}

/// What is called with, as on the wire.
pub(super) fn params(step: &Step) -> Value {
    json!(step)["params"].take()
}

/// A step as it is written: as on the wire, the parameters in the order of their names.
#[derive(Debug)]
pub(super) struct Written(pub(super) Step);

impl Serialize for Written {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("method", self.0.operation().name())?;
        map.serialize_entry("params", &params(&self.0))?;
        map.end()
    }
}

impl<'de> Deserialize<'de> for Written {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Call {
            method: String,
            #[serde(default)]
            params: Map<String, Value>,
        }

        let Call { method, params } = Call::deserialize(deserializer)?;
        let operation: Operation = method.parse().map_err(de::Error::custom)?;
        if !is_callable(operation) {
            return Err(de::Error::custom(format!("`{operation}` is no step of a program")));
        }
        Step::deserialize_params(operation, Value::Object(params))
            .map(Self)
            .map_err(|error| de::Error::custom(format!("{method}: {error}")))
    }
}

/// Calls in their order, and the Set that they start from.
#[derive(Debug, Clone, PartialEq)]
pub struct Program {
    /// The Set that it starts from.
    pub start: Start,
    /// Whether the model begins with what the target shows there, in the place of what it should show.
    pub adopts: bool,
    /// How closely the target is watched meanwhile.
    pub watch: Watch,
    /// The calls.
    pub steps: Vec<Step>,
}

/// The name and version of the form in which programs are saved.
const FORMAT: &str = "livebridge.program/2";

/// The form before programs said how closely the target is watched: after every step.
const FIRST_FORMAT: &str = "livebridge.program/1";

/// A saved program.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Saved {
    format: String,
    /// What was found with it, for a reader.
    #[serde(default, rename = "about")]
    _about: String,
    start: Start,
    #[serde(default)]
    adopts: bool,
    #[serde(default)]
    watch: Option<Watch>,
    steps: Vec<Written>,
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
        self.steps.iter().map(size).sum()
    }

    /// The program as it is saved, one step a line, with some words about it.
    pub fn to_json(&self, about: &str) -> serde_json::Result<String> {
        let mut text = format!("{{\n\"format\":\"{FORMAT}\",\n\"about\":{},\n", json::to_string(about)?);
        text = text + "\"start\":" + &json::to_string(&self.start)? + ",\n";
        if self.adopts {
            text.push_str("\"adopts\":true,\n");
        }
        text = text + "\"watch\":" + &json::to_string(&self.watch)? + ",\n\"steps\":[";
        for (i, step) in self.steps.iter().enumerate() {
            text.push_str(if i == 0 { "\n" } else { ",\n" });
            text.push_str(&json::to_string(&Written(step.clone()))?);
        }
        text.push_str("\n]}\n");
        Ok(text)
    }

    /// Reads a saved program.
    pub fn from_json(text: &str) -> Result<Self, ProgramError> {
        let saved: Saved = serde_json::from_str(text)?;
        if ![FORMAT, FIRST_FORMAT].contains(&saved.format.as_str()) {
            return Err(ProgramError::Format(saved.format.chars().take(80).collect()));
        }
        let steps = saved.steps.into_iter().map(|Written(step)| step).collect();
        Ok(Self { start: saved.start, adopts: saved.adopts, watch: saved.watch.unwrap_or(Watch::Everything), steps })
    }
}
