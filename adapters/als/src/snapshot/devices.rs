//! Devices in the form of the port: those of a track with their parameters, those in Racks within their section.

use std::collections::BTreeMap;

use livebridge_port::Name;
use livebridge_port::snapshot::{DeviceSnapshot, Extra, ParamSnapshot};
use serde::Serialize;

use super::extra::Automation;
use super::{SOURCE, envelope_of};
use crate::model::{Chain, Device, Envelope, FileRef, Parameter};

/// The devices of a track, whose envelopes are `envelopes`.
pub(super) fn of_track(devices: &[Device], envelopes: &BTreeMap<i64, &Envelope>) -> Vec<DeviceSnapshot> {
    devices.iter().map(|device| of_device(device, envelopes)).collect()
}

fn of_device(device: &Device, envelopes: &BTreeMap<i64, &Envelope>) -> DeviceSnapshot {
    let ranged = device.parameters.iter().filter_map(|parameter| ranged(parameter, envelopes));
    DeviceSnapshot {
        name: Some(device.shown_name()),
        parameters: ranged.collect(),
        extra: Extra::of(SOURCE, &DeviceExtra::of(device, envelopes, true)),
    }
}

/// A parameter whose range the file tells. It does not tell the default: the lowest value stands there.
fn ranged(parameter: &Parameter, envelopes: &BTreeMap<i64, &Envelope>) -> Option<ParamSnapshot> {
    let (low, high) = parameter.range?;
    let value = value_of(parameter, envelopes);
    // A range that a Macro narrowed may leave the value outside.
    let (min, max) = (low.min(high).min(value), low.max(high).max(value));
    let is_quantized = parameter.is_switch;
    Some(ParamSnapshot { name: parameter.key.clone(), min, max, is_quantized, default_value: min, value })
}

fn value_of(parameter: &Parameter, envelopes: &BTreeMap<i64, &Envelope>) -> f64 {
    let envelope = envelope_of(parameter.target, &parameter.envelope, envelopes);
    envelope.and_then(|envelope| envelope.at_start).unwrap_or(parameter.value)
}

impl Device {
    /// The name that was given, else that of the plug-in or of the Max patch, else that of the class in Live, else the
    /// class.
    pub fn shown_name(&self) -> Name {
        if !self.user_name.is_empty() {
            return self.user_name.clone();
        }
        if let Some(plugin) = self.plugin.as_ref().filter(|name| !name.is_empty()) {
            return plugin.clone();
        }
        if let Some(patch) = self.patch.as_ref().and_then(|patch| patch.best().rsplit('/').next()) {
            return patch.strip_suffix(".amxd").unwrap_or(patch).into();
        }
        let named = CLASSES.iter().find(|(class, _)| **class == *self.class);
        named.map_or_else(|| self.class.clone(), |(_, name)| (*name).into())
    }
}

/// Classes whose name in Live is another one.
const CLASSES: [(&str, &str); 26] = [
    ("AudioEffectGroupDevice", "Audio Effect Rack"),
    ("AutoFilter", "Auto Filter"),
    ("AutoPan", "Auto Pan"),
    ("BeatRepeat", "Beat Repeat"),
    ("ChannelEq", "Channel EQ"),
    ("Compressor2", "Compressor"),
    ("DrumBuss", "Drum Buss"),
    ("DrumGroupDevice", "Drum Rack"),
    ("Eq8", "EQ Eight"),
    ("FilterDelay", "Filter Delay"),
    ("FilterEQ3", "EQ Three"),
    ("FrequencyShifter", "Frequency Shifter"),
    ("GlueCompressor", "Glue Compressor"),
    ("Hybrid", "Hybrid Reverb"),
    ("InstrumentGroupDevice", "Instrument Rack"),
    ("InstrumentVector", "Wavetable"),
    ("MidiArpeggiator", "Arpeggiator"),
    ("MidiChord", "Chord"),
    ("MidiEffectGroupDevice", "MIDI Effect Rack"),
    ("MidiNoteLength", "Note Length"),
    ("MidiPitcher", "Pitch"),
    ("MidiVelocity", "Velocity"),
    ("MultiSampler", "Sampler"),
    ("MultibandDynamics", "Multiband Dynamics"),
    ("OriginalSimpler", "Simpler"),
    ("StereoGain", "Utility"),
];

/// What only the file knows of a device.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct DeviceExtra<'a> {
    class: &'a str,
    /// Choices from lists that the file does not tell, where they are not among the parameters.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    choices: BTreeMap<String, f64>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    automated: BTreeMap<&'a str, Automation>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    files: Vec<&'a str>,
    /// CRC-16 of the first 16,384 bytes of each of the files, where the Set tells any.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    file_crcs: Vec<Option<i64>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<State>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    chains: Vec<ChainExtra<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    returns: Vec<ChainExtra<'a>>,
}

impl<'a> DeviceExtra<'a> {
    fn of(device: &'a Device, envelopes: &BTreeMap<i64, &Envelope>, with_choices: bool) -> Self {
        let automated = device.parameters.iter().filter_map(|parameter| {
            let envelope = envelope_of(parameter.target, &parameter.envelope, envelopes)?;
            Some((&*parameter.key, Automation::of(envelope)?))
        });
        let choices = device.parameters.iter().filter(|parameter| parameter.range.is_none());
        let chains = |chains: &'a [Chain]| chains.iter().map(|chain| ChainExtra::of(chain, envelopes)).collect();
        let files = || device.samples.iter().filter(|file| !file.best().is_empty());
        let crc = |file: &FileRef| file.crc.filter(|_| file.size.is_some_and(|size| size > 0));
        Self {
            class: &device.class,
            choices: by_key(choices.filter(|_| with_choices), envelopes),
            automated: automated.collect(),
            files: files().map(|file| &**file.best()).collect(),
            file_crcs: if files().any(|file| crc(file).is_some()) { files().map(crc).collect() } else { Vec::new() },
            state: device
                .state
                .map(|(digits, fingerprint)| State { digits, fingerprint: format!("{fingerprint:016x}") }),
            chains: chains(&device.chains),
            returns: chains(&device.returns),
        }
    }
}

/// The stored state of a plug-in: its length in hexadecimal digits, and a fingerprint that changes with any of them.
#[derive(Serialize)]
struct State {
    digits: u64,
    fingerprint: String,
}

/// A chain of a Rack.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ChainExtra<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    gain: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pan: Option<f64>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    mute: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    solo: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    devices: Vec<InnerDevice<'a>>,
}

impl<'a> ChainExtra<'a> {
    fn of(chain: &'a Chain, envelopes: &BTreeMap<i64, &Envelope>) -> Self {
        Self {
            name: &chain.name,
            note: chain.note,
            gain: chain.volume,
            pan: chain.pan,
            mute: chain.active == Some(false),
            solo: chain.solo.unwrap_or_default(),
            devices: InnerDevice::all(&chain.devices, envelopes),
        }
    }
}

/// A device that the port does not reach: in a Rack, or on a group, return or main track.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct InnerDevice<'a> {
    name: Name,
    parameters: BTreeMap<String, f64>,
    details: DeviceExtra<'a>,
}

impl<'a> InnerDevice<'a> {
    pub(super) fn all(devices: &'a [Device], envelopes: &BTreeMap<i64, &Envelope>) -> Vec<Self> {
        let inner = |device: &'a Device| Self {
            name: device.shown_name(),
            parameters: by_key(device.parameters.iter(), envelopes),
            details: DeviceExtra::of(device, envelopes, false),
        };
        devices.iter().map(inner).collect()
    }
}

/// Values by key. Plug-ins may call several parameters the same: from the second on they are numbered.
fn by_key<'a>(
    parameters: impl Iterator<Item = &'a Parameter>,
    envelopes: &BTreeMap<i64, &Envelope>,
) -> BTreeMap<String, f64> {
    let (mut values, mut uses) = (BTreeMap::new(), BTreeMap::new());
    for parameter in parameters {
        let uses = uses.entry(&*parameter.key).or_insert(0_usize);
        *uses += 1;
        let key = if *uses == 1 { parameter.key.to_string() } else { format!("{} ({uses})", parameter.key) };
        values.insert(key, value_of(parameter, envelopes));
    }
    values
}
