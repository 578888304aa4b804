//! Messages: what is one, what is answered in which revision, and what is not.

use livebridge_mcp::serve_lines;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{answer, ask, served};

/// What a request of the newer revision says of itself.
fn meta() -> Value {
    json!({
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": {},
    })
}

#[test]
fn what_is_no_message_is_answered_and_the_next_one_served() {
    let (_, server) = served();
    let lines = b"{ no JSON\n[]\n\n42\n{\"jsonrpc\":\"1.0\",\"id\":7,\"method\":\"ping\"}\n\xff\n\
        {\"jsonrpc\":\"2.0\",\"id\":8,\"method\":\"ping\",\"params\":[]}\n{\"jsonrpc\":\"2.0\",\"method\":\"ping\"}\n\
        {\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"}\n{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"ping\"}\nhalf";
    let mut answers = Vec::new();
    serve_lines(&server, &lines[..], &mut answers).unwrap();
    let answers: Vec<Value> = answers
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty())
        .map(|line| serde_json::from_slice(line).unwrap())
        .collect();
    let codes: Vec<(Value, Value)> =
        answers.iter().map(|answer| (answer["id"].clone(), answer["error"]["code"].clone())).collect();
    let none = Value::Null;
    let expected = [
        (none.clone(), json!(-32700)),
        (none.clone(), json!(-32600)),
        (none.clone(), json!(-32600)),
        (json!(7), json!(-32600)),
        (none.clone(), json!(-32700)),
        (json!(8), json!(-32602)),
        (none.clone(), json!(-32600)),
        (json!(9), none),
    ];
    assert_eq!(codes, expected);
    // MCP knows no id `null`: an error that answers nothing has none at all.
    assert!(answers[0].get("id").is_none());
}

#[test]
fn the_older_revision_begins_with_initialize() {
    let (_, server) = served();
    for (asked, spoken) in [
        ("2025-11-25", "2025-11-25"),
        ("2025-06-18", "2025-06-18"),
        ("1999-01-01", "2025-11-25"),
        ("2026-07-28", "2025-11-25"),
    ] {
        let params =
            json!({ "protocolVersion": asked, "capabilities": {}, "clientInfo": { "name": "c", "version": "1" } });
        let result = &ask(&server, "initialize", params)["result"];
        assert_eq!(result["protocolVersion"], spoken);
        assert_eq!(result["serverInfo"]["name"], "livebridge");
        assert_eq!(result["capabilities"], json!({ "tools": {}, "resources": {}, "prompts": {} }));
    }
    assert_eq!(ask(&server, "initialize", json!({}))["error"]["code"], -32602);
    assert_eq!(ask(&server, "ping", json!({}))["result"], json!({}));
    assert_eq!(ask(&server, "logging/setLevel", json!({ "level": "info" }))["error"]["code"], -32601);
    assert_eq!(ask(&server, "resources/read", json!({ "uri": "ableton://nothing" }))["error"]["code"], -32002);
    assert_eq!(ask(&server, "tools/list", json!({ "cursor": "x" }))["error"]["code"], -32602);
}

#[test]
fn every_request_of_the_newer_revision_speaks_for_itself() {
    let (_, server) = served();
    let discovered = ask(&server, "server/discover", json!({ "_meta": meta() }));
    let result = &discovered["result"];
    assert_eq!(result["supportedVersions"], json!(["2026-07-28"]));
    assert_eq!(result["resultType"], "complete");
    assert_eq!(result["_meta"]["io.modelcontextprotocol/serverInfo"]["name"], "livebridge");
    assert_eq!(result["cacheScope"], "public");
    for (method, params, caches) in [
        ("tools/list", json!({}), true),
        ("resources/read", json!({ "uri": "ableton://song" }), true),
        ("tools/call", json!({ "name": "live_list_tracks" }), false),
    ] {
        let mut params = params;
        params["_meta"] = meta();
        let result = ask(&server, method, params)["result"].clone();
        assert_eq!((result["resultType"] == "complete", result["ttlMs"].is_u64()), (true, caches), "{method}");
    }
    for gone in ["initialize", "ping", "resources/subscribe", "subscriptions/listen"] {
        assert_eq!(ask(&server, gone, json!({ "_meta": meta() }))["error"]["code"], -32601, "{gone}");
    }
    assert_eq!(ask(&server, "server/discover", json!({}))["error"]["code"], -32602);
    let bare = json!({ "io.modelcontextprotocol/protocolVersion": "2026-07-28" });
    assert_eq!(ask(&server, "tools/list", json!({ "_meta": bare }))["error"]["code"], -32602);
    let mut other = meta();
    other["io.modelcontextprotocol/protocolVersion"] = json!("2031-01-01");
    let refused = ask(&server, "tools/list", json!({ "_meta": other }));
    assert_eq!(refused["error"]["code"], -32022);
    assert_eq!(refused["error"]["data"], json!({ "supported": ["2026-07-28"], "requested": "2031-01-01" }));
    let missing = ask(&server, "resources/read", json!({ "uri": "ableton://nothing", "_meta": meta() }));
    assert_eq!(missing["error"]["code"], -32602);
}

#[test]
fn both_revisions_answer_the_same() {
    let (_, server) = served();
    for (method, params) in [
        ("tools/list", json!({})),
        ("prompts/list", json!({})),
        ("resources/templates/list", json!({})),
        ("tools/call", json!({ "name": "live_get_song_overview" })),
        ("tools/call", json!({ "name": "live_set_tempo", "arguments": { "bpm": -1 } })),
        ("prompts/get", json!({ "name": "batch_rename", "arguments": { "rule": "a" } })),
    ] {
        let older = ask(&server, method, params.clone())["result"].clone();
        let mut newer = params;
        newer["_meta"] = meta();
        let mut newer = ask(&server, method, newer)["result"].clone();
        for own in ["resultType", "_meta", "ttlMs", "cacheScope"] {
            newer.as_object_mut().unwrap().remove(own);
        }
        assert_eq!(older, newer, "{method}");
    }
}

#[test]
fn an_unknown_tool_and_arguments_that_are_no_object_are_errors_of_the_protocol() {
    let (_, server) = served();
    for params in [
        json!({ "name": "no_such_tool" }),
        json!({ "name": 7 }),
        json!({}),
        json!({ "name": "live_list_tracks", "arguments": [1] }),
        json!({ "name": "live_list_tracks", "arguments": null }),
        json!({ "name": "live_list_tracks", "arguments": "x" }),
    ] {
        assert_eq!(ask(&server, "tools/call", params.clone())["error"]["code"], -32602, "{params}");
    }
}

#[test]
fn prompts_take_what_they_list() {
    let (_, server) = served();
    for prompt in ask(&server, "prompts/list", json!({}))["result"]["prompts"].as_array().unwrap() {
        let mut arguments = serde_json::Map::new();
        for argument in prompt["arguments"].as_array().unwrap() {
            arguments.insert(argument["name"].as_str().unwrap().to_owned(), json!("so it is"));
        }
        let name = &prompt["name"];
        let rendered = ask(&server, "prompts/get", json!({ "name": name, "arguments": arguments }));
        let text = rendered["result"]["messages"][0]["content"]["text"].as_str().unwrap();
        assert!(text.matches("so it is").count() == arguments.len(), "{text}");
        assert_eq!(ask(&server, "prompts/get", json!({ "name": name }))["error"]["code"], -32602);
        arguments.insert("other".to_owned(), json!("x"));
        assert_eq!(
            ask(&server, "prompts/get", json!({ "name": name, "arguments": arguments }))["error"]["code"],
            -32602
        );
    }
}

proptest! {
    /// Whatever comes is answered with a message or with nothing, and nothing breaks.
    #[test]
    fn any_text_is_answered(text in ".{0,200}") {
        let (_, server) = served();
        if let Some(message) = server.answer(&text).message {
            let answer: Value = serde_json::from_str(&message).unwrap();
            prop_assert!(answer["error"]["code"].is_i64());
        }
    }

    #[test]
    fn any_parameters_are_answered(
        method in prop::sample::select(vec!["initialize", "tools/call", "resources/read", "prompts/get", "server/discover"]),
        key in prop::sample::select(vec!["name", "uri", "arguments", "_meta", "protocolVersion", "cursor"]),
        value in prop::sample::select(vec![json!(null), json!(1), json!("live_set_notes"), json!([]), json!({}), json!(true)]),
    ) {
        let (_, server) = served();
        let message = json!({ "jsonrpc": "2.0", "id": "x", "method": method, "params": { key: value } });
        let answer = answer(&server, &message);
        prop_assert_eq!(&answer["id"], "x");
        prop_assert!(answer.get("error").is_some() != answer.get("result").is_some());
    }
}
