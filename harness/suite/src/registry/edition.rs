//! Editions of the registry: released sets of requirements, which never change.
//!
//! A released set is a file of ids and levels. A requirement that came later is checked and reported but not scored,
//! so that a verdict keeps its meaning when the suite grows.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

use crate::requirement::Requirement;

/// A released set of requirements.
#[derive(Debug, PartialEq, Eq)]
pub struct Frozen {
    /// Its name: `1.0`.
    pub name: &'static str,
    /// One line for each requirement: its id and its level. A line that begins with `#` is a remark.
    pub text: &'static str,
}

/// Every released set, the newest last.
pub static FROZEN: [Frozen; 1] = [Frozen { name: "1.0", text: include_str!("frozen/1.0.txt") }];

impl Frozen {
    /// The ids and levels, in the order of the file.
    pub fn rows(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        self.text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(' '))
    }
}

/// Which requirements count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edition {
    /// Those of a released set.
    Frozen(&'static Frozen),
    /// All that there are.
    Latest,
}

impl Default for Edition {
    /// The newest released set.
    fn default() -> Self {
        FROZEN.last().map_or(Self::Latest, Self::Frozen)
    }
}

impl Edition {
    /// Whether a requirement counts.
    pub fn scores(self, requirement: &Requirement) -> bool {
        match self {
            Self::Frozen(set) => set.rows().any(|(id, _)| id == requirement.id),
            Self::Latest => true,
        }
    }

    /// The name on the command line and in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Frozen(set) => set.name,
            Self::Latest => "latest",
        }
    }
}

impl fmt::Display for Edition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Serialize for Edition {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for Edition {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// A name that no set of requirements has.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("there is no set of requirements `{0}`: give 1.0 or latest")]
pub struct NoEdition(String);

impl FromStr for Edition {
    type Err = NoEdition;

    fn from_str(text: &str) -> Result<Self, NoEdition> {
        let frozen = FROZEN.iter().find(|set| set.name == text).map(Self::Frozen);
        frozen.or((text == "latest").then_some(Self::Latest)).ok_or_else(|| NoEdition(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use livebridge_port::hash::fnv1a;

    use super::*;
    use crate::registry;

    /// A frozen id that disappears, or whose level changes, would change what a verdict of that set means.
    #[test]
    fn what_is_frozen_stays() {
        for set in &FROZEN {
            for (id, level) in set.rows() {
                let Some(requirement) = registry::by_id(id) else { panic!("{id} of {} is gone", set.name) };
                assert_eq!(requirement.level.to_string(), level, "the level of {id} of {} has changed", set.name);
            }
        }
    }

    /// Released sets, each with the hash of its file and how many requirements it has.
    #[test]
    fn a_released_set_never_changes() {
        let released = FROZEN.each_ref().map(|set| (set.name, fnv1a(set.text.as_bytes()), set.rows().count()));
        assert_eq!(released, [("1.0", 0x3744_fc7f_ddfb_f95b, 223)]);
    }

    #[test]
    fn reads_back() {
        assert_eq!("1.0".parse(), Ok(Edition::default()));
        assert_eq!("latest".parse(), Ok(Edition::Latest));
        assert_eq!("2.0".parse::<Edition>(), Err(NoEdition("2.0".to_owned())));
    }
}
