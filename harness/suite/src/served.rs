//! What is offered to others: a bridge behind the wire protocol, shared by everybody who connects.

use std::io::{Read, Write};
use std::sync::Arc;

use livebridge_fake::FakeLiveBridge;
use livebridge_wire::{ServeError, ServedClient, serve_client};

use crate::mutants::{ChangedAnswers, ChangedRequests, Mutant, MutantDeviation, WireHooks};
use crate::target::Instance;

/// A bridge that is served. Its clients share a Set, and are isolated by the bridge itself.
#[derive(Clone)]
pub struct Served {
    instance: Instance,
    /// What happens to the protocol, of a mutant whose fault is there.
    faults: Option<WireHooks>,
}

impl Served {
    /// What runs, as it is.
    pub fn new(instance: Instance) -> Self {
        Self { instance, faults: None }
    }

    /// A mutant, with its faults in the fake and in the protocol.
    pub fn mutant(mutant: &'static Mutant) -> Self {
        let fake = FakeLiveBridge::deviating(MutantDeviation::new(mutant));
        let description = fake.description();
        Self { instance: Instance::in_process(Arc::new(fake), description), faults: mutant.wire }
    }

    /// Answers one client until it goes.
    pub fn answer<R: Read + Send + 'static, W: Write>(&self, client: ServedClient<R, W>) -> Result<(), ServeError> {
        let Instance { bridge, description, .. } = &self.instance;
        match self.faults {
            None => serve_client(&**bridge, description, client),
            Some(faults) => {
                let ServedClient { reader, writer, admission } = client;
                let (reader, writer) = (ChangedRequests::new(reader, faults), ChangedAnswers::new(writer, faults));
                serve_client(&**bridge, description, ServedClient { reader, writer, admission })
            }
        }
    }
}
