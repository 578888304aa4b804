//! Where a server is and how it is reached: one type for a child process, a thread of this process, and sockets.

use std::fmt;
use std::io::{self, PipeReader, PipeWriter};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use livebridge_port::Fault;
use thiserror::Error;

use super::Timeouts;
use super::address::Address;
use super::admission::Token;
use super::child::{Command, Process};
use super::client::Connection;
use super::socket::{Ends, Outgoing, Socket};

/// Somewhere a server can be reached, again and again.
#[derive(Clone)]
pub enum Endpoint {
    /// A program that speaks on its standard streams; each connection starts it anew.
    Child(Command),
    /// A function that serves on two pipes; each connection runs it on a thread of its own.
    InProcess(Arc<dyn Fn(PipeReader, PipeWriter) + Send + Sync>),
    /// A server that is there already, and whose Set outlives a connection.
    Socket {
        /// Where it listens.
        address: Address,
        /// What it wants to be shown.
        token: Option<Token>,
    },
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Child(command) => f.debug_tuple("Child").field(command).finish(),
            Self::InProcess(_) => f.write_str("InProcess(..)"),
            Self::Socket { address, token } => {
                f.debug_struct("Socket").field("address", address).field("token", token).finish()
            }
        }
    }
}

/// Why a target could not be started, reached or greeted.
#[derive(Debug, Error)]
pub enum StartError {
    /// The system could not start it.
    #[error("`{command}` cannot be started: {error}")]
    Spawn {
        /// What was to be started.
        command: String,
        /// What the system said.
        error: io::Error,
    },
    /// A target that is neither a program nor at an address could not be made ready: in its own words.
    #[error("{what}")]
    Own {
        /// What is wrong.
        what: String,
        /// What to do about it.
        hint: String,
    },
    /// Nothing that speaks the protocol was reached.
    #[error("`{address}` cannot be reached: {error}")]
    Connect {
        /// Where it should be.
        address: String,
        /// What happened.
        error: String,
    },
    /// It wants another token, or one at all.
    #[error("it refused the token: {reason}")]
    Token {
        /// What it said.
        reason: String,
    },
    /// It did not answer `initialize` properly.
    #[error("{fault}{}", said(log))]
    Greeting {
        /// What happened.
        fault: Fault,
        /// What it said on stderr.
        log: String,
    },
    /// It refused `initialize`.
    #[error("it refused `initialize`: {reason}{}", said(log))]
    Refused {
        /// What it said.
        reason: String,
        /// What it said on stderr.
        log: String,
    },
}

impl StartError {
    /// What to do about it.
    pub fn hint(&self) -> &str {
        match self {
            Self::Own { hint, .. } => hint,
            Self::Spawn { .. } => "give the program and its arguments as you would type them",
            Self::Connect { .. } => "start the target first, and give the address at which it says that it listens",
            Self::Token { .. } => "give the token that it asks for",
            Self::Greeting { fault, .. } => likely_cause(fault),
            Self::Refused { .. } => "answer `initialize` as the wire protocol describes, with protocolVersion 1",
        }
    }
}

fn said(log: &str) -> String {
    if log.is_empty() { String::new() } else { format!("\nit said on stderr:\n{}", log.trim_end()) }
}

/// What is mostly behind a fault, and what to do about it.
pub fn likely_cause(fault: &Fault) -> &'static str {
    const FRAMING: &str = "one message is one line: JSON without a line break in it and with one at its end, and no \
                           `Content-Length` header";
    let is_framed = |text: &str| {
        text.get(..15).is_some_and(|head| head.eq_ignore_ascii_case("content-length:")) || text.trim() == "{"
    };
    match fault {
        Fault::Garbage { beginning, .. } if is_framed(beginning) => FRAMING,
        Fault::Garbage { what, .. } if what.contains("not UTF-8") => "write UTF-8, also where that is not the default",
        Fault::Garbage { .. } => "print nothing but protocol messages on stdout: logs and banners go to stderr",
        Fault::TimedOut { waiting: Some(line), .. } if is_framed(line) => FRAMING,
        Fault::TimedOut { waiting: Some(_), .. } => "end each message with a line break, and flush stdout after it",
        Fault::TimedOut { .. } => "is stdout flushed after each line, and is nothing else printed there?",
        Fault::Exited { .. } | Fault::Killed { .. } => {
            "the program must go on until `shutdown` or until its input ends: run it by hand, and see what it says"
        }
        Fault::Closed { .. } => "keep the output open until `shutdown`; over a socket, is this the right port?",
        Fault::Protocol(_) | Fault::Connection(_) => {
            "send one request by hand, and compare its answer with docs/wire.md"
        }
    }
}

impl Endpoint {
    /// Makes a connection; of a child, also the process that was started for it.
    pub(super) fn connect(&self, timeouts: Timeouts) -> Result<(Connection, Option<Process>), StartError> {
        match self {
            Self::Child(command) => {
                let (process, connection) = Process::start(command)
                    .map_err(|error| StartError::Spawn { command: command.program.display().to_string(), error })?;
                Ok((connection, Some(process)))
            }
            Self::InProcess(serves) => {
                let failed = |error| StartError::Spawn { command: "a thread of this process".to_owned(), error };
                let (requests, to_server) = io::pipe().map_err(failed)?;
                let (from_server, answers) = io::pipe().map_err(failed)?;
                // A stuck write is not ended: the other side is in this process.
                let connection = Connection::over_pipes(from_server, to_server, || {}).map_err(failed)?;
                let serves = Arc::clone(serves);
                // The thread ends when the client drops its ends of the pipes.
                thread::spawn(move || serves(requests, answers));
                Ok((connection, None))
            }
            Self::Socket { address, token } => Ok((reach(address, token.as_ref(), timeouts.start)?, None)),
        }
    }

    /// What `initialize` has to show.
    pub(super) const fn token(&self) -> Option<&Token> {
        match self {
            Self::Socket { token, .. } => token.as_ref(),
            Self::Child(_) | Self::InProcess(_) => None,
        }
    }
}

/// Connects on a thread of its own: looking up a host, or a Unix socket whose queue is full, may wait without limit.
fn reach(address: &Address, token: Option<&Token>, patience: Duration) -> Result<Connection, StartError> {
    let (sender, receiver) = mpsc::channel();
    let (to, token) = (address.clone(), token.cloned());
    // Nobody may be waiting any more.
    thread::spawn(move || drop(sender.send(reach_now(&to, token.as_ref(), patience))));
    receiver.recv_timeout(patience).unwrap_or_else(|_| {
        let error = format!("nothing answered within {} s", patience.as_secs_f64());
        Err(StartError::Connect { address: address.to_string(), error })
    })
}

fn reach_now(address: &Address, token: Option<&Token>, patience: Duration) -> Result<Connection, StartError> {
    let socket = match address {
        Address::Tcp(authority) => Socket::tcp(authority, patience),
        Address::Unix(path) => Socket::unix(path),
        Address::WebSocket { authority, path } => return web_socket(authority, path, token, patience),
    };
    let failed = |error: io::Error| StartError::Connect { address: address.to_string(), error: error.to_string() };
    let socket = Arc::new(socket.map_err(failed)?);
    let ends = Ends::of(&socket);
    let reader = ends.reader();
    ends.connection(reader, Outgoing(Arc::clone(&socket))).map_err(failed)
}

#[cfg(feature = "websocket")]
use super::websocket::connect as web_socket;

#[cfg(not(feature = "websocket"))]
fn web_socket(authority: &str, path: &str, _: Option<&Token>, _: Duration) -> Result<Connection, StartError> {
    let error = "this program is built without the feature `websocket`".to_owned();
    Err(StartError::Connect { address: format!("ws://{authority}{path}"), error })
}
