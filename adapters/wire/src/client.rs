//! Calls and their answers over one connection, which its callers drive themselves.
//!
//! Whoever waits for an answer reads the stream, one at a time, and hands on what belongs to others: a call that is made
//! alone changes no thread. Once the connection is broken it stays so, and every call answers with the same fault.
//!
//! - `output`: what is sent, together where it can be;
//! - `input`: who reads, and what happens with a line;
//! - `answer`: a line as an answer, or why it is none;
//! - `sent`: a call that waits;
//! - `threads`: where callers cannot read: a thread that does, and one that sees to the time-outs.

mod answer;
mod input;
mod output;
mod sent;
mod threads;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::io::{Read, Write};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::task::Waker;
use std::time::{Duration, Instant};

use livebridge_port::{Fault, json};
use serde::Serialize;
use serde_json::value::RawValue;

use super::block_on::Parker;
use super::log::{Log, locked};
use super::message::{Call, RpcError};
use super::stream::Polled;
#[cfg(unix)]
use super::stream::{self, Descriptor};
pub(super) use answer::{read, typed};
use input::Input;
use output::Output;
pub(super) use sent::Sent;

/// What is told of the end of a stream; given the beginning of an unfinished line.
type Ended = dyn Fn(Option<String>) -> Fault + Send;

/// What a connection is made of: two streams, and ways to look after them.
pub(super) struct Connection {
    pub(super) reader: Box<dyn Read + Send>,
    pub(super) writer: Box<dyn Write + Send>,
    /// How both are waited for; without it, a thread of its own has to read. Then the reader obeys its deadlines, and
    /// the writer does not block: what it has taken and not sent yet goes with its next `flush`.
    pub(super) polled: Option<Polled>,
    /// Says what happened when the reader's stream ended; given the beginning of an unfinished line.
    pub(super) ended: Box<Ended>,
    /// Ends the connection at once, so that a stuck write returns.
    pub(super) abort: Box<dyn Fn() + Send + Sync>,
    /// Ends the direction of the requests alone; where there is nothing for it, to close the writer does that.
    pub(super) leave: Option<Box<dyn Fn() + Send + Sync>>,
    /// What the server says beside its answers.
    pub(super) log: Arc<Mutex<Log>>,
}

impl Connection {
    /// The ends of two pipes.
    #[cfg(unix)]
    pub(super) fn over_pipes(
        reader: impl Into<std::os::fd::OwnedFd>,
        writer: impl Into<std::os::fd::OwnedFd>,
        abort: impl Fn() + Send + Sync + 'static,
    ) -> std::io::Result<Self> {
        let (reader, writer) = (stream::pipe_to_read(reader), stream::pipe_to_write(writer)?);
        let (input, output): (Arc<Descriptor>, Arc<Descriptor>) = (reader.clone(), writer.clone());
        let polled = Polled::new(&input, &output);
        let reader = polled.limited(reader);
        Ok(Self { polled: Some(polled), ..Self::over(reader, writer, abort) })
    }

    /// The ends of two pipes, which cannot be waited for until a deadline here.
    #[cfg(not(unix))]
    pub(super) fn over_pipes(
        reader: impl Read + Send + 'static,
        writer: impl Write + Send + 'static,
        abort: impl Fn() + Send + Sync + 'static,
    ) -> std::io::Result<Self> {
        Ok(Self::over(reader, writer, abort))
    }

    /// Two streams without a process behind them; `abort` ends both.
    pub(super) fn over(
        reader: impl Read + Send + 'static,
        writer: impl Write + Send + 'static,
        abort: impl Fn() + Send + Sync + 'static,
    ) -> Self {
        Self {
            reader: Box::new(reader),
            writer: Box::new(writer),
            polled: None,
            ended: Box::new(|waiting| Fault::Closed { waiting }),
            abort: Box::new(abort),
            leave: None,
            log: Arc::default(),
        }
    }
}

/// An answer as it came: the JSON of the result, or an error.
pub(super) type Reply = Result<Box<RawValue>, RpcError>;

/// What came instead of waiting on.
enum Delivered {
    Reply(Reply),
    Fault(Fault),
    /// Its request could not be written in time.
    TimedOut,
}

/// The client side of one connection.
pub(super) struct Client {
    shared: Arc<Shared>,
}

/// What the callers of one connection share. Locks are taken in the order of the fields, and `input` is only tried for.
pub(super) struct Shared {
    output: Mutex<Output>,
    input: Mutex<Input>,
    state: Mutex<State>,
    /// Wakes the watchdog when a deadline comes before the one that it sleeps until, and whoever waits for the end.
    changed: Condvar,
    /// The last call that was made.
    made: AtomicU64,
    /// The last call that is written as a whole.
    written: AtomicU64,
    /// Whether somebody is in a write that waits for as long as the other side takes nothing.
    writing: AtomicBool,
    /// Whether a thread reads, and callers only wait.
    threaded: AtomicBool,
    polled: Option<Polled>,
    abort: Box<dyn Fn() + Send + Sync>,
    leave: Option<Box<dyn Fn() + Send + Sync>>,
    log: Arc<Mutex<Log>>,
}

#[derive(Default)]
struct State {
    pending: BTreeMap<u64, Pending>,
    /// Calls that were given up: their late answers are no fault.
    given_up: BTreeSet<u64>,
    /// Threads that wait while another one reads: one of them is next.
    followers: VecDeque<Arc<Parker>>,
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

/// A call without its answer, or with one that nobody has taken yet.
struct Pending {
    deadline: Instant,
    /// Who is to be told of the answer.
    waker: Option<Waker>,
    delivered: Option<Delivered>,
}

/// How a call stands in the table.
enum Registered {
    /// Nothing can be sent any more.
    Never,
    /// No other one is under way.
    First,
    /// Others are.
    Behind,
}

impl Client {
    pub(super) fn new(connection: Connection) -> Self {
        let Connection { reader, writer, polled, ended, abort, leave, log } = connection;
        let must_be_read = polled.is_none();
        let shared = Arc::new(Shared {
            output: Mutex::new(Output::new(writer)),
            input: Mutex::new(Input::new(reader, ended)),
            state: Mutex::default(),
            changed: Condvar::new(),
            made: AtomicU64::new(0),
            written: AtomicU64::new(0),
            writing: AtomicBool::new(false),
            threaded: AtomicBool::new(false),
            polled,
            abort,
            leave,
            log,
        });
        if must_be_read {
            shared.start_threads();
        }
        Self { shared }
    }

    /// Sends a call by its method and parameters.
    pub(super) fn send<P: Serialize>(&self, method: impl Into<Name>, params: P, timeout: Duration) -> Sent {
        let method = method.into();
        self.send_body(method.clone(), &Call { method: &method, params }, timeout)
    }

    /// Sends a call whose `body` serialises as `{ "method", "params" }`. Its answer, or the fault that comes
    /// instead of it, is waited for with [`Sent`].
    ///
    /// It is written at once when no other call is under way, else together with those after it: at the latest when
    /// somebody waits for one of them, or drops it.
    pub(super) fn send_body(&self, operation: impl Into<Name>, body: &impl Serialize, timeout: Duration) -> Sent {
        self.send_made(operation.into(), timeout, |id, line| {
            line.extend_from_slice(br#"{"jsonrpc":"2.0","id":"#);
            json::append(line, &id)?;
            let body_begins = line.len();
            json::append(line, body)?;
            // Its fields go on where the id ends.
            line[body_begins] = b',';
            Ok(())
        })
    }

    /// Sends any line, whatever it is, as call `id` of the pending ones; for tests of the protocol itself.
    pub(super) fn send_line(&self, line: &str, timeout: Duration) -> Sent {
        self.send_made("a raw line".into(), timeout, |id, bytes| {
            bytes.extend_from_slice(line.replace("$ID", &id.to_string()).as_bytes());
            Ok(())
        })
    }

    /// Sends the line that `append` makes of the id of the call.
    fn send_made(
        &self,
        operation: Name,
        timeout: Duration,
        append: impl FnOnce(u64, &mut Vec<u8>) -> serde_json::Result<()>,
    ) -> Sent {
        let deadline = Instant::now() + timeout;
        let mut output = locked(&self.shared.output);
        let id = output.next_id();
        let registered = self.shared.register(id, deadline);
        if !matches!(registered, Registered::Never) {
            match output.append(id, append) {
                Ok(()) => self.shared.made.store(id, Ordering::Release),
                Err(error) => {
                    let fault = Fault::Protocol(format!("the request cannot be written as JSON: {error}"));
                    self.shared.deliver(id, Delivered::Fault(fault));
                }
            }
            if matches!(registered, Registered::First) || output.is_large() {
                self.shared.write_out(&mut output, deadline);
            }
        }
        drop(output);
        Sent::new(Arc::clone(&self.shared), id, operation, timeout, deadline)
    }

    /// The fault that ended the connection, when it is broken.
    pub(super) fn broken(&self) -> Option<Fault> {
        self.shared.look_for_the_end();
        self.shared.lock().broken.clone()
    }
}

impl Client {
    /// Sends what was asked for, and then the end of the stream. Answers may still come, and then their stream ends.
    pub(super) fn end_requests(&self, deadline: Instant) {
        self.shared.flush(deadline);
        match &self.shared.leave {
            Some(leave) => leave(),
            None => locked(&self.shared.output).close(),
        }
    }
}

impl Drop for Client {
    /// The other side sees that nothing more comes, and ends the stream that a thread of ours may be reading.
    fn drop(&mut self) {
        locked(&self.shared.output).close();
        self.shared.lock().closed = true;
        self.shared.changed.notify_all();
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        locked(&self.state)
    }

    /// Enters a call into the table; with its fault, when the connection is broken.
    fn register(&self, id: u64, deadline: Instant) -> Registered {
        let mut state = self.lock();
        let registered = match (&state.broken, state.pending.is_empty()) {
            (Some(_), _) => Registered::Never,
            (None, true) => Registered::First,
            (None, false) => Registered::Behind,
        };
        let delivered = state.broken.clone().map(Delivered::Fault);
        state.pending.insert(id, Pending { deadline, waker: None, delivered });
        // Mostly it is not: a watchdog that woke for each call would cost as much as the call.
        let is_earlier = state.watched_until.is_some_and(|until| deadline < until);
        drop(state);
        if is_earlier {
            self.changed.notify_all();
        }
        registered
    }

    /// Gives a call its answer; `false` when no call waits for it.
    fn deliver(&self, id: u64, delivered: Delivered) -> bool {
        let mut state = self.lock();
        let Some(pending) = state.pending.get_mut(&id).filter(|pending| pending.delivered.is_none()) else {
            return state.given_up.remove(&id);
        };
        pending.delivered = Some(delivered);
        let waker = pending.waker.take();
        drop(state);
        if let Some(waker) = waker {
            waker.wake();
        }
        true
    }

    /// The oldest call without an answer.
    fn oldest(&self) -> Option<u64> {
        self.lock().pending.iter().find(|(_, pending)| pending.delivered.is_none()).map(|(id, _)| *id)
    }

    /// Ends the connection: every pending and every later call answers with `fault`.
    fn break_off(&self, fault: &Fault) {
        let mut state = self.lock();
        let fault = state.broken.get_or_insert_with(|| fault.clone()).clone();
        let mut wakers = Vec::new();
        let mut last = 0;
        for (id, pending) in &mut state.pending {
            pending.delivered.get_or_insert_with(|| Delivered::Fault(fault.clone()));
            wakers.extend(pending.waker.take());
            last = *id;
        }
        drop(state);
        self.changed.notify_all();
        if last > self.written() {
            // Somebody who sends nothing any more mostly reads nothing either.
            (self.abort)();
        }
        wakers.into_iter().for_each(Waker::wake);
    }
}
