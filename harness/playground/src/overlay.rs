//! The Set as a handler sees it in a browser: with the scale that was chosen, and with a steady sound of the level that
//! was set in the place of a render, for a page has no recordings.

use std::collections::BTreeMap;

use livebridge_fake::FakeLiveBridge;
use livebridge_port::{
    Batch, BoxFuture, BridgeError, ClipInfo, Commit, ControlPlane, DeviceParamInfo, IdRef, LiveBridge, Name, Note,
    RenderResult, Result, SceneInfo, SongOverview, TrackInfo, TrackMatch, TrackMixerInfo,
};
use livebridge_transforms::handlers::DecodedAudio;
use serde::Deserialize;

/// A scale that is chosen in the place of the Set's.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ScaleChoice {
    root: u8,
    name: Name,
    intervals: Vec<u8>,
}

/// The fake with what was chosen laid over it.
pub(crate) struct Overlay<'a> {
    pub(crate) bridge: &'a FakeLiveBridge,
    pub(crate) scale: Option<ScaleChoice>,
    /// The level of each track in dBFS, by its id.
    pub(crate) levels: BTreeMap<String, f64>,
}

/// Samples of the sound that stands for a render: enough for one block of the meter.
const SAMPLES: usize = 4_800;

impl Overlay<'_> {
    /// The sound of a track, from the path that its render was given: a steady signal of its level.
    pub(crate) fn sound(&self, path: &str) -> DecodedAudio {
        let level = self.levels.get(path).copied().unwrap_or(f64::NEG_INFINITY);
        #[expect(clippy::cast_possible_truncation, reason = "a sample has 32 bits")]
        let sample = 10.0_f64.powf(level / 20.0) as f32;
        DecodedAudio { sample_rate: 48_000, channels: vec![vec![sample; SAMPLES]], layout: None }
    }
}

impl LiveBridge for Overlay<'_> {
    fn get_song_overview(&self) -> Result<SongOverview> {
        let overview = self.bridge.get_song_overview()?;
        Ok(match &self.scale {
            None => overview,
            Some(ScaleChoice { root, name, intervals }) => SongOverview {
                root_note: *root,
                scale_name: name.clone(),
                scale_intervals: intervals.clone(),
                ..overview
            },
        })
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
        self.bridge.get_notes(clip)
    }

    fn list_scenes(&self) -> Result<Vec<SceneInfo>> {
        self.bridge.list_scenes()
    }

    fn list_device_params<'a>(&'a self, track: &'a IdRef) -> BoxFuture<'a, Result<Vec<DeviceParamInfo>>> {
        self.bridge.list_device_params(track)
    }

    fn get_track_mixer<'a>(&'a self, track: &'a IdRef) -> BoxFuture<'a, Result<TrackMixerInfo>> {
        self.bridge.get_track_mixer(track)
    }

    fn render_track<'a>(&'a self, track: &'a IdRef, _: f64, _: f64) -> BoxFuture<'a, Result<RenderResult>> {
        Box::pin(async move {
            let tracks = self.bridge.list_tracks()?;
            let found = tracks.into_iter().find(|info| info.id == *track);
            let info = found.ok_or_else(|| BridgeError::stale_reference(track, "there is no such track"))?;
            if info.kind == livebridge_port::TrackKind::Midi {
                return Err(BridgeError::wrong_type(track, "a MIDI track cannot be rendered").into());
            }
            Ok(RenderResult { path: track.to_string().into(), track: info.name })
        })
    }

    fn commit(&self, batch: Batch) -> BoxFuture<'_, Result<Commit>> {
        self.bridge.commit(batch)
    }

    fn control(&self) -> &dyn ControlPlane {
        self.bridge.control()
    }
}
