//! Reports become what is known: those of a real Live, by their answers, and nothing that a report claims by itself.

use livebridge_e2e::checklist::{Checklist, Subject, WayIn};
use livebridge_e2e::progress::StepVerdict;
use livebridge_e2e::provenance::{ApplyError, Provenance, SeenIn, is_of_live, read_report};
use livebridge_e2e::report::ChecklistReport;
use livebridge_testkit::Folder;
use proptest::prelude::*;

use crate::support::{fake, run, scripted};

/// A report as one of a real Live would be: that of the fake, said to be seen through the SDK.
fn report(live: Option<&str>) -> ChecklistReport {
    let only = ["clear-inside-a-clip", "refused-in-a-transaction", "last-track", "fader-curve"];
    let mut report = run(fake(None), &only, &mut scripted(), None, usize::MAX).report();
    report.run.through = WayIn::Sdk;
    report.run.live = live.map(str::to_owned);
    report.run.simulated = live.is_none();
    report
}

fn words(provenance: &Provenance, subject: &Subject) -> String {
    provenance.words(subject).join("\n")
}

#[test]
fn a_report_of_a_live_confirms_and_contradicts() {
    let mut known = Provenance::nothing();
    known.apply(Checklist::shipped(), "mine", &report(Some("12.4.15"))).unwrap();
    let requirement = |id: &str| words(&known, &Subject::Requirement(id.to_owned()));
    let rule = |id: &str| words(&known, &Subject::Rule(id.to_owned()));
    assert_eq!(
        requirement("LB-ARR-010"),
        "confirmed in Live 12.4.15 by report mine (sdk by the reference, step clear-inside-a-clip: two pieces)"
    );
    assert!(rule("arr.clear-range-edges").starts_with("confirmed in Live 12.4.15 by report mine"));
    assert!(rule("undo.sdk-no-rollback").starts_with("shown to be wrong in Live 12.4.15 by report mine"));
    assert!(words(&known, &Subject::Row("O3".to_owned())).starts_with("answered in Live 12.4.15"));
    // A rule that was seen in Python alone is not spoken of by what came through the SDK; what was not run stays open.
    assert_eq!([rule("tracks.last-track-stays"), requirement("LB-TX-005")], ["", ""]);
}

#[test]
fn applying_again_changes_nothing_and_another_report_stands_beside() {
    let checklist = Checklist::shipped();
    let mut once = Provenance::nothing();
    once.apply(checklist, "mine", &report(Some("12.4.15"))).unwrap();
    let mut twice = once.clone();
    twice.apply(checklist, "mine", &report(Some("12.4.15"))).unwrap();
    assert_eq!(once, twice);
    twice.apply(checklist, "another", &report(Some("12.5"))).unwrap();
    assert_eq!(twice.entries.len(), 2 * once.entries.len());
    let folder = Folder::new();
    twice.write(&folder.path("known.json")).unwrap();
    assert_eq!(Provenance::read(&folder.path("known.json")).unwrap(), twice);
}

#[test]
fn the_simulated_live_confirms_nothing_about_a_real_one() {
    let simulated = report(None);
    assert!(matches!(is_of_live(&simulated), Err(ApplyError::Simulated)));
    let mut of_the_fake = report(Some("12.4.15"));
    of_the_fake.run.through = WayIn::Fake;
    assert!(matches!(is_of_live(&of_the_fake), Err(ApplyError::Simulated)), "whatever it says of itself");
    let mut both = report(Some("12.4.15"));
    both.run.simulated = true;
    assert!(matches!(is_of_live(&both), Err(ApplyError::Simulated)));
    let mut unnamed = report(None);
    unnamed.run.simulated = false;
    assert!(matches!(is_of_live(&unnamed), Err(ApplyError::NoVersion)));
    // Rehearsed, its words are others.
    for report in [simulated, of_the_fake, both, unnamed] {
        let mut rehearsal = Provenance::nothing();
        assert!(rehearsal.apply(Checklist::shipped(), "rehearsed", &report).unwrap() > 5);
        assert!(rehearsal.entries.iter().all(|entry| entry.seen == SeenIn::Simulated));
        assert!(
            rehearsal.entries.iter().all(|entry| entry.words().contains("on the simulated Live, which proves nothing"))
        );
    }
}

#[test]
fn what_no_run_says_is_refused() {
    let checklist = Checklist::shipped();
    let refused = |change: fn(&mut ChecklistReport), name: &str| {
        let mut report = report(Some("12.4.15"));
        change(&mut report);
        let mut known = Provenance::nothing();
        let error = known.apply(checklist, name, &report).unwrap_err();
        assert_eq!(known, Provenance::nothing());
        error
    };
    let answer = refused(|report| report.steps[0].ended.answer = Some("nonsense".to_owned()), "mine");
    assert!(matches!(answer, ApplyError::Answer(..)), "{answer}");
    let step = refused(|report| report.steps[0].ended.id = "no-step".to_owned(), "mine");
    assert!(matches!(step, ApplyError::Answer(..)), "{step}");
    let other = refused(|report| report.run.checklist = "another".to_owned(), "mine");
    assert!(matches!(other, ApplyError::Checklist(..)), "{other}");
    for name in ["", "a b", "a\nb", "../x"] {
        assert!(matches!(refused(|_| {}, name), ApplyError::Name(_)));
    }
    // Claims of its own are not read.
    let mut claiming = report(Some("12.4.15"));
    claiming.steps[0].says.iter_mut().for_each(|said| said.holds = !said.holds);
    let (mut one, mut other) = (Provenance::nothing(), Provenance::nothing());
    one.apply(checklist, "mine", &claiming).unwrap();
    other.apply(checklist, "mine", &report(Some("12.4.15"))).unwrap();
    assert_eq!(one, other);
}

/// Notes and what was passed over decide nothing.
#[test]
fn what_is_not_decided_stays_open() {
    let mut report = report(Some("12.4.15"));
    for verdict in [StepVerdict::Noted, StepVerdict::Skipped, StepVerdict::NotSeen] {
        report.steps.iter_mut().for_each(|step| step.ended.verdict = verdict);
        assert_eq!(Provenance::nothing().apply(Checklist::shipped(), "mine", &report).unwrap(), 0);
    }
}

proptest! {
    #[test]
    fn whatever_stands_in_a_file_is_a_report_or_an_error(text in "\\PC{0,80}", cut in 0usize..600) {
        let folder = Folder::new();
        let whole = report(None).to_json().unwrap();
        for text in [text, whole.chars().take(cut).collect()] {
            let file = folder.write("report.json", &text);
            prop_assert!(read_report(file.as_ref()).is_err() && Provenance::read(file.as_ref()).is_err());
        }
    }
}
