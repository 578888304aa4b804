//! What a person reads of a run: findings as they come, and the summary, whose last lines are the answer.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt::Write as _;

use livebridge_core::OperationKind;
use livebridge_core::capabilities::UndoCapability;

use crate::check::Finding;
use crate::registry::{self, Edition};
use crate::requirement::{Area, Level, Requirement};
use crate::runner::{CheckResult, Judged, Run};
use crate::trace::Call;
use crate::verdict::Verdict;

/// The first line of a report: who tests whom.
pub fn header(run: &Run) -> String {
    let implementation = &run.description.implementation;
    format!(
        "livebridge {} verifies {} {} ({}, {})\n",
        env!("CARGO_PKG_VERSION"),
        plain(&implementation.name),
        plain(&implementation.version),
        plain(&implementation.language),
        run.transport,
    )
}

/// Findings as they come: one that says the same as an earlier one is told in short.
#[derive(Debug, Default)]
pub struct Findings {
    /// What was expected and seen, and the check that said so first.
    told: BTreeMap<(String, String), String>,
}

impl Findings {
    /// The text of a finding; for a check without one its calls where they were asked for, else nothing.
    pub fn tell(&mut self, result: &CheckResult) -> String {
        let Some(told) = &result.finding else { return traced(result) };
        if let Some(reason) = &result.accepted {
            let (verdict, requirement, check) = (result.verdict, result.requirement, &result.check);
            return format!("\n{verdict} {requirement}  {check}\n  known     {}\n", indented(reason));
        }
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

/// The calls of a check that has nothing to say.
fn traced(result: &CheckResult) -> String {
    let Some(trace) = &result.trace else { return String::new() };
    let mut text = format!("\n{} {}  {}\n", result.verdict, result.requirement, result.check);
    calls(&mut text, trace);
    text
}

fn calls(text: &mut String, calls: &[Call]) {
    if !calls.is_empty() {
        let _ = writeln!(text, "  calls");
    }
    for (i, call) in calls.iter().enumerate() {
        let _ = writeln!(text, "    {}. {}\n       -> {}", i + 1, plain(&call.call), plain(&call.answer));
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
    calls(&mut text, &finding.calls);
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
fn plain(text: &str) -> String {
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
    let (requirements, later): (Vec<Judged>, Vec<Judged>) =
        run.requirements().into_iter().partition(|judged| judged.scored);
    not_scored(&mut text, &later);
    let count = |wanted: Verdict| requirements.iter().filter(|judged| judged.verdict == wanted).count();
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
    if run.interrupted {
        let _ = writeln!(text, "interrupted after {} of {} checks", run.checks.len(), run.planned);
    }
    if run.failed_fast {
        let _ = writeln!(text, "ended with the first failure, after {} of {} checks", run.checks.len(), run.planned);
    }
    if let (Some(profile), lacks @ [_, ..]) = (run.profile, &run.lacks()[..]) {
        let _ = writeln!(text, "the profile {profile} needs what this target does not offer: {}", lacks.join(", "));
    }
    let known = baseline(&mut text, run);
    let mut about = vec![run.target.clone()];
    about.extend(run.profile.map(|profile| format!("profile {profile}")));
    if run.edition != Edition::default() {
        about.push(format!("requirements {}", run.edition));
    }
    about.push(format!("seed {}", run.seed));
    about.extend(run.shard.map(|shard| format!("shard {shard}")));
    // A part of the checks says nothing about the rest.
    let all = registry::ALL.iter().filter(|requirement| run.edition.scores(requirement)).count();
    if requirements.len() < all {
        about.push(format!("only {} of {all} requirements asked for", requirements.len()));
    }
    let _ = writeln!(text, "{}{known} ({})", run.judge().0, about.join(", "));
    text
}

/// What was checked and does not count.
fn not_scored(text: &mut String, later: &[Judged]) {
    if later.is_empty() {
        return;
    }
    let _ = writeln!(text, "not scored: added after release");
    for Judged { requirement, verdict, .. } in later {
        let _ = writeln!(text, "  {verdict} {}  {}", requirement.id, requirement.text);
    }
    text.push('\n');
}

/// What is not as the baseline says. Gives what there is to add to the verdict.
fn baseline(text: &mut String, run: &Run) -> String {
    let Some(comparison) = &run.baseline else { return String::new() };
    let accepted = run.checks.iter().filter(|result| result.accepted.is_some()).count();
    let plural = if accepted == 1 { "failure" } else { "failures" };
    let _ = writeln!(text, "baseline {}: {accepted} known {plural} accepted", comparison.file);
    for (kind, sentences) in [("worse", &comparison.regressed), ("stale", &comparison.stale)] {
        for sentence in sentences {
            let _ = writeln!(text, "  {kind:<10}{}", indented(sentence));
        }
    }
    let new = run.checks.iter().any(CheckResult::fails) || !comparison.regressed.is_empty();
    if accepted > 0 && !new { ", as recorded".to_owned() } else { String::new() }
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
        let concerned: Vec<_> = run.requirements().into_iter().filter(|judged| judged.verdict == verdict).collect();
        if concerned.is_empty() {
            continue;
        }
        let _ = writeln!(text, "\n{title}");
        // Requirements that lack the same stand together, in the order of the first of each.
        let mut reasons: Vec<(&str, Vec<&Requirement>)> = Vec::new();
        for Judged { requirement, .. } in concerned {
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
                    .filter(|judged| {
                        judged.requirement.area == area && judged.requirement.level == level && wanted(judged.verdict)
                    })
                    .count()
            };
            let checked = of(|verdict| verdict != Verdict::OutOfScope && verdict != Verdict::NotApplicable);
            if checked == 0 { "-".to_owned() } else { format!("{}/{checked}", of(|verdict| verdict == Verdict::Pass)) }
        };
        if requirements.iter().any(|judged| judged.requirement.area == area) {
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
