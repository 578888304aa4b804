//! The Set as the fake keeps it: plain structs that are changed in place, and their exact snapshot.
//!
//! Every track, clip and device has a [`Key`] of its own, which survives shifts of its position. Keys never leave
//! the fake: they tell which object an id meant when positions shift within a transaction.

use std::sync::Arc;

use livebridge_port::snapshot::{
    ClipSnapshot, CuePointSnapshot, DeviceSnapshot, Extra, ParamSnapshot, SceneSnapshot, SnapshotFormat, TrackSnapshot,
};
use livebridge_port::{BridgeError, Name, Note, Snapshot, TrackKind};

/// What makes an object itself, wherever it stands.
pub type Key = u64;

/// A whole Set.
#[derive(Debug, Clone)]
#[expect(clippy::vec_box, reason = "a displaced track moves into the journal as one pointer")]
pub struct SetState {
    /// Tempo, scale and grid; its lists are empty and stand below instead.
    pub(super) song: Snapshot,
    pub(super) scenes: Vec<SceneSnapshot>,
    /// In time order.
    pub(super) cue_points: Vec<CuePointSnapshot>,
    pub(super) tracks: Vec<Box<TrackState>>,
    /// How many tracks are soloed, kept up to date so that no answer has to count.
    pub(super) soloed: usize,
    next_key: Key,
}

/// A track with all that is on it.
#[derive(Debug, Clone)]
#[expect(clippy::vec_box, reason = "displaced clips and devices move into the journal as one pointer")]
pub struct TrackState {
    pub(super) key: Key,
    pub(super) kind: TrackKind,
    /// Its name.
    pub name: Name,
    pub(super) mute: bool,
    pub(super) solo: bool,
    /// Whether it is armed.
    pub arm: bool,
    pub(super) volume: ParamSnapshot,
    pub(super) panning: f64,
    /// Number of sends.
    pub send_count: usize,
    pub(super) devices: Vec<Box<DeviceState>>,
    /// One per scene.
    pub(super) slots: Vec<Option<Box<ClipState>>>,
    /// In time order, without overlaps.
    pub(super) arrangement: Vec<Box<ClipState>>,
    /// Kept as it came, like those below: the port does not see it.
    pub(super) extra: Extra,
}

/// A device in a chain.
#[derive(Debug, Clone)]
pub struct DeviceState {
    pub(super) key: Key,
    pub(super) name: Name,
    /// Its parameters in order.
    pub parameters: Vec<ParamSnapshot>,
    pub(super) extra: Extra,
}

/// A clip in a slot or in the Arrangement. Times in beats; loop and markers in content time.
#[derive(Debug, Clone)]
pub struct ClipState {
    /// What makes it itself.
    pub key: Key,
    /// Place in the Arrangement; 0 in the Session.
    pub start: f64,
    /// Its name.
    pub name: Name,
    /// 24-bit RGB; 0 is "no colour set".
    pub color: u32,
    /// Whether it is deactivated.
    pub muted: bool,
    /// Length.
    pub duration: f64,
    /// Whether it loops.
    pub looping: bool,
    /// Start of the loop.
    pub loop_start: f64,
    /// End of the loop.
    pub loop_end: f64,
    /// The end marker.
    pub end_marker: f64,
    /// Where it begins to play, when that is not `loop_start`.
    pub start_marker: Option<f64>,
    /// Notes or a file.
    pub content: ClipContent,
    /// What only the source of the Set knows of it.
    pub extra: Extra,
}

/// What a clip holds.
#[derive(Debug, Clone)]
pub enum ClipContent {
    /// Notes, behind a pointer so that replacing them displaces one pointer.
    Midi(Arc<[Note]>),
    /// The path of an audio file.
    Audio(Name),
}

impl ClipState {
    /// Where the clip ends in the Arrangement.
    pub fn end(&self) -> f64 {
        self.start + self.duration
    }

    /// Whether another clip looks and sounds the same, and stands at the same place.
    pub fn same_as(&self, other: &Self) -> bool {
        let same_content = match (&self.content, &other.content) {
            (ClipContent::Midi(one), ClipContent::Midi(other)) => one == other,
            (ClipContent::Audio(one), ClipContent::Audio(other)) => one == other,
            (ClipContent::Midi(_) | ClipContent::Audio(_), _) => false,
        };
        let numbers = |clip: &Self| {
            [clip.start, clip.duration, clip.loop_start, clip.loop_end, clip.end_marker].map(f64::to_bits)
        };
        same_content
            && (&self.name, self.color, self.muted, self.looping)
                == (&other.name, other.color, other.muted, other.looping)
            && numbers(self) == numbers(other)
            && self.start_marker == other.start_marker
            && self.extra == other.extra
    }

    /// MIDI or audio.
    pub const fn kind(&self) -> TrackKind {
        match self.content {
            ClipContent::Midi(_) => TrackKind::Midi,
            ClipContent::Audio(_) => TrackKind::Audio,
        }
    }

    /// The notes of a MIDI clip.
    pub const fn notes(&self) -> Option<&Arc<[Note]>> {
        match &self.content {
            ClipContent::Midi(notes) => Some(notes),
            ClipContent::Audio(_) => None,
        }
    }

    /// The file of an audio clip.
    pub const fn file_path(&self) -> Option<&Name> {
        match &self.content {
            ClipContent::Midi(_) => None,
            ClipContent::Audio(path) => Some(path),
        }
    }
}

impl TrackState {
    /// Gives a track that is not in a Set yet these devices.
    pub fn set_devices(&mut self, devices: Vec<DeviceSnapshot>) {
        /// Far above the keys that a Set gives out.
        const OWN: Key = 1 << 63;
        let keys = (0..).map(|i: Key| OWN | (self.key << 16) | i);
        let state = |(key, device): (Key, DeviceSnapshot)| {
            let name = device.name.unwrap_or_else(|| "".into());
            Box::new(DeviceState { key, name, parameters: device.parameters, extra: device.extra })
        };
        self.devices = keys.zip(devices).map(state).collect();
    }
}

impl SetState {
    /// The tempo, in beats per minute.
    pub const fn tempo(&self) -> f64 {
        self.song.tempo
    }

    /// How many MIDI and audio tracks there are.
    pub const fn track_count(&self) -> usize {
        self.tracks.len()
    }

    /// How many parameters a device has; 0 when it is not there.
    pub fn parameter_count(&self, track: u32, device: u32) -> usize {
        let device = self.tracks.get(track as usize).and_then(|track| track.devices.get(device as usize));
        device.map_or(0, |device| device.parameters.len())
    }

    /// A key that no object has yet.
    pub(super) fn fresh_key(&mut self) -> Key {
        self.next_key += 1;
        self.next_key
    }

    /// The index that a track has now: where it was last seen, else wherever it is.
    pub(super) fn track_index(&self, key: Key, hint: usize) -> Option<usize> {
        index_of(&self.tracks, hint, |track| track.key == key)
    }

    /// Builds the Set that a snapshot describes. Refused with `BAD_INPUT` when it contradicts itself or
    /// holds numbers that no Set has.
    pub fn from_snapshot(snapshot: &Snapshot) -> Result<Self, BridgeError> {
        snapshot.check_values().map_err(|reason| bad_snapshot(&reason))?;
        let mut song = snapshot.clone();
        let scenes = std::mem::take(&mut song.scenes);
        let cue_points = song.cue_points.take().unwrap_or_default();
        let tracks = std::mem::take(&mut song.tracks);
        let ordered = cue_points.windows(2).all(|pair| pair[0].time < pair[1].time);
        check(ordered, || "cuePoints are not in time order".to_owned())?;
        let mut set = Self { song, scenes, cue_points, tracks: Vec::new(), soloed: 0, next_key: 0 };
        for (i, track) in tracks.into_iter().enumerate() {
            let track = set.build_track(track).map_err(|reason| bad_snapshot(&format!("tracks[{i}]: {reason}")))?;
            set.soloed += usize::from(track.solo);
            set.tracks.push(Box::new(track));
        }
        Ok(set)
    }

    fn build_track(&mut self, track: TrackSnapshot) -> Result<TrackState, String> {
        let mut slots: Vec<Option<Box<ClipState>>> = Vec::new();
        slots.resize_with(self.scenes.len(), || None);
        for clip in track.session {
            let scene = clip.scene.ok_or("a Session clip without `scene`")?;
            let slot = slots.get_mut(scene).ok_or_else(|| format!("a clip in scene {scene}, which is not there"))?;
            if slot.is_some() {
                return Err(format!("two clips in scene {scene}"));
            }
            *slot = Some(Box::new(build_clip(clip, track.kind, 0.0, self.fresh_key())?));
        }
        let mut arrangement: Vec<Box<ClipState>> = Vec::new();
        for clip in track.arrangement {
            let start = clip.start_time.ok_or("an Arrangement clip without `startTime`")?;
            if arrangement.last().is_some_and(|before| before.end() > start) {
                return Err(format!("Arrangement clips overlap or are not in time order at beat {start}"));
            }
            arrangement.push(Box::new(build_clip(clip, track.kind, start, self.fresh_key())?));
        }
        let devices = track
            .devices
            .into_iter()
            .map(|device| {
                let name = device.name.unwrap_or_else(|| "".into());
                Box::new(DeviceState {
                    key: self.fresh_key(),
                    name,
                    parameters: device.parameters,
                    extra: device.extra,
                })
            })
            .collect();
        Ok(TrackState {
            key: self.fresh_key(),
            kind: track.kind,
            name: track.name,
            mute: track.mute,
            solo: track.solo,
            arm: track.arm,
            volume: track.volume,
            panning: track.panning,
            send_count: track.send_count,
            devices,
            slots,
            arrangement,
            extra: track.extra,
        })
    }

    /// The Set as a snapshot, exactly.
    pub fn to_snapshot(&self) -> Snapshot {
        Snapshot {
            format: SnapshotFormat::V1,
            scenes: self.scenes.clone(),
            cue_points: Some(self.cue_points.clone()),
            tracks: self.tracks.iter().map(|track| track.to_snapshot()).collect(),
            ..self.song.clone()
        }
    }
}

impl TrackState {
    fn to_snapshot(&self) -> TrackSnapshot {
        let session = self.slots.iter().enumerate().filter_map(|(scene, clip)| {
            clip.as_ref().map(|clip| ClipSnapshot { scene: Some(scene), ..clip.to_snapshot() })
        });
        let arrangement =
            self.arrangement.iter().map(|clip| ClipSnapshot { start_time: Some(clip.start), ..clip.to_snapshot() });
        TrackSnapshot {
            kind: self.kind,
            name: self.name.clone(),
            mute: self.mute,
            solo: self.solo,
            arm: self.arm,
            volume: self.volume.clone(),
            panning: self.panning,
            send_count: self.send_count,
            devices: self
                .devices
                .iter()
                .map(|device| DeviceSnapshot {
                    name: Some(device.name.clone()),
                    parameters: device.parameters.clone(),
                    extra: device.extra.clone(),
                })
                .collect(),
            session: session.collect(),
            arrangement: arrangement.collect(),
            extra: self.extra.clone(),
        }
    }
}

impl ClipState {
    /// The clip without its place.
    fn to_snapshot(&self) -> ClipSnapshot {
        ClipSnapshot {
            scene: None,
            start_time: None,
            kind: self.kind(),
            name: self.name.clone(),
            color: self.color,
            muted: self.muted,
            duration: self.duration,
            looping: self.looping,
            loop_start: self.loop_start,
            loop_end: self.loop_end,
            end_marker: self.end_marker,
            start_marker: self.start_marker,
            file_path: self.file_path().cloned(),
            notes: self.notes().cloned(),
            extra: self.extra.clone(),
        }
    }
}

fn build_clip(clip: ClipSnapshot, on: TrackKind, start: f64, key: Key) -> Result<ClipState, String> {
    if clip.kind != on {
        return Err(format!("the clip `{}` is not of the track's kind", clip.name));
    }
    let content = match (clip.kind, clip.notes, clip.file_path) {
        (TrackKind::Midi, Some(notes), None) => ClipContent::Midi(notes),
        (TrackKind::Audio, None, Some(path)) => ClipContent::Audio(path),
        _ => return Err(format!("the clip `{}` needs notes or a file, as its kind says", clip.name)),
    };
    Ok(ClipState {
        key,
        start,
        name: clip.name,
        color: clip.color,
        muted: clip.muted,
        duration: clip.duration,
        looping: clip.looping,
        loop_start: clip.loop_start,
        loop_end: clip.loop_end,
        end_marker: clip.end_marker,
        start_marker: clip.start_marker,
        content,
        extra: clip.extra,
    })
}

/// Where the wanted item stands in a list: at `hint` as a rule, else found by looking.
pub(super) fn index_of<T>(list: &[T], hint: usize, wanted: impl Fn(&T) -> bool) -> Option<usize> {
    if list.get(hint).is_some_and(&wanted) { Some(hint) } else { list.iter().position(wanted) }
}

fn check(holds: bool, otherwise: impl FnOnce() -> String) -> Result<(), BridgeError> {
    if holds { Ok(()) } else { Err(bad_snapshot(&otherwise())) }
}

fn bad_snapshot(reason: &str) -> BridgeError {
    BridgeError::bad_input(format!("the snapshot is no Set: {reason}"))
        .with_hint("fix the snapshot, or take one from `control/snapshot`")
}
