//! The transport: playing, loop, recording; and the launch of clips.

use super::number;
use crate::clock::Late;
use crate::engine::Engine;
use crate::refusal::{Res, range, refuse};
use crate::rules::Rule as R;
use crate::table::D::{B, F, I};
use crate::table::{Def, computed, func, val};
use crate::value::{Id, Value};

pub(super) const MEMBERS: &[Def] = &[
    val("Song._playing", B(false)).free(),
    val("Song._playhead", F(0.0)).free(),
    // Where the playhead will be at the next tick.
    val("Song._loop_seen", B(false)).free(),
    computed("Song.is_playing", |e, id| Ok(e.val(id, "_playing").clone())).on_set(|e, id, value| {
        if value == Value::Bool(true) {
            start(e);
        } else {
            stop(e, id);
        }
        Ok(())
    }),
    computed("Song.current_song_time", |e, id| Ok(e.val(id, "_playhead").clone()))
        .on_set(|e, id, value| move_to(e, id, value.number().unwrap_or(0.0))),
    val("Song.start_time", F(0.0)).free().on_set(|e, id, value| {
        let time = value.number().unwrap_or(0.0);
        if time < 0.0 {
            return range("a time before the Arrangement");
        }
        e.put(id, "start_time", time);
        Ok(())
    }),
    val("Song.loop", B(false))
        .on_get(|e, id| {
            Ok(if e.on(R::TransportLoopReadback) { e.val(id, "_loop_seen") } else { e.val(id, "loop") }.clone())
        })
        .on_set(|e, id, value| {
            e.later(Late::Loop(value == Value::Bool(true)));
            e.put(id, "loop", value);
            Ok(())
        }),
    val("Song.loop_start", F(0.0)).on_set(|e, id, value| within(e, id, "loop_start", value)),
    val("Song.loop_length", F(16.0)).on_set(|e, id, value| {
        if value.number().unwrap_or(0.0) <= 0.0 {
            return range("a loop has a length");
        }
        within(e, id, "loop_length", value)
    }),
    val("Song.punch_in", B(false)),
    val("Song.punch_out", B(false)),
    val("Song.nudge_up", B(false)).free(),
    val("Song.nudge_down", B(false)).free(),
    val("Song.back_to_arranger", B(false)).free().on_set(set_back),
    val("Song.arrangement_overdub", B(false)).free(),
    val("Song.session_automation_record", B(false)).free(),
    val("Song.overdub", B(false)).free().on_set(|e, id, value| armed(e, id, "overdub", value)),
    val("Song.session_record", B(false)).free().on_set(|e, id, value| armed(e, id, "session_record", value)),
    val("Song.record_mode", B(false)).free().on_set(|e, id, value| {
        let on = value == Value::Bool(true);
        if e.on(R::TransportRecordModeUnarmed) {
            e.put(id, "record_mode", value);
        } else {
            armed(e, id, "record_mode", value)?;
        }
        if on && e.b(id, "record_mode") && e.on(R::TransportRecordModeStarts) {
            e.later(Late::Record(true));
        }
        Ok(())
    }),
    computed("Song.session_record_status", |e, id| Ok(Value::Int(i64::from(e.b(id, "session_record"))))),
    val("Song.re_enable_automation_enabled", B(false)).free(),
    val("Song.is_counting_in", B(false)).inert(),
    val("Song.can_capture_midi", B(false)).inert(),
    computed("Song.song_length", |e, id| Ok(song_length(e, id).into())),
    computed("Song.last_event_time", |e, id| Ok(last_event(e, id).into())),
    func("Song.start_playing", |e, id, _| {
        if e.on(R::TransportStoppedPlayheadNotStart) {
            let from = e.f(id, "start_time");
            e.later(Late::Playhead(from));
        }
        start(e);
        Ok(Value::Null)
    }),
    func("Song.continue_playing", |e, _, _| {
        start(e);
        Ok(Value::Null)
    }),
    func("Song.play_selection", |e, _, _| {
        start(e);
        Ok(Value::Null)
    }),
    func("Song.stop_playing", |e, id, _| {
        stop(e, id);
        Ok(Value::Null)
    }),
    func("Song.jump_by", |e, id, args| {
        let to = (e.f(id, "_playhead") + number(args, 0)).max(0.0);
        move_to(e, id, to)?;
        Ok(Value::Null)
    }),
    func("Song.scrub_by", |e, id, args| {
        let to = (e.f(id, "_playhead") + number(args, 0)).max(0.0);
        move_to(e, id, to)?;
        Ok(Value::Null)
    }),
    func("Song.stop_all_clips", |e, id, _| {
        for track in e.kids(id, "tracks").to_vec() {
            stop_track(e, track, &[])?;
        }
        Ok(Value::Null)
    }),
    // The tick of the last tap.
    val("Song._tapped", I(-1000)).free(),
    func("Song.tap_tempo", |e, id, _| {
        let now = i64::try_from(e.clock.tick).unwrap_or(0);
        let since = now - e.i(id, "_tapped");
        e.put_free(id, "_tapped", now);
        // The time between two taps is a beat; a tempo that Live does not have is none.
        if (1..=30).contains(&since) {
            let seconds = e.rules.tick_seconds() * f64::from(u8::try_from(since).unwrap_or(0));
            let tempo = 60.0 / seconds;
            if (20.0..=999.0).contains(&tempo) {
                super::song::set_tempo(e, id, Value::Float(tempo))?;
            }
        }
        Ok(Value::Null)
    }),
    func("Song.re_enable_automation", |e, id, _| {
        e.put_free(id, "re_enable_automation_enabled", false);
        super::parameter::re_enable_all(e);
        Ok(Value::Null)
    }),
    val("Song._overridden", I(0)).free(),
    func("Song.trigger_session_record", |e, id, _| {
        let on = !e.b(id, "session_record");
        armed(e, id, "session_record", on.into())?;
        Ok(Value::Null)
    }),
];

fn any_armed(engine: &Engine, song: Id) -> bool {
    engine.kids(song, "tracks").iter().any(|track| engine.b(*track, "arm"))
}

fn armed(engine: &mut Engine, id: Id, name: &str, value: Value) -> Res<()> {
    if value == Value::Bool(true) && engine.on(R::TransportOverdubIgnored) && !any_armed(engine, id) {
        return Ok(());
    }
    engine.put(id, name, value);
    Ok(())
}

pub(super) fn set_back(engine: &mut Engine, id: Id, value: Value) -> Res<()> {
    if value == Value::Bool(true) && engine.on(R::TransportBackToArranger) {
        return refuse(R::TransportBackToArranger, "back_to_arranger can only be switched off");
    }
    engine.put(id, "back_to_arranger", value);
    Ok(())
}

/// Starts the transport, at the next tick.
pub(super) fn start(engine: &mut Engine) {
    if engine.on(R::TransportAsync) {
        engine.later(Late::Playing(true));
    } else {
        engine.put_free(engine.song, "_playing", true);
    }
}

fn stop(engine: &mut Engine, id: Id) {
    if !engine.b(id, "_playing") && engine.on(R::TransportStartMarker) {
        // Stopping twice goes back to the beginning.
        engine.put(id, "start_time", 0.0);
    }
    if engine.on(R::TransportAsync) {
        engine.later(Late::Playing(false));
    } else {
        engine.put_free(id, "_playing", false);
    }
}

/// Puts the playhead somewhere, at the next tick.
pub(super) fn move_to(engine: &mut Engine, id: Id, time: f64) -> Res<()> {
    if !(0.0..=1e8).contains(&time) {
        return range(format!("{time} is no time of the Arrangement"));
    }
    if engine.on(R::CuePastSongEndRefused) && time > song_length(engine, id) {
        return refuse(R::CuePastSongEndRefused, "Cannot set the Songtime behind the Songlength");
    }
    if !engine.on(R::TransportStoppedPlayheadNotStart) && !engine.b(id, "_playing") {
        engine.put(id, "start_time", time);
    }
    if engine.on(R::CuePlayheadLandsNextTick) {
        engine.later(Late::Playhead(time));
    } else {
        engine.put_free(id, "_playhead", time);
    }
    Ok(())
}

fn within(engine: &mut Engine, id: Id, name: &str, value: Value) -> Res<()> {
    let time = value.number().unwrap_or(0.0);
    let end = if name == "loop_start" { time } else { engine.f(id, "loop_start") + time };
    if time < 0.0 || end > 1e8 {
        return range(format!("{time} is no time of the loop"));
    }
    if name == "loop_start" && engine.on(R::CuePastSongEndRefused) && time > song_length(engine, id) {
        return refuse(R::CuePastSongEndRefused, "the loop cannot stand behind the end of the song");
    }
    engine.put(id, name, value);
    Ok(())
}

/// The last event: the end of a clip, or a cue point.
pub(super) fn last_event(engine: &Engine, song: Id) -> f64 {
    let ends = engine.kids(song, "tracks").iter().filter_map(|track| engine.kids(*track, "arrangement_clips").last());
    let ends = ends.map(|clip| engine.f(*clip, "_end"));
    let cues = engine.kids(song, "cue_points").iter().map(|cue| engine.f(*cue, "time"));
    ends.chain(cues).fold(0.0, f64::max)
}

/// The length of the song: the last event and some beats.
pub(super) fn song_length(engine: &Engine, song: Id) -> f64 {
    let extra = if engine.on(R::TimeSongLengthDerived) { 256.0 } else { 0.0 };
    last_event(engine, song) + extra
}

/// Launches what is in a slot, at a later tick.
pub(super) fn launch(engine: &mut Engine, slot: Id) {
    let track = engine.parent(slot);
    if super::track::kind(engine, track) >= super::track::RETURN {
        return;
    }
    if engine.live_ref(slot, "clip") == 0 {
        if super::slot::will_record(engine, slot) {
            engine.later(Late::Launch(slot));
        } else if engine.b(slot, "has_stop_button") {
            let _ = stop_track(engine, track, &[]);
        }
        return;
    }
    for other in engine.kids(track, "clip_slots").to_vec() {
        if engine.i(other, "_state") == 1 {
            engine.put_free(other, "_state", 0);
        }
    }
    let at = engine.kids(track, "clip_slots").iter().position(|other| *other == slot);
    if engine.on(R::TransportFireNextTick) {
        engine.later(Late::Launch(slot));
    } else {
        super::late::launched(engine, slot);
    }
    engine.put_free(track, "_fired", at.map_or(Value::Int(-1), Value::count));
}

/// Launches one slot, and the transport with it.
pub(super) fn fire(engine: &mut Engine, slot: Id) {
    if !engine.is(slot, "ClipSlot") {
        return;
    }
    let records = super::slot::will_record(engine, slot);
    launch(engine, slot);
    if records || engine.live_ref(slot, "clip") != 0 {
        start(engine);
    }
}

/// Stops the clips of a track, at the next tick.
pub(super) fn stop_track(engine: &mut Engine, track: Id, _: &[Value]) -> Res {
    if !engine.is(track, "Track") {
        return Ok(Value::Null);
    }
    engine.later(Late::Stop(track));
    engine.put_free(track, "_fired", -2);
    Ok(Value::Null)
}
