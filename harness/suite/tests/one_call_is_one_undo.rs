//! The headline as a property, over several seeds: the fake keeps it, and mutants that break it are found by it alone.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, its helpers too")]

use std::sync::Arc;

use livebridge_suite::check::Check;
use livebridge_suite::runner::{self, Run, RunOptions};
use livebridge_suite::target::{FakeTarget, MutantTarget, Target};
use livebridge_suite::verdict::Verdict;
use livebridge_suite::{checks, mutants};

const PROPERTY: &str = "undo/one_call_is_one_undo";

fn run(target: Arc<dyn Target>, seed: u64) -> Run {
    let options = RunOptions { seed: seed.into(), ..RunOptions::new(target) };
    let property: Vec<Check> = checks::all().into_iter().filter(|check| check.name == PROPERTY).collect();
    assert_eq!(property.len(), 1, "{PROPERTY}");
    runner::run(&options, &property, |_| {}).unwrap()
}

#[test]
fn one_call_is_one_undo() {
    for seed in 1..=4 {
        let run = run(Arc::new(FakeTarget), seed);
        assert_eq!(run.checks[0].verdict, Verdict::Pass, "seed {seed}: {:#?}", run.checks[0].finding);
    }
}

#[test]
fn what_breaks_it_is_found_and_shrunk() {
    for name in [
        "two-undo-steps-for-notes",
        "no-undo-step-for-tempo",
        "undo-takes-two-steps",
        "redo-forgotten",
        "call-ends-redo-late",
        "failed-call-adds-step",
        "rollback-leaks-first-op",
        "step-per-mutation",
    ] {
        let run = run(Arc::new(MutantTarget(mutants::by_name(name).unwrap())), 1);
        let finding = run.checks[0].finding.as_ref().unwrap_or_else(|| panic!("fake+{name} is not found"));
        // The sentinel, the call, at most two undos and two redos, and one more change and redo.
        assert!(finding.calls.len() <= 8, "fake+{name}: {:#?}", finding.calls);
    }
}

#[test]
fn the_same_seed_tells_the_same() {
    let told = |seed| {
        let run = run(Arc::new(MutantTarget(mutants::by_name("step-per-mutation").unwrap())), seed);
        serde_json::to_string(&run.checks).unwrap()
    };
    assert_eq!(told(7), told(7));
}
