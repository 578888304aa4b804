//! Random Sets to start from: crowded Arrangements, loops with a phase, clips whose content does not begin at 0.

use std::sync::Arc;

use livebridge_port::snapshot::{
    ClipSnapshot, CuePointSnapshot, DeviceSnapshot, Extra, ParamSnapshot, SceneSnapshot, SnapshotFormat, TrackSnapshot,
};
use livebridge_port::{Note, Snapshot, TrackKind};

use super::pieces::{Grid, name};
use livebridge_testkit::Dice;

/// A Set that agrees with itself.
pub(crate) fn snapshot(random: &mut Dice, grid: Grid) -> Snapshot {
    let scenes: Vec<_> = (0..random.below(4)).map(|_| scene(random)).collect();
    let mut time = 0.0;
    let cue_points = (0..random.below(4)).map(|_| {
        time += f64::from(random.small(8) + 1);
        CuePointSnapshot { time, name: name(random) }
    });
    let cue_points: Vec<_> = cue_points.collect();
    Snapshot {
        format: SnapshotFormat::V1,
        tempo: f64::from(random.small(300) + 20),
        root_note: u8::try_from(random.below(12)).unwrap_or_default(),
        scale_name: name(random),
        scale_mode: random.chance(50),
        scale_intervals: vec![0, 2, 4, 5, 7, 9, 11],
        grid_quantization: "1/8".into(),
        grid_is_triplet: random.chance(50),
        return_track_count: random.below(3),
        cue_points: (!cue_points.is_empty() || random.chance(50)).then_some(cue_points),
        tracks: (0..=random.below(4)).map(|_| track(random, grid, scenes.len())).collect(),
        extra: extra(random),
        scenes,
    }
}

/// A snapshot that contradicts itself in one of several ways.
pub(crate) fn contradiction(random: &mut Dice, grid: Grid) -> Snapshot {
    let mut set = snapshot(random, grid);
    let track = &mut set.tracks[0];
    let mut clip = new_clip(random, grid, track.kind);
    clip.start_time = Some(1.0);
    clip.duration = 4.0;
    match random.below(6) {
        0 => clip.start_time = None,
        1 => track.arrangement = vec![ClipSnapshot { start_time: Some(3.0), ..clip.clone() }],
        2 => track.arrangement = vec![ClipSnapshot { start_time: Some(0.5), ..clip.clone() }],
        3 => clip.notes = if clip.notes.is_some() { None } else { Some(Arc::new([])) },
        4 => {
            track.session.push(ClipSnapshot { scene: Some(set.scenes.len()), start_time: None, ..clip });
            return set;
        }
        _ => {
            let cue_point = CuePointSnapshot { time: 5.0, name: "A".into() };
            set.cue_points = Some(vec![cue_point.clone(), cue_point]);
            return set;
        }
    }
    track.arrangement.push(clip);
    set
}

fn scene(random: &mut Dice) -> SceneSnapshot {
    SceneSnapshot {
        name: name(random),
        tempo: random.maybe(30, |random| f64::from(random.small(200) + 20)),
        signature_numerator: random.small(12) + 1,
        signature_denominator: *random.pick(&[1, 2, 4, 8, 16]),
        extra: extra(random),
    }
}

fn track(random: &mut Dice, grid: Grid, scenes: usize) -> TrackSnapshot {
    let kind = if random.chance(65) { TrackKind::Midi } else { TrackKind::Audio };
    let session = (0..scenes).filter_map(|scene| {
        random.maybe(60, |random| ClipSnapshot { scene: Some(scene), ..new_clip(random, grid, kind) })
    });
    let session = session.collect();
    let mut start = 0.0;
    let arrangement = (0..random.below(8)).map(|_| {
        let mut clip = new_clip(random, grid, kind);
        // Gaps now and then, else one clip begins where the last one ends.
        start +=
            random.maybe(40, |random| grid.length(random).clamp(0.0, 8.0)).filter(|n| n.is_finite()).unwrap_or(0.0);
        clip.start_time = Some(start);
        start += clip.duration;
        clip
    });
    let arrangement = arrangement.collect();
    TrackSnapshot {
        kind,
        name: name(random),
        mute: random.chance(20),
        solo: random.chance(20),
        arm: random.chance(20),
        volume: ParamSnapshot { value: f64::from(random.small(11)) / 10.0, ..ParamSnapshot::fader() },
        panning: f64::from(random.small(21)) / 10.0 - 1.0,
        send_count: random.below(3),
        devices: (0..random.below(4)).map(|_| device(random)).collect(),
        session,
        arrangement,
        extra: extra(random),
    }
}

fn device(random: &mut Dice) -> DeviceSnapshot {
    DeviceSnapshot {
        name: random.maybe(90, name),
        parameters: (0..random.below(4)).map(|_| param(random)).collect(),
        extra: extra(random),
    }
}

/// What only a file would know, now and then: it must stay with its thing.
fn extra(random: &mut Dice) -> Extra {
    if random.chance(15) { Extra::of("test", &random.small(1000)) } else { Extra::default() }
}

fn param(random: &mut Dice) -> ParamSnapshot {
    let (min, max) = *random.pick(&[(0.0, 1.0), (-3.0, 3.0), (0.5, 4.5), (0.0, 127.0), (-0.25, 2.5)]);
    ParamSnapshot { name: name(random), min, max, is_quantized: random.chance(60), default_value: min, value: min }
}

/// A clip without its place.
fn new_clip(random: &mut Dice, grid: Grid, kind: TrackKind) -> ClipSnapshot {
    let length = |random: &mut Dice| Grid { edges: 0, ..grid }.length(random);
    let duration = length(random);
    let loop_start = random.maybe(50, length).unwrap_or(0.0);
    let looping = random.chance(50);
    let loop_length = match looping {
        true if random.chance(3) => 0.0,
        true => length(random),
        false => duration,
    };
    let loop_end = loop_start + loop_length;
    let end_marker = loop_end + random.maybe(40, length).unwrap_or(0.0);
    // A clip may begin to play before its loop or in the middle of it.
    let start_marker = match random.below(3) {
        0 if looping => Some(loop_start + (loop_end - loop_start) / 2.0),
        1 if looping => Some(loop_start - length(random)),
        2 if random.chance(20) => Some(loop_start - 0.5),
        _ => None,
    };
    ClipSnapshot {
        scene: None,
        start_time: None,
        kind,
        name: name(random),
        color: random.small(0x100_0000),
        muted: random.chance(20),
        duration,
        looping,
        loop_start,
        loop_end,
        end_marker,
        start_marker,
        file_path: (kind == TrackKind::Audio).then(|| "/audio/take.wav".into()),
        notes: (kind == TrackKind::Midi).then(|| {
            let count = random.below(4);
            (0..count).map(|_| Note::new(f64::from(random.small(128)), length(random), length(random))).collect()
        }),
        extra: extra(random),
    }
}
