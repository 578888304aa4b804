//! Any bridge behind the protocol: reads requests from a stream, answers on another.
//!
//! One request after the other, in the order in which they came, so that pipelined calls take effect as sent.

use std::borrow::Cow;
use std::io::{self, Read, Write};
use std::marker::PhantomData;
use std::time::{Duration, Instant};

use livebridge_port::params::TransactionParams;
use livebridge_port::{
    Batch, BridgeError, CallError, Description, LiveBridge, Mutation, MutationKind, Operation, Request, dispatch, json,
};
use serde::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;
use thiserror::Error;

use super::admission::{Admission, ServedClient};
use super::block_on::block_on;
use super::frame::{FrameError, Lines};
use super::layout;
use super::listen::MAX_CONNECTIONS;
use super::message::{
    Arrived, AtMost, Greeting, INTERNAL_ERROR, INVALID_PARAMS, INVALID_REQUEST, InitializeResult, METHOD_NOT_FOUND,
    MutationOf, NOT_NOW, ParamsOf, RpcError, UNAUTHORIZED, Unreadable, request, some_raw,
};
use super::strict::{self, Misfit};
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
    serve_client(bridge, description, ServedClient::trusted(reader, writer))
}

/// Serves `bridge` to a client from anywhere, when it may come in.
pub fn serve_client(
    bridge: &dyn LiveBridge,
    description: &Description,
    client: ServedClient<impl Read, impl Write>,
) -> Result<(), ServeError> {
    let mut session = Session { bridge, description, admission: &client.admission, over: false };
    let (mut lines, mut writer) = (Lines::new(client.reader), client.writer);
    // Whole answers that are not written yet, and when work on the first of them began. They do not wait for a request
    // that has not come, and not for many slow ones: the client counts its time too.
    let (mut answers, mut begun) = (Vec::new(), None);
    while !session.over {
        lines.set_limit(session.admission.limit());
        let line = lines.next_line(|_| {});
        let begun_at: Instant = *begun.get_or_insert_with(Instant::now);
        match line {
            Ok(None) => break,
            Ok(Some(line)) if line.iter().all(u8::is_ascii_whitespace) => {}
            Ok(Some(line)) => match session.usual(line) {
                Some((id, request)) => session.answer_request(id, request, &mut answers)?,
                None => session.answer_line(request(line), &mut answers)?,
            },
            Err(FrameError::Io(error)) => return Err(error.into()),
            Err(error) => session.answer_line(Err(Unreadable(INVALID_REQUEST, error.to_string())), &mut answers)?,
        }
        let enough = session.over || answers.len() >= WRITTEN_BYTES;
        if enough || !lines.has_line() || begun_at.elapsed() >= HELD_BACK {
            writer.write_all(&answers)?;
            writer.flush()?;
            answers.clear();
            answers.shrink_to(2 * WRITTEN_BYTES);
            begun = None;
        }
    }
    Ok(())
}

/// How much is written at least at a time, while there are requests to answer.
const WRITTEN_BYTES: usize = 64 * 1024;

/// For how long answers are held back to be written together, when the calls behind them are slow.
const HELD_BACK: Duration = Duration::from_millis(1);

/// What is answered to a call: the JSON of its result was written, or there is an error.
type Answer = Result<(), RpcError>;

/// Writes the beginning of an answer, up to its `result` or `error`.
fn begin_answer(answers: &mut Vec<u8>, id: &impl Serialize, field: &str) -> io::Result<()> {
    answers.extend_from_slice(br#"{"jsonrpc":"2.0","id":"#);
    json::append(answers, id)?;
    for part in [r#",""#, field, r#"":"#] {
        answers.extend_from_slice(part.as_bytes());
    }
    Ok(())
}

/// Writes the end of an answer that begins at `begins`; all of it when it is an error.
fn end_answer(answers: &mut Vec<u8>, begins: usize, id: &impl Serialize, answer: Answer) -> io::Result<()> {
    let refuse = |answers: &mut Vec<u8>, error: &RpcError| -> io::Result<()> {
        answers.truncate(begins);
        begin_answer(answers, id, "error")?;
        Ok(json::append(answers, error)?)
    };
    if let Err(error) = answer {
        refuse(answers, &error)?;
    }
    if answers.len() - begins >= MAX_MESSAGE_BYTES {
        let reason = format!("the answer is longer than {MAX_MESSAGE_BYTES} bytes: ask for less");
        refuse(answers, &RpcError::new(INTERNAL_ERROR, reason))?;
    }
    answers.extend_from_slice(b"}\n");
    Ok(())
}

struct Session<'a> {
    bridge: &'a dyn LiveBridge,
    description: &'a Description,
    admission: &'a Admission,
    over: bool,
}

impl Session<'_> {
    /// The call that a line is, when it is one as it is mostly written and nothing is wrong with it. It is read once:
    /// what it says is not looked for before.
    fn usual(&self, line: &[u8]) -> Option<(u64, Request)> {
        let called = layout::call(line).filter(|_| self.admission.is_greeted())?;
        let operation = called.method.parse::<Operation>().ok()?;
        // The operations of a batch are judged one by one.
        if operation == Operation::Transaction || !self.description.offers(operation) {
            return None;
        }
        object(called.params).ok()?;
        Some((called.id, strict::whole_text(called.params, ParamsOf(operation))?))
    }

    /// Writes the answer to a call.
    fn answer_request(&self, id: u64, request: Request, answers: &mut Vec<u8>) -> io::Result<()> {
        let begins = answers.len();
        begin_answer(answers, &id, "result")?;
        let answer = self.ask(request, answers);
        end_answer(answers, begins, &id, answer)
    }

    /// Writes the answer to a line; none to a notification.
    fn answer_line(
        &mut self,
        request: Result<Option<Arrived<'_>>, Unreadable>,
        answers: &mut Vec<u8>,
    ) -> io::Result<()> {
        let begins = answers.len();
        let (id, answer) = match request {
            Ok(None) => return Ok(()),
            Ok(Some(Arrived { id, method, params })) => {
                begin_answer(answers, &id, "result")?;
                let answer = object(params).and_then(|()| self.answer(&method, params, answers));
                (id, answer)
            }
            Err(Unreadable(code, reason)) => {
                // From a stranger it is the last one: whoever speaks another protocol, such as HTTP, could otherwise
                // hide requests in it.
                self.over |= self.admission.public && !self.admission.is_greeted();
                (Value::Null, Err(RpcError::new(code, reason)))
            }
        };
        end_answer(answers, begins, &id, answer)
    }

    fn answer(&mut self, method: &str, params: &str, answers: &mut Vec<u8>) -> Answer {
        match (method, self.admission.is_greeted()) {
            ("initialize", false) => self.initialize(params, answers),
            ("initialize", true) => Err(RpcError::new(NOT_NOW, "`initialize` was called before")),
            (_, false) => {
                // Somebody who must show a token shows it first of all.
                self.over |= self.admission.is_locked();
                Err(RpcError::new(NOT_NOW, "call `initialize` first"))
            }
            ("shutdown", true) => {
                self.over = true;
                written(&(), answers)
            }
            _ => match method.parse::<Operation>() {
                Ok(operation) if self.description.offers(operation) => self.call(operation, params, answers),
                _ => Err(RpcError::new(METHOD_NOT_FOUND, format!("there is no method `{method}`"))),
            },
        }
    }

    fn initialize(&mut self, params: &str, answers: &mut Vec<u8>) -> Answer {
        if self.admission.is_locked() {
            let given = parse::<Credentials<'_>>(params).ok().and_then(|credentials| credentials.token);
            if !given.is_some_and(|token| self.admission.try_token(&token)) {
                self.over = true;
                return Err(RpcError::new(UNAUTHORIZED, "`initialize` needs the right `token`"));
            }
        }
        if self.admission.full {
            self.over = true;
            let error = BridgeError::sdk_rejected(format!("{MAX_CONNECTIONS} connections are open already"));
            return Err(error.with_hint("close one of them, or try again later").into());
        }
        let version: Version = parse(params)?;
        if version.protocol_version.total_cmp(&f64::from(PROTOCOL_VERSION)).is_ne() {
            return Err(RpcError::unsupported_version());
        }
        parse::<Greeting>(params)?;
        self.admission.greet();
        written(&InitializeResult::from(self.description.clone()), answers)
    }

    fn call(&self, operation: Operation, params: &str, answers: &mut Vec<u8>) -> Answer {
        let request = if operation == Operation::Transaction {
            self.transaction(params)?
        } else {
            parse_request(operation, params)?
        };
        self.ask(request, answers)
    }

    fn ask(&self, request: Request, answers: &mut Vec<u8>) -> Answer {
        match block_on(dispatch(self.bridge, request)) {
            Ok(response) => written(&response, answers),
            Err(CallError::Refused(error)) => Err(error.into()),
            // The bridge that is served is itself a remote one, and broke.
            Err(CallError::Fault(fault)) => Err(RpcError::new(INTERNAL_ERROR, fault.to_string())),
        }
    }

    /// A transaction, read one operation after the other: each may be malformed in its own way, and then nothing of the
    /// transaction reaches the bridge.
    fn transaction(&self, params: &str) -> Result<Request, RpcError> {
        let ops = parse::<TransactionParams<AtMost<&RawValue, MAX_OPERATIONS>>>(params)?.ops.0;
        let read = |(op, text): (usize, &RawValue)| self.parse_op(text.get()).map_err(|error| error.at(op));
        let mutations = ops.into_iter().enumerate().map(read).collect::<Result<_, BridgeError>>()?;
        Ok(Request::Commit(Batch::Transaction(mutations)))
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
        let Some(kind) = operation.mutation() else {
            return Err(BridgeError::bad_input(format!("`{operation}` cannot be part of a transaction"))
                .with_hint("a transaction takes mutations only: no read, no render, no transaction"));
        };
        if !self.description.offers(operation) {
            return Err(unknown());
        }
        let params = op.params.map_or("{}", RawValue::get);
        object(params)
            .and_then(|()| parse_mutation(kind, params))
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

/// Typed parameters; the error names the field.
fn parse<'a, T: serde::Deserialize<'a>>(params: &'a str) -> Result<T, RpcError> {
    strict::read(params, PhantomData).map_err(|misfit| unfit("", &misfit))
}

/// The request that a call of `operation` is.
fn parse_request(operation: Operation, params: &str) -> Result<Request, RpcError> {
    // Those of a mutation are named from its call on.
    let within = if operation.mutation().is_some() { "params" } else { "" };
    strict::read(params, ParamsOf(operation)).map_err(|misfit| unfit(within, &misfit))
}

/// The mutation that an operation of a batch is.
fn parse_mutation(kind: MutationKind, params: &str) -> Result<Mutation, RpcError> {
    strict::read(params, MutationOf(kind)).map_err(|misfit| unfit("params", &misfit))
}

/// The error of parameters: `within` is where they stand themselves.
fn unfit(within: &str, misfit: &Misfit) -> RpcError {
    let path = misfit.path().to_string();
    let place = match (within, path.as_str()) {
        ("", ".") => String::new(),
        (place, ".") | ("", place) => format!("{place}: "),
        (within, path) => format!("{within}.{path}: "),
    };
    RpcError::new(INVALID_PARAMS, format!("the parameters do not fit: {place}{}", strict::reason(misfit.inner())))
}

/// Refuses parameters that are no object, also those of a call that takes none.
fn object(params: &str) -> Result<(), RpcError> {
    if params.starts_with('{') {
        return Ok(());
    }
    Err(RpcError::new(INVALID_PARAMS, "the parameters do not fit: they are an object, or left out"))
}

fn written(value: &impl Serialize, answers: &mut Vec<u8>) -> Answer {
    json::append(answers, value)
        .map_err(|error| RpcError::new(INTERNAL_ERROR, format!("the answer cannot be written as JSON: {error}")))
}
