//! The mutants, one row each, in files by area.

mod clips;
mod cuts;
mod devices;
mod frame;
mod handlers;
mod ids;
mod large;
mod names;
mod notes;
mod reads;
mod refusals;
mod transactions;
mod transforms;
mod undo;
mod values;
mod wire;
mod writes;

use livebridge_port::{BridgeError, ErrorCode};

use super::{Hooks, Mutant, Wire};
use crate::handlers::Handlers;

const FAITHFUL: Hooks = Hooks::FAITHFUL;

/// Every mutant, in the order of the areas.
pub fn all() -> impl Iterator<Item = &'static Mutant> + Clone {
    [
        transforms::ROWS,
        ids::ROWS,
        refusals::ROWS,
        reads::ROWS,
        large::ROWS,
        writes::ROWS,
        values::ROWS,
        names::ROWS,
        frame::ROWS,
        notes::ROWS,
        clips::ROWS,
        cuts::ROWS,
        devices::ROWS,
        undo::ROWS,
        transactions::ROWS,
        handlers::ROWS,
        wire::ROWS,
    ]
    .into_iter()
    .flatten()
}

const fn mutant(name: &'static str, requirement: &'static str, why: &'static str, hooks: Hooks) -> Mutant {
    Mutant { name, requirement, why, hooks, handlers: Handlers::OURS, wire: None, not_explorable: None }
}

/// A mutant whose fault is in the protocol: it is served over a wire, and what passes there is changed.
const fn on_the_wire(name: &'static str, requirement: &'static str, why: &'static str, wire: Wire) -> Mutant {
    Mutant { name, requirement, why, hooks: FAITHFUL, handlers: Handlers::OURS, wire: Some(wire), not_explorable: None }
}

/// A mutant whose fault is in a handler that is run on it; the bridge itself is faithful.
const fn in_a_handler(name: &'static str, requirement: &'static str, why: &'static str, handlers: Handlers) -> Mutant {
    let bridge = mutant(name, requirement, why, FAITHFUL).not_explorable("programs do not run handlers");
    Mutant { handlers, ..bridge }
}

/// Whether a mutation is refused for one of its values, as the message names it.
fn about(error: &BridgeError, value: &str) -> bool {
    error.code == ErrorCode::BadInput && error.message.contains(value)
}

/// A place in a list, as edits and ids have it.
fn index(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}
