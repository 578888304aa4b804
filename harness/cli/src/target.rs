//! The arguments that name a target and say how long it is waited for: the same wherever checks are run.

use std::fmt::Write as _;
use std::time::Duration;

use anyhow::bail;
use clap::Args;
use livebridge_suite::runner::Options;
use livebridge_suite::seed::Seed;
use livebridge_suite::target::TargetSpec;
use livebridge_wire::{Command, Timeouts, quoted};

use super::token;

/// Which target, and how it is run.
#[derive(Debug, Args)]
pub(super) struct TargetArguments {
    /// `fake`, `fake+MUTANT` for one with a documented fault, `als:FILE` for one with a Live Set, or an address:
    /// `tcp:HOST:PORT`, `unix:PATH`, `ws://HOST:PORT/PATH`
    target: Option<String>,
    #[command(flatten)]
    patience: Patience,
    /// Seed of everything random: an integer, or any text, of which the 64-bit FNV-1a hash is taken
    #[arg(long, default_value = "1")]
    seed: Seed,
    /// The program that is the target, with its arguments
    #[arg(last = true, value_name = "COMMAND")]
    command: Vec<String>,
}

/// How long a target is waited for.
#[derive(Debug, Args)]
pub(super) struct Patience {
    /// Seconds to wait for the answer of a call
    #[arg(long, value_name = "SECONDS", default_value = "30", value_parser = seconds)]
    timeout: Duration,
    /// Seconds to wait for the answer of `initialize`
    #[arg(long, value_name = "SECONDS", default_value = "10", value_parser = seconds)]
    start_timeout: Duration,
}

impl Patience {
    /// As the wire takes it.
    pub(super) fn timeouts(&self) -> Timeouts {
        Timeouts { call: self.timeout, start: self.start_timeout, ..Timeouts::default() }
    }
}

impl TargetArguments {
    /// The options of a run on this target. Their command line has the flags that differ from their defaults.
    pub(super) fn options(&self) -> anyhow::Result<Options> {
        let spec = spec(self.target.as_deref(), &self.command)?;
        let defaults = Timeouts::default();
        let timeouts = self.patience.timeouts();
        let mut options = Options { timeouts, seed: self.seed.clone(), ..Options::new(spec) };
        for (flag, given, default) in
            [("timeout", timeouts.call, defaults.call), ("start-timeout", timeouts.start, defaults.start)]
        {
            if given != default {
                write!(options.command, " --{flag} {}", given.as_secs_f64())?;
            }
        }
        if self.seed != Seed::default() {
            write!(options.command, " --seed {}", quoted(&self.seed.to_string()))?;
        }
        Ok(options)
    }
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

/// The target that was given by its name or by its command; the fake when there is neither.
pub(super) fn spec(target: Option<&str>, command: &[String]) -> anyhow::Result<TargetSpec> {
    match (target, command.split_first()) {
        (Some(target), None) => Ok(target.parse::<TargetSpec>()?.with_token(token::get())),
        (None, Some((program, args))) => {
            Ok(TargetSpec::Child(Command { program: program.into(), args: args.to_vec() }))
        }
        (None, None) => Ok(TargetSpec::Fake),
        (Some(target), Some(_)) => bail!("both `{target}` and a command after `--` were given\nhint: give one target"),
    }
}
