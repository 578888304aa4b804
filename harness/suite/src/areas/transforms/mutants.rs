//! Mutants of the transforms: each serves one of them with a fault, and the others as they are.

use livebridge_port::BridgeError;
use livebridge_transforms::by_name::call;
use serde_json::{Value, json};

use crate::mutants::row::{FAITHFUL, mutant};
use crate::mutants::{Hooks, Mutant};

/// Every mutant of the area.
pub(in crate::areas) static ALL: &[&[Mutant]] = &[ROWS];

/// Calls a transform with its input changed, when it is the one that has the fault.
fn given(fault_in: &str, name: &str, input: &Value, change: fn(&mut Value)) -> Result<Value, BridgeError> {
    let mut input = input.clone();
    if name == fault_in {
        change(&mut input);
    }
    call(name, &input)
}

/// Calls a transform and changes its answer, when it is the one that has the fault.
fn answered(fault_in: &str, name: &str, input: &Value, change: fn(&mut Value)) -> Result<Value, BridgeError> {
    let mut answer = call(name, input)?;
    if name == fault_in {
        change(&mut answer);
    }
    Ok(answer)
}

/// The numbers at a key of each item of a list, changed.
fn each_number(list: &mut Value, key: &str, change: fn(f64) -> f64) {
    for item in list.as_array_mut().into_iter().flatten() {
        if let Some(number) = item.get_mut(key)
            && let Some(value) = number.as_f64()
        {
            *number = json!(change(value));
        }
    }
}

/// A mutant that serves a transform with a fault.
#[expect(clippy::large_types_passed_by_value, reason = "rows are made when this is compiled")]
const fn in_a_transform(name: &'static str, requirement: &'static str, why: &'static str, hooks: Hooks) -> Mutant {
    mutant(name, requirement, why, hooks).not_explorable("a program calls no transform")
}

static ROWS: &[Mutant] = &[
    in_a_transform(
        "snap-truncates-pitches",
        "LB-XFORM-001",
        "a fractional pitch is cast to an integer before the search",
        Hooks {
            transform: |name, input| {
                given("snapToScale", name, input, |input| each_number(&mut input["notes"], "pitch", f64::floor))
            },
            ..FAITHFUL
        },
    ),
    in_a_transform(
        "transpose-rounds",
        "LB-XFORM-002",
        "semitones are rounded and not truncated",
        Hooks {
            transform: |name, input| {
                given("transpose", name, input, |input| {
                    if let Some(semitones) = input["semitones"].as_f64() {
                        input["semitones"] = json!(semitones.round());
                    }
                })
            },
            ..FAITHFUL
        },
    ),
    in_a_transform(
        "triplets-ignored",
        "LB-XFORM-003",
        "the grid is its label alone",
        Hooks {
            transform: |name, input| {
                given("beatsPerCell", name, input, |input| {
                    if input["triplet"] == true {
                        input["triplet"] = json!(false);
                    }
                })
            },
            ..FAITHFUL
        },
    ),
    in_a_transform(
        "swing-scales-with-strength",
        "LB-XFORM-004",
        "every amount is multiplied by the strength",
        Hooks {
            transform: |name, input| {
                given("humanize", name, input, |input| {
                    let opts = &mut input["opts"];
                    if let (Some(strength), Some(swing)) = (opts["strength"].as_f64(), opts["swing"].as_f64()) {
                        opts["swing"] = json!(swing * strength);
                    }
                })
            },
            ..FAITHFUL
        },
    ),
    in_a_transform(
        "loudness-of-the-left-channel",
        "LB-XFORM-005",
        "one channel is taken for all of them",
        Hooks {
            transform: |name, input| {
                given("analyzeLoudness", name, input, |input| {
                    if let Some(channels) = input["channels"].as_array_mut() {
                        channels.truncate(1);
                    }
                })
            },
            ..FAITHFUL
        },
    ),
    in_a_transform(
        "trim-only-turns-down",
        "LB-XFORM-006",
        "a trim is thought to protect from clipping",
        Hooks {
            transform: |name, input| {
                answered("suggestTrimDb", name, input, |answer| {
                    answer["trimDb"] = json!(answer["trimDb"].as_f64().map(|trim| trim.min(0.0)));
                })
            },
            ..FAITHFUL
        },
    ),
    in_a_transform(
        "fader-always-linear",
        "LB-XFORM-007",
        "the measured curve of Live's fader is not known",
        Hooks {
            transform: |name, input| {
                given("dbToParamValue", name, input, |input| {
                    if input.get("curve").is_none_or(|curve| curve == "live") && input.is_object() {
                        input["curve"] = json!("linear");
                    }
                })
            },
            ..FAITHFUL
        },
    ),
    in_a_transform(
        "fader-ends-at-minus-60",
        "LB-XFORM-008",
        "the scale beside the fader ends there",
        Hooks {
            transform: |name, input| {
                answered("paramValueToDb", name, input, |answer| {
                    answer["db"] = json!(answer["db"].as_f64().map(|db| db.max(-60.0)));
                })
            },
            ..FAITHFUL
        },
    ),
    in_a_transform(
        "signatures-of-scenes-ignored",
        "LB-XFORM-009",
        "a bar is as long as the song says",
        Hooks {
            transform: |name, input| {
                given("planArrangement", name, input, |input| {
                    let scenes = input.pointer_mut("/session/scenes").and_then(Value::as_array_mut);
                    for scene in scenes.into_iter().flatten() {
                        if scene.get("signatureNumerator").is_some_and(Value::is_i64) {
                            scene["signatureNumerator"] = json!(4);
                            scene["signatureDenominator"] = json!(4);
                        }
                    }
                })
            },
            ..FAITHFUL
        },
    ),
    in_a_transform(
        "fill-from-the-first-note",
        "LB-XFORM-010",
        "content is thought to begin at 0, wherever the loop begins",
        Hooks {
            transform: |name, input| {
                given("fill", name, input, |input| {
                    if input["sourceStart"].is_number() {
                        input["sourceStart"] = json!(0);
                    }
                })
            },
            ..FAITHFUL
        },
    ),
    in_a_transform(
        "deletes-without-fingerprint",
        "LB-XFORM-011",
        "an issue is its kind and its target",
        Hooks {
            transform: |name, input| {
                answered("detectIssues", name, input, |answer| {
                    for issue in answer["issues"].as_array_mut().into_iter().flatten() {
                        let id = issue["id"].as_str().unwrap_or_default();
                        issue["id"] = json!(id.split('@').next());
                    }
                })
            },
            ..FAITHFUL
        },
    ),
    in_a_transform(
        "recolours-to-black",
        "LB-XFORM-012",
        "the first colour of the palette is taken, and that is 0",
        Hooks {
            transform: |name, input| {
                answered("planFixes", name, input, |answer| {
                    for fix in answer["fixes"].as_array_mut().into_iter().flatten() {
                        if let Some(color) = fix.pointer_mut("/params/props/color") {
                            *color = json!(0);
                        }
                    }
                })
            },
            ..FAITHFUL
        },
    ),
];
