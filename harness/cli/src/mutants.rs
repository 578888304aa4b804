//! `livebridge mutants`: every mutant against every check, over the port or, in `mutants/through_tools`, through tools.

mod through_tools;

use std::fmt::Write as _;
use std::num::NonZeroUsize;
use std::thread;
use std::time::Instant;

use anyhow::bail;
use clap::Args;
use livebridge_suite::check::Check;
use livebridge_suite::checks;
use livebridge_suite::interrupt::Interrupt;
use livebridge_suite::mutants::hunt::{Fate, Ground, Hunt, Hunted, hunt};
use livebridge_suite::mutants::{self, Mutant};
use livebridge_suite::verdict::ExitCode;
use serde_json::json;

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
    if !arguments.through_tools {
        return hunt_on(&Ground::default(), arguments, &chosen, &checks, &interrupt);
    }
    let map = through_tools::map()?;
    // Random programs take as long as all other checks, and there is no undo of the tools' own that they could use.
    let checks: Vec<Check> = checks.into_iter().filter(|check| check.requirement != "LB-EXPL-001").collect();
    let reach = through_tools::reach(&map, &chosen, &checks, &interrupt)?;
    for (name, why) in &reach.unseen {
        say(&format!("fake+{name} does not come through: {why}\n"));
    }
    say(&format!(
        "{} of {} mutants can be seen through tools; of {} nothing that judges them can, {} have their fault in a protocol\n",
        reach.seen.len(),
        chosen.len(),
        reach.beyond + reach.unseen.len(),
        reach.elsewhere,
    ));
    through_tools::on(&map, |ground| hunt_on(ground, arguments, &reach.seen, &checks, &interrupt))
}

/// Hunts these mutants on a ground, and tells what became of them.
fn hunt_on(
    ground: &Ground<'_>,
    arguments: &Arguments,
    chosen: &[&'static Mutant],
    checks: &[Check],
    interrupt: &Interrupt,
) -> anyhow::Result<ExitCode> {
    let jobs = thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let began = Instant::now();
    // The control and the canary are hunted too.
    let bar = progress(chosen.len() as u64 + 2, "{wide_bar} {pos}/{len}");
    let hunted = hunt(ground, chosen, checks, jobs, interrupt, || bar.inc(1));
    bar.finish_and_clear();
    let hunt = hunted?;
    print(&if arguments.json {
        format!("{}\n", serde_json::to_string_pretty(&hunt)?)
    } else {
        told(&hunt, checks.len())
    })?;
    say(&format!(
        "{} checks, {} mutants, {jobs} threads, {:.1} s\n",
        checks.len(),
        chosen.len(),
        began.elapsed().as_secs_f64()
    ));
    Ok(hunt.exit_code())
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
    let _ = match &hunt.control {
        Some(found) => {
            writeln!(text, "\ncontrol  the unmodified fake: {} findings in {checks} checks", found.len())
        }
        None => writeln!(text, "\ncontrol  the unmodified fake: not known"),
    };
    for result in hunt.control.iter().flatten() {
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
