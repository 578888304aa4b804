//! Tracks of every kind: how they come and go, their names, colours, arm, mute and solo.

use std::sync::Arc;

use livebridge_transforms::LIVE_PALETTE;

use super::{index_in, whole};
use crate::engine::{Engine, Interface};
use crate::refusal::{Kind, Refusal, Res, index, range, refuse, runtime};
use crate::rules::Rule as R;
use crate::table::D::{B, F, I, K, N, S};
use crate::table::{Def, computed, func, val};
use crate::value::{Id, Value};

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
    val("Track.performance_impact", F(0.0)),
    val("Track.input_meter_left", F(0.0)),
    val("Track.input_meter_right", F(0.0)),
    val("Track.input_meter_level", F(0.0)),
    val("Track.output_meter_left", F(0.0)),
    val("Track.output_meter_right", F(0.0)),
    val("Track.output_meter_level", F(0.0)),
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
    func("Track.jump_in_running_session_clip", |_, _, _| Ok(Value::Null)),
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
    engine.put(id, "_auto", value.as_str() == Some(""));
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

// ---- colours ----

/// The colours of a host without Live's palette: as many hues, evenly around the wheel.
fn wheel() -> [u32; 70] {
    let mut colors = [0; 70];
    for (color, at) in colors.iter_mut().zip(0_u32..) {
        let (part, up) = (at * 6 / 70, at * 6 % 70 * 255 / 70);
        let (low, high, down) = (0, 255, 255 - up);
        let (red, green, blue) = match part {
            0 => (high, up, low),
            1 => (down, high, low),
            2 => (low, high, up),
            3 => (low, down, high),
            4 => (up, low, high),
            _ => (high, low, down),
        };
        *color = red << 16 | green << 8 | blue;
    }
    colors
}

fn palette(engine: &Engine) -> [u32; 70] {
    if engine.on(R::ColorPalettePoints) { LIVE_PALETTE } else { wheel() }
}

/// The place in the palette that is nearest to a colour.
pub(crate) fn nearest(engine: &Engine, rgb: i64) -> usize {
    let palette = palette(engine);
    let part = |rgb: i64, shift: u32| (rgb >> shift) & 0xff;
    let distance = |other: u32| -> i64 {
        [16, 8, 0].iter().map(|shift| (part(rgb, *shift) - part(i64::from(other), *shift)).pow(2)).sum()
    };
    (0..palette.len()).min_by_key(|at| distance(palette[*at])).unwrap_or(0)
}

/// The colour of a place in the palette.
pub(crate) fn rgb(engine: &Engine, at: i64) -> i64 {
    usize::try_from(at).ok().and_then(|at| palette(engine).get(at).copied()).map_or(0, i64::from)
}

/// A colour: the palette's, or the very one that was written where nothing snaps. 0 in `color` is the palette's.
pub(crate) fn get_color(engine: &Engine, id: Id) -> Res {
    let own = engine.i(id, "color");
    Ok(Value::Int(if own == 0 { rgb(engine, engine.i(id, "color_index")) } else { own }))
}

pub(super) fn set_color(engine: &mut Engine, id: Id, value: Value) -> Res<()> {
    let wanted = value.int().unwrap_or(0);
    let sdk = engine.face == Interface::Sdk;
    if sdk && engine.is(id, "Track") && engine.on(R::TracksSdkNoTrackColour) {
        return Err(
            Refusal::new(Kind::AttributeError, "the Extensions API has no track colour").by(R::TracksSdkNoTrackColour)
        );
    }
    let at = nearest(engine, wanted);
    let snaps = if sdk { !engine.on(R::ColorSdkRgbRoundtrip) } else { engine.on(R::ColorSnapNearest) };
    let exact = rgb(engine, i64::try_from(at).unwrap_or(0)) == wanted;
    engine.put(id, "color_index", Value::count(at));
    engine.put(id, "color", if snaps || exact { 0 } else { wanted.max(1) });
    Ok(())
}

pub(super) fn set_color_index(engine: &mut Engine, id: Id, value: Value) -> Res<()> {
    let at = value.int().unwrap_or(-1);
    if !(0..70).contains(&at) {
        return range(format!("the palette has no colour {at}"));
    }
    engine.put(id, "color_index", at);
    engine.put(id, "color", 0);
    Ok(())
}

// ---- coming and going ----

/// A new track in the list of its kind, with mixer, view and, where it has them, slots.
pub(crate) fn make(engine: &mut Engine, kind: i64, at: usize) -> Res<Id> {
    let song = engine.song;
    let track = engine.create("Track", song)?;
    engine.put(track, "_kind", kind);
    let view = engine.create("Track.View", track)?;
    engine.put(track, "view", Value::Obj(view));
    super::parameter::make_mixer(engine, track)?;
    let color = i64::try_from(at).unwrap_or(0) * 7 % 70;
    engine.put(track, "color_index", color);
    super::routing::start(engine, track);
    if kind < RETURN {
        for _ in 0..engine.kids(song, "scenes").len() {
            super::slot::make(engine, track)?;
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
                        super::parameter::make_send(engine, mixer)?;
                    }
                }
            }
        }
        _ => {
            engine.insert(song, "tracks", at, track);
            let mixer = engine.o(track, "mixer_device");
            for _ in 0..engine.kids(song, "return_tracks").len() {
                super::parameter::make_send(engine, mixer)?;
            }
        }
    }
    Ok(track)
}

/// Where a new track goes that names no place: after the selected one, else at the end.
fn after_selected(engine: &Engine) -> usize {
    let tracks = engine.kids(engine.song, "tracks");
    let selected = engine.live_ref(engine.o(engine.song, "view"), "selected_track");
    tracks.iter().position(|track| *track == selected).map_or(tracks.len(), |at| at + 1)
}

fn create_track(engine: &mut Engine, song: Id, kind: i64, args: &[Value]) -> Res {
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
        let group = if self::kind(engine, before) == GROUP {
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
        super::device::insert(engine, track, if kind == MIDI { "Velocity" } else { "Utility" }, None)?;
    }
    if engine.on(R::TracksCreateSelects) {
        super::view::select_track(engine, track);
    }
    Ok(Value::Obj(track))
}

/// Refuses what is past the limit of the edition.
pub(super) fn limit(engine: &Engine, count: usize, what: &str) -> Res<()> {
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
    if engine.on(R::TracksLimitError) && count as f64 >= engine.rules.number(R::TracksLimitError) {
        let text = format!("this edition of Live has no more {what}");
        return Err(Refusal::new(Kind::LimitationError, text).by(R::TracksLimitError));
    }
    Ok(())
}

fn create_return(engine: &mut Engine, song: Id, _: &[Value]) -> Res {
    let at = engine.kids(song, "return_tracks").len();
    if at >= 12 {
        return Err(Refusal::new(Kind::LimitationError, "there are at most 12 return tracks"));
    }
    let track = make(engine, RETURN, at)?;
    rename_defaults(engine);
    if engine.on(R::TracksCreateSelects) {
        super::view::select_track(engine, track);
    }
    Ok(Value::Obj(track))
}

fn delete_track(engine: &mut Engine, song: Id, args: &[Value]) -> Res {
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
    super::view::keep_selection(engine);
    Ok(Value::Null)
}

fn end_track(engine: &mut Engine, track: Id, list: &str) {
    solo(engine, track, false);
    engine.remove_child(engine.song, list, track);
    engine.kill(track);
}

fn delete_return(engine: &mut Engine, song: Id, args: &[Value]) -> Res {
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
    super::view::keep_selection(engine);
    Ok(Value::Null)
}

fn duplicate_track(engine: &mut Engine, song: Id, args: &[Value]) -> Res {
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
    super::routing::copy(engine, track, copy);
    super::parameter::copy_mixer(engine, track, copy);
    super::device::copy_all(engine, track, copy)?;
    for (from, to) in
        engine.kids(track, "clip_slots").to_vec().into_iter().zip(engine.kids(copy, "clip_slots").to_vec())
    {
        let clip = engine.live_ref(from, "clip");
        if clip != 0 {
            let new = super::clip::copy(engine, clip, to)?;
            engine.put(to, "clip", Value::Obj(new));
        }
    }
    for (place, clip) in engine.kids(track, "arrangement_clips").to_vec().into_iter().enumerate() {
        let new = super::clip::copy(engine, clip, copy)?;
        engine.insert(copy, "arrangement_clips", place, new);
    }
    let group = engine.live_ref(copy, "group_track");
    if group != 0 {
        engine.put(group, "fold_state", false);
    }
    rename_defaults(engine);
    super::view::select_track(engine, copy);
    Ok(Value::Null)
}
