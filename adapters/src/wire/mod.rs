//! The wire protocol: one JSON-RPC 2.0 message per line, the harness as client, the implementation as server.
//!
//! [`RemoteBridge`] is the client side and implements the port; [`serve`] offers any bridge as a server. Input and
//! output run on threads of their own: no runtime is needed, and none is blocked.
//!
//! - `frame`: bytes to lines, with limits;
//! - `message`: lines to messages, and the errors;
//! - `strict`: JSON objects that must be objects;
//! - `client`: calls, their answers, time-outs;
//! - `child`: a child process and its streams;
//! - `living`: every child that runs;
//! - `remote`: the port on top of the client;
//! - `server`: a bridge behind the protocol;
//! - `schema`: the messages as JSON Schemas.

mod child;
mod client;
mod frame;
mod living;
mod message;
mod remote;
#[cfg(feature = "schemas")]
pub mod schema;
mod server;
mod strict;
#[cfg(test)]
mod tests;

use std::time::Duration;

pub use child::Command;
pub use frame::{FrameError, Lines};
pub use living::end_children;
pub use message::InitializeResult;
pub use remote::{RemoteBridge, StartError};
pub use server::{ServeError, serve};

/// The version of the protocol that both sides speak.
pub const PROTOCOL_VERSION: u32 = 1;

/// The longest message, in bytes.
pub const MAX_MESSAGE_BYTES: usize = 64 * 1024 * 1024;

/// The deepest JSON, in nested arrays and objects.
pub const MAX_DEPTH: usize = 128;

/// How long we wait for what.
#[derive(Debug, Clone, Copy)]
pub struct Timeouts {
    /// For the answer of `initialize`.
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
