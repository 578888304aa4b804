//! `livebridge baseline`: what is known to fail in a target, checked and brought up to date.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, anyhow};
use clap::{Args, Subcommand};
use livebridge_suite::baseline::{Addition, Baseline, BaselineError};
use livebridge_suite::checks;
use livebridge_suite::runner::{self, NoRun, Run, RunOptions};
use livebridge_suite::verdict::ExitCode;
use livebridge_text::output_paths::Place;
use livebridge_text::phrasing::shown;

use super::outputs::Sink;
use super::target::TargetArguments;
use super::verify::tell_end;
use super::written::probe;
use super::{interrupt, say};

/// Keep what is known to fail in a target in a file, with reasons
#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Check(Check),
    Update(Update),
}

/// Verify a target with a baseline: the same as `livebridge verify --baseline FILE`
///
/// What fails as recorded is accepted. Exit codes: those of `livebridge verify`; 3 when something that is listed passes.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  livebridge baseline check known.toml -- python3 my_bridge.py")]
struct Check {
    /// The baseline
    file: PathBuf,
    #[command(flatten)]
    target: TargetArguments,
}

/// Bring a baseline up to date, or begin one
///
/// All checks are run. Entries that fail no more are taken out, the others record how they fail now, and the file pins
/// what the target offers. Nothing is listed that was not asked for with --add. Exit codes: those of a `check` that
/// follows; 2 when the file cannot be written.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  livebridge baseline update known.toml -- python3 my_bridge.py
  livebridge baseline update known.toml --add LB-UNDO-001 --reason 'the host splits steps' -- python3 my_bridge.py")]
struct Update {
    /// The baseline; it is made when it is not there
    file: PathBuf,
    /// List a requirement or a check that fails
    #[arg(long, value_name = "ID", requires = "reason")]
    add: Option<String>,
    /// Why it fails
    #[arg(long, value_name = "TEXT", requires = "add", value_parser = clap::builder::NonEmptyStringValueParser::new())]
    reason: Option<String>,
    /// Where more is said
    #[arg(long, value_name = "URL", requires = "add")]
    link: Option<String>,
    #[command(flatten)]
    target: TargetArguments,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    match &arguments.command {
        Command::Check(arguments) => check(arguments),
        Command::Update(arguments) => update(arguments),
    }
}

fn check(arguments: &Check) -> anyhow::Result<ExitCode> {
    let mut options = arguments.target.options("")?;
    options.baseline = Some(Arc::new(read(&arguments.file)?));
    options.interrupt = interrupt::listen()?;
    let ended = watch(&options);
    tell_end(&options, ended.as_ref())
}

fn update(arguments: &Update) -> anyhow::Result<ExitCode> {
    let mut options = arguments.target.options("")?;
    let baseline = if arguments.file.exists() { read(&arguments.file)? } else { Baseline::new(&arguments.file) };
    let addition = arguments.add.as_ref().map(|id| Addition {
        id: id.clone(),
        reason: arguments.reason.clone().unwrap_or_default(),
        link: arguments.link.clone(),
    });
    // A wrong name should not cost a run.
    addition.as_ref().map_or(Ok(()), Addition::check)?;
    probe([("baseline", Some(&Place::File(arguments.file.clone())))], &options.target.files())?;
    options.interrupt = interrupt::listen()?;
    let ended = watch(&options);
    let mut run = match ended {
        Ok(run) if !run.interrupted && run.lost.is_none() => run,
        // Half a run says nothing about what fails no more.
        ended => return tell_end(&options, ended.as_ref()),
    };
    let (updated, notes) = baseline.updated(&run, addition.as_ref())?;
    updated.write(COMMENT).context("the baseline is as it was")?;
    updated.apply(&mut run);
    let code = tell_end(&options, Ok(&run))?;
    for note in notes {
        say(&format!("{note}\n"));
    }
    say(&format!("wrote {}\n", shown(&arguments.file)));
    Ok(code)
}

/// What stands at the top of the file.
const COMMENT: &str = "\
# What is known to fail here, and why. `livebridge baseline update` writes this file; reasons and links are yours.
# In `expected` and `seen`, # stands for numbers and ids.

";

/// Brings a baseline up to date with a run, and lists in it what is added: each with its reason.
pub(super) fn record(
    baseline: &Baseline,
    run: &Run,
    additions: impl Iterator<Item = (String, String)>,
) -> anyhow::Result<()> {
    let (mut updated, mut notes) = baseline.updated(run, None)?;
    for (id, reason) in additions {
        let addition = Addition { id, reason, link: None };
        addition.check()?;
        let more;
        (updated, more) = updated.updated(run, Some(&addition))?;
        notes.extend(more);
    }
    updated.write(COMMENT).context("the baseline is as it was")?;
    for note in notes {
        say(&format!("{note}\n"));
    }
    Ok(())
}

/// Reads a baseline.
pub(super) fn read(file: &Path) -> anyhow::Result<Baseline> {
    Baseline::read(file).map_err(|error| match &error {
        BaselineError::NoFailure { .. } => anyhow!("{error}: let `livebridge baseline update` write the entry"),
        BaselineError::File(_)
        | BaselineError::Write { .. }
        | BaselineError::Unknown { .. }
        | BaselineError::DoesNotFail { .. } => error.into(),
    })
}

/// Runs all checks while somebody looks on.
fn watch(options: &RunOptions) -> Result<Run, NoRun> {
    let mut sink = Sink::default();
    runner::run(options, &checks::all(), |event| sink.take(event))
}
