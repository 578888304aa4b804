//! `livebridge analyze`: a recorded exploration, judged again without its target.

use std::fs::File;
use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use livebridge_suite::explore::{finding_text, record};
use livebridge_suite::verdict::ExitCode;
use livebridge_text::phrasing::shown;

use super::explore::NO_PROGRAM;
use super::problem::Problem;
use super::say;

/// Judge a recorded exploration again, without its target
///
/// The same judge as that of `livebridge explore`; nothing is shrunk, because nothing can be tried. Exit codes: 0
/// nothing found, 1 target and reference part, 2 the file is no record, 5 nothing found in a record that is incomplete
/// or has no program.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  livebridge explore --record run.ndjson -- python3 my_bridge.py
  livebridge analyze run.ndjson")]
pub(super) struct Arguments {
    /// A file that `livebridge explore --record` wrote
    #[arg(value_name = "RECORD")]
    record: PathBuf,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let shown = shown(&arguments.record);
    let file = File::open(&arguments.record).with_context(|| format!("failed to read `{shown}`"))?;
    let analysis = record::analyze(file).map_err(|error| {
        Problem::new(
            format!("`{shown}` cannot be judged: {error}"),
            "give a file that `livebridge explore --record` wrote",
        )
    })?;
    say(&format!("programs {}, steps {}\n", analysis.programs, analysis.steps));
    for (number, program, divergence) in &analysis.found {
        let at = program.steps.last().map_or_else(|| "the start".to_owned(), |step| step.operation().to_string());
        say(&format!("\nDIVERGES in program {number}, at {at}\n{}", finding_text::divergence(divergence)));
    }
    if let Some(missing) = &analysis.incomplete {
        say(&format!("\nthe record is incomplete: {missing}\n"));
    }
    let (verdict, code) = match (analysis.found.is_empty(), analysis.programs) {
        (false, _) => ("DIVERGES", ExitCode::Nonconformant),
        (true, _) if analysis.incomplete.is_some() => ("NOT DECIDED", ExitCode::Inconclusive),
        (true, 0) => (NO_PROGRAM, ExitCode::Inconclusive),
        (true, _) => ("NOTHING FOUND", ExitCode::Conformant),
    };
    say(&format!("\n{verdict} ({}, seed {}, programs {})\n", analysis.target, analysis.seed, analysis.programs));
    Ok(code)
}
