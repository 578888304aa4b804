//! The table between our ids and those of a bridge, and what a filter sees of an id.
//!
//! Our ids are positions. A bridge that names its objects by positions too needs no table: a filter sees the parts of
//! the path as `.at`. One with ids of its own tells them in its answers as `own`; a filter sees them as `.own`, by the
//! kind of object. They are read again when something was made or deleted, for that may have shifted positions.

use std::collections::BTreeMap;

use livebridge_port::id::Segment;
use livebridge_port::{BridgeError, IdRef, PathId, SubjectKind};
use serde_json::{Map, Value};

/// The ids of a bridge, by ours.
#[derive(Debug, Default)]
pub(crate) struct Table(BTreeMap<String, Value>);

/// The most that is remembered.
const MOST: usize = 1_000_000;

impl Table {
    /// Takes the field `own` out of every object of an answer, and keeps it for the object's `id`.
    pub(crate) fn learn(&mut self, answer: &mut Value) {
        match answer {
            Value::Array(values) => values.iter_mut().for_each(|value| self.learn(value)),
            Value::Object(fields) => {
                if let (Some(own), Some(Value::String(id))) = (fields.remove("own"), fields.get("id"))
                    && self.0.len() < MOST
                {
                    self.0.insert(id.clone(), own);
                }
                fields.values_mut().for_each(|value| self.learn(value));
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    /// Forgets all of them: positions have shifted.
    pub(crate) fn forget(&mut self) {
        self.0.clear();
    }

    /// The bridge's own ids of an object and of what it is in, by their kinds; `None` when the object's is not known.
    pub(crate) fn own(&self, path: PathId) -> Option<Value> {
        let mut own = Map::new();
        let mut prefix: Option<PathId> = None;
        let mut last = None;
        for segment in path.segments() {
            let here = match prefix {
                None => PathId::root(segment),
                Some(before) => before.child(segment)?,
            };
            last = self.0.get(&here.to_string());
            if let Some(value) = last {
                own.insert(word(segment).to_owned(), value.clone());
            }
            prefix = Some(here);
        }
        last.map(|_| Value::Object(own))
    }
}

const fn word(segment: Segment) -> &'static str {
    segment.kind().word()
}

/// The parts of a path, by their words: an index, or `true` for those that have none.
pub(crate) fn parts(path: PathId) -> Value {
    let part = |segment: Segment| (word(segment).to_owned(), segment.index().map_or(Value::Bool(true), Value::from));
    Value::Object(path.segments().map(part).collect())
}

/// The path of an id of this kind; ids are the adapter's, and so it judges what is none.
pub(crate) fn of_kind(id: &IdRef, kind: SubjectKind) -> Result<PathId, BridgeError> {
    match id {
        IdRef::Path(path) if kind.fits(path.shape()) => Ok(*path),
        IdRef::Path(_) => Err(BridgeError::wrong_type(id, format!("`{id}` is no {}", kind.words()))),
        IdRef::Opaque(_) | IdRef::Staged(_) => Err(BridgeError::bad_input(format!("`{id}` is no id"))
            .about(id)
            .with_hint("ids look like `track:0/clipslot:1`: take one from a list or read")),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn own_ids_are_learned_and_taken_out() {
        let mut table = Table::default();
        let mut answer = json!([{"id": "track:1", "own": "live_7", "clips": [{"id": "track:1/clip:0", "own": 9}]}]);
        table.learn(&mut answer);
        assert_eq!(answer, json!([{"id": "track:1", "clips": [{"id": "track:1/clip:0"}]}]));
        let path = |text: &str| text.parse::<PathId>().unwrap();
        assert_eq!(table.own(path("track:1/clip:0")), Some(json!({"track": "live_7", "clip": 9})));
        assert_eq!(table.own(path("track:1/clip:1")), None);
        table.forget();
        assert_eq!(table.own(path("track:1")), None);
    }

    #[test]
    fn a_filter_sees_the_parts_of_a_path() {
        let path = "track:3/clipslot:1/clip".parse().unwrap();
        assert_eq!(parts(path), json!({"track": 3, "clipslot": 1, "clip": true}));
        assert_eq!(parts("track:0/mixer/volume".parse().unwrap()), json!({"track": 0, "mixer": true, "volume": true}));
    }
}
