//! `livebridge list`: requirements, checks, mutants, operations and areas.

use std::fmt::Write as _;

use clap::{Args, ValueEnum};
use livebridge_port::Operation;
use livebridge_suite::areas::Area;
use livebridge_suite::requirement::Level;
use livebridge_suite::verdict::ExitCode;
use livebridge_suite::{checks, registry};

use super::print;

/// List requirements, checks, mutants, operations or areas
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// What to list
    #[arg(value_enum, default_value_t = What::Requirements)]
    what: What,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum What {
    /// What the contract requires
    Requirements,
    /// How it is seen
    Checks,
    /// The faults that the checks must catch
    Mutants,
    /// What can be called
    Operations,
    /// The parts of the contract
    Areas,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let mut text = String::new();
    match arguments.what {
        What::Requirements => {
            for requirement in registry::all() {
                writeln!(text, "{:<13} {:<6} {}", requirement.id, requirement.level, requirement.text)?;
            }
        }
        What::Checks => {
            for check in checks::all() {
                writeln!(text, "{:<46} {}", check.name, check.requirement)?;
            }
        }
        What::Mutants => text = mutants(),
        What::Operations => {
            for operation in Operation::ALL {
                writeln!(text, "{operation}")?;
            }
        }
        What::Areas => {
            for area in Area::ALL {
                let of_it = registry::all().filter(|requirement| requirement.area == area).count();
                writeln!(text, "{:<14} ring {}  {of_it} requirements", area.name(), area.ring())?;
            }
        }
    }
    print(&text)?;
    Ok(ExitCode::Conformant)
}

/// Every mutant in a line of its own.
pub(super) fn mutants() -> String {
    let mut text = String::new();
    for mutant in livebridge_suite::mutants::all() {
        let level = registry::by_id(mutant.requirement).map_or(Level::Must, |requirement| requirement.level);
        let (name, requirement) = (mutant.name, mutant.requirement);
        let _ = writeln!(text, "fake+{name:<38} {requirement:<14} {level:<6} {}", mutant.why);
    }
    text
}
