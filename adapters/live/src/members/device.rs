//! Devices: how they are inserted, moved, copied and deleted, and in which order they may stand.

mod list;

use livebridge_fake::devices as catalogue;

use super::parameter::{self, Spec};
use super::{object, text, whole};
use crate::engine::{Engine, Interface};
use crate::refusal::{Kind, Refusal, Res, argument, index, refuse};
use crate::rules::Rule as R;
use crate::table::D::{B, F, I, K, N, S};
use crate::table::{Def, computed, func, val};
use crate::value::{Id, Value};

pub(crate) use list::copy_all;
pub(super) use list::copy_all_at;
use list::{delete, duplicate, move_device, nearest};

pub(super) const MEMBERS: &[Def] = &[
    val("Device.name", S("")).on_set(|e, id, value| {
        if e.face == Interface::Sdk && e.on(R::DevNameWritable) {
            let text = "a device's name is read-only in the Extensions API";
            return Err(Refusal::new(Kind::AttributeError, text).by(R::DevNameWritable));
        }
        e.put(id, "name", value);
        Ok(())
    }),
    val("Device.class_name", S("")),
    val("Device.class_display_name", S("")),
    val("Device.type", I(0)),
    val("Device.parameters", K),
    val("Device.view", N),
    val("Device._native", B(true)),
    val("Device._extra", N),
    computed("Device.is_active", |e, id| {
        let on = e.kids(id, "parameters").first().copied().unwrap_or(0);
        Ok((on == 0 || e.f(on, "value") != 0.0).into())
    }),
    computed("Device.can_have_chains", |e, id| Ok(e.is(id, "RackDevice").into())),
    computed("Device.can_have_drum_pads", |e, id| Ok(super::rack::is_drum_rack(e, id).into())),
    val("Device.can_compare_ab", B(false)).inert(),
    val("Device.latency_in_samples", I(0)).inert(),
    val("Device.latency_in_ms", F(0.0)).inert(),
    func("Device.store_chosen_bank", |_, _, _| Ok(Value::Null)).inert(),
    val("Device.View.is_collapsed", B(false)).free(),
    func("Track.insert_device", insert_call),
    func("Chain.insert_device", insert_call),
    func("Track.delete_device", delete),
    func("Chain.delete_device", delete),
    func("Track.duplicate_device", duplicate),
    func("Chain.duplicate_device", duplicate),
    func("Song.move_device", |e, _, args| {
        move_device(e, object(args, 0), object(args, 1), whole(args, 2).unwrap_or(-1))
    }),
    func("Song.find_device_position", |e, _, args| {
        let (device, to) = (object(args, 0), object(args, 1));
        if device == 0 || to == 0 {
            return argument("a device and a track or chain are wanted");
        }
        let at = nearest(e, device, to, whole(args, 2).unwrap_or(-1));
        Ok(at.map_or(Value::Int(-1), Value::count))
    }),
];

/// Types of devices.
pub(crate) const INSTRUMENT: i64 = 1;
pub(crate) const AUDIO_EFFECT: i64 = 2;
pub(crate) const MIDI_EFFECT: i64 = 4;

pub(crate) fn is_instrument(engine: &Engine, device: Id) -> bool {
    engine.i(device, "type") == INSTRUMENT
}

/// What the table says of a native device.
pub(crate) struct Native {
    pub name: &'static str,
    pub class: &'static str,
    pub class_name: Option<&'static str>,
    pub kind: i64,
}

/// A native device by its exact name.
pub(crate) fn native(engine: &Engine, name: &str) -> Option<Native> {
    let devices = engine.table.json["devices"].as_array()?;
    let row = devices.iter().find(|row| row["name"].as_str() == Some(name))?;
    Some(Native {
        name: row["name"].as_str()?,
        class: row["lom_class"].as_str().unwrap_or("Device"),
        class_name: row["class_name"].as_str(),
        kind: row["device_type"].as_i64().unwrap_or(0),
    })
}

/// Name and type of a native device by the class that files name it by.
pub(crate) fn by_class(engine: &Engine, class: &str) -> Option<(&'static str, i64)> {
    match class {
        "MxDeviceMidiEffect" => return Some(("Max MIDI Effect", MIDI_EFFECT)),
        "MxDeviceAudioEffect" => return Some(("Max Audio Effect", AUDIO_EFFECT)),
        "MxDeviceInstrument" => return Some(("Max Instrument", INSTRUMENT)),
        _ => {}
    }
    let rack = match class {
        "DrumGroupDevice" => Some("Drum Rack"),
        "InstrumentGroupDevice" => Some("Instrument Rack"),
        "AudioEffectGroupDevice" => Some("Audio Effect Rack"),
        "MidiEffectGroupDevice" => Some("MIDI Effect Rack"),
        _ => None,
    };
    let devices = engine.table.json["devices"].as_array()?;
    let row = devices.iter().find(|row| match rack {
        Some(name) => row["name"].as_str() == Some(name),
        None => row["class_name"].as_str() == Some(class),
    })?;
    Some((row["name"].as_str()?, row["device_type"].as_i64()?))
}

fn insert_call(engine: &mut Engine, id: Id, args: &[Value]) -> Res {
    super::slot::since(engine, [12, 3, 0], "insert_device")?;
    let device = insert(engine, id, text(args, 0), whole(args, 1))?;
    Ok(Value::Obj(device))
}

/// Inserts a native device by name.
pub(crate) fn insert(engine: &mut Engine, place: Id, name: &str, at: Option<i64>) -> Res<Id> {
    let found = native(engine, name).or_else(|| {
        // Without the rule the case of the name does not matter.
        let devices = engine.table.json["devices"].as_array()?;
        let lower =
            devices.iter().find(|row| row["name"].as_str().is_some_and(|other| other.eq_ignore_ascii_case(name)))?;
        if engine.on(R::DevInsertName) { None } else { native(engine, lower["name"].as_str()?) }
    });
    let Some(native) = found else {
        let plugin = name.contains("VST") || name.contains(".amxd") || name.contains('/');
        if plugin && !engine.on(R::DevPluginsRaise) {
            let native =
                Native { name: "Plug-In", class: "PluginDevice", class_name: Some("PluginDevice"), kind: AUDIO_EFFECT };
            let device = make(engine, place, &native)?;
            engine.put(device, "name", name);
            engine.insert(place, "devices", usize::MAX, device);
            return Ok(device);
        }
        let rule = if plugin { R::DevPluginsRaise } else { R::DevInsertName };
        return refuse(rule, format!("there is no native device {name}"));
    };
    if native.class == "RackDevice" && !engine.on(R::DevRacksInsertable) {
        return refuse(R::DevRacksInsertable, "racks are not inserted by name");
    }
    let count = engine.kids(place, "devices").len();
    let given = match at {
        None | Some(-1) => None,
        Some(at) => match usize::try_from(at) {
            Ok(at) if at <= count => Some(at),
            // An empty chain takes the first place.
            _ if engine.on(R::DevInsertPastEndRejected) => {
                return Err(Refusal::new(Kind::IndexError, format!("a device cannot stand at {at}"))
                    .by(R::DevInsertPastEndRejected));
            }
            _ => Some(count),
        },
    };
    if given == Some(0) && count == 0 && !engine.on(R::DevEmptyChainIndex0) {
        return index("an empty chain takes no index");
    }
    let at = fit(engine, place, native.kind, given)?;
    let device = make(engine, place, &native)?;
    engine.insert(place, "devices", at, device);
    after_insert(engine, place, device);
    Ok(device)
}

/// What follows the insertion of a device, whoever did it.
pub(crate) fn after_insert(engine: &mut Engine, place: Id, device: Id) {
    if is_instrument(engine, device)
        && engine.is(place, "Track")
        && super::track::kind(engine, place) == super::track::MIDI
    {
        if engine.on(R::TracksInstrumentArms) && engine.face != Interface::User {
            super::track::arm_alone(engine, place);
            engine.put(place, "implicit_arm", true);
        }
        super::track::rename_defaults(engine);
    }
    if engine.on(R::DevInsertSelects) {
        super::view::select_device(engine, device);
    }
}

/// The place of a device of a kind, by the order MIDI effects, instrument, audio effects.
fn fit(engine: &Engine, place: Id, kind: i64, given: Option<usize>) -> Res<usize> {
    let devices = engine.kids(place, "devices");
    let track = if engine.is(place, "Track") { super::track::kind(engine, place) } else { super::track::MIDI };
    if track != super::track::MIDI && kind != AUDIO_EFFECT {
        return refuse(R::DevInstrumentOnAudioTrack, "the track takes audio effects only");
    }
    let instrument = devices.iter().position(|device| is_instrument(engine, *device));
    let first_audio =
        devices.iter().position(|device| engine.i(*device, "type") == AUDIO_EFFECT).unwrap_or(devices.len());
    let last_midi = devices.iter().rposition(|device| engine.i(*device, "type") == MIDI_EFFECT).map_or(0, |at| at + 1);
    match kind {
        INSTRUMENT => {
            if instrument.is_some() && engine.on(R::DevOneInstrument) {
                return refuse(R::DevOneInstrument, "there is an instrument already");
            }
            let at = given.unwrap_or(first_audio);
            if at < last_midi || at > first_audio {
                return refuse(
                    R::DevMidiEffectBeforeInstrument,
                    "an instrument stands after MIDI effects and before audio effects",
                );
            }
            Ok(at)
        }
        MIDI_EFFECT => {
            let limit = instrument.unwrap_or(first_audio);
            let at = given.unwrap_or(limit);
            if at > limit && engine.on(R::DevMidiEffectBeforeInstrument) {
                return refuse(R::DevMidiEffectBeforeInstrument, "a MIDI effect stands before the instrument");
            }
            Ok(at)
        }
        _ => {
            let limit = instrument.map_or(last_midi, |at| at + 1);
            let at = given.unwrap_or(devices.len());
            if at < limit && engine.on(R::DevAudioEffectBeforeInstrumentRefused) {
                return refuse(R::DevAudioEffectBeforeInstrumentRefused, "an audio effect stands after the instrument");
            }
            Ok(at)
        }
    }
}

/// The unit that a catalogued parameter shows, from its range and name.
fn unit(name: &str, min: f64, max: f64, quantized: bool) -> i64 {
    let lower = name.to_lowercase();
    if quantized && (min, max) == (0.0, 1.0) {
        parameter::SWITCH
    } else if quantized {
        parameter::PLAIN
    } else if lower.contains("ratio") {
        parameter::RATIO
    } else if lower.contains("freq") && min > 0.0 {
        parameter::HERTZ
    } else if lower.contains("threshold") || lower.contains("gain") && min < 0.0 {
        parameter::DB
    } else if lower.contains("attack") || lower.contains("release") || lower.contains("time") {
        parameter::MS
    } else if lower.contains("transpose") || lower.contains("pitch") {
        parameter::SEMITONES
    } else if (min, max) == (0.0, 1.0) {
        parameter::PERCENT
    } else {
        parameter::PLAIN
    }
}

/// A new device of a native kind, with its parameters; the caller puts it into its list.
pub(crate) fn make(engine: &mut Engine, place: Id, native: &Native) -> Res<Id> {
    let device = engine.create(native.class, place)?;
    let name =
        if engine.on(R::DevUserDefaultPreset) { format!("{} Default", native.name) } else { native.name.to_owned() };
    engine.put(device, "name", name);
    engine.put(device, "class_name", native.class_name.map_or_else(|| class_name(native), str::to_owned));
    engine.put(device, "class_display_name", native.name);
    engine.put(device, "type", native.kind);
    let view_class = if engine.table.class(&format!("{}.View", native.class)).is_some() {
        format!("{}.View", native.class)
    } else {
        "Device.View".to_owned()
    };
    let view = engine.create(&view_class, device)?;
    engine.put(device, "view", Value::Obj(view));
    let list = catalogue::parameters(native.name);
    let list = list.as_deref().unwrap_or_default();
    if engine.on(R::ParamDeviceOnFirst) && list.is_empty() {
        add(engine, device, &Spec { quantized: true, ..Spec::plain("Device On", 0.0, 1.0, 1.0, parameter::SWITCH) })?;
    }
    for param in list {
        let unit = unit(&param.name, param.min, param.max, param.is_quantized);
        let span = param.max - param.min;
        let transpose = unit == parameter::SEMITONES;
        let raw = engine.on(R::ParamRawNormalised)
            && !param.is_quantized
            && !transpose
            && span > 0.0
            && native.class != "RackDevice";
        let place = |value: f64| {
            if unit == parameter::HERTZ && param.min > 0.0 {
                (value / param.min).ln() / (param.max / param.min).ln()
            } else {
                (value - param.min) / span
            }
        };
        let spec = if raw {
            Spec {
                name: &param.name,
                min: 0.0,
                max: 1.0,
                value: place(param.value).clamp(0.0, 1.0),
                default: place(param.default_value).clamp(0.0, 1.0),
                quantized: false,
                unit,
                low: param.min,
                high: param.max,
            }
        } else {
            Spec { quantized: param.is_quantized, ..Spec::plain(&param.name, param.min, param.max, param.value, unit) }
        };
        if !engine.on(R::ParamDeviceOnFirst) && &*param.name == "Device On" {
            continue;
        }
        add(engine, device, &spec)?;
    }
    if native.class == "RackDevice" {
        super::rack::start(engine, device, native.name)?;
    }
    Ok(device)
}

fn class_name(native: &Native) -> String {
    match native.name {
        "Drum Rack" => "DrumGroupDevice",
        "Instrument Rack" => "InstrumentGroupDevice",
        "Audio Effect Rack" => "AudioEffectGroupDevice",
        "MIDI Effect Rack" => "MidiEffectGroupDevice",
        // The class of most is not published: the name without blanks is what many are.
        name => return name.replace([' ', '-'], ""),
    }
    .to_owned()
}

/// Adds a parameter to a device.
pub(crate) fn add(engine: &mut Engine, device: Id, spec: &Spec) -> Res<Id> {
    let parameter = parameter::make(engine, device, spec)?;
    engine.insert(device, "parameters", usize::MAX, parameter);
    Ok(parameter)
}
