//! `livebridge bench`: how fast a target answers, and whether it has become slower.

mod output;

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, bail};
use clap::Args;
use livebridge_port::Operation;
use livebridge_suite::bench::results::{self, BenchReport, TimingChange};
use livebridge_suite::bench::{self, BenchOptions};
use livebridge_suite::verdict::ExitCode;
use livebridge_text::phrasing::shown;
use livebridge_wire::Timeouts;

use super::problem::Problem;
use super::schemes::{self, Kind};
use super::target::{named, seconds};
use super::{print, say, show, terminal};

/// Measure how fast a target answers
///
/// Every operation that the target offers, on a fresh Set: p50, p95 and p99 of calls made one at a time, and calls per
/// second one at a time and from several callers at once. The table or JSON goes to stdout. Exit codes: 0 measured, 1 an
/// operation failed, 2 wrong usage, 4 nothing was measured, 6 the target could not be started or greeted, 9 slower than
/// the run it was compared with, or not measured any more.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  livebridge bench                                        the embedded fake
  livebridge bench -- python3 my_bridge.py                your own, over its stdin and stdout
  livebridge bench --save before -- ./my-bridge           keep the numbers
  livebridge bench --compare before -- ./my-bridge        exit 9 when something has become slower
  livebridge bench --operation getNotes -- ./my-bridge    one operation only")]
pub(super) struct Arguments {
    #[arg(help = schemes::help(|kind| match kind {
        Kind::Fake | Kind::Address => true,
        Kind::LiveSet | Kind::Map | Kind::Tools => false,
    }))]
    target: Option<String>,
    /// Only this operation; can be given several times
    #[arg(long, value_name = "NAME", value_parser = operation)]
    operation: Vec<Operation>,
    /// How often everything is measured: what differs between rounds is noise
    #[arg(long, value_name = "N", default_value = "5")]
    rounds: NonZeroUsize,
    /// The most calls of an operation in a round, one at a time and again from several callers
    #[arg(long, value_name = "N", default_value = "1000")]
    calls: NonZeroUsize,
    /// The most seconds that either takes in a round
    #[arg(long, value_name = "SECONDS", default_value = "0.25", value_parser = seconds)]
    limit: Duration,
    /// How many callers there are at once
    #[arg(long, value_name = "N", default_value = "8", value_parser = callers)]
    callers: NonZeroUsize,
    /// Keep the numbers under this name
    #[arg(long, value_name = "NAME", value_parser = name)]
    save: Option<String>,
    /// Compare with the numbers that were kept under this name
    #[arg(long, value_name = "NAME", value_parser = name)]
    compare: Option<String>,
    /// Percent by which all rounds must lie beyond those compared with before it counts as a change
    #[arg(long, value_name = "PERCENT", default_value = "10", value_parser = percent)]
    noise_floor: f64,
    /// Where numbers are kept
    #[arg(long, value_name = "DIRECTORY", default_value = ".livebridge/bench")]
    directory: PathBuf,
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// Seconds to wait for the answer of a call
    #[arg(long, value_name = "SECONDS", default_value = "30", value_parser = seconds)]
    timeout: Duration,
    /// The program that is the target, with its arguments
    #[arg(last = true, value_name = "COMMAND")]
    command: Vec<String>,
}

/// An operation that can be measured.
fn operation(text: &str) -> Result<Operation, String> {
    let known = bench::operations().find(|operation| operation.name() == text);
    known.ok_or_else(|| {
        let names: Vec<&str> = bench::operations().map(Operation::name).collect();
        format!("no operation that can be measured; those are {}", names.join(", "))
    })
}

/// More callers than this would measure the scheduler.
fn callers(text: &str) -> Result<NonZeroUsize, String> {
    let callers = text.parse().map_err(|_| format!("`{text}` is no number of callers"))?;
    if usize::from(callers) <= 256 { Ok(callers) } else { Err(format!("{text} is more than 256 callers")) }
}

fn percent(text: &str) -> Result<f64, String> {
    let percent: f64 = text.parse().map_err(|_| format!("`{text}` is no number"))?;
    if (0.0..=1_000.0).contains(&percent) { Ok(percent) } else { Err(format!("{text} is not between 0 and 1000")) }
}

/// A name that is one file in one directory on every system.
fn name(text: &str) -> Result<String, String> {
    let fine = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if text.is_empty() || text.len() > 100 || text.starts_with('.') || !text.chars().all(fine) {
        return Err("a name is made of letters, digits, `-`, `_` and `.`, and begins with no `.`".to_owned());
    }
    Ok(text.to_owned())
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let options = BenchOptions {
        target: named(arguments.target.as_deref(), &arguments.command)?,
        timeouts: Timeouts { call: arguments.timeout, ..Timeouts::default() },
        rounds: arguments.rounds,
        calls: arguments.calls,
        limit: arguments.limit,
        callers: arguments.callers,
        only: arguments.operation.clone(),
    };
    // What is compared with is read first: an error there should not cost a run.
    let before = arguments.compare.as_deref().map(|name| load(&arguments.directory, name)).transpose()?;
    let bar = terminal::progress(bench::steps(&options) as u64, "[{bar:40}] {pos} of {len}: {msg}");
    let ran = bench::run(&options, |round, operation| {
        bar.set_message(format!("round {}, {operation}", round + 1));
        bar.inc(1);
    });
    bar.finish_and_clear();
    let report = match ran {
        Ok(report) => report,
        Err(error) => {
            say(&format!("error: {}\n", Problem::not_started(&*options.target, &error).worded()));
            return Ok(ExitCode::NoTarget);
        }
    };
    let asked = |operation| options.only.is_empty() || options.only.contains(&operation);
    let floor = arguments.noise_floor / 100.0;
    let changes = before.as_ref().map(|before| results::compare(before, &report, floor, asked));
    let paint = terminal::Paint::stdout();
    let text = if arguments.json {
        output::json(&report, changes.as_deref())?
    } else {
        output::table(&report, paint)
            + &before.as_ref().zip(changes.as_deref()).map_or_else(String::new, |(before, changes)| {
                output::comparison(before, &report, changes, arguments.noise_floor, paint)
            })
    };
    if arguments.json { print(&text) } else { show(&text) }?;
    let regressed = changes.is_some_and(|changes| changes.iter().any(TimingChange::is_regression));
    keep(arguments, &report, regressed)?;
    Ok(exit(&report, regressed))
}

fn exit(report: &BenchReport, regressed: bool) -> ExitCode {
    if !report.failed.is_empty() {
        ExitCode::Nonconformant
    } else if regressed {
        ExitCode::Regressed
    } else if report.operations.is_empty() {
        ExitCode::NothingRan
    } else {
        ExitCode::Conformant
    }
}

fn path(directory: &Path, name: &str) -> PathBuf {
    directory.join(format!("{name}.json"))
}

fn load(directory: &Path, name: &str) -> anyhow::Result<BenchReport> {
    let path = path(directory, name);
    if !path.exists() {
        bail!(Problem::new(
            format!("--compare {name}: there is no {}", shown(&path)),
            format!("`livebridge bench --save {name}` makes it")
        ));
    }
    BenchReport::load(&path).with_context(|| format!("--compare {name}: failed to"))
}

/// Saves the numbers where that is wanted. Slower ones do not take the place of those they were compared with, or the
/// next comparison would find nothing.
fn keep(arguments: &Arguments, report: &BenchReport, regressed: bool) -> anyhow::Result<()> {
    let Some(name) = &arguments.save else { return Ok(()) };
    let path = path(&arguments.directory, name);
    if regressed && arguments.compare.as_ref() == Some(name) {
        say(&format!("not saved: {} keeps the numbers of before the regression\n", shown(&path)));
        return Ok(());
    }
    report.save(&path).with_context(|| format!("--save {name}: failed to"))?;
    say(&format!("saved to {}\n", shown(&path)));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_within_their_directory() {
        assert_eq!(name("before-v1.2_x"), Ok("before-v1.2_x".to_owned()));
        for bad in ["", "../x", "a/b", "a\\b", ".x", "C:x", "ä", &"x".repeat(101)] {
            assert!(name(bad).is_err(), "{bad}");
        }
    }
}
