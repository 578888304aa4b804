//! What a Live Set's file tells beyond its snapshot: groups, return tracks, colours, sends, racks with their chains.

use std::collections::BTreeMap;

use livebridge_als::model::{self, Color, LiveTrackKind};
use livebridge_transforms::{FaderCurve, FaderParam, db_to_param_value};

use crate::engine::Engine;
use crate::members::parameter::{self, Spec};
use crate::members::{device, rack, track};
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
            build(engine, id, device, 0)?;
        }
    } else {
        for (made, device) in engine.kids(id, "devices").to_vec().into_iter().zip(&from.devices) {
            chains(engine, made, device, 0)?;
        }
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

/// How deep racks may nest.
const DEEPEST: usize = 30;

/// A device as the file has it, at the end of a track or chain.
fn build(engine: &mut Engine, place: Id, from: &model::Device, depth: usize) -> Res<Id> {
    let rack_ = !from.chains.is_empty() || from.class.ends_with("GroupDevice");
    let id = engine.create(if rack_ { "RackDevice" } else { "Device" }, place)?;
    let view = engine.create(if rack_ { "RackDevice.View" } else { "Device.View" }, id)?;
    engine.put(id, "view", Value::Obj(view));
    engine.put(id, "name", &*from.shown_name());
    engine.put(id, "class_name", &*from.class);
    engine.put(id, "class_display_name", &*from.shown_name());
    let kind = device::native(engine, &from.shown_name()).map_or(device::AUDIO_EFFECT, |native| native.kind);
    engine.put(id, "type", kind);
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
        device::add(engine, id, &spec)?;
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
                build(engine, made, device, depth + 1)?;
            }
        }
    }
    Ok(())
}
