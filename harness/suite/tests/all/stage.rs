//! The three ways in which the stage gives a fresh Set: reset, new start, tracks of its own made through the port.

use std::collections::BTreeMap;
use std::sync::Arc;

use livebridge_fake::FakeLiveBridge;
use livebridge_port::capabilities::{ResetCapability, UndoCapability};
use livebridge_port::{ControlPlane, Description, LiveBridge, Operation, SetView, Snapshot, fixtures};
use livebridge_suite::runner::{self, Run, RunOptions};
use livebridge_suite::target::{FakeTarget, InProcess, Target};
use livebridge_suite::verdict::Verdict;
use livebridge_suite::{checks, mutants};

/// The fake without `control/reset`, and without whatever else is taken from it.
fn reduced(take: fn(&mut Description)) -> Description {
    let mut description = FakeLiveBridge::seeded().description();
    description.capabilities.reset = ResetCapability::None;
    description.operations.retain(|name| name != Operation::ControlReset.name());
    take(&mut description);
    description
}

fn without_undo(description: &mut Description) {
    description.capabilities.undo = UndoCapability::None;
    description.operations.retain(|name| {
        ![
            Operation::ControlUndo,
            Operation::ControlRedo,
            Operation::ControlUndoDepth,
            Operation::ControlTransactionCount,
        ]
        .iter()
        .any(|operation| operation.name() == name)
    });
}

/// A bridge that is started anew.
fn restarted(take: fn(&mut Description)) -> Arc<dyn Target> {
    let start = move || (Arc::new(FakeLiveBridge::seeded()) as Arc<dyn LiveBridge>, reduced(take));
    Arc::new(InProcess { name: "restarted".to_owned(), start: Arc::new(start), restartable: true })
}

/// A bridge that stays: somebody's Set is in it.
fn standing(fake: &Arc<FakeLiveBridge>, take: fn(&mut Description)) -> Arc<dyn Target> {
    let fake = Arc::clone(fake);
    let start = move || (Arc::clone(&fake) as Arc<dyn LiveBridge>, reduced(take));
    Arc::new(InProcess { name: "standing".to_owned(), start: Arc::new(start), restartable: false })
}

fn run(target: Arc<dyn Target>) -> Run {
    run_of(target, |_| true)
}

/// A run of the checks of some requirements.
fn run_of(target: Arc<dyn Target>, wanted: impl Fn(&str) -> bool) -> Run {
    let options = RunOptions::new(target);
    let checks: Vec<_> = checks::all().into_iter().filter(|check| wanted(check.requirement)).collect();
    runner::run(&options, &checks, |_| {}).unwrap()
}

fn verdicts(run: &Run) -> BTreeMap<&'static str, Verdict> {
    run.requirements().into_iter().map(|judged| (judged.requirement.id, judged.verdict)).collect()
}

/// What would write over the Arrangement of somebody's Set, or asks for a Set and a history that are known, and is not
/// applicable there.
const NEEDS_A_SET_OF_OURS: [&str; 6] =
    ["LB-HAND-004", "LB-HAND-011", "LB-MUT-011", "LB-READ-021", "LB-UNDO-010", "LB-UNDO-011"];

/// The verdicts that differ; those of requirements that need what was taken away are left out.
fn differences(wanted: &Run, seen: &Run) -> Vec<String> {
    let (wanted, mut seen_verdicts) = (verdicts(wanted), verdicts(seen));
    // Only the fake itself can be looked into.
    seen_verdicts.retain(|id, _| !id.starts_with("LB-INSIDE"));
    let mut differences = Vec::new();
    for (id, verdict) in &seen_verdicts {
        let needs = livebridge_suite::registry::by_id(id).unwrap().needs;
        let taken_away = !needs.missing(&seen.description).is_empty()
            || (seen.target == "standing" && NEEDS_A_SET_OF_OURS.contains(id));
        if wanted[id] != *verdict && !(taken_away && *verdict == Verdict::NotApplicable) {
            let of_it = seen.checks.iter().filter(|result| result.requirement == *id);
            let why: Vec<_> = of_it.filter(|result| result.verdict == *verdict).take(1).collect();
            differences.push(format!("{id}: {} and {verdict}: {why:#?}", wanted[id]));
        }
    }
    differences
}

fn snapshot(fake: &FakeLiveBridge) -> Snapshot {
    match fake.snapshot().unwrap() {
        SetView::Canonical(snapshot) => *snapshot,
        SetView::Opaque(_) => panic!("the fake shows canonical snapshots"),
    }
}

#[test]
fn all_three_ways_give_the_same_verdicts() {
    let reset = run(Arc::new(FakeTarget));
    let none: Vec<String> = Vec::new();
    assert_eq!(differences(&reset, &run(restarted(|_| {}))), none, "restarted");
    for fixture in fixtures::NAMES {
        let set = fixtures::by_name(fixture).unwrap();
        let fake = Arc::new(FakeLiveBridge::from_snapshot(&set).unwrap());
        let built = run(standing(&fake, |_| {}));
        assert_eq!(differences(&reset, &built), none, "built beside {fixture}");
        assert_eq!(built.left_behind, None, "{fixture}");
        assert_eq!(snapshot(&fake), set, "{fixture} is as it was before the run");
    }
}

/// Without undo, what was made is deleted and made again; only cue points cannot be taken back through the port.
#[test]
fn without_undo_the_stage_deletes_what_it_made() {
    let reset = run(Arc::new(FakeTarget));
    let none: Vec<String> = Vec::new();
    assert_eq!(differences(&reset, &run(restarted(without_undo))), none, "restarted");
    let set = fixtures::seeded();
    let fake = Arc::new(FakeLiveBridge::from_snapshot(&set).unwrap());
    let built = run(standing(&fake, without_undo));
    assert_eq!(differences(&reset, &built), none, "built");
    let mut left = snapshot(&fake);
    let cue_points = left.cue_points.take().unwrap();
    assert!(cue_points.iter().all(|cue| cue.time >= 1000.0 || cue.time == 0.0), "{cue_points:?}");
    assert_eq!(left, Snapshot { cue_points: None, ..set });
    let said = built.left_behind.unwrap();
    assert!(said.contains("cue"), "{said}");
}

/// Faults are caught in this way too, as far as they do not hide in what was taken away.
#[test]
fn mutants_are_caught_beside_a_set_of_somebody() {
    use livebridge_suite::mutants::MutantDeviation;
    let mut missed = Vec::new();
    // Neither those in the protocol, which needs a wire, nor those of a tool server, nor those in a handler, which is not the bridge's.
    let in_the_bridge = |mutant: &&mutants::Mutant| {
        mutant.wire.is_none()
            && mutant.tools.is_none()
            && !mutant.requirement.starts_with("LB-INSIDE")
            && !mutant.requirement.starts_with("LB-HAND")
    };
    for mutant in mutants::all().filter(in_the_bridge) {
        let start = move || {
            let fake = FakeLiveBridge::deviating(MutantDeviation::new(mutant));
            (Arc::new(fake) as Arc<dyn LiveBridge>, reduced(|_| {}))
        };
        let (bridge, description) = start();
        if !livebridge_suite::registry::by_id(mutant.requirement).unwrap().needs.missing(&description).is_empty() {
            continue;
        }
        let start = move || (Arc::clone(&bridge), description.clone());
        let name = mutant.name.to_owned();
        let target = Arc::new(InProcess { name, start: Arc::new(start), restartable: false });
        let run = run_of(target, |requirement| requirement == mutant.requirement);
        let any = |verdicts: &[Verdict]| run.checks.iter().any(|result| verdicts.contains(&result.verdict));
        // A mutant that panics takes the check with it, in this process.
        let caught = any(&[Verdict::Fail, Verdict::Warn, Verdict::Untestable, Verdict::HarnessError]);
        // Of somebody's Set random programs only read.
        let hides = any(&[Verdict::NotApplicable])
            || mutant.requirement == "LB-EXPL-001"
            // Only the count tells, which was taken away.
            || mutant.name == "same-value-is-not-counted";
        if !caught && !hides {
            missed.push(format!("{} ({}): {:#?}", mutant.name, mutant.requirement, run.checks));
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}
