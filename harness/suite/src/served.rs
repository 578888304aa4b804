//! What is offered to others: a bridge behind the wire protocol, shared by everybody who connects.

use std::io::{Read, Write};
use std::sync::Arc;

use livebridge_fake::FakeLiveBridge;
use livebridge_wire::{Guest, ServeError, serve_guest};

use crate::mutants::{Answers, Mutant, MutantDeviation, Requests, Wire};
use crate::target::Instance;

/// A bridge that is served. Its clients share a Set, and are isolated by the bridge itself.
#[derive(Clone)]
pub struct Served {
    instance: Instance,
    /// What happens to the protocol, of a mutant whose fault is there.
    faults: Option<Wire>,
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
    pub fn answer<R: Read, W: Write>(&self, guest: Guest<R, W>) -> Result<(), ServeError> {
        let Instance { bridge, description, .. } = &self.instance;
        match self.faults {
            None => serve_guest(&**bridge, description, guest),
            Some(faults) => {
                let Guest { reader, writer, door } = guest;
                let (reader, writer) = (Requests::new(reader, faults), Answers::new(writer, faults));
                serve_guest(&**bridge, description, Guest { reader, writer, door })
            }
        }
    }
}
