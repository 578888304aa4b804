//! A target behind the wire, as a bridge: every method of the port becomes a call.

use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use livebridge_port::{
    Batch, BoxFuture, BridgeError, CallError, ClipInfo, Commit, ControlPlane, CuePointInfo, Description,
    DeviceParamInfo, Fault, IdRef, LiveBridge, Mutation, Note, Operation, Outcome, RenderResult, Reset, Result,
    SceneInfo, SetView, Snapshot, SongOverview, TrackInfo, TrackMatch, TrackMixerInfo, UndoDepth,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::value::RawValue;

use super::child::Process;
use super::client::{Client, Reply, misfit, refused, typed};
use super::door::Token;
use super::endpoint::{Endpoint, StartError};
use super::log::{Log, locked};
use super::message::{
    AtMost, ClientInfo, ClipParams, CountResult, DoneResult, InitializeParams, InitializeResult, NoParams, QueryParams,
    RenderParams, RpcError, TrackParams, TransactionParams, TransactionResult, UNAUTHORIZED, UNSUPPORTED_VERSION,
};
use super::strict::Strict;
use super::{MAX_OPERATIONS, PROTOCOL_VERSION, Timeouts};

/// A target behind a connection. Its synchronous reads block their caller, never a runtime.
///
/// The connection, and the child of an [`Endpoint::Child`], end when this is dropped;
/// [`shut_down`](Self::shut_down) does so politely.
pub struct RemoteBridge {
    client: Client,
    /// The child, when there is one.
    process: Option<Process>,
    log: Arc<Mutex<Log>>,
    description: Description,
    timeouts: Timeouts,
}

impl fmt::Debug for RemoteBridge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RemoteBridge").field("description", &self.description).finish_non_exhaustive()
    }
}

impl RemoteBridge {
    /// Starts or reaches a target and greets it.
    pub fn connect(endpoint: &Endpoint, timeouts: Timeouts) -> std::result::Result<Self, StartError> {
        let (connection, process) = endpoint.connect(timeouts)?;
        let log = Arc::clone(&connection.log);
        let client = Client::new(connection);
        let description = greet(&client, endpoint.token(), timeouts.start).map_err(|error| {
            if let Some(process) = &process {
                // Give the last words on stderr a moment to arrive.
                process.wait(Duration::from_millis(50));
            }
            let log = locked(&log).text();
            match error {
                Greeting::Fault(fault) => StartError::Greeting { fault, log },
                Greeting::Refused(reason) => StartError::Refused { reason, log },
                Greeting::Unauthorized(reason) => StartError::Token { reason },
            }
        })?;
        Ok(Self { client, process, log, description, timeouts })
    }

    /// Makes a connection only to ask for a version of the protocol: the answer as JSON, with `code`, `message` and
    /// `data` when it is a refusal.
    pub fn ask_for_version(
        endpoint: &Endpoint,
        version: u32,
        timeouts: Timeouts,
    ) -> std::result::Result<Result<Value>, StartError> {
        Self::first_call(endpoint, "initialize", initialize(version, endpoint.token()), timeouts)
    }

    /// Makes a connection only to call something before `initialize`: the answer as JSON, with `code`, `message` and
    /// `data` when it is a refusal.
    pub fn call_before_greeting(
        endpoint: &Endpoint,
        method: &str,
        params: &Value,
        timeouts: Timeouts,
    ) -> std::result::Result<Result<Value>, StartError> {
        Self::first_call(endpoint, method, params, timeouts)
    }

    fn first_call(
        endpoint: &Endpoint,
        method: &str,
        params: impl Serialize,
        timeouts: Timeouts,
    ) -> std::result::Result<Result<Value>, StartError> {
        let (connection, process) = endpoint.connect(timeouts)?;
        let client = Client::new(connection);
        let answer = client.send(method.to_owned(), params, timeouts.start).wait();
        drop(process);
        Ok(answer.and_then(|reply| match reply {
            Ok(result) => typed(method, Ok(result)),
            Err(error) => Ok(serde_json::to_value(error).unwrap_or_default()),
        }))
    }

    /// What the target said of itself.
    pub const fn description(&self) -> &Description {
        &self.description
    }

    /// What the target said on stderr, or sent as `log`: the last lines.
    pub fn log(&self) -> String {
        locked(&self.log).text()
    }

    /// The fault that ended the connection, when it is broken.
    pub fn broken(&self) -> Option<Fault> {
        self.client.broken()
    }

    /// Asks a child to end by itself, and ends it when it does not in time. Says whether it did. A server that was
    /// there before us stays: the connection to it is closed.
    pub fn shut_down(self) -> bool {
        let Some(process) = &self.process else { return self.broken().is_none() };
        let asked = self.client.send("shutdown", NoParams {}, self.timeouts.shutdown).wait();
        asked.is_ok() && process.wait(self.timeouts.shutdown).is_some_and(|status| status.success())
    }

    /// Calls any method with any parameters: for checks of what typed calls cannot say.
    pub fn call_raw(&self, method: &str, params: &Value) -> Result<Value> {
        typed(method, self.client.send(method.to_owned(), params, self.timeouts.call).wait()?)
    }

    /// Sends a call of any method at once; its answer is awaited later.
    pub fn call_later<'a>(&self, method: &'a str, params: &Value) -> BoxFuture<'a, Result<Value>> {
        let sent = self.client.send(method.to_owned(), params, self.timeouts.call);
        Box::pin(async move { typed(method, sent.answer().await?) })
    }

    /// Sends any line and waits for the answer to it; `$ID` in it stands for the id of the call.
    pub fn send_line(&self, line: &str) -> Result<Value> {
        typed("a raw line", self.client.send_line(line, self.timeouts.call).wait()?)
    }

    fn read<T: DeserializeOwned>(&self, operation: Operation, params: impl Serialize) -> Result<T> {
        typed(operation.name(), self.client.send(operation.name(), params, self.timeouts.call).wait()?)
    }

    fn read_later<'a, T: DeserializeOwned + 'a>(
        &self,
        operation: Operation,
        params: impl Serialize,
    ) -> BoxFuture<'a, Result<T>> {
        let sent = self.client.send(operation.name(), params, self.timeouts.call);
        Box::pin(async move { typed(operation.name(), sent.answer().await?) })
    }

    /// Sends a plain call at once: calls whose answers are awaited later are pipelined.
    fn call(&self, mutation: &Mutation) -> BoxFuture<'static, Result<Commit>> {
        if let Err(error) = mutation.check_finite() {
            return Box::pin(async move { Err(error.into()) });
        }
        let operation = mutation.operation();
        let sent = self.client.send_body(operation.name(), mutation, self.timeouts.call);
        Box::pin(async move {
            let outcome = outcome(operation, operation.name(), sent.answer().await?)?;
            Ok(Commit { outcomes: vec![outcome], undo_steps: 1 })
        })
    }

    /// Sends a transaction at once.
    fn transact(&self, mutations: &[Mutation]) -> BoxFuture<'static, Result<Commit>> {
        for (op, mutation) in mutations.iter().enumerate() {
            if let Err(error) = mutation.check_finite() {
                return Box::pin(async move { Err(error.at(op).into()) });
            }
        }
        let name = Operation::Transaction.name();
        let operations: Vec<Operation> = mutations.iter().map(Mutation::operation).collect();
        let sent = self.client.send(name, TransactionParams { ops: mutations }, self.timeouts.call);
        Box::pin(async move {
            let result: TransactionResult<AtMost<Box<RawValue>, MAX_OPERATIONS>> = typed(name, sent.answer().await?)?;
            let outcomes = result.outcomes.0;
            let (expected, seen) = (operations.len(), outcomes.len());
            if seen != expected {
                let text = format!("the result of transaction has {seen} outcomes for {expected} operations");
                return Err(Fault::Protocol(text).into());
            }
            let outcomes =
                operations.into_iter().zip(outcomes).enumerate().map(|(op, (operation, json))| {
                    outcome(operation, &format!("transaction, outcomes[{op}]"), Ok(json))
                });
            Ok(Commit { outcomes: outcomes.collect::<Result<_>>()?, undo_steps: result.undo_steps })
        })
    }
}

fn initialize(version: u32, token: Option<&Token>) -> InitializeParams<'_> {
    let client = ClientInfo { name: "livebridge".into(), version: env!("CARGO_PKG_VERSION").into() };
    InitializeParams { protocol_version: version, client, token }
}

fn outcome(operation: Operation, place: &str, reply: Reply) -> Result<Option<Outcome>> {
    let json = refused(reply)?;
    if let Ok(outcome) = Outcome::deserialize(operation, Strict(&mut serde_json::Deserializer::from_str(json.get()))) {
        return Ok(outcome);
    }
    // Only now is it worth to keep track of the place.
    let mut deserializer = serde_json::Deserializer::from_str(json.get());
    let mut track = serde_path_to_error::Track::new();
    let tracked = serde_path_to_error::Deserializer::new(Strict(&mut deserializer), &mut track);
    Outcome::deserialize(operation, tracked)
        .map_err(|error| misfit(place, &json, &serde_path_to_error::Error::new(track.path(), error)))
}

enum Greeting {
    Fault(Fault),
    Refused(String),
    Unauthorized(String),
}

fn greet(client: &Client, token: Option<&Token>, timeout: Duration) -> std::result::Result<Description, Greeting> {
    let fault = |error: CallError| match error {
        CallError::Fault(fault) => Greeting::Fault(fault),
        CallError::Refused(refusal) => Greeting::Refused(refusal.to_string()),
    };
    let reply = client.send("initialize", initialize(PROTOCOL_VERSION, token), timeout).wait().map_err(fault)?;
    match &reply {
        Err(RpcError { code: UNSUPPORTED_VERSION, data, .. }) => {
            let text = format!("it does not speak version {PROTOCOL_VERSION} of the protocol; it says {data}");
            return Err(Greeting::Refused(text));
        }
        Err(RpcError { code: UNAUTHORIZED, message, .. }) => return Err(Greeting::Unauthorized(message.clone())),
        _ => {}
    }
    let result: InitializeResult = typed("initialize", reply).map_err(fault)?;
    if result.protocol_version != PROTOCOL_VERSION {
        let text = format!("it answered with protocolVersion {}, not {PROTOCOL_VERSION}", result.protocol_version);
        return Err(Greeting::Refused(text));
    }
    Ok(result.into())
}

impl LiveBridge for RemoteBridge {
    fn get_song_overview(&self) -> Result<SongOverview> {
        self.read(Operation::GetSongOverview, NoParams {})
    }

    fn list_tracks(&self) -> Result<Vec<TrackInfo>> {
        self.read(Operation::ListTracks, NoParams {})
    }

    fn find_track(&self, query: &str) -> Result<Vec<TrackMatch>> {
        self.read(Operation::FindTrack, QueryParams { query })
    }

    fn list_clips(&self, track: &IdRef) -> Result<Vec<ClipInfo>> {
        self.read(Operation::ListClips, TrackParams { track_id: track.clone() })
    }

    fn get_notes(&self, clip: &IdRef) -> Result<Vec<Note>> {
        self.read(Operation::GetNotes, ClipParams { clip_id: clip.clone() })
    }

    fn list_scenes(&self) -> Result<Vec<SceneInfo>> {
        self.read(Operation::ListScenes, NoParams {})
    }

    fn list_device_params<'a>(&'a self, track: &'a IdRef) -> BoxFuture<'a, Result<Vec<DeviceParamInfo>>> {
        self.read_later(Operation::ListDeviceParams, TrackParams { track_id: track.clone() })
    }

    fn get_track_mixer<'a>(&'a self, track: &'a IdRef) -> BoxFuture<'a, Result<TrackMixerInfo>> {
        self.read_later(Operation::GetTrackMixer, TrackParams { track_id: track.clone() })
    }

    fn render_track<'a>(&'a self, track: &'a IdRef, start: f64, end: f64) -> BoxFuture<'a, Result<RenderResult>> {
        if !(start.is_finite() && end.is_finite()) {
            let error = BridgeError::bad_input("startBeat and endBeat must be finite numbers");
            return Box::pin(async move { Err(error.into()) });
        }
        let params = RenderParams { track_id: track.clone(), start_beat: start, end_beat: end };
        self.read_later(Operation::RenderTrack, params)
    }

    fn commit(&self, batch: Batch) -> BoxFuture<'_, Result<Commit>> {
        match batch {
            Batch::Call(mutation) => self.call(&mutation),
            Batch::Transaction(mutations) => self.transact(&mutations),
        }
    }

    fn control(&self) -> &dyn ControlPlane {
        self
    }
}

impl ControlPlane for RemoteBridge {
    fn reset(&self, to: &Reset) -> Result<()> {
        self.read::<Value>(Operation::ControlReset, to).map(|_| ())
    }

    fn snapshot(&self) -> Result<SetView> {
        use livebridge_port::capabilities::SnapshotCapability as S;
        if self.description.capabilities.snapshot == S::Opaque {
            return self.read(Operation::ControlSnapshot, NoParams {}).map(SetView::Opaque);
        }
        self.read::<Snapshot>(Operation::ControlSnapshot, NoParams {})
            .map(|snapshot| SetView::Canonical(Box::new(snapshot)))
    }

    fn undo(&self) -> Result<bool> {
        self.read::<DoneResult>(Operation::ControlUndo, NoParams {}).map(|result| result.done)
    }

    fn redo(&self) -> Result<bool> {
        self.read::<DoneResult>(Operation::ControlRedo, NoParams {}).map(|result| result.done)
    }

    fn undo_depth(&self) -> Result<UndoDepth> {
        self.read(Operation::ControlUndoDepth, NoParams {})
    }

    fn transaction_count(&self) -> Result<u64> {
        self.read::<CountResult>(Operation::ControlTransactionCount, NoParams {}).map(|result| result.count)
    }

    fn settle(&self) -> Result<()> {
        self.read::<Value>(Operation::ControlSettle, NoParams {}).map(|_| ())
    }

    fn list_cue_points(&self) -> Result<Vec<CuePointInfo>> {
        self.read(Operation::ListCuePoints, NoParams {})
    }

    fn transform(&self, name: &str, input: &Value) -> Result<Value> {
        self.call_raw(&format!("transform/{name}"), input)
    }
}
