//! Where Humanize gets its draws: from any closure, or from [`NoteRng`], our own seeded generator.
//!
//! A generator that is a sequence gives every note other draws as soon as one switch is turned. [`NoteRng`] is
//! addressed instead: each draw has a place (clip, note, what it is for) and is computed from that place alone, so
//! switches do not disturb each other, and notes can be computed in any order.

/// What a draw is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DrawKind {
    /// The shift of the start.
    Timing = 0,
    /// The change of the velocity.
    Velocity = 1,
    /// The change of the duration.
    Duration = 2,
    /// The probability.
    Probability = 3,
    /// The velocity deviation.
    VelocityDeviation = 4,
}

/// A source of draws in `[0, 1)`. Every `FnMut() -> f64` is one: it is called once per draw, in the order of
/// transforms, section 2.
pub trait Draws {
    /// The draw for note `note`, counted from 0.
    fn draw(&mut self, note: usize, kind: DrawKind) -> f64;

    /// Called before the notes of clip `clip` of a run, counted from 0.
    fn begin_clip(&mut self, _clip: usize) {}
}

impl<F: FnMut() -> f64 + ?Sized> Draws for F {
    #[inline]
    fn draw(&mut self, _: usize, _: DrawKind) -> f64 {
        self()
    }
}

/// Our seeded generator of draws, addressed by clip, note and kind. The same seed gives the same bytes for ever.
///
/// Output `n` of `SplitMix64` begun at `state` is `mix(state + (n + 1) * 0x9E3779B97F4A7C15)`, all modulo 2^64, with
/// `mix(z)`: `z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9; z = (z ^ z >> 27) * 0x94D049BB133111EB; z ^ z >> 31`.
/// The key of a clip is output `clip` of the generator begun at the seed; a draw is output `8 * note + kind` of the
/// one begun at the key, its upper 53 bits times 2^-53. The kinds are numbered as [`DrawKind`] lists them.
///
/// ```
/// use livebridge_core::transforms::{DrawKind, NoteRng};
///
/// let rng = NoteRng::new(7);
/// assert_eq!(rng.get(3, DrawKind::Velocity), NoteRng::new(7).get(3, DrawKind::Velocity));
/// assert_ne!(rng.get(3, DrawKind::Velocity), rng.for_clip(1).get(3, DrawKind::Velocity));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoteRng {
    seed: u64,
    key: u64,
}

impl NoteRng {
    /// The generator for the first clip of a run with this seed.
    pub const fn new(seed: u64) -> Self {
        Self { seed, key: splitmix(seed, 0) }
    }

    /// The generator for clip `clip` of the run, counted from 0.
    #[must_use]
    pub const fn for_clip(self, clip: usize) -> Self {
        Self { seed: self.seed, key: splitmix(self.seed, clip as u64) }
    }

    /// The draw for note `note`, counted from 0: a number in `[0, 1)`.
    #[expect(clippy::cast_precision_loss, reason = "53 bits are an f64 exactly")]
    #[inline]
    pub const fn get(&self, note: usize, kind: DrawKind) -> f64 {
        /// 2^-53.
        const UNIT: f64 = 1.0 / 9_007_199_254_740_992.0;
        let bits = splitmix(self.key, (note as u64).wrapping_mul(8).wrapping_add(kind as u64));
        // 53 bits, so signed and unsigned are the same; the signed conversion is the quick one.
        (bits >> 11).cast_signed() as f64 * UNIT
    }
}

impl Draws for NoteRng {
    #[inline]
    fn draw(&mut self, note: usize, kind: DrawKind) -> f64 {
        self.get(note, kind)
    }

    fn begin_clip(&mut self, clip: usize) {
        *self = self.for_clip(clip);
    }
}

/// Output `n` of `SplitMix64` begun at `state`.
#[inline]
const fn splitmix(state: u64, n: u64) -> u64 {
    let z = state.wrapping_add(n.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
    let z = (z ^ z >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let z = (z ^ z >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ z >> 31
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first outputs of `SplitMix64` from 1234567, as its author's C program prints them.
    #[test]
    fn the_sequence_is_that_of_splitmix64() {
        let known = [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423];
        for (n, expected) in known.into_iter().enumerate() {
            assert_eq!(splitmix(1_234_567, n as u64), expected);
        }
    }
}
