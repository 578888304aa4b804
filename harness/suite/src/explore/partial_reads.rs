//! A target that offers some of the reads only, as far as the others can be told from those.
//!
//! The model of a target without snapshots starts from what the reads show. Where a read is not offered nobody will
//! compare what it would have shown, so that the model may hold anything there that fits the counts.

use livebridge_port::snapshot::ParamSnapshot;
use livebridge_port::{
    Batch, BoxFuture, BridgeError, ClipInfo, Commit, ControlPlane, Description, DeviceParamInfo, IdRef, LiveBridge,
    Note, Operation, RenderResult, Result, SceneId, SceneInfo, SongOverview, TrackInfo, TrackMatch, TrackMixerInfo,
};

/// The reads of a target, those that it does not offer made up.
pub(super) struct PartialReads<'a> {
    pub(super) bridge: &'a dyn LiveBridge,
    pub(super) description: &'a Description,
}

impl PartialReads<'_> {
    fn mixer(&self, track: &IdRef) -> Result<TrackMixerInfo> {
        let volume = self.list_tracks()?.into_iter().find(|info| info.id == *track).map(|info| info.mixer.volume);
        let ParamSnapshot { name, min, max, is_quantized, default_value, value } = ParamSnapshot::fader();
        let (id, value) = (track.clone(), volume.unwrap_or(value));
        Ok(TrackMixerInfo { volume: DeviceParamInfo { id, name, min, max, is_quantized, default_value, value } })
    }

    fn scenes(&self) -> Result<Vec<SceneInfo>> {
        let count = u32::try_from(self.get_song_overview()?.scene_count).unwrap_or_default();
        let scene = |i| SceneInfo {
            id: SceneId(i).into(),
            name: "".into(),
            tempo: None,
            signature_numerator: 4,
            signature_denominator: 4,
        };
        Ok((0..count).map(scene).collect())
    }
}

impl LiveBridge for PartialReads<'_> {
    fn get_song_overview(&self) -> Result<SongOverview> {
        self.bridge.get_song_overview()
    }

    fn list_tracks(&self) -> Result<Vec<TrackInfo>> {
        self.bridge.list_tracks()
    }

    fn find_track(&self, query: &str) -> Result<Vec<TrackMatch>> {
        self.bridge.find_track(query)
    }

    fn list_clips(&self, track: &IdRef) -> Result<Vec<ClipInfo>> {
        self.bridge.list_clips(track)
    }

    fn get_notes(&self, clip: &IdRef) -> Result<Vec<Note>> {
        if self.description.offers(Operation::GetNotes) { self.bridge.get_notes(clip) } else { Ok(Vec::new()) }
    }

    fn list_scenes(&self) -> Result<Vec<SceneInfo>> {
        if self.description.offers(Operation::ListScenes) { self.bridge.list_scenes() } else { self.scenes() }
    }

    fn list_device_params<'a>(&'a self, track: &'a IdRef) -> BoxFuture<'a, Result<Vec<DeviceParamInfo>>> {
        if self.description.offers(Operation::ListDeviceParams) {
            return self.bridge.list_device_params(track);
        }
        Box::pin(async { Ok(Vec::new()) })
    }

    fn get_track_mixer<'a>(&'a self, track: &'a IdRef) -> BoxFuture<'a, Result<TrackMixerInfo>> {
        if self.description.offers(Operation::GetTrackMixer) {
            return self.bridge.get_track_mixer(track);
        }
        Box::pin(async { self.mixer(track) })
    }

    fn render_track<'a>(&'a self, _: &'a IdRef, _: f64, _: f64) -> BoxFuture<'a, Result<RenderResult>> {
        Box::pin(async { Err(BridgeError::unsupported("only reads are made up").into()) })
    }

    fn commit(&self, _: Batch) -> BoxFuture<'_, Result<Commit>> {
        Box::pin(async { Err(BridgeError::unsupported("only reads are made up").into()) })
    }

    fn control(&self) -> &dyn ControlPlane {
        self.bridge.control()
    }
}
