//! Devices: their parameters, wherever they stand in them, the chains of Racks, plug-ins and their state.

use std::collections::BTreeMap;
use std::io;

use livebridge_port::Name;

use super::envelope::{Fingerprint, automated, inline, value};
use super::file;
use crate::error::ErrorCode;
use crate::limits::Limits;
use crate::model::{Chain, Device, Envelope, Parameter};
use crate::xml::{Parsed, Step, Xml};

/// The keys of the parameters of each class of device, in their order: devices of one class share them.
#[derive(Debug, Default)]
pub(super) struct Keys(BTreeMap<Name, Vec<Name>>);

impl Keys {
    /// The key as it was seen at this place of the class before, or a new one.
    fn share(&mut self, class: &Name, place: usize, key: &str) -> Name {
        let known = self.0.entry(class.clone()).or_default();
        if let Some(shared) = known.get(place).filter(|shared| &***shared == key) {
            return shared.clone();
        }
        let new = Name::from(key);
        if place == known.len() {
            known.push(new.clone());
        }
        new
    }
}

/// `Devices`: every element in it is one. `racks` counts the Racks around them.
pub(super) fn devices<R: io::Read>(xml: &mut Xml<R>, keys: &mut Keys, racks: usize) -> Parsed<Vec<Device>> {
    let (level, mut devices) = (xml.level(), Vec::new());
    while xml.child(level)? {
        xml.count_item()?;
        devices.push(device(xml, keys, racks)?);
    }
    Ok(devices)
}

/// An element within a device that is open.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is something else that was seen in it")]
struct Open {
    role: Role,
    value: Option<f64>,
    /// It is what an envelope can move.
    is_target: bool,
    /// A clip can modulate it: so its values are no choices from a list.
    is_modulated: bool,
    target: Option<i64>,
    min: Option<f64>,
    max: Option<f64>,
    is_switch: bool,
    envelope: Envelope,
    /// What a plug-in or Max device calls the parameter in it.
    label: Option<Name>,
    is_unused: bool,
    labelled: Option<Parameter>,
    /// What moves it from afar: a channel, and the number of a controller.
    key: (Option<i64>, Option<i64>),
    macro_control: Option<u8>,
}

/// What an element is to those around it.
#[derive(Default, PartialEq)]
enum Role {
    #[default]
    Any,
    /// The range of the parameter that holds it.
    Range,
    /// A parameter of a plug-in or Max device, with its name beside it.
    Labelled,
    /// What moves the parameter that holds it from afar.
    Key,
}

/// The channel that stands for the macros of the Rack around: those of MIDI end with 15.
const MACROS: i64 = 16;

fn device<R: io::Read>(xml: &mut Xml<R>, keys: &mut Keys, racks: usize) -> Parsed<Device> {
    let level = xml.level();
    let mut device = Device { class: xml.name().into(), id: xml.id()?, ..Device::default() };
    let mut open = vec![Open::default()];
    loop {
        let step = xml.walk(level)?;
        match step {
            Step::End => return Ok(device),
            Step::Close => {
                if let Some(closed) = open.pop() {
                    let place = device.parameters.len();
                    close(
                        xml,
                        closed,
                        open.last_mut(),
                        &mut device,
                        |class, key| keys.share(class, place, key),
                        level,
                    )?;
                }
            }
            Step::Open | Step::Leaf => {
                let depth = open.len();
                let Some(around) = open.last_mut() else { return Ok(device) };
                let mut role = Role::Any;
                // A part that is read to its end here has no end left to come to.
                match xml.name() {
                    "Branches" if depth == 1 => {
                        device.chains = chains(xml, keys, racks + 1)?;
                        continue;
                    }
                    "ReturnBranches" if depth == 1 => {
                        device.returns = chains(xml, keys, racks + 1)?;
                        continue;
                    }
                    "PluginDesc" if depth == 1 => {
                        plugin(xml, &mut device)?;
                        continue;
                    }
                    "MxPatchRef" | "MxDPatchRef" => {
                        device.patch = Some(file::sample(xml)?);
                        continue;
                    }
                    "SampleRef" => {
                        device.samples.push(file::sample(xml)?);
                        continue;
                    }
                    "ArrangerAutomation" => {
                        around.envelope = inline(xml)?;
                        continue;
                    }
                    "UserName" if depth == 1 => device.user_name = xml.text()?,
                    "Manual" => around.value = value(xml)?,
                    "AutomationTarget" => (around.is_target, around.target) = (true, xml.id()?),
                    "ModulationTarget" => around.is_modulated = true,
                    "MidiControllerRange" => role = Role::Range,
                    "KeyMidi" => role = Role::Key,
                    "Channel" if around.role == Role::Key => around.key.0 = xml.integer()?,
                    "NoteOrController" if around.role == Role::Key => around.key.1 = xml.integer()?,
                    "MidiCCOnOffThresholds" => around.is_switch = true,
                    "Min" if around.role == Role::Range => around.min = xml.number()?,
                    "Max" if around.role == Role::Range => around.max = xml.number()?,
                    "ParameterName" | "Name" if around.role == Role::Labelled => around.label = Some(xml.text()?),
                    "ParameterId" if around.role == Role::Labelled => {
                        around.is_unused = xml.integer()?.is_some_and(|id| id < 0);
                    }
                    name if name.ends_with("Parameter") && is_labelled(name) => role = Role::Labelled,
                    _ => {}
                }
                if matches!(step, Step::Open) {
                    open.push(Open { role, ..Open::default() });
                }
            }
        }
    }
}

fn is_labelled(name: &str) -> bool {
    name.starts_with("Plugin") || name.starts_with("MxD")
}

/// An element ends: a range goes to the parameter around it, a parameter to the device.
fn close<R: io::Read>(
    xml: &mut Xml<R>,
    closed: Open,
    around: Option<&mut Open>,
    device: &mut Device,
    key: impl FnOnce(&Name, &str) -> Name,
    level: crate::xml::Level,
) -> Parsed<()> {
    if closed.role == Role::Range {
        if let Some(around) = around {
            (around.min, around.max) = (closed.min, closed.max);
        }
        return Ok(());
    }
    if closed.role == Role::Key {
        if let (Some(around), (Some(MACROS), Some(at))) = (around, closed.key) {
            around.macro_control = u8::try_from(at).ok();
        }
        return Ok(());
    }
    if closed.role == Role::Labelled {
        if let Some(parameter) = closed.labelled.filter(|_| !closed.is_unused) {
            let name = closed.label.filter(|label| !label.is_empty()).unwrap_or_else(|| parameter.key.clone());
            device.parameters.push(Parameter { key: name, ..parameter });
        }
        return Ok(());
    }
    // Live 8 has neither value nor id: an envelope of one point stands for both.
    let value = closed.value.filter(|_| closed.is_target).or(closed.envelope.at_start);
    let Some(value) = value else { return Ok(()) };
    xml.count_item()?;
    let is_choice = closed.is_target && !closed.is_modulated;
    let range = if closed.is_switch { Some((0.0, 1.0)) } else { closed.min.zip(closed.max).filter(|_| !is_choice) };
    let labelled = around.filter(|around| around.role == Role::Labelled);
    let key = if labelled.is_some() { "".into() } else { key(&device.class, xml.path_below(level)) };
    if &*key == "On" {
        device.on = Some(value > 0.0);
    }
    let Open { is_switch, target, envelope, macro_control, .. } = closed;
    let parameter = Parameter { key, value, range, is_switch, target, envelope, macro_control };
    match labelled {
        Some(around) => around.labelled = Some(parameter),
        None => device.parameters.push(parameter),
    }
    Ok(())
}

/// `PluginDesc`: what sort of plug-in, its name, and its state as a fingerprint.
fn plugin<R: io::Read>(xml: &mut Xml<R>, device: &mut Device) -> Parsed<()> {
    let level = xml.level();
    let (mut state, mut length) = (Fingerprint::default(), 0);
    loop {
        match xml.walk(level)? {
            Step::Open | Step::Leaf => match xml.name() {
                // The preset that is loaded has a name too, and stands before that of the plug-in.
                "PlugName" | "Name" if device.plugin.is_none() && !xml.path_below(level).contains("Preset") => {
                    device.plugin = Some(xml.text()?);
                }
                "Buffer" | "ProcessorState" | "ControllerState" => {
                    length += xml.take_text(|bytes| state.bytes(bytes))?;
                }
                _ => {}
            },
            Step::Close => {}
            Step::End => break,
        }
    }
    device.state = (length > 0).then_some((length, state.0));
    Ok(())
}

/// `Branches`: the chains of a Rack. Reading them takes stack, so their nesting has a limit of its own.
fn chains<R: io::Read>(xml: &mut Xml<R>, keys: &mut Keys, racks: usize) -> Parsed<Vec<Chain>> {
    if racks > Limits::RACKS {
        return Err(xml.problem(ErrorCode::Depth, format!("more than {} Racks within each other", Limits::RACKS)));
    }
    let (level, mut chains) = (xml.level(), Vec::new());
    while xml.child(level)? {
        if xml.name().ends_with("Branch") {
            xml.count_item()?;
            chains.push(chain(xml, keys, racks)?);
        } else {
            xml.not_known();
        }
    }
    Ok(chains)
}

fn chain<R: io::Read>(xml: &mut Xml<R>, keys: &mut Keys, racks: usize) -> Parsed<Chain> {
    let (level, mut chain) = (xml.level(), Chain::default());
    while xml.child(level)? {
        match xml.name() {
            "Name" => {
                let inner = xml.level();
                let mut given = Name::from("");
                while xml.child(inner)? {
                    match xml.name() {
                        "EffectiveName" => chain.name = xml.text()?,
                        "UserName" => given = xml.text()?,
                        _ => {}
                    }
                }
                // Live 8 writes the name that was given and no other.
                if chain.name.is_empty() {
                    chain.name = given;
                }
            }
            "IsSoloed" => chain.solo = xml.flag()?,
            "BranchInfo" => {
                let inner = xml.level();
                while xml.child(inner)? {
                    if xml.name() == "ReceivingNote" {
                        // Counted down from 128.
                        chain.note = xml.integer()?.map(|note| 128_i64.saturating_sub(note));
                    }
                }
            }
            "MixerDevice" => mixer(xml, &mut chain)?,
            "DeviceChain" => {
                // In it one element, named after what goes in and comes out, and in that the devices.
                let inner = xml.level();
                while xml.child(inner)? {
                    let part = xml.level();
                    while xml.child(part)? {
                        if xml.name() == "Devices" {
                            chain.devices = devices(xml, keys, racks)?;
                        }
                    }
                }
            }
            _ => {}
        }
    }
    Ok(chain)
}

fn mixer<R: io::Read>(xml: &mut Xml<R>, chain: &mut Chain) -> Parsed<()> {
    let level = xml.level();
    while xml.child(level)? {
        match xml.name() {
            "Volume" => chain.volume = automated(xml)?.manual,
            "Panorama" => chain.pan = automated(xml)?.manual,
            "Speaker" => chain.active = automated(xml)?.manual.map(|value| value > 0.0),
            _ => {}
        }
    }
    Ok(())
}
