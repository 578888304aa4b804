//! Errors: what a refusal says, and that it leaves no trace. Contract, section 3.

use livebridge_core::ErrorCode::{BadInput, StaleReference, WrongType};
use livebridge_core::{ErrorCode, IdRef, Mutation, Operation};

use crate::check::{Check, Checked, refused, require};
use crate::stage::Stage;

const ANY: &[ErrorCode] = &ErrorCode::ALL;

pub(super) fn checks() -> Vec<Check> {
    vec![
        Check::new("errors/a-failed-call-changes-nothing", "LB-ERR-001", failed_call_changes_nothing),
        Check::new("errors/hint-is-there", "LB-ERR-002", hint_is_there),
        Check::new("errors/subject-id", "LB-ERR-003", subject_id),
    ]
}

/// Calls that must fail whatever the Set holds.
pub(super) fn failing(stage: &Stage) -> Vec<Mutation> {
    let mut calls = vec![Mutation::SetTempo { bpm: -1.0 }];
    if stage.offers(Operation::SetNotes) {
        calls.push(Mutation::SetNotes { clip_id: "track:977/clip:0".into(), notes: [].into() });
    }
    calls
}

fn failed_call_changes_nothing(stage: &mut Stage) -> Checked {
    stage.fresh("seeded")?;
    let before = stage.view()?;
    for call in failing(stage) {
        refused(stage.call(call.clone()), ANY, call.operation())?;
        let after = stage.view()?;
        if let Some(difference) = before.difference(&after) {
            let expected = format!("the Set is as before the refused {}", call.operation());
            return Err(crate::check::Stop::broken(expected, difference));
        }
    }
    Ok(())
}

fn hint_is_there(stage: &mut Stage) -> Checked {
    stage.fresh("seeded")?;
    for id in ["track:977", "scene:0", "nonsense"] {
        let error = refused(stage.clips(&id.into()), ANY, format!("the track id `{id}`"))?;
        require(
            !error.hint.trim().is_empty(),
            || format!("the refusal of `{id}` has a hint that says how to recover"),
            || "the hint is empty".to_owned(),
        )?;
    }
    Ok(())
}

fn subject_id(stage: &mut Stage) -> Checked {
    stage.fresh("seeded")?;
    for (id, code) in [("track:977", StaleReference), ("scene:0", WrongType)] {
        let id = IdRef::from(id);
        let error = refused(stage.clips(&id), &[code, BadInput], format!("the track id `{id}`"))?;
        let seen = error.subject_id;
        require(
            seen.as_deref() == Some(&*id.to_string()),
            || format!("subjectId is `{id}`, as the caller gave it"),
            || seen.map_or_else(|| "there is no subjectId".to_owned(), |seen| format!("it is `{seen}`")),
        )?;
    }
    Ok(())
}
