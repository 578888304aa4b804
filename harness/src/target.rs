//! Targets: how a specification on the command line becomes a running implementation, again and again.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

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
                let near = mutants::ALL.iter().find(|mutant| mutant.name.contains(name) || name.contains(mutant.name));
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
            Self::Mutant(mutant) => {
                let fake = FakeLiveBridge::deviating(Zoo::new(mutant));
                Target { description: Arc::new(fake.description()), bridge: Arc::new(fake), remote: None }
            }
            Self::Child(command) => {
                let remote = Arc::new(RemoteBridge::start(command, timeouts)?);
                Target {
                    bridge: Arc::clone(&remote) as Arc<dyn LiveBridge>,
                    description: Arc::new(remote.description().clone()),
                    remote: Some(remote),
                }
            }
        })
    }

    /// How the harness reaches it.
    pub const fn transport(&self) -> Transport {
        match self {
            Self::Fake | Self::Mutant(_) => Transport::InProcess,
            Self::Child(_) => Transport::Wire,
        }
    }
}

impl Target {
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
