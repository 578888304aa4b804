//! The arguments of every call, left out one at a time or given as something else. Contract, section 3.

use livebridge_port::ErrorCode::BadInput;
use livebridge_port::{IdRef, Operation};
use serde_json::{Map, Value, json};

use crate::check::{Check, Checked, Stop, refused};
use crate::checks::objects;
use crate::checks::objects::Kind;
use crate::stage::Stage;

pub(super) fn checks() -> Vec<Check> {
    CALLS
        .iter()
        .map(|call| {
            Check::new(format!("errors/arguments/{}", call.0), "LB-ERR-005", |stage| each_argument(stage, *call))
                .calling(objects::STAGE)
                .calling(&[call.0])
        })
        .collect()
}

/// A call, the argument that is an id with the kind of object that it names, and the other arguments.
type Call = (Operation, Option<(&'static str, Kind)>, fn() -> Value);

const TRACK: Option<(&str, Kind)> = Some(("trackId", Kind::Track));

const CLIP: Option<(&str, Kind)> = Some(("clipId", Kind::Clip));

/// Every call that takes arguments, in the order of the contract.
const CALLS: &[Call] = &[
    (Operation::FindTrack, None, || json!({ "query": "a" })),
    (Operation::ListClips, TRACK, || json!({})),
    (Operation::GetNotes, CLIP, || json!({})),
    (Operation::ListDeviceParams, TRACK, || json!({})),
    (Operation::GetTrackMixer, TRACK, || json!({})),
    (Operation::SetTempo, None, || json!({ "bpm": 98 })),
    (Operation::SetTrackProps, TRACK, || json!({ "props": { "name": "No" } })),
    (Operation::SetNotes, CLIP, || json!({ "notes": [] })),
    (Operation::CreateTrack, None, || json!({ "kind": "midi" })),
    (Operation::CreateMidiClip, Some(("slotId", Kind::Slot)), || json!({ "lengthBeats": 4 })),
    (Operation::SetClipProps, CLIP, || json!({ "props": { "name": "No" } })),
    (Operation::DeleteTrack, TRACK, || json!({})),
    (Operation::DeleteClip, CLIP, || json!({})),
    (Operation::CreateArrangementMidiClip, TRACK, || json!({ "startBeat": 0, "lengthBeats": 4 })),
    (
        Operation::CreateArrangementAudioClip,
        TRACK,
        || json!({ "args": { "filePath": "/audio/any.wav", "startTime": 0, "duration": 1 } }),
    ),
    (Operation::ClearClipsInRange, TRACK, || json!({ "startBeat": 0, "endBeat": 4 })),
    (Operation::CreateCuePoint, None, || json!({ "beat": 2000, "name": "No" })),
    (Operation::SetParam, Some(("paramId", Kind::Param)), || json!({ "value": 0.5 })),
    (Operation::InsertDevice, TRACK, || json!({ "deviceName": "Utility", "index": 0 })),
    (Operation::RenderTrack, TRACK, || json!({ "startBeat": 0, "endBeat": 1 })),
];

/// Each argument is left out, is `null`, and is of other JSON types; all others are in order.
fn each_argument(stage: &mut Stage, (operation, id, others): Call) -> Checked {
    let Value::Object(mut arguments) = others() else { return Ok(()) };
    if let Some((key, kind)) = id {
        let named = objects::family(stage)?.into_iter().find(|(other, _)| *other == kind);
        let Some((_, id)) = named else { return Err(Stop::Missing(format!("id of a {kind:?}"))) };
        arguments.insert(key.to_owned(), json!(IdRef::to_string(&id)));
    } else {
        stage.fresh("seeded")?;
    }
    for (key, value) in &arguments {
        let without = arguments.iter().filter(|(other, _)| *other != key).map(|(k, v)| (k.clone(), v.clone()));
        refuse(stage, operation, without.collect(), &format!("without `{key}`"))?;
        for wrong in others_than(value) {
            let mut arguments = arguments.clone();
            arguments.insert(key.clone(), wrong.clone());
            refuse(stage, operation, arguments, &format!("with a `{key}` of {wrong}"))?;
        }
    }
    Ok(())
}

fn refuse(stage: &Stage, operation: Operation, arguments: Map<String, Value>, what: &str) -> Checked {
    let answer = stage.raw(operation.name(), &Value::Object(arguments));
    refused(answer, &[BadInput], format!("{operation} {what}")).map(drop)
}

/// What an argument like this is not: `null`, and values that some languages take for one.
fn others_than(value: &Value) -> Vec<Value> {
    match value {
        Value::Number(number) => vec![json!(null), json!(number.to_string()), json!(true), json!([number])],
        Value::String(text) => vec![json!(null), json!(7), json!([text])],
        Value::Object(_) => vec![json!(null), json!("name"), json!([["name", "No"]])],
        _ => vec![json!(null), json!("[]"), json!(0)],
    }
}
