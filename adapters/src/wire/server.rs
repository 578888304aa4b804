//! Any bridge behind the protocol: reads requests from a stream, answers on another.
//!
//! One request after the other, in the order in which they came, so that pipelined calls take effect as sent.

use std::borrow::Cow;
use std::io::{self, Read, Write};

use livebridge_core::{
    Batch, BridgeError, CallError, Description, LiveBridge, Mutation, Operation, OperationKind, Reset, SetView,
};
use pollster::block_on;
use serde::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;
use thiserror::Error;

use super::door::{Door, Guest};
use super::frame::{FrameError, Lines, text};
use super::listen::MAX_CONNECTIONS;
use super::message::{
    AtMost, ClipParams, CountResult, DoneResult, Greeting, INTERNAL_ERROR, INVALID_PARAMS, INVALID_REQUEST, Incoming,
    InitializeResult, JSONRPC, METHOD_NOT_FOUND, NOT_NOW, PARSE_ERROR, QueryParams, RenderParams, RpcError,
    TrackParams, TransactionParams, TransactionResult, UNAUTHORIZED, some_raw,
};
use super::strict::{self, Strict};
use super::{MAX_MESSAGE_BYTES, MAX_OPERATIONS, PROTOCOL_VERSION};

/// Why serving ended before the client asked for it.
#[derive(Debug, Error)]
pub enum ServeError {
    /// A stream failed.
    #[error("the connection failed: {0}")]
    Io(#[from] io::Error),
}

/// Serves `bridge` to the client that started this process, until it sends `shutdown` or closes its end.
pub fn serve(
    bridge: &dyn LiveBridge,
    description: &Description,
    reader: impl Read,
    writer: impl Write,
) -> Result<(), ServeError> {
    serve_guest(bridge, description, Guest::at_home(reader, writer))
}

/// Serves `bridge` to a client from anywhere, when it may come in.
pub fn serve_guest(
    bridge: &dyn LiveBridge,
    description: &Description,
    guest: Guest<impl Read, impl Write>,
) -> Result<(), ServeError> {
    let mut session = Session { bridge, description, door: &guest.door, over: false };
    let mut lines = Lines::new(guest.reader);
    let mut writer = io::BufWriter::new(guest.writer);
    while !session.over {
        lines.set_limit(session.door.limit());
        let answer = match lines.next_line(|_| {}) {
            Ok(None) => break,
            Ok(Some(line)) if line.iter().all(u8::is_ascii_whitespace) => None,
            Ok(Some(line)) => session.answer_line(&line),
            Err(FrameError::Io(error)) => return Err(error.into()),
            Err(error) => Some(session.unreadable(INVALID_REQUEST, error.to_string())),
        };
        if let Some(answer) = answer {
            let id = answer.id.clone();
            let mut line = answer.line()?;
            if line.len() > MAX_MESSAGE_BYTES + 1 {
                let reason = format!("the answer is longer than {MAX_MESSAGE_BYTES} bytes: ask for less");
                line = Reply { id, answer: Err(RpcError::new(INTERNAL_ERROR, reason)) }.line()?;
            }
            writer.write_all(&line)?;
            if session.over || !lines.has_line() {
                writer.flush()?;
            }
        }
    }
    writer.flush()?;
    Ok(())
}

/// What is answered to a call: the JSON of its result, or an error.
type Answer = Result<Vec<u8>, RpcError>;

/// An answer with the id of its call.
struct Reply {
    id: Value,
    answer: Answer,
}

impl Reply {
    /// As it is sent. The result is JSON already and goes in as it is.
    fn line(&self) -> io::Result<Vec<u8>> {
        let mut line = br#"{"jsonrpc":"2.0","id":"#.to_vec();
        line.extend(livebridge_core::json::to_vec(&self.id).map_err(io::Error::other)?);
        match &self.answer {
            Ok(result) => {
                line.reserve(result.len() + 16);
                line.extend_from_slice(br#","result":"#);
                line.extend_from_slice(result);
            }
            Err(error) => {
                line.extend_from_slice(br#","error":"#);
                line.extend(livebridge_core::json::to_vec(error).map_err(io::Error::other)?);
            }
        }
        line.extend_from_slice(b"}\n");
        Ok(line)
    }
}

struct Session<'a> {
    bridge: &'a dyn LiveBridge,
    description: &'a Description,
    door: &'a Door,
    over: bool,
}

impl Session<'_> {
    /// The answer to a message whose id could not be read. From a stranger it is the last one: whoever speaks another
    /// protocol, such as HTTP, could otherwise hide requests in it.
    fn unreadable(&mut self, code: i64, reason: String) -> Reply {
        self.over |= self.door.public && !self.door.is_greeted();
        Reply { id: Value::Null, answer: Err(RpcError::new(code, reason)) }
    }

    /// The answer to a line; none to a notification.
    fn answer_line(&mut self, line: &[u8]) -> Option<Reply> {
        let text = match text(line) {
            Ok(text) => text,
            Err(error @ FrameError::NotUtf8(_)) => return Some(self.unreadable(PARSE_ERROR, error.to_string())),
            Err(error) => return Some(self.unreadable(INVALID_REQUEST, error.to_string())),
        };
        let request: Incoming<'_> = match strict::from_str(text) {
            Ok(request) => request,
            Err(error) => {
                let (code, what) = if error.is_data() {
                    (INVALID_REQUEST, "the message is no request")
                } else {
                    (PARSE_ERROR, "the message is not JSON")
                };
                return Some(self.unreadable(code, format!("{what}: {}", strict::reason(&error))));
            }
        };
        let is_notification = request.id.is_none();
        let id = match request.id.unwrap_or_default() {
            Value::Null if is_notification => Value::Null,
            id @ (Value::String(_) | Value::Number(_)) => id,
            other => {
                let reason = format!("the message is no request: an id is a string or a number, not {}", kind(&other));
                return Some(self.unreadable(INVALID_REQUEST, reason));
            }
        };
        if request.jsonrpc.as_deref() != Some(JSONRPC) {
            return Some(self.unreadable(INVALID_REQUEST, "a request needs \"jsonrpc\": \"2.0\"".to_owned()));
        }
        if is_notification {
            return None;
        }
        let params = request.params.map_or("{}", RawValue::get);
        let answer = object(params).and_then(|()| self.answer(&request.method, params));
        Some(Reply { id, answer })
    }

    fn answer(&mut self, method: &str, params: &str) -> Answer {
        match (method, self.door.is_greeted()) {
            ("initialize", false) => self.initialize(params),
            ("initialize", true) => Err(RpcError::new(NOT_NOW, "`initialize` was called before")),
            (_, false) => {
                // Somebody who must show a token shows it first of all.
                self.over |= self.door.is_locked();
                Err(RpcError::new(NOT_NOW, "call `initialize` first"))
            }
            ("shutdown", true) => {
                self.over = true;
                json(&())
            }
            _ => match method.parse::<Operation>() {
                Ok(operation) if self.description.offers(operation) => self.call(operation, params),
                _ => Err(RpcError::new(METHOD_NOT_FOUND, format!("there is no method `{method}`"))),
            },
        }
    }

    fn initialize(&mut self, params: &str) -> Answer {
        if self.door.is_locked() {
            let given = parse::<Credentials<'_>>(params).ok().and_then(|credentials| credentials.token);
            if !given.is_some_and(|token| self.door.try_token(&token)) {
                self.over = true;
                return Err(RpcError::new(UNAUTHORIZED, "`initialize` needs the right `token`"));
            }
        }
        if self.door.full {
            self.over = true;
            let error = BridgeError::sdk_rejected(format!("{MAX_CONNECTIONS} connections are open already"));
            return Err(error.with_hint("close one of them, or try again later").into());
        }
        let version: Version = parse(params)?;
        if version.protocol_version.total_cmp(&f64::from(PROTOCOL_VERSION)).is_ne() {
            return Err(RpcError::unsupported_version());
        }
        parse::<Greeting>(params)?;
        self.door.greet();
        json(&InitializeResult::from(self.description.clone()))
    }

    fn call(&self, operation: Operation, params: &str) -> Answer {
        use Operation as O;
        let (bridge, control) = (self.bridge, self.bridge.control());
        match operation {
            O::GetSongOverview => answered(bridge.get_song_overview()),
            O::ListTracks => answered(bridge.list_tracks()),
            O::FindTrack => answered(bridge.find_track(&parse::<QueryParams<String>>(params)?.query)),
            O::ListClips => answered(bridge.list_clips(&parse::<TrackParams>(params)?.track_id)),
            O::GetNotes => answered(bridge.get_notes(&parse::<ClipParams>(params)?.clip_id)),
            O::ListScenes => answered(bridge.list_scenes()),
            O::ListDeviceParams => {
                answered(block_on(bridge.list_device_params(&parse::<TrackParams>(params)?.track_id)))
            }
            O::GetTrackMixer => answered(block_on(bridge.get_track_mixer(&parse::<TrackParams>(params)?.track_id))),
            O::RenderTrack => {
                let render: RenderParams = parse(params)?;
                answered(block_on(bridge.render_track(&render.track_id, render.start_beat, render.end_beat)))
            }
            O::Transaction => self.transaction(params),
            O::ListCuePoints => answered(control.list_cue_points()),
            O::ControlReset => answered(control.reset(&parse::<Reset>(params)?)),
            O::ControlSnapshot => answered(control.snapshot().map(Shown)),
            O::ControlUndo => answered(control.undo().map(|done| DoneResult { done })),
            O::ControlRedo => answered(control.redo().map(|done| DoneResult { done })),
            O::ControlUndoDepth => answered(control.undo_depth()),
            O::ControlTransactionCount => answered(control.transaction_count().map(|count| CountResult { count })),
            O::ControlSettle => answered(control.settle()),
            _ if let Some(name) = operation.transform() => answered(control.transform(name, &parse(params)?)),
            _ => {
                let mutation = parse_mutation(operation, params)?;
                let commit = block_on(bridge.commit(Batch::Call(mutation)));
                answered(commit.map(|commit| commit.outcomes.into_iter().next().flatten()))
            }
        }
    }

    fn transaction(&self, params: &str) -> Answer {
        let ops = parse::<TransactionParams<AtMost<&RawValue, MAX_OPERATIONS>>>(params)?.ops.0;
        let mut mutations = Vec::with_capacity(ops.len());
        let mut malformed = None;
        for op in ops {
            match self.parse_op(op.get()) {
                Ok(mutation) => mutations.push(mutation),
                Err(error) => {
                    malformed = Some(error.at(mutations.len()));
                    break;
                }
            }
        }
        if let Some(malformed) = malformed {
            // Faults are judged in order: what stands before the malformed operation may fail first. It is tried,
            // and then made to fail, so that the bridge takes it back.
            let op = mutations.len();
            mutations.push(Mutation::SetTempo { bpm: f64::NAN });
            return match block_on(self.bridge.commit(Batch::Transaction(mutations))) {
                Err(CallError::Refused(error)) if error.op.is_some_and(|failed| failed < op) => Err(error.into()),
                Err(CallError::Fault(fault)) => Err(fault_error(&fault.into())),
                _ => Err(malformed.into()),
            };
        }
        let commit = block_on(self.bridge.commit(Batch::Transaction(mutations)));
        answered(commit.map(|commit| TransactionResult { outcomes: commit.outcomes, undo_steps: commit.undo_steps }))
    }

    /// An operation of a batch. Every fault of it is a bridge error.
    fn parse_op(&self, text: &str) -> Result<Mutation, BridgeError> {
        let malformed = |error: RpcError| BridgeError::bad_input(format!("no operation: {}", error.message));
        let op: Op<'_> = parse(text).map_err(malformed)?;
        let unknown = || {
            BridgeError::unsupported(format!("there is no operation `{}`", op.method))
                .with_hint("use the wire names of the mutations")
        };
        let operation: Operation = op.method.parse().map_err(|_| unknown())?;
        match operation.kind() {
            OperationKind::Mutation if self.description.offers(operation) => {}
            OperationKind::Mutation => return Err(unknown()),
            _ => {
                return Err(BridgeError::bad_input(format!("`{operation}` cannot be part of a transaction"))
                    .with_hint("a transaction takes mutations only: no read, no render, no transaction"));
            }
        }
        let params = op.params.map_or("{}", RawValue::get);
        object(params)
            .and_then(|()| parse_mutation(operation, params))
            .map_err(|error| BridgeError::bad_input(error.message))
    }
}

/// Only the token of `initialize`: judged before anything else is.
#[derive(serde::Deserialize)]
struct Credentials<'a> {
    #[serde(borrow, default)]
    token: Option<Cow<'a, str>>,
}

/// Only the version of `initialize`: any number is one that we speak or one that we do not.
#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct Version {
    protocol_version: f64,
}

#[derive(serde::Deserialize)]
struct Op<'a> {
    method: String,
    #[serde(borrow, default, deserialize_with = "some_raw")]
    params: Option<&'a RawValue>,
}

/// A snapshot, in whichever form it is.
struct Shown(SetView);

impl Serialize for Shown {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            SetView::Canonical(snapshot) => snapshot.serialize(serializer),
            SetView::Opaque(value) => value.serialize(serializer),
        }
    }
}

/// Typed parameters; the error names the field.
fn parse<'a, T: serde::Deserialize<'a>>(params: &'a str) -> Result<T, RpcError> {
    if let Ok(value) = T::deserialize(Strict(&mut serde_json::Deserializer::from_str(params))) {
        return Ok(value);
    }
    // Only now is it worth to keep track of the place.
    let mut deserializer = serde_json::Deserializer::from_str(params);
    serde_path_to_error::deserialize(Strict(&mut deserializer)).map_err(|error| {
        let path = error.path().to_string();
        let place = if path == "." { String::new() } else { format!("{path}: ") };
        let reason = strict::reason(error.inner());
        RpcError::new(INVALID_PARAMS, format!("the parameters do not fit: {place}{reason}"))
    })
}

/// Refuses parameters that are no object, also those of a call that takes none.
fn object(params: &str) -> Result<(), RpcError> {
    if params.starts_with('{') {
        return Ok(());
    }
    Err(RpcError::new(INVALID_PARAMS, "the parameters do not fit: they are an object, or left out"))
}

/// What a JSON value is, in a word.
const fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

fn parse_mutation(operation: Operation, params: &str) -> Result<Mutation, RpcError> {
    parse(&[r#"{"method":""#, operation.name(), r#"","params":"#, params, "}"].concat())
}

fn json(value: &impl Serialize) -> Answer {
    livebridge_core::json::to_vec(value)
        .map_err(|error| RpcError::new(INTERNAL_ERROR, format!("the answer cannot be written as JSON: {error}")))
}

fn answered<T: Serialize>(result: livebridge_core::Result<T>) -> Answer {
    match result {
        Ok(value) => json(&value),
        Err(CallError::Refused(error)) => Err(error.into()),
        Err(error) => Err(fault_error(&error)),
    }
}

/// The bridge that is served is itself a remote one, and broke.
fn fault_error(error: &CallError) -> RpcError {
    RpcError::new(INTERNAL_ERROR, error.to_string())
}
