//! A target behind the wire, as a bridge: every method of the port becomes a call.

use std::fmt;
use std::marker::PhantomData;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use livebridge_port::params::{
    ClipParams, CountResult, Done, DoneResult, NoParams, QueryParams, RenderParams, TrackParams,
};
use livebridge_port::{
    Batch, BoxFuture, BridgeError, CallError, ClipInfo, Commit, ControlPlane, CuePointInfo, Description,
    DeviceParamInfo, Fault, IdRef, LiveBridge, Mutation, Note, Operation, OutcomeKind, RenderResult, Request, Reset,
    Response, Result, SceneInfo, SetView, SongOverview, TrackInfo, TrackMatch, TrackMixerInfo, UndoDepth,
};
use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::admission::Token;
use super::block_on::block_on;
use super::child::Process;
use super::client::{Client, Sent, read, typed};
use super::endpoint::{Endpoint, StartError};
use super::log::{Log, locked};
use super::message::{
    ClientInfo, CommitOf, InitializeParams, InitializeResult, OutcomeOf, ResponseTo, RpcError, TransactionResult,
    UNAUTHORIZED, UNSUPPORTED_VERSION,
};
use super::{PROTOCOL_VERSION, Timeouts};

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

    /// Ends the stream of requests, as a client does that leaves. What was sent may still be answered; when the target
    /// is done with it, it ends its own stream. Later calls are faults.
    pub fn end_requests(&self) {
        self.client.end_requests(Instant::now() + self.timeouts.call);
    }

    /// Calls a method by its name, and waits for its answer so long at most.
    pub fn call_within(&self, method: &str, params: &Value, patience: Duration) -> Result<Value> {
        typed(method, self.client.send(method.to_owned(), params, patience).wait()?)
    }

    /// Calls any method with any parameters: for checks of what typed calls cannot say.
    pub fn call_raw(&self, method: &str, params: &Value) -> Result<Value> {
        typed(method, self.client.send(method.to_owned(), params, self.timeouts.call).wait()?)
    }

    /// Sends a call of any method at once; its answer is awaited later.
    pub fn call_later<'a>(&self, method: &'a str, params: &Value) -> BoxFuture<'a, Result<Value>> {
        let sent = self.client.send(method.to_owned(), params, self.timeouts.call);
        Box::pin(sent.read(method, PhantomData))
    }

    /// Sends a request at once; its answer is awaited later. Requests take effect in the order in which they were sent.
    pub fn request(&self, request: Request) -> BoxFuture<'static, Result<Response>> {
        match request {
            Request::Commit(Batch::Call(mutation)) => {
                let commit = self.call(mutation);
                Box::pin(async move { Ok(Response::Mutation(commit.await?.outcomes.into_iter().next().flatten())) })
            }
            Request::Commit(Batch::Transaction(mutations)) => {
                let commit = self.transact(mutations);
                Box::pin(async move { Ok(Response::Transaction(commit.await?)) })
            }
            read => Box::pin(self.ask_later(read)),
        }
    }

    /// Sends any line and waits for the answer to it; `$ID` in it stands for the id of the call.
    pub fn send_line(&self, line: &str) -> Result<Value> {
        typed("a raw line", self.client.send_line(line, self.timeouts.call).wait()?)
    }

    /// Sends a request at once: calls whose answers are awaited later are pipelined. What JSON cannot say is refused
    /// before.
    fn send(&self, request: &Request) -> std::result::Result<Sent, BridgeError> {
        request.check_finite()?;
        Ok(self.client.send_body(request.operation().name(), request, self.timeouts.call))
    }

    fn ask(&self, request: &Request) -> Result<Response> {
        block_on(self.send(request)?.read(request.operation().name(), ResponseTo(request)))
    }

    fn ask_later(&self, request: Request) -> impl Future<Output = Result<Response>> + Send + use<> {
        let sent = self.send(&request);
        async move { sent?.read(request.operation().name(), ResponseTo(&request)).await }
    }

    /// A plain call of a mutation.
    fn call(&self, mutation: Mutation) -> BoxFuture<'static, Result<Commit>> {
        let (operation, kind) = (mutation.operation(), mutation.kind().outcome());
        let sent = self.send(&Request::Commit(Batch::Call(mutation)));
        Box::pin(async move {
            let outcome = sent?.read(operation.name(), OutcomeOf(kind)).await?;
            Ok(Commit { outcomes: vec![outcome], undo_steps: None })
        })
    }

    /// A transaction.
    fn transact(&self, mutations: Vec<Mutation>) -> BoxFuture<'static, Result<Commit>> {
        let kinds: Vec<OutcomeKind> = mutations.iter().map(|mutation| mutation.kind().outcome()).collect();
        let sent = self.send(&Request::Commit(Batch::Transaction(mutations)));
        Box::pin(async move {
            let reply = match sent?.read_if_it_fits(CommitOf(&kinds)).await? {
                Ok(commit) => return Ok(commit),
                Err(reply) => reply,
            };
            let result: TransactionResult = typed(Operation::Transaction.name(), reply)?;
            let outcomes = result.outcomes.0;
            let (expected, seen) = (kinds.len(), outcomes.len());
            if seen != expected {
                let text = format!("the result of transaction has {seen} outcomes for {expected} operations");
                return Err(Fault::Protocol(text).into());
            }
            let read = |(op, (kind, json)): (usize, (OutcomeKind, Box<RawValue>))| {
                read(&format!("transaction, outcomes[{op}]"), Ok(json), OutcomeOf(kind))
            };
            let outcomes = kinds.into_iter().zip(outcomes).enumerate().map(read).collect::<Result<_>>()?;
            Ok(Commit { outcomes, undo_steps: result.undo_steps })
        })
    }
}

/// Asks and takes the answer out of the response, which is of the variant of the request.
macro_rules! ask {
    ($bridge:ident.$call:ident $(($params:expr))?) => {
        answer!($bridge.ask(&Request::$call $(($params))?), $call)
    };
    ($bridge:ident.$call:ident($params:expr), later) => {{
        let response = $bridge.ask_later(Request::$call($params));
        Box::pin(async move { answer!(response.await, $call) })
    }};
}

macro_rules! answer {
    ($response:expr, $call:ident) => {
        if let Response::$call(answer) = $response? {
            Ok(answer)
        } else {
            Err(Fault::Protocol(format!("that is no answer to {}", Operation::$call)).into())
        }
    };
}

pub(super) fn initialize(version: u32, token: Option<&Token>) -> InitializeParams<'_> {
    let client = ClientInfo { name: "livebridge".into(), version: env!("CARGO_PKG_VERSION").into() };
    InitializeParams { protocol_version: version, client, token }
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
        ask!(self.GetSongOverview)
    }

    fn list_tracks(&self) -> Result<Vec<TrackInfo>> {
        ask!(self.ListTracks)
    }

    fn find_track(&self, query: &str) -> Result<Vec<TrackMatch>> {
        ask!(self.FindTrack(QueryParams { query: query.to_owned() }))
    }

    fn list_clips(&self, track: &IdRef) -> Result<Vec<ClipInfo>> {
        ask!(self.ListClips(TrackParams { track_id: track.clone() }))
    }

    fn get_notes(&self, clip: &IdRef) -> Result<Vec<Note>> {
        ask!(self.GetNotes(ClipParams { clip_id: clip.clone() }))
    }

    fn list_scenes(&self) -> Result<Vec<SceneInfo>> {
        ask!(self.ListScenes)
    }

    fn list_device_params<'a>(&'a self, track: &'a IdRef) -> BoxFuture<'a, Result<Vec<DeviceParamInfo>>> {
        ask!(self.ListDeviceParams(TrackParams { track_id: track.clone() }), later)
    }

    fn get_track_mixer<'a>(&'a self, track: &'a IdRef) -> BoxFuture<'a, Result<TrackMixerInfo>> {
        ask!(self.GetTrackMixer(TrackParams { track_id: track.clone() }), later)
    }

    fn render_track<'a>(&'a self, track: &'a IdRef, start: f64, end: f64) -> BoxFuture<'a, Result<RenderResult>> {
        let params = RenderParams { track_id: track.clone(), start_beat: start, end_beat: end };
        ask!(self.RenderTrack(params), later)
    }

    fn commit(&self, batch: Batch) -> BoxFuture<'_, Result<Commit>> {
        match batch {
            Batch::Call(mutation) => self.call(mutation),
            Batch::Transaction(mutations) => self.transact(mutations),
        }
    }

    fn control(&self) -> &dyn ControlPlane {
        self
    }
}

impl ControlPlane for RemoteBridge {
    fn reset(&self, to: &Reset) -> Result<()> {
        ask!(self.ControlReset(to.clone())).map(|Done| ())
    }

    fn snapshot(&self) -> Result<SetView> {
        use livebridge_port::capabilities::SnapshotCapability as S;
        match self.description.capabilities.snapshot {
            S::Opaque => self.call_raw(Operation::ControlSnapshot.name(), &json!({})).map(SetView::Opaque),
            S::Canonical | S::None => ask!(self.ControlSnapshot),
        }
    }

    fn undo(&self) -> Result<bool> {
        ask!(self.ControlUndo).map(|DoneResult { done }| done)
    }

    fn redo(&self) -> Result<bool> {
        ask!(self.ControlRedo).map(|DoneResult { done }| done)
    }

    fn undo_depth(&self) -> Result<UndoDepth> {
        ask!(self.ControlUndoDepth)
    }

    fn transaction_count(&self) -> Result<u64> {
        ask!(self.ControlTransactionCount).map(|CountResult { count }| count)
    }

    fn settle(&self) -> Result<()> {
        ask!(self.ControlSettle).map(|Done| ())
    }

    fn list_cue_points(&self) -> Result<Vec<CuePointInfo>> {
        ask!(self.ListCuePoints)
    }

    /// Any name: a target may have transforms that we do not know.
    fn transform(&self, name: &str, input: &Value) -> Result<Value> {
        self.call_raw(&format!("transform/{name}"), input)
    }
}
