//! `livebridge lab`: a public bridge on the simulated Live, verified from both sides.
//!
//! The engine runs in this process, the bridge's Remote Script beside it, as it came from its registry. The Set is
//! brought back by undo between checks, in the engine, and the script is only started anew when that does not lead
//! back. `lab/started` holds what is started.

mod started;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::bail;
use clap::Args;
use clap::builder::PossibleValuesParser;
use livebridge_live::rules::Rules;
use livebridge_suite::baseline::Baseline;
use livebridge_suite::check::Check;
use livebridge_suite::checks;
use livebridge_suite::registry::Edition;
use livebridge_suite::runner::{self, RunOptions};
use livebridge_suite::target::Target;
use livebridge_suite::verdict::ExitCode;

use crate::filters::Filters;
use crate::live::RuleArguments;
use crate::outputs::Outputs;
use crate::problem::Problem;
use crate::target::Runs;
use crate::{baseline, interrupt, verify};
use started::{LAB, LabTarget};

/// Verify a public bridge on the simulated Live, from both sides
///
/// Starts the engine, the bridge's own Remote Script on it, and the run, which asks the bridge what it says and the
/// engine what became of the Set. Install the bridges first: `bash adapters/live/bridges.sh install FOLDER`. Needs Python
/// 3.11 or later.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  livebridge lab ableton-mcp --bridges bridges
  livebridge lab ableton-mcp --bridges bridges --area inside
  livebridge lab ableton-mcp --bridges bridges --baseline known.toml")]
pub(super) struct Arguments {
    #[arg(value_parser = PossibleValuesParser::new(LAB.iter().map(|row| row.name)), help = "The bridge")]
    bridge: String,
    /// The folder into which the bridges were installed
    #[arg(long, value_name = "FOLDER", env = "LIVEBRIDGE_BRIDGES_INSTALLED")]
    bridges: PathBuf,
    /// Reach the bridge here instead: a proxy that the run is to go through
    #[arg(long, value_name = "HOST:PORT")]
    through: Option<String>,
    /// Real milliseconds of a tick of the simulated Live, whose own are 100
    #[arg(long, value_name = "MILLISECONDS", default_value_t = 4.0)]
    tick: f64,
    #[command(flatten)]
    rules: RuleArguments,
    /// What is known to fail, with reasons: see `livebridge baseline --help`
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Bring the baseline up to date after the run, as `livebridge baseline update` does
    #[arg(long, requires = "baseline")]
    update: bool,
    /// List a requirement or a check that fails in the baseline; each with its --reason
    #[arg(long, value_name = "ID", requires = "update")]
    add: Vec<String>,
    /// Why it fails
    #[arg(long, value_name = "TEXT", requires = "update")]
    reason: Vec<String>,
    /// The set of requirements that counts: 1.0, or latest for all
    #[arg(long, value_name = "SET", default_value = "latest")]
    requirements: Edition,
    #[command(flatten)]
    runs: Runs,
    #[command(flatten)]
    filters: Filters,
    #[command(flatten)]
    outputs: Outputs,
}

/// A bridge of the lab on the simulated Live, for another command.
pub(super) fn target(bridge: &str, bridges: &Path) -> anyhow::Result<Arc<dyn Target>> {
    /// Real milliseconds of a tick.
    const TICK: f64 = 4.0;
    let row = LAB.iter().find(|row| row.name == bridge).ok_or_else(|| {
        let known: Vec<_> = LAB.iter().map(|row| row.name).collect();
        Problem::new(format!("there is no bridge `{bridge}` in the lab"), format!("give one of {}", known.join(", ")))
    })?;
    Ok(Arc::new(LabTarget::new(row, bridges, None, Rules::default(), TICK)?))
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let Some(row) = LAB.iter().find(|row| row.name == arguments.bridge) else {
        bail!(Problem::new(format!("there is no bridge `{}` in the lab", arguments.bridge), "`livebridge lab --help`"));
    };
    let selection = arguments.filters.selection();
    let checks: Vec<Check> = checks::all().into_iter().filter(|check| selection.holds(check)).collect();
    let through = arguments.through.as_deref();
    let target = LabTarget::new(row, &arguments.bridges, through, arguments.rules.rules()?, arguments.tick)?;
    if arguments.add.len() != arguments.reason.len() {
        bail!(Problem::new("each --add goes with one --reason", "give as many of the one as of the other"));
    }
    let begun = |file: &PathBuf| {
        if arguments.update && !file.exists() { Ok(Baseline::new(file)) } else { baseline::read(file) }
    };
    let baseline = arguments.baseline.as_ref().map(begun).transpose()?.map(Arc::new);
    let read: Vec<_> = arguments.baseline.iter().map(PathBuf::as_path).collect();
    let mut sink = arguments.outputs.open(&read)?;
    let name = row.name;
    let flags = arguments.runs.flags()?;
    let mut options = RunOptions {
        edition: arguments.requirements,
        baseline: baseline.clone(),
        // A bridge of somebody else is judged by checks that say what is wrong; random programs find the same again.
        unexplored: Some("the lab".to_owned()),
        reproduce: runner::Reproduce::new(move |check, _| format!("livebridge lab {name}{flags} --check {check}")),
        ..arguments.runs.options(Arc::new(target))
    };
    options.interrupt = interrupt::listen()?;
    match runner::run(&options, &checks, |event| sink.take(event)) {
        Ok(run) => {
            if let Some(baseline) = baseline.filter(|_| arguments.update && !run.interrupted) {
                let additions = arguments.add.iter().cloned().zip(arguments.reason.iter().cloned());
                baseline::record(&baseline, &run, additions)?;
            }
            sink.finish(&run)
        }
        Err(error) => verify::tell_end(&options, Err(&error)),
    }
}
