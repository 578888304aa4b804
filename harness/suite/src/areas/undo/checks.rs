//! One call is one undo. Contract, sections 3, 5, 6 and 8; how it is seen from outside stands in the method below.

mod history;
mod random_calls;
mod repetition;
mod same_value;

use livebridge_port::capabilities::{IdScheme, UndoGrouping};
use livebridge_port::{Batch, ErrorCode, Mutation, MutationKind, Operation, Reset};

use crate::check::{Check, Checked, Stop, refused, require};
use crate::checks::expected_set::{is_now, undone_to};
use crate::checks::script::{Ground, sent};
use crate::checks::series;
use crate::checks::unusual_set::{of_each_kind, unusual};
use crate::checks::valid_calls::ValidCall;
use crate::checks::{failing_calls, valid_calls};
use crate::explore::Pace;
use crate::explore::program::Step;
use crate::stage::{Stage, Via, View};

pub(in crate::areas) fn checks() -> Vec<Check> {
    let mut checks = Vec::new();
    for valid in valid_calls::all() {
        let operation = valid.operation();
        checks.push(
            Check::new(format!("undo/one-step/{operation}"), "LB-UNDO-001", move |stage| {
                one_call_is_one_undo(stage, valid)
            })
            .calling(&[operation]),
        );
        checks.push(
            Check::new(format!("undo/redo/{operation}"), "LB-UNDO-002", move |stage| redo_restores(stage, valid))
                .calling(&[operation]),
        );
        checks.push(
            Check::new(format!("undo/counted/{operation}"), "LB-UNDO-005", move |stage| is_counted(stage, valid))
                .calling(&[operation]),
        );
    }
    checks.push(
        Check::new("undo/a-failed-call-adds-no-step", "LB-UNDO-003", failed_call_adds_no_step)
            .calling(&[Operation::SetTempo]),
    );
    checks.push(
        Check::new("undo/a-new-change-ends-redo", "LB-UNDO-004", new_change_ends_redo).calling(&[Operation::SetTempo]),
    );
    checks.push(
        Check::new("undo/undo-is-not-counted", "LB-UNDO-006", undo_is_not_counted).calling(&[Operation::SetTempo]),
    );
    checks.push(Check::new("undo/what-is-declared", "LB-UNDO-001", |stage| what_is_declared(stage)));
    checks.push(Check::new("undo/depth", "LB-UNDO-008", depth).calling(&[Operation::SetTempo]));
    checks.push(Check::new("undo/in-an-unusual-set", "LB-UNDO-009", undone_in_an_unusual_set));
    checks.push(Check::new("undo/among-neighbours", "LB-UNDO-009", undone_among_neighbours));
    checks.extend(random_calls::checks());
    checks.extend(repetition::checks());
    checks.extend(history::checks());
    checks.extend(same_value::checks());
    checks
}

/// What a target says of itself that is against the headline, in its own words: nothing has to be called for it.
fn what_is_declared(stage: &Stage) -> Checked {
    let capabilities = stage.capabilities();
    let declared = match capabilities.undo_grouping {
        UndoGrouping::PerCall => None,
        UndoGrouping::MayMerge => Some("undoGrouping: mayMerge, several calls may become one step".to_owned()),
        UndoGrouping::MaySplit => Some("undoGrouping: maySplit, one call may become several steps".to_owned()),
    };
    let per_commit = capabilities.undo_steps_per_commit;
    let declared = declared.or_else(|| (per_commit != 1).then(|| format!("undoStepsPerCommit: {per_commit}")));
    match declared {
        None => Ok(()),
        Some(declared) => Err(Stop::broken("one call is one undo step", format!("the target declares {declared}"))),
    }
}

/// S0; a sentinel change on another object gives S1; the call gives S2. One undo must give exactly S1, the next S0.
/// Without the sentinel, "no step" and "one step" would look alike where a call changes nothing.
fn one_call_is_one_undo(stage: &mut Stage, valid: ValidCall) -> Checked {
    for via in stage.ways() {
        let call = valid.prepare(stage)?;
        let sentinel = valid_calls::sentinel(stage, &call)?;
        let at_first = stage.view()?;
        stage.call(sentinel)?;
        let before = stage.view()?;
        let shown = stage.reads()?;
        stage.send(via, call)?;
        stage.reads()?;
        undone_to(stage, &before, "one undo takes back the call and no more")?;
        shown_again(stage, &shown, "the reads show what the undo restored")?;
        if stage.undoable(2) == 2 {
            undone_to(stage, &at_first, "a second undo takes back the change before the call")?;
        }
    }
    Ok(())
}

/// The reads show this: a snapshot need not be made of what they show. With opaque ids what is restored may have new
/// ones.
fn shown_again(stage: &mut Stage, wanted: &View, expected: &str) -> Checked {
    if stage.capabilities().ids == IdScheme::Opaque {
        return Ok(());
    }
    match wanted.difference(&stage.reads()?) {
        Some(difference) => Err(Stop::broken(expected, difference)),
        None => Ok(()),
    }
}

/// After the undos of [`one_call_is_one_undo`], the redos.
fn redo_restores(stage: &mut Stage, valid: ValidCall) -> Checked {
    for via in stage.ways() {
        let call = valid.prepare(stage)?;
        let sentinel = valid_calls::sentinel(stage, &call)?;
        stage.call(sentinel)?;
        let before = stage.view()?;
        stage.send(via, call)?;
        let after = stage.view()?;
        let shown = stage.reads()?;
        let steps = [
            (&before, "the first redo gives the Set before the call"),
            (&after, "the last redo gives the Set after the call"),
        ];
        let undone = stage.undoable(steps.len());
        for _ in 0..undone {
            stage.undo()?;
        }
        stage.reads()?;
        for (wanted, expected) in &steps[steps.len() - undone..] {
            let done = stage.redo()?;
            require(done, || (*expected).to_owned(), || "there was nothing to redo".to_owned())?;
            is_now(stage, wanted, expected)?;
        }
        shown_again(stage, &shown, "the reads show what the redo restored")?;
        let done = stage.redo()?;
        require(!done, || "nothing is left to redo".to_owned(), || "a third step was redone".to_owned())?;
    }
    Ok(())
}

fn is_counted(stage: &mut Stage, valid: ValidCall) -> Checked {
    for via in stage.ways() {
        let call = valid.prepare(stage)?;
        let before = stage.transaction_count()?;
        stage.send(via, call)?;
        let after = stage.transaction_count()?;
        require(
            after == before + 1,
            || format!("transactionCount goes from {before} to {}", before + 1),
            || format!("it went to {after}"),
        )?;
    }
    Ok(())
}

fn failed_call_adds_no_step(stage: &mut Stage) -> Checked {
    for call in failing_calls::failing(stage) {
        for via in stage.ways() {
            stage.fresh("seeded")?;
            let at_first = stage.view()?;
            stage.call(Mutation::SetTempo { bpm: 131.0 })?;
            refused(stage.send(via, call.clone()), &ErrorCode::ALL, call.operation())?;
            undone_to(stage, &at_first, "one undo takes back the change before the failed call")?;
            refused(stage.send(via, call.clone()), &ErrorCode::ALL, call.operation())?;
            let redone = stage.redo()?;
            let expected = || "what was undone can be redone after a failed call".to_owned();
            require(redone, expected, || "there was nothing to redo".to_owned())?;
        }
    }
    Ok(())
}

fn new_change_ends_redo(stage: &mut Stage) -> Checked {
    for via in [Via::Call, Via::Transaction] {
        if !stage.ways().contains(&via) {
            continue;
        }
        stage.fresh("seeded")?;
        stage.call(Mutation::SetTempo { bpm: 131.0 })?;
        stage.undo()?;
        stage.send(via, Mutation::SetTempo { bpm: 89.0 })?;
        let after = stage.view()?;
        let done = stage.redo()?;
        require(!done, || "a new change leaves nothing to redo".to_owned(), || "a step was redone".to_owned())?;
        is_now(stage, &after, "a redo with nothing to redo changes nothing")?;
    }
    Ok(())
}

fn undo_is_not_counted(stage: &mut Stage) -> Checked {
    stage.fresh("seeded")?;
    stage.commit(&Batch::Call(Mutation::SetTempo { bpm: 131.0 }))?;
    let count = stage.transaction_count()?;
    stage.undo()?;
    let undone = stage.transaction_count()?;
    stage.redo()?;
    let redone = stage.transaction_count()?;
    require(
        (undone, redone) == (count, count),
        || format!("transactionCount stays {count} through undo and redo"),
        || format!("it is {undone} after the undo and {redone} after the redo"),
    )
}

fn depth(stage: &mut Stage) -> Checked {
    stage.fresh("seeded")?;
    if stage.undoable(3) < 3 {
        return Err(Stop::Missing("history of three steps (capability undoHistory)".to_owned()));
    }
    let before = stage.undo_depth()?.undo;
    for bpm in [131.0, 132.0, 133.0] {
        stage.call(Mutation::SetTempo { bpm })?;
    }
    stage.undo()?;
    // What is refused is no step.
    refused(stage.call(Mutation::SetTempo { bpm: -1.0 }), &ErrorCode::ALL, "a negative tempo")?;
    let depth = stage.undo_depth()?;
    require(
        (depth.undo, depth.redo) == (before + 2, 1),
        || format!("after {before} steps, three changes and an undo, {} can be undone and 1 redone", before + 2),
        || format!("undo {}, redo {}", depth.undo, depth.redo),
    )
}

/// Each call of every series is undone by itself, where nothing is at its default.
fn undone_among_neighbours(stage: &mut Stage) -> Checked {
    let ground = Ground::of(stage)?;
    for kind in MutationKind::ALL {
        let all = series::of_kind(*kind, &ground.set, &ground.supplies);
        if !stage.offers(kind.operation()) || all.is_empty() {
            continue;
        }
        let calls = sent(Via::Call, &all.concat());
        let undone: Vec<Step> = calls.into_iter().flat_map(|call| [call, Step::ControlUndo]).collect();
        ground.play_back(stage, &undone, Pace::Unseen, "one undo restores exactly the Set before the call")?;
    }
    Ok(())
}

/// Each of the mutations of the unusual Set is undone exactly: what they displace has more to lose there.
fn undone_in_an_unusual_set(stage: &mut Stage) -> Checked {
    let reset = Reset::Snapshot(Box::new(unusual()));
    stage.reset(&reset)?;
    for which in 0..of_each_kind(stage)?.len() {
        stage.reset(&reset)?;
        // Ids are read again: opaque ones need not outlive a reset.
        let Some(call) = of_each_kind(stage)?.into_iter().nth(which) else { return Ok(()) };
        if !stage.offers(call.operation()) {
            continue;
        }
        stage.trace().clear();
        let before = stage.view()?;
        stage.call(call)?;
        if before.difference(&stage.view()?).is_none() {
            // Whether what changes nothing is a step is another requirement.
            continue;
        }
        undone_to(stage, &before, "one undo restores exactly the Set before the call")?;
    }
    Ok(())
}
