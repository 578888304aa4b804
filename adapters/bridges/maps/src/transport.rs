//! The ways to a bridge: one call, one answer. Each has a deadline and a bound on what is read.

mod http;
mod mcp;
mod osc;
mod tcp;
mod udp;

use std::net::{SocketAddr, ToSocketAddrs};
use std::time::{Duration, Instant};

use livebridge_mcp::McpClient;
use livebridge_port::Fault;
use serde_json::Value;

use crate::map::TransportMap;

/// The longest message that is read.
const LONGEST: usize = 64 << 20;

/// How long a bridge is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waits {
    /// For a connection.
    pub start: Duration,
    /// For the answer of a call.
    pub call: Duration,
}

impl Default for Waits {
    fn default() -> Self {
        Self { start: Duration::from_secs(10), call: Duration::from_secs(30) }
    }
}

/// One call of the bridge.
#[derive(Debug, Clone, PartialEq)]
pub struct BridgeCall {
    /// What is called, in the bridge's words.
    pub call: String,
    /// Its arguments.
    pub args: Value,
    /// The message that it is, where the map makes one.
    pub message: Value,
    /// Whether no answer is to be waited for.
    pub silent: bool,
}

/// A connection to a bridge.
pub(crate) trait Transport: Send {
    /// Makes a call, and gives the message that answers it.
    fn ask(&mut self, call: &BridgeCall, wait: Duration) -> Result<Value, Fault>;
}

/// Connects as a map says; `token` is shown where the transport has a place for one.
pub(crate) fn connect(map: &TransportMap, token: Option<&str>, waits: Waits) -> Result<Box<dyn Transport>, Fault> {
    match map {
        TransportMap::TcpJson { address, framing } => Ok(Box::new(tcp::Tcp::connect(address, *framing, waits)?)),
        TransportMap::Http { address } => Ok(Box::new(http::Http::new(address, token))),
        TransportMap::UdpJson { address, zlib_chunks, answer_port, hello, matches } => {
            let way = udp::Way { zlib_chunks: *zlib_chunks, hello: hello.as_deref(), matches: matches.as_deref() };
            Ok(Box::new(udp::Udp::connect(address, *answer_port, &way, waits)?))
        }
        TransportMap::Osc { address, answer_port } => Ok(Box::new(osc::Osc::connect(address, *answer_port)?)),
        TransportMap::Mcp { command, address } => {
            Ok(Box::new(mcp::Mcp::connect(command, address.as_deref(), token, waits)?))
        }
    }
}

/// The transport over a client of a tool server that is connected already.
pub(crate) fn over(client: McpClient) -> Box<dyn Transport> {
    Box::new(mcp::Mcp::over(client))
}

/// What stands for a host and a port.
fn resolve(address: &str) -> Result<SocketAddr, Fault> {
    let resolved = address.to_socket_addrs().ok().and_then(|mut found| found.next());
    resolved.ok_or_else(|| Fault::Connection(format!("`{address}` is no address: it is HOST:PORT")))
}

fn lost(error: &std::io::Error) -> Fault {
    Fault::Connection(error.to_string())
}

fn timed_out(call: &BridgeCall, wait: Duration, seen: &[u8]) -> Fault {
    let waiting = (!seen.is_empty()).then(|| beginning(seen));
    Fault::TimedOut { operation: call.call.clone(), after: wait, waiting }
}

/// The beginning of what was read, to be shown.
fn beginning(bytes: &[u8]) -> String {
    const SHOWN: usize = 80;
    String::from_utf8_lossy(&bytes[..bytes.len().min(SHOWN)]).into_owned()
}

/// What is left of a wait; `None` when it is over.
fn left(until: Instant) -> Option<Duration> {
    until.checked_duration_since(Instant::now()).filter(|left| !left.is_zero())
}

/// One JSON message.
fn read_json(bytes: &[u8]) -> Result<Value, Fault> {
    serde_json::from_slice(bytes)
        .map_err(|error| Fault::Garbage { what: error.to_string(), beginning: beginning(bytes) })
}
