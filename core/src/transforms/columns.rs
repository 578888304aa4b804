//! Humanize on columns: one array per field instead of one record per note, for very many notes.

use super::grid::Grid;
use super::humanize::{HumanizeOpts, Humanizer, offset};
use super::numbers::finite;
use super::rng::{DrawKind, NoteRng};
use crate::error::BridgeError;

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

/// [`humanize`](super::humanize()) with [`NoteRng`] on columns, in place: the same numbers, field by field.
///
/// Refused like [`humanize`](super::humanize()), and with `BAD_INPUT` when a column that is needed has another
/// length than `start_time`; the columns are left alone then.
///
/// ```
/// use livebridge_core::transforms::{Grid, HumanizeOpts, NoteColumns, NoteRng, humanize_columns};
///
/// let (mut starts, mut velocities) = ([0.0, 1.0, 2.0], [100.0; 3]);
/// let columns = NoteColumns { start_time: &mut starts, velocity: &mut velocities, ..NoteColumns::default() };
/// let opts = HumanizeOpts { do_velocity: true, ..HumanizeOpts::new(0.5) };
/// humanize_columns(columns, &opts, Grid::new("1/16", false), &NoteRng::new(7))?;
/// assert_eq!(starts, [0.0, 1.0, 2.0]);
/// assert_ne!(velocities, [100.0; 3]);
/// # Ok::<(), livebridge_core::BridgeError>(())
/// ```
pub fn humanize_columns(
    columns: NoteColumns<'_>,
    opts: &HumanizeOpts,
    grid: Grid,
    rng: &NoteRng,
) -> Result<(), BridgeError> {
    let Some(humanizer) = Humanizer::new(opts, grid)? else { return Ok(()) };
    let NoteColumns { start_time, duration, velocity, probability, velocity_deviation } = columns;
    let count = start_time.len();
    judge("startTime", start_time, count, true)?;
    judge("duration", duration, count, opts.do_duration)?;
    judge("velocity", velocity, count, opts.do_velocity)?;
    // What these two hold is overwritten, so that only their length matters.
    same_length("probability", probability.len(), count, opts.living)?;
    same_length("velocityDeviation", velocity_deviation.len(), count, opts.living)?;

    if opts.do_timing {
        each(start_time, |i, start| {
            let shifted = humanizer.shifted(start, offset(rng.get(i, DrawKind::Timing)));
            humanizer.swung(shifted, start)
        });
    } else {
        each(start_time, |_, start| humanizer.swung(start, start));
    }
    if opts.do_velocity {
        each(velocity, |i, velocity| humanizer.velocity(velocity, offset(rng.get(i, DrawKind::Velocity))));
    }
    if opts.do_duration {
        each(duration, |i, duration| humanizer.duration(duration, offset(rng.get(i, DrawKind::Duration))));
    }
    if opts.living {
        each(probability, |i, _| humanizer.probability(rng.get(i, DrawKind::Probability)));
        each(velocity_deviation, |i, _| humanizer.velocity_deviation(rng.get(i, DrawKind::VelocityDeviation)));
    }
    Ok(())
}

/// Replaces each value of a column by what `change` gives for its place.
fn each(column: &mut [f64], change: impl Fn(usize, f64) -> f64) {
    for (i, value) in column.iter_mut().enumerate() {
        *value = change(i, *value);
    }
}

/// Refuses a column that is needed and has another length, or a value that is not finite.
fn judge(name: &str, column: &[f64], count: usize, needed: bool) -> Result<(), BridgeError> {
    same_length(name, column.len(), count, needed)?;
    match column.iter().position(|value| !value.is_finite()) {
        Some(i) if needed => finite(&format!("{name}[{i}]"), column[i]).map(drop),
        _ => Ok(()),
    }
}

fn same_length(name: &str, length: usize, count: usize, needed: bool) -> Result<(), BridgeError> {
    if !needed || length == count {
        return Ok(());
    }
    Err(BridgeError::bad_input(format!("the column {name} must hold {count} values, not {length}")))
}
