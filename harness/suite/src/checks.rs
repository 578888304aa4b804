//! The checks, by area. Each judges one requirement, through the stage alone.

mod arguments;
mod arrangement;
mod clips;
mod concurrency;
mod control;
mod cuts;
mod devices;
mod errors;
mod handlers;
mod ids;
mod large;
mod model;
mod mutations;
mod names;
mod notes;
mod property;
mod reads;
mod references;
mod refusals;
mod render;
mod scenario;
mod staged;
mod takers;
mod tracks;
mod transactions;
mod transforms;
mod undo;
mod wire;

use crate::check::Check;

/// Every check, in the order in which they run and are reported.
pub fn all() -> Vec<Check> {
    [
        transforms::checks(),
        ids::checks(),
        errors::checks(),
        arguments::checks(),
        refusals::checks(),
        takers::checks(),
        reads::checks(),
        large::checks(),
        mutations::checks(),
        model::checks(),
        tracks::checks(),
        names::checks(),
        notes::checks(),
        clips::checks(),
        arrangement::checks(),
        cuts::checks(),
        devices::checks(),
        render::checks(),
        undo::checks(),
        property::checks(),
        transactions::checks(),
        references::checks(),
        staged::checks(),
        concurrency::checks(),
        handlers::checks(),
        control::checks(),
        wire::checks(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
