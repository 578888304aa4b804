//! Mutants of cue points, devices, parameters and renders.

use livebridge_fake::{Answer, Edit, ParamPlace};
use livebridge_port::{ErrorCode, Mutation, Operation};

use super::super::{Hooks, Mutant};
use super::{FAITHFUL, mutant};

/// The rows.
pub(super) static ROWS: &[Mutant] = &[
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
            answer: |_, answer| {
                if let Answer::CuePoints(cue_points) = answer {
                    cue_points.reverse();
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "param-out-of-range-accepted",
        "LB-PARAM-001",
        "the check of the range is left to the host",
        Hooks { waives: |mutation, _| matches!(mutation, Mutation::SetParam { .. }), ..FAITHFUL },
    ),
    mutant(
        "quantised-truncated",
        "LB-PARAM-002",
        "the value is cast to an integer",
        Hooks {
            edits: |mutation, _, _, edits| {
                let Mutation::SetParam { value: asked, .. } = mutation else { return };
                for edit in edits {
                    if let Edit::Param(_, kept) = edit
                        && kept.fract().abs() <= 0.0
                    {
                        *kept = asked.floor();
                    }
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "param-written-to-the-next",
        "LB-PARAM-003",
        "the host counts the device switch as parameter 0",
        Hooks {
            edits: |_, _, set, edits| {
                for edit in edits {
                    if let Edit::Param(ParamPlace::Device { track, device, param }, _) = edit {
                        let last = set.parameter_count(*track, *device).saturating_sub(1);
                        *param = (*param + 1).min(u32::try_from(last).unwrap_or_default());
                    }
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "device-always-last",
        "LB-DEV-001",
        "the index is not handed on",
        Hooks {
            received: |mutation| {
                if let Mutation::InsertDevice { index, .. } = mutation
                    && index.fract() <= 0.0
                    && *index >= 0.0
                {
                    *index = 977.0;
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "device-index-truncated",
        "LB-DEV-002",
        "the index is cast to an integer",
        Hooks {
            received: |mutation| {
                if let Mutation::InsertDevice { index, .. } = mutation {
                    *index = index.trunc();
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "device-past-the-end-is-first",
        "LB-DEV-003",
        "an index that the host does not know counts as 0",
        Hooks {
            received: |mutation| {
                if let Mutation::InsertDevice { index, .. } = mutation
                    && *index > 100.0
                {
                    *index = 0.0;
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "unknown-device-as-bad-input",
        "LB-DEV-004",
        "names are checked against a list before the host is asked",
        Hooks {
            refusal: |operation, error| {
                if operation == Operation::InsertDevice && error.code == ErrorCode::SdkRejected {
                    error.code = ErrorCode::BadInput;
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "render-range-refused-by-the-host",
        "LB-RENDER-001",
        "the check of the arguments is left to the host",
        Hooks {
            refusal: |operation, error| {
                if operation == Operation::RenderTrack && error.code == ErrorCode::BadInput {
                    error.code = ErrorCode::SdkRejected;
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "render-midi-unsupported",
        "LB-RENDER-002",
        "what cannot be rendered is called a gap",
        Hooks {
            refusal: |operation, error| {
                if operation == Operation::RenderTrack && error.code == ErrorCode::WrongType {
                    error.code = ErrorCode::Unsupported;
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "render-has-a-tail",
        "LB-RENDER-003",
        "the render waits for the effects to ring out",
        Hooks { rendered: |seconds| *seconds += 0.25, ..FAITHFUL },
    ),
    mutant(
        "render-adds-step",
        "LB-RENDER-004",
        "every call that is no read is wrapped in a transaction",
        Hooks { read_adds_step: |operation| operation == Operation::RenderTrack, ..FAITHFUL },
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
    mutant(
        "steps-from-zero",
        "LB-PARAM-004",
        "a quantised value is a whole number",
        Hooks {
            edits: |mutation, _, _, edits| {
                let Mutation::SetParam { value: asked, .. } = mutation else { return };
                for edit in edits {
                    // Only a value that was rounded to a half is one of such a parameter.
                    if let Edit::Param(_, kept) = edit
                        && (kept.fract().abs() - 0.5).abs() <= 0.0
                        && kept.total_cmp(asked).is_ne()
                    {
                        *kept = asked.round();
                    }
                }
            },
            ..FAITHFUL
        },
    )
    .not_explorable("no Set to begin with has such a parameter"),
    mutant(
        "render-of-a-second-and-a-half",
        "LB-RENDER-003",
        "the buffer of the renderer ends there",
        Hooks { rendered: |seconds| *seconds = seconds.min(1.5), ..FAITHFUL },
    )
    .not_explorable("programs do not look into renders"),
];
