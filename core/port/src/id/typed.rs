//! Typed ids: paths whose kind of object the compiler knows.
//!
//! Each is a small `Copy` value with `Display`, `FromStr` and serde as its string, converts into [`PathId`] and
//! [`IdRef`], and is made from a path with `TryFrom`, which refuses a path of another kind.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

use super::path::{PathId, PathIdError, PathShape, SegmentKind};
use super::reference::IdRef;

/// A path or string that is not of the wanted kind.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum WrongKind {
    /// A well-formed path that names something else.
    #[error("`{path}` is not the id of a {wanted}")]
    Kind {
        /// The path that was given.
        path: PathId,
        /// The kind that was wanted, in words.
        wanted: &'static str,
    },
    /// No path at all.
    #[error(transparent)]
    Malformed(#[from] PathIdError),
}

/// A MIDI or audio track by its place: `track:2`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TrackId(pub u32);

/// A Session clip slot: `track:2/clipslot:4`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SlotId {
    /// The track that the slot is on.
    pub track: TrackId,
    /// Index of the slot, which is that of its scene.
    pub slot: u32,
}

/// A clip: `track:2/clipslot:4/clip` in the Session, `track:2/clip:0` in the Arrangement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ClipId {
    /// The clip in a slot.
    Session(SlotId),
    /// A clip of the Arrangement.
    Arrangement {
        /// The track that the clip is on.
        track: TrackId,
        /// Its place in time order.
        clip: u32,
    },
}

/// A device in a track's chain: `track:2/device:0`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DeviceId {
    /// The track that the device is on.
    pub track: TrackId,
    /// Its place in the chain.
    pub device: u32,
}

/// A writable parameter: `track:2/device:0/param:3`, or a track's fader `track:2/mixer/volume`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ParamId {
    /// A parameter of a device.
    Device {
        /// The device.
        device: DeviceId,
        /// Index of the parameter.
        param: u32,
    },
    /// The fader of a track.
    Volume(TrackId),
}

/// A scene: `scene:1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SceneId(pub u32);

/// A cue point by its place in time order: `cuepoint:0`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CueId(pub u32);

impl TrackId {
    /// The slot of this track in scene `slot`.
    pub const fn slot(self, slot: u32) -> SlotId {
        SlotId { track: self, slot }
    }

    /// The Arrangement clip of this track at place `clip`.
    pub const fn arrangement_clip(self, clip: u32) -> ClipId {
        ClipId::Arrangement { track: self, clip }
    }

    /// The device of this track at place `device`.
    pub const fn device(self, device: u32) -> DeviceId {
        DeviceId { track: self, device }
    }

    /// The fader of this track.
    pub const fn volume(self) -> ParamId {
        ParamId::Volume(self)
    }
}

impl SlotId {
    /// The clip in this slot.
    pub const fn clip(self) -> ClipId {
        ClipId::Session(self)
    }
}

impl DeviceId {
    /// The parameter of this device with index `param`.
    pub const fn param(self, param: u32) -> ParamId {
        ParamId::Device { device: self, param }
    }
}

impl From<TrackId> for PathId {
    fn from(id: TrackId) -> Self {
        PathId::from_segments([(SegmentKind::Track, id.0)])
    }
}

impl From<SlotId> for PathId {
    fn from(id: SlotId) -> Self {
        PathId::from_segments([(SegmentKind::Track, id.track.0), (SegmentKind::ClipSlot, id.slot)])
    }
}

impl From<ClipId> for PathId {
    fn from(id: ClipId) -> Self {
        match id {
            ClipId::Session(slot) => PathId::from_segments([
                (SegmentKind::Track, slot.track.0),
                (SegmentKind::ClipSlot, slot.slot),
                (SegmentKind::SlotClip, 0),
            ]),
            ClipId::Arrangement { track, clip } => {
                PathId::from_segments([(SegmentKind::Track, track.0), (SegmentKind::ArrangementClip, clip)])
            }
        }
    }
}

impl From<DeviceId> for PathId {
    fn from(id: DeviceId) -> Self {
        PathId::from_segments([(SegmentKind::Track, id.track.0), (SegmentKind::Device, id.device)])
    }
}

impl From<ParamId> for PathId {
    fn from(id: ParamId) -> Self {
        match id {
            ParamId::Device { device, param } => PathId::from_segments([
                (SegmentKind::Track, device.track.0),
                (SegmentKind::Device, device.device),
                (SegmentKind::Param, param),
            ]),
            ParamId::Volume(track) => PathId::from_segments([
                (SegmentKind::Track, track.0),
                (SegmentKind::Mixer, 0),
                (SegmentKind::Volume, 0),
            ]),
        }
    }
}

impl From<SceneId> for PathId {
    fn from(id: SceneId) -> Self {
        PathId::from_segments([(SegmentKind::Scene, id.0)])
    }
}

impl From<CueId> for PathId {
    fn from(id: CueId) -> Self {
        PathId::from_segments([(SegmentKind::CuePoint, id.0)])
    }
}

impl TryFrom<PathId> for TrackId {
    type Error = WrongKind;

    fn try_from(path: PathId) -> Result<Self, WrongKind> {
        match path.shape() {
            PathShape::Track { track } => Ok(Self(track)),
            _ => Err(WrongKind::Kind { path, wanted: "track" }),
        }
    }
}

impl TryFrom<PathId> for SlotId {
    type Error = WrongKind;

    fn try_from(path: PathId) -> Result<Self, WrongKind> {
        match path.shape() {
            PathShape::Slot { track, slot } => Ok(TrackId(track).slot(slot)),
            _ => Err(WrongKind::Kind { path, wanted: "clip slot" }),
        }
    }
}

impl TryFrom<PathId> for ClipId {
    type Error = WrongKind;

    fn try_from(path: PathId) -> Result<Self, WrongKind> {
        match path.shape() {
            PathShape::SessionClip { track, slot } => Ok(TrackId(track).slot(slot).clip()),
            PathShape::ArrangementClip { track, clip } => Ok(TrackId(track).arrangement_clip(clip)),
            _ => Err(WrongKind::Kind { path, wanted: "clip" }),
        }
    }
}

impl TryFrom<PathId> for DeviceId {
    type Error = WrongKind;

    fn try_from(path: PathId) -> Result<Self, WrongKind> {
        match path.shape() {
            PathShape::Device { track, device } => Ok(TrackId(track).device(device)),
            _ => Err(WrongKind::Kind { path, wanted: "device" }),
        }
    }
}

impl TryFrom<PathId> for ParamId {
    type Error = WrongKind;

    fn try_from(path: PathId) -> Result<Self, WrongKind> {
        match path.shape() {
            PathShape::DeviceParam { track, device, param } => Ok(TrackId(track).device(device).param(param)),
            PathShape::Volume { track } => Ok(TrackId(track).volume()),
            _ => Err(WrongKind::Kind { path, wanted: "parameter" }),
        }
    }
}

impl TryFrom<PathId> for SceneId {
    type Error = WrongKind;

    fn try_from(path: PathId) -> Result<Self, WrongKind> {
        match path.shape() {
            PathShape::Scene { scene } => Ok(Self(scene)),
            _ => Err(WrongKind::Kind { path, wanted: "scene" }),
        }
    }
}

impl TryFrom<PathId> for CueId {
    type Error = WrongKind;

    fn try_from(path: PathId) -> Result<Self, WrongKind> {
        match path.shape() {
            PathShape::CuePoint { cue_point } => Ok(Self(cue_point)),
            _ => Err(WrongKind::Kind { path, wanted: "cue point" }),
        }
    }
}

/// What all typed ids share: their string form, and the way into an [`IdRef`].
macro_rules! as_string {
    ($($id:ident),+) => {$(
        impl fmt::Display for $id {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                PathId::from(*self).fmt(f)
            }
        }

        impl FromStr for $id {
            type Err = WrongKind;

            fn from_str(text: &str) -> Result<Self, WrongKind> {
                text.parse::<PathId>()?.try_into()
            }
        }

        impl Serialize for $id {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                PathId::from(*self).serialize(serializer)
            }
        }

        impl<'de> Deserialize<'de> for $id {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                PathId::deserialize(deserializer)?.try_into().map_err(serde::de::Error::custom)
            }
        }

        impl From<$id> for IdRef {
            fn from(id: $id) -> Self {
                Self::Path(id.into())
            }
        }
    )+};
}

as_string!(TrackId, SlotId, ClipId, DeviceId, ParamId, SceneId, CueId);
