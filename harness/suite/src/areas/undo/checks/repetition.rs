//! Calls that follow each other on one object: what a bridge that puts repeated calls together makes one step of.

use livebridge_port::{Batch, MutationKind};

use crate::check::{Check, Checked, Stop};
use crate::checks::script::{Ground, sent, there_and_back};
use crate::checks::series;
use crate::explore::Pace;
use crate::explore::program::Step;
use crate::stage::{Stage, Via};

pub(super) fn checks() -> Vec<Check> {
    let each = MutationKind::ALL.iter().map(|kind| {
        let name = format!("undo/repeated/{}", kind.operation());
        Check::new(name, "LB-UNDO-010", |stage| repeated(stage, *kind)).calling(&[kind.operation()])
    });
    each.collect()
}

/// Every call of a series can be undone and redone by itself: when they follow each other at once, when everything is
/// looked at in between, as transactions, and in turns; and an undo in the middle leaves the steps before it.
fn repeated(stage: &mut Stage, kind: MutationKind) -> Checked {
    const EXPECTED: &str = "each of several calls on one object is an undo step";
    let ground = Ground::of(stage)?;
    let all = series::of_kind(kind, &ground.set, &ground.supplies);
    if all.is_empty() {
        return Err(Stop::Missing(format!("object on which {} can be repeated", kind.operation())));
    }
    let transactions = stage.ways().contains(&Via::Transaction);
    for (which, series) in all.iter().enumerate() {
        let calls = sent(Via::Call, series);
        ground.play(stage, &there_and_back(stage, calls.clone()), Pace::Quick, EXPECTED)?;
        if which > 1 {
            continue;
        }
        ground.play(stage, &there_and_back(stage, calls.clone()), Pace::Slow, EXPECTED)?;
        if let [first, second, third, ..] = &calls[..] {
            let (first, second, third) = (first.clone(), second.clone(), third.clone());
            let again = vec![first, second, Step::ControlUndo, third, Step::ControlRedo];
            let back = [Step::ControlUndo, Step::ControlUndo, Step::ControlUndo];
            ground.play(stage, &[again, back.to_vec()].concat(), Pace::Quick, EXPECTED)?;
        }
        if transactions {
            let in_turns = series.iter().enumerate().map(|(i, mutation)| {
                let alone = Batch::Transaction(vec![mutation.clone()]);
                Step::Commit(if i % 2 == 0 { alone } else { Batch::Call(mutation.clone()) })
            });
            let in_turns = in_turns.collect();
            ground.play(stage, &there_and_back(stage, in_turns), Pace::Quick, EXPECTED)?;
            let whole = vec![Step::Commit(Batch::Transaction(series.clone()))];
            let twice = [whole, sent(Via::Transaction, &series[..1])].concat();
            if kind != MutationKind::DeleteTrack && kind != MutationKind::DeleteClip {
                ground.play(stage, &there_and_back(stage, twice), Pace::Quick, EXPECTED)?;
            }
        }
    }
    Ok(())
}
