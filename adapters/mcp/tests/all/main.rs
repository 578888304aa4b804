//! The tool server as its clients meet it, and the client as it meets servers, good ones and others.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, its helpers too")]

mod client;
mod http;
mod messages;
mod schemas;
mod tools;

use std::sync::Arc;

use livebridge_fake::FakeLiveBridge;
use livebridge_mcp::{BridgeTools, ToolChoice, ToolServer};
use livebridge_port::Operation;
use serde_json::{Value, json};

/// The fake behind a tool server, with every tool; and the fake itself.
fn served() -> (Arc<FakeLiveBridge>, ToolServer) {
    let fake = Arc::new(FakeLiveBridge::seeded());
    let description = Arc::new(fake.description());
    let server = ToolServer::new(BridgeTools::new(fake.clone(), description, ToolChoice::All));
    (fake, server)
}

/// How many tools there are: one for each operation that the fake offers here, which renders only where the feature of
/// that name is on.
fn tool_count() -> usize {
    let description = FakeLiveBridge::seeded().description();
    Operation::PORT.iter().filter(|operation| description.offers(**operation)).count()
}

/// The answer to a message.
fn answer(server: &ToolServer, message: &Value) -> Value {
    serde_json::from_str(&server.answer(&message.to_string()).message.unwrap()).unwrap()
}

/// The answer to a request of the older revision.
#[expect(clippy::needless_pass_by_value, reason = "it is made where it is given")]
fn ask(server: &ToolServer, method: &str, params: Value) -> Value {
    answer(server, &json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params }))
}

/// The result of a tool.
#[expect(clippy::needless_pass_by_value, reason = "it is made where it is given")]
fn call(server: &ToolServer, tool: &str, arguments: Value) -> Value {
    let answer = ask(server, "tools/call", json!({ "name": tool, "arguments": arguments }));
    assert!(answer["error"].is_null(), "{answer}");
    answer["result"].clone()
}
