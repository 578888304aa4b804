//! A transaction on the fake is one undo step, and one that fails leaves nothing behind.
//!
//! Run: `cargo run -p livebridge-fake --example undo`

#![expect(clippy::print_stdout, reason = "an example shows what it does")]

use livebridge_fake::FakeLiveBridge;
use livebridge_port::{CallError, LiveBridge, LiveBridgeExt, Note, TrackId};

fn main() -> Result<(), CallError> {
    let bridge = FakeLiveBridge::seeded();
    pollster::block_on(async {
        let clip = bridge
            .transaction(|tx| {
                let clip = tx.create_midi_clip(TrackId(0).slot(1), 4.0);
                tx.set_notes(clip, vec![Note::new(36.0, 0.0, 0.25), Note::new(38.0, 1.0, 0.25)]);
                tx.set_tempo(98.0);
                Ok(clip)
            })
            .await?;
        println!("made {} with {} notes", clip.id, bridge.get_notes(&clip.id)?.len());

        bridge.control().undo()?;
        println!("after one undo: {} BPM", bridge.get_song_overview()?.tempo);
        assert!((bridge.get_song_overview()?.tempo - 124.0).abs() < 1e-9);

        let failed = bridge
            .transaction(|tx| {
                tx.set_tempo(60.0);
                tx.delete_track(TrackId(99));
                Ok(())
            })
            .await;
        println!("{}", failed.as_ref().map_or_else(ToString::to_string, |()| "done".to_owned()));
        assert!(failed.is_err());
        assert!(
            (bridge.get_song_overview()?.tempo - 124.0).abs() < 1e-9,
            "the first change was taken back with the second"
        );
        Ok(())
    })
}
