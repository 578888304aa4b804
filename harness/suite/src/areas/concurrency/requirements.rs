//! Requirements of several clients.

use crate::areas::Area;
use crate::registry::row::must;
use crate::requirement::{Clients, Needs, Requirement};

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
    must(
        "LB-CONC-004",
        Area::Concurrency,
        "7",
        "Pipelined calls of one connection take effect in the order sent, each answered as if it were alone: a failing \
         transaction takes nothing with it, and no read overtakes a mutation.",
    )
    .on_the_wire(),
    must(
        "LB-CONC-005",
        Area::Concurrency,
        "7",
        "What several connections see is explained by one order of their calls, each taking effect at once between its \
         sending and its answer.",
    )
    .on_the_wire()
    .of(Clients::Several),
    must(
        "LB-CONC-006",
        Area::Concurrency,
        "7",
        "Calls of a connection that ends before they are answered have happened wholly or not at all, in the order sent.",
    )
    .on_the_wire()
    .of(Clients::Several),
];
