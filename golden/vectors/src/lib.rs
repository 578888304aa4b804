//! The vectors of `golden/vectors`, and how an answer is held against one.
//!
//! They are compiled in, so that a program can judge an implementation of a transform without these files at hand. What
//! the files hold and how they are written stands in the README beside them.

use std::sync::LazyLock;

use livebridge_port::{BridgeError, json};
use serde::Deserialize;
use serde_json::Value;

macro_rules! files {
    ($($file:literal,)+) => {
        /// Every vector file: its name and its text.
        pub const FILES: &[(&str, &str)] =
            &[$(($file, include_str!(concat!("../", $file)))),+];
    };
}

files! {
    "errors.json",
    "fader-inverse.json",
    "fader.json",
    "fill.json",
    "grid.json",
    "humanize.json",
    "janitor-detect.json",
    "janitor-fix.json",
    "loudness.json",
    "path-ids.json",
    "plan-arrangement.json",
    "scale-lock.json",
    "transpose.json",
    "trim.json",
}

/// The vectors of one transform.
///
/// ```
/// use livebridge_transforms::by_name;
/// use livebridge_vectors::Vectors;
///
/// let vectors = Vectors::of("transpose").unwrap();
/// for case in &vectors.cases {
///     let seen = by_name::call(&vectors.transform, &case.input);
///     assert_eq!(case.mismatch(&seen, vectors.tolerance), None, "{} {}", vectors.file, case.name);
/// }
/// ```
#[derive(Debug, Clone, Deserialize)]
pub struct Vectors {
    /// The file that they stand in.
    #[serde(skip)]
    pub file: &'static str,
    /// The name of the transform.
    pub transform: String,
    /// By how much numbers of an output may differ.
    pub tolerance: f64,
    /// The cases, in the order of the file.
    pub cases: Vec<Case>,
}

/// One input, and what a transform must make of it.
#[derive(Debug, Clone, Deserialize)]
pub struct Case {
    /// What it is about, in words joined by hyphens.
    pub name: String,
    /// What the transform is given.
    pub input: Value,
    /// What it answers; absent where it must refuse.
    pub output: Option<Value>,
    /// How it refuses.
    pub error: Option<ExpectedRefusal>,
}

/// How an input must be refused.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ExpectedRefusal {
    /// The code, as it is written in an error.
    pub code: String,
    /// The id at fault, where one must be named.
    pub subject_id: Option<String>,
}

/// Where an answer is not what its vector says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mismatch {
    /// What the vector says, with the path to the field.
    pub expected: String,
    /// What was answered instead.
    pub seen: String,
}

impl Vectors {
    /// The vectors of a transform by its name; `None` for a name that has none. The files are read once.
    #[expect(clippy::expect_used, reason = "the files are constants, and a test reads every one")]
    pub fn of(transform: &str) -> Option<&'static Self> {
        static ALL: LazyLock<Vec<Vectors>> = LazyLock::new(|| {
            let read = |(file, text): &(&'static str, &str)| {
                let vectors: Vectors = serde_json::from_str(text).expect("a vector file has its shape");
                Vectors { file, ..vectors }
            };
            FILES.iter().map(read).collect()
        });
        ALL.iter().find(|vectors| vectors.transform == transform)
    }
}

impl Case {
    /// Where `seen` differs from what the case says, `None` when it does not.
    pub fn mismatch(&self, seen: &Result<Value, BridgeError>, tolerance: f64) -> Option<Mismatch> {
        match (&self.output, &self.error, seen) {
            (Some(output), _, Ok(seen)) => difference("", output, seen, tolerance),
            (None, Some(error), Err(seen)) => {
                let refusal =
                    ExpectedRefusal { code: seen.code.name().to_owned(), subject_id: seen.subject_id.clone() };
                (refusal != *error).then(|| Mismatch { expected: error.in_words(), seen: refusal.in_words() })
            }
            (Some(_), _, Err(error)) => {
                Some(Mismatch { expected: "it is answered".to_owned(), seen: format!("it was refused with {error}") })
            }
            (None, error, Ok(seen)) => {
                let expected = error.as_ref().map_or_else(|| "it is refused".to_owned(), ExpectedRefusal::in_words);
                Some(Mismatch { expected, seen: format!("it was answered with {}", shown(seen)) })
            }
            (None, None, Err(_)) => None,
        }
    }
}

impl ExpectedRefusal {
    fn in_words(&self) -> String {
        let subject = self.subject_id.as_ref().map_or_else(String::new, |id| format!(" and the subjectId `{id}`"));
        format!("it is refused with {}{subject}", self.code)
    }
}

/// The first place where two values differ: numbers by more than `tolerance`, keys in any order.
fn difference(path: &str, expected: &Value, seen: &Value, tolerance: f64) -> Option<Mismatch> {
    let differs = |expected: String, seen: String| {
        let place = if path.is_empty() { "the answer" } else { path };
        Some(Mismatch { expected: format!("{place} is {expected}"), seen: format!("it is {seen}") })
    };
    match (expected, seen) {
        (Value::Number(a), Value::Number(b)) => {
            let apart = (a.as_f64().unwrap_or(f64::NAN) - b.as_f64().unwrap_or(f64::NAN)).abs();
            if apart <= tolerance { None } else { differs(shown(expected), shown(seen)) }
        }
        (Value::Array(a), Value::Array(b)) if a.len() != b.len() => {
            differs(format!("a list of {}", a.len()), format!("a list of {}", b.len()))
        }
        (Value::Array(a), Value::Array(b)) => {
            let mut pairs = a.iter().zip(b).enumerate();
            pairs.find_map(|(i, (a, b))| difference(&format!("{path}[{i}]"), a, b, tolerance))
        }
        (Value::Object(a), Value::Object(b)) => {
            let at = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
            let missing = a.iter().find_map(|(key, value)| match b.get(key) {
                Some(other) => difference(&at(key), value, other, tolerance),
                None => {
                    Some(Mismatch { expected: format!("{} is {}", at(key), shown(value)), seen: "it is absent".into() })
                }
            });
            missing.or_else(|| {
                let (key, value) = b.iter().find(|(key, _)| !a.contains_key(*key))?;
                Some(Mismatch { expected: format!("{} is absent", at(key)), seen: format!("it is {}", shown(value)) })
            })
        }
        _ if expected == seen => None,
        _ => differs(shown(expected), shown(seen)),
    }
}

/// A value as JSON, cut when it is long.
fn shown(value: &Value) -> String {
    const SHOWN: usize = 120;
    let text = json::to_string(value).unwrap_or_default();
    match text.char_indices().nth(SHOWN) {
        Some((cut, _)) => format!("{} ...", &text[..cut]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// What is compared is everything but numbers, which may differ by the tolerance.
    #[test]
    fn every_difference_is_seen_and_told_with_its_place() {
        let seen = |a: &Value, b: &Value| difference("", a, b, 0.5).map(|mismatch| mismatch.expected);
        for (a, b, told) in [
            (json!({"a": true}), json!({"a": false}), "a is true"),
            (json!({"a": ["x", "y"]}), json!({"a": ["x", "z"]}), "a[1] is \"y\""),
            (json!({"a": null}), json!({"a": 0}), "a is null"),
            (json!({"a": 1}), json!({"a": 1.75}), "a is 1"),
            (json!({"a": [1]}), json!({"a": [1, 2]}), "a is a list of 1"),
            (json!({"a": 1}), json!({}), "a is 1"),
            (json!({}), json!({"a": 1}), "a is absent"),
        ] {
            assert_eq!(seen(&a, &b).as_deref(), Some(told), "{a} {b}");
            assert_eq!(seen(&a, &a), None);
        }
        assert_eq!(seen(&json!({"a": 1}), &json!({"a": 1.5})), None);
    }
}
