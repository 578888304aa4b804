//! The numbers of a run, how they are kept, and what has changed since others were kept.
//!
//! A change counts only beyond the noise: all rounds of one run lie beyond all rounds of the other by more than the noise
//! floor. So a machine that is noisy within a run makes the comparison more tolerant by itself.

use std::fs;
use std::io;
use std::num::NonZeroUsize;
use std::path::Path;
use std::time::Duration;

use livebridge_port::Operation;
use livebridge_port::capabilities::Implementation;
use livebridge_text::phrasing::shown;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::timing::Sampled;

/// The version of the saved form.
pub const FORMAT: u32 = 1;

/// Differences smaller than this many microseconds never count: clocks and caches move more.
pub const SMALLEST_MICROS: f64 = 0.5;

/// A run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BenchReport {
    /// [`FORMAT`].
    pub format: u32,
    /// What was measured, as on the command line.
    pub target: String,
    /// What it said of itself.
    pub implementation: Implementation,
    /// System, architecture and cores.
    pub machine: String,
    /// How often everything was measured.
    pub rounds: NonZeroUsize,
    /// How many callers there were at once, where calls were pipelined.
    pub callers: NonZeroUsize,
    /// The operations, in the order of the contract.
    pub operations: Vec<OperationTimes>,
    /// Operations that were offered and failed.
    pub failed: Vec<LeftOut>,
    /// Operations that are not offered, or could not be called for want of something.
    pub left_out: Vec<LeftOut>,
}

/// An operation without times.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LeftOut {
    /// The operation.
    pub operation: Operation,
    /// Why.
    pub reason: String,
}

/// The times of one operation, in microseconds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OperationTimes {
    /// The operation.
    pub operation: Operation,
    /// How many calls were timed one at a time, over all rounds.
    pub calls: usize,
    /// The median: half of the calls took no longer.
    pub p50: f64,
    /// 95 of 100 calls took no longer.
    pub p95: f64,
    /// 99 of 100 calls took no longer.
    pub p99: f64,
    /// Calls per second, one at a time.
    pub per_second: f64,
    /// Calls per second of all callers together: the median of the rounds. Only for calls that leave nothing behind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pipelined_per_second: Option<f64>,
    /// The median of each round.
    pub round_p50: Vec<f64>,
    /// The time for a pipelined call in each round.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub round_pipelined: Vec<f64>,
}

impl OperationTimes {
    /// Of all rounds, of which there is at least one.
    pub(super) fn of(operation: Operation, rounds: &[Sampled]) -> Self {
        let all = sorted(rounds.iter().flat_map(|round| &round.calls).map(micros));
        #[expect(clippy::cast_precision_loss, reason = "a number of calls")]
        let mean = all.iter().sum::<f64>() / all.len().max(1) as f64;
        let pipelined: Vec<f64> = rounds.iter().filter_map(|round| round.pipelined.as_ref()).map(micros).collect();
        let per_call = quantile(&sorted(pipelined.iter().copied()), 50);
        Self {
            operation,
            calls: all.len(),
            p50: quantile(&all, 50),
            p95: quantile(&all, 95),
            p99: quantile(&all, 99),
            per_second: per_second(mean),
            pipelined_per_second: (!pipelined.is_empty()).then(|| per_second(per_call)),
            round_p50: rounds.iter().map(|round| quantile(&sorted(round.calls.iter().map(micros)), 50)).collect(),
            round_pipelined: pipelined,
        }
    }
}

fn per_second(micros: f64) -> f64 {
    if micros > 0.0 { 1e6 / micros } else { 0.0 }
}

fn micros(time: &Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

fn sorted(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values
}

/// The smallest value that `percent` of 100 values do not exceed; 0 of none.
fn quantile(sorted: &[f64], percent: usize) -> f64 {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied().unwrap_or(0.0)
}

/// What is compared of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Metric {
    /// The median time of a call.
    P50,
    /// The time for a call of several callers.
    Pipelined,
}

/// Which way something has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Direction {
    /// Beyond the noise, for the better.
    Faster,
    /// Within the noise.
    Same,
    /// Beyond the noise, for the worse: a regression.
    Slower,
    /// It was measured before and is not any more: a regression.
    Lost,
}

/// One number then and now, in microseconds.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TimingChange {
    /// The operation.
    pub operation: Operation,
    /// What of it.
    pub measure: Metric,
    /// The median of the rounds then.
    pub before: f64,
    /// The median of the rounds now; `None` when it was lost.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub now: Option<f64>,
    /// Which way.
    pub direction: Direction,
}

impl TimingChange {
    /// Whether this is a regression.
    pub const fn is_regression(&self) -> bool {
        matches!(self.direction, Direction::Slower | Direction::Lost)
    }
}

/// Compares a run with a saved one. `floor` is the noise floor as a fraction, `asked` says of an operation whether this
/// run was to measure it.
pub fn compare(
    before: &BenchReport,
    now: &BenchReport,
    floor: f64,
    asked: impl Fn(Operation) -> bool,
) -> Vec<TimingChange> {
    let mut changes = Vec::new();
    for old in before.operations.iter().filter(|old| asked(old.operation)) {
        let new = now.operations.iter().find(|new| new.operation == old.operation);
        let measures = [
            (Metric::P50, &old.round_p50, new.map(|new| &new.round_p50)),
            (Metric::Pipelined, &old.round_pipelined, new.map(|new| &new.round_pipelined)),
        ];
        for (measure, old_rounds, new_rounds) in measures {
            if old_rounds.is_empty() {
                continue;
            }
            let new_rounds = new_rounds.filter(|rounds| !rounds.is_empty());
            changes.push(TimingChange {
                operation: old.operation,
                measure,
                before: median(old_rounds),
                now: new_rounds.map(|rounds| median(rounds)),
                direction: new_rounds.map_or(Direction::Lost, |new| direction(old_rounds, new, floor)),
            });
        }
    }
    changes
}

/// Which way the rounds of one run lie from those of another.
fn direction(before: &[f64], now: &[f64], floor: f64) -> Direction {
    let ends = |rounds: &[f64]| {
        let rounds = sorted(rounds.iter().copied());
        (rounds.first().copied().unwrap_or(0.0), rounds.last().copied().unwrap_or(0.0))
    };
    let ((before_low, before_high), (now_low, now_high)) = (ends(before), ends(now));
    let beyond = |low: f64, high: f64| low > high * (1.0 + floor) && low - high > SMALLEST_MICROS;
    if beyond(now_low, before_high) {
        Direction::Slower
    } else if beyond(before_low, now_high) {
        Direction::Faster
    } else {
        Direction::Same
    }
}

fn median(values: &[f64]) -> f64 {
    quantile(&sorted(values.iter().copied()), 50)
}

/// Why a saved run cannot be used. Reads after "failed to ".
#[derive(Debug, Error)]
pub enum SavedError {
    /// It cannot be read.
    #[error("read {path}: {error}")]
    Read {
        /// Where it was looked for.
        path: String,
        /// What the system said.
        error: io::Error,
    },
    /// It is no saved run.
    #[error("understand {path}: {error}")]
    Parse {
        /// The file.
        path: String,
        /// What is wrong, with line and column.
        error: serde_json::Error,
    },
    /// It is one of another version.
    #[error("understand {path}: its format is {found}, and this program knows {FORMAT}")]
    Format {
        /// The file.
        path: String,
        /// Its version.
        found: u32,
    },
    /// It cannot be written.
    #[error("write {path}: {error}")]
    Write {
        /// Where.
        path: String,
        /// What the system said.
        error: io::Error,
    },
}

impl BenchReport {
    /// Reads a saved run.
    pub fn load(path: &Path) -> Result<Self, SavedError> {
        let named = || shown(path);
        let text = fs::read_to_string(path).map_err(|error| SavedError::Read { path: named(), error })?;
        let report: Self = serde_json::from_str(&text).map_err(|error| SavedError::Parse { path: named(), error })?;
        if report.format == FORMAT {
            Ok(report)
        } else {
            Err(SavedError::Format { path: named(), found: report.format })
        }
    }

    /// Saves this run, and makes the directory where it is not there.
    pub fn save(&self, path: &Path) -> Result<(), SavedError> {
        let failed = |error| SavedError::Write { path: shown(path), error };
        if let Some(directory) = path.parent() {
            fs::create_dir_all(directory).map_err(failed)?;
        }
        let text = serde_json::to_string_pretty(self).map_err(|error| failed(error.into()))?;
        fs::write(path, text + "\n").map_err(failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_values_that_were_seen() {
        let values: Vec<f64> = (1..=200_u32).map(f64::from).collect();
        let bits = |values: &[f64]| values.iter().map(|value| value.to_bits()).collect::<Vec<_>>();
        let seen = [50, 95, 99].map(|percent| quantile(&values, percent));
        assert_eq!(bits(&seen), bits(&[100.0, 190.0, 198.0]));
        assert_eq!(bits(&[quantile(&[7.0], 50), quantile(&[7.0], 99), quantile(&[], 50)]), bits(&[7.0, 7.0, 0.0]));
    }

    #[test]
    fn only_what_lies_beyond_the_noise_is_a_change() {
        use Direction as D;
        let table = [
            (&[100.0, 104.0, 110.0][..], &[100.0, 104.0, 110.0][..], D::Same),
            (&[100.0, 104.0, 110.0], &[122.0, 130.0, 125.0], D::Slower),
            (&[122.0, 130.0, 125.0], &[100.0, 104.0, 110.0], D::Faster),
            // Beyond all others, but by less than the floor.
            (&[100.0, 104.0, 110.0], &[115.0, 118.0, 120.0], D::Same),
            // One round as fast as before: it may be noise.
            (&[100.0, 104.0, 110.0], &[300.0, 109.0, 400.0], D::Same),
            // Twice as slow, and too small to say so.
            (&[0.2, 0.3], &[0.6, 0.7], D::Same),
            (&[0.2, 0.3], &[0.9, 1.0], D::Slower),
        ];
        for (before, now, expected) in table {
            assert_eq!(direction(before, now, 0.1), expected, "{before:?} and {now:?}");
        }
    }
}
