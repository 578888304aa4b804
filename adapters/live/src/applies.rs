//! Members that only some objects have: those of audio clips, of tracks that can be armed, of racks with drum pads.

use crate::engine::{Engine, Interface};
use crate::refusal::{Kind, Refusal, Res};
use crate::rules::Rule;
use crate::table::Member;
use crate::value::Id;

/// Refuses a member that this object does not have.
pub(crate) fn check(engine: &Engine, id: Id, member: &Member) -> Res<()> {
    for code in &member.only {
        if applies(engine, id, code) {
            continue;
        }
        if member.name == "get_all_notes_extended" && engine.on(Rule::NotesAudioGetCrashFixed) {
            let text = "Live crashes: an audio clip has no notes";
            return Err(Refusal::new(Kind::Crash, text).by(Rule::NotesAudioGetCrashFixed));
        }
        let (rule, kind) = match (engine.class_name(id), member.name) {
            ("Track", "arm") => (Rule::TracksArmUnavailable, Kind::RuntimeError),
            ("Track", "mute" | "solo") => (Rule::TracksMuteMainRefused, Kind::RuntimeError),
            ("Track", "fold_state") => (Rule::TracksFoldStateRaises, Kind::RuntimeError),
            ("Track", "playing_slot_index" | "fired_slot_index") => {
                (Rule::TracksGroupHasNoArrangementClips, Kind::RuntimeError)
            }
            // The Extensions API has a default for every parameter.
            ("DeviceParameter", _) if engine.face == Interface::Sdk => continue,
            ("DeviceParameter", _) => (Rule::ParamDefaultOnlyContinuous, Kind::RuntimeError),
            _ => (Rule::PyRuntimeerrorNotAttribute, Kind::RuntimeError),
        };
        if !engine.on(rule) {
            if rule == Rule::PyRuntimeerrorNotAttribute {
                return Err(Refusal::new(Kind::AttributeError, format!("no {} here", member.name)));
            }
            continue;
        }
        let text = format!("{}.{} does not apply here: {code}", engine.class_name(id), member.name);
        return Err(Refusal::new(kind, text).by(rule));
    }
    Ok(())
}

fn applies(engine: &Engine, id: Id, code: &str) -> bool {
    let track = |name: &str| -> i64 {
        // The mixer has members that only tracks of some kinds have.
        let track = if engine.is(id, "Track") { id } else { engine.parent(id) };
        engine.i(track, name)
    };
    match code {
        "audio_clip" => engine.b(id, "is_audio_clip"),
        "midi_clip" => !engine.b(id, "is_audio_clip"),
        "warped_audio_clip" => engine.b(id, "is_audio_clip") && engine.b(id, "warping"),
        "main_track" => track("_kind") == crate::members::track::MAIN,
        "not_main_track" => track("_kind") != crate::members::track::MAIN,
        "not_return_or_main" => track("_kind") < crate::members::track::RETURN,
        "midi_or_audio_track" => track("_kind") < crate::members::track::GROUP,
        "audio_output" => crate::members::track::has_audio_output(engine, id),
        "foldable" => track("_kind") == crate::members::track::GROUP,
        "drum_rack" => crate::members::rack::is_drum_rack(engine, id),
        "quantized" => engine.b(id, "is_quantized"),
        "not_quantized" => !engine.b(id, "is_quantized"),
        _ => true,
    }
}
