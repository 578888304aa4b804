//! The suite against itself: every mutant is caught by its requirement, the unmodified fake by none, and the
//! registry, the checks and the mutants name each other without a gap.

use std::collections::BTreeSet;
use std::num::NonZeroUsize;
use std::sync::Arc;

use livebridge_suite::check::Check;
use livebridge_suite::interrupt::Interrupt;
use livebridge_suite::mutants::hunt::{self, Fate, Ground};
use livebridge_suite::mutants::{self, Mutant};
use livebridge_suite::runner::{self, Run, RunOptions};
use livebridge_suite::target::{FakeTarget, Target};
use livebridge_suite::verdict::{Conformance, ExitCode};
use livebridge_suite::{checks, registry};

/// Requirements that no deviation of the fake can break: they are about ids that are not positional. A broken copy of
/// the example that has such ids is caught by each, in `broken_opaque.rs`.
const CAUGHT_BY_A_BROKEN_EXAMPLE: &[&str] = &["LB-MUT-010"];

fn run(target: Arc<dyn Target>, checks: &[Check]) -> Run {
    let options = RunOptions::new(target);
    runner::run(&options, checks, |_| {}).unwrap()
}

#[test]
fn every_mutant_is_caught_by_its_requirement() {
    let all: Vec<&'static Mutant> = mutants::all().collect();
    let jobs = std::thread::available_parallelism().unwrap();
    let hunt = hunt::hunt(&Ground::default(), &all, &checks::all(), jobs, &Interrupt::default(), || {}).unwrap();
    let missed: Vec<_> = hunt.mutants.iter().filter(|hunted| !matches!(hunted.fate, Fate::Killed { .. })).collect();
    assert!(missed.is_empty(), "{} of {} mutants are not killed:\n{missed:#?}", missed.len(), all.len());
    assert_eq!(hunt.mutants.len(), all.len());
    assert!(matches!(hunt.canary.fate, Fate::Killed { .. }), "{:?}", hunt.canary);
    let found: Vec<_> = hunt.found_in_control().collect();
    assert!(hunt.control.is_some() && found.is_empty(), "{found:#?}");
    assert_eq!(hunt.exit_code(), ExitCode::Conformant);
}

/// A suite that lacks the checks of a mutant's requirement does not kill it, and the hunt says so.
#[test]
fn a_hunt_tells_survivors_and_those_killed_for_another_reason() {
    let mutant = mutants::by_name("tempo-rounded").unwrap();
    let with = |requirements: &[&str]| {
        let chosen = |check: &Check| requirements.contains(&check.requirement);
        let checks: Vec<Check> = checks::all().into_iter().filter(chosen).collect();
        hunt::hunt(&Ground::default(), &[mutant], &checks, NonZeroUsize::MIN, &Interrupt::default(), || {}).unwrap()
    };
    let sees_the_canary = "LB-TX-002";
    for (requirements, fate, code) in [
        (
            &[sees_the_canary, "LB-MUT-003", "LB-MUT-009"][..],
            Fate::Killed { checks: vec!["mutations/tempo-is-read-back".to_owned()] },
            ExitCode::Conformant,
        ),
        (
            &[sees_the_canary, "LB-MUT-009"],
            Fate::KilledForAnotherReason { requirements: vec!["LB-MUT-009"] },
            ExitCode::MutantSurvived,
        ),
        (&[sees_the_canary], Fate::Survived, ExitCode::MutantSurvived),
        // The mutant is killed, but the canary lives: the suite cannot be trusted.
        (
            &["LB-MUT-003"],
            Fate::Killed { checks: vec!["mutations/tempo-is-read-back".to_owned()] },
            ExitCode::MutantSurvived,
        ),
    ] {
        let hunt = with(requirements);
        assert_eq!((&hunt.mutants[0].fate, hunt.exit_code()), (&fate, code), "{requirements:?}");
    }
}

/// What was hunted before an interruption is known, the rest is said not to be.
#[test]
fn an_interrupted_hunt_tells_what_it_has() {
    let mutants = ["step-per-mutation", "pitch-truncated"].map(|name| mutants::by_name(name).unwrap());
    let own = mutants.map(|mutant| mutant.requirement);
    let checks: Vec<Check> = checks::all().into_iter().filter(|check| own.contains(&check.requirement)).collect();
    let interrupt = Interrupt::default();
    let done = std::sync::atomic::AtomicUsize::new(0);
    // The control, the canary and the first mutant come first.
    let tell = || {
        if done.fetch_add(1, std::sync::atomic::Ordering::SeqCst) == 2 {
            interrupt.raise();
        }
    };
    let hunt = hunt::hunt(&Ground::default(), &mutants, &checks, NonZeroUsize::MIN, &interrupt, tell).unwrap();
    assert!(hunt.is_interrupted() && hunt.control.is_some());
    assert!(matches!(hunt.mutants[0].fate, Fate::Killed { .. }), "{hunt:?}");
    assert_eq!((&hunt.mutants[1].fate, hunt.exit_code()), (&Fate::Unknown, ExitCode::Interrupted));
}

/// The A/A control: the reference against itself.
#[test]
fn the_fake_shows_no_finding() {
    let run = run(Arc::new(FakeTarget), &checks::all());
    let findings: Vec<_> = run.checks.iter().filter(|result| result.finding.is_some()).collect();
    assert!(findings.is_empty(), "{findings:#?}");
    assert_eq!(run.judge(), (Conformance::Conformant, ExitCode::Conformant));
}

#[test]
fn ids_are_well_formed_and_in_order() {
    let mut last: Option<(&str, &str)> = None;
    for requirement in registry::all() {
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
            requirement.clause.starts_with(|c: char| c.is_ascii_digit())
                || ["wire", "transforms ", "handlers", "tools"].iter().any(|page| requirement.clause.starts_with(page)),
            "{id}: the clause names a section of the contract, or another page"
        );
    }
    unique(registry::all().map(|requirement| requirement.id));
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
    let required: BTreeSet<&str> = registry::all().map(|requirement| requirement.id).collect();
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
