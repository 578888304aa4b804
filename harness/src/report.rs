//! What a person reads of a run: findings as they come, and the summary, whose last lines are the answer.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt::Write as _;

use livebridge_core::OperationKind;
use livebridge_core::capabilities::UndoCapability;

use crate::check::Finding;
use crate::registry;
use crate::requirement::{Area, Level, Requirement};
use crate::runner::{CheckResult, Run};
use crate::verdict::Verdict;

/// The first lines of a report: who tests whom, and what is odd about what the target says of itself.
pub fn header(run: &Run) -> String {
    let implementation = &run.description.implementation;
    let mut text = format!(
        "livebridge {} verifies {} {} ({}, {})\n",
        env!("CARGO_PKG_VERSION"),
        plain(&implementation.name),
        plain(&implementation.version),
        plain(&implementation.language),
        run.transport,
    );
    let unknown: Vec<&str> = run.description.unknown_operations().collect();
    if !unknown.is_empty() {
        let names: Vec<String> = unknown.iter().take(UNKNOWN_NAMES).map(|name| format!("`{}`", plain(name))).collect();
        let more = unknown.len().saturating_sub(UNKNOWN_NAMES);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let _ = writeln!(text, "warning: it declares operations that there are not: {}{more}", names.join(", "));
    }
    text
}

/// How many unknown names a report shows.
const UNKNOWN_NAMES: usize = 8;

/// Findings as they come: one that says the same as an earlier one is told in short.
#[derive(Debug, Default)]
pub struct Findings {
    /// What was expected and seen, and the check that said so first.
    told: BTreeMap<(String, String), String>,
}

impl Findings {
    /// The text of a finding; empty for a check without one.
    pub fn tell(&mut self, result: &CheckResult) -> String {
        let Some(told) = &result.finding else { return String::new() };
        match self.told.entry((told.expected.clone(), told.seen.clone())) {
            Entry::Vacant(place) => {
                place.insert(result.check.clone());
                finding(result, told)
            }
            Entry::Occupied(first) => {
                let Finding { expected, reproduce, .. } = told;
                let (verdict, requirement, check, first) =
                    (result.verdict, result.requirement, &result.check, first.get());
                let expected = indented(expected);
                format!(
                    "\n{verdict} {requirement}  {check}\n  expected  {expected}\n  seen      the same as in {first}\n  \
                     reproduce {reproduce}\n"
                )
            }
        }
    }
}

/// A finding in full.
fn finding(result: &CheckResult, finding: &Finding) -> String {
    let mut text = String::new();
    let requirement = registry::by_id(result.requirement);
    let _ = writeln!(text, "\n{} {}  {}", result.verdict, result.requirement, result.check);
    if let Some(requirement) = requirement {
        let _ = writeln!(text, "  {} {} ({})", requirement.level, requirement.text, requirement.place());
    }
    let _ = writeln!(text, "  expected  {}", indented(&finding.expected));
    let _ = writeln!(text, "  seen      {}", indented(&finding.seen));
    if !finding.calls.is_empty() {
        let _ = writeln!(text, "  calls");
        for (i, call) in finding.calls.iter().enumerate() {
            let _ = writeln!(text, "    {}. {}\n       -> {}", i + 1, plain(&call.call), plain(&call.answer));
        }
    }
    if let Some(log) = &finding.log {
        let lines: Vec<&str> = log.trim_end().lines().collect();
        let before = lines.len().saturating_sub(LOG_LINES);
        let more = if before > 0 { format!(", the last {LOG_LINES} of {} lines", lines.len()) } else { String::new() };
        let _ = writeln!(text, "  stderr of the target{more}");
        for line in &lines[before..] {
            let _ = writeln!(text, "    {}", plain(line));
        }
    }
    let _ = writeln!(text, "  reproduce {}", finding.reproduce);
    text
}

/// How much of what a target wrote to stderr a finding shows.
const LOG_LINES: usize = 20;

/// Text of a target in one line, without what would move the cursor, and not longer than a few lines of a terminal.
pub(crate) fn plain(text: &str) -> String {
    const SHOWN: usize = 600;
    let shown = text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c });
    let mut plain: String = shown.clone().take(SHOWN).collect();
    if shown.count() > SHOWN {
        plain.push_str(" ...");
    }
    plain
}

fn indented(text: &str) -> String {
    text.lines().map(plain).collect::<Vec<_>>().join("\n            ")
}

/// The summary. The order is fixed; the verdict and the seed come last.
pub fn summary(run: &Run) -> String {
    let mut text = String::from("\n");
    operations(&mut text, run);
    not_checked(&mut text, run);
    areas(&mut text, run);
    unobserved(&mut text, run);
    let requirements = run.requirements();
    let count = |wanted: Verdict| requirements.iter().filter(|(_, verdict)| *verdict == wanted).count();
    let mut parts = Vec::new();
    for (verdict, words) in [
        (Verdict::Pass, "passed"),
        (Verdict::Fail, "failed"),
        (Verdict::Warn, "warned"),
        (Verdict::NotApplicable, "not applicable"),
        (Verdict::OutOfScope, "out of scope"),
        (Verdict::Untestable, "untestable"),
        (Verdict::Unknown, "unknown"),
        (Verdict::HarnessError, "harness errors"),
    ] {
        if count(verdict) > 0 || verdict == Verdict::Pass {
            parts.push(format!("{} {words}", count(verdict)));
        }
    }
    let plural = if requirements.len() == 1 { "" } else { "s" };
    let _ = writeln!(text, "{} requirement{plural}: {}", requirements.len(), parts.join(", "));
    repeated(&mut text, run);
    if let Some(lost) = &run.lost {
        let _ = writeln!(text, "the target could not be brought back, the rest was not run: {lost}");
    }
    if let Some(left) = &run.left_behind {
        let _ = writeln!(text, "left behind in the Set, as the target offers no way to take it back: {}", plain(left));
    }
    // A part of the checks says nothing about the rest.
    let (asked, all) = (requirements.len(), registry::ALL.len());
    let part = if asked < all { format!(", only {asked} of {all} requirements asked for") } else { String::new() };
    let _ = writeln!(text, "{} ({}, seed {}{part})", run.judge().0, run.target, run.seed);
    text
}

/// All 24 operations, whatever is offered.
fn operations(text: &mut String, run: &Run) {
    let offered = run.operations().filter(|(_, offered)| *offered).count();
    let _ = writeln!(text, "operations {offered}/24 offered");
    for (kind, label) in [
        (OperationKind::Read, "reads"),
        (OperationKind::Mutation, "mutations"),
        (OperationKind::Render, "render"),
        (OperationKind::Transaction, "transaction"),
    ] {
        let names: Vec<String> = run
            .operations()
            .filter(|(operation, _)| operation.kind() == kind)
            .map(|(operation, offered)| if offered { operation.to_string() } else { format!("({operation})") })
            .collect();
        let _ = writeln!(text, "  {label:<12}{}", names.join(" "));
    }
    if offered < 24 {
        let _ = writeln!(text, "  (in brackets: not offered by this target)");
    }
}

/// What was not checked, and what is missing for it.
fn not_checked(text: &mut String, run: &Run) {
    for (verdict, title) in [
        (Verdict::NotApplicable, "not applicable: this target does not offer what the check needs"),
        (Verdict::OutOfScope, "out of scope: says nothing about this kind of target"),
        (Verdict::Unknown, "unknown: not decided"),
    ] {
        let concerned: Vec<_> =
            run.requirements().into_iter().filter(|(_, of_requirement)| *of_requirement == verdict).collect();
        if concerned.is_empty() {
            continue;
        }
        let _ = writeln!(text, "\n{title}");
        // Requirements that lack the same stand together, in the order of the first of each.
        let mut reasons: Vec<(&str, Vec<&Requirement>)> = Vec::new();
        for (requirement, _) in concerned {
            let result =
                run.checks.iter().find(|result| result.requirement == requirement.id && result.verdict == verdict);
            let reason = result.and_then(|result| result.reason.as_deref()).unwrap_or("no reason was given");
            match reasons.iter_mut().find(|(other, _)| *other == reason) {
                Some((_, requirements)) => requirements.push(requirement),
                None => reasons.push((reason, vec![requirement])),
            }
        }
        for (reason, requirements) in reasons {
            let _ = writeln!(text, "  {reason}");
            for requirement in requirements {
                let _ = writeln!(text, "    {}  {}", requirement.id, requirement.text);
            }
        }
    }
}

fn areas(text: &mut String, run: &Run) {
    let requirements = run.requirements();
    let _ = writeln!(text, "\n{:<14}{:>8}{:>8}", "area", "MUST", "SHOULD");
    for area in Area::ALL {
        let fraction = |level: Level| {
            let of = |wanted: fn(Verdict) -> bool| {
                requirements
                    .iter()
                    .filter(|(requirement, verdict)| {
                        requirement.area == area && requirement.level == level && wanted(*verdict)
                    })
                    .count()
            };
            let checked = of(|verdict| verdict != Verdict::OutOfScope && verdict != Verdict::NotApplicable);
            if checked == 0 { "-".to_owned() } else { format!("{}/{checked}", of(|verdict| verdict == Verdict::Pass)) }
        };
        if requirements.iter().any(|(requirement, _)| requirement.area == area) {
            let _ = writeln!(text, "{:<14}{:>8}{:>8}", area.name(), fraction(Level::Must), fraction(Level::Should));
        }
    }
    text.push('\n');
}

/// The headline claim, when this target does not let anybody see it.
fn unobserved(text: &mut String, run: &Run) {
    let said = match run.description.capabilities.undo {
        UndoCapability::Observable => return,
        UndoCapability::Count => "only counted, not observed: this target offers no control/undo",
        UndoCapability::None => "NOT OBSERVED: this target offers neither control/undo nor a count of its steps",
    };
    let _ = writeln!(text, "one call is one undo: {said}");
}

/// What many checks saw alike, most often first: mostly one thing to repair.
fn repeated(text: &mut String, run: &Run) {
    const OFTEN: usize = 3;
    let mut alike: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in run.checks.iter().filter_map(|result| result.finding.as_ref()) {
        *alike.entry(&finding.seen).or_default() += 1;
    }
    let mut alike: Vec<_> = alike.into_iter().filter(|(_, times)| *times >= OFTEN).collect();
    alike.sort_by_key(|(_, times)| std::cmp::Reverse(*times));
    for (seen, times) in alike {
        let _ = writeln!(text, "{times} of {} checks saw the same: {}", run.checks.len(), indented(seen));
    }
}
