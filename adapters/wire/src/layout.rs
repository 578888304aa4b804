//! Messages in the layout in which nearly everybody writes them: `jsonrpc`, `id`, then what is said, which is the last.
//!
//! Of such a message it is known where that begins and ends before it is read, so it is read once, by its type. Whatever
//! looks different in any way is no error: it is read by the general way, which knows every order of the fields and says
//! what is wrong.

use super::MAX_DEPTH;
use super::frame::opened;

/// An answer: what it answers, and what should be JSON.
pub(super) struct Answered<'a> {
    pub(super) id: u64,
    /// All between `"result":` and the last brace. Only if that is one JSON value, the line is an answer.
    pub(super) result: &'a str,
}

/// A call: what it is called, and what should be JSON.
pub(super) struct Called<'a> {
    pub(super) id: u64,
    pub(super) method: &'a str,
    /// All between `"params":` and the last brace. Only if that is one JSON value, the line is a call.
    pub(super) params: &'a str,
}

/// The answer that a line is.
pub(super) fn answer(line: &[u8]) -> Option<Answered<'_>> {
    let (id, rest) = head(line)?;
    let rest = key(rest, b"\"result\"")?;
    Some(Answered { id, result: last(rest)? })
}

/// The call that a line is.
pub(super) fn call(line: &[u8]) -> Option<Called<'_>> {
    let (id, rest) = head(line)?;
    let rest = key(rest, b"\"method\"")?.strip_prefix(b"\"")?;
    // Names of methods have no escapes.
    let end = memchr::memchr(b'"', rest)?;
    let (method, rest) = (std::str::from_utf8(&rest[..end]).ok()?, comma(&rest[end + 1..])?);
    if method.bytes().any(|byte| byte == b'\\' || byte < b' ') {
        return None;
    }
    Some(Called { id, method, params: last(key(rest, b"\"params\"")?)? })
}

/// What follows the version and the id.
fn head(line: &[u8]) -> Option<(u64, &[u8])> {
    let rest = key(blank(line.strip_prefix(b"{")?), b"\"jsonrpc\"")?.strip_prefix(b"\"2.0\"")?;
    let rest = key(comma(rest)?, b"\"id\"")?;
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    // JSON knows no leading zeros, and so many digits fit.
    if !(1..=19).contains(&digits) || (digits > 1 && rest[0] == b'0') {
        return None;
    }
    let id = rest[..digits].iter().fold(0, |id, digit| id * 10 + u64::from(digit - b'0'));
    Some((id, comma(&rest[digits..])?))
}

/// What follows a key.
fn key<'a>(bytes: &'a [u8], key: &[u8]) -> Option<&'a [u8]> {
    Some(blank(blank(bytes.strip_prefix(key)?).strip_prefix(b":")?))
}

/// What follows a comma.
fn comma(bytes: &[u8]) -> Option<&[u8]> {
    Some(blank(blank(bytes).strip_prefix(b",")?))
}

/// What follows blanks.
fn blank(mut bytes: &[u8]) -> &[u8] {
    while let [b' ', rest @ ..] = bytes {
        bytes = rest;
    }
    bytes
}

/// What comes before the last brace, unless it may be nested too deep for a message: the general way looks closer.
fn last(bytes: &[u8]) -> Option<&str> {
    let bytes = bytes.strip_suffix(b"}")?;
    if opened(bytes) >= MAX_DEPTH { None } else { std::str::from_utf8(bytes).ok() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;
    use crate::message::{Answer, request};
    use crate::strict;

    #[test]
    fn both_usual_ways_to_write_blanks_are_known() {
        for line in [
            r#"{"jsonrpc":"2.0","id":7,"result":{"a":[1]}}"#,
            r#"{"jsonrpc": "2.0", "id": 7, "result": {"a":[1]}}"#,
            r#"{ "jsonrpc" : "2.0" , "id" : 7 , "result" : {"a":[1]}}"#,
        ] {
            let answer = answer(line.as_bytes()).unwrap();
            assert_eq!((answer.id, answer.result), (7, r#"{"a":[1]}"#));
        }
        let called = call(br#"{"jsonrpc": "2.0", "id": 7, "method": "setTempo", "params": {"bpm": 98}}"#).unwrap();
        assert_eq!((called.id, called.method, called.params), (7, "setTempo", r#"{"bpm": 98}"#));
        for other in ["", "{", "}", r#"{"jsonrpc":"2.0","id":07,"result":1}"#, r#"{"id":7,"jsonrpc":"2.0","result":1}"#]
        {
            assert!(answer(other.as_bytes()).is_none(), "{other}");
        }
    }

    /// A message, or nearly one: pieces of the protocol in an order that is mostly right.
    fn pieces() -> impl Strategy<Value = String> {
        #[rustfmt::skip]
        const ODD: &[&str] = &[
            "{", "}", "}}", ",", "\"id\":7", "\"result\":1", "\"params\":{}", "\"error\":null", " ", "\t", "\\", "\"",
            "null", "-0", "1e3", "[]", "\u{1}", "ä",
        ];
        let odd = proptest::option::weighted(0.2, proptest::sample::select(ODD));
        let parts = proptest::sample::select(vec![
            vec!["{", "\"jsonrpc\":\"2.0\"", ",", "\"id\":", "7", ",", "\"result\":", "{\"a\":[1]}", "}"],
            vec!["{", "\"jsonrpc\": \"2.0\"", ", ", "\"id\": ", "0", ", ", "\"result\": ", "null", "}"],
            vec![
                "{",
                "\"jsonrpc\":\"2.0\"",
                ",",
                "\"id\":",
                "12",
                ",",
                "\"method\":",
                "\"m\"",
                ",",
                "\"params\":",
                "{}",
                "}",
            ],
        ]);
        (parts, proptest::collection::vec(odd, 13)).prop_map(|(parts, odd)| {
            parts.into_iter().zip(odd).flat_map(|(part, odd)| [part, odd.unwrap_or_default()]).collect::<String>()
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4096, failure_persistence: None, ..ProptestConfig::default() })]

        /// What is taken for a message of the usual layout means the same when it is read by the general way.
        #[test]
        fn nothing_is_read_differently_than_by_the_general_way(line in pieces()) {
            if let Some(seen) = answer(line.as_bytes())
                && let Ok(result) = serde_json::from_str::<Value>(seen.result)
            {
                let general: Answer<'_> = strict::from_str(&line).unwrap();
                prop_assert_eq!(general.id, Some(json!(seen.id)));
                prop_assert_eq!(serde_json::from_str::<Value>(general.result.unwrap().get()).unwrap(), result);
                prop_assert!(general.error.is_none() && general.method.is_none());
            }
            if let Some(seen) = call(line.as_bytes())
                && let Ok(params) = serde_json::from_str::<Value>(seen.params)
            {
                let general = request(line.as_bytes()).ok().flatten().unwrap();
                prop_assert_eq!(&general.id, &json!(seen.id));
                prop_assert_eq!(general.method, seen.method);
                prop_assert_eq!(serde_json::from_str::<Value>(general.params).unwrap(), params);
            }
        }
    }
}
