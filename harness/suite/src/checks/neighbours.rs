//! A Set in which every object has a neighbour and a namesake, and every value is away from its default.
//!
//! Where a careless bridge takes the first object of a name, the object of an index that was meant for another list, or
//! a default for what it forgot to keep, it shows here and in no tidy Set.

use std::sync::Arc;

use livebridge_port::snapshot::{
    ClipSnapshot, CuePointSnapshot, DeviceSnapshot, Extra, ParamSnapshot, SceneSnapshot, TrackSnapshot,
};
use livebridge_port::{Name, Note, Snapshot, TrackKind, fixtures};

/// The name that tracks, clips and cue points share.
const SHARED: &str = "Same";

/// The Set.
pub(crate) fn neighbours() -> Snapshot {
    let mut set = fixtures::seeded();
    (set.tempo, set.root_note, set.scale_mode, set.grid_is_triplet) = (97.25, 7, false, true);
    set.grid_quantization = "1/8".into();
    set.scenes = vec![scene("A", Some(125.5), 3, 4), scene("A", None, 7, 8), scene("", Some(60.25), 5, 4)];
    let cue = |time, name: &str| CuePointSnapshot { time, name: name.into() };
    set.cue_points = Some(vec![cue(0.0, SHARED), cue(16.0, SHARED), cue(32.5, "Other")]);
    set.tracks = vec![
        track(TrackKind::Midi, SHARED, 0, set.return_track_count),
        track(TrackKind::Midi, SHARED, 1, set.return_track_count),
        track(TrackKind::Audio, SHARED, 2, set.return_track_count),
        track(TrackKind::Audio, "Other", 3, set.return_track_count),
    ];
    set
}

fn scene(name: &str, tempo: Option<f64>, signature_numerator: u32, signature_denominator: u32) -> SceneSnapshot {
    SceneSnapshot { name: name.into(), tempo, signature_numerator, signature_denominator, extra: Extra::default() }
}

/// A track of which nothing is at its default; `which` makes it another one than its neighbours.
fn track(kind: TrackKind, name: &str, which: u32, send_count: usize) -> TrackSnapshot {
    let off = f64::from(which);
    TrackSnapshot {
        kind,
        name: name.into(),
        mute: which % 2 == 1,
        solo: which == 3,
        arm: which < 2,
        volume: ParamSnapshot { value: 0.25 + off / 8.0, ..ParamSnapshot::fader() },
        panning: off / 4.0 - 0.375,
        send_count,
        devices: vec![filter(1.0 + off), utility(off), filter(5.0 + off)],
        session: session(kind, which),
        arrangement: arrangement(kind, which),
        extra: Extra::default(),
    }
}

/// Two of them are on each track, alike but for their values. No default is the least value.
fn filter(kind: f64) -> DeviceSnapshot {
    device(
        "Auto Filter",
        vec![
            param("Frequency", (20.0, 20_000.0), 1200.0, 440.5 + kind * 100.0, false),
            param("Filter Type", (0.0, 9.0), 3.0, kind, true),
            param("Resonance", (0.0, 1.25), 0.5, 0.75, false),
            param("Circuit", (1.0, 6.0), 2.0, 5.0, true),
        ],
    )
}

fn utility(off: f64) -> DeviceSnapshot {
    device(
        "Utility",
        vec![param("Gain", (-35.0, 35.0), 0.0, -7.5 - off, false), param("Mute", (0.0, 1.0), 1.0, 0.0, true)],
    )
}

fn device(name: &str, parameters: Vec<ParamSnapshot>) -> DeviceSnapshot {
    DeviceSnapshot { name: Some(name.into()), parameters, extra: Extra::default() }
}

fn param(name: &str, (min, max): (f64, f64), default_value: f64, value: f64, is_quantized: bool) -> ParamSnapshot {
    ParamSnapshot { name: name.into(), min, max, is_quantized, default_value, value }
}

/// Two clips and an empty slot below, or between them.
fn session(kind: TrackKind, which: u32) -> Vec<ClipSnapshot> {
    let scenes = if which.is_multiple_of(2) { [0, 1] } else { [0, 2] };
    let clip = |(i, scene): (usize, usize)| ClipSnapshot {
        scene: Some(scene),
        looping: true,
        loop_start: 0.5,
        loop_end: 4.5,
        end_marker: 5.5,
        duration: 4.0,
        muted: i == 1,
        ..clip(kind, which, i)
    };
    scenes.into_iter().enumerate().map(|(i, scene)| clip((i, scene))).collect()
}

/// A clip that plays once, a loop beside it, a gap, and two that touch.
fn arrangement(kind: TrackKind, which: u32) -> Vec<ClipSnapshot> {
    let at = |i: usize, start: f64, length: f64| ClipSnapshot {
        start_time: Some(start),
        duration: length,
        loop_start: 1.0,
        loop_end: 1.0 + length,
        end_marker: 1.0 + length,
        muted: i == 3,
        ..clip(kind, which, 10 + i)
    };
    let looping = ClipSnapshot {
        looping: true,
        loop_start: 1.0,
        loop_end: 4.0,
        end_marker: 6.0,
        start_marker: Some(2.5),
        ..at(1, 8.0, 8.0)
    };
    vec![at(0, 0.0, 8.0), looping, at(2, 20.0, 4.0), at(3, 24.0, 8.0)]
}

/// A clip with content; where it stands is for the caller to say.
fn clip(kind: TrackKind, which: u32, place: usize) -> ClipSnapshot {
    let midi = kind == TrackKind::Midi;
    let file: Name = format!("/audio/{which}-{place}.wav").into();
    ClipSnapshot {
        scene: None,
        start_time: None,
        kind,
        name: SHARED.into(),
        color: 0x10_2030 + which * 0x10_0000 + u32::try_from(place).unwrap_or_default() * 0x800,
        muted: false,
        duration: 4.0,
        looping: false,
        loop_start: 0.0,
        loop_end: 4.0,
        end_marker: 4.0,
        start_marker: None,
        file_path: (!midi).then_some(file),
        notes: midi.then(|| notes(which, place)),
        extra: Extra::default(),
    }
}

/// Notes with every field, none at its default, and none over another of its pitch.
fn notes(which: u32, place: usize) -> Arc<[Note]> {
    let low = f64::from(36 + which * 12) + if place >= 10 { 5.0 } else { 0.0 };
    let note = |i: u32| {
        let off = f64::from(i);
        Note::new(low + off, off * 0.75, 0.5)
            .with_velocity(33.25 + off)
            .with_muted(i.is_multiple_of(2))
            .with_probability(0.625)
            .with_velocity_deviation(-7.5)
            .with_release_velocity(12.5 + off)
            .with_selected(i % 2 == 1)
    };
    (0..4).map(note).collect()
}
