//! `livebridge verify`: runs the checks on a target.

use std::fmt::Write as _;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::bail;
use clap::Args;
use livebridge_adapters::wire::StartError;

use super::filters::Filters;
use super::target::TargetArguments;
use super::{interrupt, print, say, terminal};
use crate::baseline::Baseline;
use crate::check::Check;
use crate::profile::Profile;
use crate::registry::Edition;
use crate::requirement::Ring;
use crate::runner::{self, Event, Options, Run, Traced};
use crate::shard::Shard;
use crate::target::TargetSpec;
use crate::verdict::ExitCode;
use crate::{checks, report, selection};

/// Verify a target against the contract
///
/// The report goes to stderr. Exit codes: 0 conformant as asked, 1 a requirement failed, regressed or was untestable, 2
/// wrong usage or configuration, 3 the baseline is stale, 4 nothing ran, 5 inconclusive, 6 the target could not be
/// started, greeted or brought back, 70 our own bug, 130 interrupted.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  livebridge verify                               the embedded fake
  livebridge verify fake+rollback-leaks-first-op  a broken fake: see a finding
  livebridge verify -- python3 my_bridge.py       your own, over its stdin and stdout
  livebridge verify --profile full -- ./my-bridge everything is asked for: what it does not offer is a failure
  livebridge verify --check undo/ -- ./my-bridge  only the checks whose name contains `undo/`
  livebridge verify --area notes --level must -- ./my-bridge
  livebridge verify --list -- ./my-bridge         what would run, and what is not offered for the rest
  livebridge verify -j 4 -- ./my-bridge           four of them share the checks
  livebridge verify --shard 2/3 -- ./my-bridge    the second of three machines
  livebridge verify --baseline known.toml -- ./my-bridge

Options can also stand in `livebridge.toml`, under [verify]: see docs/verdicts.md.")]
pub(super) struct Arguments {
    #[command(flatten)]
    target: TargetArguments,
    /// What is asked of the target; without it, what it offers
    #[arg(long, value_enum)]
    profile: Option<Profile>,
    /// The set of requirements that counts: 1.0, or latest for all
    #[arg(long, value_name = "SET", default_value_t)]
    requirements: Edition,
    /// What is known to fail, with reasons: see `livebridge baseline --help`
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
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
    /// Read options from this file instead of `livebridge.toml`
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(flatten)]
    filters: Filters,
}

/// More targets at once than this would only be in each other's way.
fn jobs(text: &str) -> Result<NonZeroUsize, String> {
    let jobs: NonZeroUsize = text.parse().map_err(|_| format!("`{text}` is no number of jobs from 1"))?;
    if jobs.get() <= 64 { Ok(jobs) } else { Err(format!("{text} is more than 64 jobs")) }
}

/// The two words, or a part of the name of a check.
fn traced(text: &str) -> Result<String, selection::NoMatch> {
    if matches!(text, FAILED | ALL) { Ok(text.to_owned()) } else { selection::check_pattern(text) }
}

const FAILED: &str = "failed";
const ALL: &str = "all";

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let selection = arguments.filters.selection();
    let mut options = arguments.options()?;
    if selection.rings.contains(&Ring::Three) && !matches!(options.spec, TargetSpec::Child(_)) {
        bail!("ring 3 is a real Live, and `{}` is none\nhint: give its adapter after `--`", options.spec);
    }
    let checks: Vec<Check> = checks::all().into_iter().filter(|check| selection.holds(check)).collect();
    if arguments.list {
        return list(&options, &checks);
    }
    options.interrupt = interrupt::listen()?;
    let ended = watch(&options, &checks);
    tell_end(&options, ended.as_ref())
}

impl Arguments {
    fn options(&self) -> anyhow::Result<Options> {
        let mut options = self.target.options()?;
        if self.jobs.get() > 1 && !options.spec.restartable() {
            bail!("`{}` cannot be started several times\nhint: leave out --jobs", options.spec);
        }
        if let Some(profile) = self.profile {
            write!(options.command, " --profile {profile}")?;
        }
        if self.requirements != Edition::default() {
            write!(options.command, " --requirements {}", self.requirements)?;
        }
        let shown = |which: &String| if which == ALL { String::new() } else { which.clone() };
        let traced: Vec<String> = self.trace.iter().filter(|which| *which != FAILED).map(shown).collect();
        let baseline = self.baseline.as_deref().map(Baseline::read).transpose()?;
        Ok(Options {
            profile: self.profile,
            edition: self.requirements,
            shard: self.shard,
            traced: if traced.is_empty() { Traced::Findings } else { Traced::Named(traced) },
            fail_fast: self.fail_fast,
            jobs: self.jobs,
            baseline: baseline.map(Arc::new),
            ..options
        })
    }
}

/// Runs the checks while somebody looks on: findings as they come, and a bar on a terminal or a line now and then.
pub(super) fn watch(options: &Options, checks: &[Check]) -> Result<Run, StartError> {
    let paint = terminal::Paint::stderr();
    let bar = terminal::progress(checks.len() as u64, "[{bar:40}] {pos} of {len} {msg}");
    let mut findings = report::Findings::default();
    let (mut planned, mut done) = (0, 0);
    let ended = runner::run(options, checks, |event| {
        let mut text = match event {
            Event::Started(run) => {
                planned = run.planned;
                bar.set_length(planned as u64);
                report::header(run)
            }
            Event::Checked(result) => {
                done += 1;
                bar.set_message(result.check.clone());
                bar.inc(1);
                findings.tell(result)
            }
        };
        if bar.is_hidden() && tells_progress(done, planned) {
            let _ = writeln!(text, "{done} of {planned} checks");
        }
        bar.suspend(|| say(&paint.verdicts(&text)));
    });
    bar.finish_and_clear();
    ended
}

/// Whether a line says how far a run is, where there is no bar: after each tenth of a long one.
const fn tells_progress(done: usize, planned: usize) -> bool {
    const LONG: usize = 50;
    planned >= LONG && done > 0 && done * 10 / planned > (done - 1) * 10 / planned
}

/// The summary, or why there is none; and how the process ends.
pub(super) fn tell_end(options: &Options, ended: Result<&Run, &StartError>) -> anyhow::Result<ExitCode> {
    match ended {
        Ok(run) => {
            say(&terminal::Paint::stderr().verdicts(&report::summary(run)));
            Ok(run.judge().1)
        }
        Err(_) if options.interrupt.is_raised() => {
            say("interrupted before the target was there\n");
            Ok(ExitCode::Interrupted)
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

/// What would run: one line for each check.
fn list(options: &Options, checks: &[Check]) -> anyhow::Result<ExitCode> {
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
        Err(error) => tell_end(options, Err(&error)),
    }
}
