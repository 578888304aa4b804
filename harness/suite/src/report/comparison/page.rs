//! A comparison as one page in one file, in the clothes of the page of a run.

use livebridge_port::Operation;
use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::text::{title, verdict};
use super::{RequirementTurn, RunComparison, RunInShort, SeenTurn, Turn};
use crate::report::html::{POLICY, STYLE, tone, tone_of_run};

pub(super) fn page(comparison: &RunComparison) -> String {
    let heading = if comparison.is_worse() { "Something is worse" } else { "Nothing is worse" };
    let class = if comparison.is_worse() { "bad" } else { "good" };
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                title { (heading) ": " (comparison.old.name) ", " (comparison.new.name) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                main {
                    header class=(class) {
                        p.who { "two runs of the suite, compared" }
                        h1 { (heading) }
                        p { (comparison.conclusion()) }
                    }
                    div.runs { (run("old", &comparison.old)) (run("new", &comparison.new)) }
                    @if !comparison.unlike.is_empty() {
                        h2 { "Not the same in both" }
                        ul { @for sentence in &comparison.unlike { li { (sentence) } } }
                    }
                    @for turn in [Turn::Worse, Turn::Better, Turn::Otherwise] { (turned(comparison, turn)) }
                    (seen(&comparison.seen))
                    (operations("Newly offered", &comparison.gained))
                    (operations("No longer offered", &comparison.lost))
                    @if comparison.requirements.is_empty() && comparison.seen.is_empty() {
                        p { "No requirement has another verdict, and no failing check sees anything else." }
                    }
                }
            }
        }
    };
    page.into_string() + "\n"
}

fn run(which: &str, run: &RunInShort) -> Markup {
    html! {
        section class=(tone_of_run(run.verdict)) {
            p.who { (which) ", " (run.name) }
            p { b { (run.verdict) } " " (run.implementation) }
            p { code { (run.conclusion) } }
            p.who { (run.tally) }
        }
    }
}

fn turned(comparison: &RunComparison, turn: Turn) -> Markup {
    let turned = || comparison.requirements.iter().filter(move |requirement| requirement.turn == turn);
    let class = match turn {
        Turn::Worse => "bad",
        Turn::Better => "good",
        Turn::Otherwise => "quiet",
    };
    html! {
        @if turned().next().is_some() {
            h2 class=(class) { (comparison.count(turn)) " " (title(turn)) }
            @for requirement in turned() { (one(requirement, turn == Turn::Worse)) }
        }
    }
}

fn one(requirement: &RequirementTurn, open: bool) -> Markup {
    let RequirementTurn { id, level, text, old, new, finding, .. } = requirement;
    html! {
        details open[open] {
            summary { (badge(*old)) " → " (badge(*new)) " " code { (id) } " " (text) " " small { (level) } }
            @if let Some(finding) = finding {
                dl {
                    dt { "check" } dd { code { (finding.check) } }
                    dt { "expected" } dd { pre { (finding.expected) } }
                    dt { "seen" } dd { pre { (finding.seen) } }
                }
            } @else { p.quiet { "No check has a finding." } }
        }
    }
}

fn badge(of: Option<crate::verdict::Verdict>) -> Markup {
    html! { span.badge.(of.map_or("quiet", tone)) { (verdict(of)) } }
}

fn seen(turns: &[SeenTurn]) -> Markup {
    html! {
        @if !turns.is_empty() {
            h2 { "Still failing, but seen otherwise" }
            @for SeenTurn { check, requirement, old, new } in turns {
                details {
                    summary { code { (requirement) } " " (check) }
                    dl { dt { "was" } dd { pre { (old) } } dt { "is" } dd { pre { (new) } } }
                }
            }
        }
    }
}

fn operations(title: &str, operations: &[Operation]) -> Markup {
    html! {
        @if !operations.is_empty() {
            h2 { (title) }
            p { @for operation in operations { code { (operation) } " " } }
        }
    }
}
