//! Requirements of tracks.

use livebridge_port::Operation as O;

use crate::areas::Area;
use crate::registry::row::must;
use crate::requirement::Requirement;

/// Every requirement of the area.
pub(in crate::areas) static ALL: &[Requirement] = &[
    must("LB-TRACK-001", Area::Tracks, "5", "Only the keys that are in a patch are written.")
        .calling(&[O::ListTracks, O::SetTrackProps]),
    must("LB-TRACK-002", Area::Tracks, "5", "An empty patch is refused with BAD_INPUT.")
        .calling(&[O::ListTracks, O::SetTrackProps]),
    must("LB-TRACK-003", Area::Tracks, "5", "Solo is not exclusive.").calling(&[O::ListTracks, O::SetTrackProps]),
    must("LB-TRACK-004", Area::Tracks, "5", "An empty name is accepted.").calling(&[O::ListTracks, O::SetTrackProps]),
    must(
        "LB-TRACK-005",
        Area::Tracks,
        "5 createTrack",
        "createTrack answers with the id of the track it made, of the kind asked for, and makes no other \
         change to the list.",
    )
    .calling(&[O::ListTracks, O::CreateTrack]),
    must("LB-TRACK-006", Area::Tracks, "5 createTrack", "A new track is the last one.")
        .should()
        .calling(&[O::ListTracks, O::CreateTrack]),
    must("LB-TRACK-007", Area::Tracks, "5 deleteTrack", "deleteTrack takes away exactly that track.")
        .calling(&[O::ListTracks, O::DeleteTrack]),
    must("LB-TRACK-008", Area::Tracks, "5 setTrackProps", "All keys of a patch are written.")
        .calling(&[O::ListTracks, O::SetTrackProps]),
];
