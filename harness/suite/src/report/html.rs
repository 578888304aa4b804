//! `--html`: one page in one file. No script, no font, no link to load: it can be mailed, attached or put on a server as
//! it is. Light or dark as the reader prefers, and readable on a phone.

use livebridge_diff::DiffExt;
use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::Pictures;
use super::summary::{Fraction, NOT_CHECKED, OUTCOMES, RequirementResult, Summary};
use super::text::{self, OPERATION_KINDS};
use crate::check::Finding;
use crate::requirement::Level;
use crate::runner::CheckResult;
use crate::stage::SetsAround;
use crate::verdict::{Conformance, Verdict};

/// The rules of every page that is made here.
pub(super) const STYLE: &str = include_str!("html.css");

/// Nothing is loaded, and whatever a target says of itself cannot make the page load something.
pub(super) const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";

/// How many findings have their Sets drawn: most of what follows shows the same, and a page is to be sent around.
const DRAWN: usize = 12;

/// The facts of a difference that are told beside a picture.
const FACTS: usize = 12;

/// The page of a run, with the Sets of its findings drawn by `pictures`.
pub fn html(summary: &Summary, pictures: &dyn Pictures) -> String {
    let title = format!("{}: {}", summary.verdict, summary.run.description.implementation.name);
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                title { (title) }
                style { (PreEscaped(STYLE)) }
                @if summary.findings().filter_map(|result| result.finding.as_ref()).any(|finding| finding.sets.is_some()) { style { (PreEscaped(pictures.style())) } }
            }
            body {
                main {
                    (head(summary))
                    (areas(summary))
                    (findings(summary, pictures))
                    (not_checked(summary))
                    (requirements(summary))
                    (operations(summary))
                    footer { "livebridge " (summary.suite) ", seed " (summary.run.seed) }
                }
            }
        }
    };
    page.into_string() + "\n"
}

fn head(summary: &Summary) -> Markup {
    html! {
        header class=(tone_of_run(summary.verdict)) {
            p.who { (text::implementation(&summary.run.description, summary.run.transport)) }
            h1 { (summary.verdict) }
            p { code { (summary.conclusion()) } }
        }
        ul.counts {
            @for (verdict, words) in OUTCOMES {
                @let count = summary.count(verdict);
                @if count > 0 { li class=(tone(verdict)) { b { (count) } " " (words) } }
            }
        }
        @let remarks = summary.remarks();
        @if !remarks.is_empty() {
            ul.remarks { @for remark in remarks { li { (remark) } } }
        }
    }
}

fn areas(summary: &Summary) -> Markup {
    let fraction = |fraction: &Fraction| {
        html! {
            td {
                @if fraction.checked > 0 { progress value=(fraction.passed) max=(fraction.checked) {} " " }
                (fraction.to_string())
            }
        }
    };
    html! {
        h2 { "Areas" }
        table {
            thead { tr { th { "area" } th { "MUST" } th { "SHOULD" } } }
            tbody {
                @for result in &summary.areas {
                    tr { th scope="row" { (result.area.name()) } (fraction(&result.must)) (fraction(&result.should)) }
                }
            }
        }
    }
}

fn findings(summary: &Summary, pictures: &dyn Pictures) -> Markup {
    let mut drawn = 0;
    let found = summary.run.checks.iter().filter_map(|result| {
        let finding = result.finding.as_ref()?;
        drawn += usize::from(finding.sets.is_some());
        Some((result, finding, (drawn <= DRAWN).then_some(pictures)))
    });
    let found: Vec<_> = found.collect();
    html! {
        @if !found.is_empty() {
            h2 { "Findings" }
            @for (i, (result, finding, pictures)) in found.into_iter().enumerate() {
                (one_finding(summary, result, finding, pictures, i == 0))
            }
        }
    }
}

fn one_finding(
    summary: &Summary,
    result: &CheckResult,
    finding: &Finding,
    pictures: Option<&dyn Pictures>,
    open: bool,
) -> Markup {
    html! {
        details open[open] {
            summary { (badge(result.verdict)) " " (result.requirement) " " code { (result.check) } }
            @if let Some(requirement) = summary.requirement(result.requirement) {
                p { b { (requirement.level) } " " (requirement.text) " " small { "(" (requirement.place) ")" } }
            }
            dl {
                dt { "expected" } dd { pre { (finding.expected) } }
                dt { "seen" } dd { pre { (finding.seen) } }
                @if !finding.calls.is_empty() {
                    dt { "calls" }
                    dd {
                        ol { @for call in &finding.calls { li { pre { (call.call) } pre.answer { (call.answer) } } } }
                    }
                }
                @if let Some(sets) = &finding.sets { dt { "the Set before and after call " (sets.call) } dd { (around(sets, pictures)) } }
                @if let Some(log) = &finding.log { dt { "stderr of the target" } dd { pre { (log) } } }
                dt { "reproduce" } dd { pre { (finding.reproduce) } }
            }
        }
    }
}

/// The Set before and after a call: what became of it in words, and both drawn.
fn around(sets: &SetsAround, pictures: Option<&dyn Pictures>) -> Markup {
    let SetsAround { before, after, .. } = sets;
    let diff = before.diff(after);
    let facts = diff.facts();
    let more = facts.len().saturating_sub(FACTS);
    let drawn = |name: &str, markup: String| {
        html! { figure.picture { figcaption { (name) } (PreEscaped(markup)) } }
    };
    html! {
        @if diff.is_empty() {
            p { "The call left the Set as it was." }
        } @else {
            ul.facts {
                @for fact in facts.iter().take(FACTS) { li { (fact.to_string()) } }
                @if more > 0 { li { "and " (more) " more" } }
            }
        }
        @match pictures {
            None => p { small { "Not drawn: the pictures of " (DRAWN) " findings stand above." } },
            Some(pictures) if diff.is_empty() => (drawn("before and after", pictures.set("The Set", after))),
            Some(pictures) => {
                (drawn("before", pictures.set("The Set before the call", before)))
                (drawn("after", pictures.difference("The Set after the call", before, after)))
            }
        }
    }
}

fn not_checked(summary: &Summary) -> Markup {
    html! {
        @for (verdict, title) in NOT_CHECKED {
            @let reasons = summary.by_reason(verdict);
            @if !reasons.is_empty() {
                details {
                    summary { (badge(verdict)) " " (summary.count(verdict)) " " (title) }
                    @for (reason, requirements) in reasons {
                        p { (reason) }
                        (list(requirements.into_iter()))
                    }
                }
            }
        }
    }
}

fn requirements(summary: &Summary) -> Markup {
    html! {
        h2 { "Requirements" }
        @for area in &summary.areas {
            details {
                summary { (area.area.name()) " " small { "MUST " (area.must) ", SHOULD " (area.should) } }
                (list(summary.requirements.iter().filter(|requirement| requirement.area == area.area)))
            }
        }
    }
}

fn list<'a>(requirements: impl Iterator<Item = &'a RequirementResult>) -> Markup {
    html! {
        ul.list {
            @for requirement in requirements {
                li {
                    (badge(requirement.verdict)) " " code { (requirement.id) } " "
                    @if requirement.level == Level::Should { small { "SHOULD " } }
                    (requirement.text)
                }
            }
        }
    }
}

fn operations(summary: &Summary) -> Markup {
    let offered = summary.operations.iter().filter(|offer| offer.offered).count();
    html! {
        h2 { "Operations " small { (offered) "/24 offered" } }
        @for (kind, label) in OPERATION_KINDS {
            p.operations {
                b { (label) }
                @for offer in summary.operations.iter().filter(|offer| offer.operation.kind() == kind) {
                    " "
                    @if offer.offered { code { (offer.operation) } } @else { code.absent title="not offered" { (offer.operation) } }
                }
            }
        }
        @if offered < 24 { p { small { "Struck out: not offered by this target." } } }
    }
}

fn badge(verdict: Verdict) -> Markup {
    html! { span.badge.(tone(verdict)) { (verdict) } }
}

/// How the verdict of a run looks.
pub(super) const fn tone_of_run(verdict: Conformance) -> &'static str {
    match verdict {
        Conformance::Conformant => "good",
        Conformance::Partial => "mixed",
        Conformance::Nonconformant => "bad",
        Conformance::NotDecided | Conformance::NothingRan => "quiet",
    }
}

/// How a verdict looks.
pub(super) const fn tone(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Pass => "good",
        Verdict::Fail | Verdict::Untestable | Verdict::HarnessError => "bad",
        Verdict::Warn | Verdict::Unknown => "mixed",
        Verdict::NotApplicable | Verdict::OutOfScope => "quiet",
    }
}
