//! Mutants of the protocol: what only a wire can show.

mod envelopes;

use serde_json::json;

use crate::mutants::messages::{PLAIN, allowed, asks_for, changed, method};
use crate::mutants::row::on_the_wire;
use crate::mutants::{Mutant, WireHooks};

/// Every mutant of the area.
pub(in crate::areas) static ALL: &[&[Mutant]] = &[ROWS, envelopes::ROWS];

static ROWS: &[Mutant] = &[
    on_the_wire(
        "any-version-spoken",
        "LB-WIRE-001",
        "the version is not looked at",
        WireHooks {
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
        WireHooks {
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
        WireHooks {
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
        WireHooks {
            gathers: |line| asks_for(line, "setTempo"),
            gathered: |mut lines, _| {
                lines.reverse();
                lines
            },
            ..PLAIN
        },
    )
    .not_explorable("a program waits for each answer"),
    on_the_wire(
        "called-before-it-is-greeted",
        "LB-WIRE-005",
        "nothing remembers whether there was a greeting",
        WireHooks { answer: |line| allowed(line, "call `initialize` first"), ..PLAIN },
    )
    .not_explorable("the calls of a program follow the protocol"),
    on_the_wire(
        "greeted-again",
        "LB-WIRE-005",
        "a greeting is a call like others",
        WireHooks { answer: |line| allowed(line, "`initialize` was called before"), ..PLAIN },
    )
    .not_explorable("the calls of a program follow the protocol"),
    on_the_wire(
        "messages-of-a-megabyte",
        "LB-WIRE-006",
        "a buffer of a fixed size for a line",
        WireHooks {
            request: |line| if line.len() > 1 << 20 { line[..1024].to_owned() } else { line.to_owned() },
            ..PLAIN
        },
    )
    .not_explorable("the messages of a program are short"),
];
