//! Where random programs get their numbers: one generator for each program of a [`Seed`].
//!
//! The generator is splitmix64, written down here so that a seed means the same program in every version.

use crate::seed::Seed;

impl Seed {
    /// The generator of program `number`, which needs none of those before it.
    pub fn program(&self, number: u64) -> Random {
        Random(mix(self.value() ^ mix(number)))
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
