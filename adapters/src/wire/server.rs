//! Any bridge behind the protocol: reads requests from a stream, answers on another.
//!
//! One request after the other, in the order in which they came, so that pipelined calls take effect as sent.

use std::io::{self, Read, Write};

use livebridge_core::{
    Batch, BridgeError, CallError, Description, LiveBridge, Mutation, Operation, OperationKind, Reset, SetView,
};
use pollster::block_on;
use serde::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;
use thiserror::Error;

use super::frame::{FrameError, Lines, text};
use super::message::{
    ClipParams, CountResult, DoneResult, INTERNAL_ERROR, INVALID_PARAMS, INVALID_REQUEST, Incoming, InitializeParams,
    InitializeResult, METHOD_NOT_FOUND, NOT_NOW, NoParams, PARSE_ERROR, QueryParams, RenderParams, RpcError,
    TrackParams, TransactionParams, TransactionResult,
};
use super::strict::{self, Strict};
use super::{MAX_MESSAGE_BYTES, PROTOCOL_VERSION};

/// Why serving ended before the client asked for it.
#[derive(Debug, Error)]
pub enum ServeError {
    /// A stream failed.
    #[error("the connection failed: {0}")]
    Io(#[from] io::Error),
}

/// Serves `bridge` until the client sends `shutdown` or closes its end.
pub fn serve(
    bridge: &dyn LiveBridge,
    description: &Description,
    reader: impl Read,
    writer: impl Write,
) -> Result<(), ServeError> {
    let mut session = Session { bridge, description, greeted: false, over: false };
    let mut lines = Lines::new(reader);
    let mut writer = io::BufWriter::new(writer);
    while !session.over {
        let answer = match lines.next_line(|_| {}) {
            Ok(None) => break,
            Ok(Some(line)) if line.iter().all(u8::is_ascii_whitespace) => None,
            Ok(Some(line)) => session.answer_line(&line),
            Err(FrameError::Io(error)) => return Err(error.into()),
            Err(error) => Some(Reply::unread(INVALID_REQUEST, error.to_string())),
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
    /// To a message whose id could not be read.
    fn unread(code: i64, reason: String) -> Self {
        Self { id: Value::Null, answer: Err(RpcError::new(code, reason)) }
    }

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
    greeted: bool,
    over: bool,
}

impl Session<'_> {
    /// The answer to a line; none to a notification.
    fn answer_line(&mut self, line: &[u8]) -> Option<Reply> {
        let unreadable = |code, reason: String| Some(Reply::unread(code, reason));
        let text = match text(line) {
            Ok(text) => text,
            Err(error @ FrameError::NotUtf8(_)) => return unreadable(PARSE_ERROR, error.to_string()),
            Err(error) => return unreadable(INVALID_REQUEST, error.to_string()),
        };
        let request: Incoming<'_> = match strict::from_str(text) {
            Ok(request) => request,
            Err(error) if error.is_data() => {
                return unreadable(INVALID_REQUEST, format!("the message is no request: {error}"));
            }
            Err(error) => return unreadable(PARSE_ERROR, format!("the message is not JSON: {error}")),
        };
        let id = request.id?;
        let params = request.params.map_or("{}", RawValue::get);
        Some(Reply { id, answer: self.answer(&request.method, params) })
    }

    fn answer(&mut self, method: &str, params: &str) -> Answer {
        match (method, self.greeted) {
            ("initialize", false) => self.initialize(params),
            ("initialize", true) => Err(RpcError::new(NOT_NOW, "`initialize` was called before")),
            (_, false) => Err(RpcError::new(NOT_NOW, "call `initialize` first")),
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
        let version: Version = parse(params)?;
        if version.protocol_version != PROTOCOL_VERSION {
            return Err(RpcError::unsupported_version());
        }
        parse::<InitializeParams>(params)?;
        self.greeted = true;
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
        let ops: Vec<&RawValue> = parse::<TransactionParams<Vec<&RawValue>>>(params)?.ops;
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
        parse_mutation(operation, op.params.map_or("{}", RawValue::get))
            .map_err(|error| BridgeError::bad_input(error.message))
    }
}

/// Only the version of `initialize`: judged before anything else is.
#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct Version {
    protocol_version: u32,
}

#[derive(serde::Deserialize)]
struct Op<'a> {
    method: String,
    #[serde(borrow, default)]
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
        RpcError::new(INVALID_PARAMS, format!("the parameters do not fit: {place}{}", error.inner()))
    })
}

fn parse_mutation(operation: Operation, params: &str) -> Result<Mutation, RpcError> {
    // As the content of an enum they may be an array, so they are looked at for themselves first.
    parse::<NoParams>(params)?;
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
