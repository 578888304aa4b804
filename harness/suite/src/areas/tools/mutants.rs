//! Mutants of tool servers: a faithful bridge, and a fault in what stands before it.

use livebridge_port::{Batch, Mutation};
use serde_json::{Value, json};

use crate::mutants::row::{FAITHFUL, in_the_tools};
use crate::mutants::tool_hooks::{PLAIN, calls, in_list};
use crate::mutants::{Hooks, Mutant, ToolHooks};

/// Every mutant of the area.
pub(in crate::areas) static ALL: &[&[Mutant]] = &[ROWS];

static ROWS: &[Mutant] = &[
    in_the_tools(
        "tools-in-any-order",
        "LB-TOOL-001",
        "the tools stand in a table without an order",
        ToolHooks {
            answer: |request, answer| {
                if request["id"].as_u64().is_some_and(|id| id % 2 == 0)
                    && let Some(tools) = answer["result"]["tools"].as_array_mut()
                {
                    tools.reverse();
                }
            },
            ..PLAIN
        },
    ),
    in_the_tools(
        "tool-without-words",
        "LB-TOOL-001",
        "the description is taken from a comment that is not there",
        ToolHooks {
            answer: |request, answer| {
                in_list(request, answer, "live_set_param", |tool| tool["description"] = json!(""));
            },
            ..PLAIN
        },
    ),
    in_the_tools(
        "schema-left-open",
        "LB-TOOL-002",
        "the schemas come from types that ignore unknown keys",
        ToolHooks {
            answer: |request, answer| {
                in_list(request, answer, "live_set_tempo", |tool| {
                    tool["inputSchema"]["additionalProperties"] = json!(true);
                });
            },
            ..PLAIN
        },
    ),
    in_the_tools(
        "refusal-told-as-success",
        "LB-TOOL-003",
        "the flag of an error is forgotten where arguments are checked",
        ToolHooks {
            answer: |_, answer| {
                if answer["result"]["structuredContent"]["code"] == "BAD_INPUT" {
                    answer["result"]["isError"] = json!(false);
                }
            },
            ..PLAIN
        },
    ),
    in_the_tools(
        "bounds-only-advertised",
        "LB-TOOL-003",
        "a framework shows the bounds of a schema and does not look at them",
        ToolHooks {
            request: |request| {
                if calls(request, "live_set_tempo")
                    && let Some(bpm) = request["params"]["arguments"]["bpm"].as_f64()
                {
                    request["params"]["arguments"]["bpm"] = json!(bpm.clamp(20.0, 999.0));
                }
            },
            ..PLAIN
        },
    ),
    in_the_tools(
        "error-without-a-way-out",
        "LB-TOOL-004",
        "an error is handed on as the text of an exception",
        ToolHooks {
            answer: |_, answer| {
                if answer["result"]["isError"] == true {
                    answer["result"]["content"] = json!([{ "type": "text", "text": "invalid arguments" }]);
                }
            },
            ..PLAIN
        },
    ),
    in_the_tools(
        "unknown-tool-as-a-result",
        "LB-TOOL-005",
        "whatever goes wrong in a call becomes a result",
        ToolHooks {
            answer: |request, answer| {
                if request["method"] == "tools/call" && answer["error"]["code"] == -32602 {
                    as_result(answer);
                }
            },
            ..PLAIN
        },
    ),
    in_the_tools(
        "arguments-of-any-form",
        "LB-TOOL-005",
        "arguments that are no object are taken for none",
        ToolHooks {
            request: |request| {
                if request["params"].get("arguments").is_some_and(|arguments| !arguments.is_object()) {
                    request["params"]["arguments"] = json!({});
                }
            },
            ..PLAIN
        },
    ),
    in_the_tools(
        "answers-without-bound",
        "LB-TOOL-006",
        "everything that was read is printed",
        ToolHooks {
            answer: |request, answer| {
                if calls(request, "live_get_notes") && answer["result"]["isError"] == false {
                    let text = "0,".repeat(20_000);
                    answer["result"]["content"] = json!([{ "type": "text", "text": text }]);
                }
            },
            ..PLAIN
        },
    ),
    in_the_tools(
        "prompt-without-text",
        "LB-TOOL-007",
        "prompts are listed before they are written",
        ToolHooks {
            answer: |request, answer| {
                if request["method"] == "prompts/get" && answer.get("result").is_some() {
                    answer["result"]["messages"] = json!([]);
                }
            },
            ..PLAIN
        },
    ),
    in_the_tools(
        "prompt-fills-in-what-is-missing",
        "LB-TOOL-007",
        "a missing argument is taken for an empty one",
        ToolHooks {
            request: |request| {
                if request["method"] == "prompts/get" && request["params"]["name"] == "batch_rename" {
                    let rule = request["params"]["arguments"].get("rule").cloned().unwrap_or(json!(""));
                    request["params"]["arguments"]["rule"] = rule;
                }
            },
            ..PLAIN
        },
    ),
    in_the_tools(
        "resource-under-another-uri",
        "LB-TOOL-008",
        "the URI of a resource is made anew, with a slash at its end",
        ToolHooks {
            answer: |request, answer| {
                if request["method"] == "resources/read"
                    && let Some(uri) = answer["result"]["contents"][0]["uri"].as_str()
                {
                    answer["result"]["contents"][0]["uri"] = json!(format!("{uri}/"));
                }
            },
            ..PLAIN
        },
    ),
    in_the_tools(
        "unknown-resource-is-empty",
        "LB-TOOL-008",
        "a resource that is not there is one without contents",
        ToolHooks {
            answer: |request, answer| {
                if request["method"] == "resources/read" && answer.get("error").is_some() {
                    *answer = json!({ "jsonrpc": "2.0", "id": answer["id"], "result": { "contents": [] } });
                }
            },
            ..PLAIN
        },
    ),
    in_the_tools(
        "newer-revision-has-fewer-tools",
        "LB-TOOL-009",
        "the two revisions are served by two copies of the list",
        ToolHooks {
            answer: |_, answer| {
                if answer["result"].get("resultType").is_some()
                    && let Some(tools) = answer["result"]["tools"].as_array_mut()
                {
                    tools.pop();
                }
            },
            ..PLAIN
        },
    ),
    in_the_tools(
        "setter-says-it-only-reads",
        "LB-TOOL-010",
        "annotations are copied from the tool above",
        ToolHooks {
            answer: |request, answer| {
                in_list(request, answer, "live_set_tempo", |tool| tool["annotations"]["readOnlyHint"] = json!(true));
            },
            ..PLAIN
        },
    ),
    in_the_tools(
        "creator-says-it-is-idempotent",
        "LB-TOOL-011",
        "everything that is not deleted is taken for idempotent",
        ToolHooks {
            answer: |request, answer| {
                in_list(request, answer, "live_create_track", |tool| {
                    tool["annotations"]["idempotentHint"] = json!(true);
                });
            },
            ..PLAIN
        },
    ),
    Mutant {
        hooks: Hooks {
            steps: |batch, _, _, faithful| match batch {
                Batch::Call(Mutation::SetTrackProps { .. }) => 2,
                _ => faithful,
            },
            ..FAITHFUL
        },
        ..in_the_tools(
            "tool-takes-two-steps",
            "LB-TOOL-012",
            "the tool writes the name in one call and the rest in another",
            PLAIN,
        )
    },
    in_the_tools(
        "resource-lags-behind",
        "LB-TOOL-013",
        "resources are read from a copy that is made now and then",
        ToolHooks {
            answer: |request, answer| {
                if request["method"] == "resources/read"
                    && let Some(text) = answer["result"]["contents"][0]["text"].as_str()
                {
                    let lagging = text.replace("\"tempo\":133", "\"tempo\":91");
                    answer["result"]["contents"][0]["text"] = json!(lagging);
                }
            },
            ..PLAIN
        },
    ),
    in_the_tools(
        "tool-says-what-was-asked",
        "LB-TOOL-014",
        "a tool answers with its arguments, not with what came of them",
        ToolHooks {
            answer: |request, answer| {
                if calls(request, "live_set_notes") && answer["result"]["isError"] == false {
                    answer["result"]["structuredContent"]["count"] = json!(0);
                }
            },
            ..PLAIN
        },
    ),
];

/// An error of the protocol turned into the result of a tool.
fn as_result(answer: &mut Value) {
    let text = answer["error"]["message"].clone();
    *answer = json!({
        "jsonrpc": "2.0", "id": answer["id"],
        "result": { "content": [{ "type": "text", "text": text }], "isError": true },
    });
}
