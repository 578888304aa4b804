//! The tools: one for each operation that is chosen, with words for a model, and a schema that is as narrow as what the
//! operation takes.
//!
//! Names, arguments and their types come from the port's table. What stands here is what that does not know: bounds,
//! and what to say to a model. A narrower domain of the target narrows the schema.

use livebridge_port::capabilities::Domain;
use livebridge_port::rules::{MAX_BEAT, MAX_COLOR, TEMPO_RANGE};
use livebridge_port::{Operation, OperationKind};
use schemars::generate::SchemaSettings;
use serde_json::{Value, json};

use super::pages;
use crate::content::{ToolAnnotations, ToolInfo};

/// Which tools are offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ToolChoice {
    /// The twelve that most sessions need: each more costs a model attention.
    Twelve,
    /// One for each operation of the port, transactions included.
    All,
}

impl ToolChoice {
    /// The operations behind its tools, in order.
    pub fn operations(self) -> Vec<Operation> {
        use Operation as O;
        match self {
            Self::Twelve => vec![
                O::GetSongOverview,
                O::FindTrack,
                O::ListClips,
                O::GetNotes,
                O::SetTempo,
                O::SetTrackProps,
                O::SetNotes,
                O::CreateTrack,
                O::CreateMidiClip,
                O::SetParam,
                O::InsertDevice,
                O::RenderTrack,
            ],
            Self::All => Operation::PORT.to_vec(),
        }
    }
}

/// The name of the tool that calls an operation: `live_set_tempo` for `setTempo`.
pub(super) fn name_of(operation: Operation) -> String {
    let mut name = String::from("live_");
    for letter in operation.name().chars() {
        if letter.is_ascii_uppercase() {
            name.push('_');
        }
        name.push(letter.to_ascii_lowercase());
    }
    name
}

/// The tools of these operations.
pub(super) fn made_of(operations: &[Operation], domain: &Domain) -> Vec<ToolInfo> {
    operations.iter().map(|operation| made(*operation, domain)).collect()
}

fn made(operation: Operation, domain: &Domain) -> ToolInfo {
    let (title, description) = words(operation);
    let mut schema = schema_of(operation);
    narrow_to_domain(&mut schema, operation, domain);
    ToolInfo {
        name: name_of(operation),
        title: Some(title.to_owned()),
        description: description.to_owned(),
        input_schema: schema,
        annotations: annotations(operation),
        is_annotated: true,
    }
}

/// What it does to the Set. Nothing here reaches beyond it; a setter that is called again sets the same.
fn annotations(operation: Operation) -> ToolAnnotations {
    use Operation as O;
    let destructive = matches!(
        operation,
        O::DeleteTrack
            | O::DeleteClip
            | O::CreateArrangementMidiClip
            | O::CreateArrangementAudioClip
            | O::ClearClipsInRange
            | O::Transaction
    );
    let setter = matches!(operation, O::SetTempo | O::SetTrackProps | O::SetNotes | O::SetClipProps | O::SetParam);
    let read_only = operation.kind() == OperationKind::Read;
    let clears = operation == O::ClearClipsInRange;
    ToolAnnotations { read_only, destructive, idempotent: read_only || setter || clears, open_world: false }
}

/// Its name for people, and what a model is told.
#[expect(clippy::too_many_lines, reason = "a table: one row for each operation")]
fn words(operation: Operation) -> (&'static str, &'static str) {
    use Operation as O;
    match operation {
        O::GetSongOverview => (
            "Song overview",
            "Tempo, scale, grid and counts of the Set, and its tracks with their ids. Call it first. \
             Long lists of tracks come in pages: call again with `offset`.",
        ),
        O::ListTracks => ("List tracks", "All MIDI and audio tracks with mixer, mute, solo, arm and counts, in pages."),
        O::FindTrack => (
            "Find tracks by name",
            "The tracks whose name contains a text, in any case; all tracks for an empty text. In pages.",
        ),
        O::ListClips => (
            "List the clips of a track",
            "The Session slots of a track, empty ones included (clipId is null there), and its Arrangement clips. In \
             pages: call again with `offset`.",
        ),
        O::GetNotes => (
            "Read the notes of a MIDI clip",
            "The notes of a MIDI clip. Above 400 notes without `offset`: a summary with the first 50. With `offset`: \
             one page of the notes from there.",
        ),
        O::ListScenes => ("List scenes", "The scenes in order, with tempo (null where the Set's holds) and signature."),
        O::ListDeviceParams => (
            "List device parameters of a track",
            "All parameters of all devices of a track in chain order, with range and value, in pages.",
        ),
        O::GetTrackMixer => {
            ("Read the mixer of a track", "The fader of a track; its id can be given to live_set_param.")
        }
        O::SetTempo => ("Set the tempo", "Sets the tempo of the Set. One undo step."),
        O::SetTrackProps => (
            "Set track properties",
            "Writes name, mute, solo or arm of a track: only what `props` holds. One undo step.",
        ),
        O::SetNotes => (
            "Replace the notes of a clip",
            "Replaces all notes of a MIDI clip; read them first to keep some. An empty list empties the clip. One undo \
             step.",
        ),
        O::CreateTrack => ("Create a track", "Makes a MIDI or audio track and gives its id. One undo step."),
        O::CreateMidiClip => (
            "Create a MIDI clip in a slot",
            "Makes an empty MIDI clip in an empty Session slot of a MIDI track and gives its id, for live_set_notes. \
             Slot ids come from live_list_clips. One undo step.",
        ),
        O::SetClipProps => {
            ("Set clip properties", "Writes name or colour of a clip: only what `props` holds. One undo step.")
        }
        O::DeleteTrack => {
            ("Delete a track", "Deletes a track with everything on it. Ids of later tracks change. One undo step.")
        }
        O::DeleteClip => ("Delete a clip", "Deletes a Session or Arrangement clip. One undo step."),
        O::CreateArrangementMidiClip => (
            "Create a MIDI clip in the Arrangement",
            "Makes an empty MIDI clip on the timeline, in the place of what is there. One undo step.",
        ),
        O::CreateArrangementAudioClip => (
            "Place audio in the Arrangement",
            "Places an audio file on the timeline of an audio track, in the place of what is there. One undo step.",
        ),
        O::ClearClipsInRange => (
            "Clear a range of the Arrangement",
            "Clears a range of one track's timeline and cuts clips at its edges. One undo step.",
        ),
        O::CreateCuePoint => ("Create a cue point", "Makes a locator on the timeline. One undo step."),
        O::SetParam => (
            "Set a parameter",
            "Sets a device parameter or a fader, in the parameter's own units between its min and max. A fader at 0.85 is \
             0 dB. One undo step.",
        ),
        O::InsertDevice => (
            "Insert a device",
            "Inserts a built-in device of Live by its exact name (such as `Auto Filter`) into a track's chain and gives \
             its parameters. One undo step.",
        ),
        O::RenderTrack => (
            "Render a track",
            "Renders beats of an audio track, before its effects, to a WAV file and gives its path. The Set stays as it \
             is.",
        ),
        O::Transaction => (
            "Several changes as one",
            "Applies several changes as one undo step: all or none. An id `#2` names what operation 2 of the same call \
             (counted from 0) made.",
        ),
        // What is beside the port is no tool: `ToolChoice` has none of it.
        O::ListCuePoints
        | O::ControlReset
        | O::ControlSnapshot
        | O::ControlUndo
        | O::ControlRedo
        | O::ControlUndoDepth
        | O::ControlTransactionCount
        | O::ControlSettle
        | O::SnapToScale
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
        | O::PlanFixes => (operation.name(), ""),
    }
}

/// The schema of the arguments: that of the port, made strict and narrow.
fn schema_of(operation: Operation) -> Value {
    let mut generator =
        SchemaSettings::draft2020_12().with(|settings| settings.inline_subschemas = true).into_generator();
    let mut schema = operation.params_schema(&mut generator).to_value();
    made_strict(&mut schema);
    for (of, pointer, more) in own_bounds() {
        if of == operation
            && let Some(schema) = schema.pointer_mut(pointer)
        {
            merge(schema, more);
        }
    }
    if pages::is_paged(operation)
        && let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut)
    {
        properties.insert("offset".to_owned(), pages::offset_schema());
    }
    schema
}

/// Bounds and words that an argument has wherever it stands.
fn bounds(argument: &str) -> Option<Value> {
    let beats = |words: &str| json!({ "description": words, "minimum": 0, "maximum": MAX_BEAT });
    let id = |words: &str| json!({ "description": words, "minLength": 1, "maxLength": 400 });
    Some(match argument {
        "trackId" => id("Id of a track, such as `track:0`, from live_get_song_overview or live_find_track."),
        "clipId" => id("Id of a clip, such as `track:0/clipslot:1/clip`, from live_list_clips."),
        "slotId" => id("Id of an empty Session slot, such as `track:0/clipslot:1`, from live_list_clips."),
        "paramId" => id("Id of a parameter, from live_insert_device or the resource of its track."),
        "query" => json!({ "description": "Part of a track's name, in any case; empty for all.", "maxLength": 1000 }),
        "bpm" => json!({
            "description": "Beats per minute.", "minimum": TEMPO_RANGE.start(), "maximum": TEMPO_RANGE.end(),
        }),
        "name" => json!({ "maxLength": 1000 }),
        "color" => json!({ "description": "24-bit RGB as one number.", "minimum": 0, "maximum": MAX_COLOR }),
        "startBeat" => beats("Where it begins, in beats from the start of the Arrangement."),
        "endBeat" => beats("Where it ends, in beats; above the start."),
        "beat" => beats("Its place, in beats."),
        "lengthBeats" => json!({ "description": "Its length in beats.", "exclusiveMinimum": 0, "maximum": MAX_BEAT }),
        "pitch" => json!({
            "type": "integer", "description": "MIDI note number; 60 is middle C.", "minimum": 0, "maximum": 127,
        }),
        "startTime" => beats("Where it begins, in beats; for a note from the start of its clip."),
        "duration" => beats("Its length in beats."),
        "velocity" => json!({ "description": "1 to 127; 100 when left out.", "minimum": 0, "maximum": 127 }),
        "releaseVelocity" => json!({ "minimum": 0, "maximum": 127 }),
        "velocityDeviation" => json!({ "minimum": -127, "maximum": 127 }),
        "probability" => json!({ "minimum": 0, "maximum": 1 }),
        "notes" => json!({ "description": "All notes that the clip has afterwards.", "maxItems": 20_000 }),
        "value" => json!({ "description": "The new value, in the parameter's own units." }),
        "deviceName" => json!({ "description": "Exact name of a built-in device.", "minLength": 1, "maxLength": 1000 }),
        "index" => json!({
            "type": "integer", "description": "Place in the chain, from 0; past the end it goes last.",
            "minimum": 0, "maximum": u32::MAX,
        }),
        "filePath" => json!({ "minLength": 1, "maxLength": 4096 }),
        "props" => json!({ "description": "What to write; at least one key.", "minProperties": 1 }),
        "ops" => json!({ "description": "The changes in order.", "maxItems": 1000 }),
        _ => return None,
    })
}

/// Bounds of single arguments.
fn own_bounds() -> [(Operation, &'static str, Value); 2] {
    [
        // A quarter of a beat is what hosts make at least.
        (
            Operation::CreateMidiClip,
            "/properties/lengthBeats",
            json!({ "minimum": 0.25, "description": "Its length in beats, at least 0.25." }),
        ),
        (Operation::FindTrack, "/properties/query", json!({ "minLength": 0 })),
    ]
}

/// Takes away what says nothing to a client, closes every object, and adds bounds.
fn made_strict(schema: &mut Value) {
    match schema {
        Value::Object(keywords) => {
            for silent in ["format", "title", "$schema"] {
                keywords.remove(silent);
            }
            if keywords.get("description").is_some_and(|words| words == "") {
                keywords.remove("description");
            }
            if let Some(values) = keywords.get("oneOf").and_then(only_values) {
                keywords.remove("oneOf");
                keywords.insert("type".to_owned(), json!("string"));
                keywords.insert("enum".to_owned(), values);
            }
            if keywords.get("type").is_some_and(|name| name == "object") {
                keywords.entry("properties").or_insert_with(|| json!({}));
                keywords.insert("additionalProperties".to_owned(), json!(false));
            }
            for (keyword, value) in keywords.iter_mut() {
                if keyword == "properties" {
                    for (name, schema) in value.as_object_mut().into_iter().flatten() {
                        made_strict(schema);
                        if let Some(more) = bounds(name) {
                            merge(schema, more);
                        }
                    }
                } else {
                    made_strict(value);
                }
            }
        }
        Value::Array(schemas) => schemas.iter_mut().for_each(made_strict),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// The values of a choice between single texts.
fn only_values(choice: &Value) -> Option<Value> {
    choice.as_array()?.iter().map(|schema| schema.get("const").filter(|value| value.is_string()).cloned()).collect()
}

fn merge(schema: &mut Value, more: Value) {
    if let (Value::Object(keywords), Value::Object(more)) = (schema, more) {
        keywords.extend(more);
    }
}

/// Where a target takes less than the contract, its tools say so.
fn narrow_to_domain(schema: &mut Value, operation: Operation, domain: &Domain) {
    for (argument, range) in domain.get(operation.name()).into_iter().flatten() {
        let Some(of_argument) = schema.pointer_mut(&format!("/properties/{argument}")) else { continue };
        for (keyword, bound, narrower) in [
            ("minimum", range.min, f64::max as fn(f64, f64) -> f64),
            ("maximum", range.max, f64::min as fn(f64, f64) -> f64),
        ] {
            if let Some(bound) = bound {
                let now = of_argument[keyword].as_f64().unwrap_or(bound);
                of_argument[keyword] = json!(narrower(now, bound));
            }
        }
    }
}
