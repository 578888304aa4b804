//! How a row of the mutants is written: where its fault is, and what many hooks ask.

use livebridge_port::id::PathShape;
use livebridge_port::{BridgeError, ErrorCode, IdRef};

use super::{Hooks, Mutant, ToolHooks, WireHooks};
use crate::handlers::Handlers;

/// No deviation: a row says only where it differs.
pub(crate) const FAITHFUL: Hooks = Hooks::FAITHFUL;

/// A mutant whose fault is in the bridge.
#[expect(clippy::large_types_passed_by_value, reason = "rows are made when this is compiled")]
pub(crate) const fn mutant(name: &'static str, requirement: &'static str, why: &'static str, hooks: Hooks) -> Mutant {
    Mutant { name, requirement, why, hooks, handlers: Handlers::OURS, wire: None, tools: None, not_explorable: None }
}

/// A mutant whose fault is in the protocol: it is served over a wire, and what passes there is changed.
pub(crate) const fn on_the_wire(
    name: &'static str,
    requirement: &'static str,
    why: &'static str,
    wire: WireHooks,
) -> Mutant {
    Mutant { wire: Some(wire), ..mutant(name, requirement, why, FAITHFUL) }
}

/// A mutant whose fault is in the tool server that stands before a faithful bridge.
pub(crate) const fn in_the_tools(
    name: &'static str,
    requirement: &'static str,
    why: &'static str,
    tools: ToolHooks,
) -> Mutant {
    let bridge = mutant(name, requirement, why, FAITHFUL).not_explorable("programs call no tools");
    Mutant { tools: Some(tools), ..bridge }
}

/// A mutant whose fault is in a handler that is run on it; the bridge itself is faithful.
pub(crate) const fn in_a_handler(
    name: &'static str,
    requirement: &'static str,
    why: &'static str,
    handlers: Handlers,
) -> Mutant {
    let bridge = mutant(name, requirement, why, FAITHFUL).not_explorable("programs do not run handlers");
    Mutant { handlers, ..bridge }
}

/// Whether a mutation is refused for one of its values, as the message names it.
pub(crate) fn about(error: &BridgeError, value: &str) -> bool {
    error.code == ErrorCode::BadInput && error.message.contains(value)
}

/// A place in a list, as edits and ids have it.
pub(crate) fn index(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

/// What an id names, when it is a path.
pub(crate) fn shape(id: &IdRef) -> Option<PathShape> {
    id.as_path().map(|path| path.shape())
}
