//! The port over a map: [`MapBridge`]. How a call of the port becomes calls of the bridge is in `bridge/carried_out`.
//!
//! Every call blocks its caller, futures before they are given: the bridges of the world answer one call at a time.

mod carried_out;

use std::sync::{Arc, Mutex, PoisonError};

use livebridge_mcp::McpClient;
use livebridge_port::capabilities::{SnapshotCapability, UndoCapability};
use livebridge_port::{
    Batch, BoxFuture, BridgeError, CallError, ClipInfo, Commit, ControlPlane, CuePointInfo, Description,
    DeviceParamInfo, Fault, IdRef, LiveBridge, Mutation, Note, Operation, Outcome, RenderResult, Result, SceneInfo,
    SetView, SongOverview, SubjectKind, TrackInfo, TrackMatch, TrackMixerInfo, UndoDepth,
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::ids::Table;
use crate::map::Map;
use crate::second_way::SecondWay;
use crate::transport::{self, BridgeCall, Transport, Waits};

/// One call of the bridge that a call of the port took, and what came of it: for somebody who writes a map.
#[derive(Debug, Clone, PartialEq)]
pub struct CarriedOut {
    /// The call.
    pub call: BridgeCall,
    /// The message that answered it, or why there is none.
    pub message: std::result::Result<Value, Fault>,
}

/// The calls of the bridge that the last call of the port took.
pub type Steps = Vec<CarriedOut>;

/// A bridge that speaks its own protocol, as the port.
pub struct MapBridge {
    map: Arc<Map>,
    waits: Waits,
    second_way: Option<Arc<dyn SecondWay>>,
    state: Mutex<State>,
}

struct State {
    transport: Box<dyn Transport>,
    ids: Table,
    steps: Steps,
    /// What happened to the connection: it may be out of step with its answers, and is not used again.
    broken: Option<Fault>,
    sent: u64,
    /// Why the last call was refused by the map itself.
    not_offered: Option<String>,
    /// Whether a refusal of the last call is the bridge's own, word for word.
    in_its_words: bool,
}

impl State {
    /// Before a call of the port.
    fn begin(&mut self) {
        self.steps.clear();
        self.not_offered = None;
        self.in_its_words = false;
    }
}

/// The most steps that are kept of one call of the port.
const MOST_STEPS: usize = 10_000;

impl MapBridge {
    /// Connects to the bridge of a map. `second_way` undoes and shows what the bridge itself does not.
    pub fn connect(
        map: Arc<Map>,
        token: Option<&str>,
        waits: Waits,
        second_way: Option<Arc<dyn SecondWay>>,
    ) -> std::result::Result<Self, Fault> {
        let transport = transport::connect(&map.transport, token, waits)?;
        Ok(Self::over_transport(map, transport, waits, second_way))
    }

    /// The bridge of a map over a connection to its tool server that there is already; what the map says of the way there
    /// is passed over.
    pub fn over_client(map: Arc<Map>, client: McpClient, waits: Waits, second_way: Option<Arc<dyn SecondWay>>) -> Self {
        Self::over_transport(map, transport::over(client), waits, second_way)
    }

    fn over_transport(
        map: Arc<Map>,
        transport: Box<dyn Transport>,
        waits: Waits,
        second_way: Option<Arc<dyn SecondWay>>,
    ) -> Self {
        let state = State {
            transport,
            ids: Table::default(),
            steps: Vec::new(),
            broken: None,
            sent: 0,
            not_offered: None,
            in_its_words: false,
        };
        Self { map, waits, second_way, state: Mutex::new(state) }
    }

    /// What it says of itself: what the map says, and what the second way adds to it.
    pub fn description(&self) -> Description {
        let mut description = self.map.description();
        if self.second_way.is_some() {
            description.capabilities.undo = UndoCapability::Observable;
            description.capabilities.snapshot = SnapshotCapability::Canonical;
            let added = [
                Operation::ControlUndo,
                Operation::ControlRedo,
                Operation::ControlUndoDepth,
                Operation::ControlSnapshot,
                Operation::ControlSettle,
            ];
            description.operations.extend(added.map(|operation| operation.name().to_owned()));
        }
        description
    }

    /// The calls of the bridge that the last call of the port took.
    pub fn steps(&self) -> Steps {
        self.state().steps.clone()
    }

    /// Forgets the bridge's own ids: somebody else has changed the Set.
    pub fn forget_ids(&self) {
        self.state().ids.forget();
    }

    /// What happened to the connection, when it is broken.
    pub fn broken(&self) -> Option<Fault> {
        self.state().broken.clone()
    }

    /// Why the last call was refused by the map and not by the bridge: the bridge has nothing for it, and was not
    /// called.
    pub fn take_not_offered(&self) -> Option<String> {
        self.state().not_offered.take()
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn read<T: DeserializeOwned>(
        &self,
        operation: Operation,
        params: Value,
        on: Option<(&IdRef, SubjectKind)>,
    ) -> Result<T> {
        let mut state = self.state();
        state.begin();
        let answer = self.carry_out(&mut state, operation, params, on);
        typed(operation, noted(&mut state, operation, answer)?)
    }

    fn commit_now(&self, batch: &Batch) -> Result<Commit> {
        batch.check_finite()?;
        match batch {
            Batch::Call(mutation) => Ok(Commit { outcomes: vec![self.mutate(mutation)?], undo_steps: None }),
            Batch::Transaction(mutations) => self.transact(mutations),
        }
    }

    fn transact(&self, mutations: &[Mutation]) -> Result<Commit> {
        let operation = Operation::Transaction;
        let mut state = self.state();
        state.begin();
        let answer = self.carry_out(&mut state, operation, json!({ "ops": mutations }), None);
        let answer = noted(&mut state, operation, answer);
        state.ids.forget();
        Commit::deserialize(mutations, answer?).map_err(|error| shapeless(operation, &error))
    }

    fn mutate(&self, mutation: &Mutation) -> Result<Option<Outcome>> {
        let kind = mutation.kind();
        let operation = kind.operation();
        let params = json!(mutation)["params"].take();
        let on = mutation.subject().zip(kind.subject());
        let mut state = self.state();
        state.begin();
        let answer = self.carry_out(&mut state, operation, params, on);
        let answer = noted(&mut state, operation, answer);
        // What was made or deleted may have shifted others, also where the answer says that it was not.
        if kind.creates() || kind.outcome() == livebridge_port::OutcomeKind::Nothing {
            state.ids.forget();
        }
        Outcome::deserialize(kind.outcome(), answer?).map_err(|error| shapeless(operation, &error))
    }

    /// Why an operation is not there.
    fn lacks(&self, operation: Operation) -> BridgeError {
        let reason = self.map.cannot.get(&operation).map_or("the map does not have it", String::as_str);
        BridgeError::unsupported(format!("no {operation}: {reason}"))
    }

    fn second_way(&self, operation: Operation) -> Result<&dyn SecondWay> {
        self.second_way.as_deref().ok_or_else(|| self.lacks(operation).into())
    }

    /// `control/undo` or `control/redo`: of the bridge, where the map has it, else by the second way.
    fn step(&self, operation: Operation, other: fn(&dyn SecondWay) -> Result<bool>) -> Result<bool> {
        self.state().ids.forget();
        if self.second_way.is_none() && self.map.operations.contains_key(&operation) {
            return self.read(operation, json!({}), None);
        }
        other(self.second_way(operation)?)
    }
}

/// Keeps that the map refused a call itself, and not the bridge in the port's words.
fn noted(state: &mut State, operation: Operation, answer: Result<Value>) -> Result<Value> {
    answer.inspect_err(|error| {
        if let CallError::Refused(refusal) = error
            && refusal.code == livebridge_port::ErrorCode::Unsupported
            && !state.in_its_words
        {
            state.not_offered = Some(format!("{operation}: {}", refusal.message));
        }
    })
}

fn typed<T: DeserializeOwned>(operation: Operation, answer: Value) -> Result<T> {
    serde_json::from_value(answer).map_err(|error| shapeless(operation, &error))
}

fn shapeless(operation: Operation, error: &serde_json::Error) -> CallError {
    Fault::Protocol(format!("what the map makes of the answer of {operation} is not what the port answers: {error}"))
        .into()
}

impl LiveBridge for MapBridge {
    fn get_song_overview(&self) -> Result<SongOverview> {
        self.read(Operation::GetSongOverview, json!({}), None)
    }

    fn list_tracks(&self) -> Result<Vec<TrackInfo>> {
        self.read(Operation::ListTracks, json!({}), None)
    }

    fn find_track(&self, query: &str) -> Result<Vec<TrackMatch>> {
        self.read(Operation::FindTrack, json!({ "query": query }), None)
    }

    fn list_clips(&self, track: &IdRef) -> Result<Vec<ClipInfo>> {
        self.read(Operation::ListClips, json!({ "trackId": track }), Some((track, SubjectKind::Track)))
    }

    fn get_notes(&self, clip: &IdRef) -> Result<Vec<Note>> {
        self.read(Operation::GetNotes, json!({ "clipId": clip }), Some((clip, SubjectKind::Clip)))
    }

    fn list_scenes(&self) -> Result<Vec<SceneInfo>> {
        self.read(Operation::ListScenes, json!({}), None)
    }

    fn list_device_params<'a>(&'a self, track: &'a IdRef) -> BoxFuture<'a, Result<Vec<DeviceParamInfo>>> {
        let params = json!({ "trackId": track });
        let answer = self.read(Operation::ListDeviceParams, params, Some((track, SubjectKind::Track)));
        Box::pin(std::future::ready(answer))
    }

    fn get_track_mixer<'a>(&'a self, track: &'a IdRef) -> BoxFuture<'a, Result<TrackMixerInfo>> {
        let params = json!({ "trackId": track });
        let answer = self.read(Operation::GetTrackMixer, params, Some((track, SubjectKind::Track)));
        Box::pin(std::future::ready(answer))
    }

    fn render_track<'a>(&'a self, track: &'a IdRef, start: f64, end: f64) -> BoxFuture<'a, Result<RenderResult>> {
        let params = json!({ "trackId": track, "startBeat": start, "endBeat": end });
        let answer = self.read(Operation::RenderTrack, params, Some((track, SubjectKind::Track)));
        Box::pin(std::future::ready(answer))
    }

    fn commit(&self, batch: Batch) -> BoxFuture<'_, Result<Commit>> {
        Box::pin(std::future::ready(self.commit_now(&batch)))
    }

    fn control(&self) -> &dyn ControlPlane {
        self
    }
}

impl ControlPlane for MapBridge {
    fn snapshot(&self) -> Result<SetView> {
        self.second_way(Operation::ControlSnapshot)?.snapshot().map(|set| SetView::Canonical(Box::new(set)))
    }

    fn undo(&self) -> Result<bool> {
        self.step(Operation::ControlUndo, |way| way.undo())
    }

    fn redo(&self) -> Result<bool> {
        self.step(Operation::ControlRedo, |way| way.redo())
    }

    fn undo_depth(&self) -> Result<UndoDepth> {
        self.second_way(Operation::ControlUndoDepth)?.undo_depth()
    }

    fn settle(&self) -> Result<()> {
        self.second_way(Operation::ControlSettle)?.settle()
    }

    fn list_cue_points(&self) -> Result<Vec<CuePointInfo>> {
        self.read(Operation::ListCuePoints, json!({}), None)
    }
}
