//! `livebridge explain`: a requirement, a check or a mutant with everything that belongs to it.

use std::fmt::Write as _;

use anyhow::bail;
use clap::Args;
use livebridge_e2e::checklist::{Checklist, Subject};
use livebridge_e2e::known::{self, Behaviour};
use livebridge_e2e::provenance::Provenance;
use livebridge_port::capabilities::{IdScheme, Implementation};
use livebridge_port::{Capabilities, Description};
use livebridge_suite::check::Check;
use livebridge_suite::mutants::{self, Mutant};
use livebridge_suite::requirement::Requirement;
use livebridge_suite::verdict::ExitCode;
use livebridge_suite::{checks, registry};
use livebridge_text::suggestions::but_there_is;

use super::print;
use super::problem::Problem;
use super::provenance::ProvenanceArguments;

/// Explain a requirement, a check or a mutant
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  livebridge explain LB-UNDO-001                  what is required, and how it is seen
  livebridge explain transactions/all-or-nothing  what a check judges and needs
  livebridge explain fake+stale-id-accepted       what is wrong with a mutant, and who notices")]
pub(super) struct Arguments {
    /// Id of a requirement, name of a check, or name of a mutant with or without `fake+`
    name: String,
    #[command(flatten)]
    provenance: ProvenanceArguments,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let name = arguments.name.as_str();
    let mutant = name.strip_prefix("fake+").unwrap_or(name);
    let checks = checks::all();
    let provenance = arguments.provenance.read()?;
    let text = if let Some(requirement) = registry::by_id(&name.to_ascii_uppercase()) {
        explain_requirement(requirement, &checks, &provenance)?
    } else if let Some(check) = checks.iter().find(|check| check.name == name) {
        explain_check(check)?
    } else if let Some(mutant) = mutants::by_name(mutant) {
        explain_mutant(mutant, &checks)?
    } else {
        let ids = registry::all().map(|requirement| requirement.id);
        let names = checks.iter().map(|check| check.name.as_str()).chain(mutants::all().map(|mutant| mutant.name));
        bail!(Problem::new(
            format!("there is no requirement, check or mutant `{name}`{}", but_there_is(mutant, ids.chain(names))),
            "`livebridge list requirements`, `list checks` and `list mutants` show them all"
        ));
    };
    print(&text)?;
    Ok(ExitCode::Conformant)
}

fn explain_requirement(
    requirement: &Requirement,
    checks: &[Check],
    provenance: &Provenance,
) -> Result<String, std::fmt::Error> {
    let mut text = String::new();
    head(&mut text, requirement)?;
    in_live(&mut text, requirement, provenance)?;
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
    needs(&mut text, requirement, None)?;
    for check in checks.iter().filter(|check| check.requirement == requirement.id) {
        writeln!(text, "check     {}", check.name)?;
    }
    mutants_of(&mut text, requirement.id)?;
    Ok(text)
}

fn explain_check(check: &Check) -> Result<String, std::fmt::Error> {
    let mut text = format!("{}\n", check.name);
    if let Some(requirement) = registry::by_id(check.requirement) {
        write!(text, "judges    ")?;
        head(&mut text, requirement)?;
        needs(&mut text, requirement, Some(check))?;
    }
    mutants_of(&mut text, check.requirement)?;
    writeln!(text, "run it    livebridge verify --check {}", check.name)?;
    Ok(text)
}

fn explain_mutant(mutant: &Mutant, checks: &[Check]) -> Result<String, std::fmt::Error> {
    let mut text = format!("fake+{}: {}\n", mutant.name, mutant.why);
    writeln!(
        text,
        "fault     {}",
        if mutant.wire.is_some() { "in the protocol, over a wire" } else { "in the bridge" }
    )?;
    if let Some(requirement) = registry::by_id(mutant.requirement) {
        write!(text, "breaks    ")?;
        head(&mut text, requirement)?;
    }
    for check in checks.iter().filter(|check| check.requirement == mutant.requirement) {
        writeln!(text, "check     {}", check.name)?;
    }
    writeln!(text, "see it    livebridge verify --requirement {} fake+{}", mutant.requirement, mutant.name)?;
    Ok(text)
}

/// What is known of a requirement in a running Live: confirmed by reports, or open; and what others have published.
fn in_live(text: &mut String, requirement: &Requirement, provenance: &Provenance) -> std::fmt::Result {
    let checklist = Checklist::shipped();
    let said = provenance.words(&Subject::Requirement(requirement.id.to_owned()));
    for words in &said {
        writeln!(text, "in Live   {words}")?;
    }
    if said.is_empty() {
        let steps = checklist.steps_about(requirement.id);
        let asks =
            if steps.is_empty() { String::new() } else { format!("; `livebridge e2e` asks: {}", steps.join(", ")) };
        writeln!(text, "in Live   open{asks}")?;
    }
    for id in checklist.behaviours_of(requirement.id) {
        let Some(known) = known::behaviour(id) else { continue };
        let Behaviour { behaviour, interface, live, evidence, .. } = known;
        writeln!(text, "known     {id} ({interface}, Live {live}, {evidence}): {behaviour}")?;
        writeln!(text, "          by {}", known.sources().join("; "))?;
        for words in provenance.words(&Subject::Rule(id.to_owned())) {
            writeln!(text, "          {words}")?;
        }
    }
    Ok(())
}

/// The first lines about a requirement.
fn head(text: &mut String, requirement: &Requirement) -> std::fmt::Result {
    writeln!(text, "{} {} {}", requirement.id, requirement.level, requirement.text)?;
    writeln!(text, "where     {}; area {}, ring {}", requirement.place(), requirement.area.name(), requirement.ring())
}

/// What a target must offer, for a requirement and one of its checks.
fn needs(text: &mut String, requirement: &Requirement, check: Option<&Check>) -> std::fmt::Result {
    let nothing = Description {
        implementation: Implementation {
            name: String::new(),
            version: String::new(),
            language: String::new(),
            homepage: None,
        },
        capabilities: Capabilities::default(),
        operations: std::collections::BTreeSet::new(),
    };
    let mut needs = requirement.needs.missing(&nothing);
    needs.extend(check.iter().flat_map(|check| &check.operations).map(ToString::to_string));
    writeln!(text, "needs     {}", if needs.is_empty() { "nothing".to_owned() } else { needs.join(", ") })
}

fn mutants_of(text: &mut String, requirement: &str) -> std::fmt::Result {
    for mutant in mutants::all().filter(|mutant| mutant.requirement == requirement) {
        writeln!(text, "mutant    fake+{}: {}", mutant.name, mutant.why)?;
    }
    Ok(())
}
