//! From the Set to the DTOs of the port. Ids are positions at the time of the answer.

use livebridge_port::snapshot::ParamSnapshot;
use livebridge_port::{
    ClipId, ClipInfo, ClipKind, ClipLocation, CueId, CuePointInfo, DeviceInfo, DeviceParamInfo, IdRef, MixerSummary,
    Outcome, OutcomeKind, SceneId, SceneInfo, SetNotesResult, SlotId, SongOverview, TrackId, TrackInfo, TrackMatch,
    TrackMixerInfo, TrackRef,
};

use super::edit::index;
use super::resolve::Object;
use super::set::{ClipState, SetState, TrackState};

impl SetState {
    pub(super) fn overview(&self) -> SongOverview {
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
            scene_count: self.scenes.len(),
            cue_point_count: self.cue_points.len(),
            tracks: (0..self.tracks.len()).map(|i| self.track_ref(i)).collect(),
        }
    }

    fn track_ref(&self, i: usize) -> TrackRef {
        let track = &self.tracks[i];
        TrackRef { id: track_id(i).into(), name: track.name.clone(), kind: track.kind }
    }

    pub(super) fn track_infos(&self) -> Vec<TrackInfo> {
        (0..self.tracks.len()).map(|i| self.track_info(i)).collect()
    }

    fn track_info(&self, i: usize) -> TrackInfo {
        let track = &self.tracks[i];
        TrackInfo {
            id: track_id(i).into(),
            kind: track.kind,
            name: track.name.clone(),
            mute: track.mute,
            solo: track.solo,
            muted_via_solo: self.soloed > 0 && !track.solo,
            arm: track.arm,
            clip_slot_count: track.slots.len(),
            arrangement_clip_count: track.arrangement.len(),
            device_count: track.devices.len(),
            mixer: MixerSummary { volume: track.volume.value, panning: track.panning, send_count: track.send_count },
        }
    }

    /// Tracks whose name contains `query`, both in Unicode lower case.
    pub(super) fn matches(&self, query: &str) -> Vec<TrackMatch> {
        let query = query.to_lowercase();
        (0..self.tracks.len())
            .filter(|&i| self.tracks[i].name.to_lowercase().contains(&query))
            .map(|i| self.track_ref(i))
            .collect()
    }

    pub(super) fn scene_infos(&self) -> Vec<SceneInfo> {
        self.scenes
            .iter()
            .enumerate()
            .map(|(i, scene)| SceneInfo {
                id: SceneId(index(i)).into(),
                name: scene.name.clone(),
                tempo: scene.tempo,
                signature_numerator: scene.signature_numerator,
                signature_denominator: scene.signature_denominator,
            })
            .collect()
    }

    pub(super) fn cue_point_infos(&self) -> Vec<CuePointInfo> {
        (0..self.cue_points.len()).map(|i| self.cue_point_info(i)).collect()
    }

    fn cue_point_info(&self, i: usize) -> CuePointInfo {
        let cue_point = &self.cue_points[i];
        CuePointInfo { id: CueId(index(i)).into(), time: cue_point.time, name: cue_point.name.clone() }
    }

    pub(super) fn clip_infos(&self, i: usize) -> Vec<ClipInfo> {
        let track = &self.tracks[i];
        let session = track.slots.iter().enumerate().map(|(slot, clip)| {
            let slot = track_id(i).slot(index(slot));
            clip.as_ref().map_or_else(|| empty_slot(slot), |clip| session_clip(slot, clip))
        });
        let arrangement =
            track.arrangement.iter().enumerate().map(|(place, clip)| arrangement_clip(track_id(i), place, clip));
        session.chain(arrangement).collect()
    }

    pub(super) fn device_params(&self, i: usize) -> Vec<DeviceParamInfo> {
        (0..self.tracks[i].devices.len()).flat_map(|device| self.params_of(i, device)).collect()
    }

    fn params_of(&self, i: usize, device: usize) -> Vec<DeviceParamInfo> {
        let id = track_id(i).device(index(device));
        let parameters = &self.tracks[i].devices[device].parameters;
        parameters.iter().enumerate().map(|(p, param)| param_info(id.param(index(p)), param)).collect()
    }

    pub(super) fn mixer_info(&self, i: usize) -> TrackMixerInfo {
        TrackMixerInfo { volume: volume_info(i, &self.tracks[i]) }
    }

    /// What a mutation answers with, once everything is committed; `None` when there is nothing or it is gone.
    pub(super) fn outcome(&self, kind: OutcomeKind, object: Option<Object>) -> Option<Outcome> {
        let located = || object?.locate(self);
        Some(match kind {
            OutcomeKind::Overview => Outcome::Overview(self.overview()),
            OutcomeKind::Track => Outcome::Track(self.track_info(located()?.track()?)),
            OutcomeKind::Notes => {
                let object = located()?;
                let clip = object.clip(self)?;
                let count = clip.notes().map_or(0, |notes| notes.len());
                Outcome::Notes(SetNotesResult { id: object.path().into(), name: clip.name.clone(), count })
            }
            OutcomeKind::Clip => Outcome::Clip(self.clip_of(located()?)?),
            OutcomeKind::CuePoint => match located()? {
                Object::CuePoint(place, _) => Outcome::CuePoint(self.cue_point_info(place)),
                _ => return None,
            },
            OutcomeKind::Param => Outcome::Param(self.param_of(located()?)?),
            OutcomeKind::Device => match located()? {
                Object::Device(at, device) => Outcome::Device(DeviceInfo {
                    id: track_id(at.index).device(index(device.index)).into(),
                    name: self.tracks[at.index].devices[device.index].name.clone(),
                    parameters: self.params_of(at.index, device.index),
                }),
                _ => return None,
            },
            OutcomeKind::Nothing => return None,
        })
    }

    fn clip_of(&self, object: Object) -> Option<ClipInfo> {
        let clip = object.clip(self)?;
        match object {
            Object::SessionClip(at, slot, _) => Some(session_clip(track_id(at.index).slot(index(slot)), clip)),
            Object::ArrangementClip(at, place) => Some(arrangement_clip(track_id(at.index), place.index, clip)),
            _ => None,
        }
    }

    fn param_of(&self, object: Object) -> Option<DeviceParamInfo> {
        match object {
            Object::DeviceParam(at, device, p) => {
                let param = &self.tracks[at.index].devices[device.index].parameters[p];
                Some(param_info(track_id(at.index).device(index(device.index)).param(index(p)), param))
            }
            Object::Volume(at) => Some(volume_info(at.index, &self.tracks[at.index])),
            _ => None,
        }
    }
}

fn track_id(i: usize) -> TrackId {
    TrackId(index(i))
}

fn volume_info(i: usize, track: &TrackState) -> DeviceParamInfo {
    param_info(track_id(i).volume(), &track.volume)
}

fn param_info(id: impl Into<IdRef>, param: &ParamSnapshot) -> DeviceParamInfo {
    DeviceParamInfo {
        id: id.into(),
        name: param.name.clone(),
        min: param.min,
        max: param.max,
        is_quantized: param.is_quantized,
        default_value: param.default_value,
        value: param.value,
    }
}

fn session_clip(slot: SlotId, clip: &ClipState) -> ClipInfo {
    clip_info(slot.clip(), ClipLocation::Session, Some(slot), clip)
}

fn arrangement_clip(track: TrackId, place: usize, clip: &ClipState) -> ClipInfo {
    clip_info(track.arrangement_clip(index(place)), ClipLocation::Arrangement, None, clip)
}

fn clip_info(id: ClipId, location: ClipLocation, slot: Option<SlotId>, clip: &ClipState) -> ClipInfo {
    ClipInfo {
        id: id.into(),
        is_midi: clip.notes().is_some(),
        kind: clip.kind().into(),
        location,
        slot_id: slot.map(IdRef::from),
        name: clip.name.clone(),
        start_time: clip.start,
        end_time: clip.end(),
        duration: clip.duration,
        looping: clip.looping,
        loop_start: clip.loop_start,
        loop_end: clip.loop_end,
        end_marker: clip.end_marker,
        color: clip.color,
        muted: clip.muted,
        file_path: clip.file_path().cloned(),
    }
}

fn empty_slot(slot: SlotId) -> ClipInfo {
    ClipInfo {
        id: slot.into(),
        is_midi: false,
        kind: ClipKind::Empty,
        location: ClipLocation::Session,
        slot_id: Some(slot.into()),
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
    }
}
