//! A target that offers less is judged by less, and refused for nothing of it: the fake without each of its
//! operations, and with random ones of them.

use std::sync::Arc;

use livebridge_fake::FakeLiveBridge;
use livebridge_port::capabilities::{ResetCapability, SnapshotCapability, TransactionCapability, UndoCapability};
use livebridge_port::{Capabilities, Description, LiveBridge, Operation};
use livebridge_suite::checks;
use livebridge_suite::runner::{self, RunOptions};
use livebridge_suite::target::InProcess;
use livebridge_testkit::Dice;

/// The fake, offering what `keeps` says.
fn offering(name: String, keeps: impl Fn(&str) -> bool) -> InProcess {
    let fake = FakeLiveBridge::seeded();
    let mut description = fake.description();
    description.operations.retain(|operation| keeps(operation));
    declare(&mut description);
    let start = move || (Arc::new(FakeLiveBridge::seeded()) as Arc<dyn LiveBridge>, description.clone());
    InProcess { name, start: Arc::new(start), restartable: true }
}

/// Declares no more than the operations allow.
fn declare(description: &mut Description) {
    let offers = |operation: Operation| description.offers(operation);
    let undo = if offers(Operation::ControlUndo) && offers(Operation::ControlRedo) {
        UndoCapability::Observable
    } else if offers(Operation::ControlTransactionCount) {
        UndoCapability::Count
    } else {
        UndoCapability::None
    };
    let full = description.capabilities.clone();
    description.capabilities = Capabilities {
        undo,
        transaction: if offers(Operation::Transaction) { full.transaction } else { TransactionCapability::None },
        reset: if offers(Operation::ControlReset) { full.reset } else { ResetCapability::None },
        snapshot: if offers(Operation::ControlSnapshot) { full.snapshot } else { SnapshotCapability::None },
        render: offers(Operation::RenderTrack),
        ..full
    };
}

/// What is wrong by the suite with a target that does all that it offers as the fake does it.
fn findings(target: InProcess) -> Vec<String> {
    let name = target.name.clone();
    let run = runner::run(&RunOptions::new(Arc::new(target)), &checks::all(), |_| {}).unwrap();
    let told = run.checks.iter().filter_map(|result| {
        let finding = result.finding.as_ref()?;
        Some(format!("{name}: {} {}: {}, not {}", result.requirement, result.check, finding.expected, finding.seen))
    });
    told.collect()
}

#[test]
fn without_each_operation() {
    let offered = FakeLiveBridge::seeded().description().operations;
    let found: Vec<String> = offered
        .iter()
        .flat_map(|absent| findings(offering(format!("without {absent}"), |operation| operation != absent)))
        .collect();
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn with_random_ones_of_them() {
    let mut dice = Dice::new(15);
    let found: Vec<String> = (0..12)
        .flat_map(|which| {
            let mut kept = FakeLiveBridge::seeded().description().operations;
            kept.retain(|_| dice.below(3) > 0);
            findings(offering(format!("random {which}"), |operation| kept.contains(operation)))
        })
        .collect();
    assert!(found.is_empty(), "{found:#?}");
}
