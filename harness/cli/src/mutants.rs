//! `livebridge mutants`: every mutant against every check, over the port or, in `mutants/through_tools`, through tools.

mod behind_tools;
mod through_tools;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::num::NonZeroUsize;
use std::thread;
use std::time::Instant;

use anyhow::bail;
use clap::Args;
use livebridge_suite::check::Check;
use livebridge_suite::checks;
use livebridge_suite::mutants::hunt::{Fate, Ground, Hunt, Hunted, hunt};
use livebridge_suite::mutants::{self, Mutant};
use livebridge_suite::verdict::ExitCode;
use serde::Serialize;
use serde_json::json;

use self::through_tools::ThroughTools;
use super::problem::Problem;
use super::terminal::{Paint, progress};
use super::{interrupt, list, print, say};

/// Test the suite itself: every mutant must be caught by its requirement
///
/// A mutant is the fake with one documented fault. The unmodified fake is run as the control, and one mutant as the
/// canary, whatever is chosen. Exit codes: 0 all killed, 2 wrong usage, 8 one survived or was killed by another
/// requirement than its own, 70 our own bug or a finding in the control, 130 interrupted.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  livebridge mutants                                every mutant against every check
  livebridge mutants --only stale-id-accepted       one of them
  livebridge mutants --through-tools                those that our tool server lets through
  livebridge mutants --json                         for other programs")]
pub(super) struct Arguments {
    /// Only list them
    #[arg(long, conflicts_with = "only")]
    list: bool,
    /// Only this mutant; can be given several times
    #[arg(long, value_name = "NAME")]
    only: Vec<String>,
    /// Reach each mutant through our tool server, by the map of it: those that a check catches which is judged there
    #[arg(long, conflicts_with = "list")]
    through_tools: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let chosen = chosen(&arguments.only)?;
    if arguments.list {
        print(&if arguments.json { listed(&chosen) } else { list::mutants() })?;
        return Ok(ExitCode::Conformant);
    }
    let checks = checks::all();
    let interrupt = interrupt::listen()?;
    let jobs = thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    // The control and the canary are hunted too.
    let bar = progress(chosen.len() as u64 + 2, "{wide_bar} {pos}/{len}");
    let began = Instant::now();
    let code = if arguments.through_tools {
        let map = through_tools::map()?;
        let judged = |check: &Check| check.requirement != through_tools::EXPLORATION;
        let checks: Vec<Check> = checks.into_iter().filter(judged).collect();
        let found = through_tools::hunt_through(&map, &chosen, &checks, jobs, &interrupt, || bar.inc(1));
        bar.finish_and_clear();
        let found = found?;
        let code = tell(arguments, &found.hunt, &found, checks.len())?;
        if !arguments.json {
            print(&beyond(&found))?;
        }
        if code == ExitCode::Conformant && !found.idle_rows.is_empty() { ExitCode::HarnessBug } else { code }
    } else {
        let hunted = hunt(&Ground::default(), &chosen, &checks, jobs, &interrupt, || bar.inc(1));
        bar.finish_and_clear();
        let hunted = hunted?;
        tell(arguments, &hunted, &hunted, checks.len())?
    };
    say(&format!("{} mutants, {jobs} threads, {:.1} s\n", chosen.len(), began.elapsed().as_secs_f64()));
    Ok(code)
}

/// Tells what became of those that were hunted, in words or as the JSON of `data`; gives how the process ends.
fn tell(arguments: &Arguments, hunt: &Hunt, data: &impl Serialize, checks: usize) -> anyhow::Result<ExitCode> {
    print(&if arguments.json { format!("{}\n", serde_json::to_string_pretty(data)?) } else { told(hunt, checks) })?;
    Ok(hunt.exit_code())
}

/// Those that are not seen through tools, by the reason.
fn beyond(found: &ThroughTools) -> String {
    let mut by_reason: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for mutant in &found.beyond {
        by_reason.entry(&mutant.reason).or_default().push(mutant.name);
    }
    let mut text = format!("\n{} are not seen through tools:\n", found.beyond.len());
    for (reason, names) in by_reason {
        let _ = writeln!(text, "{:>4}  {reason}: {}", names.len(), some(&names));
    }
    for name in &found.idle_rows {
        let _ = writeln!(text, "`{name}` has a row that says why something is not seen, and it needs none");
    }
    text
}

/// The mutants of these names, all for no names; in the order of the table.
fn chosen(names: &[String]) -> anyhow::Result<Vec<&'static Mutant>> {
    let plain = |name: &str| name.strip_prefix("fake+").unwrap_or(name).to_owned();
    let names: Vec<String> = names.iter().map(|name| plain(name)).collect();
    if let Some(unknown) = names.iter().find(|name| mutants::by_name(name).is_none()) {
        bail!(Problem::new(
            format!("--only `{unknown}`: there is no such mutant"),
            "`livebridge mutants --list` shows them all"
        ));
    }
    Ok(mutants::all().filter(|mutant| names.is_empty() || names.iter().any(|name| name == mutant.name)).collect())
}

fn listed(mutants: &[&Mutant]) -> String {
    let rows: Vec<_> = mutants
        .iter()
        .map(|mutant| json!({ "name": mutant.name, "requirement": mutant.requirement, "why": mutant.why }))
        .collect();
    format!("{:#}\n", json!(rows))
}

fn told(hunt: &Hunt, checks: usize) -> String {
    let paint = Paint::stdout();
    let mut text = String::new();
    for hunted in hunt.mutants.iter().filter(|hunted| hunted.fate != Fate::Unknown) {
        let _ = writeln!(text, "{}", line(paint, hunted));
    }
    let found: Vec<_> = hunt.found_in_control().collect();
    let _ = match &hunt.control {
        Some(_) => writeln!(text, "\ncontrol  the unmodified fake: {} findings in {checks} checks", found.len()),
        None => writeln!(text, "\ncontrol  the unmodified fake: not known"),
    };
    for result in found {
        let _ = writeln!(text, "  {} {}", result.requirement, result.check);
    }
    let _ = writeln!(text, "canary   {}", line(paint, &hunt.canary));
    let _ = writeln!(
        text,
        "of {}: {} killed, {} survived, {} killed for another reason",
        hunt.mutants.len(),
        hunt.count(|fate| matches!(fate, Fate::Killed { .. })),
        hunt.count(|fate| *fate == Fate::Survived),
        hunt.count(|fate| matches!(fate, Fate::KilledForAnotherReason { .. })),
    );
    if hunt.is_interrupted() {
        let unknown = hunt.count(|fate| *fate == Fate::Unknown);
        let _ = writeln!(text, "interrupted: of {unknown} nothing is known");
    }
    text
}

/// The first of many; the JSON has all.
fn some(names: &[impl AsRef<str>]) -> String {
    const SHOWN: usize = 3;
    let shown = names.iter().take(SHOWN).map(AsRef::as_ref).collect::<Vec<&str>>().join(", ");
    let more = names.len().saturating_sub(SHOWN);
    if more == 0 { shown } else { format!("{shown} and {more} more") }
}

fn line(paint: Paint, Hunted { name, requirement, fate }: &Hunted) -> String {
    let (ended, by) = match fate {
        Fate::Killed { checks } => ("killed".to_owned(), format!("{requirement} {}", some(checks))),
        Fate::KilledForAnotherReason { requirements } => {
            (paint.red("killed for another reason"), format!("by {} and not by {requirement}", some(requirements)))
        }
        Fate::Survived => (paint.red("survived"), format!("{requirement} does not see it")),
        Fate::HarnessError { what } => (paint.red("bug of ours"), what.clone()),
        Fate::Unknown => ("unknown".to_owned(), "the hunt was interrupted before".to_owned()),
    };
    format!("{ended:<8} fake+{name:<38} {by}")
}
