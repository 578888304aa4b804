//! `livebridge verify`: runs the checks on a target.

use std::fmt::Write as _;
use std::time::Duration;

use anyhow::bail;
use clap::Args;
use livebridge_adapters::wire::{Command, Timeouts};

use super::say;
use super::token::TokenArgument;
use crate::check::Check;
use crate::runner::{self, Event, Options};
use crate::target::TargetSpec;
use crate::verdict::ExitCode;
use crate::{checks, report};

/// Verify a target against the contract
///
/// The report goes to stderr. Exit codes: 0 conformant as asked, 1 a MUST failed or was untestable, 2 wrong usage,
/// 4 nothing ran, 5 inconclusive, 6 the target could not be started, greeted or brought back, 70 our own bug.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  livebridge verify                               the embedded fake
  livebridge verify fake+rollback-leaks-first-op  a broken fake: see a finding
  livebridge verify -- python3 my_bridge.py       your own, over its stdin and stdout
  livebridge verify tcp:127.0.0.1:7400            one that listens at an address already
  livebridge verify --check undo/ -- ./my-bridge  only the checks whose name contains `undo/`")]
pub(super) struct Arguments {
    /// `fake`, `fake+MUTANT` for one with a documented fault, `als:FILE` for one with a Live Set, or an address:
    /// `tcp:HOST:PORT`, `unix:PATH`, `ws://HOST:PORT/PATH`
    target: Option<String>,
    /// Only checks whose name contains this; can be given several times
    #[arg(long, value_name = "PATTERN")]
    check: Vec<String>,
    /// Seconds to wait for the answer of a call
    #[arg(long, value_name = "SECONDS", default_value = "30", value_parser = seconds)]
    timeout: Duration,
    /// Seconds to wait for the answer of `initialize`
    #[arg(long, value_name = "SECONDS", default_value = "10", value_parser = seconds)]
    start_timeout: Duration,
    /// Seed of everything random
    #[arg(long, default_value_t = 1)]
    seed: u64,
    #[command(flatten)]
    token: TokenArgument,
    /// The program that is the target, with its arguments
    #[arg(last = true, value_name = "COMMAND")]
    command: Vec<String>,
}

/// A positive number of seconds.
pub(super) fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text.parse().map_err(|_| format!("`{text}` is no number of seconds"))?;
    if seconds > 0.0 && seconds <= 86_400.0 {
        Ok(Duration::from_secs_f64(seconds))
    } else {
        Err(format!("{text} is not between 0 and 86400 seconds"))
    }
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let spec = arguments.token.shown_to(spec(arguments.target.as_deref(), &arguments.command)?)?;
    let checks = selected(&arguments.check)?;
    let defaults = Timeouts::default();
    let timeouts = Timeouts { call: arguments.timeout, start: arguments.start_timeout, ..defaults };
    let mut command = "livebridge verify".to_owned();
    for (flag, given, default) in
        [("timeout", timeouts.call, defaults.call), ("start-timeout", timeouts.start, defaults.start)]
    {
        if given != default {
            write!(command, " --{flag} {}", given.as_secs_f64())?;
        }
    }
    if arguments.seed != 1 {
        write!(command, " --seed {}", arguments.seed)?;
    }
    let options = Options { spec, timeouts, seed: arguments.seed, command };
    let mut findings = report::Findings::default();
    let ended = runner::run(&options, &checks, |event| match event {
        Event::Started(run) => say(&report::header(run)),
        Event::Checked(result) => say(&findings.tell(result)),
    });
    match ended {
        Ok(run) => {
            say(&report::summary(&run));
            Ok(run.judge().1)
        }
        Err(error) => {
            say(&format!(
                "error: the target `{}` could not be started or greeted: {error}\nhint: {}\n",
                options.spec,
                error.hint()
            ));
            Ok(ExitCode::NoTarget)
        }
    }
}

/// The target that was given by its name or by its command; the fake when there is neither.
pub(super) fn spec(target: Option<&str>, command: &[String]) -> anyhow::Result<TargetSpec> {
    match (target, command.split_first()) {
        (Some(target), None) => Ok(target.parse()?),
        (None, Some((program, args))) => {
            Ok(TargetSpec::Child(Command { program: program.into(), args: args.to_vec() }))
        }
        (None, None) => Ok(TargetSpec::Fake),
        (Some(target), Some(_)) => bail!("both `{target}` and a command after `--` were given\nhint: give one target"),
    }
}

/// The checks whose name contains one of the patterns; each pattern must name some.
fn selected(patterns: &[String]) -> anyhow::Result<Vec<Check>> {
    let checks = checks::all();
    for pattern in patterns {
        if !checks.iter().any(|check| check.name.contains(pattern.as_str())) {
            bail!("--check `{pattern}`: no check has that in its name\nhint: `livebridge list checks` shows them all");
        }
    }
    let wanted =
        |check: &Check| patterns.is_empty() || patterns.iter().any(|pattern| check.name.contains(pattern.as_str()));
    Ok(checks.into_iter().filter(wanted).collect())
}
