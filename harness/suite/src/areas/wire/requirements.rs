//! Requirements of the protocol.

use livebridge_port::Operation as O;

use crate::areas::Area;
use crate::registry::row::must;
use crate::requirement::Requirement;

/// Every requirement of the area.
pub(in crate::areas) static ALL: &[Requirement] = &[
    must(
        "LB-WIRE-001",
        Area::Wire,
        "wire",
        "A protocol version that is not spoken is refused with -32001 and the versions that are.",
    )
    .on_the_wire(),
    must("LB-WIRE-002", Area::Wire, "wire", "An unknown method is refused as UNSUPPORTED or with -32601.")
        .on_the_wire(),
    must(
        "LB-WIRE-003",
        Area::Wire,
        "wire",
        "A message that cannot be read is answered with an error, and the next one is served.",
    )
    .on_the_wire(),
    must("LB-WIRE-004", Area::Wire, "wire", "Pipelined requests take effect in the order sent.")
        .on_the_wire()
        .calling(&[O::SetTempo, O::GetSongOverview]),
    must("LB-WIRE-005", Area::Wire, "wire", "A call before initialize and a second initialize are refused.")
        .on_the_wire(),
    must("LB-WIRE-006", Area::Wire, "wire", "A message of several megabytes is served.")
        .on_the_wire()
        .calling(&[O::GetSongOverview]),
];
