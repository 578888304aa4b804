//! The built-in devices that `insertDevice` knows, as data.

use crate::snapshot::ParamSnapshot;

/// A parameter of a catalogued device.
struct Param {
    name: &'static str,
    min: f64,
    max: f64,
    quantized: bool,
    default: f64,
}

/// A device by its exact name.
struct Device {
    name: &'static str,
    parameters: &'static [Param],
}

const fn param(name: &'static str, min: f64, max: f64, default: f64) -> Param {
    Param { name, min, max, quantized: false, default }
}

const fn stepped(name: &'static str, min: f64, max: f64, default: f64) -> Param {
    Param { name, min, max, quantized: true, default }
}

const CATALOGUE: &[Device] = &[
    Device {
        name: "Auto Filter",
        parameters: &[
            param("Frequency", 20.0, 20_000.0, 1200.0),
            stepped("Filter Type", 0.0, 9.0, 0.0),
            param("Resonance", 0.0, 1.25, 0.5),
        ],
    },
    Device { name: "EQ Eight", parameters: &[param("1 Frequency A", 20.0, 20_000.0, 1000.0)] },
    Device { name: "Reverb", parameters: &[param("Dry/Wet", 0.0, 1.0, 0.5)] },
    Device { name: "Utility", parameters: &[param("Gain", -35.0, 35.0, 0.0), stepped("Mute", 0.0, 1.0, 0.0)] },
];

/// The names of all catalogued devices, in alphabetical order.
pub fn names() -> impl Iterator<Item = &'static str> {
    CATALOGUE.iter().map(|device| device.name)
}

/// The parameters of a new device; `None` when there is none of this exact name.
pub fn parameters(name: &str) -> Option<Vec<ParamSnapshot>> {
    let device = CATALOGUE.iter().find(|device| device.name == name)?;
    let build = |param: &Param| ParamSnapshot {
        name: param.name.into(),
        min: param.min,
        max: param.max,
        is_quantized: param.quantized,
        default_value: param.default,
        value: param.default,
    };
    Some(device.parameters.iter().map(build).collect())
}
