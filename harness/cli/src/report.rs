//! `livebridge report`: reports of runs that were kept: from a stream of events, or from several parts.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use livebridge_suite::report::merge::{self, MergeError};
use livebridge_suite::report::{Summary, record, text};
use livebridge_suite::runner::Run;
use livebridge_suite::verdict::ExitCode;
use livebridge_text::phrasing::visible;

use super::outputs::{Formats, tell};
use super::problem::Problem;
use super::{say, terminal};

/// Make reports of runs that were kept
///
/// The report for people goes to stderr, the others go where their flags say. The exit code is that of the run; 2 when
/// the files do not make up one.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  livebridge report from-events run.ndjson --html run.html         what a killed run had seen
  livebridge report merge 1.json 2.json 3.json --junit all.xml     three shards as one run
  livebridge report merge run.json --markdown run.md               another format of a whole run")]
pub(super) struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// From what `verify --events FILE` wrote, also when the run was killed
    FromEvents {
        /// The stream of events; `-` for stdin
        file: String,
        #[command(flatten)]
        formats: Formats,
    },
    /// From what `verify --json FILE` wrote: the shards of one run, or a whole one
    Merge {
        /// The parts
        #[arg(required = true, value_name = "FILE")]
        parts: Vec<String>,
        #[command(flatten)]
        formats: Formats,
    },
}

/// The largest summary, in bytes.
const MAX_BYTES: u64 = 1024 * 1024 * 1024;

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let (run, formats) = match &arguments.action {
        Action::FromEvents { file, formats } => {
            formats.probe(&[Path::new(file)])?;
            let run = record::read(open(file)?).with_context(|| format!("failed to read `{}`", visible(file)))?;
            (run, formats)
        }
        Action::Merge { parts, formats } => {
            formats.probe(&parts.iter().map(Path::new).collect::<Vec<_>>())?;
            let parts: Vec<(String, Summary)> =
                parts.iter().map(|file| Ok((file.clone(), part(file)?))).collect::<anyhow::Result<_>>()?;
            (merge::merge(&parts).map_err(unmerged)?, formats)
        }
    };
    retell(&run, formats)
}

/// Parts that make up no run, in the words of the flags that made them.
fn unmerged(error: MergeError) -> anyhow::Error {
    match &error {
        MergeError::Whole { part } => {
            let what = format!("`{part}` is no part of a run: it was made without --shard");
            Problem::new(what, error.hint()).into()
        }
        MergeError::Nothing | MergeError::Foreign { .. } | MergeError::Overlap { .. } | MergeError::Missing(_) => {
            error.into()
        }
    }
}

fn open(file: &str) -> anyhow::Result<Box<dyn BufRead>> {
    if file == "-" {
        return Ok(Box::new(io::stdin().lock()));
    }
    let opened = File::open(file).with_context(|| format!("failed to read `{}`", visible(file)))?;
    Ok(Box::new(BufReader::new(opened)))
}

fn part(file: &str) -> anyhow::Result<Summary> {
    let mut text = String::new();
    open(file)?
        .take(MAX_BYTES)
        .read_to_string(&mut text)
        .with_context(|| format!("failed to read `{}`", visible(file)))?;
    let summary: Summary = serde_json::from_str(&text).map_err(|error| {
        let what = format!("`{}` is no summary: {error}", visible(file));
        Problem::new(what, "give a file that `livebridge verify --json FILE` wrote")
    })?;
    if summary.suite != livebridge_suite::SUITE_VERSION {
        let (shown, found, this) = (visible(file), &summary.suite, livebridge_suite::SUITE_VERSION);
        bail!(Problem::new(
            format!("`{shown}`: version {found} of the suite made it, this is {this}"),
            "use the `livebridge` that made it"
        ));
    }
    Ok(summary)
}

/// Tells everything that was told during the run, and its summary.
fn retell(run: &Run, formats: &Formats) -> anyhow::Result<ExitCode> {
    let mut findings = text::Findings::default();
    let mut told = text::header(&run.description, run.transport);
    told.extend(run.checks.iter().map(|result| findings.tell(result)));
    say(&terminal::Paint::stderr().verdicts(&told));
    tell(run, Some(formats))
}
