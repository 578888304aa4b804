//! Mutants of cue points.

use livebridge_fake::ReadAnswer;
use livebridge_port::{ErrorCode, Mutation};

use crate::mutants::changes::narrow;
use crate::mutants::row::{FAITHFUL, mutant};
use crate::mutants::{Hooks, Mutant};

/// Every mutant of the area.
pub(in crate::areas) static ALL: &[&[Mutant]] = &[ROWS];

static ROWS: &[Mutant] = &[
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
        "cue-names-trimmed",
        "LB-CUE-003",
        "names come from a form, and forms trim what is typed",
        Hooks {
            received: |mutation| {
                if let Mutation::CreateCuePoint { name, .. } = mutation {
                    *name = name.trim().into();
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "cue-before-zero",
        "LB-CUE-001",
        "a negative beat is cut to zero",
        Hooks {
            received: |mutation| {
                if let Mutation::CreateCuePoint { beat, .. } = mutation {
                    *beat = beat.max(0.0);
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "cue-on-an-occupied-beat",
        "LB-CUE-002",
        "beats are compared exactly",
        Hooks {
            waives: |mutation, error| {
                matches!(mutation, Mutation::CreateCuePoint { beat, .. } if beat.fract() > 0.0)
                    && error.code == ErrorCode::SdkRejected
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "cues-in-order-of-creation",
        "LB-CUE-003",
        "cue points are listed as the host made them",
        Hooks {
            answer: |answer| {
                if let ReadAnswer::CuePoints(cue_points) = answer {
                    cue_points.reverse();
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "cue-just-before-accepted",
        "LB-CUE-002",
        "only the cue points from the beat on are looked at",
        Hooks {
            waives: |mutation, error| {
                // Just before a beat or a half.
                matches!(mutation, Mutation::CreateCuePoint { beat, .. } if (beat * 2.0).fract() > 0.9)
                    && error.code == ErrorCode::SdkRejected
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "cues-in-ticks",
        "LB-CUE-004",
        "the host keeps 960 ticks a beat, and two beats in one tick are the same",
        Hooks {
            received: |mutation| {
                if let Mutation::CreateCuePoint { beat, .. } = mutation {
                    *beat = (*beat * 960.0).round() / 960.0;
                }
            },
            ..FAITHFUL
        },
    ),
];
