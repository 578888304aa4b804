//! Parameters and mixers: raw values, what is shown of them, automation that is overridden.

mod shown;

use super::{number, single};
use crate::clock::Late;
use crate::engine::{Engine, Interface};
use crate::refusal::{Kind, Refusal, Res, refuse};
use crate::rules::Rule as R;
use crate::table::D::{B, F, I, K, L, N, S};
use crate::table::{Def, computed, func, val};
use crate::value::{Id, Value};

use shown::set_display;
pub(crate) use shown::{decibels, fader_db, gain_db, gain_place, label, shown};

pub(super) const MEMBERS: &[Def] = &[
    val("DeviceParameter.name", S("")),
    val("DeviceParameter.original_name", S("")),
    val("DeviceParameter.value", F(0.0)).on_set(set_value).on_get(|e, id| {
        // Under load a read may still give what was there before.
        let lags = e.on(R::ParamReadbackLag) && e.clock.waits(Late::Shown(id));
        Ok(if lags { e.val(id, "_before") } else { e.val(id, "value") }.clone())
    }),
    val("DeviceParameter._before", F(0.0)).free(),
    val("DeviceParameter.min", F(0.0)),
    val("DeviceParameter.max", F(1.0)),
    val("DeviceParameter.is_quantized", B(false)),
    val("DeviceParameter.default_value", F(0.0)),
    val("DeviceParameter.value_items", L),
    computed("DeviceParameter.short_value_items", |e, id| Ok(e.val(id, "value_items").clone())),
    val("DeviceParameter._held", B(false)),
    computed("DeviceParameter.is_enabled", |e, id| Ok((!e.b(id, "_held")).into())),
    computed("DeviceParameter.state", |e, id| {
        let mixer = e.parent(id);
        if e.b(id, "_held") {
            return Ok(Value::Int(2));
        }
        if !e.is(mixer, "MixerDevice") || !e.on(R::MixerSplitMode) {
            return Ok(Value::Int(0));
        }
        // Of pan and split pan only one has an effect.
        let split = e.i(mixer, "panning_mode") == 1;
        let sides = e.o(mixer, "left_split_stereo") == id || e.o(mixer, "right_split_stereo") == id;
        Ok(Value::Int(i64::from(if e.o(mixer, "panning") == id { split } else { sides && !split })))
    }),
    val("DeviceParameter.automation_state", I(0)),
    val("DeviceParameter._unit", I(PLAIN)),
    // What the panel shows at both ends.
    val("DeviceParameter._low", F(0.0)),
    val("DeviceParameter._high", F(1.0)),
    val("DeviceParameter._lane", B(false)),
    computed("DeviceParameter.display_value", |e, id| Ok(shown(e, id, e.f(id, "value")).into())).on_set(set_display),
    func("DeviceParameter.str_for_value", |e, id, args| Ok(label(e, id, number(args, 0)).into())),
    func("DeviceParameter.__str__", |e, id, _| Ok(label(e, id, e.f(id, "value")).into())),
    func("DeviceParameter.begin_gesture", |_, _, _| Ok(Value::Null)).inert(),
    func("DeviceParameter.end_gesture", |_, _, _| Ok(Value::Null)).inert(),
    func("DeviceParameter.re_enable_automation", |e, id, _| {
        if e.i(id, "automation_state") == 2 {
            e.put_free(id, "automation_state", 1);
        }
        Ok(Value::Null)
    }),
    val("MixerDevice.volume", N),
    val("MixerDevice.panning", N),
    val("MixerDevice.sends", K),
    val("MixerDevice.track_activator", N),
    val("MixerDevice.left_split_stereo", N),
    val("MixerDevice.right_split_stereo", N),
    val("MixerDevice.crossfader", N),
    val("MixerDevice.cue_volume", N),
    val("MixerDevice.song_tempo", N),
    val("MixerDevice.crossfade_assign", I(1)),
    val("MixerDevice.panning_mode", I(0)),
    val("ChainMixerDevice.volume", N),
    val("ChainMixerDevice.panning", N),
    val("ChainMixerDevice.sends", K),
    val("ChainMixerDevice.chain_activator", N),
];

pub(crate) const PLAIN: i64 = 0;
pub(crate) const VOLUME: i64 = 1;
pub(crate) const PAN: i64 = 2;
pub(crate) const SEND: i64 = 3;
pub(crate) const SWITCH: i64 = 4;
pub(crate) const PERCENT: i64 = 5;
pub(crate) const HERTZ: i64 = 6;
pub(crate) const DB: i64 = 7;
pub(crate) const MS: i64 = 8;
pub(crate) const RATIO: i64 = 9;
pub(crate) const SECONDS: i64 = 10;
pub(crate) const SEMITONES: i64 = 11;

/// What a new parameter is.
pub(crate) struct Spec<'a> {
    pub name: &'a str,
    pub min: f64,
    pub max: f64,
    pub value: f64,
    pub default: f64,
    pub quantized: bool,
    pub unit: i64,
    pub low: f64,
    pub high: f64,
}

impl<'a> Spec<'a> {
    pub(crate) const fn plain(name: &'a str, min: f64, max: f64, value: f64, unit: i64) -> Self {
        Self { name, min, max, value, default: value, quantized: false, unit, low: min, high: max }
    }
}

/// A new parameter of an owner; the caller puts it where it belongs.
pub(crate) fn make(engine: &mut Engine, owner: Id, spec: &Spec) -> Res<Id> {
    let id = engine.create("DeviceParameter", owner)?;
    let exact = |engine: &Engine, number: f64| if engine.on(R::ParamFloat32) { single(number) } else { number };
    engine.put(id, "name", spec.name);
    engine.put(id, "original_name", spec.name);
    for (name, number) in [("min", spec.min), ("max", spec.max), ("value", spec.value), ("default_value", spec.default)]
    {
        let number = exact(engine, number);
        engine.put(id, name, number);
    }
    engine.put(id, "_unit", spec.unit);
    engine.put(id, "_low", spec.low);
    engine.put(id, "_high", spec.high);
    if spec.quantized {
        engine.put(id, "is_quantized", true);
        let items = if spec.unit == SWITCH {
            Value::texts(["Off", "On"])
        } else {
            #[expect(clippy::cast_possible_truncation, reason = "a few steps")]
            Value::texts((spec.low as i64..=(spec.high as i64).min(spec.low as i64 + 255)).map(|item| item.to_string()))
        };
        engine.put(id, "value_items", items);
    }
    Ok(id)
}

/// The mixer of a new track.
pub(crate) fn make_mixer(engine: &mut Engine, track: Id) -> Res<()> {
    let mixer = engine.create("MixerDevice", track)?;
    engine.put(track, "mixer_device", Value::Obj(mixer));
    let main = super::track::kind(engine, track) == super::track::MAIN;
    let activator = Spec { quantized: true, ..Spec::plain("Track Activator", 0.0, 1.0, 1.0, SWITCH) };
    let mut parts = vec![
        ("volume", Spec::plain("Track Volume", 0.0, 1.0, 0.85, VOLUME)),
        ("panning", Spec::plain("Track Panning", -1.0, 1.0, 0.0, PAN)),
        ("left_split_stereo", Spec::plain("Split Stereo Pan L", -1.0, 1.0, -1.0, PAN)),
        ("right_split_stereo", Spec::plain("Split Stereo Pan R", -1.0, 1.0, 1.0, PAN)),
        ("track_activator", activator),
    ];
    if main {
        parts.extend([
            ("crossfader", Spec::plain("Crossfader", -1.0, 1.0, 0.0, PAN)),
            ("cue_volume", Spec::plain("Preview Volume", 0.0, 1.0, 0.85, VOLUME)),
            ("song_tempo", Spec::plain("Song Tempo", 20.0, 999.0, engine.f(engine.song, "tempo"), PLAIN)),
        ]);
    }
    for (name, spec) in parts {
        let parameter = make(engine, mixer, &spec)?;
        engine.put(mixer, name, Value::Obj(parameter));
    }
    Ok(())
}

/// One more send of a mixer.
pub(crate) fn make_send(engine: &mut Engine, mixer: Id) -> Res<()> {
    let at = engine.kids(mixer, "sends").len();
    let name = format!("Send {}", super::track::letter(at));
    let send = make(engine, mixer, &Spec::plain(&name, 0.0, 1.0, 0.0, SEND))?;
    engine.insert(mixer, "sends", at, send);
    Ok(())
}

/// Gives the mixer of a copy the values of its source.
pub(crate) fn copy_mixer(engine: &mut Engine, from: Id, to: Id) {
    let (from, to) = (engine.o(from, "mixer_device"), engine.o(to, "mixer_device"));
    for name in ["volume", "panning", "left_split_stereo", "right_split_stereo", "track_activator"] {
        let value = engine.val(engine.o(from, name), "value").clone();
        engine.put(engine.o(to, name), "value", value);
    }
    for name in ["crossfade_assign", "panning_mode"] {
        let value = engine.val(from, name).clone();
        engine.put(to, name, value);
    }
    for (a, b) in engine.kids(from, "sends").to_vec().into_iter().zip(engine.kids(to, "sends").to_vec()) {
        let value = engine.val(a, "value").clone();
        engine.put(b, "value", value);
    }
}

/// Six significant digits.
fn six(number: f64) -> f64 {
    format!("{number:.5e}").parse().unwrap_or(number)
}

fn set_value(engine: &mut Engine, id: Id, value: Value) -> Res<()> {
    let mut to = value.number().unwrap_or(f64::NAN);
    if engine.b(id, "_held") && engine.on(R::ParamMacroHeldDisabled) {
        let text = "Value cannot be set, the parameter is disabled";
        return Err(Refusal::new(Kind::RuntimeError, text).by(R::ParamMacroHeldDisabled));
    }
    if engine.face == Interface::Max && engine.on(R::ParamMaxSixDigits) {
        to = six(to);
    }
    let (min, max) = (engine.f(id, "min"), engine.f(id, "max"));
    if !(min..=max).contains(&to) {
        let max_face = engine.face == Interface::Max;
        let rule = if max_face { R::ParamOutOfRangeMaxDropped } else { R::ParamOutOfRangePythonRaises };
        if engine.on(rule) || to.is_nan() {
            return refuse(rule, format!("the value runs from {min} to {max}"));
        }
        to = to.clamp(min, max);
    }
    write(engine, id, to);
    Ok(())
}

/// Writes a value that is in range.
fn write(engine: &mut Engine, id: Id, mut to: f64) {
    if engine.b(id, "is_quantized") && engine.on(R::ParamQuantizedSteps) {
        // Steps are counted from the lowest value, which mostly is a whole number.
        let first = engine.f(id, "min").fract();
        to = (to - first).trunc() + first;
    }
    if engine.on(R::ParamFloat32) {
        to = single(to);
    }
    let before = engine.val(id, "value").clone();
    if before.number() == Some(to) && engine.on(R::UndoSameValueWriteNoOp) {
        return;
    }
    if engine.on(R::ParamReadbackLag) {
        engine.put_free(id, "_before", before);
        engine.later(Late::Shown(id));
    }
    if !engine.put(id, "value", to) {
        // Without the rule a write that changes nothing is a step too.
        let held = engine.b(id, "_held");
        engine.put(id, "_held", !held);
        engine.put(id, "_held", held);
    }
    overridden(engine, id);
    if engine.on(R::ParamRecordingWritesLane)
        && engine.b(engine.song, "record_mode")
        && engine.b(engine.song, "_playing")
    {
        engine.put(id, "automation_state", 1);
    }
    follow(engine, id, to);
}

/// What a written parameter brings about: the track's mute, the Set's tempo, pan in the other mode.
fn follow(engine: &mut Engine, id: Id, to: f64) {
    let mixer = engine.parent(id);
    if !engine.is(mixer, "MixerDevice") {
        super::rack::moved(engine, id, to);
        return;
    }
    let track = engine.parent(mixer);
    if engine.o(mixer, "track_activator") == id {
        engine.put(track, "mute", to == 0.0);
    } else if engine.o(mixer, "song_tempo") == id {
        engine.put(engine.song, "tempo", to);
    }
}

/// A parameter that has automation is overridden at the next tick.
pub(crate) fn overridden(engine: &mut Engine, id: Id) {
    if id != 0 && engine.i(id, "automation_state") == 1 && engine.on(R::ParamOverride) {
        engine.later(Late::Override(id));
        let list = engine.val(engine.song, "_overridden").clone();
        let mut ids = if let Value::Ids(ids) = list { (*ids).clone() } else { Vec::new() };
        if !ids.contains(&id) {
            ids.push(id);
        }
        engine.put_free(engine.song, "_overridden", Value::ids(ids));
    }
}

/// Every overridden parameter follows its automation again.
pub(super) fn re_enable_all(engine: &mut Engine) {
    if let Value::Ids(ids) = engine.val(engine.song, "_overridden").clone() {
        for id in ids.iter() {
            if engine.i(*id, "automation_state") == 2 {
                engine.put_free(*id, "automation_state", 1);
            }
        }
    }
    engine.put_free(engine.song, "_overridden", 0);
}
