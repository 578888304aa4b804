//! `livebridge live rules` and `livebridge live score`: what the simulated Live knows, and how much of Live that is.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use clap::Args;
use livebridge_e2e::checklist::Subject;
use livebridge_live::score::{self, Tally};
use livebridge_suite::verdict::ExitCode;

use super::RuleArguments;
use crate::print;
use crate::provenance::ProvenanceArguments;

/// List the rules of the simulated Live: each behaviour of a running Live that is publicly known
#[derive(Debug, Args)]
pub(super) struct RulesArguments {
    #[command(flatten)]
    rules: RuleArguments,
    /// Only the rules whose name or area contains this
    #[arg(value_name = "TEXT")]
    containing: Option<String>,
    /// As JSON: with sources, evidence and what is said of each
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    provenance: ProvenanceArguments,
}

pub(super) fn rules(arguments: &RulesArguments) -> anyhow::Result<ExitCode> {
    let provenance = arguments.provenance.read()?;
    let mut rules = arguments.rules.rules()?.describe();
    for rule in rules.as_array_mut().into_iter().flatten() {
        let name = rule["name"].as_str().unwrap_or_default().to_owned();
        let said = provenance.words(&Subject::Rule(name));
        rule["inLive"] = if said.is_empty() { "open".into() } else { said.into() };
    }
    let text = |rule: &serde_json::Value, key: &str| rule[key].as_str().unwrap_or_default().to_owned();
    let is_meant = |rule: &&serde_json::Value| {
        let wanted = arguments.containing.as_deref().unwrap_or_default();
        text(rule, "name").contains(wanted) || text(rule, "area").contains(wanted)
    };
    let meant: Vec<_> = rules.as_array().into_iter().flatten().filter(is_meant).collect();
    if arguments.json {
        print(&(serde_json::to_string_pretty(&meant)? + "\n"))?;
        return Ok(ExitCode::Conformant);
    }
    let mut out = String::new();
    for rule in meant {
        // Why it is not simulated, or which test of a face holds it; those of the engine stand in one table.
        let why =
            if matches!(rule["implemented"].as_str(), Some("max" | "python" | "sdk")) { "test" } else { "reason" };
        let reason = rule[why].as_str().map(|reason| format!(": {reason}")).unwrap_or_default();
        let (name, state) = (text(rule, "name"), rule["state"].to_string());
        let (evidence, live, is) = (text(rule, "evidence"), text(rule, "live"), text(rule, "implemented"));
        writeln!(out, "{name:<46} {state:<6} {evidence:<15} {live:<10} {is}{reason}")?;
        // What is open, as most of them are, is not said of each.
        for words in rule["inLive"].as_array().into_iter().flatten().filter_map(|words| words.as_str()) {
            writeln!(out, "{:<46} {words}", "")?;
        }
    }
    print(&out)?;
    Ok(ExitCode::Conformant)
}

/// How much of Live is simulated: members of its object model by class, behaviours by area and kind of evidence
#[derive(Debug, Args)]
pub(super) struct ScoreArguments {
    /// As JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn score(arguments: &ScoreArguments) -> anyhow::Result<ExitCode> {
    let score = score::score();
    if arguments.json {
        print(&(serde_json::to_string_pretty(&score.to_json())? + "\n"))?;
        return Ok(ExitCode::Conformant);
    }
    let mut out = String::new();
    section(&mut out, "members simulated, by class", &score.classes)?;
    section(&mut out, "behaviours implemented, by area", &score.areas)?;
    section(&mut out, "behaviours implemented, by evidence", &score.evidence)?;
    print(&out)?;
    Ok(ExitCode::Conformant)
}

fn section(out: &mut String, title: &str, tallies: &BTreeMap<String, Tally>) -> std::fmt::Result {
    let sum = tallies.values().fold(Tally::default(), |sum, tally| sum + *tally);
    writeln!(out, "{title}: {sum}")?;
    for (name, tally) in tallies {
        writeln!(out, "  {name:<28} {tally}")?;
    }
    writeln!(out)
}
