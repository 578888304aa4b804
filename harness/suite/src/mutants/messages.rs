//! Changes of the messages on a wire.

use serde_json::{Value, json};

use super::WireHooks;

/// A request with something changed in it; what is no JSON stays as it is.
pub(crate) fn changed(line: &str, change: impl FnOnce(&mut Value)) -> String {
    match serde_json::from_str::<Value>(line) {
        Ok(mut value) => {
            change(&mut value);
            value.to_string()
        }
        Err(_) => line.to_owned(),
    }
}

/// Takes every `null` out of objects, however deep.
pub(crate) fn without_nulls(value: &mut Value) {
    match value {
        Value::Object(map) => {
            map.retain(|_, value| !value.is_null());
            map.values_mut().for_each(without_nulls);
        }
        Value::Array(list) => list.iter_mut().for_each(without_nulls),
        _ => {}
    }
}

/// Whether a request is a call of this method, by its text: quick, and right for what a client of ours sends.
pub(crate) fn asks_for(line: &str, method: &str) -> bool {
    line.contains(&format!("\"method\":\"{method}\""))
}

pub(crate) fn method(request: &Value) -> &str {
    request["method"].as_str().unwrap_or_default()
}

/// The answer, with a refusal that says this turned into a result.
pub(crate) fn allowed(line: &str, refusal: &str) -> String {
    changed(line, |answer| {
        if answer["error"]["message"].as_str().is_some_and(|message| message.contains(refusal)) {
            *answer = json!({ "jsonrpc": "2.0", "id": answer["id"], "result": {} });
        }
    })
}

pub(crate) const PLAIN: WireHooks = WireHooks::PLAIN;
