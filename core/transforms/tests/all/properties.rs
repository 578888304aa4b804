//! Properties of the transforms that hold for every input, and that the reused and in-place forms give what the plain
//! ones do. This file holds what the properties share.

mod finite;
mod janitor;
mod notes;
mod seeded;
mod song;

use livebridge_port::Note;
use livebridge_transforms::{Grid, HumanizeOpts, Scale, SessionLayout, SnapMode};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::RngSeed;

fn config() -> ProptestConfig {
    ProptestConfig { rng_seed: RngSeed::Fixed(5), failure_persistence: None, ..ProptestConfig::default() }
}

/// Whole numbers mapped to a grid: they shrink well, and ties and edges come up often.
fn eighths(range: std::ops::Range<i32>) -> impl Strategy<Value = f64> {
    range.prop_map(|n| f64::from(n) / 8.0)
}

fn note() -> impl Strategy<Value = Note> {
    let optional = (any::<[bool; 6]>(), 0..=127_i32, eighths(0..9), eighths(-1016..1017));
    let times = (eighths(-80..1400), eighths(-64..512), eighths(0..64));
    (times, optional).prop_map(|((pitch, start, duration), (there, velocity, probability, deviation))| {
        let mut note = Note::new(pitch, start, duration);
        if there[0] {
            note = note.with_velocity(f64::from(velocity));
        }
        if there[1] {
            note = note.with_probability(probability);
        }
        if there[2] {
            note = note.with_velocity_deviation(deviation);
        }
        if there[3] {
            note = note.with_release_velocity(f64::from(velocity));
        }
        if there[4] {
            note = note.with_muted(there[5]);
        }
        note
    })
}

fn notes() -> impl Strategy<Value = Vec<Note>> {
    vec(note(), 0..200)
}

/// Few pitches and short distances, so that notes lie end to end, overlap and start together often.
fn dense_notes() -> impl Strategy<Value = Vec<Note>> {
    let tenths = |range: std::ops::Range<i32>| range.prop_map(|n| f64::from(n) / 10.0);
    vec((60..63_u8, tenths(-10..80), tenths(1..12)), 0..60).prop_map(|notes| {
        notes.into_iter().map(|(pitch, start, duration)| Note::new(f64::from(pitch), start, duration)).collect()
    })
}

fn scale() -> impl Strategy<Value = Scale> {
    (0..12_u8, vec(-30..30_i64, 0..9)).prop_map(|(root, intervals)| Scale::new(root, intervals))
}

fn mode() -> impl Strategy<Value = SnapMode> {
    select(vec![SnapMode::Nearest, SnapMode::Up, SnapMode::Down])
}

fn opts() -> impl Strategy<Value = HumanizeOpts> {
    let swing = proptest::option::of(eighths(-2..11));
    (eighths(0..12), swing, any::<[bool; 4]>()).prop_map(
        |(strength, swing, [do_timing, do_velocity, do_duration, living])| HumanizeOpts {
            strength,
            swing,
            do_timing,
            do_velocity,
            do_duration,
            living,
        },
    )
}

fn grid() -> impl Strategy<Value = Grid> {
    (select(vec!["1/4", "1/16", "1/3", "None"]), any::<bool>()).prop_map(|(label, triplet)| Grid::new(label, triplet))
}

/// One scene with one clip.
fn one_scene() -> SessionLayout {
    serde_json::from_value(serde_json::json!({
        "scenes": [{ "signatureNumerator": -1, "signatureDenominator": -1 }],
        "tracks": [{ "clips": [{ "id": "a", "name": "Clip", "kind": "midi", "location": "session", "color": 0 }] }]
    }))
    .unwrap()
}
