//! What `livebridge serve` offers: a bridge behind the wire protocol, shared by everybody who connects.

use std::io::{Read, Write};
use std::sync::Arc;

use livebridge_fake::FakeLiveBridge;
use livebridge_port::{Description, LiveBridge};
use livebridge_wire::{ServeError, ServedClient, StartError, Timeouts, serve_client};

use crate::mutants::{ChangedAnswers, ChangedRequests, Mutant, MutantDeviation, WireHooks};
use crate::target::TargetSpec;

/// A bridge that is served. Its clients share a Set, and are isolated by the bridge itself.
#[derive(Clone)]
pub struct Served {
    bridge: Arc<dyn LiveBridge>,
    description: Arc<Description>,
    /// What happens to the protocol, of a mutant whose fault is there.
    faults: Option<WireHooks>,
}

impl Served {
    /// Starts what is to be served.
    pub fn start(spec: &TargetSpec, timeouts: Timeouts) -> Result<Self, StartError> {
        if let TargetSpec::Mutant(mutant) = spec {
            return Ok(Self::mutant(mutant));
        }
        let target = spec.start(timeouts)?;
        Ok(Self { bridge: target.bridge, description: target.description, faults: None })
    }

    /// A mutant, with its faults in the fake and in the protocol.
    pub fn mutant(mutant: &'static Mutant) -> Self {
        let fake = FakeLiveBridge::deviating(MutantDeviation::new(mutant));
        let description = Arc::new(fake.description());
        Self { bridge: Arc::new(fake), description, faults: mutant.wire }
    }

    /// Answers one client until it goes.
    pub fn answer<R: Read, W: Write>(&self, client: ServedClient<R, W>) -> Result<(), ServeError> {
        match self.faults {
            None => serve_client(&*self.bridge, &self.description, client),
            Some(faults) => {
                let ServedClient { reader, writer, admission } = client;
                let (reader, writer) = (ChangedRequests::new(reader, faults), ChangedAnswers::new(writer, faults));
                serve_client(&*self.bridge, &self.description, ServedClient { reader, writer, admission })
            }
        }
    }
}
