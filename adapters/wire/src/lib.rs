//! The wire protocol: one JSON-RPC 2.0 message per line, the harness as client, the implementation as server.
//!
//! [`RemoteBridge`] is the client side and implements the port; [`serve`] offers any bridge as a server, and a
//! [`Listener`] does so for everybody who connects. Whoever waits for an answer reads it, and a server answers on the
//! thread that read: no runtime is needed, and none is blocked. [`block_on`] waits in that way for what is asynchronous.
//!
//! - `frame`: bytes to lines, with limits; `layout`: what is known of a line before it is read;
//! - `message`: lines to messages, and the errors;
//! - `strict`: what JSON means here;
//! - `client`: calls, their answers, time-outs; `block_on`: waiting for them; `stream`: until when;
//! - `child`, `socket`, `websocket`: what carries the lines; `log`: what comes beside them;
//! - `child_registry`: every child that runs;
//! - `address`, `endpoint`: where a server is, and how a connection to it is made;
//! - `remote`: the port on top of the client;
//! - `server`: a bridge behind the protocol; `admission`: who may come in; `listen`: from where;
//! - `schema`: the messages as JSON Schemas.

mod address;
mod admission;
mod block_on;
mod child;
mod child_registry;
mod client;
mod endpoint;
mod frame;
mod layout;
mod listen;
mod log;
mod message;
mod raw_lines;
mod remote;
#[cfg(feature = "schemas")]
pub mod schema;
mod server;
mod socket;
mod stream;
mod strict;
#[cfg(test)]
mod tests;
#[cfg(feature = "websocket")]
mod websocket;

use std::time::Duration;

pub use address::{Address, AddressError};
pub use admission::{Admission, NoToken, ServedClient, Token};
pub use block_on::block_on;
pub use child::{ChildProgram, Command, quoted};
pub use child_registry::end_children;
pub use endpoint::{Endpoint, StartError, likely_cause};
pub use frame::{FrameError, Lines};
pub use listen::{Listener, MAX_CONNECTIONS, RemoteClient};
pub use message::InitializeResult;
pub use raw_lines::{ConnectionEnding, RawLines};
pub use remote::RemoteBridge;
pub use server::{ServeError, serve, serve_client};

/// The version of the protocol that both sides speak.
pub const PROTOCOL_VERSION: u32 = 1;

/// The longest message, in bytes.
pub const MAX_MESSAGE_BYTES: usize = 64 * 1024 * 1024;

/// The deepest JSON, in nested arrays and objects.
pub const MAX_DEPTH: usize = 128;

/// The longest message, in bytes, of somebody who connected from anywhere and was not greeted yet.
pub const MAX_STRANGER_BYTES: usize = 64 * 1024;

/// The most operations of a transaction.
pub const MAX_OPERATIONS: usize = 100_000;

/// How long we wait for what.
#[derive(Debug, Clone, Copy)]
pub struct Timeouts {
    /// For a connection, and again for the answer of `initialize`.
    pub start: Duration,
    /// For the answer of any other call.
    pub call: Duration,
    /// For a child to end by itself after `shutdown`.
    pub shutdown: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self { start: Duration::from_secs(10), call: Duration::from_secs(30), shutdown: Duration::from_secs(2) }
    }
}

/// The example of the README, run as a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
