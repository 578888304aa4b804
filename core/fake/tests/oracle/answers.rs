//! The oracle's Set as the port's DTOs. Contract, sections 1, 2 and 4.

use livebridge_port::snapshot::ParamSnapshot;
use livebridge_port::{
    ClipId, ClipInfo, ClipKind, ClipLocation, CueId, CuePointInfo, DeviceInfo, DeviceParamInfo, IdRef, MixerSummary,
    Mutation, Outcome, SceneId, SceneInfo, SetNotesResult, SongOverview, TrackId, TrackInfo, TrackKind, TrackMatch,
    TrackMixerInfo, TrackRef,
};

use crate::set::{ClipState, DeviceState, Object, SetState, TrackState, index};

impl SetState {
    pub(crate) fn overview(&self) -> SongOverview {
        SongOverview {
            tempo: self.song.tempo,
            root_note: self.song.root_note,
            scale_name: self.song.scale_name.clone(),
            scale_mode: self.song.scale_mode,
            scale_intervals: self.song.scale_intervals.clone(),
            grid_quantization: self.song.grid_quantization.clone(),
            grid_is_triplet: self.song.grid_is_triplet,
            track_count: self.tracks.len(),
            return_track_count: self.song.return_track_count,
            scene_count: self.song.scenes.len(),
            cue_point_count: self.cue_points.len(),
            tracks: self.matches(""),
        }
    }

    fn numbered_tracks(&self) -> impl Iterator<Item = (TrackId, &TrackState)> {
        self.tracks.iter().enumerate().map(|(i, track)| (TrackId(index(i)), track))
    }

    pub(crate) fn track_infos(&self) -> Vec<TrackInfo> {
        self.numbered_tracks().map(|(id, track)| self.track_info(id, track)).collect()
    }

    fn track_info(&self, id: TrackId, track: &TrackState) -> TrackInfo {
        let another_is_soloed = self.tracks.iter().any(|other| other.uid != track.uid && other.body.solo);
        TrackInfo {
            id: id.into(),
            kind: track.body.kind,
            name: track.body.name.clone(),
            mute: track.body.mute,
            solo: track.body.solo,
            muted_via_solo: another_is_soloed && !track.body.solo,
            arm: track.body.arm,
            clip_slot_count: self.song.scenes.len(),
            arrangement_clip_count: track.arrangement.len(),
            device_count: track.devices.len(),
            mixer: MixerSummary {
                volume: track.body.volume.value,
                panning: track.body.panning,
                send_count: track.body.send_count,
            },
        }
    }

    pub(crate) fn matches(&self, query: &str) -> Vec<TrackMatch> {
        let query = query.to_lowercase();
        self.numbered_tracks()
            .filter(|(_, track)| track.body.name.to_lowercase().contains(&query))
            .map(|(id, track)| TrackRef { id: id.into(), name: track.body.name.clone(), kind: track.body.kind })
            .collect()
    }

    pub(crate) fn scene_infos(&self) -> Vec<SceneInfo> {
        let info = |(i, scene): (usize, &livebridge_port::snapshot::SceneSnapshot)| SceneInfo {
            id: SceneId(index(i)).into(),
            name: scene.name.clone(),
            tempo: scene.tempo,
            signature_numerator: scene.signature_numerator,
            signature_denominator: scene.signature_denominator,
        };
        self.song.scenes.iter().enumerate().map(info).collect()
    }

    pub(crate) fn cue_point_infos(&self) -> Vec<CuePointInfo> {
        let info = |(i, cue_point): (usize, &crate::set::CuePoint)| CuePointInfo {
            id: CueId(index(i)).into(),
            time: cue_point.body.time,
            name: cue_point.body.name.clone(),
        };
        self.cue_points.iter().enumerate().map(info).collect()
    }

    /// Every parameter with the range of its values.
    pub(crate) fn param_ranges(&self) -> impl Iterator<Item = (IdRef, (f64, f64))> {
        self.numbered_tracks()
            .flat_map(|(id, track)| track.params(id).into_iter().chain([track.mixer(id).volume]))
            .map(|param| (param.id, (param.min, param.max)))
    }

    /// What a mutation answers with, as the Set is now; `None` when its object is gone, or when it has none.
    pub(crate) fn outcome(&self, mutation: &Mutation, object: Option<Object>) -> Option<Outcome> {
        if matches!(mutation, Mutation::SetTempo { .. }) {
            return Some(Outcome::Overview(self.overview()));
        }
        let object = object?;
        let id = IdRef::from(self.path(object)?);
        let answered = |outcome: &Outcome| outcome.id() == Some(&id);
        Some(match object {
            Object::Track(uid) => {
                let (id, track) = self.track(uid)?;
                Outcome::Track(self.track_info(id, track))
            }
            Object::Clip(uid) if matches!(mutation, Mutation::SetNotes { .. }) => {
                let clip = &self.clip(uid)?.body;
                let count = clip.notes.as_ref().map_or(0, |notes| notes.len());
                Outcome::Notes(SetNotesResult { id, name: clip.name.clone(), count })
            }
            Object::Clip(_) => {
                self.numbered_tracks().flat_map(|(id, track)| track.clip_infos(id)).map(Outcome::Clip).find(answered)?
            }
            Object::Param { .. } => {
                self.numbered_tracks().flat_map(|(id, track)| track.params(id)).map(Outcome::Param).find(answered)?
            }
            Object::Volume(uid) => {
                let (id, track) = self.track(uid)?;
                Outcome::Param(track.mixer(id).volume)
            }
            Object::Device(_) => self
                .numbered_tracks()
                .flat_map(|(id, track)| track.device_infos(id))
                .map(Outcome::Device)
                .find(answered)?,
            Object::CuePoint(_) => self.cue_point_infos().into_iter().map(Outcome::CuePoint).find(answered)?,
            Object::Slot { .. } => return None,
        })
    }
}

impl TrackState {
    /// Session slots in scene order, empty ones included, then Arrangement clips in time order.
    pub(crate) fn clip_infos(&self, id: TrackId) -> Vec<ClipInfo> {
        let session = self.slots.iter().enumerate().map(|(scene, slot)| {
            let slot_id = id.slot(index(scene));
            let mut info = match slot {
                Some(clip) => clip_info(slot_id.clip(), clip, ClipLocation::Session),
                None => ClipInfo {
                    id: slot_id.into(),
                    is_midi: false,
                    kind: ClipKind::Empty,
                    location: ClipLocation::Session,
                    slot_id: None,
                    name: "".into(),
                    start_time: 0.0,
                    end_time: 0.0,
                    duration: 0.0,
                    looping: false,
                    loop_start: 0.0,
                    loop_end: 0.0,
                    end_marker: 0.0,
                    color: 0,
                    muted: false,
                    file_path: None,
                },
            };
            info.slot_id = Some(slot_id.into());
            info
        });
        let arrangement = self
            .arrangement
            .iter()
            .enumerate()
            .map(|(place, clip)| clip_info(id.arrangement_clip(index(place)), clip, ClipLocation::Arrangement));
        session.chain(arrangement).collect()
    }

    fn device_infos(&self, id: TrackId) -> Vec<DeviceInfo> {
        let info = |(place, device): (usize, &DeviceState)| {
            let id = id.device(index(place));
            let parameters = device.body.parameters.iter().enumerate();
            DeviceInfo {
                id: id.into(),
                name: device.body.name.clone().unwrap_or_else(|| "".into()),
                parameters: parameters.map(|(i, param)| param_info(id.param(index(i)).into(), param)).collect(),
            }
        };
        self.devices.iter().enumerate().map(info).collect()
    }

    /// All parameters of all devices, in chain order.
    pub(crate) fn params(&self, id: TrackId) -> Vec<DeviceParamInfo> {
        self.device_infos(id).into_iter().flat_map(|device| device.parameters).collect()
    }

    pub(crate) fn mixer(&self, id: TrackId) -> TrackMixerInfo {
        TrackMixerInfo { volume: param_info(id.volume().into(), &self.body.volume) }
    }
}

fn clip_info(id: ClipId, clip: &ClipState, location: ClipLocation) -> ClipInfo {
    let body = &clip.body;
    ClipInfo {
        id: id.into(),
        is_midi: body.kind == TrackKind::Midi,
        kind: body.kind.into(),
        location,
        slot_id: None,
        name: body.name.clone(),
        start_time: clip.start(),
        end_time: clip.end(),
        duration: body.duration,
        looping: body.looping,
        loop_start: body.loop_start,
        loop_end: body.loop_end,
        end_marker: body.end_marker,
        color: body.color,
        muted: body.muted,
        file_path: body.file_path.clone(),
    }
}

fn param_info(id: IdRef, param: &ParamSnapshot) -> DeviceParamInfo {
    DeviceParamInfo {
        id,
        name: param.name.clone(),
        min: param.min,
        max: param.max,
        is_quantized: param.is_quantized,
        default_value: param.default_value,
        value: param.value,
    }
}
