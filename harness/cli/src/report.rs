//! `livebridge report`: reports of runs that were kept: from a stream of events, or from several parts.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use livebridge_suite::report::merge::{self, MergeError};
use livebridge_suite::report::{RunComparison, Summary, record, text};
use livebridge_suite::runner::Run;
use livebridge_suite::verdict::ExitCode;
use livebridge_text::output_paths::Place;
use livebridge_text::phrasing::visible;

use super::outputs::{Formats, tell};
use super::problem::Problem;
use super::written::{probe, write};
use super::{say, terminal};

/// Make reports of runs that were kept
///
/// The report for people goes to stderr, the others go where their flags say. The exit code is that of the run, of `diff`
/// 1 when something is worse and else 0; 2 when the files do not make up a run.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  livebridge report from-events run.ndjson --html run.html         what a killed run had seen
  livebridge report merge 1.json 2.json 3.json --junit all.xml     three shards as one run
  livebridge report merge run.json --markdown run.md               another format of a whole run
  livebridge report diff before.json after.json --html diff.html   what became worse or better")]
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
    /// What differs between two runs, from what `verify --json FILE` wrote of each
    Diff {
        /// The run that was there before
        old: String,
        /// The run that is compared with it
        new: String,
        /// Write everything as JSON; `-` is stdout
        #[arg(long, value_name = "FILE")]
        json: Option<Place>,
        /// Write one self-contained HTML page; `-` is stdout
        #[arg(long, value_name = "FILE")]
        html: Option<Place>,
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
        Action::Diff { old, new, json, html } => return diff(old, new, json.as_ref(), html.as_ref()),
    };
    retell(&run, formats)
}

/// Tells what differs between two runs, and writes it.
fn diff(old: &str, new: &str, json: Option<&Place>, html: Option<&Place>) -> anyhow::Result<ExitCode> {
    probe([("--json", json), ("--html", html)], &[Path::new(old), Path::new(new)])?;
    let (before, after) = (summary(old)?, summary(new)?);
    let compared = RunComparison::of((old, &before), (new, &after));
    say(&terminal::Paint::stderr().verdicts(&compared.text()));
    if let Some(place) = json {
        write("--json", place, &(serde_json::to_string_pretty(&compared)? + "\n"))?;
    }
    if let Some(place) = html {
        write("--html", place, &compared.html())?;
    }
    Ok(compared.exit_code())
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

/// A summary of this version of the suite or of another one that has the same form.
fn summary(file: &str) -> anyhow::Result<Summary> {
    let mut text = String::new();
    open(file)?
        .take(MAX_BYTES)
        .read_to_string(&mut text)
        .with_context(|| format!("failed to read `{}`", visible(file)))?;
    serde_json::from_str(&text).map_err(|error| {
        let what = format!("`{}` is no summary: {error}", visible(file));
        Problem::new(what, "give a file that `livebridge verify --json FILE` wrote").into()
    })
}

/// A part of a run of this version of the suite.
fn part(file: &str) -> anyhow::Result<Summary> {
    let summary = summary(file)?;
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
