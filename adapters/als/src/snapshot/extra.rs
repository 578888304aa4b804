//! What only the file knows: the sections named `als` of a snapshot, in the order in which they are written.
//!
//! Absent where it says nothing, so that a Set of today and the same Set saved by another Live have the same sections.

use std::collections::BTreeMap;

use serde::Serialize;

use super::devices::InnerDevice;
use crate::model::{Clip, Color, Content, Envelope, Scene, Set, Track, TrackKind, Transport};

/// Whether a switch is off, for what is written only when it is on.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
fn is_off(flag: &bool) -> bool {
    !*flag
}

/// Of the Set.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SetExtra<'a> {
    pub live: &'a str,
    pub signature: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tempo_automation: Option<Automation>,
    /// Where the signature changes: beat and signature.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub signatures: Vec<(f64, String)>,
    #[serde(rename = "loop", skip_serializing_if = "Option::is_none")]
    pub arrangement_loop: Option<LoopExtra>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub launch_quantization: Option<i64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<MixerTrack<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub returns: Vec<MixerTrack<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub other_tracks: Vec<MixerTrack<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub main: Option<MixerTrack<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cue: Option<MixerTrack<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<&'static str>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub not_read: &'a BTreeMap<String, usize>,
}

/// The Arrangement loop, in beats.
#[derive(Serialize)]
pub(super) struct LoopExtra {
    on: bool,
    start: f64,
    length: f64,
}

impl LoopExtra {
    pub(super) fn of(transport: &Transport) -> Option<Self> {
        Some(Self { on: transport.loop_on?, start: transport.loop_start?, length: transport.loop_length? })
    }
}

/// An envelope, or warp markers: how many points, and a fingerprint that changes with any of them.
#[derive(Serialize)]
pub(super) struct Automation {
    points: usize,
    fingerprint: String,
}

impl Automation {
    /// Nothing where nothing is automated.
    pub(super) fn of(envelope: &Envelope) -> Option<Self> {
        (envelope.points > 1)
            .then(|| Self { points: envelope.points, fingerprint: format!("{:016x}", envelope.fingerprint) })
    }
}

/// Of a scene.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SceneExtra {
    #[serde(skip_serializing_if = "Option::is_none")]
    color: Option<u32>,
}

impl SceneExtra {
    pub(super) fn of(scene: &Scene) -> Self {
        Self { color: rgb(scene.color) }
    }
}

/// Of a track.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TrackExtra<'a> {
    /// Live makes its name, from its place or its first device.
    #[serde(skip_serializing_if = "is_off")]
    auto_name: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    color: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    legacy_color: Option<i64>,
    /// The name of its group.
    #[serde(skip_serializing_if = "Option::is_none")]
    group: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    monitor: Option<&'static str>,
    #[serde(skip_serializing_if = "is_off")]
    frozen: bool,
    /// Linear gains in the order of the return tracks.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    send_gains: Vec<Option<f64>>,
    #[serde(skip_serializing_if = "String::is_empty")]
    output: String,
    #[serde(skip_serializing_if = "is_zero")]
    take_clips: usize,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    automated: BTreeMap<&'static str, Automation>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<&'static str>,
    #[serde(skip_serializing_if = "is_zero")]
    pub clips_left_out: usize,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
fn is_zero(n: &usize) -> bool {
    *n == 0
}

impl<'a> TrackExtra<'a> {
    pub(super) fn of(set: &'a Set, track: &'a Track) -> Self {
        Self {
            auto_name: track.user_name.is_empty(),
            color: rgb(track.color),
            legacy_color: legacy(track.color),
            group: group_of(set, track),
            monitor: track.monitor.and_then(|monitor| usize::try_from(monitor).ok()).and_then(|monitor| {
                // Auto is what a track has unless it is changed.
                [Some("in"), None, Some("off")].get(monitor).copied().flatten()
            }),
            frozen: track.frozen,
            send_gains: track.sends.iter().map(|send| track.at_start(&send.gain)).collect(),
            output: output_of(set, track),
            take_clips: track.take_clips.len(),
            automated: automated(track),
            missing: Vec::new(),
            clips_left_out: 0,
        }
    }
}

fn automated(track: &Track) -> BTreeMap<&'static str, Automation> {
    let mixer = [("volume", &track.volume), ("pan", &track.pan)];
    let automated = mixer.into_iter().filter_map(|(name, automated)| {
        let envelope = track.envelope_of(automated)?;
        Some((name, Automation::of(envelope)?))
    });
    automated.collect()
}

/// A track that the port does not list: a group, a return track, the main or the cue track, or one of a kind that is
/// not known.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct MixerTrack<'a> {
    #[serde(skip_serializing_if = "str::is_empty")]
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    gain: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pan: Option<f64>,
    #[serde(skip_serializing_if = "is_off")]
    mute: bool,
    #[serde(skip_serializing_if = "is_off")]
    solo: bool,
    details: TrackExtra<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    devices: Vec<InnerDevice<'a>>,
}

impl<'a> MixerTrack<'a> {
    pub(super) fn of(set: &'a Set, track: &'a Track) -> Self {
        let envelopes = track.envelopes_by_target();
        Self {
            // What Live calls them itself is no name, and another one since Live 12.
            name: match track.kind {
                TrackKind::Main | TrackKind::Cue => &track.user_name,
                _ => &track.name,
            },
            gain: track.at_start(&track.volume),
            pan: track.at_start(&track.pan),
            mute: track.active == Some(false),
            solo: track.solo.unwrap_or_default(),
            details: TrackExtra::of(set, track),
            devices: InnerDevice::all(&track.devices, &envelopes),
        }
    }
}

/// Of a clip.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ClipExtra<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    legacy_color: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    launch_mode: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    launch_quantization: Option<i64>,
    #[serde(skip_serializing_if = "is_off")]
    legato: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    signature: Option<String>,
    /// First and second follow action, as Live numbers them.
    #[serde(skip_serializing_if = "Option::is_none")]
    follow: Option<[i64; 2]>,
    #[serde(skip_serializing_if = "is_zero")]
    envelopes: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    audio: Option<AudioExtra<'a>>,
}

/// Of the audio of a clip.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AudioExtra<'a> {
    /// How it follows the tempo; without it the loop of the clip is in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    warp: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    loop_unit: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    warp_markers: Option<Automation>,
    /// Semitones and cents.
    #[serde(skip_serializing_if = "Option::is_none")]
    pitch: Option<[f64; 2]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    gain: Option<f64>,
    /// From where the path leads, where that is not the Set or its Project.
    #[serde(skip_serializing_if = "Option::is_none")]
    path_from: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    file_bytes: Option<i64>,
    /// CRC-16 of the first 16,384 bytes of the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    file_crc: Option<i64>,
}

impl<'a> ClipExtra<'a> {
    #[expect(clippy::float_cmp, reason = "defaults are exact")]
    pub(super) fn of(clip: &'a Clip) -> Self {
        let Content::Audio(audio) = &clip.content else { return Self::without_audio(clip) };
        let modes = ["beats", "tones", "texture", "re-pitch", "complex", "rex", "complex pro"];
        let warped = audio.warped == Some(true);
        let mode =
            audio.warp_mode.and_then(|mode| usize::try_from(mode).ok()).and_then(|mode| modes.get(mode).copied());
        let pitch = [audio.pitch_coarse.unwrap_or_default(), audio.pitch_fine.unwrap_or_default()];
        let markers =
            Automation { points: audio.warp_markers, fingerprint: format!("{:016x}", audio.warp_fingerprint) };
        let file = &audio.file;
        Self {
            audio: Some(AudioExtra {
                warp: mode.filter(|_| warped),
                loop_unit: (audio.warped == Some(false)).then_some("seconds"),
                warp_markers: (warped && audio.warp_markers > 0).then_some(markers),
                pitch: (pitch != [0.0; 2]).then_some(pitch),
                gain: audio.gain.filter(|gain| *gain != 1.0),
                path_from: match file.relative_type {
                    Some(2) => Some("Live 8 library"),
                    Some(5) => Some("pack"),
                    Some(6) => Some("user library"),
                    Some(7) => Some("Live"),
                    _ => None,
                },
                file_bytes: file.size.filter(|size| *size > 0),
                file_crc: file.crc.filter(|_| file.size.is_some_and(|size| size > 0)),
            }),
            ..Self::without_audio(clip)
        }
    }

    fn without_audio(clip: &Clip) -> Self {
        let modes = [None, Some("gate"), Some("toggle"), Some("repeat")];
        let mode = clip.launch_mode.and_then(|mode| usize::try_from(mode).ok());
        Self {
            legacy_color: legacy(clip.color),
            launch_mode: mode.and_then(|mode| modes.get(mode).copied().flatten()),
            launch_quantization: clip.launch_quantization.filter(|quantization| *quantization != 0),
            legato: clip.legato.unwrap_or_default(),
            signature: clip
                .signature
                .filter(|signature| *signature != (4, 4))
                .map(|(numerator, denominator)| format!("{numerator}/{denominator}")),
            follow: clip.follow.map(|(first, second)| [first, second]),
            envelopes: clip.envelopes,
            audio: None,
        }
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
fn group_of<'a>(set: &'a Set, track: &Track) -> Option<&'a str> {
    let id = track.group?;
    let group = set.tracks.iter().find(|group| group.kind == TrackKind::Group && group.id == Some(id))?;
    Some(&group.name)
}
