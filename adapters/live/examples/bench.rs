//! How long a property get, a write and a call take in process: `cargo run --release -p livebridge-live --example bench`.
//! Each figure is the median of many short runs, so that what else a machine does falls between most of them. The Set is
//! the default one, then one of 200 tracks.

#![expect(clippy::print_stdout, reason = "a program that prints")]

use std::time::Instant;

use livebridge_live::rules::Rules;
use livebridge_live::{Engine, Interface, Value};

const RUNS: usize = 51;

fn median(mut run: impl FnMut() -> f64) -> f64 {
    let mut times: Vec<f64> = (0..RUNS).map(|_| run()).collect();
    times.sort_by(f64::total_cmp);
    times[RUNS / 2]
}

fn each(count: u32, mut act: impl FnMut(u32)) -> f64 {
    let count = (count / 20).max(10);
    median(|| {
        let start = Instant::now();
        for at in 0..count {
            act(at);
        }
        start.elapsed().as_secs_f64() * 1e9 / f64::from(count)
    })
}

fn main() {
    for tracks in [4_usize, 200] {
        let mut engine = Engine::new(Rules::default());
        let song = engine.resolve("live_set");
        engine.enter(Interface::Python);
        let made =
            (4..tracks).filter(|_| engine.call(song, "create_midi_track", &[Value::Int(-1)], &[]).is_ok()).count();
        let mut devices = 0;
        if tracks > 4 {
            for at in 0..tracks {
                let track = engine.resolve(&format!("live_set tracks {at}"));
                for _ in 0..9 {
                    devices += usize::from(engine.call(track, "insert_device", &["Utility".into()], &[]).is_ok());
                }
            }
        }
        let track = engine.resolve("live_set tracks 1");
        let volume = engine.resolve("live_set tracks 1 mixer_device volume");
        println!("-- {} tracks, {devices} devices, {} objects", made + 4, engine.object_count());
        println!("get tempo          {:8.0} ns", each(100_000, |_| assert!(engine.get(song, "tempo").is_ok())));
        println!("get track name     {:8.0} ns", each(100_000, |_| assert!(engine.get(track, "name").is_ok())));
        println!(
            "get muted_via_solo {:8.0} ns",
            each(100_000, |_| assert!(engine.get(track, "muted_via_solo").is_ok()))
        );
        println!("get tracks         {:8.0} ns", each(100_000, |_| assert!(engine.get(song, "tracks").is_ok())));
        println!("get volume value   {:8.0} ns", each(100_000, |_| assert!(engine.get(volume, "value").is_ok())));
        println!(
            "set volume value   {:8.0} ns",
            each(20_000, |at| {
                let to = Value::Float(f64::from(at % 100) / 100.0);
                assert!(engine.set(volume, "value", to).is_ok());
            })
        );
        println!(
            "set track mute     {:8.0} ns",
            each(20_000, |at| assert!(engine.set(track, "mute", Value::Bool(at % 2 == 0)).is_ok()))
        );
        println!("tick               {:8.0} ns", each(2_000, |_| engine.tick()));
        println!(
            "create_midi_track  {:8.0} ns",
            each(10, |_| {
                assert!(engine.call(song, "create_midi_track", &[Value::Int(-1)], &[]).is_ok());
            })
        );
    }
    let mut engine = Engine::new(Rules::default());
    engine.enter(Interface::Python);
    let slot = engine.resolve("live_set tracks 0 clip_slots 0");
    assert!(engine.call(slot, "create_clip", &[Value::Float(4096.0)], &[]).is_ok());
    let clip = engine.resolve("live_set tracks 0 clip_slots 0 clip");
    let note = |at: u32| {
        let fields = [
            ("pitch", Value::Int(i64::from(at % 100))),
            ("start_time", Value::Float(f64::from(at / 100))),
            ("duration", Value::Float(0.5)),
        ];
        Value::record("MidiNoteSpecification", &fields)
    };
    let notes = Value::list((0..20_000).map(note).collect());
    let start = Instant::now();
    let added = engine.call(clip, "add_new_notes", &[notes], &[]);
    println!("-- a clip of 20,000 notes\nadd all            {:8.2} ms", start.elapsed().as_secs_f64() * 1e3);
    assert!(added.is_ok());
    println!(
        "read all           {:8.2} ms",
        each(20, |_| assert!(engine.call(clip, "get_all_notes_extended", &[], &[]).is_ok())) / 1e6
    );
    println!("get clip name      {:8.0} ns", each(100_000, |_| assert!(engine.get(clip, "name").is_ok())));
    println!(
        "set clip muted     {:8.0} ns",
        each(20_000, |at| assert!(engine.set(clip, "muted", Value::Bool(at % 2 == 0)).is_ok()))
    );
}
