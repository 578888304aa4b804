//! The checks, by area. Each judges one requirement, through the stage alone.

mod control;
mod errors;
mod ids;
mod mutations;
mod notes;
mod reads;
mod scenario;
mod transactions;
mod undo;

use crate::check::Check;

/// Every check, in the order in which they run and are reported.
pub fn all() -> Vec<Check> {
    [
        ids::checks(),
        errors::checks(),
        reads::checks(),
        mutations::checks(),
        notes::checks(),
        undo::checks(),
        transactions::checks(),
        control::checks(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
