//! The other side of a bridge: the Set as its host holds it, and the user who works in the host beside the bridge.
//!
//! Where a target has one, a run asks twice: the bridge what it says, and the host what became of it. The fake has one,
//! and a bridge that runs on the simulated Live.

use std::fmt;
use std::sync::Arc;

use livebridge_fake::{Deviation, FakeLiveBridge};
use livebridge_port::{Fault, Mutation, Snapshot};

/// The inside of a host, reached without the bridge.
pub trait Inside: Send + Sync {
    /// The whole Set, with everything applied that the host applies late.
    fn set(&self) -> Result<Snapshot, Fault>;

    /// An edit of the user, by ids of positions; a step of its own in the history. The error says why there is none.
    fn edit_as_user(&self, mutation: &Mutation) -> Result<(), String>;
}

impl fmt::Debug for dyn Inside {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Inside(..)")
    }
}

/// The inside of a fake.
pub struct InsideFake<D: Deviation>(pub Arc<FakeLiveBridge<D>>);

impl<D: Deviation> Inside for InsideFake<D> {
    fn set(&self) -> Result<Snapshot, Fault> {
        Ok(self.0.inside())
    }

    fn edit_as_user(&self, mutation: &Mutation) -> Result<(), String> {
        self.0.edit_as_user(mutation.clone()).map_err(|error| error.to_string())
    }
}
