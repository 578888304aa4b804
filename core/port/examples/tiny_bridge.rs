//! The smallest bridge that keeps its word: a Set that has a tempo and nothing else.
//!
//! What it does not offer, it refuses with a code and a hint. Run: `cargo run -p livebridge-port --example tiny_bridge`

#![expect(clippy::print_stdout, reason = "an example shows what it does")]

use std::sync::{Mutex, PoisonError};

use livebridge_port::{
    Batch, BoxFuture, BridgeError, CallError, ClipInfo, Commit, DeviceParamInfo, ErrorCode, IdRef, LiveBridge,
    LiveBridgeExt, Mutation, Note, Outcome, RenderResult, Result, SceneInfo, SongOverview, TrackInfo, TrackMatch,
    TrackMixerInfo,
};

struct TinyBridge {
    tempo: Mutex<f64>,
}

fn not_offered<T>(what: &str) -> Result<T> {
    Err(BridgeError::unsupported(format!("this bridge has no {what}")).into())
}

fn no_track<T>(id: &IdRef) -> Result<T> {
    Err(BridgeError::stale_reference(id, "there are no tracks").into())
}

impl LiveBridge for TinyBridge {
    fn get_song_overview(&self) -> Result<SongOverview> {
        Ok(SongOverview {
            tempo: *self.tempo.lock().unwrap_or_else(PoisonError::into_inner),
            root_note: 0,
            scale_name: "Major".into(),
            scale_mode: false,
            scale_intervals: vec![0, 2, 4, 5, 7, 9, 11],
            grid_quantization: "1/16".into(),
            grid_is_triplet: false,
            track_count: 0,
            return_track_count: 0,
            scene_count: 0,
            cue_point_count: 0,
            tracks: Vec::new(),
        })
    }

    fn list_tracks(&self) -> Result<Vec<TrackInfo>> {
        Ok(Vec::new())
    }

    fn find_track(&self, _: &str) -> Result<Vec<TrackMatch>> {
        Ok(Vec::new())
    }

    fn list_clips(&self, track: &IdRef) -> Result<Vec<ClipInfo>> {
        no_track(track)
    }

    fn get_notes(&self, clip: &IdRef) -> Result<Vec<Note>> {
        no_track(clip)
    }

    fn list_scenes(&self) -> Result<Vec<SceneInfo>> {
        Ok(Vec::new())
    }

    fn list_device_params<'a>(&'a self, track: &'a IdRef) -> BoxFuture<'a, Result<Vec<DeviceParamInfo>>> {
        Box::pin(async { no_track(track) })
    }

    fn get_track_mixer<'a>(&'a self, track: &'a IdRef) -> BoxFuture<'a, Result<TrackMixerInfo>> {
        Box::pin(async { no_track(track) })
    }

    fn render_track<'a>(&'a self, _: &'a IdRef, _: f64, _: f64) -> BoxFuture<'a, Result<RenderResult>> {
        Box::pin(async { not_offered("renders") })
    }

    fn commit(&self, batch: Batch) -> BoxFuture<'_, Result<Commit>> {
        Box::pin(async move {
            // A call that is refused changes nothing: so everything is looked at before anything is written.
            batch.check_finite()?;
            let Batch::Call(Mutation::SetTempo { bpm }) = batch else { return not_offered("such call") };
            if !(20.0..=999.0).contains(&bpm) {
                return Err(BridgeError::bad_input(format!("{bpm} BPM is not 20 to 999")).into());
            }
            *self.tempo.lock().unwrap_or_else(PoisonError::into_inner) = bpm;
            let overview = Outcome::Overview(self.get_song_overview()?);
            Ok(Commit { outcomes: vec![Some(overview)], undo_steps: Some(1) })
        })
    }
}

fn main() -> std::result::Result<(), CallError> {
    let bridge = TinyBridge { tempo: Mutex::new(120.0) };
    pollster::block_on(async {
        let overview = bridge.set_tempo(98.0).await?;
        println!("tempo {} BPM", overview.tempo);

        let refused = bridge.create_midi_clip(livebridge_port::TrackId(0).slot(0), 4.0).await.map(|clip| clip.name);
        println!("{}", refused.as_ref().map_or_else(ToString::to_string, ToString::to_string));
        assert!((overview.tempo - 98.0).abs() < 1e-9);
        assert_eq!(refused.err().and_then(|error| error.code()), Some(ErrorCode::Unsupported));
        Ok(())
    })
}
