//! The target of a command that works on its Set: its flags, how it is started, and what it must offer.

use std::path::Path;
use std::sync::Arc;

use clap::Args;
use livebridge_port::{Operation, Reset, fixtures};
use livebridge_suite::target::{Instance, Target};

use super::problem::Problem;
use super::stop::Stop;
use super::target::{self, TimeoutArguments};
use super::{schemes, set};

/// The target of a command that works on its Set.
#[derive(Debug, Args)]
pub(super) struct TargetWithSet {
    #[arg(help = schemes::help_of_all())]
    target: Option<String>,
    /// Load this Set into the target first: a `.als` file, a snapshot, or a fixture such as `seeded`
    #[arg(long, value_name = "SET")]
    reset: Option<String>,
    #[command(flatten)]
    timeouts: TimeoutArguments,
    /// The program that is the target, with its arguments
    #[arg(last = true, value_name = "COMMAND")]
    command: Vec<String>,
}

impl TargetWithSet {
    /// The target that is meant; the fake when none is named.
    pub(super) fn named(&self) -> anyhow::Result<Arc<dyn Target>> {
        target::named(self.target.as_deref(), &self.command)
    }

    /// The files that are read: of the target, and of the Set that is loaded into it.
    pub(super) fn files<'a>(&'a self, target: &'a dyn Target) -> Vec<&'a Path> {
        target.files().into_iter().chain(self.reset.as_deref().map(set::file_of)).collect()
    }

    /// Starts the target, loads a Set into it where one is given, does the work, and ends the target.
    pub(super) fn with_target<T>(
        &self,
        work: impl FnOnce(&dyn Target, &Instance) -> Result<T, Stop>,
    ) -> Result<T, Stop> {
        let target = self.named()?;
        let reset = self.reset.as_deref().map(reset_to).transpose()?;
        let instance = start(&*target, &self.timeouts)?;
        let load = || match &reset {
            Some(reset) => {
                require(&*target, &instance.missing(&[Operation::ControlReset]), "--reset")?;
                instance.bridge.control().reset(reset).map_err(Stop::from)
            }
            None => Ok(()),
        };
        let done = load().and_then(|()| work(&*target, &instance)).map_err(|stop| stop.with_log(&instance));
        instance.shut_down();
        done
    }
}

/// Starts a target.
pub(super) fn start(target: &dyn Target, timeouts: &TimeoutArguments) -> Result<Instance, Stop> {
    target.start(timeouts.timeouts()).map_err(|error| Stop::no_target(Problem::not_started(target, &error)))
}

/// A fixture by its name, or the Set of a file.
fn reset_to(text: &str) -> anyhow::Result<Reset> {
    if fixtures::by_name(text).is_some() {
        return Ok(Reset::Fixture { fixture: text.to_owned(), notes: None });
    }
    set::load(text)
        .map(|(set, _)| Reset::Snapshot(Box::new(set.without_extra())))
        .map_err(|error| error.context(format!("--reset (fixtures are {})", fixtures::NAMES.join(", "))))
}

/// Stops unless nothing is missing; `who` needs it.
pub(super) fn require(target: &dyn Target, missing: &[&str], who: &str) -> Result<(), Stop> {
    if missing.is_empty() { Ok(()) } else { Err(Stop::lacks(target, &missing.join(", "), who)) }
}
