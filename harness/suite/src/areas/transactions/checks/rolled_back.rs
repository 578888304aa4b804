//! Roll-back of objects that were changed before: nothing of what they were is lost.

use livebridge_port::{Batch, Mutation, MutationKind, Operation};

use crate::check::{Check, Checked, Stop};
use crate::checks::script::{Ground, sent};
use crate::checks::series;
use crate::explore::Pace;
use crate::explore::program::Step;
use crate::stage::{Stage, Via};

pub(super) fn checks() -> Vec<Check> {
    let each = MutationKind::ALL.iter().map(|kind| {
        let name = format!("transactions/rolled-back/{}", kind.operation());
        let check = Check::new(name, "LB-TX-002", |stage| rolled_back(stage, *kind));
        check.calling(&[kind.operation(), Operation::SetTempo])
    });
    each.collect()
}

/// An object is changed; what changes it again is taken back with the transaction that it is part of, whether that
/// begins or ends with it; and the history is as it was.
fn rolled_back(stage: &mut Stage, kind: MutationKind) -> Checked {
    let ground = Ground::of(stage)?;
    let all = series::of_kind(kind, &ground.set, &ground.supplies);
    if all.is_empty() {
        return Err(Stop::Missing(format!("object for {}", kind.operation())));
    }
    let undoes = stage.offers(Operation::ControlUndo) && stage.offers(Operation::ControlRedo);
    for series in all {
        let fails = |before: &[Mutation]| {
            let fault = Mutation::SetTempo { bpm: -1.0 };
            Step::Commit(Batch::Transaction([before, &[fault]].concat()))
        };
        // Of what goes, the next is another object by then.
        let (first, rest) = series.split_at(1);
        let mut steps = sent(Via::Call, first);
        steps.extend([fails(rest), fails(&rest[..rest.len().min(1)])]);
        if undoes {
            steps.extend([Step::ControlUndo, fails(first), Step::ControlRedo, fails(rest), Step::ControlUndo]);
        }
        ground.play(stage, &steps, Pace::Slow, "after a transaction that failed the Set is exactly as before it")?;
    }
    Ok(())
}
