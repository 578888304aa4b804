//! `livebridge verify`: runs the checks on a target.

use std::fmt::Write as _;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::bail;
use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use livebridge_suite::check::Check;
use livebridge_suite::profile::Profile;
use livebridge_suite::registry::Edition;
use livebridge_suite::requirement::Ring;
use livebridge_suite::runner::{self, NoRun, Run, RunOptions, Traced};
use livebridge_suite::scratch::WayOut;
use livebridge_suite::shard::Shard;
use livebridge_suite::stage::ResetFrom;
use livebridge_suite::target::Target;
use livebridge_suite::verdict::ExitCode;
use livebridge_suite::{checks, selection};
use livebridge_wire::quoted;

use super::filters::{Filters, listed};
use super::outputs::{self, Outputs};
use super::problem::{Problem, with_hint};
use super::target::{TargetArguments, can_be_started, jobs};
use super::{baseline, config, interrupt, print, say, set};

/// Verify a target against the contract
///
/// The report for people goes to stderr; flags under Reports write others to files or stdout. Exit codes: 0 conformant as asked, 1 a requirement failed, regressed or was untestable, 2
/// wrong usage or configuration, 3 the baseline is stale, 4 nothing ran, 5 inconclusive, 6 the target could not be
/// started, greeted or brought back, 70 our own bug, 130 interrupted.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  livebridge verify                               the embedded fake
  livebridge verify fake+rollback-leaks-first-op  a broken fake: see a finding
  livebridge verify -- python3 my_bridge.py       your own, over its stdin and stdout
  livebridge verify tcp:127.0.0.1:7400            one that listens at an address already
  livebridge verify --profile full -- ./my-bridge everything is asked for: what it does not offer is a failure
  livebridge verify --check undo/ -- ./my-bridge  only the checks whose name contains `undo/`
  livebridge verify --area notes --level must -- ./my-bridge
  livebridge verify --reset-from song.als -- ./my-bridge
  livebridge verify --no-exploration -- ./my-bridge the checks alone
  livebridge verify --list -- ./my-bridge         what would run, and what is not offered for the rest
  livebridge verify -j 4 -- ./my-bridge           four of them share the checks
  livebridge verify --shard 2/3 -- ./my-bridge    the second of three machines
  livebridge verify --baseline known.toml -- ./my-bridge
  livebridge verify --html run.html --junit run.xml -- ./my-bridge

Options can also stand in `livebridge.toml`, under [verify]: see docs/verdicts.md.")]
pub(super) struct Arguments {
    #[command(flatten)]
    target: TargetArguments,
    /// What is asked of the target; without it, what it offers
    #[arg(long, value_parser = profiles())]
    profile: Option<Profile>,
    /// The set of requirements that counts: 1.0, or latest for all
    #[arg(long, value_name = "SET", default_value_t)]
    requirements: Edition,
    /// What is known to fail, with reasons: see `livebridge baseline --help`
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Let checks begin with this Set in the place of the fixtures: a `.als` file, a snapshot, or a target
    #[arg(long, value_name = "SET")]
    reset_from: Option<String>,
    /// Look into the host of the bridge, too: the simulated Live that it runs on, by `live:HOST:PORT`; for targets by
    /// a map. Its token is read from `LIVEBRIDGE_LIVE_TOKEN`
    #[arg(long, value_name = "live:HOST:PORT")]
    inside: Option<String>,
    /// Only say what would run, on stdout
    #[arg(long)]
    list: bool,
    /// End with the first failure
    #[arg(long)]
    fail_fast: bool,
    /// How many targets are started to share the checks
    #[arg(short, long, value_name = "N", default_value = "1", value_parser = jobs)]
    jobs: NonZeroUsize,
    /// Only part K of N, by a stable hash of the names of the checks
    #[arg(long, value_name = "K/N")]
    shard: Option<Shard>,
    /// Show the calls of these checks: failed, all, or a part of their names; can be given several times
    #[arg(long, value_name = "WHICH", default_value = "failed", value_parser = traced)]
    trace: Vec<String>,
    /// Leave out the share of exploration with which a run ends; the report says so
    #[arg(long)]
    no_exploration: bool,
    /// Read options from this file instead of `livebridge.toml`
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(flatten)]
    filters: Filters,
    #[command(flatten)]
    outputs: Outputs,
}

/// The two words, or a part of the name of a check.
fn traced(text: &str) -> Result<String, String> {
    if matches!(text, FAILED | ALL) { Ok(text.to_owned()) } else { listed(selection::check_pattern)(text) }
}

const FAILED: &str = "failed";
const ALL: &str = "all";

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    super::schemes::inside::choose(arguments.inside.as_deref())?;
    let selection = arguments.filters.selection();
    let mut options = arguments.options()?;
    if arguments.inside.is_some() && !options.target.has_inside() {
        let what = format!("--inside is for bridges by a map, and `{}` is none", options.target);
        bail!(Problem::new(what, "leave it out, or give `map:FILE`"));
    }
    if selection.rings.contains(&Ring::Three) && !options.target.may_be_live() {
        let what = format!("ring 3 is a real Live, and `{}` is none", options.target);
        bail!(Problem::new(what, "give its adapter after `--`, or the address at which it listens"));
    }
    let checks: Vec<Check> = checks::all().into_iter().filter(|check| selection.holds(check)).collect();
    if arguments.list {
        return list(&options, &checks);
    }
    let mut sink = arguments.outputs.open(&arguments.read(&*options.target))?;
    options.interrupt = interrupt::listen()?;
    match runner::run(&options, &checks, |event| sink.take(event)) {
        Ok(run) => sink.finish(&run),
        Err(error) => Ok(no_run(&options, &error)),
    }
}

impl Arguments {
    /// The files that are read, over which no report is to be written.
    fn read<'a>(&'a self, target: &'a dyn Target) -> Vec<&'a Path> {
        let set = self.reset_from.as_deref().map(set::file_of);
        let config = self.config.as_deref().unwrap_or(Path::new(config::NAME));
        let named = [self.baseline.as_deref(), set, Some(config)];
        target.files().into_iter().chain(named.into_iter().flatten()).collect()
    }

    /// The flags of these arguments that change what a check sees.
    fn flags(&self) -> Result<String, std::fmt::Error> {
        let mut flags = String::new();
        if let Some(profile) = self.profile {
            write!(flags, " --profile {profile}")?;
        }
        if self.requirements != Edition::default() {
            write!(flags, " --requirements {}", self.requirements)?;
        }
        if let Some(inside) = &self.inside {
            write!(flags, " --inside {}", quoted(inside))?;
        }
        if let Some(name) = &self.reset_from {
            write!(flags, " --reset-from {}", quoted(name))?;
        }
        Ok(flags)
    }

    fn options(&self) -> anyhow::Result<RunOptions> {
        let options = self.target.options(&self.flags()?)?;
        can_be_started(&*options.target, self.jobs)?;
        let reset_from = match &self.reset_from {
            None => None,
            Some(name) => {
                let (set, _) = set::load(name)?;
                Some(Arc::new(ResetFrom { name: name.clone(), set: set.without_extra() }))
            }
        };
        let shown = |which: &String| if which == ALL { String::new() } else { which.clone() };
        let traced: Vec<String> = self.trace.iter().filter(|which| *which != FAILED).map(shown).collect();
        let baseline = self.baseline.as_deref().map(baseline::read).transpose()?;
        Ok(RunOptions {
            profile: self.profile,
            edition: self.requirements,
            shard: self.shard,
            traced: if traced.is_empty() { Traced::Findings } else { Traced::Named(traced) },
            shows_sets: self.outputs.draws_sets(),
            fail_fast: self.fail_fast,
            unexplored: self.no_exploration.then(|| "--no-exploration".to_owned()),
            jobs: self.jobs,
            baseline: baseline.map(Arc::new),
            reset_from,
            ..options
        })
    }
}

/// The summary, or why there is none; and how the process ends.
pub(super) fn tell_end(options: &RunOptions, ended: Result<&Run, &NoRun>) -> anyhow::Result<ExitCode> {
    match ended {
        Ok(run) => outputs::tell(run, None),
        Err(error) => Ok(no_run(options, error)),
    }
}

/// Why there is no run, and how the process ends.
fn no_run(options: &RunOptions, error: &NoRun) -> ExitCode {
    if options.interrupt.is_raised() {
        say("interrupted before the target was there\n");
        return ExitCode::Interrupted;
    }
    match error {
        NoRun::Start(error) => {
            say(&format!("error: {}\n", Problem::not_started(&*options.target, error).worded()));
            ExitCode::NoTarget
        }
        NoRun::Reset(error) => {
            let hint = "leave out --reset-from, or let the target take a snapshot in control/reset";
            say(&format!("error: {}\n", with_hint(&error.to_string(), Some(hint))));
            ExitCode::Usage
        }
        NoRun::LeftAlone(error) => {
            let hint = match &error.way_out {
                WayOut::Name(name) => {
                    format!("open an empty Set, or give --scratch-set {name} if this one may be changed")
                }
                WayOut::LeaveBehind => "give --leave-behind if it may".to_owned(),
                WayOut::Words(words) => words.clone(),
            };
            say(&format!("error: {}\n", with_hint(&error.what, Some(&hint))));
            ExitCode::Usage
        }
    }
}

/// What would run: one line for each check.
fn list(options: &RunOptions, checks: &[Check]) -> anyhow::Result<ExitCode> {
    match runner::plan(options, checks) {
        Ok(plan) => {
            let mut text = String::new();
            for (check, requirement, scope) in plan {
                let level = requirement.level;
                writeln!(text, "{:<46} {:<14} {level:<6} {scope}", check.name, requirement.id)?;
            }
            print(&text)?;
            Ok(ExitCode::Conformant)
        }
        Err(error) => Ok(no_run(options, &error)),
    }
}

/// The profiles as values of a flag.
fn profiles() -> impl TypedValueParser<Value = Profile> {
    let values = Profile::ALL.map(|profile| PossibleValue::new(profile.name()).help(profile.summary()));
    PossibleValuesParser::new(values).try_map(|name| {
        Profile::ALL.into_iter().find(|profile| profile.name() == name).ok_or("there is no such profile")
    })
}
