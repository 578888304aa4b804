//! The calls that a check made and what came back: what a failure shows as its reproduction.

use std::sync::{Mutex, MutexGuard, PoisonError};

use livebridge_port::{CallError, json};
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

impl Call {
    /// A call that somebody else made and kept.
    pub fn new(call: &str, answer: &str) -> Self {
        Self { call: without_chance(call), answer: without_chance(answer) }
    }
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
    let mut text = without_chance(&json::to_string(value).unwrap_or_else(|error| error.to_string()));
    if let Some((cut, _)) = text.char_indices().nth(SHOWN_CHARS) {
        text.truncate(cut);
        text.push_str(" ...");
    }
    text
}

/// The text without the random part of the names of our temporary directories, which differs from run to run:
/// `/tmp/livebridge-a1B2c3/tone.wav` becomes `/tmp/livebridge-*/tone.wav`.
pub fn without_chance(text: &str) -> String {
    const NAMES: [&str; 2] = ["livebridge-renders-", "livebridge-"];
    const RANDOM: usize = 6;
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(NAMES[1]) {
        let name = NAMES.into_iter().find(|name| rest[at..].starts_with(name)).unwrap_or(NAMES[1]);
        let (before, after) = rest.split_at(at + name.len());
        out.push_str(before);
        let random = after.bytes().take_while(u8::is_ascii_alphanumeric).count();
        let in_a_path = before[..at].ends_with(['/', '\\']) && after[random..].starts_with(['/', '\\']);
        rest = after;
        if in_a_path && random == RANDOM {
            out.push('*');
            rest = &after[RANDOM..];
        }
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_temporary_directories_are_no_chance() {
        assert_eq!(without_chance(r#""/tmp/livebridge-a1B2c3/tone.wav""#), r#""/tmp/livebridge-*/tone.wav""#);
        let two = r"C:\\T\\livebridge-renders-abcdef\\1.wav and /tmp/livebridge-ABCDEF/x";
        assert_eq!(without_chance(two), r"C:\\T\\livebridge-renders-*\\1.wav and /tmp/livebridge-*/x");
        for same in ["livebridge-python is here", "/a/livebridge-abcdefg/x", "/a/livebridge-bridge", "", "livebridge-"]
        {
            assert_eq!(without_chance(same), same);
        }
    }
}
