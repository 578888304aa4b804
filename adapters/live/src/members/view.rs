//! What is selected.

use super::object;
use crate::engine::Engine;
use crate::refusal::runtime;
use crate::rules::Rule as R;
use crate::table::D::{B, I, N};
use crate::table::{Def, computed, func, val};
use crate::value::{Id, Value};

pub(super) const MEMBERS: &[Def] = &[
    val("Song.View.selected_track", N).free().on_set(|e, _, value| {
        let Value::Obj(id) = value else { return runtime("a track is wanted") };
        select_track(e, id);
        Ok(())
    }),
    val("Song.View.selected_scene", N).free().on_set(|e, _, value| {
        let Value::Obj(id) = value else { return runtime("a scene is wanted") };
        select_scene(e, id);
        Ok(())
    }),
    val("Song.View.detail_clip", N).free(),
    val("Song.View.selected_chain", N).free(),
    val("Song.View.selected_parameter", N).free(),
    val("Song.View.mod_mapping_device", N).free(),
    val("Song.View.mod_mapping_parameter", N).free(),
    val("Song.View.draw_mode", B(false)).free(),
    val("Song.View.follow_song", B(false)).free(),
    computed("Song.View.highlighted_clip_slot", |e, id| {
        let (track, scene) = (e.live_ref(id, "selected_track"), e.live_ref(id, "selected_scene"));
        let at = e.kids(e.song, "scenes").iter().position(|other| *other == scene);
        Ok(Value::obj(at.and_then(|at| e.kids(track, "clip_slots").get(at).copied()).unwrap_or(0)))
    })
    .on_set(|e, _, value| {
        let Value::Obj(slot) = value else { return runtime("a slot is wanted") };
        let track = e.parent(slot);
        let at = e.kids(track, "clip_slots").iter().position(|other| *other == slot);
        select_track(e, track);
        if let Some(scene) = at.and_then(|at| e.kids(e.song, "scenes").get(at).copied()) {
            select_scene(e, scene);
        }
        let clip = e.live_ref(slot, "clip");
        let view = e.o(e.song, "view");
        e.put(view, "detail_clip", Value::obj(clip));
        Ok(())
    }),
    func("Song.View.select_device", |e, id, args| {
        let device = object(args, 0);
        select_device(e, device);
        if args[1] != Value::Bool(false) {
            let song = e.parent(id);
            e.put(song, "appointed_device", Value::obj(device));
        }
        Ok(Value::Null)
    }),
    val("Track.View.selected_device", N).free(),
    val("Track.View.is_collapsed", B(false)).free(),
    val("Track.View.device_insert_mode", I(0)).free().on_get(|e, id| {
        let mode = e.i(id, "device_insert_mode");
        Ok(if e.on(R::PyDeviceInsertMode) { Value::Bool(mode != 0) } else { Value::Int(mode) })
    }),
    func("Track.View.select_instrument", |e, id, _| {
        let owner = e.parent(id);
        let found = e.kids(owner, "devices").iter().copied().find(|device| super::device::is_instrument(e, *device));
        if let Some(device) = found {
            select_device(e, device);
        }
        Ok(found.is_some().into())
    }),
];

pub(crate) fn select_track(engine: &mut Engine, track: Id) {
    let view = engine.o(engine.song, "view");
    engine.put_free(view, "selected_track", Value::obj(track));
}

pub(crate) fn select_scene(engine: &mut Engine, scene: Id) {
    let view = engine.o(engine.song, "view");
    engine.put_free(view, "selected_scene", Value::obj(scene));
}

/// Selects a device, and the track that it is on.
pub(crate) fn select_device(engine: &mut Engine, device: Id) {
    let mut at = device;
    while at != 0 && !engine.is(at, "Track") {
        at = engine.parent(at);
    }
    if at != 0 {
        select_track(engine, at);
        let view = engine.o(at, "view");
        engine.put_free(view, "selected_device", Value::obj(device));
    }
}

/// After something went: what was selected and is gone makes room for its neighbour.
pub(crate) fn keep_selection(engine: &mut Engine) {
    let song = engine.song;
    let view = engine.o(song, "view");
    let track = engine.o(view, "selected_track");
    if !engine.alive(track) {
        let first = engine.kids(song, "tracks").first().copied().unwrap_or(0);
        select_track(engine, first);
    }
    let scene = engine.o(view, "selected_scene");
    if !engine.alive(scene) {
        let first = engine.kids(song, "scenes").first().copied().unwrap_or(0);
        select_scene(engine, first);
    }
}
