//! What `livebridge serve` offers: a bridge behind the wire protocol, shared by everybody who connects.

use std::io::{Read, Write};
use std::sync::Arc;

use livebridge_fake::FakeLiveBridge;
use livebridge_port::{Description, LiveBridge};
use livebridge_wire::{Guest, ServeError, StartError, Timeouts, serve_guest};

use crate::mutants::{Answers, Mutant, Requests, Wire, Zoo};
use crate::target::TargetSpec;

/// A bridge that is served. Its clients share a Set, and are isolated by the bridge itself.
#[derive(Clone)]
pub struct Served {
    bridge: Arc<dyn LiveBridge>,
    description: Arc<Description>,
    /// What happens to the protocol, of a mutant whose fault is there.
    faults: Option<Wire>,
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
        let fake = FakeLiveBridge::deviating(Zoo::new(mutant));
        let description = Arc::new(fake.description());
        Self { bridge: Arc::new(fake), description, faults: mutant.wire }
    }

    /// Answers one client until it goes.
    pub fn answer<R: Read, W: Write>(&self, guest: Guest<R, W>) -> Result<(), ServeError> {
        match self.faults {
            None => serve_guest(&*self.bridge, &self.description, guest),
            Some(faults) => {
                let Guest { reader, writer, door } = guest;
                let (reader, writer) = (Requests::new(reader, faults), Answers::new(writer, faults));
                serve_guest(&*self.bridge, &self.description, Guest { reader, writer, door })
            }
        }
    }
}
