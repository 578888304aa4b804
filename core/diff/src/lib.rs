//! What differs between two snapshots: as data ([`SetDiff`]) and in words (its `Display`).
//!
//! Snapshots hold no ids, so what is the same track, clip, device, scene or cue point on both sides is found by name
//! and content (`matching.rs`). This file holds the types and the entry point; the walk over two Sets starts in
//! `compare.rs`, `text.rs` has the phrases. Nothing here reads or writes a file.

mod clips;
mod compare;
mod content;
mod context;
mod devices;
mod extra;
mod facts;
mod matching;
mod notes;
mod numbers;
mod text;
mod timeline;
mod tracks;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use livebridge_port::Snapshot;

/// The difference of two Sets, on the Set itself.
pub trait DiffExt {
    /// What has to happen to this Set to make it `new`. Empty exactly when the two are equal.
    ///
    /// ```
    /// use livebridge_diff::DiffExt;
    /// use livebridge_port::fixtures;
    ///
    /// let old = fixtures::seeded();
    /// let mut new = old.clone();
    /// new.tempo = 98.0;
    /// new.tracks[1].volume.value = 0.7;
    /// new.tracks.swap(0, 2);
    ///
    /// let diff = old.diff(&new);
    /// assert_eq!(diff.changes.len(), 4);
    /// assert!(diff.to_string().contains("~ track \"Bass\": volume -2.0 -> -6.0 dB"));
    /// assert!(old.diff(&old).is_empty());
    /// ```
    fn diff(&self, new: &Self) -> SetDiff;
}

impl DiffExt for Snapshot {
    fn diff(&self, new: &Self) -> SetDiff {
        SetDiff { changes: compare::compare(self, new) }
    }
}

/// The difference of two Sets. `Display` says it in words: a line that sums it up, then one line per fact.
///
/// A line is marker, subject, fact: `+` added, `-` removed, `~` changed, `>` moved. Eight or more equal edits of one
/// field share a line there; [`SetDiff::changes`] has every one. Equal inputs give equal bytes.
///
/// ```
/// use livebridge_diff::DiffExt;
/// use livebridge_port::fixtures;
///
/// let old = fixtures::seeded_devices();
/// let mut new = old.clone();
/// new.tracks[0].devices[0].parameters[0].value = 800.0;
/// assert_eq!(
///     old.diff(&new).to_string(),
///     "Set: 1 track changed; 1 fact\n\
///      ~ track \"Gerät\" device \"Auto Filter\": \"Frequency\" 1200 -> 800",
/// );
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SetDiff {
    /// Every fact, in the order of the Set: its own fields, scenes, cue points, then track by track.
    pub changes: Vec<Change>,
}

impl SetDiff {
    /// Whether the two Sets are equal.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// How many changes there are of each class.
    pub fn by_class(&self) -> BTreeMap<ChangeClass, usize> {
        let mut classes = BTreeMap::new();
        for change in &self.changes {
            *classes.entry(change.class).or_default() += 1;
        }
        classes
    }
}

/// A line of a difference in words; [`SetDiff::facts`] has them all, in the order of the Set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fact<'a> {
    /// The change. Of several that share the line, the first.
    pub change: &'a Change,
    /// To how many others the same happened.
    pub more: usize,
}

/// One fact of a difference.
///
/// ```
/// use livebridge_diff::DiffExt;
/// use livebridge_port::fixtures;
/// use livebridge_diff::{ChangeClass, Op};
///
/// let old = fixtures::seeded();
/// let mut new = old.clone();
/// new.tracks[0].session[0].color = 255;
/// let change = &old.diff(&new).changes[0];
/// assert_eq!((change.op, change.class), (Op::Change, ChangeClass::Clip));
/// assert_eq!(change.path, "tracks[0]/session[0]/color");
/// assert_eq!(change.label, r#"track "Drums" clip "Beat""#);
/// assert_eq!(change.fact, "colour #FF0000 -> #0000FF");
/// assert_eq!(change.new, Some(255.into()));
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Change {
    /// What happened.
    pub op: Op,
    /// Where, by position in the new Set: `tracks[1]/session[0]/notes`. What was removed has its position in the old
    /// Set as last step, below the new position of what held it.
    pub path: String,
    /// Where, in words: `track "Drums" clip "Beat"`, by its new name. A name that stands there more than once is
    /// followed by its place.
    pub label: String,
    /// The track that it stands on, or is: as much of the label as names that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub track: Option<String>,
    /// What sort of thing is concerned.
    pub class: ChangeClass,
    /// What happened, in words: `colour #FF0000 -> #0000FF`.
    pub fact: String,
    /// The value before; absent when there was none. Tracks, clips and devices that come or go are summed up
    /// here (name, kind, counts), a move has the place: an index, beats, or a path when it left its list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old: Option<Value>,
    /// The value after, like `old`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new: Option<Value>,
    /// How many notes of a clip changed in which way, where they are counted and not shown one by one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notes: Option<NoteEdits>,
}

/// What happened to a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Op {
    /// It is new.
    Add,
    /// It is gone.
    Remove,
    /// It has another value or name.
    Change,
    /// It stands at another place.
    Move,
}

impl Op {
    /// The sign in front of a line: `+`, `-`, `~`, `>`.
    pub const fn sign(self) -> char {
        match self {
            Self::Add => '+',
            Self::Remove => '-',
            Self::Change => '~',
            Self::Move => '>',
        }
    }
}

/// What sort of thing a change concerns, so that a gate can let some pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ChangeClass {
    /// Tempo, time signatures, scale, grid and loop of the Set.
    Global,
    /// Tracks, return tracks, scenes and cue points: which there are, their names, places and properties.
    Structure,
    /// Volume, panning, mute, solo, arm and sends of a track.
    Mixer,
    /// Where the sound of a track comes from and goes to.
    Routing,
    /// Devices and their parameters.
    Device,
    /// Envelopes.
    Automation,
    /// Clips: which there are, their places and properties.
    Clip,
    /// Notes of a clip.
    Notes,
    /// How the audio of a clip is played: warping, pitch, gain.
    Audio,
    /// Audio files of clips.
    File,
    /// What is said of the file, not of the music in it: by which Live it was saved, what was not read.
    Meta,
    /// What stands in the files of Live Sets and is not understood here: told by its place in the file.
    Unread,
}

impl ChangeClass {
    /// Every class.
    pub const ALL: [Self; 12] = [
        Self::Global,
        Self::Structure,
        Self::Mixer,
        Self::Routing,
        Self::Device,
        Self::Automation,
        Self::Clip,
        Self::Notes,
        Self::Audio,
        Self::File,
        Self::Meta,
        Self::Unread,
    ];

    /// Its name in JSON and on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Global => "global",
            Self::Structure => "structure",
            Self::Mixer => "mixer",
            Self::Routing => "routing",
            Self::Device => "device",
            Self::Automation => "automation",
            Self::Clip => "clip",
            Self::Notes => "notes",
            Self::Audio => "audio",
            Self::File => "file",
            Self::Meta => "meta",
            Self::Unread => "unread",
        }
    }
}

/// How many notes of a clip changed in which way. A note that changed in two ways counts in both.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NoteEdits {
    /// New notes.
    pub added: usize,
    /// Notes that are gone.
    pub removed: usize,
    /// Same pitch, start moved by at most 1/64 beat.
    pub nudged: usize,
    /// Same pitch, start moved by more.
    pub moved: usize,
    /// Same start, another pitch.
    pub transposed: usize,
    /// Another duration.
    pub length: usize,
    /// Another velocity.
    pub velocity: usize,
    /// Another probability.
    pub probability: usize,
    /// Another velocity deviation.
    pub velocity_deviation: usize,
    /// Another release velocity.
    pub release_velocity: usize,
    /// Activated or deactivated.
    pub mute: usize,
    /// Selected or no longer.
    pub selection: usize,
}

/// The example of the README, run as a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
