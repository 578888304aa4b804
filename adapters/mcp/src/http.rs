//! A tool server over streamable HTTP: on this machine only, for those who show the token.
//!
//! - `framing`: heads and bodies, within limits and until a deadline; both ends read with it;
//! - `guard`: who is served, before anything of a body is looked at;
//! - `listener`: connections, one thread each;
//! - `bridge_file`: where clients find address and token.
//!
//! Each request is answered with one JSON object: there are no streams, because nothing is ever told unasked.

mod bridge_file;
pub(crate) mod framing;
mod guard;
mod listener;

pub use bridge_file::{BridgeFile, FoundServer, NoBridgeFile};
pub use listener::{HttpServer, PORTS};
