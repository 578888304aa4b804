//! The contest P8: the whole suite on the fake in this process, and on every broken variant of it, in CPU time of all
//! threads.

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use livebridge_suite::runner::{RunOptions, run};
use livebridge_suite::target::{FakeTarget, MutantTarget, Target};
use livebridge_suite::verdict::ExitCode;
use livebridge_suite::{checks, mutants};

use crate::contest::Spread;
use crate::cost::at_most;
use crate::machine::Clock;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// Seconds of CPU for all checks on the fake.
const MOST_ONCE: f64 = 1.0;

/// Seconds of CPU for all mutants: "seconds, not minutes".
const MOST_MUTANTS: f64 = 60.0;

/// Runs all checks on a target; gives the CPU time and whether it was found conformant.
pub fn verify(target: Arc<dyn Target>) -> Result<(Duration, bool)> {
    let options = RunOptions::new(target);
    let checks = checks::all();
    let mut ended = None;
    let time = Clock::ProcessCpu.time(|| ended = Some(run(&options, &checks, |_| {})));
    let judged = ended.transpose()?.map(|run| run.judge().1);
    Ok((time, judged == Some(ExitCode::Conformant)))
}

/// Runs the contest; `quick` with fewer rounds.
pub fn compare(quick: bool, mut show: impl FnMut(&str)) -> Result<()> {
    let (rounds, mutant_rounds) = if quick { (3, 1) } else { (21, 3) };
    let once: Vec<f64> =
        (0..rounds).map(|_| Ok(verify(Arc::new(FakeTarget))?.0.as_secs_f64())).collect::<Result<_>>()?;
    let (mut all, mut passed) = (Vec::new(), 0);
    for _ in 0..mutant_rounds {
        let mut sum = Duration::ZERO;
        passed = 0;
        for mutant in mutants::all() {
            let (time, conformant) = verify(Arc::new(MutantTarget(mutant)))?;
            sum += time;
            passed += usize::from(conformant);
        }
        all.push(sum.as_secs_f64());
    }
    let mut out = "### P8, the suite\n\n| what | CPU seconds, median (min-max) | target |\n|---|---|---|\n".to_owned();
    for (what, seconds, most) in [
        (format!("all {} checks on the fake", checks::all().len()), Spread::of(once), MOST_ONCE),
        (format!("the same on each of {} mutants", mutants::all().count()), Spread::of(all), MOST_MUTANTS),
    ] {
        let Spread { median, min, max } = seconds;
        let _ = writeln!(out, "| {what} | {median:.3} ({min:.3}-{max:.3}) | <= {most}: {} |", at_most(median, most));
    }
    show(&out);
    show(&format!("Mutants that no check caught: {passed}.\n"));
    Ok(())
}
