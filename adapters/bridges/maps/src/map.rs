//! A map: what a bridge is, how it is reached, and how each operation of the port is said in its words.
//!
//! It is one TOML file. `map/file` reads it strictly, and compiles its filters; here is what comes of it. How a map is
//! used is in [`MapBridge`](crate::MapBridge).

mod file;

use std::collections::BTreeMap;

use livebridge_port::capabilities::Implementation;
use livebridge_port::{Capabilities, Description, ErrorCode, Operation};

use crate::error::MapError;
use crate::filter::Filter;

/// A map, read and compiled.
#[derive(Debug, Clone)]
pub struct Map {
    /// Who the bridge is.
    pub bridge: Implementation,
    /// What it can do, in the words of the port.
    pub capabilities: Capabilities,
    /// How it is reached.
    pub transport: TransportMap,
    /// What makes a message of a call: of `{call, args, n}`.
    pub request: Option<Filter>,
    /// What makes the answer of a message: of the message.
    pub answer: Option<Filter>,
    /// What tells a refusal: a text, or an object with `message`, `code`, `hint`; nothing otherwise. Of the message.
    pub refusal: Option<Filter>,
    /// Whether the bridge has ids of its own, which answers carry as `own`.
    pub own_ids: bool,
    /// Whether the bridge has the port's own ids and refusals: ids are passed on unread, and a refusal is taken as it
    /// comes.
    pub port_words: bool,
    /// How each operation is said.
    pub operations: BTreeMap<Operation, HowTo>,
    /// Why an operation is not there.
    pub cannot: BTreeMap<Operation, String>,
    /// How refusals are told apart, in this order.
    pub refusals: Vec<RefusalRule>,
    /// Requirements that the map empties, each with the reason.
    pub inapplicable: BTreeMap<String, String>,
}

/// How the bridge is reached.
#[derive(Debug, Clone)]
pub enum TransportMap {
    /// JSON over a TCP connection.
    TcpJson {
        /// Host and port.
        address: String,
        /// Where a message ends.
        framing: Framing,
    },
    /// JSON in the bodies of HTTP requests; the request filter gives `path`, and perhaps `method` and `body`.
    Http {
        /// Where the paths begin: `http://127.0.0.1:3350`.
        address: String,
    },
    /// JSON in UDP datagrams.
    UdpJson {
        /// Host and port; or `file:NAME`, a file in the folder for temporary files with the port.
        address: String,
        /// Whether messages are compressed by zlib, in chunks of three bytes of head: message, chunk, number of chunks.
        zlib_chunks: bool,
        /// The port at which answers arrive; any free one without it.
        answer_port: Option<u16>,
        /// A call made first, which tells the bridge where answers go: its filter gives a message of `{port}`.
        hello: Option<Box<Filter>>,
        /// Whether a message answers a request: of `{request, message}`.
        matches: Option<Box<Filter>>,
    },
    /// Open Sound Control over UDP: `call` is the address, `args` its arguments.
    Osc {
        /// Host and port.
        address: String,
        /// The port at which answers arrive.
        answer_port: u16,
    },
    /// The Model Context Protocol: `call` is a tool, `args` its arguments.
    Mcp {
        /// The program and its arguments; empty where it is at an address.
        command: Vec<String>,
        /// `http://HOST:PORT/PATH`.
        address: Option<String>,
    },
}

/// Where a JSON message in a stream ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Framing {
    /// Where the JSON ends.
    Json,
    /// At the end of its line.
    Lines,
    /// Four bytes of length, the highest first, stand before it.
    Length,
}

/// How one operation is said.
#[derive(Debug, Clone)]
pub struct HowTo {
    /// The calls that are made, in this order.
    pub steps: Vec<Then>,
    /// The read of the port that completes the answer.
    pub then: Option<Operation>,
    /// The id of what was made, where the answer is an object of the read: of everything so far.
    pub made: Option<Filter>,
    /// What makes the answer of the port: of everything so far.
    pub answer: Option<Filter>,
    /// What the bridge does not tell, each field with the reason; a neutral value stands there.
    pub lacks: BTreeMap<String, String>,
    /// What a reader of a report is to know of it.
    pub note: Option<String>,
}

/// One step of an operation: a call for each value that its filter of arguments gives.
#[derive(Debug, Clone)]
pub struct Then {
    /// Under which name its answers are kept.
    pub name: String,
    /// What is called.
    pub call: String,
    /// The arguments, of everything so far; one call for each value, and so none for `empty`.
    pub args: Option<Filter>,
    /// Whether the bridge never answers it.
    pub silent: bool,
    /// What asks for the next page, of an answer: the call is made again with it as `.more`, until it gives nothing.
    pub more: Option<Filter>,
}

/// How one kind of refusal is recognised.
#[derive(Debug, Clone)]
pub struct RefusalRule {
    /// Whether it is this kind: of `{message, operation, call}`.
    pub when: Filter,
    /// What it is to the port.
    pub code: ErrorCode,
    /// What to do about it; the hint of the code without it.
    pub hint: Option<String>,
}

impl TransportMap {
    /// Reaches the bridge at another place.
    pub fn reach(&mut self, at: &str) {
        match self {
            Self::TcpJson { address, .. }
            | Self::Http { address }
            | Self::UdpJson { address, .. }
            | Self::Osc { address, .. } => at.clone_into(address),
            Self::Mcp { address, .. } => *address = Some(at.to_owned()),
        }
    }
}

impl Map {
    /// Reads a map.
    pub fn read(text: &str) -> Result<Self, MapError> {
        file::read(text)
    }

    /// What a target of this map says of itself.
    pub fn description(&self) -> Description {
        Description {
            implementation: self.bridge.clone(),
            capabilities: self.capabilities.clone(),
            operations: self.operations.keys().map(|operation| operation.name().to_owned()).collect(),
        }
    }

    /// What a report says of the bridge beside its verdicts, a sentence each: where one call of the port takes several
    /// of its own, what it does not tell, and what it cannot do.
    pub fn remarks(&self) -> Vec<String> {
        let mut remarks = Vec::new();
        for (operation, how) in &self.operations {
            let steps: Vec<&str> = how.steps.iter().map(|step| step.call.as_str()).collect();
            let then = how.then.map(|then| format!("a read by {then}"));
            let takes: Vec<&str> = steps.into_iter().chain(then.as_deref()).collect();
            if takes.len() > 1 {
                remarks.push(format!("{operation} takes {}", takes.join(", ")));
            }
            remarks.extend(how.lacks.iter().map(|(field, why)| format!("{operation} does not tell {field}: {why}")));
            remarks.extend(how.note.iter().map(|note| format!("{operation}: {note}")));
        }
        remarks.extend(self.cannot.iter().map(|(operation, why)| format!("no {operation}: {why}")));
        remarks
    }
}
