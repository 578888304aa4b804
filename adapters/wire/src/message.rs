//! The messages: requests, answers and errors.
//!
//! What can be called, with which parameters, is said by the port: see [`Request`].

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;

use livebridge_port::capabilities::Implementation;
use livebridge_port::json::present;
use livebridge_port::{
    BridgeError, Capabilities, Commit, Description, ErrorCode, Mutation, MutationKind, Operation, Outcome, OutcomeKind,
    Request, Response,
};
use serde::de::{DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::MAX_OPERATIONS;
use super::admission::Token;
use super::frame::{FrameError, text};
use super::strict::{self, Strict};

/// JSON-RPC: the text is no JSON.
pub(super) const PARSE_ERROR: i64 = -32700;
/// JSON-RPC: no request, or too large or too deep.
pub(super) const INVALID_REQUEST: i64 = -32600;
/// JSON-RPC: there is no such method. Counts as `UNSUPPORTED`.
pub(super) const METHOD_NOT_FOUND: i64 = -32601;
/// JSON-RPC: the parameters do not fit. Counts as `BAD_INPUT`.
pub(super) const INVALID_PARAMS: i64 = -32602;
/// JSON-RPC: the answer cannot be given.
pub(super) const INTERNAL_ERROR: i64 = -32603;
/// A [`BridgeError`], with its fields in `data`.
pub(super) const BRIDGE_ERROR: i64 = -32000;
/// A protocol version that the other side does not speak, with `{ "supported": [..] }` in `data`.
pub(super) const UNSUPPORTED_VERSION: i64 = -32001;
/// A call before `initialize`, or a second one.
pub(super) const NOT_NOW: i64 = -32002;

/// The credentials were wrong or are missing.
pub(super) const UNAUTHORIZED: i64 = -32003;

/// A string that stays where it was read, unless it has escapes. An `Option<Cow<str>>` would always be a copy.
#[derive(Debug, Deserialize)]
pub(super) struct Text<'a>(#[serde(borrow)] pub(super) Cow<'a, str>);

/// A request or notification as it arrives. Unknown keys are ignored.
#[derive(Debug, Deserialize)]
struct Incoming<'a> {
    #[serde(borrow, default)]
    jsonrpc: Option<Text<'a>>,
    #[serde(default, deserialize_with = "some_value")]
    id: Option<Value>,
    #[serde(borrow)]
    method: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "some_raw")]
    params: Option<&'a RawValue>,
}

/// What both sides must call themselves.
pub(super) const JSONRPC: &str = "2.0";

/// A call as it arrived.
pub(super) struct Arrived<'a> {
    pub(super) id: Value,
    pub(super) method: Cow<'a, str>,
    /// The text of an object, as it should be, or of anything else.
    pub(super) params: &'a str,
}

/// Why a message is answered without the id of a call: a code of JSON-RPC, and words.
pub(super) struct Unreadable(pub(super) i64, pub(super) String);

/// The call that a line is; none when it is a notification.
pub(super) fn request(line: &[u8]) -> Result<Option<Arrived<'_>>, Unreadable> {
    let text = text(line).map_err(|error| {
        let code = if matches!(error, FrameError::NotUtf8(_)) { PARSE_ERROR } else { INVALID_REQUEST };
        Unreadable(code, error.to_string())
    })?;
    let request: Incoming<'_> = strict::from_str(text).map_err(|error| {
        let (code, what) = if error.is_data() {
            (INVALID_REQUEST, "the message is no request")
        } else {
            (PARSE_ERROR, "the message is not JSON")
        };
        Unreadable(code, format!("{what}: {}", strict::reason(&error)))
    })?;
    let id = match request.id {
        None | Some(Value::String(_) | Value::Number(_)) => request.id,
        Some(other) => {
            let reason = format!("the message is no request: an id is a string or a number, not {}", kind(&other));
            return Err(Unreadable(INVALID_REQUEST, reason));
        }
    };
    if request.jsonrpc.is_none_or(|version| version.0 != JSONRPC) {
        return Err(Unreadable(INVALID_REQUEST, "a request needs \"jsonrpc\": \"2.0\"".to_owned()));
    }
    let params = request.params.map_or("{}", RawValue::get);
    Ok(id.map(|id| Arrived { id, method: request.method, params }))
}

/// What a JSON value is, in a word.
const fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

/// What a request asks for, in the JSON form that a mutation has by itself.
#[derive(Debug, Serialize)]
pub(super) struct Call<'a, P> {
    pub(super) method: &'a str,
    pub(super) params: P,
}

/// An answer, or a notification of the server, as it arrives.
#[derive(Debug, Deserialize)]
pub(super) struct Answer<'a> {
    #[serde(borrow, default)]
    pub(super) jsonrpc: Option<Text<'a>>,
    #[serde(default, deserialize_with = "some_value")]
    pub(super) id: Option<Value>,
    #[serde(default)]
    pub(super) method: Option<String>,
    #[serde(borrow, default)]
    pub(super) params: Option<&'a RawValue>,
    #[serde(borrow, default, deserialize_with = "some_raw")]
    pub(super) result: Option<&'a RawValue>,
    #[serde(default, deserialize_with = "some_error")]
    pub(super) error: Option<RpcError>,
}

/// An error that is there is an object: `"error": null` beside a result is not JSON-RPC.
fn some_error<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<RpcError>, D::Error> {
    RpcError::deserialize(deserializer).map(Some)
}

/// Keeps `"id": null` apart from no `id`.
fn some_value<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

/// Keeps `"result": null` apart from no `result`.
pub(super) fn some_raw<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<&'de RawValue>, D::Error> {
    <&RawValue>::deserialize(deserializer).map(Some)
}

/// An error of JSON-RPC.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub(super) struct RpcError {
    pub(super) code: i64,
    #[serde(default)]
    pub(super) message: String,
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub(super) data: Value,
    /// Whether it answers a message that could not be read, and so has no id.
    #[serde(skip)]
    pub(super) unread: bool,
}

/// What an error of JSON-RPC means to the caller.
#[derive(Debug)]
pub(super) enum Meaning {
    /// The call was refused, as the contract describes.
    Refusal(BridgeError),
    /// The message itself was not taken: unreadable, or of a version that is not spoken. Told as a refusal.
    Protocol(BridgeError),
    /// A conforming implementation does not send this; the text says why.
    Fault(String),
}

/// What a bridge error looks like in `data`.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(super) struct ErrorData {
    code: ErrorCode,
    hint: String,
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    subject_id: Option<String>,
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    op: Option<usize>,
}

impl From<BridgeError> for RpcError {
    fn from(error: BridgeError) -> Self {
        let data = ErrorData { code: error.code, hint: error.hint, subject_id: error.subject_id, op: error.op };
        Self {
            code: BRIDGE_ERROR,
            message: error.message,
            // Plain strings and numbers always serialise.
            data: serde_json::to_value(data).unwrap_or_default(),
            unread: false,
        }
    }
}

impl RpcError {
    pub(super) fn new(code: i64, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), data: Value::Null, unread: false }
    }

    /// What this error stands for.
    pub(super) fn meaning(self) -> Meaning {
        match self.code {
            BRIDGE_ERROR => {
                let shown = self.data.to_string();
                match serde_path_to_error::deserialize::<_, ErrorData>(Strict(self.data)) {
                    Ok(ErrorData { code, hint, subject_id, op }) => {
                        Meaning::Refusal(BridgeError { code, message: self.message, hint, subject_id, op })
                    }
                    Err(error) => {
                        let (place, reason) = (error.path(), strict::reason(error.inner()));
                        let wanted = "error -32000 needs `data` { code, hint }";
                        Meaning::Fault(format!("{wanted}, not {shown}: field `{place}`: {reason}"))
                    }
                }
            }
            METHOD_NOT_FOUND => Meaning::Refusal(BridgeError::unsupported(self.message)),
            INVALID_PARAMS => Meaning::Refusal(BridgeError::bad_input(self.message)),
            PARSE_ERROR | INVALID_REQUEST if self.unread => Meaning::Protocol(BridgeError::bad_input(self.message)),
            UNSUPPORTED_VERSION => Meaning::Protocol(BridgeError::unsupported(self.message)),
            code => {
                let unread = if matches!(code, PARSE_ERROR | INVALID_REQUEST) { " with the id of a call" } else { "" };
                Meaning::Fault(format!("the JSON-RPC error {code} ({}){unread} is none of the protocol", self.message))
            }
        }
    }

    pub(super) fn unsupported_version() -> Self {
        Self {
            code: UNSUPPORTED_VERSION,
            message: "this protocol version is not spoken here".to_owned(),
            data: json!({ "supported": [super::PROTOCOL_VERSION] }),
            unread: false,
        }
    }
}

/// Who calls.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub(super) struct ClientInfo {
    pub(super) name: Cow<'static, str>,
    pub(super) version: Cow<'static, str>,
}

/// The parameters of `initialize`, as we send them.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(super) struct InitializeParams<'a> {
    pub(super) protocol_version: u32,
    pub(super) client: ClientInfo,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) token: Option<&'a Token>,
}

/// What is read of `initialize` in the end. The token and the version are judged before.
#[derive(Debug, Deserialize)]
pub(super) struct Greeting {
    #[serde(rename = "client")]
    pub(super) _client: ClientInfo,
}

/// The answer of `initialize`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct InitializeResult {
    /// The version that the server speaks.
    pub protocol_version: u32,
    /// Who it is.
    pub implementation: Implementation,
    /// What it can do.
    pub capabilities: Capabilities,
    /// What can be called.
    pub operations: BTreeSet<String>,
}

impl From<Description> for InitializeResult {
    fn from(description: Description) -> Self {
        Self {
            protocol_version: super::PROTOCOL_VERSION,
            implementation: description.implementation,
            capabilities: description.capabilities,
            operations: description.operations,
        }
    }
}

impl From<InitializeResult> for Description {
    fn from(result: InitializeResult) -> Self {
        Self { implementation: result.implementation, capabilities: result.capabilities, operations: result.operations }
    }
}

/// Something to read whose type is known only now.
macro_rules! seeds {
    ($($(#[$doc:meta])* $name:ident($of:ty) -> $value:ty = $read:expr;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy)]
        pub(super) struct $name(pub(super) $of);

        impl<'de> DeserializeSeed<'de> for $name {
            type Value = $value;

            fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<$value, D::Error> {
                $read(self.0, deserializer)
            }
        }
    )+};
}

seeds! {
    /// The parameters of an operation.
    ParamsOf(Operation) -> Request = Request::deserialize_params;
    /// The parameters of a mutation.
    MutationOf(MutationKind) -> Mutation = Mutation::deserialize_params;
    /// The outcome of a mutation.
    OutcomeOf(OutcomeKind) -> Option<Outcome> = Outcome::deserialize;
}

/// The response to a request.
#[derive(Clone, Copy)]
pub(super) struct ResponseTo<'a>(pub(super) &'a Request);

impl<'de> DeserializeSeed<'de> for ResponseTo<'_> {
    type Value = Response;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Response, D::Error> {
        self.0.deserialize_response(deserializer)
    }
}

/// The answer of a transaction whose operations have outcomes of these kinds, read at once. What is wrong with one that
/// does not fit is said by reading it as a [`TransactionResult`].
#[derive(Clone, Copy)]
pub(super) struct CommitOf<'a>(pub(super) &'a [OutcomeKind]);

impl<'de> DeserializeSeed<'de> for CommitOf<'_> {
    type Value = Commit;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Commit, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for CommitOf<'_> {
    type Value = Commit;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Commit, A::Error> {
        let (mut outcomes, mut undo_steps) = (None, None::<Option<u32>>);
        while let Some(Text(field)) = fields.next_key()? {
            match &*field {
                "outcomes" if outcomes.is_none() => outcomes = Some(fields.next_value_seed(OutcomesOf(self.0))?),
                "undoSteps" if undo_steps.is_none() => undo_steps = Some(fields.next_value()?),
                "outcomes" | "undoSteps" => return Err(A::Error::custom("it is there twice")),
                _ => drop(fields.next_value::<IgnoredAny>()?),
            }
        }
        let outcomes = outcomes.ok_or_else(|| A::Error::missing_field("outcomes"))?;
        Ok(Commit { outcomes, undo_steps: undo_steps.flatten() })
    }
}

/// As many outcomes as there are kinds, each of its kind.
#[derive(Clone, Copy)]
struct OutcomesOf<'a>(&'a [OutcomeKind]);

impl<'de> DeserializeSeed<'de> for OutcomesOf<'_> {
    type Value = Vec<Option<Outcome>>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for OutcomesOf<'_> {
    type Value = Vec<Option<Outcome>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let mut outcomes = Vec::with_capacity(self.0.len());
        for kind in self.0 {
            let missing = || A::Error::custom("an outcome is missing");
            outcomes.push(items.next_element_seed(OutcomeOf(*kind))?.ok_or_else(missing)?);
        }
        if items.next_element::<IgnoredAny>()?.is_some() {
            return Err(A::Error::custom("there are too many outcomes"));
        }
        Ok(outcomes)
    }
}

/// A list that is refused as soon as it has more than `MAX` items, before it fills the memory: 64 MiB hold 32 million.
#[derive(Debug)]
pub(super) struct AtMost<T, const MAX: usize>(pub(super) Vec<T>);

impl<'de, T: Deserialize<'de>, const MAX: usize> Deserialize<'de> for AtMost<T, MAX> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Items<T, const MAX: usize>(Vec<T>);

        impl<'de, T: Deserialize<'de>, const MAX: usize> serde::de::Visitor<'de> for Items<T, MAX> {
            type Value = AtMost<T, MAX>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an array")
            }

            fn visit_seq<A: serde::de::SeqAccess<'de>>(mut self, mut items: A) -> Result<Self::Value, A::Error> {
                while let Some(item) = items.next_element()? {
                    if self.0.len() == MAX {
                        return Err(serde::de::Error::custom(format!("there are more than {MAX} items")));
                    }
                    self.0.push(item);
                }
                Ok(AtMost(self.0))
            }
        }

        deserializer.deserialize_seq(Items(Vec::new()))
    }
}

/// The answer of `transaction`, outcomes still as JSON: what they are depends on the operations.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TransactionResult {
    pub(super) outcomes: AtMost<Box<RawValue>, MAX_OPERATIONS>,
    #[serde(default, deserialize_with = "present")]
    pub(super) undo_steps: Option<u32>,
}
