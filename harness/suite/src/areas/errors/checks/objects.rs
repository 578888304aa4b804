//! Every call that takes an id, given one of each other kind and one whose object is gone. Contract, sections 2 and 3.

use livebridge_port::ErrorCode::{StaleReference, WrongType};
use livebridge_port::{BridgeError, IdRef, Operation};

use crate::check::{Check, Checked, require};
use crate::checks::calls_with_ids;
use crate::checks::calls_with_ids::{CallWithId, Look, refuse};
use crate::checks::objects::{STAGE, family, family_that_is_gone};
use crate::stage::Stage;

pub(super) fn checks() -> Vec<Check> {
    let mut checks = Vec::new();
    for call in calls_with_ids::all() {
        let name = |what: &str| format!("errors/{what}/{}", call.operation);
        let calls = [STAGE, &[call.operation]].concat();
        checks.push(
            Check::new(name("wrong-kind"), "LB-ERR-009", move |stage| {
                wrong_kinds(stage, call, |_, _| Ok(())).map(drop)
            })
            .calling(&calls),
        );
        let calls = [&calls[..], &[Operation::DeleteTrack]].concat();
        checks.push(
            Check::new(name("stale"), "LB-ERR-010", move |stage| stale(stage, call, |_, _| Ok(()))).calling(&calls),
        );
        checks.push(
            Check::new(name("subject"), "LB-ERR-011", move |stage| {
                wrong_kinds(stage, call, names_its_subject)?;
                stale(stage, call, names_its_subject)
            })
            .calling(&calls),
        );
    }
    checks
}

/// Ids of every other kind are refused.
fn wrong_kinds(stage: &mut Stage, call: CallWithId, look: Look) -> Checked {
    for (kind, id) in family(stage)?.iter().filter(|(kind, _)| *kind != call.wants) {
        refuse(stage, call, id, WrongType, &format!("the id of a {kind:?}"), look)?;
    }
    Ok(())
}

/// The id of an object that is gone is refused.
fn stale(stage: &mut Stage, call: CallWithId, look: Look) -> Checked {
    let family = family_that_is_gone(stage)?;
    for (kind, id) in family.iter().filter(|(kind, _)| *kind == call.wants) {
        refuse(stage, call, id, StaleReference, &format!("the id of a {kind:?} that is gone"), look)?;
    }
    Ok(())
}

fn names_its_subject(error: &BridgeError, id: &IdRef) -> Checked {
    let seen = error.subject_id.as_deref();
    require(
        seen == Some(&*id.to_string()),
        || format!("subjectId is `{id}`, as the caller gave it"),
        || seen.map_or_else(|| "there is no subjectId".to_owned(), |seen| format!("it is `{seen}`")),
    )?;
    require(
        !error.hint.trim().is_empty(),
        || format!("the refusal of `{id}` has a hint that says how to recover"),
        || "the hint is empty".to_owned(),
    )
}
