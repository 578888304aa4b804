//! The playground: its protocol, its programs, and the page in a browser.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, its helpers too")]

mod page;
mod programs;
mod protocol;
#[rustfmt::skip]
mod same_in_rust;

use livebridge_playground::Playground;
use serde_json::{Value, json};

/// A request, and the answer: what was done, or the refusal.
fn ask(playground: &mut Playground, what: &str, with: &Value, files: &[u8]) -> Result<Value, Value> {
    let answer = playground.ask(&json!({ "do": what, "with": with }).to_string(), files);
    let mut answer: Value = serde_json::from_str(&answer).unwrap();
    match answer.get_mut("ok") {
        Some(done) => Ok(done.take()),
        None => Err(answer["refused"].take()),
    }
}

/// A call of the port.
fn call(playground: &mut Playground, method: &str, params: &Value) -> Result<Value, Value> {
    ask(playground, "call", &json!({ "method": method, "params": params }), &[])
}
