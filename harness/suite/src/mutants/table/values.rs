//! Mutants of values: their precision, zero, and the ends of their ranges.

use livebridge_fake::Edit;
use livebridge_port::id::PathShape;
use livebridge_port::rules::MAX_BEAT;
use livebridge_port::{IdRef, Mutation};

use super::super::{Hooks, Mutant};
use super::{FAITHFUL, about, mutant};

/// As a host keeps it that has 32-bit floats.
fn narrow(value: &mut f64) {
    #[expect(clippy::cast_possible_truncation, reason = "the loss is the fault")]
    let narrow = *value as f32;
    *value = f64::from(narrow);
}

/// The rows.
pub(super) static ROWS: &[Mutant] = &[
    mutant(
        "clips-in-32-bits",
        "LB-ARR-001",
        "64-bit floats are declared, and the message format has others",
        Hooks {
            received: |mutation| {
                if let Mutation::CreateArrangementMidiClip { start_beat, length_beats, .. } = mutation {
                    narrow(start_beat);
                    narrow(length_beats);
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "cues-in-32-bits",
        "LB-CUE-003",
        "64-bit floats are declared, and the message format has others",
        Hooks {
            received: |mutation| {
                if let Mutation::CreateCuePoint { beat, .. } = mutation {
                    narrow(beat);
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "ranges-in-32-bits",
        "LB-ARR-009",
        "64-bit floats are declared, and the message format has others",
        Hooks {
            received: |mutation| {
                if let Mutation::ClearClipsInRange { start_beat, end_beat, .. } = mutation {
                    narrow(start_beat);
                    narrow(end_beat);
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "clip-lengths-in-ticks",
        "LB-CLIP-001",
        "the host keeps 960 ticks a beat",
        Hooks {
            received: |mutation| {
                if let Mutation::CreateMidiClip { length_beats, .. } = mutation {
                    *length_beats = (*length_beats * 960.0).round() / 960.0;
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "parameters-in-32-bits",
        "LB-PARAM-003",
        "64-bit floats are declared, and the message format has others",
        Hooks {
            received: |mutation| {
                if let Mutation::SetParam { value, .. } = mutation {
                    narrow(value);
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "colour-zero-ignored",
        "LB-CLIP-006",
        "a language in which 0 is as good as nothing",
        Hooks { edits: |_, _, _, edits| edits.retain(|edit| !matches!(edit, Edit::ClipColor(_, 0))), ..FAITHFUL },
    ),
    mutant(
        "parameter-zero-ignored",
        "LB-PARAM-003",
        "a language in which 0 is as good as nothing",
        Hooks {
            edits: |_, _, _, edits| edits.retain(|edit| !matches!(edit, Edit::Param(_, value) if value.abs() <= 0.0)),
            ..FAITHFUL
        },
    ),
    mutant(
        "full-fader-refused",
        "LB-PARAM-003",
        "the end of a range is taken to lie outside of it",
        Hooks {
            received: |mutation| {
                if let Mutation::SetParam { param_id, value } = mutation
                    && matches!(shape(param_id), Some(PathShape::Volume { .. }))
                    && *value >= 1.0
                {
                    *value += 1.0;
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "last-beat-refused",
        "LB-MUT-006",
        "the end of a range is taken to lie outside of it",
        Hooks {
            received: |mutation| {
                if let Mutation::ClearClipsInRange { end_beat, .. } = mutation
                    && *end_beat >= MAX_BEAT
                {
                    *end_beat += 1.0;
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "steps-before-ranges",
        "LB-PARAM-001",
        "a value is rounded to its step first, and then it is in the range",
        Hooks {
            waives: |mutation, error| {
                matches!(mutation, Mutation::SetParam { value, .. } if value.fract().abs() > 0.0)
                    && about(error, "value must be")
            },
            ..FAITHFUL
        },
    ),
];

fn shape(id: &IdRef) -> Option<PathShape> {
    id.as_path().map(|path| path.shape())
}
