//! Mutants of the protocol: what only a wire can show.

use serde_json::{Value, json};

use super::super::{Mutant, Wire};
use super::on_the_wire;

const PLAIN: Wire = Wire::PLAIN;

/// A request with something changed in it; what is no JSON stays as it is.
fn changed(line: &str, change: impl FnOnce(&mut Value)) -> String {
    match serde_json::from_str::<Value>(line) {
        Ok(mut value) => {
            change(&mut value);
            value.to_string()
        }
        Err(_) => line.to_owned(),
    }
}

/// Takes every `null` out of objects, however deep.
fn without_nulls(value: &mut Value) {
    match value {
        Value::Object(map) => {
            map.retain(|_, value| !value.is_null());
            map.values_mut().for_each(without_nulls);
        }
        Value::Array(list) => list.iter_mut().for_each(without_nulls),
        _ => {}
    }
}

fn method(request: &Value) -> &str {
    request["method"].as_str().unwrap_or_default()
}

/// The answer, with a refusal that says this turned into a result.
fn allowed(line: &str, refusal: &str) -> String {
    changed(line, |answer| {
        if answer["error"]["message"].as_str().is_some_and(|message| message.contains(refusal)) {
            *answer = json!({ "jsonrpc": "2.0", "id": answer["id"], "result": {} });
        }
    })
}

/// The rows.
pub(super) static ROWS: &[Mutant] = &[
    on_the_wire(
        "null-is-absent",
        "LB-ERR-005",
        "the JSON library makes no difference between null and a missing key",
        Wire { request: |line| changed(line, without_nulls), ..PLAIN },
    )
    .not_explorable("the calls of a program are well formed"),
    on_the_wire(
        "undo-declared-and-not-offered",
        "LB-CTRL-005",
        "the capability was written down first, and the list of operations forgotten",
        Wire {
            answer: |line| {
                changed(line, |answer| {
                    if let Some(operations) = answer.pointer_mut("/result/operations").and_then(Value::as_array_mut) {
                        operations.retain(|operation| operation != "control/undo");
                    }
                })
            },
            ..PLAIN
        },
    )
    .not_explorable("no call of a program shows what is declared"),
    on_the_wire(
        "unknown-keys-refused",
        "LB-ERR-006",
        "arguments are validated by a schema that forbids additional properties",
        Wire { request: |line| line.replace("\"comment\"", "\"bpm\":null,\"comment\""), ..PLAIN },
    )
    .not_explorable("the calls of a program are well formed"),
    on_the_wire(
        "unknown-patch-keys-ignored",
        "LB-ERR-007",
        "the keys of a patch are picked one by one",
        Wire {
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
        Wire {
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
        "batch-skips-what-it-does-not-know",
        "LB-TX-016",
        "a batch is a loop over a table of mutations",
        Wire {
            request: |line| {
                changed(line, |request| {
                    if let Some(ops) = request.pointer_mut("/params/ops").and_then(Value::as_array_mut) {
                        ops.retain(|op| method(op).starts_with("set"));
                    }
                })
            },
            ..PLAIN
        },
    ),
    on_the_wire(
        "any-version-spoken",
        "LB-WIRE-001",
        "the version is not looked at",
        Wire {
            request: |line| {
                changed(line, |request| {
                    if method(request) == "initialize" {
                        request["params"]["protocolVersion"] = json!(1);
                    }
                })
            },
            ..PLAIN
        },
    )
    .not_explorable("the calls of a program follow the protocol"),
    on_the_wire(
        "unknown-method-answers-null",
        "LB-WIRE-002",
        "a dispatcher without a default case",
        Wire {
            answer: |line| {
                changed(line, |answer| {
                    if answer["error"]["code"] == json!(-32601) {
                        *answer = json!({ "jsonrpc": "2.0", "id": answer["id"], "result": null });
                    }
                })
            },
            ..PLAIN
        },
    )
    .not_explorable("the calls of a program follow the protocol"),
    on_the_wire(
        "unreadable-message-answered-with-null",
        "LB-WIRE-003",
        "a parse error is caught and swallowed",
        Wire {
            answer: |line| {
                changed(line, |answer| {
                    if answer["id"].is_null() {
                        *answer = json!({ "jsonrpc": "2.0", "id": null, "result": null });
                    }
                })
            },
            ..PLAIN
        },
    )
    .not_explorable("the calls of a program follow the protocol"),
    on_the_wire(
        "pipelined-latest-first",
        "LB-WIRE-004",
        "requests wait in a stack",
        Wire { latest_first: Some("setTempo"), ..PLAIN },
    )
    .not_explorable("a program waits for each answer"),
    on_the_wire(
        "null-flag-is-absent",
        "LB-ERR-005",
        "an option of the language stands for a missing key, and for null",
        Wire { request: |line| line.replace(r#","muted":null"#, "").replace(r#""muted":null,"#, ""), ..PLAIN },
    )
    .not_explorable("the calls of a program are well formed"),
    on_the_wire(
        "unknown-note-keys-refused",
        "LB-ERR-006",
        "a note is validated by a schema that forbids additional properties",
        Wire { request: |line| line.replace(r#""vibrato":"#, r#""muted":null,"vibrato":"#), ..PLAIN },
    )
    .not_explorable("the calls of a program are well formed"),
    on_the_wire(
        "unknown-fixture-is-seeded",
        "LB-CTRL-007",
        "a fixture that is not found is the first one",
        Wire {
            request: |line| {
                changed(line, |request| {
                    if method(request) == "control/reset" && request["params"].is_object() {
                        let known = |name: &str| livebridge_port::fixtures::by_name(name).is_some();
                        if request["params"]["fixture"].as_str().is_some_and(|name| !known(name)) {
                            request["params"]["fixture"] = json!("seeded");
                        }
                    }
                })
            },
            ..PLAIN
        },
    )
    .not_explorable("programs name no unknown fixture"),
    on_the_wire(
        "snapshot-wins",
        "LB-CTRL-008",
        "the first key that fits is taken",
        Wire {
            request: |line| {
                changed(line, |request| {
                    if let Some(params) = request.pointer_mut("/params").and_then(Value::as_object_mut)
                        && params.contains_key("snapshot")
                    {
                        params.remove("fixture");
                        params.remove("notes");
                    }
                })
            },
            ..PLAIN
        },
    )
    .not_explorable("the calls of a program are well formed"),
    on_the_wire(
        "called-before-it-is-greeted",
        "LB-WIRE-005",
        "nothing remembers whether there was a greeting",
        Wire { answer: |line| allowed(line, "call `initialize` first"), ..PLAIN },
    )
    .not_explorable("the calls of a program follow the protocol"),
    on_the_wire(
        "greeted-again",
        "LB-WIRE-005",
        "a greeting is a call like others",
        Wire { answer: |line| allowed(line, "`initialize` was called before"), ..PLAIN },
    )
    .not_explorable("the calls of a program follow the protocol"),
    on_the_wire(
        "messages-of-a-megabyte",
        "LB-WIRE-006",
        "a buffer of a fixed size for a line",
        Wire { request: |line| if line.len() > 1 << 20 { line[..1024].to_owned() } else { line.to_owned() }, ..PLAIN },
    )
    .not_explorable("the messages of a program are short"),
    on_the_wire(
        "without-an-id-the-first-track",
        "LB-ERR-005",
        "a parameter of a function has a default",
        Wire {
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
        "numbers-as-text",
        "LB-ERR-005",
        "a language in which text is converted where a number is wanted",
        Wire {
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
