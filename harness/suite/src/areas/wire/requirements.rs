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
    must(
        "LB-WIRE-007",
        Area::Wire,
        "5",
        "A number that is not finite once it is read, such as 1e999, is refused, and the Set still reads as before.",
    )
    .on_the_wire(),
    must("LB-WIRE-008", Area::Wire, "wire", "A number means the same however JSON writes it: 98, 98.0, 9.8e1.")
        .on_the_wire(),
    must(
        "LB-WIRE-009",
        Area::Wire,
        "wire",
        "An answer has the id of its request as it was given: a string or a number.",
    )
    .on_the_wire()
    .calling(&[O::GetSongOverview]),
    must(
        "LB-WIRE-010",
        Area::Wire,
        "wire",
        "What is no request, by its id, its method or its version, is answered with an error, and the next one served.",
    )
    .on_the_wire()
    .calling(&[O::GetSongOverview]),
    must("LB-WIRE-011", Area::Wire, "wire", "A notification is not answered.")
        .on_the_wire()
        .calling(&[O::GetSongOverview]),
    must("LB-WIRE-012", Area::Wire, "wire", "A line may end with a carriage return before its line break.")
        .on_the_wire()
        .calling(&[O::GetSongOverview]),
    must(
        "LB-WIRE-013",
        Area::Wire,
        "wire",
        "An answer has either a result or an error, and no null in the place of one.",
    )
    .on_the_wire()
    .calling(&[O::GetSongOverview]),
    must(
        "LB-WIRE-014",
        Area::Wire,
        "wire",
        "A program that is asked to end, or whose input ends, ends in time with code 0.",
    )
    .should()
    .on_the_wire(),
    must(
        "LB-WIRE-015",
        Area::Wire,
        "wire",
        "A message means the same however JSON writes it: escapes in texts, blanks, the order of members.",
    )
    .on_the_wire()
    .calling(&[O::ListTracks, O::SetTrackProps]),
];
