//! Targets: how a specification on the command line becomes a running implementation, again and again.

use std::fmt;
use std::io::{PipeReader, PipeWriter};
use std::str::FromStr;
use std::sync::Arc;
use std::thread;

use livebridge_adapters::wire::{Command, RemoteBridge, StartError, Timeouts};
use livebridge_core::fake::FakeLiveBridge;
use livebridge_core::{Description, LiveBridge};
use thiserror::Error;

use crate::mutants::{self, Mutant, Zoo};
use crate::requirement::Transport;

/// What is to be tested.
#[derive(Debug, Clone)]
pub enum TargetSpec {
    /// The embedded fake.
    Fake,
    /// The embedded fake with one documented fault.
    Mutant(&'static Mutant),
    /// A program that speaks the wire protocol on its standard streams.
    Child(Command),
}

/// A specification that names no target.
#[derive(Debug, Error)]
pub enum SpecError {
    /// Neither the fake nor a mutant.
    #[error(
        "there is no target `{0}`\nhint: use `fake`, `fake+MUTANT` (see `livebridge list mutants`), or `-- COMMAND ARGS...`"
    )]
    Unknown(String),
    /// The fake with a fault that it does not know.
    #[error("there is no mutant `{0}`{1}\nhint: `livebridge list mutants` shows them all")]
    UnknownMutant(String, String),
}

impl FromStr for TargetSpec {
    type Err = SpecError;

    fn from_str(text: &str) -> Result<Self, SpecError> {
        match text.split_once('+') {
            None if text == "fake" => Ok(Self::Fake),
            Some(("fake", name)) => mutants::by_name(name).map(Self::Mutant).ok_or_else(|| {
                let near = mutants::all().find(|mutant| mutant.name.contains(name) || name.contains(mutant.name));
                let near = near.map_or_else(String::new, |mutant| format!(", but there is `{}`", mutant.name));
                SpecError::UnknownMutant(name.to_owned(), near)
            }),
            _ => Err(SpecError::Unknown(text.to_owned())),
        }
    }
}

impl fmt::Display for TargetSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fake => f.write_str("fake"),
            Self::Mutant(mutant) => write!(f, "fake+{}", mutant.name),
            Self::Child(command) => write!(f, "-- {command}"),
        }
    }
}

/// An implementation that runs.
#[derive(Clone)]
pub struct Target {
    /// Its port, and what it offers beside it.
    pub bridge: Arc<dyn LiveBridge>,
    /// What it said of itself.
    pub description: Arc<Description>,
    /// The connection, where there is one: for checks of the protocol itself.
    pub remote: Option<Arc<RemoteBridge>>,
}

impl TargetSpec {
    /// Starts the target afresh.
    pub fn start(&self, timeouts: Timeouts) -> Result<Target, StartError> {
        Ok(match self {
            Self::Fake => {
                let fake = FakeLiveBridge::seeded();
                Target { description: Arc::new(fake.description()), bridge: Arc::new(fake), remote: None }
            }
            Self::Mutant(mutant) if mutant.wire.is_some() => {
                let (reader, writer) = self.serve_in_process(mutant)?;
                Target::remote(RemoteBridge::over(reader, writer, timeouts)?)
            }
            Self::Mutant(mutant) => {
                let fake = FakeLiveBridge::deviating(Zoo::new(mutant));
                Target { description: Arc::new(fake.description()), bridge: Arc::new(fake), remote: None }
            }
            Self::Child(command) => Target::remote(RemoteBridge::start(command, timeouts)?),
        })
    }

    /// Serves a mutant on a thread of this process, behind a wire of pipes.
    fn serve_in_process(&self, mutant: &'static Mutant) -> Result<(PipeReader, PipeWriter), StartError> {
        let pipes = || std::io::pipe().map_err(|error| StartError::Spawn { command: self.to_string(), error });
        let ((requests, to_server), (from_server, answers)) = (pipes()?, pipes()?);
        // The thread ends when the client drops its ends of the pipes.
        thread::spawn(move || mutants::serve(mutant, requests, answers));
        Ok((from_server, to_server))
    }

    /// Asks a new instance for a version of the protocol; `None` in process, where there is no protocol.
    pub fn ask_for_version(&self, version: u32, timeouts: Timeouts) -> Result<Option<Answered>, StartError> {
        Ok(match self {
            Self::Child(command) => Some(RemoteBridge::ask_for_version(command, version, timeouts)?),
            Self::Mutant(mutant) if mutant.wire.is_some() => {
                let (reader, writer) = self.serve_in_process(mutant)?;
                Some(RemoteBridge::ask_for_version_over(reader, writer, version, timeouts))
            }
            Self::Fake | Self::Mutant(_) => None,
        })
    }

    /// How the harness reaches it.
    pub const fn transport(&self) -> Transport {
        match self {
            Self::Mutant(Mutant { wire: Some(_), .. }) | Self::Child(_) => Transport::Wire,
            Self::Fake | Self::Mutant(_) => Transport::InProcess,
        }
    }
}

/// What a target said to a call.
pub type Answered = livebridge_core::Result<serde_json::Value>;

impl Target {
    fn remote(remote: RemoteBridge) -> Self {
        let remote = Arc::new(remote);
        Self {
            bridge: Arc::clone(&remote) as Arc<dyn LiveBridge>,
            description: Arc::new(remote.description().clone()),
            remote: Some(remote),
        }
    }

    /// What the target wrote to stderr, when it is a process.
    pub fn log(&self) -> Option<String> {
        self.remote.as_ref().map(|remote| remote.log()).filter(|log| !log.is_empty())
    }

    /// Ends a process politely, as the protocol asks; `false` when it had to be ended by force.
    pub fn shut_down(self) -> bool {
        drop(self.bridge);
        self.remote.and_then(Arc::into_inner).is_none_or(RemoteBridge::shut_down)
    }
}
