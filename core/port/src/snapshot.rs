//! A whole Set as plain data: what golden files, undo checks, exploration, import and the diff work on.
//!
//! Positions stand where the port has ids, so two Sets with the same content are equal whatever their ids are.
//! This file holds the types; [`Snapshot::to_canonical`] and its counterpart the text form, [`Snapshot::read`]
//! takes one from any bridge through the port, `livebridge-diff` says what differs from another.

mod bars;
mod canonical;
mod extra;
mod finite;
pub mod levels;
mod read;
mod values;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::dto::{Name, TrackKind};
use crate::json::present;
use crate::note::Note;
pub use bars::{Bars, Signature, signature_changes};
pub use extra::Extra;

/// A Set, exactly. Times in beats, values in port units.
///
/// ```
/// use livebridge_port::{fixtures, Snapshot};
///
/// let set = fixtures::seeded();
/// assert_eq!(set.tracks[1].name.as_ref(), "Bass");
/// let text = set.to_canonical();
/// assert_eq!(Snapshot::from_canonical(&text).unwrap(), set);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Snapshot {
    /// Name and version of this form.
    pub format: SnapshotFormat,
    /// Beats per minute.
    pub tempo: f64,
    /// Pitch class 0..11 of the scale's root.
    pub root_note: u8,
    /// Name of the scale.
    pub scale_name: Name,
    /// Whether scale mode is on.
    pub scale_mode: bool,
    /// Semitone offsets of the scale from its root.
    pub scale_intervals: Vec<u8>,
    /// Label of the grid.
    pub grid_quantization: Name,
    /// Whether the grid is triplet.
    pub grid_is_triplet: bool,
    /// Number of return tracks.
    pub return_track_count: usize,
    /// The scenes in order.
    pub scenes: Vec<SceneSnapshot>,
    /// The cue points in time order; absent when the source could not list them.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub cue_points: Option<Vec<CuePointSnapshot>>,
    /// The MIDI and audio tracks in order.
    pub tracks: Vec<TrackSnapshot>,
    /// What only one kind of source knows of it.
    #[serde(default, skip_serializing_if = "Extra::is_empty")]
    pub extra: Extra,
}

/// Name and version of the snapshot's form.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub enum SnapshotFormat {
    /// The first version.
    #[default]
    #[serde(rename = "livebridge.set/1")]
    V1,
}

/// A scene.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SceneSnapshot {
    /// Its name.
    pub name: Name,
    /// Beats per minute, when it overrides the Set's.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub tempo: Option<f64>,
    /// Numerator of its time signature.
    pub signature_numerator: u32,
    /// Denominator of its time signature.
    pub signature_denominator: u32,
    /// What only one kind of source knows of it.
    #[serde(default, skip_serializing_if = "Extra::is_empty")]
    pub extra: Extra,
}

/// A cue point.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CuePointSnapshot {
    /// Its place in beats.
    pub time: f64,
    /// Its name.
    pub name: Name,
}

/// A track with all that is on it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TrackSnapshot {
    /// MIDI or audio.
    pub kind: TrackKind,
    /// Its name.
    pub name: Name,
    /// Whether it is muted.
    pub mute: bool,
    /// Whether it is soloed.
    pub solo: bool,
    /// Whether it is armed.
    pub arm: bool,
    /// The fader.
    pub volume: ParamSnapshot,
    /// -1..1.
    pub panning: f64,
    /// Number of sends.
    pub send_count: usize,
    /// The devices in chain order.
    pub devices: Vec<DeviceSnapshot>,
    /// The clips in the slots, in scene order; empty slots are left out.
    pub session: Vec<ClipSnapshot>,
    /// The Arrangement clips in time order.
    pub arrangement: Vec<ClipSnapshot>,
    /// What only one kind of source knows of it.
    #[serde(default, skip_serializing_if = "Extra::is_empty")]
    pub extra: Extra,
}

/// A device.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DeviceSnapshot {
    /// Its name; absent when the source could not tell (no read of the port does).
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub name: Option<Name>,
    /// Its parameters in order.
    pub parameters: Vec<ParamSnapshot>,
    /// What only one kind of source knows of it.
    #[serde(default, skip_serializing_if = "Extra::is_empty")]
    pub extra: Extra,
}

/// A parameter of a device, or a fader.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ParamSnapshot {
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

/// A clip: MIDI with notes, or audio with a file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ClipSnapshot {
    /// Index of its scene, in the Session only.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub scene: Option<usize>,
    /// Its place in the Arrangement, there only.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub start_time: Option<f64>,
    /// MIDI or audio.
    pub kind: TrackKind,
    /// Its name.
    pub name: Name,
    /// 24-bit RGB; 0 is "no colour set".
    pub color: u32,
    /// Whether it is deactivated.
    pub muted: bool,
    /// Length in beats.
    pub duration: f64,
    /// Whether it loops.
    pub looping: bool,
    /// Start of the loop, in content time.
    pub loop_start: f64,
    /// End of the loop, in content time.
    pub loop_end: f64,
    /// The end marker, in content time.
    pub end_marker: f64,
    /// Content time at which the clip begins to play, where that is not `loop_start`: the phase of a looping
    /// piece that was cut on its left.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub start_marker: Option<f64>,
    /// The audio file of an audio clip.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub file_path: Option<Name>,
    /// The notes of a MIDI clip.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub notes: Option<Arc<[Note]>>,
    /// What only one kind of source knows of it.
    #[serde(default, skip_serializing_if = "Extra::is_empty")]
    pub extra: Extra,
}

impl ParamSnapshot {
    /// A track's fader at unity gain: "Volume", 0..1, 0.85.
    pub fn fader() -> Self {
        Self { name: "Volume".into(), min: 0.0, max: 1.0, is_quantized: false, default_value: 0.85, value: 0.85 }
    }
}
