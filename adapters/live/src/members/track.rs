//! Tracks of every kind: how they come and go, their names, colours, arm, mute and solo.

mod color;
mod list;

use crate::engine::Engine;
use crate::refusal::{Res, refuse};
use crate::rules::Rule as R;
use crate::table::D::{B, F, I, K, N, S};
use crate::table::{Def, computed, func, val};
use crate::value::{Id, Value};

pub(crate) use color::{get_color, nearest, rgb};
pub(super) use color::{set_color, set_color_index};
pub(super) use list::limit;
pub(crate) use list::make;
use list::{create_return, create_track, delete_return, delete_track, duplicate_track};

/// Kinds of tracks.
pub(crate) const MIDI: i64 = 0;
pub(crate) const AUDIO: i64 = 1;
pub(crate) const GROUP: i64 = 2;
pub(crate) const RETURN: i64 = 3;
pub(crate) const MAIN: i64 = 4;

pub(super) const MEMBERS: &[Def] = &[
    val("Track._kind", I(MIDI)),
    // Whether Live makes the name.
    val("Track._auto", B(true)),
    val("Track._data", N).free(),
    val("Track._fired", I(-1)).free(),
    val("Track._playing", I(-1)).free(),
    // The file that the track came from, kept as it came.
    val("Track._extra", N),
    // The tick at which it was made.
    val("Track._born", I(-10)).free(),
    val("Track.name", S("")).on_set(set_name),
    val("Track.devices", K).on_get(|e, id| {
        if e.on(R::TracksDevicesExcludesMixer) {
            return Ok(e.val(id, "devices").clone());
        }
        // As the documentation has it.
        let mixer = std::iter::once(e.o(id, "mixer_device"));
        Ok(Value::ids(mixer.chain(e.kids(id, "devices").iter().copied()).collect()))
    }),
    val("Track.clip_slots", K),
    val("Track.arrangement_clips", K),
    val("Track.take_lanes", K),
    val("Track.mixer_device", N),
    val("Track.view", N),
    val("Track.group_track", N),
    val("Track.color", I(0)).on_get(get_color).on_set(set_color),
    val("Track.color_index", I(0)).on_set(set_color_index),
    val("Track.arm", B(false)).on_get(get_arm).on_set(set_arm),
    val("Track.implicit_arm", B(false)).free(),
    val("Track.mute", B(false)).on_set(set_mute),
    val("Track.solo", B(false)).on_set(set_solo),
    computed("Track.muted_via_solo", |e, id| Ok(muted_via_solo(e, id).into())),
    val("Track.is_frozen", B(false)),
    val("Track.current_monitoring_state", I(1)),
    val("Track.fold_state", B(false)),
    val("Track.is_showing_chains", B(false)).free(),
    val("Track.back_to_arranger", B(false)).free().on_set(super::transport::set_back),
    val("Track.performance_impact", F(0.0)).inert(),
    val("Track.input_meter_left", F(0.0)).inert(),
    val("Track.input_meter_right", F(0.0)).inert(),
    val("Track.input_meter_level", F(0.0)).inert(),
    val("Track.output_meter_left", F(0.0)).inert(),
    val("Track.output_meter_right", F(0.0)).inert(),
    val("Track.output_meter_level", F(0.0)).inert(),
    computed("Track.data", |e, id| Ok(e.val(id, "_data").clone())),
    computed("Track.can_be_armed", |e, id| Ok(can_arm(e, id).into())),
    computed("Track.can_be_frozen", |e, id| Ok((kind(e, id) < GROUP).into())),
    computed("Track.can_show_chains", |e, id| {
        Ok(e.kids(id, "devices").iter().any(|device| e.is(*device, "RackDevice")).into())
    }),
    computed("Track.fired_slot_index", |e, id| slots_only(e, id, "_fired")),
    computed("Track.playing_slot_index", |e, id| slots_only(e, id, "_playing")),
    computed("Track.has_audio_input", |e, id| {
        // Without the rule a group is neither a MIDI nor an audio track.
        let neither = kind(e, id) == GROUP && !e.on(R::TracksGroupIsAudiotrack);
        Ok((kind(e, id) != MIDI && !neither).into())
    }),
    computed("Track.has_audio_output", |e, id| Ok(has_audio_output(e, id).into())),
    computed("Track.has_midi_input", |e, id| Ok((kind(e, id) == MIDI).into())),
    computed("Track.has_midi_output", |e, id| Ok((kind(e, id) == MIDI && !has_instrument(e, id)).into())),
    computed("Track.is_foldable", |e, id| Ok((kind(e, id) == GROUP).into())),
    computed("Track.is_grouped", |e, id| Ok((e.live_ref(id, "group_track") != 0).into())),
    computed("Track.is_visible", |e, id| Ok(is_visible(e, id).into())),
    computed(
        "Track.is_part_of_selection",
        |e, id| Ok((e.live_ref(e.o(e.song, "view"), "selected_track") == id).into()),
    ),
    func("Track.get_data", |e, id, args| Ok(super::song::get_data(e, id, args))),
    func("Track.set_data", |e, id, args| Ok(super::song::set_data(e, id, args))),
    func("Track.stop_all_clips", super::transport::stop_track),
    func("Track.jump_in_running_session_clip", |_, _, _| Ok(Value::Null)).inert(),
    func("Track.duplicate_clip_slot", super::slot::duplicate_in_track),
    func("Song.create_midi_track", |e, id, args| create_track(e, id, MIDI, args)),
    func("Song.create_audio_track", |e, id, args| create_track(e, id, AUDIO, args)),
    func("Song.create_return_track", create_return),
    func("Song.delete_track", delete_track),
    func("Song.delete_return_track", delete_return),
    func("Song.duplicate_track", duplicate_track),
];

pub(crate) fn kind(engine: &Engine, track: Id) -> i64 {
    engine.i(track, "_kind")
}

pub(crate) fn has_instrument(engine: &Engine, track: Id) -> bool {
    engine.kids(track, "devices").iter().any(|device| super::device::is_instrument(engine, *device))
}

/// A MIDI track has audio once it has an instrument.
pub(crate) fn has_audio_output(engine: &Engine, track: Id) -> bool {
    kind(engine, track) != MIDI || has_instrument(engine, track) || !engine.on(R::MixerChainOnTrackWithoutAudio)
}

fn slots_only(engine: &Engine, id: Id, name: &str) -> Res {
    if kind(engine, id) >= RETURN && engine.on(R::TracksGroupHasNoArrangementClips) {
        return refuse(R::TracksGroupHasNoArrangementClips, "return and main tracks have no slots");
    }
    Ok(engine.val(id, name).clone())
}

pub(crate) fn is_visible(engine: &Engine, track: Id) -> bool {
    let mut at = track;
    for _ in 0..100 {
        at = engine.live_ref(at, "group_track");
        if at == 0 {
            return true;
        }
        if engine.b(at, "fold_state") {
            return false;
        }
    }
    true
}

fn muted_via_solo(engine: &Engine, track: Id) -> bool {
    if engine.i(engine.song, "_soloed") == 0 || engine.b(track, "solo") || kind(engine, track) >= RETURN {
        return false;
    }
    // What stands in a soloed group sounds, and so does the group of a soloed track.
    let mut at = engine.live_ref(track, "group_track");
    while at != 0 {
        if engine.b(at, "solo") {
            return false;
        }
        at = engine.live_ref(at, "group_track");
    }
    if kind(engine, track) == GROUP && members(engine, track).iter().any(|member| engine.b(*member, "solo")) {
        return false;
    }
    !engine.b(track, "mute") || engine.on(R::TracksMutedViaSolo)
}

/// All tracks within a group, at any depth.
pub(crate) fn members(engine: &Engine, group: Id) -> Vec<Id> {
    let mut found = Vec::new();
    for track in engine.kids(engine.song, "tracks") {
        let above = engine.live_ref(*track, "group_track");
        if above != 0 && (above == group || found.contains(&above)) {
            found.push(*track);
        }
    }
    found
}

fn can_arm(engine: &Engine, track: Id) -> bool {
    kind(engine, track) < GROUP && !super::routing::no_input(engine, track)
}

fn get_arm(engine: &Engine, id: Id) -> Res {
    if kind(engine, id) >= GROUP {
        if engine.on(R::TracksArmUnavailable) {
            return refuse(R::TracksArmUnavailable, "the track cannot be armed");
        }
        return Ok(false.into());
    }
    Ok(engine.val(id, "arm").clone())
}

fn set_arm(engine: &mut Engine, id: Id, value: Value) -> Res<()> {
    if !can_arm(engine, id) && (engine.on(R::TracksArmUnavailable) || kind(engine, id) >= GROUP) {
        return refuse(R::TracksArmUnavailable, "the track cannot be armed");
    }
    engine.put(id, "arm", value);
    Ok(())
}

/// Arms a track as Live does by itself: with exclusive arm, the others are disarmed.
pub(super) fn arm_alone(engine: &mut Engine, track: Id) {
    if engine.b(engine.song, "exclusive_arm") {
        for other in engine.kids(engine.song, "tracks").to_vec() {
            if other != track && engine.b(other, "arm") {
                engine.put(other, "arm", false);
            }
        }
    }
    engine.put(track, "arm", true);
}

fn set_mute(engine: &mut Engine, id: Id, value: Value) -> Res<()> {
    let on = value == Value::Bool(true);
    engine.put(id, "mute", value);
    let activator = engine.o(engine.o(id, "mixer_device"), "track_activator");
    engine.put(activator, "value", if on { 0.0 } else { 1.0 });
    super::parameter::overridden(engine, activator);
    Ok(())
}

pub(super) fn set_solo(engine: &mut Engine, id: Id, value: Value) -> Res<()> {
    if !engine.on(R::TracksSoloNotExclusive) && value == Value::Bool(true) && engine.b(engine.song, "exclusive_solo") {
        for other in engine.kids(engine.song, "tracks").to_vec() {
            if other != id {
                solo(engine, other, false);
            }
        }
    }
    solo(engine, id, value == Value::Bool(true));
    Ok(())
}

fn solo(engine: &mut Engine, id: Id, on: bool) {
    if engine.put(id, "solo", on) && kind(engine, id) < RETURN {
        let count = engine.i(engine.song, "_soloed") + if on { 1 } else { -1 };
        engine.put(engine.song, "_soloed", count);
    }
}

// ---- names ----

fn set_name(engine: &mut Engine, id: Id, value: Value) -> Res<()> {
    let mut name = value.as_str().unwrap_or_default().to_owned();
    if kind(engine, id) == RETURN && engine.on(R::NamesReturnPrefix) {
        let at = engine.kids(engine.song, "return_tracks").iter().position(|track| *track == id).unwrap_or(0);
        name = format!("{}-{name}", letter(at));
    }
    engine.put(id, "name", name);
    // An empty name gives the naming back to Live.
    engine.put(id, "_auto", value.as_str() == Some("") && engine.on(R::TracksDefaultNamesRenumber));
    rename_defaults(engine);
    Ok(())
}

/// The letter of a send.
pub(crate) fn letter(at: usize) -> char {
    char::from(b'A' + u8::try_from(at % 26).unwrap_or(0))
}

/// The name that Live gives a track.
fn default_name(engine: &Engine, track: Id, at: usize) -> String {
    let what = match kind(engine, track) {
        AUDIO => "Audio".to_owned(),
        GROUP => "Group".to_owned(),
        _ => "MIDI".to_owned(),
    };
    let instrument = engine.kids(track, "devices").iter().find(|device| super::device::is_instrument(engine, **device));
    match instrument {
        Some(device) if engine.on(R::TracksDefaultNameFollowsDevice) => {
            format!("{}-{}", at + 1, engine.s(*device, "name"))
        }
        _ => format!("{}-{what}", at + 1),
    }
}

/// Gives the tracks that Live names the names of their places.
pub(crate) fn rename_defaults(engine: &mut Engine) {
    for (at, track) in engine.kids(engine.song, "tracks").to_vec().into_iter().enumerate() {
        let fresh = engine.s(track, "name").is_empty();
        if engine.b(track, "_auto") && (fresh || engine.on(R::TracksDefaultNamesRenumber)) {
            let name = default_name(engine, track, at);
            engine.put(track, "name", name);
        }
    }
    for (at, track) in engine.kids(engine.song, "return_tracks").to_vec().into_iter().enumerate() {
        if engine.b(track, "_auto") {
            engine.put(track, "name", format!("{}-Return", letter(at)));
        }
        let mixers: Vec<Id> =
            tracks_with_sends(engine).into_iter().map(|track| engine.o(track, "mixer_device")).collect();
        let name = engine.s(track, "name");
        for mixer in mixers {
            if let Some(send) = engine.kids(mixer, "sends").get(at).copied() {
                engine.put(send, "name", Value::Str(name.clone()));
            }
        }
    }
}

fn tracks_with_sends(engine: &Engine) -> Vec<Id> {
    let lists = [engine.kids(engine.song, "tracks"), engine.kids(engine.song, "return_tracks")];
    lists.concat()
}
