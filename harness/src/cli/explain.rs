//! `livebridge explain`: one requirement with everything that belongs to it.

use std::fmt::Write as _;

use anyhow::bail;
use clap::Args;
use livebridge_core::capabilities::IdScheme;

use super::print;
use crate::verdict::ExitCode;
use crate::{checks, mutants, registry};

/// Explain a requirement: its text, clause, checks and mutants
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Id of the requirement, such as LB-UNDO-001
    id: String,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let id = arguments.id.to_ascii_uppercase();
    let Some(requirement) = registry::by_id(&id) else {
        bail!("there is no requirement `{}`\nhint: `livebridge list requirements` shows them all", arguments.id);
    };
    let mut text = String::new();
    writeln!(text, "{} {} {}", requirement.id, requirement.level, requirement.text)?;
    writeln!(text, "where     {}; area {}", requirement.place(), requirement.area.name())?;
    let confirmed = if requirement.confirmed_in_live { "yes" } else { "not yet" };
    writeln!(text, "confirmed in a running Live  {confirmed}")?;
    if let Some(transport) = requirement.applies_when.transport {
        writeln!(text, "applies   {transport} only")?;
    }
    if let Some(ids) = requirement.applies_when.ids {
        let ids = match ids {
            IdScheme::Positional => "positional",
            IdScheme::Opaque => "opaque",
        };
        writeln!(text, "applies   to {ids} ids only")?;
    }
    if let Some(operation) = requirement.applies_when.declares {
        writeln!(text, "applies   where {operation} is declared")?;
    }
    let nothing = livebridge_core::Description {
        implementation: livebridge_core::capabilities::Implementation {
            name: String::new(),
            version: String::new(),
            language: String::new(),
            homepage: None,
        },
        capabilities: livebridge_core::Capabilities::default(),
        operations: std::collections::BTreeSet::new(),
    };
    let needs = requirement.needs.missing(&nothing);
    writeln!(text, "needs     {}", if needs.is_empty() { "nothing".to_owned() } else { needs.join(", ") })?;
    for check in checks::all().iter().filter(|check| check.requirement == id) {
        writeln!(text, "check     {}", check.name)?;
    }
    for mutant in mutants::all().filter(|mutant| mutant.requirement == id) {
        writeln!(text, "mutant    fake+{}: {}", mutant.name, mutant.why)?;
    }
    print(&text)?;
    Ok(ExitCode::Conformant)
}
