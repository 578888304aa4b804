//! The Set: tempo, scale, signature, and the lists of tracks, scenes and return tracks.

use livebridge_als::model::SongScale;

use super::{number, single, text};
use crate::engine::{Engine, Interface};
use crate::refusal::{Kind, Refusal, Res, range, refuse};
use crate::rules::Rule as R;
use crate::table::D::{B, F, I, K, L, N, S};
use crate::table::{Def, computed, func, val};
use crate::value::{Id, Value};

pub(super) const MEMBERS: &[Def] = &[
    val("Song.tracks", K).on_get(|e, id| {
        if !e.on(R::TimeCreateTrackThreeTicks) {
            return Ok(e.val(id, "tracks").clone());
        }
        let now = i64::try_from(e.clock.tick).unwrap_or(0);
        Ok(Value::ids(e.kids(id, "tracks").iter().copied().filter(|track| e.i(*track, "_born") + 3 <= now).collect()))
    }),
    val("Song.return_tracks", K),
    val("Song.scenes", K),
    val("Song.cue_points", K),
    val("Song.master_track", N),
    val("Song.view", N),
    val("Song.groove_pool", N),
    val("Song.tuning_system", N),
    val("Song.appointed_device", N).free(),
    computed("Song.visible_tracks", visible_tracks),
    // How many tracks are soloed, so that no read has to count.
    val("Song._soloed", I(0)),
    val("Song._data", N).free(),
    // What a snapshot tells and no member does.
    val("Song._extra", N),
    val("Song._grid", S("1/16")).free(),
    val("Song._triplet", B(false)).free(),
    val("Song._can_undo", B(false)).free(),
    val("Song._can_redo", B(false)).free(),
    val("Song.tempo", F(120.0)).on_set(set_tempo),
    val("Song._tempo_seen", F(120.0)).free(),
    val("Song.signature_numerator", I(4)).on_set(|e, id, value| signature(e, id, "signature_numerator", value)),
    val("Song.signature_denominator", I(4)).on_set(|e, id, value| signature(e, id, "signature_denominator", value)),
    val("Song.root_note", I(0)).on_set(|e, id, value| scale(e, id, "root_note", value)),
    val("Song.scale_name", S("Major")).on_set(|e, id, value| {
        let known = e.table.json["scale_names"]
            .as_array()
            .is_some_and(|names| names.iter().any(|name| name.as_str() == value.as_str()));
        if !known {
            return range(format!("no scale is named {}", value.as_str().unwrap_or_default()));
        }
        scale(e, id, "scale_name", value)
    }),
    val("Song.scale_mode", B(false)).on_set(|e, id, value| scale(e, id, "scale_mode", value)),
    // Kept beside the name: a Set of a file may have a scale that no name stands for.
    val("Song._scale", N),
    computed("Song.scale_intervals", |e, id| {
        Ok(match e.val(id, "_scale") {
            Value::List(list) => Value::List(list.clone()),
            _ => Value::list(
                intervals(&e.s(id, "scale_name")).into_iter().map(|step| Value::Int(i64::from(step))).collect(),
            ),
        })
    }),
    computed("Song.scale_information", |e, id| {
        Ok(Value::list(vec![
            e.val(id, "root_note").clone(),
            e.val(id, "scale_name").clone(),
            e.val(id, "scale_mode").clone(),
        ]))
    }),
    computed("Song.data", |e, id| Ok(e.val(id, "_data").clone())),
    val("Song.groove_amount", F(1.0)),
    val("Song.swing_amount", F(0.0)),
    val("Song.clip_trigger_quantization", I(4)),
    val("Song.midi_recording_quantization", I(0)),
    val("Song.metronome", B(false)),
    val("Song.count_in_duration", I(0)),
    val("Song.exclusive_arm", B(true)),
    val("Song.exclusive_solo", B(true)),
    val("Song.select_on_launch", B(true)),
    val("Song.is_ableton_link_enabled", B(false)).free(),
    val("Song.is_ableton_link_start_stop_sync_enabled", B(false)).free(),
    val("Song.tempo_follower_enabled", B(false)).free(),
    val("Song.file_path", S("")),
    val("Song.name", S("Untitled")),
    computed("Song.can_undo", |e, id| {
        let now = e.history.undo_count() > 0;
        Ok(if e.on(R::UndoCanUndoLags) { e.b(id, "_can_undo") } else { now }.into())
    }),
    computed("Song.can_redo", |e, id| {
        let now = e.history.redo_count() > 0;
        Ok(if e.on(R::UndoCanUndoLags) { e.b(id, "_can_redo") } else { now }.into())
    }),
    func("Song.undo", |e, _, _| history(e, true)),
    func("Song.redo", |e, _, _| history(e, false)),
    func("Song.begin_undo_step", |e, _, _| {
        e.begin_step();
        Ok(Value::Null)
    }),
    func("Song.end_undo_step", |e, _, _| {
        e.end_step();
        Ok(Value::Null)
    }),
    func("Song.sync_parameter_changes", |e, id, _| {
        let tempo = e.f(id, "tempo");
        e.put_free(id, "_tempo_seen", tempo);
        Ok(Value::Null)
    }),
    func("Song.get_data", |e, id, args| Ok(get_data(e, id, args))),
    func("Song.set_data", |e, id, args| Ok(set_data(e, id, args))),
    func("Song.force_link_beat_time", |_, _, _| Ok(Value::Null)).inert(),
    func("Song.get_beats_loop_start", |e, id, _| Ok(beat_time(e, id, e.f(id, "loop_start")))),
    func("Song.get_beats_loop_length", |e, id, _| Ok(beat_time(e, id, e.f(id, "loop_length")))),
    func("Song.get_current_beats_song_time", |e, id, _| Ok(beat_time(e, id, e.f(id, "_playhead")))),
    func("Song.get_current_smpte_song_time", smpte),
    val("GroovePool.grooves", K),
    val("TuningSystem.name", S("12-TET")),
    val("TuningSystem.note_tunings", L).on_set(|e, id, value| {
        let numbers: Option<Vec<Value>> = match &value {
            Value::List(list) => {
                list.iter().map(|item| item.number().filter(|n| n.is_finite()).map(Value::Float)).collect()
            }
            _ => None,
        };
        let Some(numbers) = numbers.filter(|list| list.len() <= 1024) else {
            return range("a list of cents is wanted");
        };
        e.put(id, "note_tunings", Value::list(numbers));
        Ok(())
    }),
    val("TuningSystem.number_of_notes_in_pseudo_octave", I(12)),
    val("TuningSystem.pseudo_octave_in_cents", F(1200.0)),
    val("Groove.base", I(3)),
    val("Groove.name", S("")),
    val("Groove.quantization_amount", F(0.0)),
    val("Groove.random_amount", F(0.0)),
    val("Groove.timing_amount", F(100.0)),
    val("Groove.velocity_amount", F(0.0)),
];

/// The semitones of a scale by its name.
pub(crate) fn intervals(name: &str) -> Vec<u8> {
    SongScale { root: None, name: name.into(), notes: None }.name_and_notes().1
}

pub(super) fn set_tempo(engine: &mut Engine, id: Id, value: Value) -> Res<()> {
    let tempo = value.number().unwrap_or(120.0);
    let tempo = if engine.on(R::TimeTempoFloat32) { single(tempo) } else { tempo };
    engine.put(id, "tempo", tempo);
    let mixer = engine.o(engine.o(id, "master_track"), "mixer_device");
    let parameter = engine.o(mixer, "song_tempo");
    if engine.on(R::ParamTempoAutomationRead) {
        engine.put(parameter, "value", tempo);
    }
    super::parameter::overridden(engine, parameter);
    if engine.face == Interface::Max || !engine.on(R::TimeDerivedValuesLate) {
        engine.put_free(id, "_tempo_seen", tempo);
    }
    Ok(())
}

fn signature(engine: &mut Engine, id: Id, name: &str, value: Value) -> Res<()> {
    let number = value.int().unwrap_or(0);
    let fits =
        if name == "signature_numerator" { (1..=99).contains(&number) } else { [1, 2, 4, 8, 16].contains(&number) };
    if !fits {
        return range(format!("a signature has no {number} there"));
    }
    engine.put(id, name, value);
    Ok(())
}

fn scale(engine: &mut Engine, id: Id, name: &str, value: Value) -> Res<()> {
    let free = engine.on(R::UndoScaleNotTracked);
    if free {
        engine.put_free(id, name, value);
    } else {
        engine.put(id, name, value);
    }
    if name == "scale_name" {
        if free {
            engine.put_free(id, "_scale", Value::Null);
        } else {
            engine.put(id, "_scale", Value::Null);
        }
    }
    Ok(())
}

fn history(engine: &mut Engine, back: bool) -> Res {
    if engine.face == Interface::Sdk && engine.on(R::UndoSdkNoUndoApi) {
        return Err(Refusal::new(Kind::AttributeError, "the Extensions API has no undo").by(R::UndoSdkNoUndoApi));
    }
    if back && engine.undo_crashes() {
        let text = "Live crashes: the move of a Max device is taken back";
        return Err(Refusal::new(Kind::Crash, text).by(R::UndoUndoMoveDeviceCrash));
    }
    let label = if back { engine.undo() } else { engine.redo() }.unwrap_or_default();
    let told = engine.face == Interface::Python || !engine.on(R::UndoLabelReturned);
    Ok(if told { label.into() } else { Value::Null })
}

fn visible_tracks(engine: &Engine, id: Id) -> Res {
    let shown = |track: &Id| super::track::is_visible(engine, *track);
    Ok(Value::ids(engine.kids(id, "tracks").iter().copied().filter(shown).collect()))
}

/// A value that a script keeps at the Set or at a track.
pub(super) fn get_data(engine: &Engine, id: Id, args: &[Value]) -> Value {
    let kept = if let Value::Record(data) = engine.val(id, "_data") { data.field(text(args, 0)) } else { None };
    match kept {
        Some(Value::Null) if !engine.on(R::PySetData) => args[1].clone(),
        Some(value) => value.clone(),
        None => args[1].clone(),
    }
}

/// Keeps a value of a script.
pub(super) fn set_data(engine: &mut Engine, id: Id, args: &[Value]) -> Value {
    let mut data = if let Value::Record(data) = engine.val(id, "_data") {
        (**data).clone()
    } else {
        crate::value::Record::default()
    };
    let key = text(args, 0);
    data.fields.retain(|(other, _)| **other != *key);
    data.fields.push((key.into(), args[1].clone()));
    engine.put_free(id, "_data", Value::Record(data.into()));
    Value::Null
}

/// A time in bars, beats, sixteenths and ticks, all from 1.
#[expect(clippy::cast_possible_truncation, reason = "times are far below 2^53 ticks")]
fn beat_time(engine: &Engine, song: Id, beats: f64) -> Value {
    let (numerator, denominator) = (engine.f(song, "signature_numerator"), engine.f(song, "signature_denominator"));
    // 240 ticks to a quarter; the display counts beats of the denominator.
    let quarter = if engine.on(R::TimeBeatsAreQuarters) { 240.0 } else { 60.0 * denominator };
    let ticks = (beats.clamp(0.0, 1e9) * quarter).round();
    let beat = 240.0 * 4.0 / denominator;
    let bar = beat * numerator;
    let sixteenth = 60.0;
    let in_bar = ticks % bar;
    let in_beat = in_bar % beat;
    Value::record(
        "BeatTime",
        &[
            ("bars", Value::Int((ticks / bar) as i64 + 1)),
            ("beats", Value::Int((in_bar / beat) as i64 + 1)),
            ("sub_division", Value::Int((in_beat / sixteenth) as i64 + 1)),
            ("ticks", Value::Int((in_beat % sixteenth) as i64 + 1)),
        ],
    )
}

#[expect(clippy::cast_possible_truncation, reason = "times are far below 2^53 frames")]
fn smpte(engine: &mut Engine, id: Id, args: &[Value]) -> Res {
    let rate = match number(args, 0) as i64 {
        0 => 1000.0,
        1 => 24.0,
        2 => 25.0,
        3 | 4 => 30.0,
        5 => 30_000.0 / 1001.0,
        other => return range(format!("there is no time format {other}")),
    };
    let seconds = engine.f(id, "_playhead").max(0.0) * 60.0 / engine.f(id, "_tempo_seen").max(1.0);
    let whole = seconds.floor();
    Ok(Value::record(
        "SmptTime",
        &[
            ("hours", Value::Int((whole / 3600.0) as i64)),
            ("minutes", Value::Int((whole / 60.0) as i64 % 60)),
            ("seconds", Value::Int(whole as i64 % 60)),
            ("frames", Value::Int(((seconds - whole) * rate) as i64)),
        ],
    ))
}

/// Refuses what a frozen track does not take.
pub(super) fn not_frozen(engine: &Engine, track: Id) -> Res<()> {
    if engine.b(track, "is_frozen") && engine.on(R::TracksFrozenRefusesClipWrites) {
        return refuse(R::TracksFrozenRefusesClipWrites, "the track is frozen");
    }
    Ok(())
}
