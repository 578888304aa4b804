//! What happens at a tick: what was put off, and that time goes on.

use crate::clock::Late;
use crate::engine::Engine;
use crate::rules::Rule as R;
use crate::value::{Id, Value};

/// Does what was put off.
pub(crate) fn happen(engine: &mut Engine, late: Late) {
    let song = engine.song;
    match late {
        Late::Playhead(time) => engine.put_free(song, "_playhead", time),
        Late::Playing(on) => {
            engine.put_free(song, "_playing", on);
            if !on {
                for track in engine.kids(song, "tracks").to_vec() {
                    end_recordings(engine, track);
                }
            }
            if !on && engine.on(R::TransportStopLeavesAt0) {
                engine.put_free(song, "_playhead", 0.0);
            }
        }
        Late::Loop(on) => engine.put_free(song, "_loop_seen", on),
        Late::Record(on) => engine.put_free(song, "_playing", on),
        Late::Launch(slot) => {
            let recording = engine.i(slot, "_state") == super::slot::RECORDS;
            if engine.alive(slot) && engine.live_ref(slot, "clip") == 0 && recording {
                super::slot::end_recording(engine, slot);
            } else if engine.alive(slot) && super::slot::will_record(engine, slot) {
                end_recordings(engine, engine.parent(slot));
                let now = engine.f(song, "_playhead");
                engine.put_free(slot, "_since", now);
                engine.put_free(slot, "_state", super::slot::RECORDS);
            }
            if engine.alive(slot) && engine.live_ref(slot, "clip") != 0 {
                launched(engine, slot);
            }
        }
        Late::Stop(track) => {
            end_recordings(engine, track);
            for slot in engine.kids(track, "clip_slots").to_vec() {
                engine.put_free(slot, "_state", 0);
            }
            engine.put_free(track, "_playing", -1);
            engine.put_free(track, "_fired", -1);
        }
        Late::Override(parameter) => {
            if engine.i(parameter, "automation_state") == 1 {
                engine.put_free(parameter, "automation_state", 2);
                engine.put_free(song, "re_enable_automation_enabled", true);
            }
        }
        Late::Shown(_) => {}
    }
}

/// Ends what is being recorded into slots of a track.
fn end_recordings(engine: &mut Engine, track: Id) {
    for slot in engine.kids(track, "clip_slots").to_vec() {
        super::slot::end_recording(engine, slot);
    }
}

/// A slot begins to play.
pub(super) fn launched(engine: &mut Engine, slot: Id) {
    let track = engine.parent(slot);
    let slots = engine.kids(track, "clip_slots").to_vec();
    for other in &slots {
        engine.put_free(*other, "_state", if *other == slot { 2 } else { 0 });
    }
    let at = slots.iter().position(|other| *other == slot).map_or(Value::Int(-1), Value::count);
    engine.put_free(track, "_playing", at);
    engine.put_free(track, "_fired", -1);
    let clip: Id = engine.live_ref(slot, "clip");
    let now = engine.f(engine.song, "_playhead");
    engine.put_free(clip, "_launched", now);
    engine.put_free(clip, "_position", super::clip::region(engine, clip).0);
    engine.put_free(engine.song, "back_to_arranger", true);
}

/// A tick of time: the playhead and what plays go on.
pub(crate) fn advance(engine: &mut Engine) {
    let song = engine.song;
    let undo = engine.history.undo_count() > 0;
    let redo = engine.history.redo_count() > 0;
    engine.put_free(song, "_can_undo", undo);
    engine.put_free(song, "_can_redo", redo);
    let seen = engine.f(song, "tempo");
    engine.put_free(song, "_tempo_seen", seen);
    let looped = engine.b(song, "loop");
    engine.put_free(song, "_loop_seen", looped);
    if !engine.b(song, "_playing") {
        return;
    }
    let beats = engine.f(song, "tempo") / 60.0 * engine.rules.tick_seconds();
    let mut at = engine.f(song, "_playhead") + beats;
    if engine.b(song, "loop") {
        let (start, length) = (engine.f(song, "loop_start"), engine.f(song, "loop_length"));
        if at >= start + length && at - beats < start + length && length > 0.0 {
            at = start + (at - start).rem_euclid(length);
        }
    }
    engine.put_free(song, "_playhead", at);
    for track in engine.kids(song, "tracks").to_vec() {
        let Ok(slot) = usize::try_from(engine.i(track, "_playing")) else { continue };
        let clip = engine.kids(track, "clip_slots").get(slot).map_or(0, |slot| engine.live_ref(*slot, "clip"));
        if clip == 0 {
            continue;
        }
        let (start, end) = super::clip::region(engine, clip);
        let mut position = engine.f(clip, "_position") + beats / super::warp::beats_per_unit(engine, clip);
        if position >= end && end > start {
            if engine.b(clip, "looping") {
                position = start + (position - start).rem_euclid(end - start);
            } else {
                happen(engine, Late::Stop(track));
            }
        }
        engine.put_free(clip, "_position", position);
    }
}
