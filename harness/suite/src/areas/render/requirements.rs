//! Requirements of renders.

use livebridge_port::Operation as O;

use crate::areas::Area;
use crate::registry::row::must;
use crate::requirement::Requirement;

/// Every requirement of the area.
pub(in crate::areas) static ALL: &[Requirement] = &[
    must(
        "LB-RENDER-001",
        Area::Render,
        "5 renderTrack",
        "A start below 0, or an end not above the start, is refused with BAD_INPUT.",
    )
    .calling(&[O::ListTracks, O::RenderTrack]),
    must("LB-RENDER-002", Area::Render, "5 renderTrack", "Rendering a MIDI track is refused with WRONG_TYPE.")
        .calling(&[O::ListTracks, O::RenderTrack]),
    must(
        "LB-RENDER-003",
        Area::Render,
        "5 renderTrack",
        "The file is a WAV of the range's length at the Set tempo, within one frame.",
    )
    .calling(&[O::ListTracks, O::RenderTrack, O::GetSongOverview]),
    must("LB-RENDER-004", Area::Render, "5 renderTrack", "A render changes nothing and adds no undo step.")
        .calling(&[O::ListTracks, O::RenderTrack]),
];
