//! Requirements of ids.

use livebridge_port::Operation as O;

use crate::areas::Area;
use crate::registry::row::must;
use crate::requirement::Requirement;

/// Every requirement of the area.
pub(in crate::areas) static ALL: &[Requirement] = &[
    must(
        "LB-IDS-001",
        Area::Ids,
        "2",
        "Every id in an answer is a path of the grammar, of the kind of its object, and reads back as the \
         same text.",
    )
    .positional()
    .calling(&[O::ListTracks, O::ListClips]),
    must("LB-IDS-002", Area::Ids, "2", "A string that is no path id is refused with BAD_INPUT.")
        .positional()
        .calling(&[O::ListClips]),
    must("LB-IDS-003", Area::Ids, "2", "A path of a kind that the call does not take is refused with WRONG_TYPE.")
        .positional()
        .calling(&[O::ListClips]),
    must("LB-IDS-004", Area::Ids, "2", "A path of the right kind that names nothing is refused with STALE_REFERENCE.")
        .positional()
        .calling(&[O::ListClips]),
    must(
        "LB-IDS-005",
        Area::Ids,
        "2",
        "A well-formed path without a kind of object, such as track:0/mixer, is of the wrong kind everywhere.",
    )
    .positional()
    .calling(&[O::ListClips]),
];
