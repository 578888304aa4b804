//! Where Humanize gets its draws: from any closure, or from [`NoteRng`], our own seeded generator.
//!
//! A generator that is a sequence gives every note other draws as soon as one switch is turned. [`NoteRng`] is
//! addressed instead: each draw has a place (clip, what it is for, note) and is computed from that place alone, so
//! switches do not disturb each other, and notes can be computed in any order, or several at once.

#![expect(clippy::inline_always, reason = "what is not inlined does not get the instructions of its path")]

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

impl DrawKind {
    /// Every kind, in the order in which the draws of a note are taken.
    pub const ALL: [Self; 5] =
        [Self::Timing, Self::Velocity, Self::Duration, Self::Probability, Self::VelocityDeviation];
}

/// A source of draws in `[0, 1)`. Every `FnMut() -> f64` is one: it is called once per draw, in the order of
/// transforms, section 2.
pub trait Draws {
    /// The draw for note `note`, counted from 0.
    fn draw(&mut self, note: usize, kind: DrawKind) -> f64;

    /// Called before the notes of clip `clip` of a run, counted from 0.
    fn begin_clip(&mut self, _clip: usize) {}

    /// The draws of several notes, the first of which is note `first`: for each kind as many as there is room for.
    /// Gives whether every one is in `[0, 1)`.
    ///
    /// By default they are taken note by note, and of each note kind by kind.
    fn fill(&mut self, first: usize, draws: &mut [(DrawKind, &mut [f64])]) -> bool {
        let count = draws.iter().map(|(_, out)| out.len()).max().unwrap_or(0);
        let mut good = true;
        for i in 0..count {
            for (kind, out) in &mut *draws {
                if let Some(place) = out.get_mut(i) {
                    *place = self.draw(first + i, *kind);
                    good &= (0.0..1.0).contains(place);
                }
            }
        }
        good
    }
}

impl<F: FnMut() -> f64 + ?Sized> Draws for F {
    #[inline]
    fn draw(&mut self, _: usize, _: DrawKind) -> f64 {
        self()
    }
}

/// Our seeded generator of draws, addressed by clip, kind and note. The same seed gives the same bytes for ever.
///
/// Output `n` of `SplitMix64` begun at `state` is `mix(state + (n + 1) * 0x9E3779B97F4A7C15)`, all modulo 2^64, with
/// `mix(z)`: `z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9; z = (z ^ z >> 27) * 0x94D049BB133111EB; z ^ z >> 31`.
/// A clip and a kind have a key: output `8 * clip + kind` of the generator begun at the seed, kinds being numbered as
/// [`DrawKind`] lists them. Output `m` of the one begun at the key holds the draws of the notes `2 * m`, in its lower
/// half, and `2 * m + 1`, in its upper half: 32 bits, divided by 2^32.
///
/// ```
/// use livebridge_transforms::{DrawKind, NoteRng};
///
/// let rng = NoteRng::new(7);
/// assert_eq!(rng.get(3, DrawKind::Velocity), NoteRng::new(7).get(3, DrawKind::Velocity));
/// assert_ne!(rng.get(3, DrawKind::Velocity), rng.for_clip(1).get(3, DrawKind::Velocity));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoteRng {
    seed: u64,
    /// The key of each kind.
    keys: [u64; 5],
}

impl NoteRng {
    /// The generator for the first clip of a run with this seed.
    pub fn new(seed: u64) -> Self {
        let keys = DrawKind::ALL.map(|kind| splitmix(seed, kind as u64));
        Self { seed, keys }
    }

    /// The generator for clip `clip` of the run, counted from 0.
    #[must_use]
    pub fn for_clip(self, clip: usize) -> Self {
        let first = (clip as u64).wrapping_mul(8);
        Self { keys: DrawKind::ALL.map(|kind| splitmix(self.seed, first.wrapping_add(kind as u64))), ..self }
    }

    /// The draw for note `note`, counted from 0: a number in `[0, 1)`.
    #[inline]
    pub const fn get(&self, note: usize, kind: DrawKind) -> f64 {
        unit(splitmix(self.keys[kind as usize], note as u64 / 2), note % 2 == 1)
    }
}

impl Draws for NoteRng {
    #[inline(always)]
    fn draw(&mut self, note: usize, kind: DrawKind) -> f64 {
        self.get(note, kind)
    }

    fn begin_clip(&mut self, clip: usize) {
        *self = self.for_clip(clip);
    }

    #[inline(always)]
    fn fill(&mut self, first: usize, draws: &mut [(DrawKind, &mut [f64])]) -> bool {
        for (kind, out) in draws {
            // From an even note on, an output of the generator serves two notes.
            let odd = (first % 2).min(out.len());
            let (before, out) = out.split_at_mut(odd);
            before.fill(self.get(first, *kind));
            let (key, mut m) = (self.keys[*kind as usize], (first + odd) as u64 / 2);
            let (pairs, last) = out.as_chunks_mut();
            for [even, odd] in pairs {
                let bits = splitmix(key, m);
                (*even, *odd) = (unit(bits, false), unit(bits, true));
                m += 1;
            }
            last.fill(unit(splitmix(key, m), false));
        }
        true
    }
}

/// One half of an output as a number in `[0, 1)`.
#[expect(clippy::cast_possible_truncation, reason = "takes one half of the bits")]
#[inline(always)]
const fn unit(bits: u64, upper: bool) -> f64 {
    /// 2^-32.
    const UNIT: f64 = 1.0 / 4_294_967_296.0;
    let half = if upper { (bits >> 32) as u32 } else { bits as u32 };
    half as f64 * UNIT
}

/// Output `n` of `SplitMix64` begun at `state`.
#[inline(always)]
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
    fn the_keys_are_outputs_of_splitmix64() {
        let known = [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423];
        for (n, expected) in (0..).zip(known) {
            assert_eq!(splitmix(1_234_567, n), expected);
        }
    }

    #[test]
    fn filling_gives_the_same_draws_as_asking_for_each() {
        let mut rng = NoteRng::new(42).for_clip(3);
        for (first, count) in [(0, 8), (0, 7), (5, 7), (5, 8), (5, 1), (4, 1), (5, 0)] {
            let (mut timing, mut duration) = (vec![0.0; count], vec![0.0; count]);
            rng.fill(first, &mut [(DrawKind::Timing, &mut timing), (DrawKind::Duration, &mut duration)]);
            for i in 0..count {
                assert_eq!(timing[i].to_bits(), rng.get(first + i, DrawKind::Timing).to_bits());
                assert_eq!(duration[i].to_bits(), rng.get(first + i, DrawKind::Duration).to_bits());
            }
        }
    }
}
