//! Humanize: small deviations of timing, velocity and duration, swing, and living notes. Transforms, section 2.
//!
//! The arithmetic is written in the order of `golden/vectors`, so that every language gives the same bits.

use serde::{Deserialize, Serialize};

use super::grid::Grid;
use super::numbers::{finite, finite_notes, positive};
use super::rng::{DrawKind, Draws};
use crate::error::BridgeError;
use crate::json::present;
use crate::note::Note;
use crate::rules::round_half_up;

/// What Humanize does, and how much.
#[expect(clippy::struct_excessive_bools, reason = "the four switches of the contract")]
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HumanizeOpts {
    /// 0..1; 0 or below changes nothing, above 1 counts as 1.
    pub strength: f64,
    /// How late the notes of odd cells come, 0..1 of half a cell. Has no switch and does not scale with strength.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub swing: Option<f64>,
    /// Whether starts are shifted.
    pub do_timing: bool,
    /// Whether velocities change.
    pub do_velocity: bool,
    /// Whether durations change.
    pub do_duration: bool,
    /// Whether notes get a probability and a velocity deviation.
    pub living: bool,
}

impl HumanizeOpts {
    /// Options of this strength with everything switched off.
    pub const fn new(strength: f64) -> Self {
        Self { strength, swing: None, do_timing: false, do_velocity: false, do_duration: false, living: false }
    }
}

/// Options and grid, judged and brought into their ranges.
#[derive(Clone, Copy)]
pub(super) struct Humanizer {
    pub(super) opts: HumanizeOpts,
    strength: f64,
    cell: f64,
    /// What swing adds to the start of a note in an odd cell; `None` when that is nothing.
    late: Option<f64>,
}

impl Humanizer {
    /// `None` when the strength is 0 or below: then nothing changes.
    pub(super) fn new(opts: &HumanizeOpts, grid: Grid) -> Result<Option<Self>, BridgeError> {
        let strength = finite("opts.strength", opts.strength)?.min(1.0);
        let swing = finite("opts.swing", opts.swing.unwrap_or(0.0))?.clamp(0.0, 1.0);
        let cell = positive("grid.beatsPerCell", grid.beats_per_cell)?;
        let late = (swing > 0.0).then_some(swing * cell * 0.5);
        Ok((strength > 0.0).then_some(Self { opts: *opts, strength, cell, late }))
    }

    /// The start shifted by a draw's offset `f`.
    #[inline]
    pub(super) fn shifted(&self, start: f64, f: f64) -> f64 {
        start + f * self.cell * self.strength
    }

    /// The start after swing, judged on the `original` one, and held at 0.
    #[inline]
    pub(super) fn swung(&self, start: f64, original: f64) -> f64 {
        let late = match self.late {
            Some(late) if is_odd(original / self.cell) => late,
            _ => 0.0,
        };
        (start + late).max(0.0)
    }

    #[inline]
    pub(super) fn velocity(&self, velocity: f64, f: f64) -> f64 {
        (velocity + f * self.strength * 64.0).clamp(1.0, 127.0)
    }

    #[inline]
    pub(super) fn duration(&self, duration: f64, f: f64) -> f64 {
        let varied = duration * (1.0 + f * self.strength * 0.5);
        if varied > 0.0 { varied } else { duration }
    }

    #[inline]
    pub(super) fn probability(&self, r: f64) -> f64 {
        1.0 - r * self.strength * 0.3
    }

    #[inline]
    pub(super) fn velocity_deviation(&self, r: f64) -> f64 {
        r * self.strength * 16.0
    }

    /// One note. Clears `good` when a draw is not in `[0, 1)`.
    #[inline]
    fn vary<D: Draws + ?Sized>(&self, mut note: Note, i: usize, draws: &mut D, good: &mut bool) -> Note {
        let mut draw = |kind| {
            let r = draws.draw(i, kind);
            *good &= (0.0..1.0).contains(&r);
            r
        };
        let original = note.start_time;
        let mut start = original;
        if self.opts.do_timing {
            start = self.shifted(start, offset(draw(DrawKind::Timing)));
        }
        if self.opts.do_velocity {
            let velocity = note.velocity().unwrap_or(Note::DEFAULT_VELOCITY);
            note = note.with_velocity(self.velocity(velocity, offset(draw(DrawKind::Velocity))));
        }
        if self.opts.do_duration {
            note.duration = self.duration(note.duration, offset(draw(DrawKind::Duration)));
        }
        note.start_time = self.swung(start, original);
        if self.opts.living {
            note = note.with_probability(self.probability(draw(DrawKind::Probability)));
            note = note.with_velocity_deviation(self.velocity_deviation(draw(DrawKind::VelocityDeviation)));
        }
        note
    }
}

/// A draw r in `[0, 1)` as f in `[-1, 1)`.
#[inline]
pub(super) fn offset(r: f64) -> f64 {
    2.0 * r - 1.0
}

/// Whether the nearest whole number, a tie going up, is odd.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "only whole numbers within 2^52 are cast"
)]
#[expect(clippy::float_cmp, reason = "the remainder of a whole number is exact")]
#[inline]
fn is_odd(x: f64) -> bool {
    /// Below this, rounding can go through i64, which is quicker than `floor`.
    const SMALL: f64 = 4_503_599_627_370_496.0;
    if x.abs() < SMALL {
        let toward_zero = x as i64;
        let below = toward_zero - i64::from(toward_zero as f64 > x);
        (below + i64::from(x - below as f64 >= 0.5)) & 1 == 1
    } else {
        round_half_up(x).rem_euclid(2.0) == 1.0
    }
}

/// The numbers that Humanize computes with.
fn judged(note: &Note) -> [(&'static str, f64); 3] {
    let velocity = note.velocity().unwrap_or(Note::DEFAULT_VELOCITY);
    [("startTime", note.start_time), ("duration", note.duration), ("velocity", velocity)]
}

/// The notes with small deviations. Transforms, section 2.
///
/// Draws are taken note by note, only for what is switched on; at strength 0 none is taken and the result is an
/// exact copy. `BAD_INPUT` when a number is not finite, the grid's cell is not above 0, or a draw is not in `[0, 1)`.
///
/// ```
/// use livebridge_core::Note;
/// use livebridge_core::transforms::{Grid, HumanizeOpts, NoteRng, humanize};
///
/// let notes = [Note::new(60.0, 1.0, 1.0)];
/// let opts = HumanizeOpts { do_timing: true, ..HumanizeOpts::new(0.5) };
/// let grid = Grid::new("1/16", false);
///
/// let late = humanize(&notes, &opts, grid, &mut || 0.75)?;
/// assert_eq!(late[0].start_time, 1.0625);
/// assert_eq!(humanize(&notes, &opts, grid, &mut NoteRng::new(1))?, humanize(&notes, &opts, grid, &mut NoteRng::new(1))?);
/// # Ok::<(), livebridge_core::BridgeError>(())
/// ```
pub fn humanize<D: Draws + ?Sized>(
    notes: &[Note],
    opts: &HumanizeOpts,
    grid: Grid,
    draws: &mut D,
) -> Result<Vec<Note>, BridgeError> {
    let mut varied = Vec::new();
    humanize_into(notes, opts, grid, draws, &mut varied)?;
    Ok(varied)
}

/// [`humanize`] into a buffer that is emptied first and keeps its memory. When it is refused, the buffer is left
/// empty.
pub fn humanize_into<D: Draws + ?Sized>(
    notes: &[Note],
    opts: &HumanizeOpts,
    grid: Grid,
    draws: &mut D,
    out: &mut Vec<Note>,
) -> Result<(), BridgeError> {
    out.clear();
    let Some(humanizer) = Humanizer::new(opts, grid)? else {
        out.extend_from_slice(notes);
        return Ok(());
    };
    finite_notes(notes, judged)?;
    let mut good = true;
    out.extend(notes.iter().enumerate().map(|(i, note)| humanizer.vary(*note, i, draws, &mut good)));
    if !good {
        out.clear();
    }
    good_draws(good)
}

/// [`humanize`] in the place of the notes. They are left alone when a number is refused, but not when a draw is.
pub fn humanize_in_place<D: Draws + ?Sized>(
    notes: &mut [Note],
    opts: &HumanizeOpts,
    grid: Grid,
    draws: &mut D,
) -> Result<(), BridgeError> {
    let Some(humanizer) = Humanizer::new(opts, grid)? else { return Ok(()) };
    finite_notes(notes, judged)?;
    let mut good = true;
    for (i, note) in notes.iter_mut().enumerate() {
        *note = humanizer.vary(*note, i, draws, &mut good);
    }
    good_draws(good)
}

fn good_draws(good: bool) -> Result<(), BridgeError> {
    let refusal = || BridgeError::bad_input("a draw must be a number from 0 to below 1");
    good.then_some(()).ok_or_else(|| refusal().with_hint("use a generator that yields numbers in [0, 1)"))
}
