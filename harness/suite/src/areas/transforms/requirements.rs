//! Requirements of the transforms: what `golden/vectors` says, where a target declares them.

use livebridge_port::Operation as O;

use crate::areas::Area;
use crate::registry::row::must;
use crate::requirement::Requirement;

/// Every requirement of the area.
pub(in crate::areas) static ALL: &[Requirement] = &[
    must(
        "LB-XFORM-001",
        Area::Transforms,
        "transforms snapToScale",
        "Scale Lock moves each note to the nearest pitch of the scale, in the direction asked for.",
    )
    .where_declared(O::SnapToScale),
    must(
        "LB-XFORM-002",
        Area::Transforms,
        "transforms transpose",
        "Transposition moves whole semitones and stays within 0..127.",
    )
    .where_declared(O::Transpose),
    must(
        "LB-XFORM-003",
        Area::Transforms,
        "transforms beatsPerCell",
        "A grid label 1/N, triplet or not, is so many beats; any other label is one.",
    )
    .where_declared(O::BeatsPerCell),
    must(
        "LB-XFORM-004",
        Area::Transforms,
        "transforms humanize",
        "Humanize varies notes by the draws that it is given, in their order, and takes no more of them.",
    )
    .where_declared(O::Humanize),
    must(
        "LB-XFORM-005",
        Area::Transforms,
        "transforms analyzeLoudness",
        "Peak, rms and crest are those of all samples of all channels, not below -120 dBFS.",
    )
    .where_declared(O::AnalyzeLoudness),
    must(
        "LB-XFORM-006",
        Area::Transforms,
        "transforms suggestTrimDb",
        "The trim is the gain from the level to the target.",
    )
    .where_declared(O::SuggestTrimDb),
    must(
        "LB-XFORM-007",
        Area::Transforms,
        "transforms dbToParamValue",
        "A gain in dB becomes the value of the fader, on both curves.",
    )
    .where_declared(O::DbToParamValue),
    must(
        "LB-XFORM-008",
        Area::Transforms,
        "transforms paramValueToDb",
        "The value of a fader becomes a gain in dB, on both curves.",
    )
    .where_declared(O::ParamValueToDb),
    must(
        "LB-XFORM-009",
        Area::Transforms,
        "transforms planArrangement",
        "Sections follow each other, each with its cue point and the clips of its scene.",
    )
    .where_declared(O::PlanArrangement),
    must(
        "LB-XFORM-010",
        Area::Transforms,
        "transforms fill",
        "A source repeats until its placement ends, and is cut there.",
    )
    .where_declared(O::Fill),
    must(
        "LB-XFORM-011",
        Area::Transforms,
        "transforms detectIssues",
        "The Set Janitor finds empty tracks, placeholder names, colours off the palette and overrun loops, in \
         order.",
    )
    .where_declared(O::DetectIssues),
    must(
        "LB-XFORM-012",
        Area::Transforms,
        "transforms planFixes",
        "The Set Janitor plans what was chosen, and refuses a delete that no longer fits its track.",
    )
    .where_declared(O::PlanFixes),
];
