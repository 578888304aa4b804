//! Humanize on columns: one array per field instead of one record per note, for very many notes.

#![expect(clippy::inline_always, reason = "what is not inlined does not get the instructions of its path")]

use livebridge_port::BridgeError;

use super::grid::Grid;
use super::humanize::HumanizeOpts;
use super::kernel::{BLOCK, Fields, Humanizer, Scratch, widest};
use super::numbers::finite;
use super::rng::NoteRng;
use livebridge_loudness::lanes::{Job, Lanes};

/// The fields of some notes that Humanize reads or writes, one array each, note `i` at place `i`.
///
/// `start_time` is always read. Of the others only those that are switched on, and these must be as long: of
/// `velocity` an absent one is 100; what `probability` and `velocity_deviation` hold is overwritten.
#[derive(Debug, Default)]
pub struct NoteColumns<'a> {
    /// Starts in beats.
    pub start_time: &'a mut [f64],
    /// Durations in beats.
    pub duration: &'a mut [f64],
    /// Velocities.
    pub velocity: &'a mut [f64],
    /// Probabilities.
    pub probability: &'a mut [f64],
    /// Velocity deviations.
    pub velocity_deviation: &'a mut [f64],
}

/// [`humanize_into`](super::humanize_into) with [`NoteRng`] on columns, in place: the same numbers, field by field.
///
/// Refused like [`humanize`](super::humanize()), and with `BAD_INPUT` when a column that is needed has another
/// length than `start_time`. When a value is refused, those before it may have changed.
///
/// ```
/// use livebridge_transforms::{Grid, HumanizeOpts, NoteColumns, NoteRng, humanize_columns};
///
/// let (mut starts, mut velocities) = ([0.0, 1.0, 2.0], [100.0; 3]);
/// let columns = NoteColumns { start_time: &mut starts, velocity: &mut velocities, ..NoteColumns::default() };
/// let opts = HumanizeOpts { do_velocity: true, ..HumanizeOpts::new(0.5) };
/// humanize_columns(columns, &opts, Grid::new("1/16", false), &NoteRng::new(7))?;
/// assert_eq!(starts, [0.0, 1.0, 2.0]);
/// assert_ne!(velocities, [100.0; 3]);
/// # Ok::<(), livebridge_port::BridgeError>(())
/// ```
pub fn humanize_columns(
    columns: NoteColumns<'_>,
    opts: &HumanizeOpts,
    grid: Grid,
    rng: &NoteRng,
) -> Result<(), BridgeError> {
    let Some(humanizer) = Humanizer::new(opts, grid)? else { return Ok(()) };
    let NoteColumns { start_time, duration, velocity, probability, velocity_deviation } = &columns;
    let count = start_time.len();
    let needed = [("duration", duration.len(), opts.do_duration), ("velocity", velocity.len(), opts.do_velocity)];
    let living = [("probability", probability.len()), ("velocityDeviation", velocity_deviation.len())];
    for (name, length, needed) in needed.into_iter().chain(living.map(|(name, length)| (name, length, opts.living))) {
        if needed && length != count {
            return Err(BridgeError::bad_input(format!("the column {name} must hold {count} values, not {length}")));
        }
    }

    widest(count, Vary { columns, humanizer, rng: *rng })
}

/// [`humanize_columns`] on one path of the CPU; the columns have the lengths that they must have.
struct Vary<'a> {
    columns: NoteColumns<'a>,
    humanizer: Humanizer,
    rng: NoteRng,
}

impl Job for Vary<'_> {
    type Out = Result<(), BridgeError>;

    #[inline(always)]
    fn run<L: Lanes>(self, _: L) -> Self::Out {
        let Self { columns, humanizer, mut rng } = self;
        let NoteColumns { start_time, duration, velocity, probability, velocity_deviation } = columns;
        let (opts, count, mut scratch) = (humanizer.opts, start_time.len(), Scratch::new());
        for first in (0..count).step_by(BLOCK) {
            let end = (first + BLOCK).min(count);
            let mut fields = Fields {
                start: &mut start_time[first..end],
                velocity: of_block(velocity, opts.do_velocity, first..end),
                duration: of_block(duration, opts.do_duration, first..end),
                probability: of_block(probability, opts.living, first..end),
                deviation: of_block(velocity_deviation, opts.living, first..end),
            };
            judge("startTime", first, fields.start)?;
            judge("velocity", first, fields.velocity)?;
            judge("duration", first, fields.duration)?;
            humanizer.vary(first, &mut fields, &mut scratch, &mut rng);
        }
        Ok(())
    }
}

/// The part of a column that belongs to a block; nothing of one that is not needed, which may have any length.
#[inline(always)]
fn of_block(column: &mut [f64], needed: bool, block: std::ops::Range<usize>) -> &mut [f64] {
    if needed { &mut column[block] } else { &mut [] }
}

/// Refuses a value that is not finite. `first` is the index of the first one.
#[inline(always)]
fn judge(name: &str, first: usize, column: &[f64]) -> Result<(), BridgeError> {
    if column.iter().fold(true, |good, value| good & value.is_finite()) {
        return Ok(());
    }
    column.iter().enumerate().try_for_each(|(i, value)| finite(&format!("{name}[{}]", first + i), *value).map(drop))
}
