//! Errors: what a refusal says, and that it leaves no trace. Contract, section 3.

mod arguments;
mod changes;
mod objects;

use livebridge_port::ErrorCode::{BadInput, StaleReference, WrongType};
use livebridge_port::{ErrorCode, IdRef, Operation, TrackKind};
use serde_json::json;

use crate::check::{Check, Checked, refused, require};
use crate::checks::expected_set::is_now;
use crate::checks::failing_calls::failing;
use crate::checks::refusals::Taken;
use crate::stage::Stage;

pub(in crate::areas) fn checks() -> Vec<Check> {
    let mut checks = vec![
        Check::new("errors/a-failed-call-changes-nothing", "LB-ERR-001", failed_call_changes_nothing),
        Check::new("errors/hint-is-there", "LB-ERR-002", hint_is_there),
        Check::new("errors/subject-id", "LB-ERR-003", subject_id),
        Check::new("errors/null-and-wrong-types", "LB-ERR-005", |stage| {
            stage.fresh("seeded")?;
            for bpm in [json!(null), json!("120"), json!([120]), json!({ "value": 120 }), json!(true)] {
                refused(stage.raw("setTempo", &json!({ "bpm": bpm })), &[BadInput], format!("a bpm of {bpm}"))?;
            }
            refused(stage.raw("setTempo", &json!({})), &[BadInput], "setTempo without bpm")?;
            for params in [json!([]), json!("bpm"), json!(98)] {
                refused(stage.raw("getSongOverview", &params), &[BadInput], format!("params that are {params}"))?;
            }
            if stage.offers(Operation::SetNotes) {
                let clip = stage.midi_clip(&[])?;
                for velocity in [json!(null), json!("90")] {
                    let note = json!({ "pitch": 60, "startTime": 0, "duration": 1, "velocity": velocity });
                    let answer = stage.raw("setNotes", &json!({ "clipId": clip, "notes": [note] }));
                    refused(answer, &[BadInput], format!("a note of velocity {velocity}"))?;
                }
                for key in ["muted", "selected", "probability", "velocityDeviation", "releaseVelocity"] {
                    let mut note = json!({ "pitch": 60, "startTime": 0, "duration": 1 });
                    note[key] = json!(null);
                    let answer = stage.raw("setNotes", &json!({ "clipId": clip, "notes": [note] }));
                    refused(answer, &[BadInput], format!("a note whose {key} is null"))?;
                }
                for (key, value) in [("muted", json!(1)), ("pitch", json!("60")), ("startTime", json!(true))] {
                    let mut note = json!({ "pitch": 60, "startTime": 0, "duration": 1 });
                    note[key] = value.clone();
                    let answer = stage.raw("setNotes", &json!({ "clipId": clip, "notes": [note] }));
                    refused(answer, &[BadInput], format!("a note whose {key} is {value}"))?;
                }
            }
            Ok(())
        }),
        Check::new("errors/unknown-keys-are-ignored", "LB-ERR-006", |stage| {
            stage.fresh("seeded")?;
            stage.raw("setTempo", &json!({ "bpm": 98, "comment": "unknown", "x": null }))?;
            let tempo = stage.overview()?.tempo;
            require(stage.same_number(98.0, tempo), || "the tempo is 98".to_owned(), || format!("it is {tempo}"))?;
            if stage.offers(Operation::SetNotes) {
                let clip = stage.midi_clip(&[])?;
                let note = json!({ "pitch": 60, "startTime": 0, "duration": 1, "vibrato": { "depth": 3 } });
                stage.raw("setNotes", &json!({ "clipId": clip, "notes": [note] }))?;
            }
            Ok(())
        }),
        Check::new("errors/unknown-key-in-a-patch", "LB-ERR-007", |stage| {
            let track = stage.track(TrackKind::Midi)?.id;
            let before = stage.view()?;
            for props in [json!({ "volume": 1 }), json!({ "name": "x", "colour": 3 }), json!({ "mute": null })] {
                let answer = stage.raw("setTrackProps", &json!({ "trackId": track, "props": props }));
                refused(answer, &[BadInput], format!("the patch {props}"))?;
            }
            is_now(stage, &before, "the Set is as before the refused patches of a track")?;
            if stage.offers(Operation::SetClipProps) && stage.offers(Operation::ListClips) {
                let clip = stage.midi_clip(&[])?;
                let before = stage.view()?;
                for props in [json!({ "color": 1, "muted": true }), json!({ "name": null }), json!({ "color": 1.5 })] {
                    let answer = stage.raw("setClipProps", &json!({ "clipId": clip, "props": props }));
                    refused(answer, &[BadInput], format!("the patch {props}"))?;
                }
                is_now(stage, &before, "the Set is as before the refused patches of a clip")?;
            }
            Ok(())
        }),
        Check::new("errors/unknown-track-kind", "LB-ERR-008", |stage| {
            stage.fresh("seeded")?;
            for kind in [json!("group"), json!("MIDI"), json!(""), json!(0)] {
                refused(stage.raw("createTrack", &json!({ "kind": kind })), &[BadInput], format!("the kind {kind}"))?;
            }
            Ok(())
        }),
    ];
    checks.extend(arguments::checks());
    checks.extend(changes::checks());
    checks.extend(objects::checks());
    checks
}

const ANY: &[ErrorCode] = &ErrorCode::ALL;

fn failed_call_changes_nothing(stage: &mut Stage) -> Checked {
    stage.fresh("seeded")?;
    let mut before = stage.view()?;
    let mut taken = Taken::default();
    for call in failing(stage) {
        if taken.or_refused(stage.call(call.clone()), &call)?.is_none() {
            before = stage.view()?;
            continue;
        }
        let after = stage.view()?;
        if let Some(difference) = before.difference(&after) {
            let expected = format!("the Set is as before the refused {}", call.operation());
            return Err(crate::check::Stop::broken(expected, difference));
        }
    }
    taken.end()
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
