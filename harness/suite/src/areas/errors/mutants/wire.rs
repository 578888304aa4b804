//! Mutants of errors that only a wire can show: how arguments are read from JSON.

use serde_json::{Value, json};

use crate::mutants::messages::{PLAIN, changed, method, without_nulls};
use crate::mutants::row::on_the_wire;
use crate::mutants::{Mutant, WireHooks};

/// The rows.
pub(super) static ROWS: &[Mutant] = &[
    on_the_wire(
        "null-is-absent",
        "LB-ERR-005",
        "the JSON library makes no difference between null and a missing key",
        WireHooks { request: |line| changed(line, without_nulls), ..PLAIN },
    )
    .not_explorable("the calls of a program are well formed"),
    on_the_wire(
        "unknown-keys-refused",
        "LB-ERR-006",
        "arguments are validated by a schema that forbids additional properties",
        WireHooks { request: |line| line.replace("\"comment\"", "\"bpm\":null,\"comment\""), ..PLAIN },
    )
    .not_explorable("the calls of a program are well formed"),
    on_the_wire(
        "unknown-patch-keys-ignored",
        "LB-ERR-007",
        "the keys of a patch are picked one by one",
        WireHooks {
            request: |line| {
                changed(line, |request| {
                    if let Some(props) = request.pointer_mut("/params/props").and_then(Value::as_object_mut) {
                        props.retain(|key, _| ["name", "mute", "solo", "arm", "color"].contains(&key.as_str()));
                    }
                })
            },
            ..PLAIN
        },
    )
    .not_explorable("the calls of a program are well formed"),
    on_the_wire(
        "unknown-kind-is-midi",
        "LB-ERR-008",
        "whatever is not audio is MIDI",
        WireHooks {
            request: |line| {
                changed(line, |request| {
                    if method(request) == "createTrack" && request["params"]["kind"] != "audio" {
                        request["params"]["kind"] = json!("midi");
                    }
                })
            },
            ..PLAIN
        },
    )
    .not_explorable("the calls of a program are well formed"),
    on_the_wire(
        "null-flag-is-absent",
        "LB-ERR-005",
        "an option of the language stands for a missing key, and for null",
        WireHooks { request: |line| line.replace(r#","muted":null"#, "").replace(r#""muted":null,"#, ""), ..PLAIN },
    )
    .not_explorable("the calls of a program are well formed"),
    on_the_wire(
        "unknown-note-keys-refused",
        "LB-ERR-006",
        "a note is validated by a schema that forbids additional properties",
        WireHooks { request: |line| line.replace(r#""vibrato":"#, r#""muted":null,"vibrato":"#), ..PLAIN },
    )
    .not_explorable("the calls of a program are well formed"),
    on_the_wire(
        "without-an-id-the-first-track",
        "LB-ERR-005",
        "a parameter of a function has a default",
        WireHooks {
            request: |line| {
                changed(line, |request| {
                    if method(request) == "listClips"
                        && let Some(params) = request["params"].as_object_mut()
                    {
                        params.entry("trackId").or_insert_with(|| json!("track:0"));
                    }
                })
            },
            ..PLAIN
        },
    )
    .not_explorable("the calls of a program are well formed"),
    on_the_wire(
        "one-is-true",
        "LB-ERR-005",
        "a language in which anything that is not zero is true",
        WireHooks {
            request: |line| {
                changed(line, |request| {
                    let props = request.pointer_mut("/params/props").and_then(Value::as_object_mut);
                    for (_, flag) in props.into_iter().flatten().filter(|(key, _)| *key != "color") {
                        if let Some(number) = flag.as_i64() {
                            *flag = json!(number != 0);
                        }
                    }
                })
            },
            ..PLAIN
        },
    )
    .not_explorable("the calls of a program are well formed"),
    on_the_wire(
        "numbers-as-text",
        "LB-ERR-005",
        "a language in which text is converted where a number is wanted",
        WireHooks {
            request: |line| {
                changed(line, |request| {
                    let length = request.pointer_mut("/params/lengthBeats");
                    if let Some((length, number)) = length.and_then(|length| {
                        let number = length.as_str()?.parse::<f64>().ok()?;
                        Some((length, number))
                    }) {
                        *length = json!(number);
                    }
                })
            },
            ..PLAIN
        },
    )
    .not_explorable("the calls of a program are well formed"),
];
