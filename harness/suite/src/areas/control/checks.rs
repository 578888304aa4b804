//! The control plane. Contract, section 8.

use std::collections::BTreeSet;

use livebridge_port::rules::{MAX_BEAT, TEMPO_RANGE};
use livebridge_port::{ByKind, IdRef};
use livebridge_port::{CallError, ErrorCode, Mutation, Note, Operation, Outcome, Reset, Snapshot, TrackKind, fixtures};
use serde_json::{Value, json};

use crate::check::{Check, Checked, Stop, refused, require, told};
use crate::checks::calls_with_ids::mutation_with;
use crate::checks::expected_set::{canonical, differ, is_now};
use crate::checks::failing_calls;
use crate::checks::neighbours::neighbours;
use crate::checks::unusual_set::unusual;
use crate::stage::{Stage, View};

pub(in crate::areas) fn checks() -> Vec<Check> {
    vec![
        Check::new("control/reset-empties-the-history", "LB-CTRL-001", reset_empties_the_history)
            .calling(&[Operation::SetTempo]),
        Check::new("control/reset-to-a-snapshot", "LB-CTRL-002", |stage| {
            reset_gives(stage, |_, wanted| Reset::Snapshot(Box::new(wanted.clone())))?;
            for (what, wanted) in
                [("where nothing is at its default", neighbours()), ("with something unusual", unusual())]
            {
                stage.reset(&Reset::Snapshot(Box::new(fixtures::seeded())))?;
                stage.reset(&Reset::Snapshot(Box::new(wanted.clone())))?;
                let seen = canonical(stage)?;
                differ(stage, &wanted, &seen, &format!("after the reset the Set is the one {what}"))?;
            }
            Ok(())
        }),
        Check::new("control/reset-to-a-fixture", "LB-CTRL-003", |stage| {
            reset_gives(stage, |name, _| Reset::Fixture { fixture: name.to_owned(), notes: None })
        }),
        Check::new("control/reset-with-notes", "LB-CTRL-003", notes_of_a_fixture),
        Check::new("control/count-goes-on", "LB-CTRL-004", count_goes_on).calling(&[Operation::SetTempo]),
        Check::new("control/refused-reset", "LB-CTRL-006", refused_reset).calling(&[Operation::SetTempo]),
        Check::new("control/unknown-fixture", "LB-CTRL-007", |stage| {
            for reset in unknown() {
                refused(stage.reset(&reset), &[ErrorCode::BadInput], told(&reset))?;
            }
            Ok(())
        }),
        Check::new("control/fixture-and-snapshot", "LB-CTRL-008", |stage| {
            let snapshot = serde_json::to_value(fixtures::seeded()).unwrap_or_default();
            for params in [
                json!({ "fixture": "seeded", "snapshot": snapshot }),
                json!({ "snapshot": snapshot, "notes": [] }),
                json!({}),
            ] {
                let keys: Vec<&str> = params.as_object().into_iter().flatten().map(|(key, _)| key.as_str()).collect();
                let what = format!("a reset with the keys {keys:?}");
                refused(stage.raw("control/reset", &params), &[ErrorCode::BadInput], what)?;
            }
            Ok(())
        }),
        Check::new("control/settle-changes-nothing", "LB-CTRL-010", settle_changes_nothing)
            .calling(&[Operation::SetTempo, Operation::GetSongOverview]),
        Check::new("control/domain", "LB-CTRL-009", |stage| domain(stage)),
        Check::new("control/declared-devices-are-there", "LB-CTRL-005", declared_devices)
            .calling(&[Operation::InsertDevice, Operation::CreateTrack]),
        Check::new("control/declared-is-served", "LB-CTRL-005", declared_is_served),
        Check::new("control/declared-is-offered", "LB-CTRL-005", |stage| {
            for (declaration, operation) in stage.capabilities().served_by() {
                require(
                    stage.offers(operation),
                    || format!("the capability `{declaration}` is declared, and so `operations` has {operation}"),
                    || "it is not there".to_owned(),
                )?;
            }
            Ok(())
        }),
    ]
}

/// Resets to fixtures that no target has.
fn unknown() -> [Reset; 2] {
    let fixture = |name: &str, notes| Reset::Fixture { fixture: name.to_owned(), notes };
    [fixture("no such fixture", None), fixture("seeded", Some(Vec::new()))]
}

/// With something to undo, with something to redo, and with both gone again.
fn settle_changes_nothing(stage: &mut Stage) -> Checked {
    stage.fresh("seeded")?;
    let first = stage.view()?;
    stage.call(Mutation::SetTempo { bpm: stage.overview()?.tempo + 1.0 })?;
    let changed = stage.view()?;
    let is_still = |stage: &mut Stage, what: &str, before: &View| {
        stage.settle()?;
        stage.settle()?;
        is_now(stage, before, &format!("control/settle leaves the Set as it is {what}"))
    };
    is_still(stage, "after a change", &changed)?;
    moves(stage.undo()?, "undone")?;
    is_still(stage, "after an undo", &first)?;
    moves(stage.redo()?, "redone")?;
    is_still(stage, "after a redo", &changed)?;
    moves(stage.undo()?, "undone")?;
    is_still(stage, "at the beginning", &first)
}

/// There is still something to undo or to redo.
fn moves(done: bool, what: &str) -> Checked {
    let expected = || format!("what could be {what} before control/settle can be {what} after it");
    require(done, expected, || "there is nothing".to_owned())
}

/// Each device that is declared goes on a new track of one kind or the other.
fn declared_devices(stage: &mut Stage) -> Checked {
    const MOST: usize = 40;
    for name in stage.capabilities().devices.iter().take(MOST).cloned().collect::<Vec<_>>() {
        let refusals = refusals_everywhere(stage, &name)?;
        let expected =
            || format!("the device `{name}`, which is declared, goes somewhere on an audio or on a MIDI track");
        require(refusals.is_none(), expected, || refusals.unwrap_or_default().join("; "))?;
    }
    Ok(())
}

/// Inserts it where it is taken: what a device may follow is the host's (effects of notes come before an instrument,
/// effects of sound after it), and so every place of both kinds of tracks is tried.
///
/// # Returns
///
/// What was said, if no place was right.
fn refusals_everywhere(stage: &mut Stage, name: &str) -> Result<Option<Vec<String>>, Stop> {
    let mut refusals = BTreeSet::new();
    for kind in [TrackKind::Audio, TrackKind::Midi] {
        let track = stage.track(kind)?;
        for place in (0..=track.device_count).rev() {
            let index = f64::from(u32::try_from(place).unwrap_or(u32::MAX));
            let insert = Mutation::InsertDevice { track_id: track.id.clone(), device_name: name.into(), index };
            match stage.call(insert) {
                Ok(Some(Outcome::Device(device))) if *device.name == *name => return Ok(None),
                Ok(answer) => {
                    return Err(Stop::broken(format!("insertDevice answers with a `{name}`"), told(&answer)));
                }
                Err(CallError::Refused(error)) => refusals.insert(error.to_string()),
                Err(CallError::Fault(fault)) => return Err(Stop::Fault(fault)),
            };
        }
    }
    Ok(Some(refusals.into_iter().collect()))
}

/// What is taken of the ranges of the contract. Less than the whole is no fault, and nothing that may be passed over.
fn domain(stage: &Stage) -> Checked {
    let mut narrower = Vec::new();
    for (name, arguments) in &stage.capabilities().domain {
        let mutation = name.parse::<Operation>().ok().and_then(|operation| match operation.by_kind() {
            ByKind::Mutation(mutation) => Some(mutation_with(mutation, IdRef::from("track:0"))),
            ByKind::Read(_) | ByKind::Render | ByKind::Transaction | ByKind::Control(_) | ByKind::Transform(_) => None,
        });
        let takes = mutation.map(|mutation| json!(mutation)["params"].take());
        for (argument, range) in arguments {
            let known = takes.as_ref().is_none_or(|takes| names_argument(takes, argument));
            require(
                known && name.parse::<Operation>().is_ok(),
                || "the capability domain names operations of the port and arguments that they take".to_owned(),
                || format!("it names `{argument}` of `{name}`"),
            )?;
            let (least, most) = whole(name, argument);
            if range.min.is_some_and(|min| min > least) || range.max.is_some_and(|max| max < most) {
                narrower.push(format!("{argument} of {name}"));
            }
        }
    }
    if narrower.is_empty() {
        return Ok(());
    }
    Err(Stop::Missing(format!("whole range for {} (capability domain)", narrower.join(", "))))
}

/// Whether one of the arguments, or of what is in them, has this name.
fn names_argument(arguments: &Value, name: &str) -> bool {
    match arguments {
        Value::Object(map) => map.iter().any(|(key, value)| key == name || names_argument(value, name)),
        Value::Array(list) => list.iter().any(|value| names_argument(value, name)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

/// The range of an argument that every host takes.
fn whole(operation: &str, argument: &str) -> (f64, f64) {
    match (operation, argument) {
        ("setTempo", "bpm") => (*TEMPO_RANGE.start(), *TEMPO_RANGE.end()),
        ("setClipProps", "color") => (0.0, f64::from(0x00FF_FFFF)),
        // A parameter has a range of its own, which it tells.
        ("setParam", "value") => (0.0, 1.0),
        (_, "pitch" | "velocity" | "releaseVelocity") => (0.0, 127.0),
        _ => (0.0, MAX_BEAT),
    }
}

fn refused_reset(stage: &mut Stage) -> Checked {
    stage.fresh("seeded")?;
    stage.call(Mutation::SetTempo { bpm: 131.0 })?;
    stage.call(Mutation::SetTempo { bpm: 132.0 })?;
    let after = stage.view()?;
    stage.undo()?;
    let before = stage.view()?;
    for reset in unknown() {
        refused(stage.reset(&reset), &ErrorCode::ALL, told(&reset))?;
    }
    is_now(stage, &before, "the Set is as before the refused reset")?;
    let redone = stage.redo()?;
    let expected = || "what was undone can be redone after a refused reset".to_owned();
    require(redone, expected, || "there was nothing to redo".to_owned())?;
    is_now(stage, &after, "the redo after a refused reset gives the Set of before")?;
    let undone = stage.undo()? && (stage.undoable(2) < 2 || stage.undo()?);
    require(undone, || "both steps of before can be undone".to_owned(), || "there was nothing to undo".to_owned())
}

fn count_goes_on(stage: &mut Stage) -> Checked {
    stage.fresh("seeded")?;
    stage.call(Mutation::SetTempo { bpm: 131.0 })?;
    let before = stage.transaction_count()?;
    stage.reset(&Reset::Fixture { fixture: "seeded".to_owned(), notes: None })?;
    let after = stage.transaction_count()?;
    require(
        after == before,
        || format!("transactionCount is still {before} after a reset"),
        || format!("it is {after}"),
    )
}

/// A call with an id that names nothing; its error, when there is one.
type Call = fn(&mut Stage, &livebridge_port::IdRef) -> Option<CallError>;

/// Calls everything that is declared and takes no valid object: none may be `UNSUPPORTED`.
fn declared_is_served(stage: &mut Stage) -> Checked {
    stage.fresh("seeded")?;
    let nothing = livebridge_port::IdRef::from("track:977");
    let served: &[(Operation, Call)] = &[
        (Operation::GetSongOverview, |stage, _| stage.overview().err()),
        (Operation::ListTracks, |stage, _| stage.tracks().err()),
        (Operation::FindTrack, |stage, _| stage.find_track("").err()),
        (Operation::ListClips, |stage, id| stage.clips(id).err()),
        (Operation::GetNotes, |stage, id| stage.notes(id).err()),
        (Operation::ListScenes, |stage, _| stage.scenes().err()),
        (Operation::ListDeviceParams, |stage, id| stage.device_params(id).err()),
        (Operation::GetTrackMixer, |stage, id| stage.mixer(id).err()),
        (Operation::RenderTrack, |stage, id| stage.render(id, 0.0, 1.0).err()),
        (Operation::ListCuePoints, |stage, _| stage.cue_points().err()),
        (Operation::ControlSnapshot, |stage, _| stage.snapshot().err()),
        (Operation::ControlUndo, |stage, _| stage.undo().err()),
        (Operation::ControlRedo, |stage, _| stage.redo().err()),
        (Operation::ControlUndoDepth, |stage, _| stage.undo_depth().err()),
        (Operation::ControlTransactionCount, |stage, _| stage.transaction_count().err()),
    ];
    let unsupported = |error: Option<CallError>| match error {
        Some(CallError::Fault(fault)) => Err(Stop::Fault(fault)),
        Some(error) if error.code() == Some(ErrorCode::Unsupported) => Ok(true),
        _ => Ok(false),
    };
    for (operation, call) in served {
        if stage.offers(*operation) {
            let missing = unsupported(call(stage, &nothing))?;
            require(
                !missing,
                || format!("{operation} is declared, and so it is served"),
                || "it is UNSUPPORTED".to_owned(),
            )?;
        }
    }
    for call in failing_calls::failing(stage) {
        let missing = unsupported(stage.call(call.clone()).err())?;
        let operation = call.operation();
        require(
            !missing,
            || format!("{operation} is declared, and so it is served"),
            || "it is UNSUPPORTED".to_owned(),
        )?;
    }
    Ok(())
}

fn reset_empties_the_history(stage: &mut Stage) -> Checked {
    stage.fresh("seeded")?;
    stage.call(Mutation::SetTempo { bpm: 131.0 })?;
    stage.call(Mutation::SetTempo { bpm: 132.0 })?;
    stage.undo()?;
    stage.reset(&Reset::Fixture { fixture: "seeded".to_owned(), notes: None })?;
    let (undone, redone) = (stage.undo()?, stage.redo()?);
    require(
        !undone && !redone,
        || "after a reset there is nothing to undo or redo".to_owned(),
        || format!("undo: {undone}, redo: {redone}"),
    )
}

fn reset_gives(stage: &mut Stage, reset: fn(&str, &Snapshot) -> Reset) -> Checked {
    for name in fixtures::NAMES {
        let Some(wanted) = fixtures::by_name(name) else { continue };
        // What was there before must not shine through.
        stage.reset(&reset("seeded", &fixtures::seeded()))?;
        stage.reset(&reset(name, &wanted))?;
        let seen = canonical(stage)?;
        differ(stage, &wanted, &seen, &format!("after the reset the Set is the fixture `{name}`"))?;
    }
    Ok(())
}

/// The one fixture that takes notes.
fn notes_of_a_fixture(stage: &mut Stage) -> Checked {
    let notes = [Note::new(61.0, 0.5, 0.25).with_velocity(33.0), Note::new(72.0, 3.0, 1.0)];
    stage.reset(&Reset::Fixture { fixture: "with_one_midi_clip".to_owned(), notes: Some(notes.to_vec()) })?;
    let wanted = fixtures::with_one_midi_clip(&notes);
    let seen = canonical(stage)?;
    differ(stage, &wanted, &seen, "the clip of the fixture holds the notes of the reset")
}
