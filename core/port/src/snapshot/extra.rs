//! What only one kind of source knows of a thing: a section per source, kept word for word.
//!
//! A file tells more of a Set than any bridge does. That stands here, under the name of its source, and never between
//! the fields that every source has. It is kept, compared and shown; only the words of a difference look inside.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use super::Snapshot;
use crate::json;

/// Optional sections by source, such as `als`; empty for what a bridge tells. Cheap to clone.
///
/// ```
/// use livebridge_port::{Snapshot, fixtures, snapshot::Extra};
///
/// let old = fixtures::seeded();
/// let mut new = old.clone();
/// new.tracks[0].extra = Extra::of("als", &[("frozen", 1.0)]);
/// let text = new.to_canonical();
/// assert!(text.contains(r#""extra": {"als":[["frozen",1]]}"#));
/// assert_eq!(Snapshot::from_canonical(&text).unwrap(), new);
/// assert_ne!(new, old);
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Extra(Option<Arc<BTreeMap<String, Value>>>);

impl Snapshot {
    /// The same Set with nothing but what the contract knows of: what any target can be asked to load.
    #[must_use]
    pub fn without_extra(mut self) -> Self {
        self.extra = Extra::default();
        for scene in &mut self.scenes {
            scene.extra = Extra::default();
        }
        for track in &mut self.tracks {
            track.extra = Extra::default();
            for device in &mut track.devices {
                device.extra = Extra::default();
            }
            for clip in track.session.iter_mut().chain(&mut track.arrangement) {
                clip.extra = Extra::default();
            }
        }
        self
    }
}

impl Extra {
    /// One section. Nothing when the value has no JSON form or an empty one (`null`, `{}`, `[]`).
    pub fn of<T: Serialize + ?Sized>(source: &str, value: &T) -> Self {
        let section = json::to_vec(value).ok().and_then(|text| serde_json::from_slice(&text).ok());
        Self::from_sections(section.map(|section| (source.to_owned(), section)).into_iter().collect())
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// The section of a source.
    pub fn section(&self, source: &str) -> Option<&Value> {
        self.0.as_ref()?.get(source)
    }

    /// All sections, by the name of their source.
    pub fn sections(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().flat_map(|sections| sections.iter()).map(|(source, section)| (source.as_str(), section))
    }

    fn from_sections(mut sections: BTreeMap<String, Value>) -> Self {
        sections.retain(|_, section| !is_blank(section));
        Self((!sections.is_empty()).then(|| Arc::new(sections)))
    }
}

fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(list) => list.is_empty(),
        Value::Object(map) => map.is_empty(),
        Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

impl Serialize for Extra {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.sections())
    }
}

impl<'de> Deserialize<'de> for Extra {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut sections = BTreeMap::deserialize(deserializer)?;
        for section in sections.values_mut() {
            // `4.0` and `4` are the same number, and are written as `4`: so they must be the same value too.
            let text = json::to_vec(section).map_err(serde::de::Error::custom)?;
            *section = serde_json::from_slice(&text).map_err(serde::de::Error::custom)?;
        }
        Ok(Self::from_sections(sections))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Extra {
        serde_json::from_str(text).unwrap()
    }

    /// A section on everything that can have one, and then on nothing.
    #[test]
    fn without_extra_nothing_is_left_but_what_the_contract_knows() {
        let plain = crate::fixtures::seeded_devices();
        let some = Extra::of("als", &[1]);
        let mut set = plain.clone();
        set.extra = some.clone();
        set.scenes.iter_mut().for_each(|scene| scene.extra = some.clone());
        for track in &mut set.tracks {
            track.extra = some.clone();
            track.devices.iter_mut().for_each(|device| device.extra = some.clone());
            track.session.iter_mut().chain(&mut track.arrangement).for_each(|clip| clip.extra = some.clone());
        }
        assert!(set.to_canonical().matches("extra").count() > 5);
        assert_eq!(set.without_extra(), plain);
    }

    #[test]
    fn equal_numbers_are_equal_however_written() {
        assert_eq!(read(r#"{"als":{"a":4.0,"b":[-0.0,1e3]}}"#), read(r#"{"als":{"b":[0,1000],"a":4}}"#));
        assert_eq!(read(r#"{"als":{"a":4.0}}"#), Extra::of("als", &BTreeMap::from([("a", 4.0)])));
        assert_ne!(read(r#"{"als":4}"#), read(r#"{"als":"4"}"#));
    }

    #[test]
    fn nothing_in_it_is_nothing() {
        assert!(read("{}").is_empty());
        assert!(read(r#"{"als":{},"b":null,"c":[]}"#).is_empty());
        assert!(Extra::of("als", &()).is_empty());
        assert!(!Extra::of("als", &0).is_empty());
    }
}
