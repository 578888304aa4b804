//! `livebridge e2e list`: the steps of the checklist, and what each answers.

use std::fmt::Write as _;

use clap::Args;
use livebridge_e2e::checklist::{Checklist, ChecklistStep, Subject};
use livebridge_suite::verdict::ExitCode;

use crate::print;
use crate::provenance::ProvenanceArguments;

/// List the steps of the checklist, with the rows that they answer
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// List the rows instead: what is open, or what reports have answered
    #[arg(long)]
    rows: bool,
    #[command(flatten)]
    provenance: ProvenanceArguments,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let checklist = Checklist::shipped();
    let mut out = String::new();
    if arguments.rows {
        let provenance = arguments.provenance.read()?;
        for row in &checklist.rows {
            writeln!(out, "{:<4} {}", row.id, row.text)?;
            for words in provenance.words(&Subject::Row(row.id.clone())) {
                writeln!(out, "     {words}")?;
            }
        }
    } else {
        for step in &checklist.steps {
            let ChecklistStep { id, title, rows, .. } = step;
            writeln!(out, "{id:<34} {:<9} {:<11} {title}", how(step), rows.join(" "))?;
        }
    }
    print(&out)?;
    Ok(ExitCode::Conformant)
}

/// Who answers a step, in a word.
fn how(step: &ChecklistStep) -> &'static str {
    let sees = step.see.is_some() || !step.checks.is_empty();
    match (sees, &step.ask, step.thorough) {
        (_, _, true) => "thorough",
        (true, None, false) => "machine",
        (true, Some(_), false) => "or asked",
        (false, _, false) => "asked",
    }
}
