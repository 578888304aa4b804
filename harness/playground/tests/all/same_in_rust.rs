//! Made by the playground from `calls.json`, and held against it: a program of every operation. To make it anew:
//! `UPDATE_GOLDEN=1 cargo test -p livebridge-playground programs`

#![expect(clippy::print_stdout, reason = "a program shows what it did")]

use livebridge_fake::FakeLiveBridge;
use livebridge_port::{CallError, ClipPropsPatch, IdRef, LiveBridge, LiveBridgeExt, Note, TrackKind, TrackPropsPatch, fixtures};

#[test]
fn runs() -> Result<(), CallError> {
    pollster::block_on(run())
}

async fn run() -> Result<(), CallError> {
    let bridge = FakeLiveBridge::from_snapshot(&fixtures::seeded())?;
    println!("{:?}", bridge.get_song_overview()?);
    println!("{:?}", bridge.list_tracks()?);
    println!("{:?}", bridge.find_track("bass")?);
    println!("{:?}", bridge.list_clips(&IdRef::from("track:0"))?);
    println!("{:?}", bridge.get_notes(&IdRef::from("track:0/clipslot:0/clip"))?);
    println!("{:?}", bridge.list_scenes()?);
    println!("{:?}", bridge.list_device_params(&IdRef::from("track:0")).await?);
    println!("{:?}", bridge.get_track_mixer(&IdRef::from("track:0")).await?);
    println!("{:?}", bridge.set_tempo(98.5).await?);
    println!("{:?}", bridge.set_track_props("track:1", TrackPropsPatch { name: Some("Low \"end\"".into()), solo: Some(true), ..TrackPropsPatch::default() }).await?);
    println!("{:?}", bridge.set_notes("track:0/clipslot:0/clip", vec![Note::new(36.0, 0.0, 0.5).with_velocity(90.5), Note::new(38.0, 1.0, 0.25).with_probability(0.5).with_muted(true)]).await?);
    println!("{:?}", bridge.create_track(TrackKind::Audio).await?);
    println!("{:?}", bridge.create_midi_clip("track:0/clipslot:1", 4.0).await?);
    println!("{:?}", bridge.set_clip_props("track:0/clipslot:0/clip", ClipPropsPatch { color: Some(255), name: Some("Beat 2".into()) }).await?);
    println!("{:?}", bridge.create_arrangement_midi_clip("track:0", 32.0, 8.0).await?);
    println!("{:?}", bridge.clear_clips_in_range("track:0", 36.0, 40.0).await?);
    println!("{:?}", bridge.create_cue_point(16.0, "Verse").await?);
    println!("{:?}", bridge.insert_device("track:0", "Utility", 0).await?);
    println!("{:?}", bridge.set_param("track:0/mixer/volume", 0.5).await?);
    println!("{:?}", bridge.delete_clip("track:0/clipslot:1/clip").await?);
    bridge
        .transaction(|tx| {
            tx.create_arrangement_midi_clip("track:0", 64.0, 4.0);
            tx.set_notes("#0", vec![Note::new(60.0, 0.0, 4.0)]);
            Ok(())
        })
        .await?;
    println!("{:?}", bridge.delete_track("track:1").await?);
    Ok(())
}

pub(crate) mod sound {
use livebridge_fake::FakeLiveBridge;
use livebridge_port::{CallError, CreateAudioClipArgs, IdRef, LiveBridge, LiveBridgeExt, fixtures};

pub(crate) fn main() -> Result<(), CallError> {
    pollster::block_on(run())
}

async fn run() -> Result<(), CallError> {
    let bridge = FakeLiveBridge::from_snapshot(&fixtures::seeded())?;
    println!("{:?}", bridge.render_track(&IdRef::from("track:2"), 0.0, 4.5).await?);
    println!("{:?}", bridge.create_arrangement_audio_clip("track:2", CreateAudioClipArgs { file_path: "no such.wav".into(), start_time: 0.0, duration: 8.0 }).await?);
    Ok(())
}
}
