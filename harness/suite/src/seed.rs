//! What a run draws its random numbers from: the seed of `verify`, and of `explore`.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use livebridge_port::hash::fnv1a;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde::ser::{Serialize, Serializer};

/// A seed: an integer, or any other text such as a commit hash.
///
/// An integer from 0 to 2^64-1 stands for itself; any other text for the FNV-1a hash (64 bits) of its UTF-8 bytes. It is
/// told as it was given; in JSON it is a number where it was given as one, else a string.
///
/// ```
/// use livebridge_suite::seed::Seed;
///
/// let commit: Seed = "90dcb53".parse()?;
/// assert_eq!((commit.to_string(), commit.value()), ("90dcb53".to_owned(), 0x9050_FC1A_1218_CE95));
/// assert_eq!(Seed::from(7), "7".parse()?);
/// assert_eq!(serde_json::to_string(&[Seed::from(7), commit])?, r#"[7,"90dcb53"]"#);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seed {
    text: String,
    value: u64,
}

impl Seed {
    /// The number that it stands for.
    pub const fn value(&self) -> u64 {
        self.value
    }
}

impl Default for Seed {
    fn default() -> Self {
        Self::from(1)
    }
}

impl From<u64> for Seed {
    fn from(value: u64) -> Self {
        Self { text: value.to_string(), value }
    }
}

impl FromStr for Seed {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.is_empty() {
            return Err("it is empty: give an integer, or any text");
        }
        let value = text.parse().unwrap_or_else(|_| fnv1a(text.as_bytes()));
        Ok(Self { text: text.to_owned(), value })
    }
}

impl fmt::Display for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Serialize for Seed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // `007` is a seed of its own name, and no number in JSON.
        if *self == Self::from(self.value) {
            serializer.serialize_u64(self.value)
        } else {
            serializer.serialize_str(&self.text)
        }
    }
}

impl<'de> Deserialize<'de> for Seed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;

        impl Visitor<'_> for Either {
            type Value = Seed;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a seed: an integer or a text")
            }

            fn visit_u64<E: Error>(self, value: u64) -> Result<Seed, E> {
                Ok(Seed::from(value))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Seed, E> {
                text.parse().map_err(E::custom)
            }
        }

        deserializer.deserialize_any(Either)
    }
}

impl JsonSchema for Seed {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Seed".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["integer", "string"], "minimum": 0, "minLength": 1 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_is_a_number_or_any_text() {
        let value = |text: &str| text.parse::<Seed>().unwrap().value();
        assert_eq!((value("17"), value("007"), value("18446744073709551615")), (17, 7, u64::MAX));
        // The published test vectors of FNV-1a.
        assert_eq!(value("a"), 0xAF63_DC4C_8601_EC8C);
        assert_eq!(value("foobar"), 0x8594_4171_F739_67E8);
        // A variable that is not set is no seed.
        assert!("".parse::<Seed>().is_err());
    }

    #[test]
    fn it_is_kept_as_it_was_given() {
        for (text, json) in [("7", "7"), ("007", "\"007\""), ("-1", "\"-1\""), ("a b", "\"a b\"")] {
            let seed: Seed = text.parse().unwrap();
            assert_eq!((seed.to_string(), serde_json::to_string(&seed).unwrap()), (text.to_owned(), json.to_owned()));
            assert_eq!(serde_json::from_str::<Seed>(json).unwrap(), seed);
        }
        for wrong in ["-1", "1.5", "null", "\"\""] {
            assert!(serde_json::from_str::<Seed>(wrong).is_err(), "{wrong}");
        }
    }
}
