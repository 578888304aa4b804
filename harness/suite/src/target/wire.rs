//! Targets that speak the wire protocol: a program that is started, and a server that is there already.

use std::fmt;
use std::path::Path;

use livebridge_wire::{Address, Command, Endpoint, RemoteBridge, StartError, Timeouts, Token};

use super::{Instance, Target};

/// A program that speaks the wire protocol on its standard streams.
#[derive(Debug, Clone)]
pub struct ProgramTarget(pub Command);

impl fmt::Display for ProgramTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "-- {}", self.0)
    }
}

impl ProgramTarget {
    fn at(&self) -> Endpoint {
        Endpoint::Child(self.0.clone())
    }
}

impl Target for ProgramTarget {
    fn start(&self, timeouts: Timeouts) -> Result<Instance, StartError> {
        RemoteBridge::connect(&self.at(), timeouts).map(Instance::over_the_wire)
    }

    fn restartable(&self) -> bool {
        true
    }

    fn may_be_live(&self) -> bool {
        true
    }

    /// The program, and each of its arguments that is the name of a file.
    fn files(&self) -> Vec<&Path> {
        let words = self.0.args.iter().map(AsRef::<Path>::as_ref);
        std::iter::once(self.0.program.as_ref()).chain(words).collect()
    }

    fn endpoint(&self) -> Option<Endpoint> {
        Some(self.at())
    }
}

/// A server that is there already, and whose Set outlives a connection.
#[derive(Debug, Clone)]
pub struct AddressTarget {
    /// Where it listens.
    pub address: Address,
    /// What it wants to be shown.
    pub token: Option<Token>,
}

impl fmt::Display for AddressTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.address.fmt(f)
    }
}

impl AddressTarget {
    fn at(&self) -> Endpoint {
        Endpoint::Socket { address: self.address.clone(), token: self.token.clone() }
    }
}

impl Target for AddressTarget {
    fn start(&self, timeouts: Timeouts) -> Result<Instance, StartError> {
        let remote = RemoteBridge::connect(&self.at(), timeouts)?;
        Ok(Instance::over_the_wire(remote).shared_at(self.at()))
    }

    /// A new connection finds the Set as the last one left it.
    fn restartable(&self) -> bool {
        false
    }

    fn shares_its_set(&self) -> bool {
        true
    }

    fn may_be_live(&self) -> bool {
        true
    }

    fn files(&self) -> Vec<&Path> {
        Vec::new()
    }

    fn endpoint(&self) -> Option<Endpoint> {
        Some(self.at())
    }
}
