//! Shards: parts of the checks that several machines run, one each.
//!
//! A check belongs to the shard that a stable hash of its name says: FNV-1a, 64 bits, of the name in UTF-8, modulo
//! the number of shards. So a check stays in its shard when others come and go, on every machine and every version.

use std::fmt;
use std::str::FromStr;

use livebridge_port::hash::fnv1a;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// One of several parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Shard {
    /// Which one, from 1.
    index: u64,
    /// Of how many.
    count: u64,
}

/// The most shards that a run can be cut into.
const MOST: u64 = 10_000;

impl Shard {
    /// Shard `index`, from 1, of `count`; `None` when there is no such shard.
    pub fn new(index: u64, count: u64) -> Option<Self> {
        (1..=count).contains(&index).then_some(Self { index, count }).filter(|shard| shard.count <= MOST)
    }

    /// Which one, from 1.
    pub const fn index(self) -> u64 {
        self.index
    }

    /// Of how many.
    pub const fn count(self) -> u64 {
        self.count
    }

    /// Whether what has this name belongs to the shard.
    pub fn holds(self, name: &str) -> bool {
        fnv1a(name.as_bytes()) % self.count == self.index - 1
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.index, self.count)
    }
}

impl From<Shard> for String {
    fn from(shard: Shard) -> Self {
        shard.to_string()
    }
}

impl TryFrom<String> for Shard {
    type Error = NoShard;

    fn try_from(text: String) -> Result<Self, NoShard> {
        text.parse()
    }
}

/// A text that names no shard.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is no shard: give one such as 2/4, the second of four; there are at most {MOST}")]
pub struct NoShard(String);

impl FromStr for Shard {
    type Err = NoShard;

    fn from_str(text: &str) -> Result<Self, NoShard> {
        let shard = text.split_once('/').and_then(|(index, count)| {
            let number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?;
            Self::new(number(index)?, number(count)?)
        });
        shard.ok_or_else(|| NoShard(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_in_exactly_one_shard() {
        for check in crate::checks::all() {
            let shards: Vec<Shard> = (1..=7).filter_map(|index| Shard::new(index, 7)).collect();
            assert_eq!(shards.iter().filter(|shard| shard.holds(&check.name)).count(), 1, "{}", check.name);
        }
        assert!(Shard::new(1, 1).is_some_and(|all| all.holds("anything")));
    }

    #[test]
    fn reads_back() {
        assert_eq!("2/4".parse::<Shard>().map(|shard| shard.to_string()), Ok("2/4".to_owned()));
        for wrong in ["", "2", "0/4", "5/4", "1/0", "+1/4", "1/", "/4", "1/4/4", "a/b", "1/10001", "-1/4"] {
            assert_eq!(wrong.parse::<Shard>(), Err(NoShard(wrong.to_owned())));
        }
    }
}
