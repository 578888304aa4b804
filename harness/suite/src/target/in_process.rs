//! A bridge of this process: how a Rust implementation is verified in its own tests.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use livebridge_port::{Description, LiveBridge};
use livebridge_wire::{Endpoint, StartError, Timeouts};

use super::{Instance, Target};

/// A bridge of this process.
///
/// ```
/// use std::sync::Arc;
///
/// use livebridge_fake::FakeLiveBridge; // stands for a bridge of your own
/// use livebridge_suite::runner::{self, RunOptions};
/// use livebridge_suite::target::InProcess;
/// use livebridge_suite::verdict::Conformance;
/// use livebridge_suite::{checks, report};
///
/// let start = Arc::new(|| {
///     let bridge = FakeLiveBridge::seeded();
///     let description = bridge.description();
///     (Arc::new(bridge) as _, description)
/// });
/// let target = InProcess { name: "my bridge".to_owned(), start, restartable: true };
/// let run = runner::run(&RunOptions::new(Arc::new(target)), &checks::all(), |_| {})?;
/// assert_eq!(run.judge().0, Conformance::Conformant, "{:#?}", report::Summary::of(&run).remarks());
/// # Ok::<(), livebridge_suite::runner::NoRun>(())
/// ```
#[derive(Clone)]
pub struct InProcess {
    /// What reports call it.
    pub name: String,
    /// Gives the bridge and what it says of itself.
    pub start: Arc<dyn Fn() -> (Arc<dyn LiveBridge>, Description) + Send + Sync>,
    /// Whether each start gives a Set that is as at the first one. Where not, the suite makes what it needs through
    /// the port, and takes it away again.
    pub restartable: bool,
}

impl fmt::Debug for InProcess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InProcess")
            .field("name", &self.name)
            .field("restartable", &self.restartable)
            .finish_non_exhaustive()
    }
}

impl fmt::Display for InProcess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

impl Target for InProcess {
    fn start(&self, _: Timeouts) -> Result<Instance, StartError> {
        let (bridge, description) = (self.start)();
        Ok(Instance::in_process(bridge, description))
    }

    fn restartable(&self) -> bool {
        self.restartable
    }

    /// Whatever the bridge is for.
    fn may_be_live(&self) -> bool {
        true
    }

    fn files(&self) -> Vec<&Path> {
        Vec::new()
    }

    fn endpoint(&self) -> Option<Endpoint> {
        None
    }
}
