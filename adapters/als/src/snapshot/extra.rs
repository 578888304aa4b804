//! From the model to the sections named `als`, which `livebridge_port::snapshot::als` defines.
//!
//! Absent where it says nothing, so that a Set of today and the same Set saved by another Live have the same sections.

use std::collections::BTreeMap;

use livebridge_port::Name;
use livebridge_port::snapshot::Signature;
use livebridge_port::snapshot::als::{
    AudioSection, BusSection, ClipField, ClipSection, EnvelopeSection, LaunchMode, LoopSection, LoopUnit, Monitoring,
    PathOrigin, SceneSection, SetSection, TrackSection, WarpMode,
};

use super::devices::inner_devices;
use crate::model::{ArrangementLoop, AudioContent, Clip, Color, Content, Envelope, LiveTrackKind, Scene, Set, Track};

impl Set {
    /// What only the file knows of the Set; `missing` are the fields of the snapshot that it did not tell.
    pub(super) fn section(&self, signature: Signature, missing: Vec<Name>) -> SetSection {
        let of_kind =
            |kind| self.tracks.iter().filter(|track| track.kind == kind).map(|track| bus(self, track)).collect();
        SetSection {
            live: Some(self.creator.clone()),
            signature: Some(signature),
            tempo_automation: envelope(&self.tempo.envelope),
            signatures: self.signature_changes().into_iter().collect(),
            arrangement_loop: arrangement_loop(&self.transport),
            launch_quantization: self.quantization,
            groups: of_kind(LiveTrackKind::Group),
            returns: of_kind(LiveTrackKind::Return),
            other_tracks: of_kind(LiveTrackKind::Unknown),
            main: self.main.as_ref().map(|main| bus(self, main)),
            cue: self.cue.as_ref().map(|cue| bus(self, cue)),
            missing,
            not_read: self.unknown.clone(),
            rest: BTreeMap::new(),
        }
    }
}

fn arrangement_loop(transport: &ArrangementLoop) -> Option<LoopSection> {
    let (on, start, length) = (transport.loop_on?, transport.loop_start?, transport.loop_length?);
    Some(LoopSection { on: Some(on), start: Some(start), length: Some(length), rest: BTreeMap::new() })
}

/// Nothing where nothing is automated.
pub(super) fn envelope(envelope: &Envelope) -> Option<EnvelopeSection> {
    (envelope.points > 1).then(|| points(envelope.points, envelope.fingerprint))
}

fn points(points: usize, print: u64) -> EnvelopeSection {
    EnvelopeSection { points: Some(points), fingerprint: Some(fingerprint(print)), rest: BTreeMap::new() }
}

/// A fingerprint as it is written: 16 hexadecimal digits.
pub(super) fn fingerprint(print: u64) -> String {
    format!("{print:016x}")
}

pub(super) fn scene(scene: &Scene) -> SceneSection {
    SceneSection { color: rgb(scene.color), rest: BTreeMap::new() }
}

/// Of a track of any kind.
pub(super) fn track(set: &Set, track: &Track) -> TrackSection {
    TrackSection {
        auto_name: track.user_name.is_empty(),
        color: rgb(track.color),
        legacy_color: legacy(track.color),
        group: group_of(set, track),
        monitor: match track.monitor {
            Some(0) => Some(Monitoring::In),
            Some(2) => Some(Monitoring::Off),
            // Auto is what a track has unless it is changed.
            _ => None,
        },
        frozen: track.frozen,
        send_gains: track.sends.iter().map(|send| track.at_start(&send.gain)).collect(),
        output: Some(output_of(set, track)).filter(|output| !output.is_empty()).map(Name::from),
        take_clips: track.take_clips.len(),
        automated: automated(track),
        missing: Vec::new(),
        clips_left_out: 0,
        rest: BTreeMap::new(),
    }
}

fn automated(track: &Track) -> BTreeMap<String, EnvelopeSection> {
    let mixer = [("volume", &track.volume), ("pan", &track.pan)];
    let automated = mixer.into_iter().filter_map(|(name, automated)| {
        let found = track.envelope_of(automated)?;
        Some((name.to_owned(), envelope(found)?))
    });
    automated.collect()
}

/// Of a track that the port does not list.
fn bus(set: &Set, track: &Track) -> BusSection {
    let envelopes = track.envelopes_by_target();
    let name = match track.kind {
        // What Live calls them itself is no name, and another one since Live 12.
        LiveTrackKind::Main | LiveTrackKind::Cue => &track.user_name,
        LiveTrackKind::Midi
        | LiveTrackKind::Audio
        | LiveTrackKind::Group
        | LiveTrackKind::Return
        | LiveTrackKind::Unknown => &track.name,
    };
    BusSection {
        name: Some(name.clone()).filter(|name| !name.is_empty()),
        gain: track.at_start(&track.volume),
        pan: track.at_start(&track.pan),
        mute: track.active == Some(false),
        solo: track.solo.unwrap_or_default(),
        details: Some(self::track(set, track)),
        devices: inner_devices(&track.devices, &envelopes),
        rest: BTreeMap::new(),
    }
}

/// Of a clip.
pub(super) fn clip(clip: &Clip) -> ClipSection {
    let own = clip.signature.filter(|signature| *signature != (4, 4));
    let signature = own.and_then(|(numerator, denominator)| {
        Signature::new(u32::try_from(numerator).ok()?, u32::try_from(denominator).ok()?)
    });
    let mut rest = BTreeMap::new();
    if let (Some((numerator, denominator)), None) = (own, signature) {
        // None that Live has: kept as it is.
        rest.insert(ClipField::Signature.key().to_owned(), format!("{numerator}/{denominator}").into());
    }
    ClipSection {
        legacy_color: legacy(clip.color),
        launch_mode: match clip.launch_mode {
            Some(1) => Some(LaunchMode::Gate),
            Some(2) => Some(LaunchMode::Toggle),
            Some(3) => Some(LaunchMode::Repeat),
            _ => None,
        },
        launch_quantization: clip.launch_quantization.filter(|quantization| *quantization != 0),
        legato: clip.legato.unwrap_or_default(),
        signature,
        follow: clip.follow.map(|(first, second)| [first, second]),
        envelopes: clip.envelopes,
        audio: match &clip.content {
            Content::Audio(audio) => Some(self::audio(audio)),
            Content::Midi(_) => None,
        },
        rest,
    }
}

#[expect(clippy::float_cmp, reason = "defaults are exact")]
fn audio(audio: &AudioContent) -> AudioSection {
    let warped = audio.warped == Some(true);
    let mode = match audio.warp_mode {
        Some(0) => Some(WarpMode::Beats),
        Some(1) => Some(WarpMode::Tones),
        Some(2) => Some(WarpMode::Texture),
        Some(3) => Some(WarpMode::RePitch),
        Some(4) => Some(WarpMode::Complex),
        Some(5) => Some(WarpMode::Rex),
        Some(6) => Some(WarpMode::ComplexPro),
        _ => None,
    };
    let pitch = [audio.pitch_coarse.unwrap_or_default(), audio.pitch_fine.unwrap_or_default()];
    let file = &audio.file;
    AudioSection {
        warp: mode.filter(|_| warped),
        loop_unit: (audio.warped == Some(false)).then_some(LoopUnit::Seconds),
        warp_markers: (warped && audio.warp_markers > 0).then(|| points(audio.warp_markers, audio.warp_fingerprint)),
        pitch: (pitch != [0.0; 2]).then_some(pitch),
        gain: audio.gain.filter(|gain| *gain != 1.0),
        path_from: match file.relative_type {
            Some(2) => Some(PathOrigin::Live8Library),
            Some(5) => Some(PathOrigin::Pack),
            Some(6) => Some(PathOrigin::UserLibrary),
            Some(7) => Some(PathOrigin::Live),
            _ => None,
        },
        file_bytes: file.size.filter(|size| *size > 0),
        file_crc: file.crc.filter(|_| file.size.is_some_and(|size| size > 0)),
        rest: BTreeMap::new(),
    }
}

fn rgb(color: Color) -> Option<u32> {
    matches!(color, Color::Palette(_)).then(|| color.rgb())
}

fn legacy(color: Color) -> Option<i64> {
    match color {
        Color::Legacy(number) => Some(number),
        Color::Absent | Color::Palette(_) => None,
    }
}

/// Where the sound of a track goes, by name, since ids change with every save: `main`, `group`, `none` (its sends
/// only), `track "FX Bus"`; what is outside of the Set as the file calls it.
fn output_of(set: &Set, track: &Track) -> String {
    let target = track.output.strip_prefix("AudioOut/").unwrap_or(&track.output);
    let Some(other) = target.strip_prefix("Track.") else {
        let known = [("Main", "main"), ("GroupTrack", "group"), ("None", "none")];
        return known.iter().find(|(key, _)| *key == target).map_or(target, |(_, words)| words).to_owned();
    };
    let (id, input) = other.split_once('/').unwrap_or((other, ""));
    let found = id.parse().ok().and_then(|id| set.tracks.iter().position(|track| track.id == Some(id)));
    let name = found.map_or_else(|| "track that is not there".to_owned(), |at| track_called(set, at));
    if input.starts_with("DeviceIn") { format!("device on {name}") } else { name }
}

/// The track at this place of the mixer: by its name, and which of them where several have it; without one, by the place.
fn track_called(set: &Set, at: usize) -> String {
    let name = set.tracks.get(at).map(|track| &*track.name).unwrap_or_default();
    if name.is_empty() {
        return format!("track ({})", at + 1);
    }
    let namesakes = |tracks: &[Track]| tracks.iter().filter(|track| &*track.name == name).count();
    let before = namesakes(set.tracks.get(..at).unwrap_or_default());
    if namesakes(&set.tracks) == 1 { format!("track {name:?}") } else { format!("track {name:?} ({})", before + 1) }
}

/// The name of the group that a track is in.
fn group_of(set: &Set, track: &Track) -> Option<Name> {
    let id = track.group?;
    let group = set.tracks.iter().find(|group| group.kind == LiveTrackKind::Group && group.id == Some(id))?;
    Some(group.name.clone())
}
