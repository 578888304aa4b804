//! What a Live Set's file tells beyond its snapshot: groups, return tracks, colours, sends, routing, racks with their
//! chains and what their macros hold, and how audio clips are warped and tuned.

use std::collections::BTreeMap;

use livebridge_als::model::{self, AudioContent, Color, Content, LiveTrackKind};
use livebridge_transforms::{FaderCurve, FaderParam, db_to_param_value};

use crate::engine::Engine;
use crate::members::parameter::{self, Spec};
use crate::members::{arrangement, clip, device, rack, track, warp};
use crate::refusal::Res;
use crate::value::{Id, Value};

/// Completes the Set that the snapshot of the same file gave.
pub(crate) fn complete(engine: &mut Engine, set: &model::Set) -> Res<()> {
    let song = engine.song;
    let transport = set.transport;
    engine.put(song, "loop", transport.loop_on.unwrap_or(false));
    for (name, value) in [("loop_start", transport.loop_start), ("loop_length", transport.loop_length)] {
        if let Some(value) = value.filter(|value| value.is_finite() && *value >= 0.0) {
            engine.put(song, name, value);
        }
    }
    if let Some(signature) = set.signature_at_start() {
        engine.put(song, "signature_numerator", i64::from(signature.numerator()));
        engine.put(song, "signature_denominator", i64::from(signature.denominator()));
    }
    for (from, scene) in set.scenes.iter().zip(engine.kids(song, "scenes").to_vec()) {
        color(engine, scene, from.color);
    }
    let mut plain = engine.kids(song, "tracks").to_vec().into_iter();
    let mut returns = engine.kids(song, "return_tracks").to_vec().into_iter();
    let mut ids: BTreeMap<i64, Id> = BTreeMap::new();
    let mut place = 0;
    for from in &set.tracks {
        let id = match from.kind {
            LiveTrackKind::Midi | LiveTrackKind::Audio => {
                place += 1;
                plain.next()
            }
            LiveTrackKind::Group => {
                let group = track::make(engine, track::GROUP, place)?;
                place += 1;
                Some(group)
            }
            LiveTrackKind::Return => returns.next(),
            LiveTrackKind::Main | LiveTrackKind::Cue | LiveTrackKind::Unknown => None,
        };
        let Some(id) = id else { continue };
        if let Some(number) = from.id {
            ids.insert(number, id);
        }
        one(engine, id, from)?;
    }
    for from in &set.tracks {
        let of = |id: Option<i64>| id.and_then(|id| ids.get(&id).copied());
        if let (Some(id), Some(group)) = (of(from.id), of(from.group)) {
            engine.put(id, "group_track", Value::Obj(group));
        }
    }
    for from in &set.tracks {
        if let Some(id) = from.id.and_then(|id| ids.get(&id).copied()) {
            output(engine, id, &from.output, &ids);
        }
    }
    if let Some(main) = &set.main {
        let id = engine.o(song, "master_track");
        mixer(engine, id, main);
    }
    Ok(())
}

fn one(engine: &mut Engine, id: Id, from: &model::Track) -> Res<()> {
    engine.put(id, "name", &*from.name);
    engine.put(id, "_auto", from.user_name.is_empty() && track::kind(engine, id) < track::RETURN);
    color(engine, id, from.color);
    engine.put(id, "is_frozen", from.frozen);
    if let Some(monitor) = from.monitor.filter(|monitor| (0..3).contains(monitor)) {
        engine.put(id, "current_monitoring_state", monitor);
    }
    if track::kind(engine, id) >= track::GROUP {
        mixer(engine, id, from);
        engine.put(id, "mute", from.active == Some(false));
        for device in &from.devices {
            build(engine, (id, 0), device, 0)?;
        }
    } else {
        for (at, device) in from.devices.iter().enumerate() {
            let Some(made) = engine.kids(id, "devices").get(at).copied() else { break };
            let made = as_class(engine, id, at, made, device)?;
            named(engine, made, device);
            chains(engine, made, device, 0)?;
        }
        clips(engine, id, from);
    }
    sends(engine, id, from);
    Ok(())
}

fn fader(gain: f64) -> f64 {
    let param = FaderParam { min: 0.0, max: 1.0, default_value: 0.85 };
    db_to_param_value(20.0 * gain.max(1e-4).log10(), param, FaderCurve::Live).unwrap_or(0.85).clamp(0.0, 1.0)
}

fn mixer(engine: &mut Engine, id: Id, from: &model::Track) {
    let mixer = engine.o(id, "mixer_device");
    if let Some(gain) = from.at_start(&from.volume) {
        engine.put(engine.o(mixer, "volume"), "value", fader(gain));
    }
    if let Some(pan) = from.at_start(&from.pan) {
        engine.put(engine.o(mixer, "panning"), "value", pan.clamp(-1.0, 1.0));
    }
}

fn sends(engine: &mut Engine, id: Id, from: &model::Track) {
    let mixer = engine.o(id, "mixer_device");
    for (send, id) in from.sends.iter().zip(engine.kids(mixer, "sends").to_vec()) {
        if let Some(gain) = from.at_start(&send.gain) {
            // The lowest gain that a file holds is silence.
            let value = if gain <= 0.000_32 { 0.0 } else { (fader(gain) / 0.85).clamp(0.0, 1.0) };
            engine.put(id, "value", value);
        }
    }
}

fn color(engine: &mut Engine, id: Id, color: Color) {
    if let Color::Palette(at) = color {
        engine.put(id, "color_index", i64::from(at));
    }
}

/// Where the sound of a track goes: `AudioOut/Track.12/TrackIn`, `AudioOut/GroupTrack`, `AudioOut/None`.
fn output(engine: &mut Engine, id: Id, target: &str, ids: &BTreeMap<i64, Id>) {
    let number = target.strip_prefix("AudioOut/Track.").and_then(|rest| rest.split('/').next()?.parse().ok());
    let to = match target {
        "AudioOut/GroupTrack" => engine.live_ref(id, "group_track"),
        _ => number.and_then(|number: i64| ids.get(&number).copied()).unwrap_or(0),
    };
    if to != 0 {
        let name = engine.s(to, "name");
        engine.put(id, "_out", Value::Str(name));
        engine.put(id, "_out_channel", "Track In");
    } else if target == "AudioOut/None" {
        engine.put(id, "_out", "Sends Only");
        engine.put(id, "_out_channel", "");
    }
}

/// The audio clips of a track as the file has them.
fn clips(engine: &mut Engine, id: Id, from: &model::Track) {
    for (slot, clip) in &from.session {
        let slot = engine.kids(id, "clip_slots").get(*slot).copied().unwrap_or(0);
        let made = engine.live_ref(slot, "clip");
        if let (Content::Audio(audio), true) = (&clip.content, made != 0) {
            sound(engine, made, audio);
        }
    }
    for clip in &from.arrangement {
        let start = clip.start.or(clip.time).unwrap_or(0.0);
        let near = |made: &&Id| (engine.f(**made, "_start") - start).abs() < 1e-9;
        let made = arrangement::clips(engine, id).iter().find(near).copied();
        if let (Content::Audio(audio), Some(made)) = (&clip.content, made) {
            sound(engine, made, audio);
            // The end marker of a clip that is not warped stays the beat that it was while it was.
            let marker = clip.looping.out_marker.filter(|marker| *marker > engine.f(made, "start_marker"));
            if let (Some(marker), Some(false)) = (marker, audio.warped) {
                engine.put(made, "end_marker", marker);
            }
        }
    }
}

fn sound(engine: &mut Engine, clip: Id, audio: &AudioContent) {
    if !engine.b(clip, "is_audio_clip") {
        return;
    }
    if let Some((frames, rate)) = audio.frames.zip(audio.rate).filter(|(frames, rate)| *frames > 0.0 && *rate > 0.0) {
        engine.put(clip, "_seconds", frames / rate);
        engine.put(clip, "_rate", rate);
    }
    // What runs backwards, or is not all there, is what a fresh clip has.
    let points = &audio.warp_points;
    if points.len() >= 2 && points.windows(2).all(|pair| pair[0].0 < pair[1].0 && pair[0].1 < pair[1].1) {
        warp::keep(engine, clip, points);
    }
    if let Some(mode) = audio.warp_mode.filter(|mode| (0..=6).contains(mode)) {
        engine.put(clip, "warp_mode", mode);
    }
    let within = |value: Option<f64>, most: f64| value.filter(|value| value.abs() <= most);
    if let Some(coarse) = within(audio.pitch_coarse, 48.0) {
        #[expect(clippy::cast_possible_truncation, reason = "-48 to 48")]
        engine.put(clip, "pitch_coarse", coarse as i64);
    }
    if let Some(fine) = within(audio.pitch_fine, 500.0) {
        engine.put(clip, "pitch_fine", fine);
    }
    if let Some(gain) = audio.gain.filter(|gain| gain.is_finite()) {
        engine.put(clip, "gain", warp::slider(gain));
    }
    if audio.warped == Some(false) {
        // The file has its loop in seconds, as an unwarped clip has here.
        engine.put(clip, "warping", false);
        engine.put(clip, "looping", false);
        let (start, end) = clip::region(engine, clip);
        let beats = (end - start) * warp::beats_per_unit(engine, clip);
        engine.put(clip, "_frozen_length", beats.max(0.0));
    }
}

fn is_rack(from: &model::Device) -> bool {
    !from.chains.is_empty() || from.class.ends_with("GroupDevice")
}

fn class_of(from: &model::Device) -> &'static str {
    if is_rack(from) {
        "RackDevice"
    } else if from.class.starts_with("MxDevice") {
        "MaxDevice"
    } else {
        "Device"
    }
}

/// What a device of the file is: its class and type, whatever name it was given.
fn named(engine: &mut Engine, id: Id, from: &model::Device) {
    if let Some((name, kind)) = device::by_class(engine, &from.class) {
        engine.put(id, "class_name", &*from.class);
        engine.put(id, "class_display_name", name);
        engine.put(id, "type", kind);
    }
}

/// A rack or a Max device instead of the plain device that was made of it: a snapshot does not tell which it is.
fn as_class(engine: &mut Engine, track: Id, at: usize, old: Id, from: &model::Device) -> Res<Id> {
    let class = class_of(from);
    if class == "Device" || engine.is(old, class) {
        return Ok(old);
    }
    let id = engine.create(class, track)?;
    let view = engine.create(if class == "RackDevice" { "RackDevice.View" } else { "Device.View" }, id)?;
    engine.put(id, "view", Value::Obj(view));
    for name in ["name", "class_name", "class_display_name", "type", "_extra", "_native"] {
        let value = engine.val(old, name).clone();
        engine.put(id, name, value);
    }
    for parameter in engine.kids(old, "parameters").to_vec() {
        engine.remove_child(old, "parameters", parameter);
        engine.adopt(parameter, id);
        engine.insert(id, "parameters", usize::MAX, parameter);
    }
    if class == "RackDevice" {
        rack::start(engine, id, if &*from.class == "DrumGroupDevice" { "Drum Rack" } else { "" })?;
    }
    engine.remove(track, "devices", at);
    engine.kill(old);
    engine.insert(track, "devices", at, id);
    Ok(id)
}

/// How deep racks may nest.
const DEEPEST: usize = 30;

/// A device as the file has it, at the end of a track, or of a chain of a rack.
fn build(engine: &mut Engine, (place, around): (Id, Id), from: &model::Device, depth: usize) -> Res<Id> {
    let class = class_of(from);
    let id = engine.create(class, place)?;
    let view = engine.create(if class == "RackDevice" { "RackDevice.View" } else { "Device.View" }, id)?;
    engine.put(id, "view", Value::Obj(view));
    engine.put(id, "name", &*from.shown_name());
    engine.put(id, "class_name", &*from.class);
    engine.put(id, "class_display_name", &*from.shown_name());
    let kind = device::native(engine, &from.shown_name()).map_or(device::AUDIO_EFFECT, |native| native.kind);
    engine.put(id, "type", kind);
    named(engine, id, from);
    let on = from.on != Some(false);
    let switch =
        Spec { quantized: true, ..Spec::plain("Device On", 0.0, 1.0, f64::from(u8::from(on)), parameter::SWITCH) };
    device::add(engine, id, &switch)?;
    for param in &from.parameters {
        let (min, max) = param.range.unwrap_or((param.value.min(0.0), param.value.max(1.0)));
        if !(min.is_finite() && max.is_finite() && param.value.is_finite()) {
            continue;
        }
        let spec = Spec {
            quantized: param.is_switch,
            ..Spec::plain(&param.key, min.min(param.value), max.max(param.value), param.value, parameter::PLAIN)
        };
        let made = device::add(engine, id, &spec)?;
        if let Some(at) = param.macro_control.filter(|at| *at < 16 && around != 0) {
            rack::map_macro(engine, around, i64::from(at), made)?;
        }
    }
    engine.insert(place, "devices", usize::MAX, id);
    chains(engine, id, from, depth)?;
    Ok(id)
}

/// The chains of a rack as the file has them.
fn chains(engine: &mut Engine, id: Id, from: &model::Device, depth: usize) -> Res<()> {
    if !engine.is(id, "RackDevice") || depth > DEEPEST {
        return Ok(());
    }
    let drum = &*from.class == "DrumGroupDevice";
    if drum && !engine.b(id, "_drum") {
        engine.put(id, "_drum", true);
    }
    if drum && engine.kids(id, "drum_pads").is_empty() {
        rack::make_pads(engine, id)?;
    }
    for (list, all) in [("chains", &from.chains), ("return_chains", &from.returns)] {
        for chain in all {
            let made = rack::make_chain(engine, id, list, usize::MAX, &chain.name)?;
            if let Some(note) = chain.note.filter(|note| (0..128).contains(note) && drum) {
                engine.put(made, "in_note", note);
            }
            engine.put(made, "mute", chain.active == Some(false));
            engine.put(made, "solo", chain.solo == Some(true));
            let mixer = engine.o(made, "mixer_device");
            if let Some(gain) = chain.volume {
                engine.put(engine.o(mixer, "volume"), "value", fader(gain));
            }
            for device in &chain.devices {
                build(engine, (made, id), device, depth + 1)?;
            }
        }
    }
    Ok(())
}
