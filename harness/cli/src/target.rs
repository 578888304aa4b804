//! The arguments that name a target and say how long it is waited for: the same wherever checks are run.

use std::fmt::Write as _;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::Duration;

use anyhow::bail;
use clap::Args;
use livebridge_suite::runner::{Reproduce, RunOptions};
use livebridge_suite::scratch::Scratch;
use livebridge_suite::seed::Seed;
use livebridge_suite::target::Target;
use livebridge_wire::{Timeouts, quoted};

use super::problem::Problem;
use super::{schemes, token};

/// Which target, and how it is run.
#[derive(Debug, Args)]
pub(super) struct TargetArguments {
    #[arg(help = schemes::help_of_all())]
    target: Option<String>,
    #[command(flatten)]
    timeouts: TimeoutArguments,
    /// Seed of everything random: an integer, or any text, of which the 64-bit FNV-1a hash is taken
    #[arg(long, default_value = "1")]
    seed: Seed,
    /// Change the Set of a target that stays as it is between runs although something is in it: its name, as the
    /// refusal without this flag tells it
    #[arg(long, value_name = "NAME")]
    scratch_set: Option<String>,
    /// Begin although the target has no way to take back what the run makes in its Set
    #[arg(long)]
    leave_behind: bool,
    /// The program that is the target, with its arguments
    #[arg(last = true, value_name = "COMMAND")]
    command: Vec<String>,
}

/// More targets at once than this would only be in each other's way.
pub(super) fn jobs(text: &str) -> Result<NonZeroUsize, String> {
    let jobs: NonZeroUsize = text.parse().map_err(|_| format!("`{text}` is no number of jobs from 1"))?;
    if jobs.get() <= 64 { Ok(jobs) } else { Err(format!("{text} is more than 64 jobs")) }
}

/// Refuses more jobs than one on a target that somebody else has started.
pub(super) fn can_be_started(target: &dyn Target, jobs: NonZeroUsize) -> anyhow::Result<()> {
    if jobs.get() > 1 && !target.restartable() {
        bail!(Problem::new(format!("`{target}` cannot be started several times"), "leave out --jobs"));
    }
    Ok(())
}

/// Where it is noted what was found in somebody's Set, until that is as it was: in the folder that the run began in.
const JOURNAL: &str = "livebridge-scratch.json";

/// How a target is run that is known already: the same flags without the target.
#[derive(Debug, Args)]
pub(super) struct Runs {
    #[command(flatten)]
    timeouts: TimeoutArguments,
    /// Seed of everything random: an integer, or any text, of which the 64-bit FNV-1a hash is taken
    #[arg(long, default_value = "1")]
    seed: Seed,
}

impl Runs {
    /// The options of a run on a target.
    pub(super) fn options(&self, target: Arc<dyn Target>) -> RunOptions {
        RunOptions { timeouts: self.timeouts.timeouts(), seed: self.seed.clone(), ..RunOptions::new(target) }
    }

    /// The flags that differ from their defaults.
    pub(super) fn flags(&self) -> Result<String, std::fmt::Error> {
        flags(self.timeouts.timeouts(), &self.seed)
    }
}

/// The flags of time-outs and of the seed that differ from their defaults.
fn flags(timeouts: Timeouts, seed: &Seed) -> Result<String, std::fmt::Error> {
    let defaults = Timeouts::default();
    let mut flags = String::new();
    for (flag, given, default) in
        [("timeout", timeouts.call, defaults.call), ("start-timeout", timeouts.start, defaults.start)]
    {
        if given != default {
            write!(flags, " --{flag} {}", given.as_secs_f64())?;
        }
    }
    if *seed != Seed::default() {
        write!(flags, " --seed {}", quoted(&seed.to_string()))?;
    }
    Ok(flags)
}

/// How long a target is waited for.
#[derive(Debug, Args)]
pub(super) struct TimeoutArguments {
    /// Seconds to wait for the answer of a call
    #[arg(long, value_name = "SECONDS", default_value = "30", value_parser = seconds)]
    timeout: Duration,
    /// Seconds to wait for the answer of `initialize`
    #[arg(long, value_name = "SECONDS", default_value = "10", value_parser = seconds)]
    start_timeout: Duration,
}

impl TimeoutArguments {
    /// As the wire takes it.
    pub(super) fn timeouts(&self) -> Timeouts {
        Timeouts { call: self.timeout, start: self.start_timeout, ..Timeouts::default() }
    }
}

impl TargetArguments {
    /// The options of a run on this target. What shows a finding again is a command line with the flags that differ from
    /// their defaults, and with `more` of them.
    pub(super) fn options(&self, more: &str) -> anyhow::Result<RunOptions> {
        let target = named(self.target.as_deref(), &self.command)?;
        let timeouts = self.timeouts.timeouts();
        let flags = flags(timeouts, &self.seed)? + more;
        let reproduce =
            Reproduce::new(move |check, target| format!("livebridge verify{flags} --check {check} {target}"));
        let scratch = Some(Scratch {
            named: self.scratch_set.clone(),
            leave_behind: self.leave_behind,
            journal: JOURNAL.into(),
            tell: super::say,
        });
        Ok(RunOptions { timeouts, seed: self.seed.clone(), reproduce, scratch, ..RunOptions::new(target) })
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
pub(super) fn named(target: Option<&str>, command: &[String]) -> anyhow::Result<Arc<dyn Target>> {
    match (target, command.split_first()) {
        (Some(target), None) => Ok(schemes::parse(target, token::get().as_ref())?),
        (None, Some((program, arguments))) => Ok(schemes::program(program, arguments)),
        (None, None) => Ok(schemes::default()),
        (Some(target), Some((program, arguments))) => {
            if let Some(target) = schemes::program_of_kind(target, program, arguments)? {
                return Ok(target);
            }
            bail!(Problem::new(format!("both `{target}` and a command after `--` were given"), "give one target"))
        }
    }
}
