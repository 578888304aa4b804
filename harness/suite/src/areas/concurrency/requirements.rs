//! Requirements of several clients.

use crate::areas::Area;
use crate::registry::row::must;
use crate::requirement::{Needs, Requirement};

/// Every requirement of the area.
pub(in crate::areas) static ALL: &[Requirement] = &[
    must(
        "LB-CONC-001",
        Area::Concurrency,
        "6",
        "Isolation: no other client sees a state in the middle of a transaction.",
    )
    .in_process()
    .needs(Needs::ATOMIC),
    must(
        "LB-CONC-002",
        Area::Concurrency,
        "7",
        "Mutations from several clients apply one at a time: none is lost, and every client sees its own.",
    )
    .in_process()
    .needs(Needs::ATOMIC),
    must(
        "LB-CONC-003",
        Area::Concurrency,
        "7",
        "A client that goes away in the middle of a call leaves the Set as if it had happened wholly or not \
         at all.",
    )
    .in_process()
    .needs(Needs::ATOMIC),
];
