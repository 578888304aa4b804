//! The Model Context Protocol: tools, resources, pages, and what a server does wrong.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use livebridge_maps::MapBridge;
use livebridge_mcp::{ClientOptions, McpClient};
use livebridge_port::{ErrorCode, Fault};
use serde_json::{Value, json};

use super::{WAITS, connect, fault, found, map, refusal};

/// A server that answers requests so, behind the transport of a map that makes these calls.
fn of(answer: impl Fn(&str, &Value) -> Value + Send + 'static, find_track: &str) -> MapBridge {
    let serve = move |text: &str| {
        let message: Value = serde_json::from_str(text).unwrap();
        let id = message.get("id")?;
        let method = message["method"].as_str().unwrap();
        let mut answered = match method {
            "initialize" => json!({ "result": {
                "protocolVersion": "2025-11-25", "capabilities": {}, "serverInfo": { "name": "small", "version": "1" },
            } }),
            method => answer(method, &message["params"]),
        };
        answered["jsonrpc"] = json!("2.0");
        answered["id"] = id.clone();
        Some(answered.to_string())
    };
    let client = McpClient::in_process(serve, ClientOptions::default()).unwrap();
    MapBridge::over_client(map(TOOLS, find_track), client, WAITS, None)
}

const TOOLS: &str = "kind = \"mcp\"\ncommand = [\"never-started\"]\nanswer = '.structured.name // .text'\n\
                     refusal = 'select(.isError) | {message: .text, code: .structured.code?}'";

const FIND: &str = "call = \"find\"\nargs = '{query}'";

fn text(text: &str) -> Value {
    json!([{ "type": "text", "text": text }])
}

#[test]
fn a_call_is_a_tool_and_what_it_says_is_a_message() {
    let bridge = of(
        |method, params| {
            assert_eq!(
                (method, &params["name"], &params["arguments"]),
                ("tools/call", &json!("find"), &json!({"query": "bass"}))
            );
            json!({ "result": { "content": text("one"), "structuredContent": { "name": "Bass" } } })
        },
        FIND,
    );
    assert_eq!(found(&bridge), "Bass");
    assert_eq!(
        bridge.steps()[0].message,
        Ok(json!({ "text": "one", "structured": { "name": "Bass" }, "isError": false }))
    );
}

#[test]
fn errors_of_a_tool_and_of_the_protocol_are_refusals() {
    let failing = of(
        |_, _| json!({ "result": { "content": text("gone"), "isError": true, "structuredContent": { "code": "STALE_REFERENCE" } } }),
        FIND,
    );
    assert_eq!(refusal(&failing), (ErrorCode::StaleReference, "gone".to_owned()));
    let unknown = of(|_, _| json!({ "error": { "code": -32602, "message": "unknown tool" } }), FIND);
    let (code, message) = refusal(&unknown);
    assert_eq!((code, message.starts_with("unknown tool")), (ErrorCode::SdkRejected, true));
    assert_eq!(unknown.broken(), None);
}

#[test]
fn a_resource_is_read_under_its_uri() {
    let find = "call = \"resources/read\"\nargs = '{uri: \"song://tracks\"}'";
    let bridge = of(
        |method, params| {
            assert_eq!((method, &params["uri"]), ("resources/read", &json!("song://tracks")));
            json!({ "result": { "contents": [{ "uri": "song://tracks", "text": "{\"name\": \"Bass\"}" }] } })
        },
        find,
    );
    assert_eq!(found(&bridge), "Bass");
}

#[test]
fn pages_are_read_until_there_is_none() {
    let paged = "steps = [{ name = \"pages\", call = \"find\", args = '{from: (.more // 0)}', more = 'tonumber | select(. < 3)' }]";
    // The answer of the map is of all pages.
    let all = format!("{paged}\nnote = \"in pages\"");
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&calls);
    let bridge = of(
        move |_, params| {
            counted.fetch_add(1, Ordering::SeqCst);
            let next = params["arguments"]["from"].as_u64().unwrap() + 1;
            json!({ "result": { "content": text(&next.to_string()) } })
        },
        &all,
    );
    assert_eq!((found(&bridge).as_str(), calls.load(Ordering::SeqCst)), ("3", 3));
    // One that never ends is left.
    let endless = paged.replace("select(. < 3)", ".");
    let bridge = of(|_, _| json!({ "result": { "content": text("1") } }), &endless);
    assert!(fault(&bridge).to_string().contains("more than 1000 pages"));
}

#[test]
fn what_is_no_server_and_what_is_no_argument_are_faults() {
    let bridge = of(|_, _| json!({ "result": {} }), "call = \"find\"\nargs = '[1]'");
    assert!(matches!(fault(&bridge), Fault::Protocol(what) if what.contains("no object")));
    let bridge = of(|_, _| json!({ "result": {} }), "call = \"resources/read\"\nargs = '{}'");
    assert!(matches!(fault(&bridge), Fault::Protocol(what) if what.contains("no `uri`")));
    for (transport, says) in [
        ("kind = \"mcp\"\ncommand = [\"/no/such/program\"]", "/no/such/program"),
        ("kind = \"mcp\"\naddress = \"/no/such/bridge.json\"", "/no/such/bridge.json"),
        ("kind = \"mcp\"\naddress = \"http://127.0.0.1:1/mcp\"", "127.0.0.1:1"),
    ] {
        let failed = connect(&map(transport, FIND), None).err().unwrap();
        assert!(failed.to_string().contains(says), "{transport}: {failed}");
    }
}
