//! Mutants of the envelope of messages: ids, notifications, line ends, numbers, and how a program ends.

use serde_json::{Value, json};

use crate::mutants::messages::{PLAIN, changed, method};
use crate::mutants::row::on_the_wire;
use crate::mutants::{Mutant, WireHooks};

const FOLLOWS: &str = "the calls of a program follow the protocol";

/// A mutant whose requests are changed before they are read.
const fn reading(
    name: &'static str,
    requirement: &'static str,
    why: &'static str,
    request: fn(&str) -> String,
) -> Mutant {
    on_the_wire(name, requirement, why, WireHooks { request, ..PLAIN }).not_explorable(FOLLOWS)
}

/// A mutant whose answers are changed before they are sent.
const fn answering(
    name: &'static str,
    requirement: &'static str,
    why: &'static str,
    answer: fn(&str) -> String,
) -> Mutant {
    on_the_wire(name, requirement, why, WireHooks { answer, ..PLAIN }).not_explorable(FOLLOWS)
}

/// The number where JSON has one that is too large for a 64-bit float.
fn clamped(line: &str) -> String {
    line.replace("-1e999", "0").replace("1e999", "4").replace("1E+400", "4")
}

pub(super) static ROWS: &[Mutant] = &[
    reading(
        "numbers-too-large-clamped",
        "LB-WIRE-007",
        "a parser that takes what is too large for the largest",
        clamped,
    ),
    reading(
        "numbers-too-large-of-notes-clamped",
        "LB-WIRE-007",
        "numbers are checked where they are arguments, and not where they are in a list",
        |line| if line.contains("setNotes") { clamped(line) } else { line.to_owned() },
    ),
    reading("exponents-are-no-numbers", "LB-WIRE-008", "numbers are read by a pattern of digits and a point", |line| {
        if line.contains("e2,") || line.contains("e2}") || line.contains("E-2") || line.contains("e+3") {
            return line.replace("\"jsonrpc\"", "\"json\"");
        }
        line.to_owned()
    }),
    reading("numbers-of-six-digits", "LB-WIRE-008", "numbers go through a text of a fixed length", |line| {
        line.replace("120.10000000000001", "120.1").replace("99.999999999999986", "100")
    }),
    answering("ids-as-numbers", "LB-WIRE-009", "ids are read as numbers, and are one where that works", |line| {
        changed(line, |answer| {
            if let Some(number) = answer["id"].as_str().and_then(|id| id.parse::<u64>().ok()) {
                answer["id"] = json!(number);
            }
        })
    }),
    answering("ids-as-text", "LB-WIRE-009", "an id of zero is no id to a language that takes it for nothing", |line| {
        changed(line, |answer| {
            if answer["id"] == json!(0) {
                answer["id"] = Value::Null;
            }
        })
    }),
    reading("null-is-an-id", "LB-WIRE-010", "whatever stands there is the id", |line| {
        changed(line, |request| {
            if request.is_object() && request.get("id").is_some_and(Value::is_null) {
                request["id"] = json!(4_000_000);
            }
        })
    }),
    reading("any-jsonrpc", "LB-WIRE-010", "the version of JSON-RPC is not looked at", |line| {
        changed(line, |request| {
            if request.is_object() {
                request["jsonrpc"] = json!("2.0");
            }
        })
    }),
    reading("true-is-an-id", "LB-WIRE-010", "whatever stands there is the id", |line| {
        changed(line, |request| {
            if request.get("id").is_some_and(|id| id.is_boolean() || id.is_object()) {
                request["id"] = json!(4_000_001);
            }
        })
    }),
    reading("notifications-answered", "LB-WIRE-011", "whatever is called is answered", |line| {
        changed(line, |request| {
            if request.is_object() && request.get("id").is_none() && !method(request).is_empty() {
                request["id"] = json!(4_000_002);
            }
        })
    }),
    reading("carriage-return-is-garbage", "LB-WIRE-012", "a line is compared up to its last character", |line| {
        if line.ends_with('\r') { line.replace("\"jsonrpc\"", "\"json\"") } else { line.to_owned() }
    }),
    answering(
        "null-beside-the-result",
        "LB-WIRE-013",
        "all members are written, those that are not there as null",
        |line| {
            changed(line, |answer| {
                // The greeting is written by another piece of code.
                if answer.get("result").is_some_and(|result| result.get("protocolVersion").is_none()) {
                    answer["error"] = Value::Null;
                }
            })
        },
    ),
    reading("shutdown-is-only-answered", "LB-WIRE-014", "nobody has thought of the end", |line| {
        changed(line, |request| {
            if method(request) == "shutdown" {
                request["method"] = json!("control/settle");
            }
        })
    }),
    reading(
        "surrogates-are-two-characters",
        "LB-WIRE-015",
        "an escape is a character, also where two make one",
        |line| line.replace("\\ud834\\udd1e", "??"),
    ),
    reading("members-in-one-order", "LB-WIRE-015", "a message is read by a pattern that has the id first", |line| {
        if line.trim_start().starts_with("{ \"params\"") {
            return line.replace("\"method\"", "\"call\"");
        }
        line.to_owned()
    }),
];
