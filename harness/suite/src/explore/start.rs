//! The Sets that programs start from.

use std::fmt;

use livebridge_port::snapshot::{ClipSnapshot, DeviceSnapshot, Extra, ParamSnapshot};
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
    /// With that Set, in which everything is called the same besides, and no parameter is at its default.
    Namesakes,
    /// With the Set that the target holds when it is started.
    AsStarted,
}

impl Start {
    /// The Set itself; `None` where only the target knows it, and for a fixture that is not there.
    pub fn set(&self) -> Option<Snapshot> {
        match self {
            Self::Fixture(name) => fixtures::by_name(name),
            Self::Varied => Some(varied()),
            Self::Namesakes => Some(namesakes()),
            Self::AsStarted => None,
        }
    }
}

impl fmt::Display for Start {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fixture(name) => write!(f, "the fixture `{name}`"),
            Self::Varied => f.write_str("a Set with loops in the Arrangement, pannings, muted clips and more"),
            Self::Namesakes => f.write_str("a Set in which everything is called the same"),
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

/// The same Set, everything of one name: two tracks of each kind, two devices on each, clips beside each other. Every
/// parameter is away from its default, and stepped ones have a default that is not their lowest value.
fn namesakes() -> Snapshot {
    const NAME: &str = "Same";
    let stepped = |min: f64, max: f64, default_value: f64, value: f64| ParamSnapshot {
        name: NAME.into(),
        min,
        max,
        is_quantized: true,
        default_value,
        value,
    };
    let device = DeviceSnapshot {
        name: Some(NAME.into()),
        parameters: vec![stepped(0.0, 4.0, 2.0, 3.0), stepped(1.0, 8.0, 4.0, 5.0), stepped(-3.0, 3.0, 0.0, -1.0)],
        extra: Extra::default(),
    };
    let mut set = varied();
    set.tracks.extend(varied().tracks);
    for track in &mut set.tracks {
        track.name = NAME.into();
        track.volume.value = 0.5;
        track.devices.extend([device.clone(), device.clone()]);
        for device in &mut track.devices {
            device.name = Some(NAME.into());
            for param in &mut device.parameters {
                param.name = NAME.into();
                if param.value.total_cmp(&param.default_value).is_eq() {
                    param.value = if param.value < param.max { param.max } else { param.min };
                }
            }
        }
        for clip in track.session.iter_mut().chain(&mut track.arrangement) {
            (clip.name, clip.color) = (NAME.into(), 0x12_3456);
        }
    }
    for scene in &mut set.scenes {
        scene.name = NAME.into();
    }
    for cue in set.cue_points.iter_mut().flatten() {
        cue.name = NAME.into();
    }
    set
}
