//! Sections of devices: those of a track, those that the port does not reach, and the chains of Racks.

use std::collections::BTreeMap;

use super::EnvelopeSection;
use super::section::section;
use crate::dto::Name;

section! {
    /// Of a device.
    DeviceSection, DeviceField {
        /// Its class, as the file names it: `Eq8`. The name of its element.
        "class" Class class: Option<Name>,
        /// Choices from lists whose length the file does not tell, by key, where they are no parameters.
        "choices" Choices choices: BTreeMap<String, f64>,
        /// The envelopes of its parameters, by key. From `AutomationEnvelopes`.
        "automated" Automated automated: BTreeMap<String, EnvelopeSection>,
        /// The paths of the files that it plays. From `SampleRef`.
        "files" Files files: Vec<Name>,
        /// CRC-16 of the first 16,384 bytes of each of the files, where the Set tells any. From `OriginalCrc`.
        "fileCrcs" FileCrcs file_crcs: Vec<Option<i64>>,
        /// The stored state of a plug-in. From `Buffer`, `ProcessorState` and `ControllerState`.
        "state" State state: Option<StateSection>,
        /// The chains of a Rack. From `Branches`.
        "chains" Chains chains: Vec<ChainSection>,
        /// The return chains of a Rack. From `ReturnBranches`.
        "returns" Returns returns: Vec<ChainSection>,
    }
}

section! {
    /// What stands for the stored state of a plug-in.
    StateSection, StateField {
        /// Its length, in hexadecimal digits.
        "digits" Digits digits: Option<u64>,
        /// 16 hexadecimal digits that are others when any of it is: FNV-1a.
        "fingerprint" Fingerprint fingerprint: Option<String>,
    }
}

section! {
    /// A chain of a Rack.
    ChainSection, ChainField {
        /// Its name. From `Name/EffectiveName`.
        "name" Name name: Option<Name>,
        /// The MIDI note of a drum pad. From `BranchInfo/ReceivingNote`.
        "note" Note note: Option<i64>,
        /// Its gain, linear. From `MixerDevice/Volume`.
        "gain" Gain gain: Option<f64>,
        /// Its panning, -1..1. From `MixerDevice/Panorama`.
        "pan" Pan pan: Option<f64>,
        /// Whether it is muted. From `MixerDevice/Speaker`.
        "mute" Mute mute: bool,
        /// Whether it is soloed. From `IsSoloed`.
        "solo" Solo solo: bool,
        /// Its devices in their order. From `DeviceChain`.
        "devices" Devices devices: Vec<InnerDeviceSection>,
    }
}

section! {
    /// A device that the port does not reach: in a Rack, or on a group, return, main or cue track.
    InnerDeviceSection, InnerDeviceField {
        /// The name that Live shows.
        "name" Name name: Option<Name>,
        /// The values of its parameters, by key; a switch has 0 and 1.
        "parameters" Parameters parameters: Option<BTreeMap<String, f64>>,
        /// What every device has.
        "details" Details details: Option<DeviceSection>,
    }
}
