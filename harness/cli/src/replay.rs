//! `livebridge replay`: one saved program on a target and on the reference model side by side.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use clap::Args;
use livebridge_suite::explore::program::Program;
use livebridge_suite::explore::{RunningTarget, Unready, finding_text, replay};
use livebridge_suite::verdict::ExitCode;
use livebridge_text::phrasing::shown;
use livebridge_wire::Timeouts;

use super::explore::no_target;
use super::problem::Problem;
use super::say;
use super::schemes::{self, Kind};
use super::target::{named, seconds};

/// Run a saved program on a target and on the reference, and compare everything
///
/// Ids in a program are symbolic: it runs on any target, whatever its own ids look like. Exit codes: 0 the two agree,
/// 1 they part, 2 wrong usage, 6 the target could not be started, greeted or reset.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  livebridge replay .livebridge/divergence-1-17.json -- python3 my_bridge.py
  livebridge replay .livebridge/divergence-1-17.json fake")]
pub(super) struct Arguments {
    /// A program that `livebridge explore` saved
    #[arg(value_name = "PROGRAM")]
    program: PathBuf,
    #[arg(help = schemes::short_help(|kind| match kind {
        Kind::Fake | Kind::LiveSet => true,
        Kind::Address | Kind::Map | Kind::Tools => false,
    }))]
    target: Option<String>,
    /// Seconds to wait for the answer of a call
    #[arg(long, value_name = "SECONDS", default_value = "30", value_parser = seconds)]
    timeout: Duration,
    /// The program that is the target, with its arguments
    #[arg(last = true, value_name = "COMMAND")]
    command: Vec<String>,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let program = read(&arguments.program)?;
    let target = named(arguments.target.as_deref(), &arguments.command)?;
    let timeouts = Timeouts { call: arguments.timeout, ..Timeouts::default() };
    let mut live = match RunningTarget::open(Arc::clone(&target), timeouts) {
        Ok(live) => live,
        Err(error) => return Ok(no_target(&Unready::from(error), &*target)),
    };
    let replayed = match replay(&mut live, &program) {
        Ok(replayed) => replayed,
        Err(error) => return Ok(no_target(&error, &*target)),
    };
    let log = live.log();
    live.close();
    Ok(match replayed {
        Ok(()) => {
            say(&format!("AGREES ({target}): {} operations, as the contract says\n", program.size()));
            ExitCode::Conformant
        }
        Err(divergence) => {
            let log = log.map_or_else(String::new, |log| format!("  the target's log:\n{log}\n"));
            say(&format!("{}{log}\nDIVERGES ({target})\n", finding_text::divergence(&divergence)));
            ExitCode::Nonconformant
        }
    })
}

/// Reads a program, from a file of a sane size.
fn read(path: &Path) -> anyhow::Result<Program> {
    const LIMIT: u64 = 64 * 1024 * 1024;
    let shown = shown(path);
    let mut text = String::new();
    let file = File::open(path).with_context(|| format!("failed to read `{shown}`"))?;
    let n = file.take(LIMIT + 1).read_to_string(&mut text).with_context(|| format!("failed to read `{shown}`"))?;
    if n as u64 > LIMIT {
        bail!(Problem::new(
            format!("`{shown}` is longer than 64 MiB"),
            "give a program that `livebridge explore` saved"
        ));
    }
    Ok(Program::from_json(&text).map_err(|error| {
        Problem::new(format!("`{shown}` is {error}"), "give a program that `livebridge explore` saved")
    })?)
}
