//! The checklist is whole: every row has a step, and nothing in it is misspelt.

use std::collections::BTreeSet;
use std::fs;

use livebridge_e2e::checklist::{Checklist, Claim, WayIn};
use livebridge_e2e::known;
use livebridge_e2e::probes::Probe;
use livebridge_e2e::provenance::{Provenance, SeenIn};
use livebridge_suite::{checks, registry};
use livebridge_testkit::workspace;

#[test]
fn every_open_row_has_a_step_and_every_step_a_row() {
    let checklist = Checklist::shipped();
    let rows: BTreeSet<_> = checklist.rows.iter().map(|row| row.id.as_str()).collect();
    let answered: BTreeSet<_> = checklist.steps.iter().flat_map(|step| &step.rows).map(String::as_str).collect();
    assert_eq!(rows, answered);
    assert_eq!(rows.len(), checklist.rows.len(), "an id of a row stands twice");
    assert!(checklist.steps.iter().all(|step| !step.rows.is_empty()));
    let open = known::open_questions().len();
    assert_eq!(rows.iter().filter(|row| row.starts_with('O')).count(), open);
    let ids: BTreeSet<_> = checklist.steps.iter().map(|step| step.id.as_str()).collect();
    assert_eq!(ids.len(), checklist.steps.len(), "an id of a step stands twice");
}

/// The sentences that the contract marks, and two that its second edition has answered by leaving them to the host.
#[test]
fn every_marked_sentence_of_the_contract_is_a_row() {
    let contract = fs::read_to_string(workspace().join("docs/contract.md")).unwrap();
    let marked: Vec<_> =
        contract.lines().filter(|line| line.contains("(L?)") && !line.starts_with("**(L?)**")).collect();
    let sentences = [
        ("L1", "`mutedViaSolo` is true exactly when"),
        ("L3", "a clip that spans the range on both sides becomes two"),
        ("L4", "The port puts it last"),
        ("L6", "an empty one commits nothing"),
    ];
    assert_eq!(marked.len(), sentences.len(), "{marked:#?}");
    for (row, text) in sentences {
        assert!(marked.iter().any(|line| line.contains(text)), "no marked sentence says `{text}`");
        assert!(Checklist::shipped().rows.iter().any(|other| other.id == row), "{row}");
    }
}

#[test]
fn answers_rules_requirements_and_checks_are_known() {
    let (checklist, checks) = (Checklist::shipped(), checks::all());
    for step in &checklist.steps {
        let (id, possible) = (&step.id, step.possible());
        for way in WayIn::ALL {
            assert!(possible.contains(step.expected(way)), "{id}: no answer is `{}`", step.expected(way));
        }
        for claim in &step.claims {
            let Claim { rule, requirement, when, against } = claim;
            assert!(possible.contains(when.as_str()), "{id}: no answer is `{when}`");
            assert!(against.iter().all(|answer| possible.contains(answer.as_str())), "{id}: {against:?}");
            assert!(claim.subject().is_some(), "{id}: a claim is about a rule or a requirement");
            assert!(rule.iter().all(|rule| known::behaviour(rule).is_some()), "{id}: {rule:?}");
            assert!(requirement.iter().all(|id| registry::by_id(id).is_some()), "{id}: {requirement:?}");
            // A claim that no way in lets through could never be confirmed.
            let seen =
                |way: &WayIn| step.says(*way, when).iter().any(|(about, _)| Some(about) == claim.subject().as_ref());
            let real = [WayIn::Sdk, WayIn::Max, WayIn::Python];
            assert!(
                real.iter().any(|way| step.is_about(*way) && seen(way)),
                "{id}: {rule:?} is seen through no way in"
            );
        }
        for name in &step.checks {
            assert!(checks.iter().any(|check| check.name == *name), "{id}: there is no check {name}");
        }
        assert!(step.see.is_none() || step.checks.is_empty(), "{id} is seen in two ways");
        assert!(step.see.is_some() || step.ask.is_some() || !step.checks.is_empty(), "{id} is seen in no way");
        if let Some(ask) = &step.ask {
            let answers =
                usize::from(ask.yes.is_some()) + usize::from(ask.then.is_some()) + usize::from(ask.reads.is_some());
            assert_eq!(answers, 1, "{id}: a yes stands for an answer, or is looked into, or numbers are read");
            assert_eq!(ask.yes.is_some(), ask.no.is_some(), "{id}: yes and no stand for answers together");
            assert!(ask.question.contains('?'), "{id} asks no question");
            assert_eq!(ask.keys.contains("{}"), ask.prepare.is_some() && ask.keys.contains("{}"), "{id}");
        }
    }
    for (requirement, behaviours) in &checklist.related {
        assert!(registry::by_id(requirement).is_some(), "{requirement}");
        assert!(behaviours.iter().all(|id| known::behaviour(id).is_some()), "{requirement}: {behaviours:?}");
    }
    for row in &checklist.rows {
        assert!(row.requirement.iter().all(|id| registry::by_id(id).is_some()), "{}", row.id);
    }
}

#[test]
fn every_probe_is_used() {
    let used = |probe: &Probe| {
        Checklist::shipped().steps.iter().any(|step| {
            step.see.as_ref() == Some(probe) || step.ask.as_ref().is_some_and(|ask| ask.then.as_ref() == Some(probe))
        })
    };
    let idle: Vec<_> = Probe::ALL.iter().filter(|probe| !used(probe)).collect();
    assert!(idle.is_empty(), "{idle:?}");
}

/// Whatever a rehearsal writes, what ships speaks of real Lives only.
#[test]
fn what_ships_as_confirmed_was_seen_in_a_real_live() {
    for entry in &Provenance::shipped().entries {
        assert!(matches!(entry.seen, SeenIn::Live(_)) && entry.through != WayIn::Fake, "{entry:?}");
    }
}

#[test]
fn a_way_in_sees_what_was_seen_through_it() {
    assert!(WayIn::Sdk.sees("sdk+python") && WayIn::Sdk.sees("all") && !WayIn::Sdk.sees("all LOM"));
    assert!(WayIn::Max.sees("max/python") && WayIn::Max.sees("all LOM") && !WayIn::Max.sees("sdk"));
    assert!(WayIn::Python.sees("python") && !WayIn::Python.sees("max"));
}
