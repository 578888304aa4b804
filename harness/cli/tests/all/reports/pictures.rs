//! The Sets of findings in the page of a run: those around the failing call, drawn, within bounds, and only when asked.

use livebridge_suite::report::{NoPictures, Summary, html};
use livebridge_suite::verdict::Verdict;

use super::MUTANT;
use crate::support::{Folder, livebridge};

/// Leaves the tempo that the first mutation of a failing transaction has set.
const LEAKS: &str = "fake+rollback-leaks-first-op";

fn run(folder: &Folder, target: &[&str], formats: &[&str]) -> Summary {
    let mut arguments = vec!["verify".to_owned(), "--json".to_owned(), folder.argument("run.json")];
    arguments.extend(formats.iter().flat_map(|name| [format!("--{name}"), folder.argument(&format!("run.{name}"))]));
    arguments.extend(target.iter().map(|&argument| argument.to_owned()));
    livebridge(&arguments.iter().map(String::as_str).collect::<Vec<_>>()).expect(1, &[]);
    serde_json::from_str(&folder.read("run.json")).unwrap()
}

#[test]
fn the_page_shows_the_set_before_and_after_the_failing_call() {
    let folder = Folder::new();
    let check = "transactions/all-or-nothing";
    let summary = run(&folder, &["--check", check, LEAKS], &["html"]);
    let result = summary.findings().find(|result| result.check == check).unwrap();
    let finding = result.finding.as_ref().unwrap();
    let sets = finding.sets.as_ref().unwrap();
    // The call is the transaction that was refused, and what it left behind is what the finding says.
    assert!(finding.calls[sets.call - 1].call.starts_with("transaction {"), "{}", finding.calls[sets.call - 1].call);
    assert_ne!(sets.before, sets.after);
    assert_ne!(sets.before.tempo.to_bits(), sets.after.tempo.to_bits());
    let page = folder.read("run.html");
    assert!(page.contains(&format!("the Set before and after call {}", sets.call)));
    assert_eq!(page.matches("<figcaption>before</figcaption>").count(), 1);
    assert_eq!(page.matches("<figcaption>after</figcaption>").count(), 1);
    assert!(
        page.contains("tempo") && page.contains("The Set after the call: the Session") && page.contains(".picture {")
    );
    // Without a renderer the words are there all the same.
    let words = html::html(&summary, &NoPictures);
    assert!(!words.contains("<svg") && words.contains("the Set before and after call"));
}

#[test]
fn a_call_that_changed_nothing_is_drawn_once() {
    let folder = Folder::new();
    let summary = run(&folder, &["--check", "undo/", MUTANT], &["html"]);
    let same = |summary: &Summary| {
        let sets = summary.findings().filter_map(|result| result.finding.as_ref()?.sets.as_deref());
        sets.filter(|sets| sets.before == sets.after).count()
    };
    assert!(same(&summary) > 0, "an undo that undoes nothing leaves the Set as it was");
    let page = folder.read("run.html");
    assert_eq!(page.matches("The call left the Set as it was.").count(), same(&summary));
}

#[test]
fn sets_are_kept_only_for_a_page_and_change_no_verdict() {
    let folder = Folder::new();
    let target = ["--check", "transactions/", "--check", "undo/", LEAKS];
    let with = run(&folder, &target, &["html"]);
    let without = run(&folder, &target, &[]);
    let kept =
        |summary: &Summary| summary.findings().filter(|result| result.finding.as_ref().unwrap().sets.is_some()).count();
    assert!(kept(&with) > 0);
    assert_eq!(kept(&without), 0);
    let verdicts = |summary: &Summary| {
        let checks = summary.run.checks.iter();
        checks.map(|result| (result.check.clone(), result.verdict)).collect::<Vec<(String, Verdict)>>()
    };
    assert_eq!(verdicts(&with), verdicts(&without));
}

#[test]
fn only_the_first_findings_are_drawn() {
    let folder = Folder::new();
    let mut summary = run(&folder, &["--check", "transactions/all-or-nothing", LEAKS], &["html"]);
    let drawn = |summary: &Summary| html::html(summary, &NoPictures).matches("<figcaption>before").count();
    assert_eq!(drawn(&summary), 1);
    let one = summary.run.checks.iter().find(|result| result.finding.is_some()).unwrap().clone();
    summary.run.checks.extend(std::iter::repeat_n(one, 20));
    assert_eq!(drawn(&summary), 12);
    assert!(html::html(&summary, &NoPictures).contains("Not drawn: the pictures of 12 findings stand above."));
}
