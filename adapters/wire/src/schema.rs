//! JSON Schemas of the messages: what may be sent to an implementation, and what it may answer.
//!
//! Parameters and results are those of the Rust types that read and write them. Which belong to which method is said
//! here once, for every [`Operation`].

use livebridge_port::{
    ClipInfo, CuePointInfo, DeviceInfo, DeviceParamInfo, Mutation, Note, Operation, OperationKind, RenderResult, Reset,
    SceneInfo, SetNotesResult, Snapshot, SongOverview, TrackInfo, TrackMatch, TrackMixerInfo, UndoDepth,
};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};

use super::message::{
    BRIDGE_ERROR, ClipParams, CountResult, DoneResult, ErrorData, InitializeParams, InitializeResult, NoParams,
    QueryParams, RenderParams, RpcError, TrackParams, TransactionParams, TransactionResult,
};

/// A line that the harness sends: one request.
pub fn request(generator: &mut SchemaGenerator) -> Schema {
    let mut requests = vec![one_request("initialize", &generator.subschema_for::<InitializeParams>())];
    for operation in Operation::ALL {
        requests.push(one_request(operation.name(), &params(*operation, generator)));
    }
    requests.push(one_request("shutdown", &generator.subschema_for::<NoParams>()));
    let requests: Vec<Value> = requests.into_iter().map(Schema::to_value).collect();
    json_schema!({
        "title": "Request",
        "description": "One line that the harness sends. Other methods and keys may come in later versions.",
        "oneOf": requests,
    })
}

fn one_request(method: &str, params: &Schema) -> Schema {
    json_schema!({
        "type": "object",
        "properties": {
            "jsonrpc": { "const": "2.0" },
            "id": { "type": ["integer", "string"] },
            "method": { "const": method },
            "params": params,
        },
        "required": ["jsonrpc", "id", "method", "params"],
    })
}

/// A line that an implementation sends: an answer, or a notification. What is in `result` depends on the request:
/// see [`results`].
pub fn answer(generator: &mut SchemaGenerator) -> Schema {
    let error = error(generator);
    generator.definitions_mut().insert("Error".to_owned(), error.to_value());
    json_schema!({
        "title": "Answer",
        "description": "One line that an implementation sends.",
        "type": "object",
        "properties": { "jsonrpc": { "const": "2.0" } },
        "required": ["jsonrpc"],
        "oneOf": [
            {
                "description": "The answer of the request with this id. See `results.json` for what is in `result`.",
                "properties": { "id": { "type": ["integer", "string"] }, "error": false, "method": false },
                "required": ["id", "result"],
            },
            {
                "description": "The request was refused; the id is `null` when it could not be read.",
                "properties": {
                    "id": { "type": ["integer", "string", "null"] },
                    "error": { "$ref": "#/$defs/Error" },
                    "result": false,
                    "method": false,
                },
                "required": ["id", "error"],
            },
            {
                "description": "A notification; `log` is shown, others are ignored.",
                "properties": { "method": { "type": "string" }, "id": false, "result": false, "error": false },
                "required": ["method"],
            },
        ],
    })
}

/// The error of an answer: a refusal has the code -32000 and says in `data` which one it is.
fn error(generator: &mut SchemaGenerator) -> Schema {
    let mut schema = RpcError::json_schema(generator);
    let data = generator.subschema_for::<ErrorData>().to_value();
    schema.insert("if".to_owned(), json!({ "properties": { "code": { "const": BRIDGE_ERROR } } }));
    schema.insert("then".to_owned(), json!({ "properties": { "data": data }, "required": ["message", "data"] }));
    schema
}

/// The results by method: an object with one property for each, such as `results.json#/properties/getNotes`.
pub fn results(generator: &mut SchemaGenerator) -> Schema {
    let mut properties = Map::new();
    properties.insert("initialize".to_owned(), generator.subschema_for::<InitializeResult>().to_value());
    for operation in Operation::ALL {
        properties.insert(operation.name().to_owned(), result(*operation, generator).to_value());
    }
    properties.insert("shutdown".to_owned(), json!({ "type": "null" }));
    json_schema!({
        "title": "Results",
        "description": "The results by method: take `results.json#/properties/METHOD` to validate one.",
        "type": "object",
        "properties": properties,
    })
}

/// The parameters of a call.
fn params(operation: Operation, generator: &mut SchemaGenerator) -> Schema {
    use Operation as O;
    match operation {
        O::GetSongOverview
        | O::ListTracks
        | O::ListScenes
        | O::ListCuePoints
        | O::ControlSnapshot
        | O::ControlUndo
        | O::ControlRedo
        | O::ControlUndoDepth
        | O::ControlTransactionCount
        | O::ControlSettle => generator.subschema_for::<NoParams>(),
        O::FindTrack => generator.subschema_for::<QueryParams<String>>(),
        O::ListClips | O::ListDeviceParams | O::GetTrackMixer => generator.subschema_for::<TrackParams>(),
        O::GetNotes => generator.subschema_for::<ClipParams>(),
        O::RenderTrack => generator.subschema_for::<RenderParams>(),
        O::Transaction => generator.subschema_for::<TransactionParams<Vec<Mutation>>>(),
        O::ControlReset => generator.subschema_for::<Reset>(),
        _ if operation.kind() == OperationKind::Transform => json_schema!({
            "description": "The input of a case, as `golden/vectors/schema.json` says.",
            "type": "object",
        }),
        _ => of_mutation(operation, generator),
    }
}

/// The parameters of a mutation: those of its variant of [`Mutation`].
fn of_mutation(operation: Operation, generator: &mut SchemaGenerator) -> Schema {
    let all = Mutation::json_schema(generator);
    let variants = all.get("oneOf").and_then(Value::as_array).into_iter().flatten();
    let of_this = |variant: &&Value| variant["properties"]["method"]["const"] == operation.name();
    let params = variants.clone().find(of_this).map(|variant| variant["properties"]["params"].clone());
    // Nothing fits a method that is no mutation.
    params.and_then(|params| params.try_into().ok()).unwrap_or_else(|| false.into())
}

/// The result of a call.
fn result(operation: Operation, generator: &mut SchemaGenerator) -> Schema {
    use Operation as O;
    match operation {
        O::GetSongOverview | O::SetTempo => generator.subschema_for::<SongOverview>(),
        O::ListTracks => generator.subschema_for::<Vec<TrackInfo>>(),
        O::FindTrack => generator.subschema_for::<Vec<TrackMatch>>(),
        O::ListClips => generator.subschema_for::<Vec<ClipInfo>>(),
        O::GetNotes => generator.subschema_for::<Vec<Note>>(),
        O::ListScenes => generator.subschema_for::<Vec<SceneInfo>>(),
        O::ListDeviceParams => generator.subschema_for::<Vec<DeviceParamInfo>>(),
        O::GetTrackMixer => generator.subschema_for::<TrackMixerInfo>(),
        O::SetTrackProps | O::CreateTrack => generator.subschema_for::<TrackInfo>(),
        O::SetNotes => generator.subschema_for::<SetNotesResult>(),
        O::CreateMidiClip | O::SetClipProps | O::CreateArrangementMidiClip | O::CreateArrangementAudioClip => {
            generator.subschema_for::<ClipInfo>()
        }
        O::CreateCuePoint => generator.subschema_for::<CuePointInfo>(),
        O::SetParam => generator.subschema_for::<DeviceParamInfo>(),
        O::InsertDevice => generator.subschema_for::<DeviceInfo>(),
        O::RenderTrack => generator.subschema_for::<RenderResult>(),
        O::Transaction => transaction_result(generator),
        O::ListCuePoints => generator.subschema_for::<Vec<CuePointInfo>>(),
        O::ControlSnapshot => snapshot_result(generator),
        O::ControlUndo | O::ControlRedo => generator.subschema_for::<DoneResult>(),
        O::ControlUndoDepth => generator.subschema_for::<UndoDepth>(),
        O::ControlTransactionCount => generator.subschema_for::<CountResult>(),
        O::DeleteTrack | O::DeleteClip | O::ClearClipsInRange | O::ControlReset | O::ControlSettle => {
            json_schema!({ "type": "null" })
        }
        O::SnapToScale
        | O::Transpose
        | O::BeatsPerCell
        | O::Humanize
        | O::AnalyzeLoudness
        | O::SuggestTrimDb
        | O::DbToParamValue
        | O::ParamValueToDb
        | O::PlanArrangement
        | O::Fill
        | O::DetectIssues
        | O::PlanFixes => json_schema!({
            "description": "What is expected in a case, as `golden/vectors/schema.json` says.",
            "type": ["array", "number", "object"],
        }),
    }
}

/// One outcome for each mutation, in order: what its own call answers with, or `null`.
fn transaction_result(generator: &mut SchemaGenerator) -> Schema {
    let mutations = Operation::PORT.iter().filter(|operation| operation.kind() == OperationKind::Mutation);
    let mut outcomes: Vec<Value> = Vec::new();
    for outcome in mutations.map(|operation| result(*operation, generator).to_value()) {
        if !outcomes.contains(&outcome) {
            outcomes.push(outcome);
        }
    }
    let mut schema = TransactionResult::<Vec<Value>>::json_schema(generator);
    if let Some(items) = schema.pointer_mut("/properties/outcomes/items") {
        *items = json!({ "anyOf": outcomes });
    }
    schema
}

/// The canonical form, or with the capability `snapshot: opaque` anything at all.
fn snapshot_result(generator: &mut SchemaGenerator) -> Schema {
    let canonical = generator.subschema_for::<Snapshot>().to_value();
    let canonical_format =
        json!({ "properties": { "format": { "const": "livebridge.set/1" } }, "required": ["format"] });
    json_schema!({
        "description": "The canonical form, or with the capability `snapshot: opaque` anything else.",
        "if": canonical_format,
        "then": canonical,
    })
}
