//! Targets: what is tested, how it is started again and again, and how people name it.
//!
//! A [`Target`] says how an implementation is got; an [`Instance`] is one that runs. What stands for a target on a
//! command line is read by a [`Scheme`]. Which schemes there are is not known here: whoever offers some registers them.
//! The targets of this module are those that the suite itself needs, and those that speak the wire protocol.

mod fake;
mod in_process;
mod instance;
mod tools;
mod wire;

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use livebridge_fake::SilentClip;
use livebridge_port::Name;
use livebridge_wire::{Endpoint, RemoteBridge, StartError, Timeouts, Token};
use thiserror::Error;

use crate::handlers::Handlers;
use crate::requirement::Transport;
use crate::served::Served;

pub use fake::{FakeTarget, MutantTarget};
pub use in_process::InProcess;
pub use instance::{Instance, Link};
pub use tools::{ServedAsTools, ToolAccess, ToolAddress, ToolServerTarget};
pub use wire::{AddressTarget, ProgramTarget};

/// What is to be tested. Its `Display` is how a person names it, so that a command line can be made of it.
///
/// What has no sensible answer for every target has no default here: a new target answers for itself, and none is ever
/// taken for the fake.
pub trait Target: fmt::Debug + fmt::Display + Send + Sync {
    /// Starts it afresh, or connects to it.
    fn start(&self, timeouts: Timeouts) -> Result<Instance, StartError>;

    /// Whether a new start gives the Set of the first one, so that it can be started anew after a fault, and several
    /// can run side by side.
    fn restartable(&self) -> bool;

    /// Whether there may be a real Live behind it.
    fn may_be_live(&self) -> bool;

    /// The files that it names: nothing is to be written over them.
    fn files(&self) -> Vec<&Path>;

    /// Where its wire is, for checks of the protocol itself; `None` where there is no protocol.
    fn endpoint(&self) -> Option<Endpoint>;

    /// How the harness reaches it.
    fn transport(&self) -> Transport {
        if self.endpoint().is_some() { Transport::Wire } else { Transport::InProcess }
    }

    /// Whether it is there for the Set that it starts with, so that exploration begins with that one and with no
    /// fixture.
    fn has_own_set(&self) -> bool {
        false
    }

    /// Whether further connections reach the Set of the first one.
    fn shares_its_set(&self) -> bool {
        false
    }

    /// Whether the Set of its instances is seen in the host too, without the bridge.
    fn has_inside(&self) -> bool {
        false
    }

    /// Whether it speaks a protocol of its own, and a map says how.
    fn is_mapped(&self) -> bool {
        false
    }

    /// Why a requirement, by its id, or a check, by its name, does not apply to it: what a bridge answers in several
    /// parts, or does not tell, empties some.
    fn excludes(&self, _what: &str) -> Option<String> {
        None
    }

    /// What a report says of it beside the verdicts, a sentence each.
    fn remarks(&self) -> Vec<String> {
        Vec::new()
    }

    /// Whether there is a tool server beside its port: its [`Instance`] has one then.
    fn has_tools(&self) -> bool {
        false
    }

    /// Whether the tool server is all that there is, and nothing is known of what its tools stand for.
    fn is_tools_alone(&self) -> bool {
        false
    }

    /// The handlers that are run on it: ours, unless it brings some of its own.
    fn handlers(&self) -> &Handlers {
        &Handlers::OURS
    }

    /// The audio files of its Set that are known not to be there, and so to be silent.
    fn silent_files(&self) -> Vec<Name> {
        Vec::new()
    }

    /// The clips of its Set that were silent in the renders of what was started last, because their files cannot be
    /// played.
    fn silent_clips(&self) -> Vec<SilentClip> {
        Vec::new()
    }

    /// Starts it to be served to others over the wire protocol.
    fn serve(&self, timeouts: Timeouts) -> Result<Served, StartError> {
        self.start(timeouts).map(Served::new)
    }
}

/// What a target said to a call.
pub type Answered = livebridge_port::Result<serde_json::Value>;

impl dyn Target {
    /// Asks a new instance, or over a new connection, for a version of the protocol; `None` where there is no protocol.
    pub fn ask_for_version(&self, version: u32, timeouts: Timeouts) -> Result<Option<Answered>, StartError> {
        self.endpoint().map(|endpoint| RemoteBridge::ask_for_version(&endpoint, version, timeouts)).transpose()
    }

    /// Calls a new instance, or over a new connection, before it is greeted; `None` where there is no protocol.
    pub fn call_before_greeting(
        &self,
        method: &str,
        params: &serde_json::Value,
        timeouts: Timeouts,
    ) -> Result<Option<Answered>, StartError> {
        self.endpoint().map(|at| RemoteBridge::call_before_greeting(&at, method, params, timeouts)).transpose()
    }
}

/// A way to name targets in one word, such as `als:FILE`.
pub trait Scheme: Sync {
    /// How its targets are written, with what stands for something else in capitals: `als:FILE`.
    fn forms(&self) -> &'static [&'static str];

    /// What its targets are, for a help text that lists several schemes: reads after "or".
    fn help(&self) -> &'static str;

    /// Whether a text is meant to be a target of this scheme, right or wrong: mostly, whether it begins with its prefix.
    fn is_meant(&self, text: &str) -> bool;

    /// The file that a text names and that can be read without starting the target, where there is one.
    fn file<'a>(&self, _text: &'a str) -> Option<&'a Path> {
        None
    }

    /// The target that a text names, which [is meant](Self::is_meant) to be one; with the token that it is to be shown,
    /// where it asks for one.
    fn parse(&self, text: &str, token: Option<&Token>) -> Result<Arc<dyn Target>, SchemeError>;
}

/// A text that is meant to be a target, and is none.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{what}")]
pub struct SchemeError {
    /// What is wrong.
    pub what: String,
    /// What to do about it.
    pub hint: Option<String>,
}
