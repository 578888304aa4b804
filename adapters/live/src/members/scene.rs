//! Scenes.

use super::{index_in, whole};
use crate::engine::{Engine, Interface};
use crate::refusal::{Res, index, range, runtime};
use crate::rules::Rule as R;
use crate::table::D::{B, F, I, S};
use crate::table::{Def, computed, func, val};
use crate::value::{Id, Value};

pub(super) const MEMBERS: &[Def] = &[
    val("Scene.name", S("")),
    val("Scene.color", I(0)).on_get(super::track::get_color).on_set(super::track::set_color),
    val("Scene.color_index", I(0)).on_set(super::track::set_color_index),
    val("Scene.tempo", F(-1.0)).on_get(|e, id| unset(e, id, "tempo")).on_set(|e, id, value| {
        let tempo = value.number().unwrap_or(-1.0);
        if tempo <= 0.0 {
            e.put(id, "tempo", -1.0);
        } else if (20.0..=999.0).contains(&tempo) {
            e.put(id, "tempo", super::single(tempo));
        } else {
            return range(format!("a tempo runs from 20 to 999, not {tempo}"));
        }
        Ok(())
    }),
    computed("Scene.tempo_enabled", |e, id| Ok((e.f(id, "tempo") > 0.0).into())).on_set(|e, id, value| {
        let tempo = if value == Value::Bool(true) { e.f(e.song, "tempo") } else { -1.0 };
        if (value == Value::Bool(true)) != (e.f(id, "tempo") > 0.0) {
            e.put(id, "tempo", tempo);
        }
        Ok(())
    }),
    val("Scene.time_signature_numerator", I(-1))
        .on_get(|e, id| unset(e, id, "time_signature_numerator"))
        .on_set(|e, id, v| signature(e, id, v.int(), None)),
    val("Scene.time_signature_denominator", I(-1))
        .on_get(|e, id| unset(e, id, "time_signature_denominator"))
        .on_set(|e, id, v| signature(e, id, None, v.int())),
    computed("Scene.time_signature_enabled", |e, id| Ok((e.i(id, "time_signature_numerator") > 0).into())).on_set(
        |e, id, value| {
            if value == Value::Bool(true) {
                if e.i(id, "time_signature_numerator") > 0 {
                    return Ok(());
                }
                return signature(e, id, Some(e.i(e.song, "signature_numerator")), None);
            }
            e.put(id, "time_signature_numerator", -1);
            e.put(id, "time_signature_denominator", -1);
            Ok(())
        },
    ),
    val("Scene._extra", crate::table::D::N),
    val("Scene._fired", B(false)).free(),
    computed("Scene.is_triggered", |e, id| Ok(e.b(id, "_fired").into())),
    computed("Scene.is_empty", |e, id| Ok(slots(e, id).iter().all(|slot| e.live_ref(*slot, "clip") == 0).into())),
    computed("Scene.clip_slots", |e, id| Ok(Value::ids(slots(e, id)))),
    func("Scene.fire", |e, id, _| fire(e, id, false)),
    func("Scene.fire_as_selected", |e, id, _| fire(e, id, true)),
    func("Scene.set_fire_button_state", |e, id, args| {
        if args[0] == Value::Bool(true) { fire(e, id, false) } else { Ok(Value::Null) }
    }),
    func("Song.create_scene", create),
    func("Song.delete_scene", |e, song, args| {
        let scenes = e.kids(song, "scenes");
        let at = index_in(args, 0, scenes.len(), "scene")?;
        if scenes.len() == 1 {
            return runtime("the last scene stays");
        }
        let scene = e.remove(song, "scenes", at);
        e.kill(scene);
        for track in e.kids(song, "tracks").to_vec() {
            let slot = e.remove(track, "clip_slots", at);
            e.kill(slot);
        }
        super::view::keep_selection(e);
        Ok(Value::Null)
    }),
    func("Song.duplicate_scene", |e, song, args| {
        let at = index_in(args, 0, e.kids(song, "scenes").len(), "scene")?;
        let place = if e.on(R::TracksDuplicateAfterSource) { at + 1 } else { e.kids(song, "scenes").len() };
        let copy = insert(e, place)?;
        let source = e.kids(song, "scenes")[if place <= at { at + 1 } else { at }];
        for name in ["name", "color", "color_index", "tempo", "time_signature_numerator", "time_signature_denominator"]
        {
            let value = e.val(source, name).clone();
            e.put(copy, name, value);
        }
        for track in e.kids(song, "tracks").to_vec() {
            // Without the rule that slots follow scenes, one may have none.
            let (from, to) = (slot_at(e, track, at), slot_at(e, track, place));
            let clip = e.live_ref(from, "clip");
            if clip != 0 && to != 0 {
                let new = super::clip::copy(e, clip, to)?;
                e.put(to, "clip", Value::Obj(new));
            }
        }
        super::view::select_scene(e, copy);
        Ok(Value::Null)
    }),
    func("Song.capture_and_insert_scene", |e, song, _| {
        // What plays is copied into a new scene below the selected one.
        let selected = e.live_ref(e.o(song, "view"), "selected_scene");
        let at = e.kids(song, "scenes").iter().position(|scene| *scene == selected).map_or(0, |at| at + 1);
        let scene = insert(e, at)?;
        for track in e.kids(song, "tracks").to_vec() {
            let playing = e.i(track, "_playing");
            let Ok(mut playing) = usize::try_from(playing) else { continue };
            if playing >= at {
                playing += 1;
            }
            let Some(from) = e.kids(track, "clip_slots").get(playing).copied() else { continue };
            let to = slot_at(e, track, at);
            let clip = e.live_ref(from, "clip");
            if clip != 0 && to != 0 {
                let new = super::clip::copy(e, clip, to)?;
                e.put(to, "clip", Value::Obj(new));
            }
        }
        super::view::select_scene(e, scene);
        Ok(Value::Null)
    }),
];

fn slot_at(engine: &Engine, track: Id, at: usize) -> Id {
    engine.kids(track, "clip_slots").get(at).copied().unwrap_or(0)
}

fn unset(engine: &Engine, id: Id, name: &str) -> Res {
    let value = engine.val(id, name).clone();
    if value.number() == Some(-1.0) && !engine.on(R::PySceneMinusOne) {
        return Ok(Value::Null);
    }
    Ok(value)
}

fn signature(engine: &mut Engine, id: Id, numerator: Option<i64>, denominator: Option<i64>) -> Res<()> {
    let now = |name: &str, song: &str| {
        let own = engine.i(id, name);
        if own > 0 { own } else { engine.i(engine.song, song) }
    };
    let numerator = numerator.unwrap_or_else(|| now("time_signature_numerator", "signature_numerator"));
    let denominator = denominator.unwrap_or_else(|| now("time_signature_denominator", "signature_denominator"));
    if numerator == -1 || denominator == -1 {
        engine.put(id, "time_signature_numerator", -1);
        engine.put(id, "time_signature_denominator", -1);
        return Ok(());
    }
    if !(1..=99).contains(&numerator) || ![1, 2, 4, 8, 16].contains(&denominator) {
        return range(format!("{numerator}/{denominator} is no signature"));
    }
    engine.put(id, "time_signature_numerator", numerator);
    engine.put(id, "time_signature_denominator", denominator);
    Ok(())
}

/// The slots of a scene, track by track.
pub(crate) fn slots(engine: &Engine, scene: Id) -> Vec<Id> {
    let song = engine.song;
    let Some(at) = engine.kids(song, "scenes").iter().position(|other| *other == scene) else { return Vec::new() };
    engine.kids(song, "tracks").iter().filter_map(|track| engine.kids(*track, "clip_slots").get(at).copied()).collect()
}

/// A new scene, with a slot on every track.
pub(crate) fn insert(engine: &mut Engine, at: usize) -> Res<Id> {
    let song = engine.song;
    let scene = engine.create("Scene", song)?;
    engine.put(scene, "color_index", 59);
    engine.insert(song, "scenes", at, scene);
    if !engine.on(R::NamesSceneDefault) {
        engine.put(scene, "name", format!("Scene {}", at + 1));
    }
    if engine.on(R::TracksSceneAddAddsSlots) {
        for track in engine.kids(song, "tracks").to_vec() {
            let slot = super::slot::make(engine, track)?;
            engine.remove_child(track, "clip_slots", slot);
            engine.insert(track, "clip_slots", at, slot);
        }
    }
    Ok(scene)
}

fn create(engine: &mut Engine, song: Id, args: &[Value]) -> Res {
    let count = engine.kids(song, "scenes").len();
    super::track::limit(engine, count, "scenes")?;
    let at = match whole(args, 0) {
        Some(-1) | None => count,
        Some(at) => match usize::try_from(at) {
            Ok(at) if at <= count => at,
            _ if engine.face == Interface::Max => return Ok(Value::Null),
            _ => return index(format!("a scene cannot be made at {at}")),
        },
    };
    let scene = insert(engine, at)?;
    Ok(Value::Obj(scene))
}

fn fire(engine: &mut Engine, id: Id, _selected: bool) -> Res {
    let mut any = false;
    for slot in slots(engine, id) {
        if engine.live_ref(slot, "clip") != 0 {
            any = true;
        }
        super::transport::launch(engine, slot);
    }
    if any {
        super::transport::start(engine);
    }
    let (tempo, numerator) = (engine.f(id, "tempo"), engine.i(id, "time_signature_numerator"));
    if tempo > 0.0 {
        engine.put(engine.song, "tempo", tempo);
        engine.put_free(engine.song, "_tempo_seen", tempo);
    }
    if numerator > 0 {
        let denominator = engine.i(id, "time_signature_denominator");
        engine.put(engine.song, "signature_numerator", numerator);
        engine.put(engine.song, "signature_denominator", denominator);
    }
    if engine.b(engine.song, "select_on_launch") {
        super::view::select_scene(engine, id);
    }
    Ok(Value::Null)
}
