//! The plain data that crosses the port. Contract, section 1.
//!
//! JSON keys are camelCase; an absent optional value is a missing key, never `null`, but for
//! [`SceneInfo::tempo`]. Times are beats (quarter notes) unless a field says otherwise.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::id::IdRef;
use crate::json::present;

/// A name that many answers share.
pub type Name = Arc<str>;

/// MIDI or audio.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum TrackKind {
    /// A MIDI track.
    Midi,
    /// An audio track.
    Audio,
}

/// What a clip holds; a slot without a clip is `Empty`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum ClipKind {
    /// MIDI notes.
    Midi,
    /// An audio file.
    Audio,
    /// A Session slot without a clip.
    Empty,
}

impl From<TrackKind> for ClipKind {
    fn from(kind: TrackKind) -> Self {
        match kind {
            TrackKind::Midi => Self::Midi,
            TrackKind::Audio => Self::Audio,
        }
    }
}

/// Which view of Live a clip is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum ClipLocation {
    /// In a slot of the Session.
    Session,
    /// On the timeline of the Arrangement.
    Arrangement,
}

/// A summary of the Set: `getSongOverview`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct SongOverview {
    /// Beats per minute.
    pub tempo: f64,
    /// Pitch class 0..11 of the scale's root.
    pub root_note: u8,
    /// Name of the scale, such as `Minor`.
    pub scale_name: Name,
    /// Whether scale mode is on.
    pub scale_mode: bool,
    /// Semitone offsets of the scale from its root.
    pub scale_intervals: Vec<u8>,
    /// Label of the grid: `1/16`, `None`, ...
    pub grid_quantization: Name,
    /// Whether the grid is triplet.
    pub grid_is_triplet: bool,
    /// Number of MIDI and audio tracks.
    pub track_count: usize,
    /// Number of return tracks.
    pub return_track_count: usize,
    /// Number of scenes.
    pub scene_count: usize,
    /// Number of cue points.
    pub cue_point_count: usize,
    /// The MIDI and audio tracks in order.
    pub tracks: Vec<TrackRef>,
}

/// A track in short: in the overview, and as a match of `findTrack`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct TrackRef {
    /// Id of the track.
    pub id: IdRef,
    /// Its name.
    pub name: Name,
    /// MIDI or audio.
    #[serde(rename = "type")]
    pub kind: TrackKind,
}

/// A track as `findTrack` gives it.
pub type TrackMatch = TrackRef;

/// A track: `listTracks`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_excessive_bools, reason = "the fields of the contract")]
pub struct TrackInfo {
    /// Id of the track.
    pub id: IdRef,
    /// MIDI or audio.
    pub kind: TrackKind,
    /// Its name; may be empty.
    pub name: Name,
    /// Whether it is muted.
    pub mute: bool,
    /// Whether it is soloed.
    pub solo: bool,
    /// True exactly when some other track is soloed and this one is not.
    pub muted_via_solo: bool,
    /// Whether it is armed for recording.
    pub arm: bool,
    /// Number of clip slots, one per scene.
    pub clip_slot_count: usize,
    /// Number of Arrangement clips.
    pub arrangement_clip_count: usize,
    /// Number of devices.
    pub device_count: usize,
    /// Its mixer in short.
    pub mixer: MixerSummary,
}

/// The mixer of a track in short.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct MixerSummary {
    /// Fader 0..1, 0.85 is unity gain.
    pub volume: f64,
    /// -1..1, 0 is the centre.
    pub panning: f64,
    /// Number of sends.
    pub send_count: usize,
}

/// A clip, or an empty Session slot: `listClips`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ClipInfo {
    /// Id of the clip; of the slot when it is empty.
    pub id: IdRef,
    /// Whether it holds MIDI notes.
    pub is_midi: bool,
    /// What it holds.
    pub kind: ClipKind,
    /// Session or Arrangement.
    pub location: ClipLocation,
    /// Id of its slot, in the Session only.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub slot_id: Option<IdRef>,
    /// Its name; may be empty.
    pub name: Name,
    /// Place in the Arrangement in beats; 0 in the Session.
    pub start_time: f64,
    /// `start_time + duration`.
    pub end_time: f64,
    /// Length in beats.
    pub duration: f64,
    /// Whether it loops.
    pub looping: bool,
    /// Start of the loop, in the clip's content time.
    pub loop_start: f64,
    /// End of the loop, in the clip's content time.
    pub loop_end: f64,
    /// The end marker, in the clip's content time.
    pub end_marker: f64,
    /// 24-bit RGB; 0 is "no colour set".
    pub color: u32,
    /// Whether it is deactivated.
    pub muted: bool,
    /// The audio file, for an audio clip.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub file_path: Option<Name>,
}

/// A scene: `listScenes`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct SceneInfo {
    /// Id of the scene.
    pub id: IdRef,
    /// Its name; may be empty.
    pub name: Name,
    /// Beats per minute, `null` in JSON when the scene keeps the tempo of the Set.
    #[serde(deserialize_with = "Option::deserialize")]
    #[cfg_attr(feature = "schemas", schemars(schema_with = "crate::schema::number_or_null"))]
    pub tempo: Option<f64>,
    /// Numerator of its time signature.
    pub signature_numerator: u32,
    /// Denominator of its time signature.
    pub signature_denominator: u32,
}

/// A parameter of a device or a mixer: `listDeviceParams`, `setParam`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct DeviceParamInfo {
    /// Id of the parameter.
    pub id: IdRef,
    /// Its name.
    pub name: Name,
    /// The lowest value.
    pub min: f64,
    /// The highest value.
    pub max: f64,
    /// Whether it has steps of 1 from `min`.
    pub is_quantized: bool,
    /// The value that a reset gives.
    pub default_value: f64,
    /// The value now.
    pub value: f64,
}

/// A device that was inserted: the answer of `insertDevice`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct DeviceInfo {
    /// Id of the device.
    pub id: IdRef,
    /// Its name.
    pub name: Name,
    /// Its parameters in order.
    pub parameters: Vec<DeviceParamInfo>,
}

/// The mixer of a track: `getTrackMixer`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct TrackMixerInfo {
    /// The fader; its id can be written with `setParam`.
    pub volume: DeviceParamInfo,
}

/// A cue point (locator): `listCuePoints`, `createCuePoint`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CuePointInfo {
    /// Id of the cue point.
    pub id: IdRef,
    /// Its place in beats.
    pub time: f64,
    /// Its name; may be empty.
    pub name: Name,
}

/// The answer of `setNotes`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct SetNotesResult {
    /// Id of the clip.
    pub id: IdRef,
    /// Name of the clip.
    pub name: Name,
    /// How many notes it has now.
    pub count: usize,
}

/// The answer of `renderTrack`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct RenderResult {
    /// Path of the WAV file.
    pub path: Name,
    /// Name of the track.
    pub track: Name,
}

/// What `setTrackProps` writes: only the keys that are there.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TrackPropsPatch {
    /// New name; an empty one is accepted.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub name: Option<Name>,
    /// Mute or not.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub mute: Option<bool>,
    /// Solo or not; not exclusive.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub solo: Option<bool>,
    /// Arm or not.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub arm: Option<bool>,
}

/// What `setClipProps` writes: only the keys that are there.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ClipPropsPatch {
    /// New name; an empty one is accepted.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub name: Option<Name>,
    /// 24-bit RGB; signed and wide so that what is out of range can be said, and refused.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub color: Option<i64>,
}

/// What `createArrangementAudioClip` places.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CreateAudioClipArgs {
    /// Path of the audio file; not empty.
    pub file_path: Name,
    /// Start in beats, at least 0.
    pub start_time: f64,
    /// Length in beats, above 0.
    pub duration: f64,
}
