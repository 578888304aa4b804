//! The arithmetic of Humanize, on short columns: what records and columns of notes have in common.
//!
//! It is written in the order of `golden/vectors`, so that every language gives the same bits, and without branches
//! inside the loops, so that a compiler can do several notes at a time. It is compiled once for each set of
//! instructions ([`widest`]): what is to be part of that is `#[inline(always)]`. No set of them contracts a
//! multiplication and an addition into one rounding, so the bits are the same on all.

#![expect(clippy::inline_always, reason = "what is not inlined does not get the instructions of its path")]

use livebridge_port::BridgeError;
use livebridge_port::rules::round_half_up;

use super::grid::Grid;
use super::humanize::HumanizeOpts;
use super::numbers::{finite, positive};
use super::rng::{DrawKind, Draws};
use livebridge_loudness::CpuPath;
use livebridge_loudness::lanes::{Job, dispatch};

/// Runs work on very many notes with the best instructions that this CPU has.
pub(super) fn widest<J: Job>(count: usize, job: J) -> J::Out {
    /// Below this, asking what the CPU has costs more than it brings.
    const MANY: usize = 512;
    dispatch(if count < MANY { CpuPath::Portable } else { CpuPath::detect() }, job)
}

/// How many notes are computed together. Twice as many make columns a fifth faster, and whole notes a quarter slower.
pub(super) const BLOCK: usize = 32;

/// Options and grid, judged and brought into their ranges.
#[derive(Clone, Copy)]
pub(super) struct Humanizer {
    pub(super) opts: HumanizeOpts,
    strength: f64,
    cell: f64,
    /// A multiplication by this gives the same bits as the slower division by `cell`, where there is one.
    cells_per_beat: Option<f64>,
    /// Starts below this, either side of 0, can be divided into cells the quick way.
    small: f64,
    /// What swing adds to the start of a note in an odd cell; `None` when that is nothing.
    late: Option<f64>,
}

/// The fields of at most [`BLOCK`] notes, as slices of one length. Those that are switched off may be empty.
pub(super) struct Fields<'a> {
    pub(super) start: &'a mut [f64],
    pub(super) velocity: &'a mut [f64],
    pub(super) duration: &'a mut [f64],
    pub(super) probability: &'a mut [f64],
    pub(super) deviation: &'a mut [f64],
}

/// Memory for one block, made once for many.
pub(super) struct Scratch {
    taken: [[f64; BLOCK]; DrawKind::ALL.len()],
    original: [f64; BLOCK],
}

impl Scratch {
    pub(super) const fn new() -> Self {
        Self { taken: [[0.0; BLOCK]; DrawKind::ALL.len()], original: [0.0; BLOCK] }
    }
}

impl Humanizer {
    /// `None` when the strength is 0 or below: then nothing changes.
    pub(super) fn new(opts: &HumanizeOpts, grid: Grid) -> Result<Option<Self>, BridgeError> {
        let strength = finite("opts.strength", opts.strength)?.min(1.0);
        let swing = finite("opts.swing", opts.swing.unwrap_or(0.0))?.clamp(0.0, 1.0);
        let cell = positive("grid.beatsPerCell", grid.beats_per_cell)?;
        let late = (swing > 0.0).then_some(swing * cell * 0.5);
        let (cells_per_beat, small) = (exact_inverse(cell), SMALL * cell);
        Ok((strength > 0.0).then_some(Self { opts: *opts, strength, cell, cells_per_beat, small, late }))
    }

    /// Changes a block of notes, the first of which is note `first`. Gives whether every draw was in `[0, 1)`.
    #[inline(always)]
    pub(super) fn vary<D: Draws + ?Sized>(
        &self,
        first: usize,
        fields: &mut Fields<'_>,
        scratch: &mut Scratch,
        draws: &mut D,
    ) -> bool {
        let count = fields.start.len().min(BLOCK);
        let good = self.take(first, count, &mut scratch.taken, draws);
        let Scratch { taken: [timing, velocity, duration, probability, deviation], original } = scratch;
        let Self { strength, cell, opts, .. } = *self;

        original[..count].copy_from_slice(&fields.start[..count]);
        if opts.do_timing {
            each(fields.start, timing, |start, r| start + (2.0 * r - 1.0) * cell * strength);
        }
        self.swing(fields.start, original);
        if opts.do_velocity {
            each(fields.velocity, velocity, |v, r| (v + (2.0 * r - 1.0) * strength * 64.0).clamp(1.0, 127.0));
        }
        if opts.do_duration {
            each(fields.duration, duration, |before, r| {
                let varied = before * (1.0 + (2.0 * r - 1.0) * strength * 0.5);
                if varied > 0.0 { varied } else { before }
            });
        }
        if opts.living {
            each(fields.probability, probability, |_, r| 1.0 - r * strength * 0.3);
            each(fields.deviation, deviation, |_, r| r * strength * 16.0);
        }
        good
    }

    /// Takes the draws of `count` notes for what is switched on. Gives whether every one was in `[0, 1)`.
    #[inline(always)]
    fn take<D: Draws + ?Sized>(
        &self,
        first: usize,
        count: usize,
        taken: &mut [[f64; BLOCK]; DrawKind::ALL.len()],
        draws: &mut D,
    ) -> bool {
        let HumanizeOpts { do_timing, do_velocity, do_duration, living, .. } = self.opts;
        let switched_on = [do_timing, do_velocity, do_duration, living, living];
        let mut wanted = DrawKind::ALL.map(|kind| (kind, <&mut [f64]>::default()));
        let mut kinds = 0;
        for ((kind, is_on), room) in DrawKind::ALL.into_iter().zip(switched_on).zip(taken) {
            if is_on {
                wanted[kinds] = (kind, &mut room[..count]);
                kinds += 1;
            }
        }
        draws.fill(first, &mut wanted[..kinds])
    }

    /// Makes the notes of odd cells late, judged on their original starts, and holds every start at 0 that a draw has
    /// moved: without timing, a note that starts before 0 stays there.
    #[inline(always)]
    fn swing(&self, starts: &mut [f64], originals: &[f64; BLOCK]) {
        let lowest = if self.opts.do_timing { 0.0 } else { f64::NEG_INFINITY };
        let not_below = |start: f64| if start > lowest { start } else { lowest };
        let Some(late) = self.late else {
            if self.opts.do_timing {
                each(starts, originals, |start, _| not_below(start));
            }
            return;
        };
        let cell = self.cell;
        let is_small = originals.iter().fold(true, |small, start| small & (start.abs() < self.small));
        if is_small && let Some(cells_per_beat) = self.cells_per_beat {
            each(starts, originals, |start, original| {
                not_below(start + if is_odd_small(original * cells_per_beat) { late } else { 0.0 })
            });
        } else if is_small {
            each(starts, originals, |start, original| {
                not_below(start + if is_odd_small(original / cell) { late } else { 0.0 })
            });
        } else {
            each(starts, originals, |start, original| {
                not_below(start + if is_odd(original / cell) { late } else { 0.0 })
            });
        }
    }
}

/// The inverse of a power of two, which is exact: then both ways round the same number. Straight cells are such powers.
fn exact_inverse(cell: f64) -> Option<f64> {
    const FRACTION: u64 = (1 << 52) - 1;
    let inverse = cell.recip();
    (cell.to_bits() & FRACTION == 0 && cell.is_normal() && inverse.is_normal()).then_some(inverse)
}

/// Replaces each value of a column by what `change` gives for it and its partner.
#[inline(always)]
fn each(column: &mut [f64], partners: &[f64; BLOCK], change: impl Fn(f64, f64) -> f64) {
    // A whole block has a length that the compiler knows.
    if let Ok(block) = <&mut [f64; BLOCK]>::try_from(&mut *column) {
        for (value, partner) in block.iter_mut().zip(partners) {
            *value = change(*value, *partner);
        }
    } else {
        for (value, partner) in column.iter_mut().zip(partners) {
            *value = change(*value, *partner);
        }
    }
}

/// Whether the nearest whole number, a tie going up, is odd.
#[expect(clippy::float_cmp, reason = "the remainder of a whole number is exact")]
fn is_odd(x: f64) -> bool {
    round_half_up(x).rem_euclid(2.0) == 1.0
}

/// 2^50: well below this, adding [`NEAREST`] and taking it away again rounds to the nearest whole number.
const SMALL: f64 = 1_125_899_906_842_624.0;

/// 1.5 * 2^52: numbers around it have no fraction.
const NEAREST: f64 = 6_755_399_441_055_744.0;

/// [`is_odd`] for numbers of less than [`SMALL`] in size, in arithmetic that needs no rounding instruction.
#[expect(clippy::float_cmp, reason = "compares whole numbers and halves, which are exact")]
#[inline(always)]
fn is_odd_small(x: f64) -> bool {
    // A tie goes to the even number here; where that was down, up was the odd one.
    let nearest = (x + NEAREST) - NEAREST;
    let half = nearest * 0.5;
    ((half + NEAREST) - NEAREST != half) != (x - nearest >= 0.5)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where cells are wider than floats are dense, the quick way would tell wrong, and the start would show it.
    #[test]
    fn far_away_cells_are_told_apart_too() {
        let even = 3.0 * (4_503_599_627_370_496.0 + 2.0);
        let opts = HumanizeOpts { swing: Some(1.0), ..HumanizeOpts::new(1.0) };
        let humanizer = Humanizer::new(&opts, Grid { beats_per_cell: 3.0 });
        let Ok(Some(humanizer)) = humanizer else { panic!("these options are good") };
        let (mut starts, mut originals) = ([even], [0.0; BLOCK]);
        originals[0] = even;
        humanizer.swing(&mut starts, &originals);
        assert_eq!(starts[0].to_bits(), even.to_bits());

        // Two in a block, of which the odd one is late.
        let Ok(Some(humanizer)) = Humanizer::new(&opts, Grid { beats_per_cell: 1024.0 }) else {
            panic!("good options")
        };
        let far = |cell: f64| 1024.0 * (2_251_799_813_685_248.0 + cell);
        (originals[0], originals[1]) = (far(3.0), far(2.0));
        let mut starts = [far(3.0), far(2.0)];
        humanizer.swing(&mut starts, &originals);
        assert!(starts[0] > far(3.0), "{starts:?}");
        assert_eq!(starts[1].to_bits(), far(2.0).to_bits());

        // And a block in which all are far away.
        let (mut starts, originals) = ([far(3.0); BLOCK], [far(3.0); BLOCK]);
        humanizer.swing(&mut starts, &originals);
        assert!(starts.iter().all(|start| *start > far(3.0)));
    }

    #[test]
    fn a_cell_that_is_a_power_of_two_has_an_exact_inverse() {
        for cell in [0.0625, 0.25, 1.0, 4.0, 2.0_f64.powi(-1022), 2.0_f64.powi(1022)] {
            let inverse = exact_inverse(cell).unwrap_or(0.0);
            for start in [0.1, 1.0 / 3.0, -7.3, 1e15 + 0.125, 5e-324, f64::MAX] {
                assert_eq!((start * inverse).to_bits(), (start / cell).to_bits(), "{start} in cells of {cell}");
            }
        }
        for cell in [1.0 / 6.0, 0.75, 3.0, f64::MAX, 5e-324, 2.0_f64.powi(1023)] {
            assert_eq!(exact_inverse(cell), None, "{cell}");
        }
    }

    #[test]
    fn both_ways_to_tell_odd_cells_agree() {
        let close =
            [0.499_999_999_999_999_94, 0.5, 1.5, 2.5, -0.5, -1.5, -0.500_000_000_000_000_1, 1e15 + 0.5, -1e15 + 0.5];
        for x in close.into_iter().chain((-4000..4000).map(|i| f64::from(i) * 0.125)) {
            assert_eq!(is_odd_small(x), is_odd(x), "{x}");
        }
        assert!(is_odd_small(0.5) && !is_odd_small(0.499_999_999_999_999_94));
    }
}
