//! The oracle's Set: plain lists, and a number on every object that tells it from all others.
//!
//! Positions become objects with [`SetState::at`], objects become positions with [`SetState::path`]; both look through
//! everything. Nothing here knows undo, transactions or errors.

use livebridge_port::id::PathShape;
use livebridge_port::snapshot::{ClipSnapshot, CuePointSnapshot, DeviceSnapshot, TrackSnapshot};
use livebridge_port::{CueId, PathId, Snapshot, TrackId, TrackKind};

/// What makes an object itself, wherever it stands.
pub(crate) type Uid = u64;

#[derive(Debug, Clone)]
pub(crate) struct SetState {
    /// Tempo, scale, grid and scenes. Its cue points and tracks stand below instead.
    pub(crate) song: Snapshot,
    pub(crate) cue_points: Vec<CuePoint>,
    pub(crate) tracks: Vec<TrackState>,
    last_uid: Uid,
}

#[derive(Debug, Clone)]
pub(crate) struct CuePoint {
    pub(crate) uid: Uid,
    pub(crate) body: CuePointSnapshot,
}

#[derive(Debug, Clone)]
pub(crate) struct TrackState {
    pub(crate) uid: Uid,
    /// Name, flags and mixer. Its devices and clips stand below instead.
    pub(crate) body: TrackSnapshot,
    pub(crate) devices: Vec<DeviceState>,
    /// One per scene.
    pub(crate) slots: Vec<Option<ClipState>>,
    pub(crate) arrangement: Vec<ClipState>,
}

#[derive(Debug, Clone)]
pub(crate) struct DeviceState {
    pub(crate) uid: Uid,
    pub(crate) body: DeviceSnapshot,
}

/// A clip; `body.scene` is absent, `body.start_time` is there in the Arrangement.
#[derive(Debug, Clone)]
pub(crate) struct ClipState {
    pub(crate) uid: Uid,
    pub(crate) body: ClipSnapshot,
}

/// Something that an id can name, independent of its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Object {
    Track(Uid),
    Slot {
        track: Uid,
        scene: usize,
    },
    Clip(Uid),
    Device(Uid),
    Param {
        device: Uid,
        index: usize,
    },
    /// The fader of this track.
    Volume(Uid),
    CuePoint(Uid),
}

impl ClipState {
    /// Where the clip begins in the Arrangement; 0 in the Session.
    pub(crate) fn start(&self) -> f64 {
        self.body.start_time.unwrap_or(0.0)
    }

    pub(crate) fn end(&self) -> f64 {
        self.start() + self.body.duration
    }
}

/// An index as it is written in an id.
pub(crate) fn index(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

impl SetState {
    /// The Set that a snapshot describes; `None` when the snapshot contradicts itself.
    pub(crate) fn load(snapshot: &Snapshot) -> Option<Self> {
        let mut set = Self { song: snapshot.clone(), cue_points: Vec::new(), tracks: Vec::new(), last_uid: 0 };
        set.song.tracks = Vec::new();
        set.song.cue_points = None;
        for body in snapshot.cue_points.iter().flatten() {
            if set.cue_points.last().is_some_and(|before| before.body.time >= body.time) {
                return None;
            }
            let uid = set.new_uid();
            set.cue_points.push(CuePoint { uid, body: body.clone() });
        }
        for track in &snapshot.tracks {
            let track = set.load_track(track)?;
            set.tracks.push(track);
        }
        Some(set)
    }

    fn load_track(&mut self, track: &TrackSnapshot) -> Option<TrackState> {
        let mut slots = vec![None; self.song.scenes.len()];
        for body in &track.session {
            let slot = slots.get_mut(body.scene?)?;
            if slot.is_some() {
                return None;
            }
            *slot = Some(self.load_clip(ClipSnapshot { scene: None, ..body.clone() }, track.kind)?);
        }
        let mut arrangement: Vec<ClipState> = Vec::new();
        for body in &track.arrangement {
            let start = body.start_time?;
            if arrangement.last().is_some_and(|before| before.end() > start) {
                return None;
            }
            arrangement.push(self.load_clip(body.clone(), track.kind)?);
        }
        let devices = track.devices.iter().map(|body| {
            let name = Some(body.name.clone().unwrap_or_else(|| "".into()));
            DeviceState { uid: self.new_uid(), body: DeviceSnapshot { name, ..body.clone() } }
        });
        let devices = devices.collect();
        let body = TrackSnapshot { devices: Vec::new(), session: Vec::new(), arrangement: Vec::new(), ..track.clone() };
        Some(TrackState { uid: self.new_uid(), body, devices, slots, arrangement })
    }

    fn load_clip(&mut self, body: ClipSnapshot, on: TrackKind) -> Option<ClipState> {
        let content_fits = match body.kind {
            TrackKind::Midi => body.notes.is_some() && body.file_path.is_none(),
            TrackKind::Audio => body.notes.is_none() && body.file_path.is_some(),
        };
        (body.kind == on && content_fits).then(|| ClipState { uid: self.new_uid(), body })
    }

    pub(crate) fn to_snapshot(&self) -> Snapshot {
        Snapshot {
            cue_points: Some(self.cue_points.iter().map(|cue_point| cue_point.body.clone()).collect()),
            tracks: self.tracks.iter().map(TrackState::to_snapshot).collect(),
            ..self.song.clone()
        }
    }

    /// A number that no object has or had.
    pub(crate) fn new_uid(&mut self) -> Uid {
        self.last_uid += 1;
        self.last_uid
    }

    /// The object that stands at a place now.
    pub(crate) fn at(&self, shape: PathShape) -> Option<Object> {
        let track = |index: u32| self.tracks.get(index as usize);
        match shape {
            PathShape::Track { track: t } => Some(Object::Track(track(t)?.uid)),
            PathShape::Slot { track: t, slot } => {
                let (track, scene) = (track(t)?, slot as usize);
                track.slots.get(scene)?;
                Some(Object::Slot { track: track.uid, scene })
            }
            PathShape::SessionClip { track: t, slot } => {
                Some(Object::Clip(track(t)?.slots.get(slot as usize)?.as_ref()?.uid))
            }
            PathShape::ArrangementClip { track: t, clip } => {
                Some(Object::Clip(track(t)?.arrangement.get(clip as usize)?.uid))
            }
            PathShape::Device { track: t, device } => Some(Object::Device(track(t)?.devices.get(device as usize)?.uid)),
            PathShape::DeviceParam { track: t, device, param } => {
                let (device, index) = (track(t)?.devices.get(device as usize)?, param as usize);
                device.body.parameters.get(index)?;
                Some(Object::Param { device: device.uid, index })
            }
            PathShape::Volume { track: t } => Some(Object::Volume(track(t)?.uid)),
            PathShape::CuePoint { cue_point } => Some(Object::CuePoint(self.cue_points.get(cue_point as usize)?.uid)),
            PathShape::Scene { .. } | PathShape::ReturnTrack { .. } | PathShape::Other => None,
        }
    }

    /// Where an object stands now; `None` when it is gone.
    pub(crate) fn path(&self, object: Object) -> Option<PathId> {
        if let Object::CuePoint(uid) = object {
            let place = self.cue_points.iter().position(|cue_point| cue_point.uid == uid)?;
            return Some(CueId(index(place)).into());
        }
        self.tracks.iter().enumerate().find_map(|(i, track)| track.path(TrackId(index(i)), object))
    }

    pub(crate) fn exists(&self, object: Object) -> bool {
        self.path(object).is_some()
    }

    pub(crate) fn track(&self, uid: Uid) -> Option<(TrackId, &TrackState)> {
        self.tracks.iter().enumerate().find(|(_, track)| track.uid == uid).map(|(i, track)| (TrackId(index(i)), track))
    }

    pub(crate) fn track_mut(&mut self, uid: Uid) -> Option<&mut TrackState> {
        self.tracks.iter_mut().find(|track| track.uid == uid)
    }

    /// Every clip, Session first on each track.
    pub(crate) fn clips(&self) -> impl Iterator<Item = &ClipState> {
        self.tracks.iter().flat_map(|track| track.slots.iter().flatten().chain(&track.arrangement))
    }

    pub(crate) fn clip(&self, uid: Uid) -> Option<&ClipState> {
        self.clips().find(|clip| clip.uid == uid)
    }

    pub(crate) fn clip_mut(&mut self, uid: Uid) -> Option<&mut ClipState> {
        self.tracks
            .iter_mut()
            .flat_map(|track| track.slots.iter_mut().flatten().chain(&mut track.arrangement))
            .find(|clip| clip.uid == uid)
    }
}

impl TrackState {
    fn to_snapshot(&self) -> TrackSnapshot {
        let session = self.slots.iter().enumerate().filter_map(|(scene, slot)| {
            slot.as_ref().map(|clip| ClipSnapshot { scene: Some(scene), ..clip.body.clone() })
        });
        TrackSnapshot {
            devices: self.devices.iter().map(|device| device.body.clone()).collect(),
            session: session.collect(),
            arrangement: self.arrangement.iter().map(|clip| clip.body.clone()).collect(),
            ..self.body.clone()
        }
    }

    /// Where an object stands, if it is this track or on it.
    fn path(&self, id: TrackId, object: Object) -> Option<PathId> {
        let device = |uid: Uid| {
            let place = self.devices.iter().position(|device| device.uid == uid)?;
            Some((id.device(index(place)), &self.devices[place]))
        };
        match object {
            Object::Track(uid) => (self.uid == uid).then(|| id.into()),
            Object::Slot { track, scene } => (self.uid == track).then(|| id.slot(index(scene)).into()),
            Object::Volume(uid) => (self.uid == uid).then(|| id.volume().into()),
            Object::Device(uid) => device(uid).map(|(device, _)| device.into()),
            Object::Param { device: uid, index: param } => {
                device(uid).map(|(device, _)| device.param(index(param)).into())
            }
            Object::Clip(uid) => {
                let in_slot = self.slots.iter().position(|slot| slot.as_ref().is_some_and(|clip| clip.uid == uid));
                if let Some(scene) = in_slot {
                    return Some(id.slot(index(scene)).clip().into());
                }
                let place = self.arrangement.iter().position(|clip| clip.uid == uid)?;
                Some(id.arrangement_clip(index(place)).into())
            }
            Object::CuePoint(_) => None,
        }
    }
}
