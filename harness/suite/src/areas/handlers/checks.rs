//! The handlers on the target: what each does there, and what all of them promise. The page on handlers.
//!
//! What all promise is one check for each handler, over a table; what each does stands in `checks/effects.rs`.

mod effects;
mod runs;

use livebridge_port::Operation;

use self::runs::{ALL, Handler};
use crate::check::{Check, Checked, Stop, refused, require};
use crate::checks::expected_set::{is_now, undone_to};
use crate::stage::Stage;

pub(in crate::areas) fn checks() -> Vec<Check> {
    let mut checks = effects::checks();
    for handler in ALL {
        let Handler { name, operations, .. } = handler;
        let check = |what: &str, requirement, run: fn(&mut Stage, &Handler) -> Checked| {
            let run = move |stage: &mut Stage| {
                if handler.refers && !stage.capabilities().staged_references {
                    return Err(Stop::Missing(
                        "references within a transaction (capability stagedReferences)".to_owned(),
                    ));
                }
                run(stage, handler)
            };
            Check::new(format!("handlers/{what}/{name}"), requirement, run).calling(operations)
        };
        checks.push(check("one-step", "LB-HAND-006", one_step).calling(&[Operation::SetTempo]));
        checks.push(check("refused-whole", "LB-HAND-007", refused_whole));
        checks.push(check("idle", "LB-HAND-008", idle));
        if handler.is_idempotent {
            checks.push(check("twice", "LB-HAND-009", twice));
        }
    }
    checks
}

/// The method of `undo.rs`: a sentinel change, the run, and two undos.
fn one_step(stage: &mut Stage, handler: &Handler) -> Checked {
    let run = (handler.changes)(stage)?;
    let at_first = stage.view()?;
    stage.call(livebridge_port::Mutation::SetTempo { bpm: 131.0 })?;
    let before = stage.view()?;
    run(stage)?;
    let after = stage.view()?;
    if before.difference(&after).is_none() {
        return Err(Stop::broken(format!("the run of {} changes something", handler.name), "the Set is as before"));
    }
    let steps = [
        (&before, "one undo takes back the whole run"),
        (&at_first, "a second undo takes back the change before the run"),
    ];
    let undone = stage.undoable(steps.len());
    for (wanted, expected) in &steps[..undone] {
        undone_to(stage, wanted, expected)?;
    }
    for _ in 0..undone {
        stage.redo()?;
    }
    is_now(stage, &after, "one redo brings the whole run back")
}

fn refused_whole(stage: &mut Stage, handler: &Handler) -> Checked {
    let (run, codes) = (handler.refused)(stage)?;
    adds_nothing(stage, "a run that is refused", |stage| refused(run(stage), codes, handler.name).map(drop))
}

fn idle(stage: &mut Stage, handler: &Handler) -> Checked {
    let run = (handler.idle)(stage)?;
    adds_nothing(stage, "a run that has nothing to change", |stage| Ok(run(stage)?))
}

fn twice(stage: &mut Stage, handler: &Handler) -> Checked {
    let run = (handler.changes)(stage)?;
    run(stage)?;
    adds_nothing(stage, "the same run again", |stage| Ok(run(stage)?))
}

/// The Set is the same after `act`, and nothing is added to the history, as far as that can be seen.
fn adds_nothing(stage: &mut Stage, what: &str, act: impl FnOnce(&Stage) -> Checked) -> Checked {
    let counted = stage.offers(Operation::ControlTransactionCount);
    let count = if counted { stage.transaction_count()? } else { 0 };
    let before = stage.view()?;
    act(stage)?;
    is_now(stage, &before, &format!("the Set is as before {what}"))?;
    if counted {
        let now = stage.transaction_count()?;
        require(now == count, || format!("{what} adds no undo step: {count} in all"), || now.to_string())?;
    }
    Ok(())
}
