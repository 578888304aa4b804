//! The calls that a check made and what came back: what a failure shows as its reproduction.

use std::sync::{Mutex, MutexGuard, PoisonError};

use livebridge_core::{CallError, json};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The calls since the stage was set.
#[derive(Debug, Default)]
pub struct Trace {
    calls: Mutex<Vec<Call>>,
}

/// One call, both sides in one line each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Call {
    /// Name and parameters.
    pub call: String,
    /// The result as JSON, or the error.
    pub answer: String,
}

/// The longest text of a call or an answer that is kept.
const SHOWN_CHARS: usize = 400;

impl Trace {
    fn lock(&self) -> MutexGuard<'_, Vec<Call>> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a call with its answer.
    pub fn push<T: Serialize>(&self, name: &str, params: &impl Serialize, answer: &Result<T, CallError>) {
        let params = Some(text(params)).filter(|params| params != "{}");
        let call = params.map_or_else(|| name.to_owned(), |params| format!("{name} {params}"));
        let answer = match answer {
            Ok(value) => text(value),
            Err(CallError::Refused(error)) => {
                let op = error.op.map_or_else(String::new, |op| format!(" (op {op})"));
                format!("{}{op}: {}", error.code, error.message)
            }
            Err(CallError::Fault(fault)) => fault.to_string(),
        };
        self.lock().push(Call { call, answer });
    }

    /// Forgets what was called so far: the stage is set.
    pub fn clear(&self) {
        self.lock().clear();
    }

    /// Goes back to the calls of an earlier moment.
    pub fn restore(&self, calls: Vec<Call>) {
        *self.lock() = calls;
    }

    /// The calls so far.
    pub fn calls(&self) -> Vec<Call> {
        self.lock().clone()
    }
}

/// A value as JSON, cut when it is long.
fn text(value: &impl Serialize) -> String {
    // A value with a number that JSON cannot hold is shown all the same: as null there.
    let mut text = json::to_string(value).unwrap_or_else(|error| error.to_string());
    if let Some((cut, _)) = text.char_indices().nth(SHOWN_CHARS) {
        text.truncate(cut);
        text.push_str(" ...");
    }
    text
}
