//! Sections of the Set, its scenes and its tracks, and of the tracks that the port does not list.
//!
//! Units and the elements of the file that a field is read from stand with each field; `Live 12.3`'s names are meant
//! where versions differ.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::InnerDeviceSection;
use super::clip::SignatureChanges;
use super::section::section;
use crate::dto::Name;
use crate::snapshot::Signature;

section! {
    /// Of the Set.
    SetSection, SetField {
        /// The Live that saved it: `Ableton Live 12.3.2`. From `Ableton/Creator`.
        "live" Live live: Option<Name>,
        /// The time signature at the beginning of the Arrangement. From the main track's `Mixer/TimeSignature`.
        "signature" Signature signature: Option<Signature>,
        /// The envelope of the tempo, where it is automated. From the main track's `Mixer/Tempo`.
        "tempoAutomation" TempoAutomation tempo_automation: Option<EnvelopeSection>,
        /// Where in the Arrangement, in beats, another time signature begins. From the envelope of that.
        "signatures" Signatures signatures: SignatureChanges,
        /// The Arrangement loop. From `Transport`.
        "loop" Loop arrangement_loop: Option<LoopSection>,
        /// Launch quantisation as Live numbers it: 0 none, 4 one bar. From `GlobalQuantisation`.
        "launchQuantization" LaunchQuantization launch_quantization: Option<i64>,
        /// The groups in the order of the mixer. From `Tracks/GroupTrack`.
        "groups" Groups groups: Vec<BusSection>,
        /// The return tracks in their order. From `Tracks/ReturnTrack`.
        "returns" Returns returns: Vec<BusSection>,
        /// Tracks of a kind that is not known. From the other elements of `Tracks`.
        "otherTracks" OtherTracks other_tracks: Vec<BusSection>,
        /// The main track. From `MainTrack`.
        "main" Main main: Option<BusSection>,
        /// The cue track. From `PreHearTrack`.
        "cue" Cue cue: Option<BusSection>,
        /// Fields of the snapshot that the file did not tell: there stands what a new Set has.
        "missing" Missing missing: Vec<Name>,
        /// Elements that are not known, where all that may stand is known: how often, by path.
        "notRead" NotRead not_read: BTreeMap<String, usize>,
    }
}

section! {
    /// The Arrangement loop.
    LoopSection, LoopField {
        /// Whether it is on. From `LoopOn`.
        "on" On on: Option<bool>,
        /// Where it starts, in beats. From `LoopStart`.
        "start" Start start: Option<f64>,
        /// How long it is, in beats. From `LoopLength`.
        "length" Length length: Option<f64>,
    }
}

section! {
    /// What stands for an envelope, or for warp markers, whose points are not kept.
    EnvelopeSection, EnvelopeField {
        /// How many points there are. From the elements of `Events` or `WarpMarkers`.
        "points" Points points: Option<usize>,
        /// 16 hexadecimal digits that are others when anything of them is: FNV-1a over what is written.
        "fingerprint" Fingerprint fingerprint: Option<String>,
    }
}

section! {
    /// Of a scene.
    SceneSection, SceneField {
        /// Its colour as 24-bit RGB. From `Color`, a place in Live's palette.
        "color" Color color: Option<u32>,
    }
}

section! {
    /// Of a track of any kind.
    TrackSection, TrackField {
        /// Whether Live makes its name, from its place or its first device. From an empty `Name/UserName`.
        "autoName" AutoName auto_name: bool,
        /// Its colour as 24-bit RGB. From `Color`, a place in Live's palette.
        "color" Color color: Option<u32>,
        /// Its number in the palette before Live 9.5, whose colours are not known. From `ColorIndex`.
        "legacyColor" LegacyColor legacy_color: Option<i64>,
        /// The name of the group it is in. From `TrackGroupId`.
        "group" Group group: Option<Name>,
        /// When its input is heard; absent where that is when it is armed. From `MonitoringEnum`.
        "monitor" Monitor monitor: Option<Monitoring>,
        /// Whether it is frozen. From `Freeze`.
        "frozen" Frozen frozen: bool,
        /// The gains of its sends, linear, in the order of the return tracks. From `Mixer/Sends`.
        "sendGains" SendGains send_gains: Vec<Option<f64>>,
        /// Where its sound goes, by name: `main`, `group`, `none`, `track "FX Bus"`. From `AudioOutputRouting`.
        "output" Output output: Option<Name>,
        /// How many clips its take lanes have. From `TakeLanes`.
        "takeClips" TakeClips take_clips: usize,
        /// The envelopes of its mixer: `volume`, `pan`. From `AutomationEnvelopes`.
        "automated" Automated automated: BTreeMap<String, EnvelopeSection>,
        /// Fields of the snapshot that the file did not tell: there stands what a new track has.
        "missing" Missing missing: Vec<Name>,
        /// How many of its clips could not stand in the snapshot.
        "clipsLeftOut" ClipsLeftOut clips_left_out: usize,
    }
}

section! {
    /// A track that the port does not list: a group, a return track, the main or the cue track.
    BusSection, BusField {
        /// Its name; absent where Live makes it. From `Name`.
        "name" Name name: Option<Name>,
        /// The gain of its fader, linear. From `Mixer/Volume`.
        "gain" Gain gain: Option<f64>,
        /// Its panning, -1..1. From `Mixer/Pan`.
        "pan" Pan pan: Option<f64>,
        /// Whether it is muted. From `Mixer/Speaker`.
        "mute" Mute mute: bool,
        /// Whether it is soloed. From `Mixer/SoloSink`.
        "solo" Solo solo: bool,
        /// What every track has.
        "details" Details details: Option<TrackSection>,
        /// Its devices in their order. From `DeviceChain/Devices`.
        "devices" Devices devices: Vec<InnerDeviceSection>,
    }
}

/// When the input of a track is heard, other than when it is armed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Monitoring {
    /// Always.
    In,
    /// Never.
    Off,
}
