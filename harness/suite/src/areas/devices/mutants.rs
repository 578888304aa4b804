//! Mutants of devices and their parameters.

use livebridge_fake::{Edit, ParamPlace};
use livebridge_port::id::PathShape;
use livebridge_port::{ErrorCode, Mutation, Operation};

use crate::mutants::changes::narrow;
use crate::mutants::row::{FAITHFUL, about, mutant, shape};
use crate::mutants::{Hooks, Mutant};

/// Every mutant of the area.
pub(in crate::areas) static ALL: &[&[Mutant]] = &[ROWS];

static ROWS: &[Mutant] = &[
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
    mutant(
        "macro-moves-the-next",
        "LB-PARAM-003",
        "a switch of the device sets what it switches to its highest value",
        Hooks {
            edits: |_, _, set, edits| {
                let tracks = set.to_snapshot().tracks;
                let mut more = Vec::new();
                for edit in edits.iter() {
                    let Edit::Param(ParamPlace::Device { track, device, param }, value) = edit else { continue };
                    let (track, device, param) = (*track, *device, *param);
                    let chain = tracks.get(track as usize).map_or(&[][..], |track| &track.devices);
                    let params = chain.get(device as usize).map_or(&[][..], |device| &device.parameters);
                    if let [switch, next, ..] = params.get(param as usize..).unwrap_or_default()
                        && switch.is_quantized
                        && *value > 0.0
                    {
                        more.push(Edit::Param(ParamPlace::Device { track, device, param: param + 1 }, next.max));
                    }
                }
                edits.extend(more);
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "device-of-the-chain-forgotten",
        "LB-PARAM-003",
        "a parameter is found by its index, in the device that is selected",
        Hooks {
            id: |operation, id, set| {
                let shape = id.as_path().map(|path| path.shape());
                if let (Operation::SetParam, Some(PathShape::DeviceParam { track, param, .. })) = (operation, shape)
                    && (param as usize) < set.parameter_count(track, 0)
                {
                    *id = format!("track:{track}/device:0/param:{param}").as_str().into();
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
        "steps-truncated-in-transactions",
        "LB-PARAM-002",
        "plain calls and transactions are two pieces of code, and one casts to an integer",
        Hooks {
            edits: |mutation, in_transaction, _, edits| {
                if let (Mutation::SetParam { value: asked, .. }, true) = (mutation, in_transaction) {
                    for edit in edits {
                        if let Edit::Param(_, kept) = edit
                            && kept.fract().abs() <= 0.0
                        {
                            *kept = asked.floor();
                        }
                    }
                }
            },
            ..FAITHFUL
        },
    ),
];
