//! Calls and their answers: a reader thread, a table of what is pending, and a watchdog for time-outs.
//!
//! A call is written by its caller and answered by the reader thread; both sides meet in the table. A synchronous
//! call parks its thread, an asynchronous one awaits the same channel: no runtime is involved. Once the connection
//! is broken it stays so, and every call answers with the same fault.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Write};
use std::marker::PhantomData;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use livebridge_port::{CallError, Fault, json};
use serde::Serialize;
use serde::de::{DeserializeOwned, DeserializeSeed};
use serde_json::Value;
use serde_json::value::RawValue;

use super::frame::{FrameError, Lines, beginning, text};
use super::log::{Log, locked};
use super::message::{Answer, Call, JSONRPC, Meaning, RpcError};
use super::strict::{self, Misfit, Strict};

/// What a connection is made of: two streams, and two ways to look after them.
pub(super) struct Connection {
    pub(super) reader: Box<dyn Read + Send>,
    pub(super) writer: Box<dyn Write + Send>,
    /// Says what happened when the reader's stream ended; given the beginning of an unfinished line.
    pub(super) ended: Box<dyn Fn(Option<String>) -> Fault + Send>,
    /// Ends the connection at once, so that a stuck write returns.
    pub(super) abort: Box<dyn Fn() + Send + Sync>,
    /// What the server says beside its answers.
    pub(super) log: Arc<Mutex<Log>>,
}

impl Connection {
    /// Two streams without a process behind them; `abort` ends both.
    pub(super) fn over(
        reader: impl Read + Send + 'static,
        writer: impl Write + Send + 'static,
        abort: impl Fn() + Send + Sync + 'static,
    ) -> Self {
        Self {
            reader: Box::new(reader),
            writer: Box::new(writer),
            ended: Box::new(|waiting| Fault::Closed { waiting }),
            abort: Box::new(abort),
            log: Arc::default(),
        }
    }
}

/// An answer as it came: the JSON of the result, or an error.
pub(super) type Reply = Result<Box<RawValue>, RpcError>;

type Delivered = Result<Reply, Fault>;

/// The client side of one connection.
pub(super) struct Client {
    shared: Arc<Shared>,
    writer: Mutex<Box<dyn Write + Send>>,
}

struct Shared {
    state: Mutex<State>,
    /// Wakes the watchdog when a deadline comes before the one that it sleeps until, or the connection ends.
    changed: Condvar,
    abort: Box<dyn Fn() + Send + Sync>,
}

#[derive(Default)]
struct State {
    next_id: u64,
    pending: BTreeMap<u64, Pending>,
    /// Calls that were given up: their late answers are no fault.
    given_up: BTreeSet<u64>,
    broken: Option<Fault>,
    /// When the watchdog looks again by itself.
    watched_until: Option<Instant>,
    /// The beginning of a line whose end has not come yet.
    unfinished: Option<String>,
    /// Whether the stream has ended, and it is being found out how. That is what the calls that wait hear then, even
    /// if it takes longer than they would have waited.
    ending: bool,
    closed: bool,
}

/// What a call is named in messages: mostly one of the names that the port knows.
type Name = Cow<'static, str>;

struct Pending {
    operation: Name,
    timeout: Duration,
    deadline: Instant,
    /// Whether the request is written; until then the writer may be stuck.
    written: bool,
    sender: oneshot::Sender<Delivered>,
}

/// A call that was sent.
pub(super) struct Sent {
    operation: Name,
    receiver: oneshot::Receiver<Delivered>,
}

impl Client {
    pub(super) fn new(connection: Connection) -> Self {
        let shared = Arc::new(Shared { state: Mutex::default(), changed: Condvar::new(), abort: connection.abort });
        let for_reader = Arc::clone(&shared);
        let (reader, ended, log) = (connection.reader, connection.ended, connection.log);
        thread::spawn(move || read_answers(&for_reader, reader, &*ended, &log));
        let for_watchdog = Arc::clone(&shared);
        thread::spawn(move || watch(&for_watchdog));
        Self { shared, writer: Mutex::new(connection.writer) }
    }

    /// Sends a call by its method and parameters.
    pub(super) fn send<P: Serialize>(&self, method: impl Into<Name>, params: P, timeout: Duration) -> Sent {
        let method = method.into();
        self.send_body(method.clone(), &Call { method: &method, params }, timeout)
    }

    /// Sends a call whose `body` serialises as `{ "method", "params" }`. Its answer, or the fault that comes
    /// instead of it, is waited for with [`Sent`].
    pub(super) fn send_body(&self, operation: impl Into<Name>, body: &impl Serialize, timeout: Duration) -> Sent {
        self.send_made(operation.into(), timeout, |id| {
            let mut line = Vec::with_capacity(256);
            line.extend_from_slice(br#"{"jsonrpc":"2.0","id":"#);
            json::append(&mut line, &id)?;
            let body_begins = line.len();
            json::append(&mut line, body)?;
            // Its fields go on where the id ends.
            line[body_begins] = b',';
            Ok(line)
        })
    }

    /// Sends any line, whatever it is, as call `id` of the pending ones; for tests of the protocol itself.
    pub(super) fn send_line(&self, line: &str, timeout: Duration) -> Sent {
        let with_id = |id: u64| Ok(line.replace("$ID", &id.to_string()).into_bytes());
        self.send_made("a raw line".into(), timeout, with_id)
    }

    /// Sends the line that `make` makes of the id of the call.
    fn send_made(
        &self,
        operation: Name,
        timeout: Duration,
        make: impl FnOnce(u64) -> serde_json::Result<Vec<u8>>,
    ) -> Sent {
        let (sender, receiver) = oneshot::channel();
        let sent = Sent { operation: operation.clone(), receiver };
        let pending = |deadline| Pending { operation, timeout, deadline, written: false, sender };
        let Some(id) = self.shared.register(timeout, pending) else { return sent };
        match make(id) {
            Ok(line) => self.write(id, line),
            Err(error) => {
                let fault = Fault::Protocol(format!("the request cannot be written as JSON: {error}"));
                self.shared.deliver(id, Err(fault));
            }
        }
        sent
    }

    fn write(&self, id: u64, mut line: Vec<u8>) {
        line.push(b'\n');
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let result = writer.write_all(&line).and_then(|()| writer.flush());
        drop(writer);
        match result {
            Ok(()) => {
                if let Some(pending) = self.shared.lock().pending.get_mut(&id) {
                    pending.written = true;
                }
            }
            Err(error) => self.shared.writing_failed(id, &error),
        }
    }

    /// The fault that ended the connection, when it is broken.
    pub(super) fn broken(&self) -> Option<Fault> {
        self.shared.lock().broken.clone()
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        self.shared.lock().closed = true;
        self.shared.changed.notify_all();
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Enters a call into the table; `None`, with the fault delivered, when the connection is broken.
    fn register(&self, timeout: Duration, pending: impl FnOnce(Instant) -> Pending) -> Option<u64> {
        let deadline = Instant::now() + timeout;
        let pending = pending(deadline);
        let mut state = self.lock();
        if let Some(fault) = state.broken.clone() {
            drop(state);
            let _ = pending.sender.send(Err(fault));
            return None;
        }
        state.next_id += 1;
        let id = state.next_id;
        state.pending.insert(id, pending);
        // Mostly it is not: a watchdog that woke for each call would cost as much as the call.
        let is_earlier = state.watched_until.is_some_and(|until| deadline < until);
        drop(state);
        if is_earlier {
            self.changed.notify_all();
        }
        Some(id)
    }

    fn deliver(&self, id: u64, delivered: Delivered) -> bool {
        let pending = self.lock().pending.remove(&id);
        // A caller that went away is not waiting for its answer: nothing is lost.
        pending.map(|pending| pending.sender.send(delivered)).is_some()
    }

    /// Ends the connection: every pending and every later call answers with `fault`.
    fn break_off(&self, fault: &Fault) {
        let mut state = self.lock();
        state.broken.get_or_insert_with(|| fault.clone());
        let fault = state.broken.clone().unwrap_or_else(|| fault.clone());
        let pending = std::mem::take(&mut state.pending);
        drop(state);
        self.changed.notify_all();
        if pending.values().any(|pending| !pending.written) {
            // Somebody who sends nothing any more mostly reads nothing either.
            (self.abort)();
        }
        for pending in pending.into_values() {
            let _ = pending.sender.send(Err(fault.clone()));
        }
    }

    /// A write failed: mostly the target has just ended, and the reader is about to learn how.
    fn writing_failed(&self, id: u64, error: &std::io::Error) {
        const PATIENCE: Duration = Duration::from_secs(2);
        let state = self.lock();
        let (state, _) = self
            .changed
            .wait_timeout_while(state, PATIENCE, |state| state.pending.contains_key(&id))
            .unwrap_or_else(PoisonError::into_inner);
        drop(state);
        self.deliver(id, Err(Fault::Connection(format!("the target takes no input: {error}"))));
    }
}

impl Sent {
    /// Waits for the answer on this thread.
    pub(super) fn wait(self) -> Result<Reply, CallError> {
        Ok(self.receiver.recv().unwrap_or_else(|_| Err(lost(&self.operation)))?)
    }

    /// Awaits the answer.
    pub(super) async fn answer(self) -> Result<Reply, CallError> {
        Ok(self.receiver.await.unwrap_or_else(|_| Err(lost(&self.operation)))?)
    }
}

fn lost(operation: &str) -> Fault {
    Fault::Connection(format!("the connection was closed while {operation} waited"))
}

/// The typed result of a reply; a fault that names the field when it does not fit.
pub(super) fn typed<T: DeserializeOwned>(operation: &str, reply: Reply) -> Result<T, CallError> {
    read(operation, reply, PhantomData)
}

/// What a reply holds of the type that `seed` reads; a fault that names the field when it does not fit. `place` is where
/// it stands, for people.
pub(super) fn read<T, S>(place: &str, reply: Reply, seed: S) -> Result<T, CallError>
where
    S: Copy + for<'de> DeserializeSeed<'de, Value = T>,
{
    let result = refused(reply)?;
    strict::read(result.get(), seed).map_err(|misfit| {
        let (why, shown) = (placed(&misfit), beginning(result.get().as_bytes()));
        Fault::Protocol(format!("the result of {place} does not fit: {why}; it is `{shown}`")).into()
    })
}

/// The JSON of a reply, with errors of the contract taken out.
fn refused(reply: Reply) -> Result<Box<RawValue>, CallError> {
    reply.map_err(|error| match error.meaning() {
        Meaning::Refusal(refusal) | Meaning::Protocol(refusal) => refusal.into(),
        Meaning::Fault(reason) => Fault::Protocol(reason).into(),
    })
}

/// Reads answers until the stream ends or stops making sense.
fn read_answers(
    shared: &Shared,
    reader: Box<dyn Read + Send>,
    ended: &dyn Fn(Option<String>) -> Fault,
    log: &Mutex<Log>,
) {
    let ended = |waiting| {
        shared.lock().ending = true;
        ended(waiting)
    };
    let mut lines = Lines::new(reader);
    let fault = loop {
        let mut waited = false;
        let next = lines.next_line(|waiting| {
            waited = true;
            shared.lock().unfinished = Some(beginning(waiting));
        });
        match next {
            Ok(Some(line)) => {
                if waited {
                    shared.lock().unfinished = None;
                }
                if let Err(fault) = take_line(shared, line, log) {
                    break fault;
                }
            }
            Ok(None) => {
                let rest = lines.unfinished();
                break ended((!rest.is_empty()).then(|| beginning(rest)));
            }
            Err(FrameError::Io(_)) => break ended(None),
            Err(error) => break garbage(error.to_string(), lines.unfinished()),
        }
    };
    shared.break_off(&fault);
}

fn garbage(what: String, line: &[u8]) -> Fault {
    Fault::Garbage { what, beginning: beginning(line) }
}

fn take_line(shared: &Shared, line: &[u8], log: &Mutex<Log>) -> Result<(), Fault> {
    let text = text(line).map_err(|error| garbage(error.to_string(), line))?;
    let answer: Answer<'_> = strict::from_str(text).map_err(|error| {
        if error.is_data() {
            return no_message(text, line);
        }
        let reason = strict::reason(&error);
        garbage(format!("a line that is not JSON ({reason} at column {})", error.column()), line)
    })?;
    if let (Some(method), None) = (&answer.method, &answer.id) {
        if method == "log" {
            locked(log).push(&format!("log: {}", answer.params.map_or("", RawValue::get)));
        }
        return Ok(());
    }
    if answer.jsonrpc.is_none_or(|version| version.0 != JSONRPC) {
        return Err(Fault::Protocol(format!("an answer needs \"jsonrpc\": \"2.0\": `{}`", beginning(line))));
    }
    let id = match &answer.id {
        Some(Value::Number(id)) => id.as_u64().or_else(|| strict::whole(id.as_f64()?)?.try_into().ok()),
        Some(Value::Null) => {
            // The answer to a message that could not be read: to the oldest call that waits.
            shared.lock().pending.keys().next().copied()
        }
        _ => None,
    };
    let reply = match (answer.result, answer.error) {
        (Some(result), None) => Ok(result.to_owned()),
        (None, Some(error)) => Err(RpcError { unread: answer.id == Some(Value::Null), ..error }),
        _ => {
            let shown = beginning(line);
            return Err(Fault::Protocol(format!("an answer needs either `result` or `error`: `{shown}`")));
        }
    };
    let asked = id.is_some_and(|id| shared.deliver(id, Ok(reply)) || shared.lock().given_up.remove(&id));
    if asked {
        Ok(())
    } else {
        let id = answer.id.unwrap_or_default();
        Err(Fault::Protocol(format!("an answer with the id {id}, which no call waits for: `{}`", beginning(line))))
    }
}

/// The fault of a line that is JSON and no message: it says which field is wrong.
fn no_message(text: &str, line: &[u8]) -> Fault {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let error = serde_path_to_error::deserialize::<_, Answer<'_>>(Strict(&mut deserializer)).err();
    let why = error.map_or_else(String::new, |error| format!(" ({})", placed(&error)));
    Fault::Protocol(format!("a line that is no JSON-RPC message{why}: `{}`", beginning(line)))
}

/// An error of JSON with its place.
fn placed(error: &Misfit) -> String {
    let (path, reason) = (error.path().to_string(), strict::reason(error.inner()));
    if path == "." { reason } else { format!("field `{path}`: {reason}") }
}

/// Gives up calls whose time is over.
fn watch(shared: &Shared) {
    loop {
        let mut state = shared.lock();
        // How a stream ended is found out in bounded time, and then every call hears of it.
        if state.closed || state.ending || state.broken.is_some() {
            return;
        }
        let now = Instant::now();
        let expired: Vec<u64> =
            state.pending.iter().filter(|(_, pending)| pending.deadline <= now).map(|(id, _)| *id).collect();
        let mut stuck = false;
        for id in expired {
            let Some(pending) = state.pending.remove(&id) else { continue };
            state.given_up.insert(id);
            stuck |= !pending.written;
            let fault = Fault::TimedOut {
                operation: pending.operation.into_owned(),
                after: pending.timeout,
                waiting: state.unfinished.clone(),
            };
            let _ = pending.sender.send(Err(fault));
        }
        if stuck {
            drop(state);
            (shared.abort)();
            continue;
        }
        // Without a deadline there is nothing to do until a call comes.
        let next = state.pending.values().map(|pending| pending.deadline).min();
        let nap = next.map_or(Duration::from_hours(1), |deadline| deadline.saturating_duration_since(now));
        state.watched_until = Some(now + nap);
        drop(shared.changed.wait_timeout(state, nap));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_with_an_earlier_deadline_wakes_the_watchdog() {
        const LATE: Duration = Duration::from_mins(1);
        let (answers, _silent) = std::io::pipe().unwrap();
        let client = Client::new(Connection::over(answers, std::io::sink(), || {}));
        let long = client.send("first", (), LATE);
        while client.shared.lock().watched_until.is_none_or(|until| until > Instant::now() + LATE) {
            thread::yield_now();
        }
        let began = Instant::now();
        let short = client.send("second", (), Duration::from_millis(20));
        assert!(short.wait().unwrap_err().to_string().contains("second"));
        assert!(began.elapsed() < LATE / 2);
        assert_eq!(client.shared.lock().pending.len(), 1);
        drop((client, long));
    }
}
