//! Programs in Rust: the typed methods of the port, on the fake in the same process.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use livebridge_port::{
    Batch, ClipPropsPatch, CreateAudioClipArgs, IdRef, Mutation, Note, Request, TrackKind, TrackPropsPatch,
};
use serde_json::Value;

use super::Origin;

/// Writing to a String cannot fail.
pub(super) fn program(origin: &Origin, calls: &[Request]) -> String {
    let mut body = String::new();
    for call in calls {
        let _ = writeln!(body, "    {};", statement(call));
    }
    let set = set(origin);
    let words = format!("{set}{body}");
    let mut names: BTreeSet<&str> = TYPES
        .into_iter()
        .filter(|name| words.contains(&format!("{name}::")) || words.contains(&format!("{name} {{")))
        .collect();
    names.insert("LiveBridge");
    names.insert("CallError");
    if calls.iter().any(|call| matches!(call, Request::Commit(_))) {
        names.insert("LiveBridgeExt");
    }
    let names: Vec<_> = names.into_iter().collect();
    format!(
        "use livebridge_fake::FakeLiveBridge;\nuse livebridge_port::{{{}}};\n\n\
         fn main() -> Result<(), CallError> {{\n    pollster::block_on(run())\n}}\n\n\
         async fn run() -> Result<(), CallError> {{\n{set}{body}    Ok(())\n}}\n",
        names.join(", ")
    )
}

/// The names of the port that a program may need.
const TYPES: [&str; 8] =
    ["ClipPropsPatch", "CreateAudioClipArgs", "IdRef", "Note", "Snapshot", "TrackKind", "TrackPropsPatch", "fixtures"];

/// How the program gets the Set.
fn set(origin: &Origin) -> String {
    match origin {
        Origin::Fixture(name) if name == "with_one_midi_clip" => {
            "    let bridge = FakeLiveBridge::with_one_midi_clip(&[]);\n".to_owned()
        }
        Origin::Fixture(name) => {
            format!("    let bridge = FakeLiveBridge::from_snapshot(&fixtures::{name}())?;\n")
        }
        Origin::File(name) => format!(
            "    let set = livebridge_als::import_file({name:?}.as_ref()).expect(\"a Live Set\").to_snapshot();\n    \
             let bridge = FakeLiveBridge::from_snapshot(&set)?;\n",
        ),
        Origin::Snapshot => "    // the Set of the page, as \"Save\" keeps it\n    \
             let set = Snapshot::from_canonical(include_str!(\"playground.set.json\")).expect(\"a snapshot\");\n    \
             let bridge = FakeLiveBridge::from_snapshot(&set)?;\n"
            .to_owned(),
    }
}

/// A call as an expression whose value is shown, or as a statement.
fn statement(call: &Request) -> String {
    let shown = |expression: String| format!("println!(\"{{:?}}\", {expression}?)");
    match call {
        Request::Commit(Batch::Call(mutation)) => shown(format!("bridge.{}.await", method(mutation, "    "))),
        Request::Commit(Batch::Transaction(mutations)) => {
            let mut text = "bridge\n        .transaction(|tx| {\n".to_owned();
            for mutation in mutations {
                let _ = writeln!(text, "{INSIDE}tx.{};", method(mutation, INSIDE));
            }
            text + "            Ok(())\n        })\n        .await?"
        }
        Request::GetSongOverview => shown("bridge.get_song_overview()".to_owned()),
        Request::ListTracks => shown("bridge.list_tracks()".to_owned()),
        Request::ListScenes => shown("bridge.list_scenes()".to_owned()),
        Request::FindTrack(of) => shown(format!("bridge.find_track({:?})", of.query)),
        Request::ListClips(of) => shown(format!("bridge.list_clips({})", reference(&of.track_id))),
        Request::GetNotes(of) => shown(format!("bridge.get_notes({})", reference(&of.clip_id))),
        Request::ListDeviceParams(of) => shown(format!("bridge.list_device_params({}).await", reference(&of.track_id))),
        Request::GetTrackMixer(of) => shown(format!("bridge.get_track_mixer({}).await", reference(&of.track_id))),
        Request::RenderTrack(of) => {
            let (start, end) = (of.start_beat, of.end_beat);
            shown(format!("bridge.render_track({}, {start:?}, {end:?}).await", reference(&of.track_id)))
        }
        Request::ListCuePoints => shown("bridge.control().list_cue_points()".to_owned()),
        Request::ControlUndo => shown("bridge.control().undo()".to_owned()),
        Request::ControlRedo => shown("bridge.control().redo()".to_owned()),
        Request::ControlSnapshot => shown("bridge.control().snapshot()".to_owned()),
        Request::ControlUndoDepth => shown("bridge.control().undo_depth()".to_owned()),
        Request::ControlTransactionCount => shown("bridge.control().transaction_count()".to_owned()),
        Request::ControlSettle => shown("bridge.control().settle()".to_owned()),
        // The page offers neither: a reset is how a program begins, and transforms take no Set.
        Request::ControlReset(_)
        | Request::SnapToScale(_)
        | Request::Transpose(_)
        | Request::BeatsPerCell(_)
        | Request::Humanize(_)
        | Request::AnalyzeLoudness(_)
        | Request::SuggestTrimDb(_)
        | Request::DbToParamValue(_)
        | Request::ParamValueToDb(_)
        | Request::PlanArrangement(_)
        | Request::Fill(_)
        | Request::DetectIssues(_)
        | Request::PlanFixes(_) => format!("// {}: no call of a program on a Set", call.operation().name()),
    }
}

/// A mutation as a call of its typed method, without what it is called on. The line that it stands on begins with `indent`.
fn method(mutation: &Mutation, indent: &str) -> String {
    use Mutation as M;
    match mutation {
        M::SetTempo { bpm } => format!("set_tempo({bpm:?})"),
        M::SetTrackProps { track_id, props } => format!("set_track_props({}, {})", id(track_id), track_props(props)),
        M::SetNotes { clip_id, notes } => {
            let written: Vec<_> = notes.iter().map(note).collect();
            let few = written.len() <= 2;
            let notes = if few {
                written.join(", ")
            } else {
                let lines: Vec<_> = written.iter().map(|note| format!("{indent}    {note},")).collect();
                format!("\n{}\n{indent}", lines.join("\n"))
            };
            format!("set_notes({}, vec![{notes}])", id(clip_id))
        }
        M::CreateTrack { kind } => match kind {
            TrackKind::Midi => "create_track(TrackKind::Midi)".to_owned(),
            TrackKind::Audio => "create_track(TrackKind::Audio)".to_owned(),
        },
        M::CreateMidiClip { slot_id, length_beats } => format!("create_midi_clip({}, {length_beats:?})", id(slot_id)),
        M::SetClipProps { clip_id, props } => format!("set_clip_props({}, {})", id(clip_id), clip_props(props)),
        M::DeleteTrack { track_id } => format!("delete_track({})", id(track_id)),
        M::DeleteClip { clip_id } => format!("delete_clip({})", id(clip_id)),
        M::CreateArrangementMidiClip { track_id, start_beat, length_beats } => {
            format!("create_arrangement_midi_clip({}, {start_beat:?}, {length_beats:?})", id(track_id))
        }
        M::CreateArrangementAudioClip { track_id, args } => {
            let CreateAudioClipArgs { file_path, start_time, duration } = args;
            format!(
                "create_arrangement_audio_clip({}, CreateAudioClipArgs {{ file_path: {file_path:?}.into(), \
                 start_time: {start_time:?}, duration: {duration:?} }})",
                id(track_id)
            )
        }
        M::ClearClipsInRange { track_id, start_beat, end_beat } => {
            format!("clear_clips_in_range({}, {start_beat:?}, {end_beat:?})", id(track_id))
        }
        M::CreateCuePoint { beat, name } => format!("create_cue_point({beat:?}, {name:?})"),
        M::SetParam { param_id, value } => format!("set_param({}, {value:?})", id(param_id)),
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "what the method takes")]
        M::InsertDevice { track_id, device_name, index } => {
            format!("insert_device({}, {device_name:?}, {})", id(track_id), *index as u32)
        }
    }
}

/// Before what stands in a transaction.
const INSIDE: &str = "            ";

fn id(id: &IdRef) -> String {
    format!("{:?}", id.to_string())
}

fn reference(of: &IdRef) -> String {
    format!("&IdRef::from({})", id(of))
}

fn note(note: &Note) -> String {
    let mut text = format!("Note::new({:?}, {:?}, {:?})", note.pitch, note.start_time, note.duration);
    let numbers = [
        ("velocity", note.velocity()),
        ("probability", note.probability()),
        ("velocity_deviation", note.velocity_deviation()),
        ("release_velocity", note.release_velocity()),
    ];
    for (name, value) in numbers {
        if let Some(value) = value {
            let _ = write!(text, ".with_{name}({value:?})");
        }
    }
    for (name, value) in [("muted", note.muted()), ("selected", note.selected())] {
        if let Some(value) = value {
            let _ = write!(text, ".with_{name}({value})");
        }
    }
    text
}

fn track_props(props: &TrackPropsPatch) -> String {
    patch("TrackPropsPatch", 4, &serde_json::json!(props))
}

fn clip_props(props: &ClipPropsPatch) -> String {
    patch("ClipPropsPatch", 2, &serde_json::json!(props))
}

/// A patch by the fields that it has of so many.
fn patch(name: &str, of: usize, fields: &Value) -> String {
    let fields = fields.as_object().into_iter().flatten();
    let mut fields: Vec<String> = fields
        .map(|(field, value)| match value {
            Value::String(text) => format!("{field}: Some({text:?}.into())"),
            other => format!("{field}: Some({other})"),
        })
        .collect();
    if fields.len() < of {
        fields.push(format!("..{name}::default()"));
    }
    format!("{name} {{ {} }}", fields.join(", "))
}
