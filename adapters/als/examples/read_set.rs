//! Reads a Live Set without Live: its tracks, its devices, and what only the file knows.
//!
//! Run: `cargo run -p livebridge-als --example read_set -- song.als`; without a file, a small Set of our own is read.

#![expect(clippy::print_stdout, reason = "an example shows what it does")]

use std::error::Error;
use std::path::PathBuf;

use livebridge_als::import_file;
use livebridge_port::snapshot::als::{SOURCE, SetSection};

fn main() -> Result<(), Box<dyn Error>> {
    let own = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/als/sets/live12.als");
    let file = std::env::args_os().nth(1).map_or_else(own, PathBuf::from);

    let set = import_file(&file)?;
    for note in &set.diagnostics {
        println!("note: {note}");
    }

    // The form that every bridge has, too: comparable, and loadable into the fake.
    let snapshot = set.to_snapshot();
    println!("{} BPM, {} scenes", snapshot.tempo, snapshot.scenes.len());
    for track in &snapshot.tracks {
        let devices: Vec<_> = track.devices.iter().filter_map(|device| device.name.as_deref()).collect();
        println!(
            "{:?} {:?}: {} clips, {devices:?}",
            track.kind,
            track.name,
            track.session.len() + track.arrangement.len()
        );
    }

    let only_here: SetSection = snapshot.extra.read(SOURCE);
    println!("saved by {}", only_here.live.as_deref().unwrap_or("an unknown Live"));
    for bus in &only_here.returns {
        println!("return track {:?} with a gain of {:?}", bus.name.as_deref().unwrap_or_default(), bus.gain);
    }
    Ok(())
}
