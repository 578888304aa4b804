//! What a target answers to a step, as one type: asked of a bridge, written into a record, and read from it again.

use std::panic::{AssertUnwindSafe, catch_unwind};

use livebridge_port::{
    Batch, BridgeError, CallError, ClipInfo, CuePointInfo, DeviceParamInfo, Fault, IdRef, LiveBridge, Name, Note,
    Outcome, OutcomeKind, Reset, Result, SceneInfo, SongOverview, TrackInfo, TrackMatch, TrackMixerInfo, UndoDepth,
};
use pollster::block_on;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::program::Step;

/// The answer to a step.
#[derive(Debug, Clone, PartialEq)]
pub enum StepAnswer {
    /// Of `getSongOverview`.
    Overview(SongOverview),
    /// Of `listTracks`.
    Tracks(Vec<TrackInfo>),
    /// Of `findTrack`.
    Matches(Vec<TrackMatch>),
    /// Of `listClips`.
    Clips(Vec<ClipInfo>),
    /// Of `getNotes`.
    Notes(Vec<Note>),
    /// Of `listScenes`.
    Scenes(Vec<SceneInfo>),
    /// Of `listDeviceParams`.
    Params(Vec<DeviceParamInfo>),
    /// Of `getTrackMixer`.
    Mixer(TrackMixerInfo),
    /// Of `listCuePoints`.
    CuePoints(Vec<CuePointInfo>),
    /// Of `renderTrack`.
    Rendered(Rendered),
    /// Of a mutation or a transaction: one outcome per mutation.
    Committed(Vec<Option<Outcome>>),
    /// Of an undo or redo.
    Done(bool),
    /// Of `control/undoDepth`.
    Depth(UndoDepth),
    /// Of `control/transactionCount`.
    Count(u64),
    /// Of a reset.
    Nothing,
    /// A refusal, as the contract describes them.
    Refused(BridgeError),
    /// No proper answer at all.
    Fault(String),
}

/// What can be compared of a render; where the file lies is the host's business.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Rendered {
    /// Name of the track.
    pub track: Name,
    /// Length and rate of the file, where it can be opened from here.
    pub length: Option<Length>,
}

/// How long an audio file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Length {
    /// Sample frames.
    pub frames: u32,
    /// Frames in a second.
    pub sample_rate: u32,
}

/// Asks a bridge. `shares_files` says that the files that it writes can be opened from here.
pub(super) fn ask(bridge: &dyn LiveBridge, step: &Step, shares_files: bool) -> StepAnswer {
    ask_or_fault(bridge, step, shares_files).unwrap_or_else(|fault| StepAnswer::Fault(fault.to_string()))
}

/// The same, for whoever wants to know which fault it is.
pub(super) fn ask_or_fault(
    bridge: &dyn LiveBridge,
    step: &Step,
    shares_files: bool,
) -> std::result::Result<StepAnswer, Fault> {
    // A target in this process may panic: that is a fault of it, and no end of ours.
    let asked = catch_unwind(AssertUnwindSafe(|| try_ask(bridge, step, shares_files)));
    match asked {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(CallError::Refused(error))) => Ok(StepAnswer::Refused(error)),
        Ok(Err(CallError::Fault(fault))) => Err(fault),
        Err(_) => Ok(StepAnswer::Fault("the target panicked".to_owned())),
    }
}

fn try_ask(bridge: &dyn LiveBridge, step: &Step, shares_files: bool) -> Result<StepAnswer> {
    let control = bridge.control();
    Ok(match step {
        Step::Overview => StepAnswer::Overview(bridge.get_song_overview()?),
        Step::Tracks => StepAnswer::Tracks(bridge.list_tracks()?),
        Step::Find(query) => StepAnswer::Matches(bridge.find_track(query)?),
        Step::Clips(track) => StepAnswer::Clips(bridge.list_clips(track)?),
        Step::Notes(clip) => StepAnswer::Notes(bridge.get_notes(clip)?),
        Step::Scenes => StepAnswer::Scenes(bridge.list_scenes()?),
        Step::Params(track) => StepAnswer::Params(block_on(bridge.list_device_params(track))?),
        Step::Mixer(track) => StepAnswer::Mixer(block_on(bridge.get_track_mixer(track))?),
        Step::CuePoints => StepAnswer::CuePoints(control.list_cue_points()?),
        Step::Render(track, start, end) => {
            let render = block_on(bridge.render_track(track, *start, *end))?;
            let file = if shares_files { hound::WavReader::open(&*render.path).ok() } else { None };
            let length = file.map(|file| Length { frames: file.duration(), sample_rate: file.spec().sample_rate });
            StepAnswer::Rendered(Rendered { track: render.track, length })
        }
        Step::Commit(batch) => StepAnswer::Committed(block_on(bridge.commit(batch.clone()))?.outcomes),
        Step::Undo => StepAnswer::Done(control.undo()?),
        Step::Redo => StepAnswer::Done(control.redo()?),
        Step::Depth => StepAnswer::Depth(control.undo_depth()?),
        Step::Count => StepAnswer::Count(control.transaction_count()?),
        Step::Reset(fixture) => {
            control.reset(&Reset::Fixture { fixture: fixture.clone(), notes: None })?;
            StepAnswer::Nothing
        }
    })
}

impl StepAnswer {
    /// The object that the mutation made or answered with; none for a transaction.
    pub(super) fn object(&self, step: &Step) -> Option<&IdRef> {
        match (self, step) {
            (Self::Committed(outcomes), Step::Commit(Batch::Call(_))) => outcomes.first()?.as_ref()?.id(),
            _ => None,
        }
    }

    /// The result as JSON; of an error, its code and what it is about.
    pub fn result(&self) -> Value {
        match self {
            Self::Overview(overview) => json!(overview),
            Self::Tracks(tracks) => json!(tracks),
            Self::Matches(matches) => json!(matches),
            Self::Clips(clips) => json!(clips),
            Self::Notes(notes) => json!(notes),
            Self::Scenes(scenes) => json!(scenes),
            Self::Params(params) => json!(params),
            Self::Mixer(mixer) => json!(mixer),
            Self::CuePoints(cue_points) => json!(cue_points),
            Self::Rendered(rendered) => json!(rendered),
            Self::Committed(outcomes) => json!(outcomes),
            Self::Done(done) => json!(done),
            Self::Depth(depth) => json!(depth),
            Self::Count(count) => json!(count),
            Self::Nothing => Value::Null,
            Self::Refused(error) => json!(error),
            Self::Fault(fault) => json!(fault),
        }
    }

    /// The answer as it is recorded.
    pub(super) fn to_record(&self) -> Value {
        let key = match self {
            Self::Refused(_) => "refused",
            Self::Fault(_) => "fault",
            _ => "result",
        };
        json!({ key: self.result() })
    }

    /// The recorded answer to `step`.
    pub(super) fn from_record(step: &Step, mut record: Value) -> std::result::Result<Self, serde_json::Error> {
        if let Some(error) = record.get_mut("refused") {
            return serde_json::from_value(error.take()).map(Self::Refused);
        }
        if let Some(fault) = record.get_mut("fault") {
            return serde_json::from_value(fault.take()).map(Self::Fault);
        }
        let result = record["result"].take();
        Ok(match step {
            Step::Overview => Self::Overview(serde_json::from_value(result)?),
            Step::Tracks => Self::Tracks(serde_json::from_value(result)?),
            Step::Find(_) => Self::Matches(serde_json::from_value(result)?),
            Step::Clips(_) => Self::Clips(serde_json::from_value(result)?),
            Step::Notes(_) => Self::Notes(serde_json::from_value(result)?),
            Step::Scenes => Self::Scenes(serde_json::from_value(result)?),
            Step::Params(_) => Self::Params(serde_json::from_value(result)?),
            Step::Mixer(_) => Self::Mixer(serde_json::from_value(result)?),
            Step::CuePoints => Self::CuePoints(serde_json::from_value(result)?),
            Step::Render(..) => Self::Rendered(serde_json::from_value(result)?),
            Step::Commit(batch) => Self::Committed(outcomes(batch, result)?),
            Step::Undo | Step::Redo => Self::Done(serde_json::from_value(result)?),
            Step::Depth => Self::Depth(serde_json::from_value(result)?),
            Step::Count => Self::Count(serde_json::from_value(result)?),
            Step::Reset(_) => Self::Nothing,
        })
    }
}

fn outcomes(batch: &Batch, result: Value) -> std::result::Result<Vec<Option<Outcome>>, serde_json::Error> {
    let kinds = batch.mutations().iter().map(|mutation| mutation.kind().outcome());
    // A target may answer with too many; what is beyond the mutations can be of any kind.
    let kinds = kinds.chain(std::iter::repeat(OutcomeKind::Nothing));
    let written: Vec<Value> = serde_json::from_value(result)?;
    written.into_iter().zip(kinds).map(|(outcome, kind)| Outcome::deserialize(kind, outcome)).collect()
}
