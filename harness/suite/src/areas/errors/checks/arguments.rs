//! The arguments of every call, left out one at a time or given as something else. Contract, section 3.

use livebridge_port::ErrorCode::BadInput;
use livebridge_port::params::{ClipParams, QueryParams, RenderParams, TrackParams};
use livebridge_port::{Batch, ByKind, IdRef, Operation, ReadKind, Request, TrackKind, json};
use serde_json::{Map, Value, json};

use crate::check::{Check, Checked, Stop, refused};
use crate::checks::calls_with_ids::mutation_with;
use crate::checks::expected_set::is_now;
use crate::checks::objects::{self, Kind};
use crate::stage::Stage;

pub(super) fn checks() -> Vec<Check> {
    Operation::PORT
        .iter()
        .filter_map(|operation| {
            let call = in_order(*operation)?;
            let check = Check::new(format!("errors/arguments/{operation}"), "LB-ERR-005", move |stage| {
                each_argument(stage, &call)
            });
            Some(check.calling(objects::STAGE).calling(&[*operation]))
        })
        .collect()
}

/// A call whose arguments are in order.
struct Call {
    request: Request,
    /// What its id names, where it takes one.
    wants: Option<Kind>,
}

/// A call of an operation that takes arguments; its id is still to be filled in.
fn in_order(operation: Operation) -> Option<Call> {
    use ReadKind as R;
    let id = || IdRef::from("");
    let of_track = || TrackParams { track_id: id() };
    let (request, wants) = match operation.by_kind() {
        ByKind::Read(R::FindTrack) => (Request::FindTrack(QueryParams { query: "a".to_owned() }), None),
        ByKind::Read(R::ListClips) => (Request::ListClips(of_track()), Some(Kind::Track)),
        ByKind::Read(R::GetNotes) => (Request::GetNotes(ClipParams { clip_id: id() }), Some(Kind::Clip)),
        ByKind::Read(R::ListDeviceParams) => (Request::ListDeviceParams(of_track()), Some(Kind::Track)),
        ByKind::Read(R::GetTrackMixer) => (Request::GetTrackMixer(of_track()), Some(Kind::Track)),
        ByKind::Render => {
            let params = RenderParams { track_id: id(), start_beat: 0.0, end_beat: 1.0 };
            (Request::RenderTrack(params), Some(Kind::Track))
        }
        ByKind::Mutation(mutation) => {
            let call = Batch::Call(mutation_with(mutation, id()));
            (Request::Commit(call), mutation.subject().map(Kind::from))
        }
        ByKind::Read(R::GetSongOverview | R::ListTracks | R::ListScenes)
        | ByKind::Transaction
        | ByKind::Control(_)
        | ByKind::Transform(_) => return None,
    };
    Some(Call { request, wants })
}

/// Calls that want an audio track: one of the other kind would be a second fault, and which of two is told is another
/// requirement.
const OF_AUDIO: [Operation; 2] = [Operation::RenderTrack, Operation::CreateArrangementAudioClip];

/// Each argument is left out, is `null`, and is of other JSON types; all others are in order.
fn each_argument(stage: &mut Stage, call: &Call) -> Checked {
    let (operation, mut request) = (call.request.operation(), call.request.clone());
    if OF_AUDIO.contains(&operation) {
        let track = stage.track(TrackKind::Audio)?.id;
        request.ids_mut().into_iter().for_each(|id| *id = track.clone());
    } else if let Some(kind) = call.wants {
        let named = objects::family(stage)?.into_iter().find(|(other, _)| *other == kind);
        let Some((_, named)) = named else { return Err(Stop::Missing(format!("id of a {kind:?}"))) };
        for id in request.ids_mut() {
            *id = named.clone();
        }
    } else {
        stage.fresh("seeded")?;
    }
    let mut arguments = arguments(&request);
    if operation == Operation::SetTrackProps {
        // With every key that it knows.
        arguments.insert("props".to_owned(), json!({ "name": "No", "mute": false, "solo": false, "arm": false }));
    }
    let before = stage.view()?;
    for (key, value) in &arguments {
        let without = arguments.iter().filter(|(other, _)| *other != key).map(|(k, v)| (k.clone(), v.clone()));
        refuse(stage, operation, without.collect(), &format!("without `{key}`"))?;
        for wrong in others_than(value) {
            let mut arguments = arguments.clone();
            arguments.insert(key.clone(), wrong.clone());
            refuse(stage, operation, arguments, &format!("with a `{key}` of {wrong}"))?;
        }
    }
    is_now(stage, &before, &format!("the Set is as before the refused calls of {operation}"))
}

/// The arguments of a call in JSON, as it is written: a whole number has no fraction there.
fn arguments(request: &Request) -> Map<String, Value> {
    let written = json::to_string(request).ok().and_then(|text| serde_json::from_str::<Value>(&text).ok());
    match written.map(|mut call| call["params"].take()) {
        Some(Value::Object(arguments)) => arguments,
        _ => Map::new(),
    }
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
        Value::Object(members) => {
            let of_a_member = members.iter().flat_map(|(key, member)| {
                others_than(member).into_iter().map(|other| {
                    let mut members = members.clone();
                    members.insert(key.clone(), other);
                    Value::Object(members)
                })
            });
            [json!(null), json!("name"), json!([["name", "No"]])].into_iter().chain(of_a_member).collect()
        }
        Value::Bool(_) => vec![json!(null), json!(1), json!(0), json!("true")],
        Value::Array(_) | Value::Null => vec![json!(null), json!("[]"), json!(0)],
    }
}
