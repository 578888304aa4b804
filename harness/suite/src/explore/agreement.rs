//! Whether what was seen is what was expected, as far as the contract fixes it; and where not.
//!
//! Works on JSON, so that answers, outcomes and whole Sets share one set of rules: numbers within the tolerance of the
//! target, notes as multisets with defaults for what is absent, ids by what they name, and what the host chooses left
//! out. It is slow, and only reached where two typed values are not simply equal.

use livebridge_port::{Note, json};
use serde_json::{Map, Value};

use super::target_ids::TargetIds;
use crate::tolerance::Tolerance;

/// The first place where two values differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Difference {
    /// The way to it from the top: `tracks[1].name`.
    pub(super) path: String,
    /// What the model has there, as JSON.
    pub(super) expected: String,
    /// What the target has there.
    pub(super) seen: String,
}

/// Fields that are beats.
const BEATS: [&str; 7] = ["startTime", "endTime", "duration", "loopStart", "loopEnd", "endMarker", "time"];

/// Beats that a target computes of others, in an order of its own: a few units in the last place are no difference.
const COMPUTED: [&str; 5] = ["endTime", "duration", "loopStart", "loopEnd", "endMarker"];

/// Fields that are values of parameters of devices and mixers.
const PARAMETERS: [&str; 6] = ["value", "min", "max", "defaultValue", "volume", "panning"];

/// The label of a grid that the host does not tell.
const UNKNOWN: &str = "unknown";

/// Compares; ids that are seen for the first time are learnt.
pub(super) struct Agreement<'a> {
    pub(super) tolerance: Tolerance,
    pub(super) names: &'a mut TargetIds,
}

impl Agreement<'_> {
    /// Where `seen` differs from `expected`, if it does.
    pub(super) fn differ(&mut self, expected: &Value, seen: &Value) -> Option<Difference> {
        self.at("", "", expected, seen)
    }

    fn at(&mut self, path: &str, key: &str, expected: &Value, seen: &Value) -> Option<Difference> {
        let same = match (expected, seen) {
            (Value::Object(a), Value::Object(b)) => {
                // The name of a fader is the host's choice.
                let fader = key == "volume" || a.get("id").and_then(Value::as_str).is_some_and(is_fader);
                for (key, expected) in a {
                    let of_a_fader = fader && key == "name";
                    match b.get(key) {
                        _ if key == "extra" || key == "startMarker" || of_a_fader => {}
                        Some(seen) => {
                            if let Some(difference) = self.at(&below(path, key), key, expected, seen) {
                                return Some(difference);
                            }
                        }
                        // A source that cannot tell leaves these out of its snapshot.
                        None if key == "cuePoints" || (key == "name" && path.contains("devices[")) => {}
                        None => return Some(difference(&below(path, key), Some(expected), None)),
                    }
                }
                if !same_phase(a, b) {
                    let key = "startMarker";
                    return Some(difference(&below(path, key), a.get(key), b.get(key)));
                }
                let known = |key: &str| key == "extra" || key == "startMarker" || a.contains_key(key);
                let new = b.iter().find(|(key, _)| !known(key));
                return new.map(|(key, seen)| difference(&below(path, key), None, Some(seen)));
            }
            (Value::Array(_), Value::Array(_)) if key == "notes" => match (notes(expected), notes(seen)) {
                (Some(a), Some(b)) => self.tolerance.same_notes(&a, &b),
                _ => expected == seen,
            },
            (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
                return a
                    .iter()
                    .zip(b)
                    .enumerate()
                    .find_map(|(i, (expected, seen))| self.at(&format!("{path}[{i}]"), key, expected, seen));
            }
            (Value::Number(a), Value::Number(b)) => self.same(key, a.as_f64(), b.as_f64()),
            (Value::String(a), Value::String(b)) if key == "id" || key == "slotId" => {
                match self.names.learn(&a.as_str().into(), &b.as_str().into()) {
                    Ok(()) => true,
                    Err(expected) => {
                        return Some(Difference { path: path.to_owned(), expected, seen: short(seen) });
                    }
                }
            }
            // What a host does not tell contradicts nothing.
            (Value::String(_), Value::String(grid)) if key == "gridQuantization" && grid == UNKNOWN => true,
            _ => expected == seen,
        };
        (!same).then(|| difference(path, Some(expected), Some(seen)))
    }

    fn same(&self, key: &str, expected: Option<f64>, seen: Option<f64>) -> bool {
        let (Some(a), Some(b)) = (expected, seen) else { return false };
        let computed = COMPUTED.contains(&key) && (a - b).abs() <= 1e-9 * a.abs().max(1.0);
        // JSON text does not keep the sign of zero everywhere.
        let (a, b) = (a + 0.0, b + 0.0);
        computed
            || if BEATS.contains(&key) {
                self.tolerance.same_beats(a, b)
            } else if PARAMETERS.contains(&key) {
                self.tolerance.same_param(a, b)
            } else {
                self.tolerance.same_number(a, b)
            }
    }
}

/// Whether two clips begin to play at the same place of their content: where they do not say so, at the start of the
/// loop. What one computes as just before the end of a loop another may compute as its start.
fn same_phase(a: &Map<String, Value>, b: &Map<String, Value>) -> bool {
    let number = |clip: &Map<String, Value>, key: &str| clip.get(key).and_then(Value::as_f64);
    let begins = |clip| number(clip, "startMarker").or_else(|| number(clip, "loopStart"));
    let (Some(x), Some(y)) = (begins(a), begins(b)) else { return begins(a) == begins(b) };
    let length = number(a, "loopEnd").unwrap_or_default() - number(a, "loopStart").unwrap_or_default();
    let off = (x - y).abs();
    let near = 1e-6_f64.max(x.abs() / 4_194_304.0);
    off <= near || (off - length).abs() <= near
}

/// The fields on the way to a difference, without what differs from Set to Set: of `tracks[1].name` it is `tracks.name`.
pub(super) fn field(path: &str) -> String {
    let mut inside = false;
    path.chars()
        .filter(|c| {
            inside = (inside || *c == '[') && *c != ']';
            !inside && *c != ']'
        })
        .collect::<String>()
        .trim_start_matches('.')
        .to_owned()
}

fn is_fader(id: &str) -> bool {
    id.ends_with("/mixer/volume")
}

fn notes(value: &Value) -> Option<Vec<Note>> {
    serde_json::from_value(value.clone()).ok()
}

fn below(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

fn difference(path: &str, expected: Option<&Value>, seen: Option<&Value>) -> Difference {
    let shown = |value: Option<&Value>| value.map_or_else(|| "nothing".to_owned(), short);
    Difference { path: path.to_owned(), expected: shown(expected), seen: shown(seen) }
}

/// A value as JSON, cut when it is long.
pub(super) fn short(value: &Value) -> String {
    const SHOWN: usize = 200;
    let text = json::to_string(value).unwrap_or_default();
    match text.char_indices().nth(SHOWN) {
        Some((cut, _)) => format!("{} ...", &text[..cut]),
        None => text,
    }
}
