//! The suite against itself: every mutant is caught by its requirement, the unmodified fake by none, and the
//! registry, the checks and the mutants name each other without a gap.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, its helpers too")]

use std::collections::BTreeSet;

use livebridge_harness::mutants::Mutant;
use livebridge_harness::runner::{self, Options, Run};
use livebridge_harness::target::TargetSpec;
use livebridge_harness::verdict::{Conformance, ExitCode, Verdict};
use livebridge_harness::{check::Check, checks, mutants, registry};

/// Requirements that no deviation of the fake can break, because they are about the process and the connection. A
/// broken copy of the Python example is caught by each, in `broken_example.rs`.
const CAUGHT_BY_A_BROKEN_EXAMPLE: &[&str] = &[];

fn run(spec: TargetSpec, checks: &[Check]) -> Run {
    let options = Options::new(spec);
    runner::run(&options, checks, |_| {}).unwrap()
}

/// What the suite says against a mutant, when that is not what it should be.
fn missed(mutant: &'static Mutant) -> Option<String> {
    // All checks are run: a broken target must not make one of them fail for a fault of ours.
    let run = run(TargetSpec::Mutant(mutant), &checks::all());
    if let Some(bug) = run.checks.iter().find(|result| result.verdict == Verdict::HarnessError) {
        return Some(format!("fake+{} brings out a bug of ours: {bug:#?}", mutant.name));
    }
    let caught = run.checks.iter().filter(|result| result.requirement == mutant.requirement).any(|result| {
        let for_its_reason = result.finding.as_ref().is_some_and(|finding| {
            finding.reproduce.ends_with(&format!(" --check {} fake+{}", result.check, mutant.name))
                && !finding.expected.is_empty()
                && !finding.seen.is_empty()
        });
        matches!(result.verdict, Verdict::Fail | Verdict::Warn) && for_its_reason
    });
    (!caught).then(|| format!("fake+{} is not caught by {}", mutant.name, mutant.requirement))
}

#[test]
fn every_mutant_is_caught_by_its_requirement() {
    // On two threads: each run has a fake of its own.
    let all: Vec<&'static Mutant> = mutants::all().collect();
    let missed: Vec<String> = std::thread::scope(|scope| {
        let halves: Vec<_> = all
            .chunks(all.len().div_ceil(2))
            .map(|half| scope.spawn(|| half.iter().copied().filter_map(missed).collect::<Vec<_>>()))
            .collect();
        halves.into_iter().flat_map(|half| half.join().unwrap()).collect()
    });
    assert!(
        missed.is_empty(),
        "{} of {} mutants survive:\n{}",
        missed.len(),
        mutants::all().count(),
        missed.join("\n")
    );
}

/// The A/A control: the reference against itself.
#[test]
fn the_fake_shows_no_finding() {
    let run = run(TargetSpec::Fake, &checks::all());
    let findings: Vec<_> = run.checks.iter().filter(|result| result.finding.is_some()).collect();
    assert!(findings.is_empty(), "{findings:#?}");
    assert_eq!(run.judge(), (Conformance::Conformant, ExitCode::Conformant));
}

#[test]
fn ids_are_well_formed_and_in_order() {
    let mut last: Option<(&str, &str)> = None;
    for requirement in registry::ALL {
        let id = requirement.id;
        let parts: Vec<&str> = id.split('-').collect();
        let [prefix, area, number] = parts[..] else { panic!("`{id}` has not three parts") };
        assert_eq!(prefix, "LB", "{id}");
        assert!(!area.is_empty() && area.bytes().all(|byte| byte.is_ascii_uppercase()), "{id}");
        assert!(number.len() == 3 && number.bytes().all(|byte| byte.is_ascii_digit()), "{id}");
        // Within an area the numbers rise, so that none is there twice.
        assert!(last.is_none_or(|(of, before)| of != area || before < number), "{id} is out of order");
        last = Some((area, number));
        assert!(requirement.text.ends_with('.'), "{id}: the text is a sentence");
        assert!(
            requirement.clause.starts_with(|c: char| c.is_ascii_digit()) || requirement.clause == "wire",
            "{id}: the clause names a section of the contract, or the wire protocol"
        );
    }
    unique(registry::ALL.iter().map(|requirement| requirement.id));
}

#[test]
fn names_of_checks_and_mutants_are_unique_and_well_formed() {
    let checks = checks::all();
    unique(checks.iter().map(|check| check.name.as_str()));
    unique(mutants::all().map(|mutant| mutant.name));
    for check in &checks {
        assert!(
            check.name.split('/').count() >= 2 && check.name.split('/').all(|part| !part.is_empty()),
            "{}",
            check.name
        );
    }
    for mutant in mutants::all() {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        assert!(mutant.name.bytes().all(plain) && !mutant.why.is_empty(), "{}", mutant.name);
        assert_eq!(mutants::by_name(mutant.name).map(|found| found.name), Some(mutant.name));
    }
}

#[track_caller]
fn unique<'a>(names: impl Iterator<Item = &'a str>) {
    let mut seen = BTreeSet::new();
    for name in names {
        assert!(seen.insert(name), "`{name}` is there twice");
    }
}

#[test]
fn requirements_checks_and_mutants_name_each_other() {
    let required: BTreeSet<&str> = registry::ALL.iter().map(|requirement| requirement.id).collect();
    let checked: BTreeSet<&str> = checks::all().iter().map(|check| check.requirement).collect();
    let by_a_mutant = mutants::all().map(|mutant| mutant.requirement);
    let by_an_example: BTreeSet<&str> = CAUGHT_BY_A_BROKEN_EXAMPLE.iter().copied().collect();
    let caught: BTreeSet<&str> = by_a_mutant.clone().chain(by_an_example.iter().copied()).collect();
    let none: [&&str; 0] = [];
    assert_eq!(required.difference(&checked).collect::<Vec<_>>(), none, "requirements without a check");
    assert_eq!(checked.difference(&required).collect::<Vec<_>>(), none, "checks of requirements that are not there");
    assert_eq!(required.difference(&caught).collect::<Vec<_>>(), none, "requirements that catch nothing");
    assert_eq!(caught.difference(&required).collect::<Vec<_>>(), none, "faults for requirements that are not there");
    let both: Vec<&str> = by_a_mutant.filter(|id| by_an_example.contains(id)).collect();
    assert!(both.is_empty(), "listed as caught by an example alone, and there is a mutant: {both:?}");
}
