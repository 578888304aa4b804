//! What a panel shows of raw values: numbers in their unit, and labels.

use livebridge_transforms::{FaderCurve, FaderParam, db_to_param_value, param_value_to_db};

use super::{DB, HERTZ, MS, PAN, PERCENT, RATIO, SECONDS, SEMITONES, SEND, SWITCH, VOLUME, write};
use crate::engine::Engine;
use crate::refusal::{Res, refuse};
use crate::rules::Rule as R;
use crate::value::{Id, Value};

// ---- what is shown ----

const FADER: FaderParam = FaderParam { min: 0.0, max: 1.0, default_value: 0.85 };

/// Where the lower part of a fader begins, -18 dB: Live's is curved, that of a host without the measured points straight
/// down to -70 dB.
const LOWER: f64 = 0.4;

/// The gain of a fader in dB; nothing at its bottom.
pub(crate) fn fader_db(value: f64) -> f64 {
    if value <= 0.0 {
        f64::NEG_INFINITY
    } else {
        param_value_to_db(value, FADER, FaderCurve::Live).unwrap_or(f64::NEG_INFINITY)
    }
}

/// How much more the slider of a clip's gain reaches than a fader: both have 40 dB for their upper part, and the law below
/// is taken to be the same, for nobody has published that of clips.
const CLIP: f64 = 18.0;

/// The gain of a clip's slider in dB: 0.4 is unity, 1 is +24.
pub(crate) fn gain_db(value: f64) -> f64 {
    fader_db(value.clamp(0.0, 1.0)) + CLIP
}

/// The place of a clip's slider for a gain in dB.
pub(crate) fn gain_place(db: f64) -> f64 {
    db_to_param_value((db - CLIP).clamp(-70.0, 6.0), FADER, FaderCurve::Live).unwrap_or(0.4).clamp(0.0, 1.0)
}

/// Decibels as Live writes them.
pub(crate) fn decibels(db: f64) -> String {
    if db == f64::NEG_INFINITY {
        "-inf dB".to_owned()
    } else {
        format!("{:.1} dB", if db.abs() < 0.05 { 0.0 } else { db })
    }
}

/// What the panel shows of a raw value, as a number in its base unit.
pub(crate) fn shown(engine: &Engine, id: Id, value: f64) -> f64 {
    let (min, max) = (engine.f(id, "min"), engine.f(id, "max"));
    let (low, high) = (engine.f(id, "_low"), engine.f(id, "_high"));
    match engine.i(id, "_unit") {
        VOLUME
            if engine.on(R::MixerVolumeCurve) && value > 0.0 && value < LOWER && !engine.on(R::MixerVolumePointsB4) =>
        {
            -18.0 - (LOWER - value) / LOWER * 52.0
        }
        VOLUME if engine.on(R::MixerVolumeCurve) => fader_db(value),
        VOLUME => 70.0 * (value / 0.85 - 1.0),
        SEND => fader_db(value.max(0.0) * 0.85),
        PAN => value * 50.0,
        _ if engine.b(id, "is_quantized") || (low, high) == (min, max) || max <= min => value,
        HERTZ if low > 0.0 => low * (high / low).powf((value - min) / (max - min)),
        _ => low + (value - min) / (max - min) * (high - low),
    }
}

/// The raw value that shows a number.
pub(super) fn raw(engine: &Engine, id: Id, shown: f64) -> f64 {
    let (min, max) = (engine.f(id, "min"), engine.f(id, "max"));
    let (low, high) = (engine.f(id, "_low"), engine.f(id, "_high"));
    let value = match engine.i(id, "_unit") {
        VOLUME if engine.on(R::MixerVolumeCurve) && shown < -18.0 && !engine.on(R::MixerVolumePointsB4) => {
            LOWER - (-18.0 - shown) / 52.0 * LOWER
        }
        VOLUME if engine.on(R::MixerVolumeCurve) => {
            db_to_param_value(shown.max(-70.0), FADER, FaderCurve::Live).unwrap_or(max)
        }
        VOLUME => (shown / 70.0 + 1.0) * 0.85,
        SEND => db_to_param_value(shown.max(-70.0), FADER, FaderCurve::Live).unwrap_or(max) / 0.85,
        PAN => shown / 50.0,
        _ if engine.b(id, "is_quantized") || (low, high) == (min, max) || max <= min => shown,
        HERTZ if low > 0.0 => min + (shown.max(1e-6) / low).ln() / (high / low).ln() * (max - min),
        _ if (high - low).abs() < f64::EPSILON => min,
        _ => min + (shown - low) / (high - low) * (max - min),
    };
    value.clamp(min, max)
}

pub(super) fn set_display(engine: &mut Engine, id: Id, value: Value) -> Res<()> {
    let to = value.number().unwrap_or(f64::NAN);
    if engine.b(id, "_held") && engine.on(R::ParamMacroHeldDisabled) {
        return refuse(R::ParamMacroHeldDisabled, "Value cannot be set, the parameter is disabled");
    }
    let (min, max) = (engine.f(id, "min"), engine.f(id, "max"));
    let to = if engine.on(R::ParamDisplayValueInverse) {
        // Minus infinity is taken for the highest value.
        if to == f64::NEG_INFINITY && engine.on(R::ParamDisplayValueClamps) { max } else { raw(engine, id, to) }
    } else {
        to
    };
    if !(min..=max).contains(&to) && !engine.on(R::ParamDisplayValueClamps) {
        return refuse(R::ParamDisplayValueClamps, "out of range");
    }
    let inside = if to.is_nan() { max } else { to.clamp(min, max) };
    let reach = [shown(engine, id, min), shown(engine, id, max)];
    let asked = value.number().unwrap_or(0.0);
    if !engine.on(R::ParamDisplayValueClamps) && !(reach[0].min(reach[1])..=reach[0].max(reach[1])).contains(&asked) {
        return refuse(R::ParamDisplayValueClamps, "out of range");
    }
    write(engine, id, inside);
    Ok(())
}

/// The label of a raw value, as `str_for_value` gives it.
pub(crate) fn label(engine: &Engine, id: Id, value: f64) -> String {
    let number = shown(engine, id, value);
    let units = engine.on(R::ParamUnits);
    let top = value >= engine.f(id, "max");
    match engine.i(id, "_unit") {
        VOLUME | SEND | DB => decibels(number),
        PAN => {
            let steps = number.round();
            if !engine.on(R::MixerPanningRange) {
                format!("{}", steps + 0.0)
            } else if steps == 0.0 {
                "C".to_owned()
            } else {
                format!("{}{}", steps.abs(), if steps < 0.0 { 'L' } else { 'R' })
            }
        }
        SWITCH => if value >= 0.5 { "On" } else { "Off" }.to_owned(),
        PERCENT if units => format!("{:.0} %", number * 100.0),
        HERTZ if number >= 1000.0 => format!("{:.1} kHz", number / 1000.0),
        HERTZ => format!("{number:.0} Hz"),
        MS if units => format!("{number:.1} ms"),
        SECONDS if units => format!("{number:.2} s"),
        RATIO if top && engine.on(R::ParamSentinelWords) => "inf : 1".to_owned(),
        RATIO => format!("{number:.2} : 1"),
        SEMITONES => format!("{number:.0} st"),
        _ if engine.b(id, "is_quantized") => {
            let items = engine.val(id, "value_items");
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a step from the lowest one")]
            let at = (value - engine.f(id, "min")).max(0.0) as usize;
            let Value::List(items) = items else { return format!("{value}") };
            items.get(at).and_then(Value::as_str).map_or_else(|| format!("{value}"), str::to_owned)
        }
        _ => format!("{number:.2}"),
    }
}
