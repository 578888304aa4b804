//! Requirements of Session clips, and of the properties of all clips.

use livebridge_port::Operation as O;

use crate::areas::Area;
use crate::registry::row::must;
use crate::requirement::Requirement;

/// Every requirement of the area.
pub(in crate::areas) static ALL: &[Requirement] = &[
    must(
        "LB-CLIP-001",
        Area::Clips,
        "5 createMidiClip",
        "createMidiClip makes an empty MIDI clip of the length asked for in that slot.",
    )
    .calling(&[O::ListTracks, O::ListClips, O::CreateMidiClip]),
    must("LB-CLIP-002", Area::Clips, "5 createMidiClip", "A clip length of 0 or below is refused with BAD_INPUT.")
        .calling(&[O::ListTracks, O::ListClips, O::CreateMidiClip]),
    must("LB-CLIP-003", Area::Clips, "5 createMidiClip", "A slot on an audio track is refused with WRONG_TYPE.")
        .calling(&[O::ListTracks, O::ListClips, O::CreateMidiClip]),
    must("LB-CLIP-004", Area::Clips, "5 createMidiClip", "An occupied slot is refused.").calling(&[
        O::ListTracks,
        O::ListClips,
        O::CreateMidiClip,
    ]),
    must("LB-CLIP-005", Area::Clips, "5 setClipProps", "A colour outside 0..16777215 is refused with BAD_INPUT.")
        .calling(&[O::ListTracks, O::ListClips, O::SetClipProps]),
    must(
        "LB-CLIP-006",
        Area::Clips,
        "5 setClipProps",
        "A colour is read back as given, or as the nearest of the palette when the target declares one.",
    )
    .calling(&[O::ListTracks, O::ListClips, O::SetClipProps]),
    must(
        "LB-CLIP-007",
        Area::Clips,
        "5 setClipProps",
        "Only the keys that are in a patch are written; an empty patch is refused with BAD_INPUT.",
    )
    .calling(&[O::ListTracks, O::ListClips, O::SetClipProps]),
    must(
        "LB-CLIP-008",
        Area::Clips,
        "5 deleteClip",
        "deleteClip empties the slot, or takes the clip out of the Arrangement, and nothing else.",
    )
    .calling(&[O::ListTracks, O::ListClips, O::DeleteClip]),
    must(
        "LB-CLIP-009",
        Area::Clips,
        "5 setClipProps",
        "Name and colour of audio clips and of Arrangement clips are written like those of others.",
    )
    .calling(&[O::ListTracks, O::ListClips, O::SetClipProps]),
];
