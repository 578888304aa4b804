//! Requirements of cue points.

use livebridge_port::Operation as O;

use crate::areas::Area;
use crate::registry::row::must;
use crate::requirement::Requirement;

/// Every requirement of the area.
pub(in crate::areas) static ALL: &[Requirement] = &[
    must("LB-CUE-001", Area::Cues, "5 createCuePoint", "A beat below 0 is refused with BAD_INPUT.")
        .calling(&[O::CreateCuePoint]),
    must("LB-CUE-002", Area::Cues, "5 createCuePoint", "A beat within 1e-6 of an existing cue point is refused.")
        .calling(&[O::CreateCuePoint]),
    must(
        "LB-CUE-003",
        Area::Cues,
        "8 listCuePoints",
        "Cue points are listed in time order, with the beat and the name that they were given.",
    )
    .calling(&[O::CreateCuePoint, O::ListCuePoints]),
    must("LB-CUE-004", Area::Cues, "5 createCuePoint", "A beat further than 1e-6 from every cue point is free.")
        .calling(&[O::CreateCuePoint]),
];
