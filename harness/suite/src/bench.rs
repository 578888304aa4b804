//! How fast a target answers, behind `livebridge bench`: every operation that it offers, on a fresh Set, in rounds.
//!
//! What is called is in `timed_calls`, the clock in `timing`, the numbers and their comparison with saved ones in [`results`].
//! Here, and nowhere else in the suite, times are the result.

pub mod results;
mod timed_calls;
mod timing;

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::Duration;

use livebridge_port::Operation;
use livebridge_port::capabilities::Implementation;
use livebridge_wire::{StartError, Timeouts};

use crate::check::Stop;
use crate::stage::Stage;
use crate::target::Target;
use results::{BenchReport, LeftOut, OperationTimes};
use timing::Sampled;

/// How to measure.
#[derive(Debug, Clone)]
pub struct BenchOptions {
    /// The target.
    pub target: Arc<dyn Target>,
    /// How long to wait for answers.
    pub timeouts: Timeouts,
    /// How often everything is measured: what differs between rounds is noise.
    pub rounds: NonZeroUsize,
    /// The most calls of an operation in a round, one at a time and again from several callers.
    pub calls: NonZeroUsize,
    /// The longest that either of the two takes in a round, as soon as a few calls were made.
    pub limit: Duration,
    /// How many callers there are when calls are pipelined.
    pub callers: NonZeroUsize,
    /// The operations to measure; all for none.
    pub only: Vec<Operation>,
}

/// The operations that can be measured, in the order of the contract. `renderTrack` is not among them: it is as fast as
/// what is rendered is short.
pub fn operations() -> impl Iterator<Item = Operation> {
    Operation::PORT.iter().copied().filter(|operation| *operation != Operation::RenderTrack)
}

/// What was seen of one operation so far.
#[derive(Default)]
struct Seen {
    sampled: Vec<Sampled>,
    failed: Option<String>,
    left_out: Option<String>,
}

/// Measures a target; `tell` is called before each operation of each round.
///
/// An operation that fails is not called again in later rounds. The error is that of a target that could not be started,
/// or started anew after a failure.
pub fn run(options: &BenchOptions, mut tell: impl FnMut(usize, Operation)) -> Result<BenchReport, StartError> {
    let mut stage = Stage::open(Arc::clone(&options.target), options.timeouts, 1)?;
    let mut seen: BTreeMap<Operation, Seen> = BTreeMap::new();
    for round in 0..options.rounds.get() {
        for operation in operations() {
            if !options.only.is_empty() && !options.only.contains(&operation) {
                continue;
            }
            tell(round, operation);
            let so_far = seen.entry(operation).or_default();
            if !stage.offers(operation) {
                so_far.left_out = Some("the target does not offer it".to_owned());
            }
            if so_far.left_out.is_some() || so_far.failed.is_some() {
                continue;
            }
            stage.recover()?;
            match timed_calls::prepare(operation, &mut stage).and_then(|work| timing::measure(&stage, &work, options)) {
                Ok(sampled) => so_far.sampled.push(sampled),
                Err(Stop::Missing(what)) => so_far.left_out = Some(format!("no {what}")),
                Err(stop) => {
                    stage.spoil();
                    so_far.failed = Some(reason(stop));
                }
            }
        }
    }
    let implementation = stage.description().implementation.clone();
    stage.close();
    Ok(report(options, implementation, seen))
}

/// The number of steps of a run.
pub fn steps(options: &BenchOptions) -> usize {
    let each = if options.only.is_empty() { operations().count() } else { options.only.len() };
    each * options.rounds.get()
}

fn report(options: &BenchOptions, implementation: Implementation, seen: BTreeMap<Operation, Seen>) -> BenchReport {
    let mut report = BenchReport {
        format: results::FORMAT,
        target: options.target.to_string(),
        implementation,
        machine: machine(),
        rounds: options.rounds,
        callers: options.callers,
        operations: Vec::new(),
        failed: Vec::new(),
        left_out: Vec::new(),
    };
    for (operation, seen) in seen {
        match (seen.failed, seen.left_out) {
            (Some(reason), _) => report.failed.push(LeftOut { operation, reason }),
            (None, Some(reason)) => report.left_out.push(LeftOut { operation, reason }),
            (None, None) => report.operations.push(OperationTimes::of(operation, &seen.sampled)),
        }
    }
    report
}

fn reason(stop: Stop) -> String {
    match stop {
        Stop::Broken { seen, .. } => seen,
        Stop::Fault(fault) => fault.to_string(),
        Stop::Missing(reason) | Stop::Untestable(reason) | Stop::Premise(reason) | Stop::Undecided(reason) => reason,
    }
}

/// Enough to see that times come from different machines.
fn machine() -> String {
    let cores = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
    format!("{} {}, {cores} cores", std::env::consts::OS, std::env::consts::ARCH)
}
