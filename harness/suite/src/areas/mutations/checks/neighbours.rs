//! A mutation changes what it is for, among neighbours and namesakes, each by itself.

use livebridge_port::{MutationKind, Operation};

use crate::check::{Check, Checked, Stop};
use crate::checks::script::{Ground, sent};
use crate::checks::series;
use crate::explore::Pace;
use crate::explore::program::Step;
use crate::stage::{Stage, Via};

pub(super) fn checks() -> Vec<Check> {
    let each = MutationKind::ALL.iter().map(|kind| {
        let name = format!("mutations/among-neighbours/{}", kind.operation());
        Check::new(name, "LB-MUT-011", |stage| among_neighbours(stage, *kind)).calling(&[kind.operation()])
    });
    each.collect()
}

/// Each call from the same Set, in each way in which it can be sent: the whole Set is then what the model has.
fn among_neighbours(stage: &mut Stage, kind: MutationKind) -> Checked {
    let ground = Ground::of(stage)?;
    let all = series::of_kind(kind, &ground.set, &ground.supplies);
    if all.is_empty() {
        return Err(Stop::Missing(format!("object for {}", kind.operation())));
    }
    let undoes = stage.offers(Operation::ControlUndo);
    for (via, pace) in stage.ways().into_iter().zip([Pace::Slow, Pace::Quick]) {
        for series in &all {
            // The way of sending is another piece of code, and the same one for every object.
            let few = if via == Via::Call { series.len() } else { series.len().min(2) };
            let calls = sent(via, &series[..few]);
            let expected = format!("{} changes what it is for and nothing else", kind.operation());
            if undoes {
                let each_undone = calls.into_iter().flat_map(|call| [call, Step::ControlUndo]);
                ground.play(stage, &each_undone.collect::<Vec<_>>(), pace, &expected)?;
            } else {
                ground.play(stage, &calls, pace, &expected)?;
            }
        }
    }
    Ok(())
}
