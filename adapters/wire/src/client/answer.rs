//! A line as an answer to a call, or why it is none.

use std::marker::PhantomData;

use livebridge_port::{CallError, Fault};
use serde::de::{DeserializeOwned, DeserializeSeed};
use serde_json::Value;
use serde_json::value::RawValue;

use super::{Delivered, Reply, Shared};
use crate::frame::{beginning, text};
use crate::log::locked;
use crate::message::{Answer, JSONRPC, Meaning, RpcError};
use crate::strict::{self, Misfit, Strict};

/// The typed result of a reply; a fault that names the field when it does not fit.
pub(crate) fn typed<T: DeserializeOwned>(operation: &str, reply: Reply) -> Result<T, CallError> {
    read(operation, reply, PhantomData)
}

/// What a reply holds of the type that `seed` reads; a fault that names the field when it does not fit. `place` is where
/// it stands, for people.
pub(crate) fn read<T, S>(place: &str, reply: Reply, seed: S) -> Result<T, CallError>
where
    S: Copy + for<'de> DeserializeSeed<'de, Value = T>,
{
    let result = refused(reply)?;
    strict::read(result.get(), seed).map_err(|misfit| {
        let (why, shown) = (placed(&misfit), beginning(result.get().as_bytes()));
        Fault::Protocol(format!("the result of {place} does not fit: {why}; it is `{shown}`")).into()
    })
}

/// The JSON of a reply, with errors of the contract taken out.
fn refused(reply: Reply) -> Result<Box<RawValue>, CallError> {
    reply.map_err(|error| match error.meaning() {
        Meaning::Refusal(refusal) | Meaning::Protocol(refusal) => refusal.into(),
        Meaning::Fault(reason) => Fault::Protocol(reason).into(),
    })
}

pub(super) fn garbage(what: String, line: &[u8]) -> Fault {
    Fault::Garbage { what, beginning: beginning(line) }
}

/// Hands a line to the call that it answers; gives the id of that, or 0 for a notification.
pub(super) fn take_line(shared: &Shared, line: &[u8]) -> Result<u64, Fault> {
    let text = text(line).map_err(|error| garbage(error.to_string(), line))?;
    let answer: Answer<'_> = strict::from_str(text).map_err(|error| {
        if error.is_data() {
            return no_message(text, line);
        }
        let reason = strict::reason(&error);
        garbage(format!("a line that is not JSON ({reason} at column {})", error.column()), line)
    })?;
    if let (Some(method), None) = (&answer.method, &answer.id) {
        if method == "log" {
            locked(&shared.log).push(&format!("log: {}", answer.params.map_or("", RawValue::get)));
        }
        return Ok(0);
    }
    if answer.jsonrpc.is_none_or(|version| version.0 != JSONRPC) {
        return Err(Fault::Protocol(format!("an answer needs \"jsonrpc\": \"2.0\": `{}`", beginning(line))));
    }
    let id = match &answer.id {
        Some(Value::Number(id)) => id.as_u64().or_else(|| strict::whole(id.as_f64()?)?.try_into().ok()),
        // The answer to a message that could not be read: to the oldest call that waits.
        Some(Value::Null) => shared.oldest(),
        _ => None,
    };
    let reply = match (answer.result, answer.error) {
        (Some(result), None) => Ok(result.to_owned()),
        (None, Some(error)) => Err(RpcError { unread: answer.id == Some(Value::Null), ..error }),
        _ => {
            let shown = beginning(line);
            return Err(Fault::Protocol(format!("an answer needs either `result` or `error`: `{shown}`")));
        }
    };
    if let Some(id) = id
        && shared.deliver(id, Delivered::Reply(reply))
    {
        return Ok(id);
    }
    let id = answer.id.unwrap_or_default();
    Err(Fault::Protocol(format!("an answer with the id {id}, which no call waits for: `{}`", beginning(line))))
}

/// The fault of a line that is JSON and no message: it says which field is wrong.
fn no_message(text: &str, line: &[u8]) -> Fault {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let error = serde_path_to_error::deserialize::<_, Answer<'_>>(Strict(&mut deserializer)).err();
    let why = error.map_or_else(String::new, |error| format!(" ({})", placed(&error)));
    Fault::Protocol(format!("a line that is no JSON-RPC message{why}: `{}`", beginning(line)))
}

/// An error of JSON with its place.
fn placed(error: &Misfit) -> String {
    let (path, reason) = (error.path().to_string(), strict::reason(error.inner()));
    if path == "." { reason } else { format!("field `{path}`: {reason}") }
}
