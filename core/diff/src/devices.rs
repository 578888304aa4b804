//! Devices and parameters of two tracks that are the same.

#![expect(clippy::float_cmp, reason = "a difference is any difference")]

use livebridge_port::snapshot::{DeviceSnapshot, ParamSnapshot};
use serde::Serialize;

use super::extra::{self, Form};
use super::facts::{Facts, Field, Subject, value as json_of};
use super::matching::{out_of_order, pair};
use super::numbers::number;
use super::text::{count, labels, on_off, ordinal, quoted};
use super::tracks::{List, Spot, Walk};
use super::{ChangeClass, Op, content};

/// Compares the devices of `track`.
pub(super) fn compare(facts: &mut Facts, track: &Subject, walk: &Walk<'_>) {
    let (old, new) = (&walk.old.devices, &walk.new.devices);
    let pairing = &walk.plan.lists[&List::Devices];
    let (old_labels, new_labels) = (device_labels(old), device_labels(new));
    let element = |i: usize, label: &str| track.element("devices", i, label, ChangeClass::Device);
    let summary =
        |i: usize, device: &DeviceSnapshot| format!("{}, {}", ordinal(i), count(device.parameters.len(), "parameter"));
    for &i in &pairing.removed {
        facts.removed(&element(i, &old_labels[i]), summary(i, &old[i]), &DeviceSummary::of(&old[i]));
    }
    let moved = out_of_order(&pairing.pairs);
    for (j, partner) in pairing.partners().into_iter().enumerate() {
        let at = &element(j, &new_labels[j]);
        let spot = Spot { track: walk.plan.new, list: List::Devices, index: j };
        if let Some(i) = partner {
            if moved.contains(&j) {
                facts.order(at, "", i, j);
            }
            device(facts, at, &old[i], &new[j]);
        } else if let Some(from) = walk.arrivals.get(&spot) {
            let words = format!("{} {}", walk.old_labels[from.track], ordinal(from.index));
            let now = format!("{}{}", walk.arrived(track, from), ordinal(j));
            facts.place(at, "", (&words, &from.path()), (&now, &spot.path()));
            device(facts, at, &walk.ground.old.tracks[from.track].devices[from.index], &new[j]);
        } else {
            facts.added(at, summary(j, &new[j]), &DeviceSummary::of(&new[j]));
        }
    }
}

fn device(facts: &mut Facts, at: &Subject, old: &DeviceSnapshot, new: &DeviceSnapshot) {
    let DeviceSnapshot { name, parameters, extra } = old;
    match (name, &new.name) {
        (Some(old), Some(new)) => facts.name(at, old, new),
        (old, new) => {
            facts.optional(at, &Field("name", "name"), old.as_deref(), new.as_deref(), quoted);
        }
    }
    extra::compare(facts, at, Form::Device, extra, &new.extra);
    if *parameters == new.parameters {
        return;
    }
    let (old, new) = (parameters, &new.parameters);
    let items = |params: &[ParamSnapshot]| params.iter().map(content::parameter).collect::<Vec<_>>();
    let pairing = pair(&items(old), &items(new));
    let names = |params: &[ParamSnapshot]| {
        labels("", &params.iter().map(|param| Some(&*param.name)).collect::<Vec<_>>(), ordinal)
    };
    let (old_names, new_names) = (names(old), names(new));
    let summary = |name: &str, param: &ParamSnapshot| {
        let (min, max) = (number(param.min), number(param.max));
        format!("parameter {name}, range {min}..{max}, value {}", number(param.value))
    };
    let part = |index: usize| at.part(&format!("parameters[{index}]"));
    for &i in &pairing.removed {
        facts.removed(&part(i), summary(&old_names[i], &old[i]), &old[i]);
    }
    let moved = out_of_order(&pairing.pairs);
    for (j, partner) in pairing.partners().into_iter().enumerate() {
        let at = &part(j);
        let Some(i) = partner else {
            facts.added(at, summary(&new_names[j], &new[j]), &new[j]);
            continue;
        };
        if moved.contains(&j) {
            facts.order(at, &format!("{} ", new_names[j]), i, j);
        }
        parameter(facts, at, &new_names[j], &old[i], &new[j], |old, new| {
            format!("{} -> {}", number(old.value), number(new.value))
        });
    }
}

/// A parameter that is called `name` in the facts; `say` puts its two values in words.
pub(super) fn parameter(
    facts: &mut Facts,
    at: &Subject,
    name: &str,
    old: &ParamSnapshot,
    new: &ParamSnapshot,
    say: impl Fn(&ParamSnapshot, &ParamSnapshot) -> String,
) {
    let ParamSnapshot { name: own_name, min, max, is_quantized, default_value, value } = old;
    let called = |what: &str| format!("{name} {what}");
    if *own_name != new.name {
        let fact = format!("{} renamed to {}", quoted(own_name), quoted(&new.name));
        facts.push(Op::Change, at, "name", fact, json_of(own_name), json_of(&new.name));
    }
    let range = |[min, max]: &[f64; 2]| format!("{}..{}", number(*min), number(*max));
    facts.field(at, &Field("range", &called("range")), &[*min, *max], &[new.min, new.max], range);
    facts.field(at, &Field("isQuantized", &called("steps")), is_quantized, &new.is_quantized, |on| on_off(*on));
    let default = called("default");
    facts.field(at, &Field("defaultValue", &default), default_value, &new.default_value, |value| number(*value));
    let turned = [*value, new.value] == [0.0, 1.0] || [*value, new.value] == [1.0, 0.0];
    if turned && is_main_switch(own_name) {
        let fact = format!("switched {}", on_off(new.value > 0.0));
        facts.push(Op::Change, at, "value", fact, json_of(value), json_of(&new.value));
    } else if *value != new.value {
        let fact = format!("{name} {}", say(old, new));
        facts.push(Op::Change, at, "value", fact, json_of(value), json_of(&new.value));
    }
}

/// Whether a parameter of this name is the switch of its device: what Live calls it, and what it is in a file.
pub(super) fn is_main_switch(name: &str) -> bool {
    matches!(name, "Device On" | "On")
}

fn device_labels(devices: &[DeviceSnapshot]) -> Vec<String> {
    labels("device ", &devices.iter().map(|device| device.name.as_deref()).collect::<Vec<_>>(), ordinal)
}

/// What the data say of a device that came or went.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct DeviceSummary<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    parameters: usize,
}

impl<'a> DeviceSummary<'a> {
    fn of(device: &'a DeviceSnapshot) -> Self {
        Self { name: device.name.as_deref(), parameters: device.parameters.len() }
    }
}
