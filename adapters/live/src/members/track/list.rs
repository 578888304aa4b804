//! How tracks come and go: made, copied, deleted, with what belongs to them.

use std::sync::Arc;

use super::{GROUP, MAIN, MIDI, RETURN, arm_alone, kind, members, rename_defaults, solo, tracks_with_sends};
use crate::engine::{Engine, Interface};
use crate::members::{index_in, whole};
use crate::refusal::{Kind, Refusal, Res, index, refuse, runtime};
use crate::rules::Rule as R;
use crate::value::{Id, Value};

// ---- coming and going ----

/// A new track in the list of its kind, with mixer, view and, where it has them, slots.
pub(crate) fn make(engine: &mut Engine, kind: i64, at: usize) -> Res<Id> {
    let song = engine.song;
    let track = engine.create("Track", song)?;
    engine.put(track, "_kind", kind);
    let view = engine.create("Track.View", track)?;
    engine.put(track, "view", Value::Obj(view));
    crate::members::parameter::make_mixer(engine, track)?;
    let color = i64::try_from(at).unwrap_or(0) * 7 % 70;
    engine.put(track, "color_index", color);
    crate::members::routing::start(engine, track);
    if kind < RETURN {
        for _ in 0..engine.kids(song, "scenes").len() {
            crate::members::slot::make(engine, track)?;
        }
    }
    match kind {
        MAIN => {
            engine.put(song, "master_track", Value::Obj(track));
            engine.put(track, "name", if engine.live >= [12, 0, 0] { "Main" } else { "Master" });
        }
        RETURN => {
            engine.insert(song, "return_tracks", at, track);
            for other in tracks_with_sends(engine) {
                if engine.on(R::MixerSendsParallel) || other == track {
                    let mixer = engine.o(other, "mixer_device");
                    let missing = engine.kids(song, "return_tracks").len() - engine.kids(mixer, "sends").len();
                    for _ in 0..missing {
                        crate::members::parameter::make_send(engine, mixer)?;
                    }
                }
            }
        }
        _ => {
            engine.insert(song, "tracks", at, track);
            let mixer = engine.o(track, "mixer_device");
            for _ in 0..engine.kids(song, "return_tracks").len() {
                crate::members::parameter::make_send(engine, mixer)?;
            }
        }
    }
    Ok(track)
}

/// Where a new track goes that names no place: after the selected one, else at the end.
pub(super) fn after_selected(engine: &Engine) -> usize {
    let tracks = engine.kids(engine.song, "tracks");
    let selected = engine.live_ref(engine.o(engine.song, "view"), "selected_track");
    tracks.iter().position(|track| *track == selected).map_or(tracks.len(), |at| at + 1)
}

pub(super) fn create_track(engine: &mut Engine, song: Id, kind: i64, args: &[Value]) -> Res {
    let count = engine.kids(song, "tracks").len();
    limit(engine, count, "tracks")?;
    let given =
        if engine.face == Interface::Sdk && engine.on(R::TracksSdkCreateAfterSelected) { None } else { whole(args, 0) };
    let at = match given {
        None if engine.on(R::TracksCreateIndex) => after_selected(engine),
        None | Some(-1) => count,
        Some(at) => match usize::try_from(at) {
            Ok(at) if at <= count => at,
            _ if engine.face == Interface::Max && engine.on(R::TracksCreatePastEndNothing) => return Ok(Value::Null),
            _ if !engine.on(R::TracksCreatePastEndNothing) => count,
            _ => return index(format!("a track cannot be made at {at}")),
        },
    };
    let track = make(engine, kind, at)?;
    let now = i64::try_from(engine.clock.tick).unwrap_or(0);
    engine.put_free(track, "_born", now);
    // Right after a group, or among its tracks, it belongs to the group.
    if at > 0 && engine.on(R::TracksCreateInsideGroup) {
        let before = engine.kids(song, "tracks")[at - 1];
        let next = engine.kids(song, "tracks").get(at + 1).copied();
        let group = if super::kind(engine, before) == GROUP {
            before
        } else {
            let group = engine.live_ref(before, "group_track");
            if next.is_some_and(|next| group != 0 && engine.live_ref(next, "group_track") == group) { group } else { 0 }
        };
        engine.put(track, "group_track", Value::obj(group));
    }
    rename_defaults(engine);
    if kind == MIDI && engine.on(R::TracksCreateMidiArms) && engine.face != Interface::User {
        arm_alone(engine, track);
    }
    if engine.on(R::TracksDefaultPresetDevices) {
        crate::members::device::insert(engine, track, if kind == MIDI { "Velocity" } else { "Utility" }, None)?;
    }
    if engine.on(R::TracksCreateSelects) {
        crate::members::view::select_track(engine, track);
    }
    Ok(Value::Obj(track))
}

/// Refuses what is past the limit of the edition.
pub(in crate::members) fn limit(engine: &Engine, count: usize, what: &str) -> Res<()> {
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
    if engine.on(R::TracksLimitError) && count as f64 >= engine.rules.number(R::TracksLimitError) {
        let text = format!("this edition of Live has no more {what}");
        return Err(Refusal::new(Kind::LimitationError, text).by(R::TracksLimitError));
    }
    Ok(())
}

pub(super) fn create_return(engine: &mut Engine, song: Id, _: &[Value]) -> Res {
    let at = engine.kids(song, "return_tracks").len();
    if at >= 12 {
        return Err(Refusal::new(Kind::LimitationError, "there are at most 12 return tracks"));
    }
    let track = make(engine, RETURN, at)?;
    rename_defaults(engine);
    if engine.on(R::TracksCreateSelects) {
        crate::members::view::select_track(engine, track);
    }
    Ok(Value::Obj(track))
}

pub(super) fn delete_track(engine: &mut Engine, song: Id, args: &[Value]) -> Res {
    let tracks = engine.kids(song, "tracks");
    let track = tracks[index_in(args, 0, tracks.len(), "track")?];
    let mut doomed = if kind(engine, track) == GROUP && engine.on(R::TracksDeleteGroupTakesMembers) {
        members(engine, track)
    } else {
        Vec::new()
    };
    doomed.push(track);
    let group = engine.live_ref(track, "group_track");
    if group != 0 && engine.on(R::TracksDeleteOnlyMemberRefused) {
        let siblings = members(engine, group);
        if siblings.iter().all(|sibling| doomed.contains(sibling)) {
            return refuse(R::TracksDeleteOnlyMemberRefused, "it is the only track of its group");
        }
    }
    let stays = |track: &Id| kind(engine, *track) != GROUP && !doomed.contains(track);
    if !engine.kids(song, "tracks").iter().any(stays) && engine.on(R::TracksLastTrackStays) {
        return refuse(R::TracksLastTrackStays, "the last track stays");
    }
    for track in &doomed {
        end_track(engine, *track, "tracks");
    }
    // What stood in a group that is gone stands in the one around it.
    for other in engine.kids(song, "tracks").to_vec() {
        if doomed.contains(&engine.o(other, "group_track")) {
            engine.put(other, "group_track", Value::obj(group));
        }
    }
    rename_defaults(engine);
    crate::members::view::keep_selection(engine);
    Ok(Value::Null)
}

pub(super) fn end_track(engine: &mut Engine, track: Id, list: &str) {
    solo(engine, track, false);
    engine.remove_child(engine.song, list, track);
    engine.kill(track);
}

pub(super) fn delete_return(engine: &mut Engine, song: Id, args: &[Value]) -> Res {
    let tracks = engine.kids(song, "return_tracks");
    let at = index_in(args, 0, tracks.len(), "return track")?;
    let track = tracks[at];
    end_track(engine, track, "return_tracks");
    for other in tracks_with_sends(engine) {
        let mixer = engine.o(other, "mixer_device");
        let send = engine.remove(mixer, "sends", at);
        engine.kill(send);
    }
    rename_defaults(engine);
    crate::members::view::keep_selection(engine);
    Ok(Value::Null)
}

pub(super) fn duplicate_track(engine: &mut Engine, song: Id, args: &[Value]) -> Res {
    let tracks = engine.kids(song, "tracks");
    let count = tracks.len();
    let at = index_in(args, 0, count, "track")?;
    let track = tracks[at];
    limit(engine, count, "tracks")?;
    if kind(engine, track) == GROUP {
        return runtime("group tracks are not duplicated here");
    }
    let place = if engine.on(R::TracksDuplicateAfterSource) { at + 1 } else { count };
    let copy = make(engine, kind(engine, track), place)?;
    for name in ["color", "color_index", "mute", "group_track", "current_monitoring_state", "_auto"] {
        let value = engine.val(track, name).clone();
        engine.put(copy, name, value);
    }
    if !engine.b(track, "_auto") {
        let name = engine.s(track, "name");
        engine.put(copy, "name", Value::Str(Arc::clone(&name)));
    }
    crate::members::routing::copy(engine, track, copy);
    crate::members::parameter::copy_mixer(engine, track, copy);
    crate::members::device::copy_all(engine, track, copy)?;
    for (from, to) in
        engine.kids(track, "clip_slots").to_vec().into_iter().zip(engine.kids(copy, "clip_slots").to_vec())
    {
        let clip = engine.live_ref(from, "clip");
        if clip != 0 {
            let new = crate::members::clip::copy(engine, clip, to)?;
            engine.put(to, "clip", Value::Obj(new));
        }
    }
    for (place, clip) in engine.kids(track, "arrangement_clips").to_vec().into_iter().enumerate() {
        let new = crate::members::clip::copy(engine, clip, copy)?;
        engine.insert(copy, "arrangement_clips", place, new);
    }
    let group = engine.live_ref(copy, "group_track");
    if group != 0 {
        engine.put(group, "fold_state", false);
    }
    rename_defaults(engine);
    crate::members::view::select_track(engine, copy);
    Ok(Value::Null)
}
