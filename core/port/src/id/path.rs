//! The grammar of positional path ids: parsing, printing, and which of them name an object of which kind.
//!
//! Contract, section 2. Nothing here looks at a Set; whether an object is there is the target's business.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

use super::text::PathText;

/// What one segment of a path stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SegmentKind {
    /// `track:N`
    Track,
    /// `returntrack:N`
    ReturnTrack,
    /// `clipslot:N`
    ClipSlot,
    /// `scene:N`
    Scene,
    /// `cuepoint:N`
    CuePoint,
    /// `device:N`
    Device,
    /// `param:N`
    Param,
    /// `takelane:N`
    TakeLane,
    /// `clip:N`, an Arrangement clip by its place in time order
    ArrangementClip,
    /// `clip` without an index, the clip of a slot
    SlotClip,
    /// `mixer`
    Mixer,
    /// `volume`
    Volume,
}

impl SegmentKind {
    /// Every kind, in the order of the grammar.
    pub const ALL: [Self; 12] = [
        Self::Track,
        Self::ReturnTrack,
        Self::ClipSlot,
        Self::Scene,
        Self::CuePoint,
        Self::Device,
        Self::Param,
        Self::TakeLane,
        Self::ArrangementClip,
        Self::SlotClip,
        Self::Mixer,
        Self::Volume,
    ];

    /// The word before the colon.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Track => "track",
            Self::ReturnTrack => "returntrack",
            Self::ClipSlot => "clipslot",
            Self::Scene => "scene",
            Self::CuePoint => "cuepoint",
            Self::Device => "device",
            Self::Param => "param",
            Self::TakeLane => "takelane",
            Self::ArrangementClip | Self::SlotClip => "clip",
            Self::Mixer => "mixer",
            Self::Volume => "volume",
        }
    }

    /// Whether a segment of this kind carries an index.
    pub const fn is_indexed(self) -> bool {
        !matches!(self, Self::SlotClip | Self::Mixer | Self::Volume)
    }

    fn from_word(word: &[u8], indexed: bool) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word().as_bytes() == word && kind.is_indexed() == indexed)
    }
}

/// One segment of a path: a kind and, where the kind has one, an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Segment {
    kind: SegmentKind,
    index: u32,
}

impl Segment {
    /// A segment with an index. The index of a kind that has none is dropped.
    pub const fn new(kind: SegmentKind, index: u32) -> Self {
        Self { kind, index: if kind.is_indexed() { index } else { 0 } }
    }

    /// A segment without an index (`clip`, `mixer`, `volume`); an indexed kind gets index 0.
    pub const fn bare(kind: SegmentKind) -> Self {
        Self::new(kind, 0)
    }

    /// What the segment stands for.
    pub const fn kind(self) -> SegmentKind {
        self.kind
    }

    /// The index; `None` for `clip`, `mixer` and `volume`.
    pub const fn index(self) -> Option<u32> {
        if self.kind.is_indexed() { Some(self.index) } else { None }
    }
}

impl fmt::Display for Segment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(PathText::of([*self]).as_str())
    }
}

/// Why a string is no path id.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PathIdError {
    /// The string, or a part between two slashes, is empty.
    #[error("has an empty segment")]
    EmptySegment,
    /// More than four segments.
    #[error("has more than {} segments", PathId::MAX_SEGMENTS)]
    TooManySegments,
    /// A segment whose word is not in the grammar, or which lacks or has an index against it.
    #[error("has the unknown segment `{0}`")]
    UnknownSegment(String),
    /// An index that is not a plain decimal number up to 4294967295.
    #[error("has the index `{0}`, which is no plain number from 0 to 4294967295")]
    BadIndex(String),
}

/// A positional path id such as `track:2/clipslot:4/clip`: one to four segments, no heap.
///
/// Every string that the grammar accepts parses, whether or not it names a kind of object
/// (`track:0/mixer` does not); printing gives the same string back.
///
/// ```
/// use livebridge_port::{PathId, id::PathShape};
///
/// let id: PathId = "track:2/clipslot:4/clip".parse()?;
/// assert_eq!(id.to_string(), "track:2/clipslot:4/clip");
/// assert_eq!(id.shape(), PathShape::SessionClip { track: 2, slot: 4 });
/// assert!("track:02".parse::<PathId>().is_err());
/// # Ok::<(), livebridge_port::id::PathIdError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PathId {
    kinds: [Option<SegmentKind>; Self::MAX_SEGMENTS],
    indexes: [u32; Self::MAX_SEGMENTS],
}

impl PathId {
    /// The most segments that a path has.
    pub const MAX_SEGMENTS: usize = 4;

    /// A path of one segment.
    pub const fn root(segment: Segment) -> Self {
        Self::from_segments([(segment.kind, segment.index)])
    }

    /// A path of `N` segments, `1 <= N <= 4`, which the compiler checks.
    pub(crate) const fn from_segments<const N: usize>(segments: [(SegmentKind, u32); N]) -> Self {
        const { assert!(N >= 1 && N <= Self::MAX_SEGMENTS) };
        let mut path = Self { kinds: [None; Self::MAX_SEGMENTS], indexes: [0; Self::MAX_SEGMENTS] };
        let mut i = 0;
        while i < N {
            path.kinds[i] = Some(segments[i].0);
            path.indexes[i] = segments[i].1;
            i += 1;
        }
        path
    }

    /// This path with one more segment below it; `None` when it has four already.
    #[must_use]
    pub fn child(mut self, segment: Segment) -> Option<Self> {
        let free = self.kinds.iter().position(Option::is_none)?;
        self.kinds[free] = Some(segment.kind);
        self.indexes[free] = segment.index;
        Some(self)
    }

    /// This path with all segments of `tail` below it; `None` when that makes more than four.
    #[must_use]
    pub fn join(self, tail: Self) -> Option<Self> {
        tail.segments().try_fold(self, Self::child)
    }

    /// The segments from the root down.
    pub fn segments(&self) -> impl Iterator<Item = Segment> + '_ {
        self.kinds.iter().zip(self.indexes).map_while(|(kind, index)| kind.map(|kind| Segment { kind, index }))
    }

    /// The kind of object that the path names, as far as its form tells.
    pub fn shape(&self) -> PathShape {
        use SegmentKind as K;
        let [a, b, c, _] = self.indexes;
        match self.kinds {
            [Some(K::Track), None, ..] => PathShape::Track { track: a },
            [Some(K::Track), Some(K::ClipSlot), None, _] => PathShape::Slot { track: a, slot: b },
            [Some(K::Track), Some(K::ClipSlot), Some(K::SlotClip), None] => {
                PathShape::SessionClip { track: a, slot: b }
            }
            [Some(K::Track), Some(K::ArrangementClip), None, _] => PathShape::ArrangementClip { track: a, clip: b },
            [Some(K::Track), Some(K::Device), None, _] => PathShape::Device { track: a, device: b },
            [Some(K::Track), Some(K::Device), Some(K::Param), None] => {
                PathShape::DeviceParam { track: a, device: b, param: c }
            }
            [Some(K::Track), Some(K::Mixer), Some(K::Volume), None] => PathShape::Volume { track: a },
            [Some(K::Scene), None, ..] => PathShape::Scene { scene: a },
            [Some(K::CuePoint), None, ..] => PathShape::CuePoint { cue_point: a },
            [Some(K::ReturnTrack), None, ..] => PathShape::ReturnTrack { return_track: a },
            _ => PathShape::Other,
        }
    }
}

/// The object kinds that a path can name (the productions of the grammar), with their indexes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PathShape {
    /// `track:T`
    Track {
        /// Index among the MIDI and audio tracks.
        track: u32,
    },
    /// `track:T/clipslot:S`
    Slot {
        /// Index of the track.
        track: u32,
        /// Index of the slot, which is that of its scene.
        slot: u32,
    },
    /// `track:T/clipslot:S/clip`
    SessionClip {
        /// Index of the track.
        track: u32,
        /// Index of the slot.
        slot: u32,
    },
    /// `track:T/clip:C`
    ArrangementClip {
        /// Index of the track.
        track: u32,
        /// Place of the clip in time order.
        clip: u32,
    },
    /// `track:T/device:D`
    Device {
        /// Index of the track.
        track: u32,
        /// Place in the device chain.
        device: u32,
    },
    /// `track:T/device:D/param:P`
    DeviceParam {
        /// Index of the track.
        track: u32,
        /// Place in the device chain.
        device: u32,
        /// Index of the parameter.
        param: u32,
    },
    /// `track:T/mixer/volume`
    Volume {
        /// Index of the track.
        track: u32,
    },
    /// `scene:S`
    Scene {
        /// Index of the scene.
        scene: u32,
    },
    /// `cuepoint:C`
    CuePoint {
        /// Place of the cue point in time order.
        cue_point: u32,
    },
    /// `returntrack:R`
    ReturnTrack {
        /// Index of the return track.
        return_track: u32,
    },
    /// A well-formed path that names no kind of object, such as `track:0/mixer`.
    Other,
}

impl FromStr for PathId {
    type Err = PathIdError;

    fn from_str(text: &str) -> Result<Self, PathIdError> {
        // The grammar is ASCII, and bytes are searched faster than characters.
        let mut parts = text.as_bytes().split(|byte| *byte == b'/').map(parse_segment);
        let first = parts.next().unwrap_or(Err(PathIdError::EmptySegment))?;
        parts.try_fold(Self::root(first), |path, segment| path.child(segment?).ok_or(PathIdError::TooManySegments))
    }
}

fn parse_segment(text: &[u8]) -> Result<Segment, PathIdError> {
    if text.is_empty() {
        return Err(PathIdError::EmptySegment);
    }
    let unknown = || PathIdError::UnknownSegment(beginning(text));
    match text.iter().position(|byte| *byte == b':') {
        None => SegmentKind::from_word(text, false).map(Segment::bare).ok_or_else(unknown),
        Some(colon) => {
            let kind = SegmentKind::from_word(&text[..colon], true).ok_or_else(unknown)?;
            Ok(Segment::new(kind, parse_index(&text[colon + 1..])?))
        }
    }
}

/// A decimal number without sign, space or leading zero, at most `u32::MAX`.
pub(crate) fn parse_index(digits: &[u8]) -> Result<u32, PathIdError> {
    let number = match digits {
        [b'0'] => Some(0),
        [b'1'..=b'9', ..] => digits.iter().try_fold(0_u32, |number, digit| match digit {
            b'0'..=b'9' => number.checked_mul(10)?.checked_add(u32::from(digit - b'0')),
            _ => None,
        }),
        _ => None,
    };
    number.ok_or_else(|| PathIdError::BadIndex(beginning(digits)))
}

/// What an error shows of a text.
fn beginning(text: &[u8]) -> String {
    String::from_utf8_lossy(text).chars().take(40).collect()
}

impl fmt::Display for PathId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(PathText::of(self.segments()).as_str())
    }
}

impl fmt::Debug for PathId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PathId({self})")
    }
}

impl Serialize for PathId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(PathText::of(self.segments()).as_str())
    }
}

impl<'de> Deserialize<'de> for PathId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|error| serde::de::Error::custom(format_args!("the id `{text}` {error}")))
    }
}
