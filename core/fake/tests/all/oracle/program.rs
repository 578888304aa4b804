//! What can be asked of a bridge, as data, and what it answers; and asking the fake.

use std::panic::{AssertUnwindSafe, catch_unwind};

use livebridge_fake::FakeLiveBridge;
use livebridge_port::{
    Batch, CallError, ClipInfo, ControlPlane, CuePointInfo, DeviceParamInfo, ErrorCode, Fault, IdRef, LiveBridge, Note,
    Operation, Outcome, Reset, Result, SceneInfo, SetView, Snapshot, SongOverview, TrackInfo, TrackMatch,
    TrackMixerInfo,
};

/// One thing that is asked.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    Overview,
    Tracks,
    Find(String),
    Clips(IdRef),
    Notes(IdRef),
    Scenes,
    Params(IdRef),
    Mixer(IdRef),
    CuePoints,
    /// A render that the contract refuses, as it is or because it is too long.
    Render(IdRef, f64, f64),
    Commit(Batch),
    Undo,
    Redo,
    Reset(Reset),
    /// A reset to the Set's own snapshot.
    Reload,
}

/// A refusal as far as the contract fixes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) code: ErrorCode,
    pub(crate) subject_id: Option<String>,
    pub(crate) op: Option<usize>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum ReadAnswer {
    Overview(SongOverview),
    Tracks(Vec<TrackInfo>),
    Matches(Vec<TrackMatch>),
    Clips(Vec<ClipInfo>),
    Notes(Vec<Note>),
    Scenes(Vec<SceneInfo>),
    Params(Vec<DeviceParamInfo>),
    Mixer(TrackMixerInfo),
    CuePoints(Vec<CuePointInfo>),
    Committed {
        outcomes: Vec<Option<Outcome>>,
        undo_steps: Option<u32>,
    },
    Done(bool),
    Nothing,
    Refused(Refusal),
    /// What no bridge may answer: a fault, a refusal without words, a panic.
    Broken(String),
}

impl Step {
    /// What the step is counted as.
    pub(crate) fn name(&self) -> &'static str {
        let operation = match self {
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
            Self::Reset(_) => Operation::ControlReset,
            Self::Reload => Operation::ControlSnapshot,
        };
        operation.name()
    }
}

/// Asks the fake. A panic becomes an answer, so that the program that leads to it can be shrunk.
pub(crate) fn ask(fake: &FakeLiveBridge, step: &Step) -> ReadAnswer {
    catch_unwind(AssertUnwindSafe(|| try_ask(fake, step))).unwrap_or_else(|_| ReadAnswer::Broken("a panic".to_owned()))
}

fn try_ask(fake: &FakeLiveBridge, step: &Step) -> ReadAnswer {
    let answer = match step {
        Step::Overview => fake.get_song_overview().map(ReadAnswer::Overview),
        Step::Tracks => fake.list_tracks().map(ReadAnswer::Tracks),
        Step::Find(query) => fake.find_track(query).map(ReadAnswer::Matches),
        Step::Clips(id) => fake.list_clips(id).map(ReadAnswer::Clips),
        Step::Notes(id) => fake.get_notes(id).map(ReadAnswer::Notes),
        Step::Scenes => fake.list_scenes().map(ReadAnswer::Scenes),
        Step::Params(id) => pollster::block_on(fake.list_device_params(id)).map(ReadAnswer::Params),
        Step::Mixer(id) => pollster::block_on(fake.get_track_mixer(id)).map(ReadAnswer::Mixer),
        Step::CuePoints => fake.list_cue_points().map(ReadAnswer::CuePoints),
        Step::Render(id, start, end) => {
            let rendered = pollster::block_on(fake.render_track(id, *start, *end));
            rendered.map(|render| ReadAnswer::Broken(format!("rendered {render:?}")))
        }
        Step::Commit(batch) => pollster::block_on(fake.commit(batch.clone()))
            .map(|commit| ReadAnswer::Committed { outcomes: commit.outcomes, undo_steps: commit.undo_steps }),
        Step::Undo => fake.undo().map(ReadAnswer::Done),
        Step::Redo => fake.redo().map(ReadAnswer::Done),
        Step::Reset(to) => fake.reset(to).map(|()| ReadAnswer::Nothing),
        Step::Reload => reload(fake).map(|()| ReadAnswer::Nothing),
    };
    answer.unwrap_or_else(|error| refused(&error))
}

/// Resets the fake to its own Set, by way of the snapshot's text.
fn reload(fake: &FakeLiveBridge) -> Result<()> {
    let set = Snapshot::from_canonical(&snapshot(fake)?.to_canonical());
    let set = set.map_err(|error| Fault::Protocol(format!("the snapshot cannot be read again: {error}")))?;
    fake.reset(&Reset::Snapshot(Box::new(set)))
}

fn refused(error: &CallError) -> ReadAnswer {
    match error {
        CallError::Refused(error) if error.hint.is_empty() || error.message.is_empty() => {
            ReadAnswer::Broken(format!("a refusal without words: {error:?}"))
        }
        CallError::Refused(error) => {
            ReadAnswer::Refused(Refusal { code: error.code, subject_id: error.subject_id.clone(), op: error.op })
        }
        CallError::Fault(fault) => ReadAnswer::Broken(fault.to_string()),
    }
}

/// The whole Set of the fake.
pub(crate) fn snapshot(fake: &FakeLiveBridge) -> Result<Snapshot> {
    match fake.snapshot()? {
        SetView::Canonical(snapshot) => Ok(*snapshot),
        SetView::Opaque(_) => Err(Fault::Protocol("the fake's snapshot is opaque".to_owned()).into()),
    }
}
