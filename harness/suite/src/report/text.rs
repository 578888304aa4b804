//! What a person reads of a run: findings as they come, and the summary, whose last lines are the answer.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt::{self, Write as _};

use livebridge_port::{Description, OperationKind};
use livebridge_text::phrasing::plain;

use super::summary::{AreaResult, NOT_CHECKED, Offer, Summary};
use crate::baseline::FailureSignature;
use crate::check::Finding;
use crate::registry;
use crate::requirement::Transport;
use crate::runner::{CheckResult, EVERY_CALL_IS_ANSWERED};
use crate::trace::Call;

/// The first lines of a report: who tests whom, and what is odd about what the target says of itself.
pub fn header(description: &Description, transport: Transport) -> String {
    let mut text = format!("livebridge {} verifies {}\n", crate::SUITE_VERSION, implementation(description, transport));
    let unknown: Vec<&str> = description.unknown_operations().collect();
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

/// An implementation in a few words, on one line.
pub(super) fn implementation(description: &Description, transport: Transport) -> String {
    let implementation = &description.implementation;
    format!(
        "{} {} ({}, {transport})",
        plain(&implementation.name),
        plain(&implementation.version),
        plain(&implementation.language),
    )
}

/// Findings as they come: of those of one cause the first is told in full, a few more in short, and then each on a line.
#[derive(Debug, Default)]
pub struct Findings {
    /// By what was expected and seen: the check that said so first, and how many did.
    told: BTreeMap<FailureSignature, (String, usize)>,
}

/// How many findings of one cause are more than a line.
const OF_ONE_CAUSE: usize = 3;

/// By what findings are of one cause. An answer that is none has the same one whatever it was the answer for.
fn cause(finding: &Finding) -> FailureSignature {
    let exactly = FailureSignature { expected: finding.expected.clone(), seen: finding.seen.clone() };
    if finding.expected == EVERY_CALL_IS_ANSWERED { FailureSignature::of(finding) } else { exactly }
}

impl Findings {
    /// The text of a finding, in short where the baseline accepts it; for a check without one its calls where they
    /// were asked for, else nothing.
    pub fn tell(&mut self, result: &CheckResult) -> String {
        let Some(told) = &result.finding else { return traced(result) };
        if let Some(reason) = &result.accepted {
            return format!("\n{}  known     {}\n", title(result), indented(reason));
        }
        match self.told.entry(cause(told)) {
            Entry::Vacant(place) => {
                place.insert((result.check.clone(), 1));
                finding(result, told)
            }
            Entry::Occupied(mut first) => {
                let (first, times) = first.get_mut();
                *times += 1;
                let Finding { expected, reproduce, .. } = told;
                let (verdict, requirement, check) = (result.verdict, result.requirement, &result.check);
                if *times > OF_ONE_CAUSE {
                    let blank = if *times == OF_ONE_CAUSE + 1 { "\n" } else { "" };
                    return format!("{blank}{verdict} {requirement}  {check}: as in {first}\n");
                }
                let expected = indented(expected);
                format!(
                    "\n{verdict} {requirement}  {check}\n  expected  {expected}\n  seen      the same as in {first}\n  \
                     reproduce {reproduce}\n"
                )
            }
        }
    }
}

/// The first line about a check.
fn title(result: &CheckResult) -> String {
    format!("{} {}  {}\n", result.verdict, result.requirement, result.check)
}

/// The calls of a check that has nothing to say.
fn traced(result: &CheckResult) -> String {
    let Some(trace) = &result.trace else { return String::new() };
    let mut text = format!("\n{}", title(result));
    calls(&mut text, trace);
    text
}

fn calls(text: &mut String, calls: &[Call]) {
    if calls.is_empty() {
        return;
    }
    let before = calls.len().saturating_sub(CALLS);
    let more = if before > 0 {
        format!(", the last {CALLS} of {} (the JSON report keeps all)", calls.len())
    } else {
        String::new()
    };
    let _ = writeln!(text, "  calls{more}");
    for (i, call) in calls.iter().enumerate().skip(before) {
        let _ = writeln!(text, "    {}. {}\n       -> {}", i + 1, plain(&call.call), plain(&call.answer));
    }
}

/// A finding in full, but for what is too long to read.
pub fn finding(result: &CheckResult, finding: &Finding) -> String {
    let mut text = format!("\n{}", title(result));
    let requirement = registry::by_id(result.requirement);
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

/// How many calls a finding shows: the last ones are those that show it.
const CALLS: usize = 12;
/// How much of what a target wrote to stderr a finding shows.
const LOG_LINES: usize = 20;

fn indented(text: &str) -> String {
    text.lines().map(plain).collect::<Vec<_>>().join("\n            ")
}

/// For people. The order is fixed; the verdict and the seed come last.
impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f)?;
        operations(f, self)?;
        not_checked(f, self)?;
        writeln!(f, "\n{:<14}{:>8}{:>8}", "area", "MUST", "SHOULD")?;
        for AreaResult { area, must, should } in &self.areas {
            writeln!(f, "{:<14}{must:>8}{should:>8}", area.name())?;
        }
        writeln!(f)?;
        for remark in self.remarks() {
            writeln!(f, "{}", indented(&remark))?;
        }
        writeln!(f, "{}\n{}", self.tally(), plain(&self.conclusion()))
    }
}

/// All 24 operations, whatever is offered.
fn operations(f: &mut fmt::Formatter<'_>, summary: &Summary) -> fmt::Result {
    let offered = summary.operations.iter().filter(|offer| offer.offered).count();
    writeln!(f, "operations {offered}/24 offered")?;
    for (kind, label) in OPERATION_KINDS {
        let of_kind = summary.operations.iter().filter(|offer| offer.operation.kind() == kind);
        let names = of_kind.map(
            |Offer { operation, offered }| {
                if *offered { operation.to_string() } else { format!("({operation})") }
            },
        );
        writeln!(f, "  {label:<12}{}", names.collect::<Vec<_>>().join(" "))?;
    }
    if offered < 24 {
        writeln!(f, "  (in brackets: not offered by this target)")?;
    }
    Ok(())
}

/// The kinds of operations of the port, with their names in reports.
pub(super) const OPERATION_KINDS: [(OperationKind, &str); 4] = [
    (OperationKind::Read, "reads"),
    (OperationKind::Mutation, "mutations"),
    (OperationKind::Render, "render"),
    (OperationKind::Transaction, "transaction"),
];

/// What was not checked, and what is missing for it.
fn not_checked(f: &mut fmt::Formatter<'_>, summary: &Summary) -> fmt::Result {
    for (verdict, title) in NOT_CHECKED {
        let reasons = summary.by_reason(verdict);
        if reasons.is_empty() {
            continue;
        }
        writeln!(f, "\n{title}")?;
        for (reason, requirements) in reasons {
            writeln!(f, "  {}", plain(reason))?;
            for requirement in requirements {
                writeln!(f, "    {}  {}", requirement.id, requirement.text)?;
            }
        }
    }
    Ok(())
}
