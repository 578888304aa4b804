//! The Sets that programs start from.

use std::fmt;

use livebridge_port::snapshot::ClipSnapshot;
use livebridge_port::{Snapshot, fixtures};
use serde::{Deserialize, Serialize};

/// Where a program starts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Start {
    /// With a fixture, by name.
    Fixture(String),
    /// With a Set of our own that holds what no mutation can make.
    Varied,
    /// With the Set that the target holds when it is started.
    AsStarted,
}

impl Start {
    /// The Set itself; `None` where only the target knows it, and for a fixture that is not there.
    pub fn set(&self) -> Option<Snapshot> {
        match self {
            Self::Fixture(name) => fixtures::by_name(name),
            Self::Varied => Some(varied()),
            Self::AsStarted => None,
        }
    }
}

impl fmt::Display for Start {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fixture(name) => write!(f, "the fixture `{name}`"),
            Self::Varied => f.write_str("a Set with loops in the Arrangement, pannings, muted clips and more"),
            Self::AsStarted => f.write_str("the Set that the target starts with"),
        }
    }
}

/// A Set with what is in no fixture and what no mutation makes: loops in the Arrangement, content that begins before
/// or after the clip does, pannings, muted clips.
fn varied() -> Snapshot {
    let mut set = fixtures::seeded();
    let like = fixtures::seeded_devices();
    (set.tempo, set.root_note, set.scale_mode, set.grid_is_triplet) = (97.25, 7, false, true);
    set.scenes = like.scenes;
    set.cue_points = like.cue_points;
    for (track, like) in set.tracks.iter_mut().zip(like.tracks) {
        track.devices.extend(like.devices);
        (track.mute, track.solo, track.arm) = (!like.mute, like.solo, true);
        track.panning = -0.25;
    }
    for track in &mut set.tracks {
        let Some(clip) = track.arrangement.first().cloned() else { continue };
        let loops = ClipSnapshot { looping: true, loop_start: 1.0, loop_end: 4.0, end_marker: 6.0, ..clip.clone() };
        let late = ClipSnapshot { loop_start: 2.0, loop_end: 6.0, end_marker: 8.0, duration: 4.0, ..clip.clone() };
        track.arrangement = vec![
            ClipSnapshot { muted: true, ..clip },
            ClipSnapshot { start_time: Some(8.0), start_marker: Some(2.5), ..loops.clone() },
            ClipSnapshot { start_time: Some(16.0), ..loops },
            ClipSnapshot { start_time: Some(25.5), ..late },
        ];
    }
    set
}
