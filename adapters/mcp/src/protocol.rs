//! What both ends of the protocol share: its revisions, the codes of its errors, and how a message is read.
//!
//! A message is one JSON-RPC 2.0 object. There is no batch, an id is a string or a whole number, and parameters are an
//! object: what MCP says, and narrower than JSON-RPC.

use std::fmt;

use serde_json::{Map, Value, json};
use thiserror::Error;

/// An object of JSON.
pub type Object = Map<String, Value>;

/// A revision of the protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Revision {
    /// 2025-11-25: a connection begins with `initialize`.
    R20251125,
    /// 2026-07-28: every request says for itself what it speaks.
    R20260728,
}

impl Revision {
    /// Both, the older first.
    pub const ALL: [Self; 2] = [Self::R20251125, Self::R20260728];

    /// Earlier revisions that differ in nothing that is served here.
    pub(crate) const OLDER: [&'static str; 3] = ["2025-06-18", "2025-03-26", "2024-11-05"];

    /// The name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::R20251125 => "2025-11-25",
            Self::R20260728 => "2026-07-28",
        }
    }

    /// The revision whose semantics a version has that a client names; `None` for one that is not spoken.
    pub(crate) fn of(version: &str) -> Option<Self> {
        if Self::OLDER.contains(&version) {
            return Some(Self::R20251125);
        }
        Self::ALL.into_iter().find(|revision| revision.name() == version)
    }
}

impl fmt::Display for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Keys of `_meta` that the revision 2026-07-28 reserves.
pub(crate) mod meta {
    pub(crate) const VERSION: &str = "io.modelcontextprotocol/protocolVersion";
    pub(crate) const CLIENT: &str = "io.modelcontextprotocol/clientInfo";
    pub(crate) const CAPABILITIES: &str = "io.modelcontextprotocol/clientCapabilities";
    pub(crate) const SERVER: &str = "io.modelcontextprotocol/serverInfo";
}

/// Codes of errors.
pub mod code {
    /// What came is not JSON.
    pub const PARSE: i64 = -32700;
    /// What came is no request.
    pub const INVALID_REQUEST: i64 = -32600;
    /// There is no such method.
    pub const METHOD_NOT_FOUND: i64 = -32601;
    /// The parameters of a method are wrong; also a tool or a prompt that there is none of.
    pub const INVALID_PARAMS: i64 = -32602;
    /// The server is at fault.
    pub const INTERNAL: i64 = -32603;
    /// There is no such resource, until 2025-11-25; later [`INVALID_PARAMS`].
    pub const NO_RESOURCE: i64 = -32002;
    /// Headers of HTTP say something else than the message, since 2026-07-28.
    pub const HEADER_MISMATCH: i64 = -32020;
    /// A revision that the server does not speak, since 2026-07-28.
    pub const UNSUPPORTED_VERSION: i64 = -32022;
}

/// An error of the protocol: what a server answers where there is no result.
#[derive(Debug, Clone, PartialEq, Error)]
#[error("{message} ({code})")]
pub struct RpcError {
    /// Its code.
    pub code: i64,
    /// What was wrong, for a person.
    pub message: String,
    /// More, for a program.
    pub data: Option<Value>,
}

impl RpcError {
    /// An error without data.
    pub fn new(code: i64, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), data: None }
    }

    /// Wrong parameters.
    pub fn invalid_params(message: impl Into<String>) -> Self {
        Self::new(code::INVALID_PARAMS, message)
    }

    pub(crate) fn to_value(&self) -> Value {
        let mut error = json!({ "code": self.code, "message": self.message });
        if let Some(data) = &self.data {
            error["data"] = data.clone();
        }
        error
    }
}

/// A message as it came in.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Message {
    /// A call that wants an answer.
    Request { id: Value, method: String, params: Object },
    /// A call that wants none.
    Notification { method: String },
    /// An answer: nothing is ever asked here, so it is nobody's.
    Answer,
}

/// Why a text is no message, and the id that can be answered to.
#[derive(Debug)]
pub(crate) struct Unreadable {
    pub(crate) id: Option<Value>,
    pub(crate) error: RpcError,
}

impl Message {
    /// Reads a message.
    pub(crate) fn read(text: &str) -> Result<Self, Unreadable> {
        let anonymous = |error| Unreadable { id: None, error };
        let value: Value = serde_json::from_str(text).map_err(|error| {
            anonymous(RpcError::new(
                code::PARSE,
                format!("not JSON: {error}; send one JSON-RPC 2.0 message, on standard input in one line"),
            ))
        })?;
        let Value::Object(mut message) = value else {
            return Err(anonymous(invalid("a message is one JSON object; batches are not served")));
        };
        let id = message.remove("id");
        if let Some(id) = &id
            && !is_id(id)
        {
            return Err(anonymous(invalid("`id` must be a string or a whole number")));
        }
        let wrong = |text: &str| Unreadable { id: id.clone(), error: invalid(text) };
        if message.get("jsonrpc") != Some(&json!("2.0")) {
            return Err(wrong("`jsonrpc` must be \"2.0\""));
        }
        let method = match message.remove("method") {
            Some(Value::String(method)) => method,
            None if message.contains_key("result") || message.contains_key("error") => return Ok(Self::Answer),
            Some(_) | None => return Err(wrong("`method` must be a string")),
        };
        let params = match message.remove("params") {
            Some(Value::Object(params)) => params,
            None => Object::new(),
            Some(_) => {
                let error = RpcError::invalid_params("`params` must be an object");
                return Err(Unreadable { id: id.clone(), error });
            }
        };
        Ok(match id {
            Some(id) => Self::Request { id, method, params },
            None => Self::Notification { method },
        })
    }
}

fn invalid(text: &str) -> RpcError {
    RpcError::new(code::INVALID_REQUEST, text)
}

/// Whether a value may be the id of a request.
pub(crate) fn is_id(id: &Value) -> bool {
    match id {
        Value::String(_) => true,
        Value::Number(number) => number.is_i64() || number.is_u64(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => false,
    }
}

/// The text of an answer, whole numbers without a fraction.
pub(crate) fn answer(id: Option<&Value>, outcome: Result<Value, &RpcError>) -> String {
    let mut answer = json!({ "jsonrpc": "2.0" });
    // An error that answers no request has no id: MCP knows no id `null`.
    if let Some(id) = id {
        answer["id"] = id.clone();
    }
    match outcome {
        Ok(result) => answer["result"] = result,
        Err(error) => answer["error"] = error.to_value(),
    }
    text_of(&answer)
}

/// JSON as it is sent: a `Value` holds finite numbers and text keys, so nothing can fail.
pub(crate) fn text_of(value: &Value) -> String {
    livebridge_port::json::to_string(value).unwrap_or_else(|_| value.to_string())
}
