//! Where random programs get their numbers: a seed, and one generator for each program of it.
//!
//! The generator is splitmix64, written down here so that a seed means the same program in every version.

use std::fmt;
use std::str::FromStr;

use livebridge_core::hash::fnv1a;

/// The seed of an exploration: an integer, or any other text such as a commit hash.
///
/// An integer from 0 to 2^64-1 stands for itself; any other text for the FNV-1a hash (64 bits) of its UTF-8 bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seed {
    text: String,
    value: u64,
}

impl Seed {
    /// The generator of program `number`, which needs none of those before it.
    pub fn program(&self, number: u64) -> Random {
        Random(mix(self.value ^ mix(number)))
    }
}

impl Default for Seed {
    fn default() -> Self {
        Self { text: "1".to_owned(), value: 1 }
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

/// A sequence of random numbers: splitmix64.
#[derive(Debug, Clone)]
pub struct Random(u64);

fn mix(mut z: u64) -> u64 {
    z = z.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

impl Random {
    fn next(&mut self) -> u64 {
        let drawn = mix(self.0);
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        drawn
    }

    /// A number below `bound`; 0 when that is 0.
    pub fn below(&mut self, bound: usize) -> usize {
        let scaled = (u128::from(self.next()) * bound as u128) >> 64;
        usize::try_from(scaled).unwrap_or_default()
    }

    /// A number below `bound`, a small one more often.
    pub fn small(&mut self, bound: usize) -> usize {
        let bound = self.below(bound) + 1;
        self.below(bound)
    }

    /// True in `percent` of 100 cases.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of a list that is not empty.
    pub fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }

    /// `Some` in `percent` of 100 cases.
    pub fn maybe<T>(&mut self, percent: usize, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if self.chance(percent) { Some(make(self)) } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_is_a_number_or_any_text() {
        let value = |text: &str| text.parse::<Seed>().unwrap().value;
        assert_eq!(value("17"), 17);
        // The published test vectors of FNV-1a.
        assert_eq!(value("a"), 0xAF63_DC4C_8601_EC8C);
        assert_eq!(value("foobar"), 0x8594_4171_F739_67E8);
        // A variable that is not set is no seed.
        assert!("".parse::<Seed>().is_err());
    }

    #[test]
    fn the_generator_is_splitmix64() {
        // The first outputs of the reference implementation for seed 0.
        let mut random = Random(0);
        assert_eq!(random.next(), 0xE220_A839_7B1D_CDAF);
        assert_eq!(random.next(), 0x6E78_9E6A_A1B9_65F4);
    }

    #[test]
    fn draws_stay_below_their_bound() {
        let mut random = "bounds".parse::<Seed>().unwrap().program(0);
        for bound in 1..100 {
            assert!(random.below(bound) < bound && random.small(bound) < bound);
        }
        assert_eq!(random.below(0), 0);
    }
}
