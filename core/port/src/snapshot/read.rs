//! A snapshot of any bridge, through the port alone.
//!
//! What no read of the port tells stays absent: names of devices, the phase of a looping piece, and the cue points
//! of a target that cannot list them.

use std::collections::BTreeMap;

use super::{
    ClipSnapshot, CuePointSnapshot, DeviceSnapshot, Extra, ParamSnapshot, SceneSnapshot, Snapshot, SnapshotFormat,
    TrackSnapshot,
};
use crate::bridge::LiveBridge;
use crate::dto::{ClipInfo, ClipKind, ClipLocation, DeviceParamInfo, TrackInfo, TrackKind};
use crate::error::{ErrorCode, Result};
use crate::id::PathShape;

impl Snapshot {
    /// Reads the whole Set of `bridge`. Many calls: nothing else may change the Set meanwhile.
    pub async fn read(bridge: &dyn LiveBridge) -> Result<Self> {
        let overview = bridge.get_song_overview()?;
        let scenes = bridge.list_scenes()?;
        let cue_points = match bridge.control().list_cue_points() {
            Ok(cue_points) => Some(cue_points),
            Err(error) if error.code() == Some(ErrorCode::Unsupported) => None,
            Err(error) => return Err(error),
        };
        let mut tracks = Vec::new();
        for track in bridge.list_tracks()? {
            tracks.push(read_track(bridge, track).await?);
        }
        Ok(Self {
            format: SnapshotFormat::V1,
            tempo: overview.tempo,
            root_note: overview.root_note,
            scale_name: overview.scale_name,
            scale_mode: overview.scale_mode,
            scale_intervals: overview.scale_intervals,
            grid_quantization: overview.grid_quantization,
            grid_is_triplet: overview.grid_is_triplet,
            return_track_count: overview.return_track_count,
            scenes: scenes
                .into_iter()
                .map(|scene| SceneSnapshot {
                    name: scene.name,
                    tempo: scene.tempo,
                    signature_numerator: scene.signature_numerator,
                    signature_denominator: scene.signature_denominator,
                    extra: Extra::default(),
                })
                .collect(),
            cue_points: cue_points
                .map(|list| list.into_iter().map(|cue| CuePointSnapshot { time: cue.time, name: cue.name }).collect()),
            tracks,
            extra: Extra::default(),
        })
    }
}

async fn read_track(bridge: &dyn LiveBridge, track: TrackInfo) -> Result<TrackSnapshot> {
    let mixer = bridge.get_track_mixer(&track.id).await?;
    let params = bridge.list_device_params(&track.id).await?;
    let (mut session, mut arrangement) = (Vec::new(), Vec::new());
    for clip in bridge.list_clips(&track.id)? {
        match clip.location {
            ClipLocation::Session => session.push(clip),
            ClipLocation::Arrangement => arrangement.push(clip),
        }
    }
    Ok(TrackSnapshot {
        kind: track.kind,
        name: track.name,
        mute: track.mute,
        solo: track.solo,
        arm: track.arm,
        volume: mixer.volume.into(),
        panning: track.mixer.panning,
        send_count: track.mixer.send_count,
        devices: by_device(params, track.device_count),
        session: read_clips(bridge, session)?,
        arrangement: read_clips(bridge, arrangement)?,
        extra: Extra::default(),
    })
}

fn read_clips(bridge: &dyn LiveBridge, clips: Vec<ClipInfo>) -> Result<Vec<ClipSnapshot>> {
    let mut out = Vec::new();
    for (place, clip) in clips.into_iter().enumerate() {
        let kind = match clip.kind {
            ClipKind::Midi => TrackKind::Midi,
            ClipKind::Audio => TrackKind::Audio,
            ClipKind::Empty => continue,
        };
        let notes = match kind {
            TrackKind::Midi => Some(bridge.get_notes(&clip.id)?.into()),
            TrackKind::Audio => None,
        };
        let in_session = clip.location == ClipLocation::Session;
        out.push(ClipSnapshot {
            scene: in_session.then_some(place),
            start_time: (!in_session).then_some(clip.start_time),
            kind,
            name: clip.name,
            color: clip.color,
            muted: clip.muted,
            duration: clip.duration,
            looping: clip.looping,
            loop_start: clip.loop_start,
            loop_end: clip.loop_end,
            end_marker: clip.end_marker,
            start_marker: None,
            file_path: clip.file_path,
            notes,
            extra: Extra::default(),
        });
    }
    Ok(out)
}

/// Parameters grouped by the device in their id; with ids that do not tell, all of them stand in the first device.
fn by_device(params: Vec<DeviceParamInfo>, device_count: usize) -> Vec<DeviceSnapshot> {
    let mut devices: BTreeMap<usize, Vec<ParamSnapshot>> = (0..device_count).map(|i| (i, Vec::new())).collect();
    for param in params {
        let device = match param.id.as_path().map(|path| path.shape()) {
            Some(PathShape::DeviceParam { device, .. }) => device as usize,
            _ => 0,
        };
        devices.entry(device).or_default().push(param.into());
    }
    devices.into_values().map(|parameters| DeviceSnapshot { name: None, parameters, extra: Extra::default() }).collect()
}

impl From<DeviceParamInfo> for ParamSnapshot {
    fn from(param: DeviceParamInfo) -> Self {
        Self {
            name: param.name,
            min: param.min,
            max: param.max,
            is_quantized: param.is_quantized,
            default_value: param.default_value,
            value: param.value,
        }
    }
}
