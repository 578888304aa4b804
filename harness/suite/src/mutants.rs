//! The mutants: copies of the fake, each with one documented fault that one requirement must catch.
//!
//! A mutant is one row: its name, the requirement, why such a fault is plausible, and the hook that makes it. No
//! check is accepted without a mutant that it catches; `livebridge verify fake+NAME` shows one being caught.

pub(crate) mod caches;
pub(crate) mod changes;
pub(crate) mod forgetting;
mod hooks;
pub mod hunt;
pub(crate) mod messages;
pub(crate) mod row;
pub(crate) mod tool_hooks;
mod wire_hooks;

use crate::areas::Area;
use crate::handlers::Handlers;
pub use hooks::{Hooks, Memory, MutantDeviation};
pub use tool_hooks::ToolHooks;
pub use wire_hooks::{ChangedAnswers, ChangedRequests, WireHooks};

/// A fault, and what must notice it.
#[derive(Debug)]
pub struct Mutant {
    /// The name behind `fake+`.
    pub name: &'static str,
    /// The requirement that must catch it.
    pub requirement: &'static str,
    /// Why somebody could build it.
    pub why: &'static str,
    /// Where it deviates.
    pub hooks: Hooks,
    /// The handlers that are run on it.
    pub handlers: Handlers,
    /// What it does to the protocol, when its fault is there: such a mutant is reached over a wire.
    pub wire: Option<WireHooks>,
    /// What it does to its tool server, when its fault is there: such a mutant has one.
    pub tools: Option<ToolHooks>,
    /// Why no random program can find it; `None` for those that exploration alone must find.
    pub not_explorable: Option<&'static str>,
}

impl Mutant {
    /// The same mutant, which no random program can find for this reason.
    pub(crate) const fn not_explorable(mut self, reason: &'static str) -> Self {
        self.not_explorable = Some(reason);
        self
    }
}

/// Every mutant, in the order of the areas.
pub fn all() -> impl Iterator<Item = &'static Mutant> + Clone {
    Area::ALL.into_iter().flat_map(|area| area.mutants().iter().copied().flatten())
}

/// The mutant of this name.
pub fn by_name(name: &str) -> Option<&'static Mutant> {
    all().find(|mutant| mutant.name == name)
}
