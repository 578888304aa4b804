//! Requirements of the other side: what a bridge says is what its host holds.

use livebridge_port::Operation as O;

use crate::areas::Area;
use crate::registry::row::must;
use crate::requirement::Requirement;

/// Every requirement of the area.
pub(in crate::areas) static ALL: &[Requirement] = &[
    must(
        "LB-INSIDE-001",
        Area::Inside,
        "10",
        "What a read answers is what the host holds, also after the user has changed it.",
    )
    .inside(),
    must(
        "LB-INSIDE-002",
        Area::Inside,
        "10",
        "A change that is answered with success has been made in the host: there is no success without effect.",
    )
    .inside(),
    must("LB-INSIDE-003", Area::Inside, "10", "A call that is answered with an error leaves the host's Set as it was.")
        .inside(),
    must("LB-INSIDE-004", Area::Inside, "10", "A change changes in the host what it is for and nothing else.").inside(),
    must("LB-INSIDE-005", Area::Inside, "10", "What the user does between two calls survives the second one.").inside(),
    must("LB-INSIDE-006", Area::Inside, "10", "A call that is refused does not undo what the user did before it.")
        .inside(),
    must("LB-INSIDE-007", Area::Inside, "10", "After a deletion an id names in the host what it names in a list.")
        .calling(&[O::ListTracks, O::SetTrackProps])
        .inside(),
];
