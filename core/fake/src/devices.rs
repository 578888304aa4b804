//! The built-in devices that `insertDevice` knows, as data.
//!
//! Names are those that Live 12.4 shows in its browser, where Auto Pan is Auto Pan-Tremolo since 12.3; devices made
//! with Max for Live are left out, as `insertDevice` takes native ones only. Of the parameters the main ones are
//! here, under the names that control scripts see where those are known. Values stand in the units that Live displays
//! (Hz, dB, ms or s, semitones, steps) or run from 0 to 1, as in the fixtures; Live's own API scales more of them to
//! 0..1. None of it was measured in a running Live, and none of it binds another implementation: which devices and
//! parameters there are is the host's choice (contract, section 5a).

mod instruments;
mod midi_effects;
mod shaping_effects;
mod time_effects;

use livebridge_port::snapshot::ParamSnapshot;

/// A parameter of a catalogued device.
struct Param {
    name: &'static str,
    min: f64,
    max: f64,
    quantized: bool,
    default: f64,
}

/// A device by its exact name.
struct CataloguedDevice {
    name: &'static str,
    /// Its parameters after "Device On".
    parameters: &'static [Param],
}

/// The first parameter of every device.
const DEVICE_ON: Param = switch("Device On", true);

const fn device(name: &'static str, parameters: &'static [Param]) -> CataloguedDevice {
    CataloguedDevice { name, parameters }
}

const fn param(name: &'static str, min: f64, max: f64, default: f64) -> Param {
    Param { name, min, max, quantized: false, default }
}

/// A parameter from 0 to 1.
const fn amount(name: &'static str, default: f64) -> Param {
    param(name, 0.0, 1.0, default)
}

/// A quantised parameter: steps of 1 from `min`.
const fn stepped(name: &'static str, min: i16, max: i16, default: i16) -> Param {
    Param { name, min: min as f64, max: max as f64, quantized: true, default: default as f64 }
}

const fn switch(name: &'static str, on: bool) -> Param {
    stepped(name, 0, 1, on as i16)
}

/// The macros of a rack.
const MACROS: &[Param] = &[
    param("Macro 1", 0.0, 127.0, 0.0),
    param("Macro 2", 0.0, 127.0, 0.0),
    param("Macro 3", 0.0, 127.0, 0.0),
    param("Macro 4", 0.0, 127.0, 0.0),
    param("Macro 5", 0.0, 127.0, 0.0),
    param("Macro 6", 0.0, 127.0, 0.0),
    param("Macro 7", 0.0, 127.0, 0.0),
    param("Macro 8", 0.0, 127.0, 0.0),
];

/// The devices, group by group, each in alphabetical order.
const GROUPS: [&[CataloguedDevice]; 4] =
    [instruments::CATALOGUE, shaping_effects::CATALOGUE, time_effects::CATALOGUE, midi_effects::CATALOGUE];

fn catalogue() -> impl Iterator<Item = &'static CataloguedDevice> {
    GROUPS.into_iter().flatten()
}

/// The names of all catalogued devices, in alphabetical order whatever their case.
pub fn names() -> impl Iterator<Item = &'static str> {
    let mut names: Vec<_> = catalogue().map(|device| device.name).collect();
    names.sort_by_key(|name| name.to_lowercase());
    names.into_iter()
}

/// The parameters of a new device, "Device On" first; `None` when there is none of this exact name.
pub fn parameters(name: &str) -> Option<Vec<ParamSnapshot>> {
    let device = catalogue().find(|device| device.name == name)?;
    let build = |param: &Param| ParamSnapshot {
        name: param.name.into(),
        min: param.min,
        max: param.max,
        is_quantized: param.quantized,
        default_value: param.default,
        value: param.default,
    };
    Some(std::iter::once(&DEVICE_ON).chain(device.parameters).map(build).collect())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use livebridge_port::fixtures;

    use super::*;

    #[test]
    fn names_are_unique_and_in_alphabetical_order() {
        let lower: Vec<_> = names().map(str::to_lowercase).collect();
        assert!(lower.windows(2).all(|pair| pair[0] < pair[1]));
        for group in GROUPS {
            assert!(group.is_sorted_by_key(|device| device.name.to_lowercase()), "the files are sorted too");
        }
    }

    #[test]
    fn the_catalogue_is_as_large_as_it_should_be() {
        assert!(names().count() >= 45);
        let detailed = catalogue().filter(|device| device.parameters.len() >= 4);
        assert!(detailed.count() >= 40);
        let quantized = catalogue().filter(|device| device.parameters.iter().any(|param| param.quantized));
        assert!(quantized.count() >= 30);
    }

    #[test]
    fn every_parameter_is_possible() {
        for device in catalogue() {
            let parameters = parameters(device.name).unwrap();
            assert_eq!(&*parameters[0].name, "Device On");
            let names: BTreeSet<_> = parameters.iter().map(|param| &param.name).collect();
            assert_eq!(names.len(), parameters.len(), "{}: names are unique", device.name);
            for param in parameters {
                let at = format!("{}, {}", device.name, param.name);
                assert!(param.min < param.max, "{at}");
                assert!((param.min..=param.max).contains(&param.default_value), "{at}");
                if param.is_quantized {
                    assert!([param.min, param.max, param.default_value].iter().all(|v| v.fract() == 0.0), "{at}");
                }
            }
        }
    }

    #[test]
    fn what_the_fixtures_have_is_in_the_catalogue() {
        for fixture in fixtures::NAMES {
            for device in fixtures::by_name(fixture).unwrap().tracks.iter().flat_map(|track| &track.devices) {
                let name = device.name.as_deref().unwrap();
                let known = parameters(name).unwrap();
                for param in &device.parameters {
                    let same = |known: &&ParamSnapshot| known.name == param.name;
                    let known = known.iter().find(same).unwrap_or_else(|| panic!("{name} has {}", param.name));
                    let range = |param: &ParamSnapshot| (param.min, param.max, param.is_quantized);
                    assert_eq!(range(known), range(param), "{name}, {}", param.name);
                }
            }
        }
    }

    #[test]
    fn names_are_exact() {
        assert!(parameters("eq eight").is_none() && parameters("EQ Eight ").is_none() && parameters("").is_none());
    }
}
