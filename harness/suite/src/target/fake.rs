//! The embedded fake and its mutants: what the suite compares with, and what it must see through.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use livebridge_fake::FakeLiveBridge;
use livebridge_wire::{Endpoint, RemoteBridge, ServedClient, StartError, Timeouts};

use super::{Instance, Target, ToolAccess};
use crate::handlers::Handlers;
use crate::inside::InsideFake;
use crate::mutants::{Mutant, MutantDeviation};
use crate::served::Served;

/// The embedded fake.
#[derive(Debug, Clone, Copy)]
pub struct FakeTarget;

impl fmt::Display for FakeTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("fake")
    }
}

impl Target for FakeTarget {
    fn start(&self, _: Timeouts) -> Result<Instance, StartError> {
        let fake = Arc::new(FakeLiveBridge::seeded());
        let description = fake.description();
        let inside = InsideFake(Arc::clone(&fake));
        Ok(Instance::in_process(fake, description).seen_from(Arc::new(inside)))
    }

    fn has_inside(&self) -> bool {
        true
    }

    fn restartable(&self) -> bool {
        true
    }

    fn may_be_live(&self) -> bool {
        false
    }

    fn files(&self) -> Vec<&Path> {
        Vec::new()
    }

    fn endpoint(&self) -> Option<Endpoint> {
        None
    }
}

/// The embedded fake with one documented fault.
#[derive(Debug, Clone, Copy)]
pub struct MutantTarget(pub &'static Mutant);

impl fmt::Display for MutantTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "fake+{}", self.0.name)
    }
}

impl Target for MutantTarget {
    fn start(&self, timeouts: Timeouts) -> Result<Instance, StartError> {
        if self.0.wire.is_some() {
            // Every connection to this endpoint has the Set of this start.
            let served = Served::mutant(self.0);
            let shared = Endpoint::InProcess(Arc::new(move |requests, answers| {
                let _ = served.answer(ServedClient::trusted(requests, answers));
            }));
            return Ok(Instance::over_the_wire(RemoteBridge::connect(&shared, timeouts)?).shared_at(shared));
        }
        let fake = Arc::new(FakeLiveBridge::deviating(MutantDeviation::new(self.0)));
        let description = fake.description();
        let inside = InsideFake(Arc::clone(&fake));
        let instance = Instance::in_process(fake, description).seen_from(Arc::new(inside));
        let Some(hooks) = self.0.tools else { return Ok(instance) };
        let tools = ToolAccess::served(&instance, hooks)?;
        Ok(instance.with_tools(tools))
    }

    fn has_inside(&self) -> bool {
        self.0.wire.is_none()
    }

    fn has_tools(&self) -> bool {
        self.0.tools.is_some()
    }

    fn restartable(&self) -> bool {
        true
    }

    fn shares_its_set(&self) -> bool {
        self.0.wire.is_some()
    }

    fn may_be_live(&self) -> bool {
        false
    }

    fn files(&self) -> Vec<&Path> {
        Vec::new()
    }

    /// A mutant whose fault is in the protocol is served by a thread of this process.
    fn endpoint(&self) -> Option<Endpoint> {
        let mutant = self.0;
        mutant.wire?;
        Some(Endpoint::InProcess(Arc::new(move |requests, answers| {
            // The client is dropped when it has seen enough, also in the middle of an answer.
            let _ = Served::mutant(mutant).answer(ServedClient::trusted(requests, answers));
        })))
    }

    fn handlers(&self) -> &Handlers {
        &self.0.handlers
    }

    fn serve(&self, _: Timeouts) -> Result<Served, StartError> {
        Ok(Served::mutant(self.0))
    }
}
