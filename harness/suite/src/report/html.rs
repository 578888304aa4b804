//! `--html`: one page in one file. No script, no font, no link to load: it can be mailed, attached or put on a server as
//! it is. Light or dark as the reader prefers, and readable on a phone.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::summary::{Fraction, NOT_CHECKED, OUTCOMES, RequirementResult, Summary};
use super::text::{self, OPERATION_KINDS};
use crate::check::Finding;
use crate::requirement::Level;
use crate::runner::CheckResult;
use crate::verdict::{Conformance, Verdict};

const STYLE: &str = include_str!("html.css");

/// The page of a run.
pub fn html(summary: &Summary) -> String {
    let title = format!("{}: {}", summary.verdict, summary.run.description.implementation.name);
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                // Nothing is loaded, and whatever a target says of itself cannot make the page load something.
                meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                main {
                    (head(summary))
                    (areas(summary))
                    (findings(summary))
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
    let class = match summary.verdict {
        Conformance::Conformant => "good",
        Conformance::Partial => "mixed",
        Conformance::Nonconformant => "bad",
        Conformance::NotDecided | Conformance::NothingRan => "quiet",
    };
    html! {
        header class=(class) {
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

fn findings(summary: &Summary) -> Markup {
    let found: Vec<_> =
        summary.run.checks.iter().filter_map(|result| Some((result, result.finding.as_ref()?))).collect();
    html! {
        @if !found.is_empty() {
            h2 { "Findings" }
            @for (i, (result, finding)) in found.into_iter().enumerate() { (one_finding(summary, result, finding, i == 0)) }
        }
    }
}

fn one_finding(summary: &Summary, result: &CheckResult, finding: &Finding, open: bool) -> Markup {
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
                @if let Some(log) = &finding.log { dt { "stderr of the target" } dd { pre { (log) } } }
                dt { "reproduce" } dd { pre { (finding.reproduce) } }
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

/// How a verdict looks.
const fn tone(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Pass => "good",
        Verdict::Fail | Verdict::Untestable | Verdict::HarnessError => "bad",
        Verdict::Warn | Verdict::Unknown => "mixed",
        Verdict::NotApplicable | Verdict::OutOfScope => "quiet",
    }
}
