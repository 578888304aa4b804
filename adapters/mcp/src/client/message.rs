//! What a server sent: read as a message, told apart from garbage, and matched with what was asked.

use livebridge_port::Fault;
use serde_json::Value;

use super::{McpError, shape};
use crate::protocol::RpcError;

/// Reads a message.
pub(super) fn read(bytes: &[u8]) -> Result<Value, McpError> {
    let value: Value = serde_json::from_slice(bytes)
        .map_err(|error| Fault::Garbage { what: format!("not JSON: {error}"), beginning: beginning(bytes) })?;
    if value.is_object() {
        Ok(value)
    } else {
        Err(Fault::Protocol(format!("a message that is no object: `{}`", beginning(bytes))).into())
    }
}

/// Whether a message answers the request with this id. An error without one answers what cannot be read, which is
/// what was asked last.
pub(super) fn is_answer_to(message: &Value, id: u64) -> bool {
    if message.get("method").is_some() {
        return false;
    }
    match &message["id"] {
        Value::Null => message.get("error").is_some(),
        given => given.as_u64() == Some(id),
    }
}

/// The result of an answer, or the error.
pub(super) fn outcome(method: &str, mut answer: Value) -> Result<Value, McpError> {
    match (answer.get("error"), answer.get("result")) {
        (Some(error), None) => {
            let code = error["code"].as_i64().ok_or_else(|| shape(method, "an error has no whole `code`"))?;
            let message = error["message"].as_str().unwrap_or_default().to_owned();
            Err(McpError::Rpc(RpcError { code, message, data: error.get("data").cloned() }))
        }
        (None, Some(result)) if result.is_object() => Ok(answer["result"].take()),
        (None, Some(_)) => Err(shape(method, "the result is no object")),
        (Some(_), Some(_)) => Err(shape(method, "both a result and an error")),
        (None, None) => Err(shape(method, "neither a result nor an error")),
    }
}

/// The beginning of some bytes, for a person.
pub(super) fn beginning(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]);
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
