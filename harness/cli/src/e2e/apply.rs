//! `livebridge e2e apply`: what a report confirms, written into the file that `explain` and `live rules` read.

use std::path::{Path, PathBuf};

use anyhow::bail;
use clap::Args;
use livebridge_e2e::checklist::Checklist;
use livebridge_e2e::provenance::{ApplyError, Provenance, is_of_live, read_report};
use livebridge_suite::verdict::ExitCode;
use livebridge_text::phrasing::shown;

use crate::problem::Problem;
use crate::say;

/// Where the repository keeps what is confirmed.
const FILE: &str = "golden/live/provenance.json";

/// Take a report of a real Live into what is known
///
/// Rules of the simulated Live and requirements become "confirmed in Live VERSION by report NAME", or shown to be wrong;
/// what the report leaves open stays open. It writes one file of data, and nothing else: build anew, and `livebridge
/// explain` and `livebridge live rules` tell it. A report of a simulated Live confirms nothing, and is refused.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  livebridge e2e apply mine.json                                     in a checkout of this repository
  livebridge e2e apply simulated.json --rehearse rehearsal.json      tries it, in a file of its own")]
pub(super) struct Arguments {
    /// The report, as --json wrote it
    report: PathBuf,
    /// The name by which it is known from then on; that of its file, without the ending, unless it is given
    #[arg(long)]
    name: Option<String>,
    /// The file that is written
    #[arg(long, value_name = "FILE", default_value = FILE)]
    provenance: PathBuf,
    /// Write a file of its own instead, in which a report of a simulated Live may stand too, and says so
    #[arg(long, value_name = "FILE", conflicts_with = "provenance")]
    rehearse: Option<PathBuf>,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let report = read_report(&arguments.report).map_err(|error| problem(&arguments.report, &error))?;
    let stem = || arguments.report.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let name = arguments.name.clone().unwrap_or_else(stem);
    let (file, mut provenance) = match &arguments.rehearse {
        Some(file) if file.exists() => (file, Provenance::read(file).map_err(|error| problem(file, &error))?),
        Some(file) => (file, Provenance::nothing()),
        None => {
            is_of_live(&report).map_err(|error| problem(&arguments.report, &error))?;
            let file = &arguments.provenance;
            if !file.exists() {
                let what = format!("there is no `{}` here", shown(file));
                bail!(Problem::new(what, "run it in a checkout of the repository of livebridge"));
            }
            (file, Provenance::read(file).map_err(|error| problem(file, &error))?)
        }
    };
    let new =
        provenance.apply(Checklist::shipped(), &name, &report).map_err(|error| problem(&arguments.report, &error))?;
    provenance.write(file).map_err(|error| problem(file, &error))?;
    say(&format!("`{}` says {new} things by report {name}, from {}\n", shown(file), report.whence()));
    Ok(ExitCode::Conformant)
}

fn problem(file: &Path, error: &ApplyError) -> anyhow::Error {
    let hint = match error {
        ApplyError::File(_) => "is the file there, and may it be read and written?",
        ApplyError::Form(_) | ApplyError::Format(_, _) => "give what `livebridge e2e --json FILE` wrote",
        ApplyError::Simulated => "run it against a real Live, or try it with --rehearse FILE",
        ApplyError::NoVersion => "run it again with --live VERSION",
        ApplyError::Checklist(_, _) => "use the livebridge that made the report, or run it again",
        ApplyError::Answer(_, _) => "was the report changed by hand?",
        ApplyError::Name(_) => "give one with --name",
    };
    Problem::new(format!("`{}`: {error}", shown(file)), hint).into()
}
