//! Transactions: one step, all or nothing, outcomes of the committed state. Contract, section 6.

mod ids;
mod references;
mod rolled_back;

use livebridge_port::ErrorCode::BadInput;
use livebridge_port::capabilities::TransactionCapability;
use livebridge_port::{CallError, ErrorCode, Mutation, Note, Operation, Outcome};
use serde_json::json;

use crate::check::{Check, Checked, Stop, refused, require};
use crate::checks::expected_set::{is_now, undone_to};
use crate::checks::valid_calls;
use crate::stage::Stage;

pub(in crate::areas) fn checks() -> Vec<Check> {
    const NOTES: &[Operation] = &[Operation::SetTempo, Operation::SetNotes];
    let mut checks = vec![
        Check::new("transactions/one-step", "LB-TX-001", one_step).calling(NOTES),
        Check::new("transactions/all-or-nothing", "LB-TX-002", all_or_nothing).calling(NOTES),
        Check::new("transactions/each-kind-rolled-back", "LB-TX-002", each_kind_rolled_back)
            .calling(&[Operation::SetTempo]),
        Check::new("transactions/position-of-the-fault", "LB-TX-003", position).calling(NOTES),
        Check::new("transactions/outcomes", "LB-TX-004", outcomes).calling(NOTES),
        Check::new("transactions/empty", "LB-TX-005", empty),
        Check::new("transactions/long", "LB-TX-019", long).calling(NOTES),
        Check::new("transactions/redo-survives", "LB-TX-006", redo_survives).calling(&[Operation::SetTempo]),
        Check::new("transactions/undo-steps", "LB-TX-020", undo_steps_are_true).calling(NOTES),
        Check::new("transactions/position-of-any-fault", "LB-TX-021", position_of_a_grouped_one).calling(NOTES),
        Check::new("transactions/what-a-failure-leaves", "LB-TX-022", a_failure_is_told_as_it_is).calling(NOTES),
        Check::new("references/no-mutation-in-a-batch", "LB-TX-016", no_mutation_in_a_batch)
            .calling(&[Operation::SetTempo]),
    ];
    checks.extend(ids::checks());
    checks.extend(references::checks());
    checks.extend(rolled_back::checks());
    checks
}

/// A mutation of each kind, and then one that fails: what takes it back is another call of the host for each kind.
fn each_kind_rolled_back(stage: &mut Stage) -> Checked {
    for valid in valid_calls::all().filter(|valid| stage.offers(valid.operation())).collect::<Vec<_>>() {
        let call = match valid.prepare(stage) {
            // The target need not have what every kind of mutation is made on.
            Err(Stop::Missing(_)) => continue,
            prepared => prepared?,
        };
        let before = stage.view()?;
        must_fail(stage.transaction(vec![call, Mutation::SetTempo { bpm: -1.0 }]))?;
        let expected = format!("the Set is exactly as before a transaction that failed after {}", valid.operation());
        is_now(stage, &before, &expected)?;
    }
    Ok(())
}

/// A hundred mutations, and a hundred of which the last fails.
fn long(stage: &mut Stage) -> Checked {
    const COUNT: i32 = 100;
    let clip_id = stage.midi_clip(&[Note::new(60.0, 0.0, 1.0)])?;
    let mutation = |i: i32| {
        if i % 2 == 0 {
            return Mutation::SetTempo { bpm: 100.0 + f64::from(i) };
        }
        Mutation::SetNotes { clip_id: clip_id.clone(), notes: [Note::new(60.0, f64::from(i), 1.0)].into() }
    };
    let before = stage.view()?;
    let mut mutations: Vec<Mutation> = (0..COUNT).map(mutation).collect();
    let last = mutations.len() - 1;
    mutations[last] = Mutation::SetTempo { bpm: -1.0 };
    let error = must_fail(stage.transaction(mutations))?;
    require(
        error.op == Some(last) && error.code == ErrorCode::BadInput,
        || format!("the error is BAD_INPUT of op {last}"),
        || format!("it is {error}"),
    )?;
    is_now(stage, &before, "the Set is exactly as before a hundred mutations of which the last failed")?;
    let seen = stage.transaction((0..COUNT).map(mutation).collect())?.outcomes.len();
    require(seen == last + 1, || format!("{} outcomes", last + 1), || format!("{seen} outcomes"))?;
    if stage.offers(Operation::ControlUndo) {
        undone_to(stage, &before, "one undo takes a hundred mutations back")?;
    }
    Ok(())
}

fn redo_survives(stage: &mut Stage) -> Checked {
    stage.fresh("seeded")?;
    stage.call(Mutation::SetTempo { bpm: 131.0 })?;
    let after = stage.view()?;
    stage.undo()?;
    let counted = stage.offers(Operation::ControlTransactionCount);
    let count = if counted { stage.transaction_count()? } else { 0 };
    stage.transaction(Vec::new())?;
    must_fail(stage.transaction(vec![Mutation::SetTempo { bpm: 98.0 }, Mutation::SetTempo { bpm: -1.0 }]))?;
    if counted {
        let now = stage.transaction_count()?;
        require(
            now == count,
            || format!("transactionCount stays {count} through an empty and a failed transaction"),
            || format!("it is {now}"),
        )?;
    }
    let expected = "after an empty and a failed transaction what was undone can be redone";
    let done = stage.redo()?;
    require(done, || expected.to_owned(), || "there was nothing to redo".to_owned())?;
    match after.difference(&stage.view()?) {
        Some(difference) => Err(Stop::broken(expected, difference)),
        None => Ok(()),
    }
}

/// Three valid mutations on two objects; the clip is written twice.
fn valid(stage: &mut Stage) -> Checked<Vec<Mutation>> {
    let clip_id = stage.midi_clip(&[Note::new(60.0, 0.0, 1.0)])?;
    Ok(vec![
        Mutation::SetTempo { bpm: 98.0 },
        Mutation::SetNotes { clip_id: clip_id.clone(), notes: [Note::new(62.0, 0.0, 1.0)].into() },
        Mutation::SetNotes { clip_id, notes: [Note::new(64.0, 0.0, 1.0), Note::new(65.0, 1.0, 1.0)].into() },
    ])
}

fn one_step(stage: &mut Stage) -> Checked {
    let mutations = valid(stage)?;
    let at_first = stage.view()?;
    stage.call(Mutation::SetTempo { bpm: 131.0 })?;
    let before = stage.view()?;
    let counted = stage.offers(Operation::ControlTransactionCount);
    let count = if counted { stage.transaction_count()? } else { 0 };
    stage.transaction(mutations)?;
    if counted {
        let now = stage.transaction_count()?;
        require(now == count + 1, || format!("transactionCount is {} after it", count + 1), || format!("it is {now}"))?;
    }
    let after = stage.view()?;
    undone_to(stage, &before, "one undo takes the whole transaction back")?;
    if stage.undoable(2) == 2 {
        undone_to(stage, &at_first, "a second undo takes back the change before it")?;
        stage.redo()?;
    }
    stage.redo()?;
    is_now(stage, &after, "one redo brings the whole transaction back")
}

/// A transaction whose mutation at `at` fails, after others that would succeed.
fn failing(stage: &mut Stage, at: usize) -> Checked<Vec<Mutation>> {
    let mut mutations = valid(stage)?;
    mutations.insert(at, Mutation::SetTempo { bpm: -1.0 });
    Ok(mutations)
}

fn all_or_nothing(stage: &mut Stage) -> Checked {
    for at in 0..=3 {
        let mutations = failing(stage, at)?;
        let before = stage.view()?;
        let answer = stage.transaction(mutations);
        must_fail(answer)?;
        if let Some(difference) = before.difference(&stage.view()?) {
            let expected = format!("the Set is exactly as before a transaction whose mutation {at} failed");
            return Err(Stop::broken(expected, difference));
        }
    }
    Ok(())
}

pub(super) fn must_fail<T>(answer: Result<T, CallError>) -> Checked<livebridge_port::BridgeError> {
    match answer {
        Err(CallError::Refused(error)) => Ok(error),
        Err(CallError::Fault(fault)) => Err(Stop::Fault(fault)),
        Ok(_) => Err(Stop::broken("a transaction with a mutation that fails is refused", "it succeeded")),
    }
}

fn position(stage: &mut Stage) -> Checked {
    for at in 0..=3 {
        let mutations = failing(stage, at)?;
        let error = must_fail(stage.transaction(mutations))?;
        require(
            error.op == Some(at) && error.code == ErrorCode::BadInput,
            || format!("the error is BAD_INPUT of op {at}"),
            || format!("it is {error}"),
        )?;
    }
    // Of two that fail the first counts.
    let mut mutations = failing(stage, 1)?;
    let notes = [Note::new(60.0, 0.0, -1.0)].into();
    mutations.push(Mutation::SetNotes { clip_id: "scene:0".into(), notes });
    let error = must_fail(stage.transaction(mutations))?;
    require(
        error.op == Some(1),
        || "the first of two faults is reported: op 1".to_owned(),
        || format!("op {:?}", error.op),
    )
}

fn outcomes(stage: &mut Stage) -> Checked {
    let mutations = valid(stage)?;
    let expected = mutations.len();
    let commit = stage.transaction(mutations)?;
    let seen = commit.outcomes.len();
    require(seen == expected, || format!("{expected} outcomes"), || format!("{seen} outcomes"))?;
    for (op, outcome) in commit.outcomes.iter().enumerate().skip(1) {
        let Some(Outcome::Notes(result)) = outcome else {
            return Err(Stop::broken(
                format!("the outcome of op {op} is that of setNotes"),
                livebridge_port::json::to_string(outcome).unwrap_or_default(),
            ));
        };
        // Both writes went to one clip: the committed state is that of the last one.
        require(
            result.count == 2,
            || format!("the outcome of op {op} describes the committed state: 2 notes"),
            || format!("{} notes", result.count),
        )?;
        if stage.offers(Operation::GetNotes) {
            let read = stage.notes(&result.id)?.len();
            require(
                read == 2,
                || format!("the id `{}` in the outcome is valid", result.id),
                || format!("{read} notes"),
            )?;
        }
    }
    match &commit.outcomes[0] {
        Some(Outcome::Overview(overview)) => require(
            stage.same_number(98.0, overview.tempo),
            || "the outcome of setTempo shows the tempo 98".to_owned(),
            || overview.tempo.to_string(),
        ),
        other => Err(Stop::broken(
            "the outcome of op 0 is a SongOverview",
            livebridge_port::json::to_string(other).unwrap_or_default(),
        )),
    }
}

fn empty(stage: &mut Stage) -> Checked {
    stage.fresh("seeded")?;
    let before = stage.transaction_count()?;
    stage.transaction(Vec::new())?;
    let after = stage.transaction_count()?;
    require(after == before, || format!("transactionCount stays {before}"), || format!("it is {after}"))
}

fn no_mutation_in_a_batch(stage: &mut Stage) -> Checked {
    stage.fresh("seeded")?;
    let before = stage.view()?;
    let good = json!({ "method": "setTempo", "params": { "bpm": 98 } });
    for (op, code) in [
        (json!({ "method": "getSongOverview", "params": {} }), BadInput),
        (json!({ "method": "getNotes", "params": { "clipId": "track:0/clipslot:0/clip" } }), BadInput),
        (json!({ "method": "listClips", "params": { "trackId": "track:0" } }), BadInput),
        (
            json!({ "method": "renderTrack", "params": { "trackId": "track:0", "startBeat": 0, "endBeat": 1 } }),
            BadInput,
        ),
        (json!({ "method": "transaction", "params": { "ops": [] } }), BadInput),
        (json!({ "params": {} }), BadInput),
        (json!({ "method": "setTempo", "params": { "bpm": null } }), BadInput),
        (json!({ "method": "noSuchMethod", "params": {} }), ErrorCode::Unsupported),
    ] {
        let answer = stage.raw("transaction", &json!({ "ops": [good, op, good] }));
        let error = refused(answer, &[code], format!("a transaction with {op}"))?;
        if is_atomic(stage) {
            require(error.op == Some(1), || format!("the fault of {op} is at op 1"), || format!("it is {error}"))?;
        }
    }
    if !is_atomic(stage) {
        return Ok(());
    }
    match before.difference(&stage.view()?) {
        Some(difference) => Err(Stop::broken("the Set is as before the refused transactions", difference)),
        None => Ok(()),
    }
}

/// The transaction fails with this code, at this position.
pub(super) fn fails_with(stage: &Stage, mutations: Vec<Mutation>, code: ErrorCode, op: usize, what: &str) -> Checked {
    let error = must_fail(stage.transaction(mutations))?;
    require(
        error.code == code && (error.op == Some(op) || !is_atomic(stage)),
        || format!("{what} is {code} of op {op}"),
        || format!("it is {error}"),
    )
}

/// Whether a transaction that fails is promised to leave nothing, and to say where it failed.
fn is_atomic(stage: &Stage) -> bool {
    stage.capabilities().transaction == TransactionCapability::Atomic
}

/// As many undos as the answer says bring back the Set of before, and no fewer.
fn undo_steps_are_true(stage: &mut Stage) -> Checked {
    const MOST: u32 = 5;
    for count in [1, 3] {
        let mutations: Vec<_> = valid(stage)?.into_iter().take(count).collect();
        let before = stage.view()?;
        let Some(said) = stage.transaction(mutations)?.undo_steps else {
            // It need not say so.
            return Ok(());
        };
        let mut taken = 0;
        while taken < MOST && before.difference(&stage.view()?).is_some() && stage.undo()? {
            taken += 1;
        }
        is_now(stage, &before, "undo brings back the Set before the transaction")?;
        require(
            said == taken,
            || format!("undoSteps of a transaction of {count} is the number of undos that take it back: {taken}"),
            || format!("it says {said}"),
        )?;
    }
    stage.fresh("seeded")?;
    let said = stage.transaction(Vec::new())?.undo_steps.unwrap_or_default();
    require(said == 0, || "undoSteps of an empty transaction is 0".to_owned(), || format!("it is {said}"))
}

/// The error of a transaction names its position, promised or not.
fn position_of_a_grouped_one(stage: &mut Stage) -> Checked {
    for at in [0, 2] {
        let mutations = failing(stage, at)?;
        let error = must_fail(stage.transaction(mutations))?;
        require(error.op == Some(at), || format!("the error is of op {at}"), || format!("it is {error}"))?;
    }
    Ok(())
}

/// Whether or not it is rolled back: nothing of what follows the fault has happened, and nothing by halves.
fn a_failure_is_told_as_it_is(stage: &mut Stage) -> Checked {
    const FAULT: usize = 2;
    let mutations = failing(stage, FAULT)?;
    let before = stage.view()?;
    for mutation in &mutations[..FAULT] {
        stage.call(mutation.clone())?;
    }
    let halfway = stage.view()?;
    let mutations = failing(stage, FAULT)?;
    must_fail(stage.transaction(mutations))?;
    let now = stage.view()?;
    let Some(difference) = before.difference(&now) else { return Ok(()) };
    if is_atomic(stage) || halfway.difference(&now).is_some() {
        let expected = format!("the Set is as before, or as the {FAULT} mutations before the fault have made it");
        return Err(Stop::broken(expected, difference));
    }
    Ok(())
}
