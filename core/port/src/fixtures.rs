//! The fixture Sets, as snapshots: small realistic Sets that checks, handlers and examples start from.
//!
//! Each is also kept as canonical text under `golden/fixtures/`, so that other languages load the same Sets.

use std::sync::Arc;

use crate::dto::TrackKind;
use crate::note::Note;
use crate::snapshot::{
    ClipSnapshot, CuePointSnapshot, DeviceSnapshot, Extra, ParamSnapshot, SceneSnapshot, Snapshot, SnapshotFormat,
    TrackSnapshot,
};

/// The names of all fixtures, in the order of the contract.
pub const NAMES: [&str; 6] =
    ["seeded", "with_one_midi_clip", "seeded_session", "seeded_devices", "seeded_messy_set", "seeded_audio_track"];

/// A fixture by name; `with_one_midi_clip` has no notes then.
pub fn by_name(name: &str) -> Option<Snapshot> {
    Some(match name {
        "seeded" => seeded(),
        "with_one_midi_clip" => with_one_midi_clip(&[]),
        "seeded_session" => seeded_session(),
        "seeded_devices" => seeded_devices(),
        "seeded_messy_set" => seeded_messy_set(),
        "seeded_audio_track" => seeded_audio_track(),
        _ => return None,
    })
}

const MAJOR: &[u8] = &[0, 2, 4, 5, 7, 9, 11];
const MINOR: &[u8] = &[0, 2, 3, 5, 7, 8, 10];

/// "A small realistic Set": drums, bass and vocals, with devices, a Session and an Arrangement.
pub fn seeded() -> Snapshot {
    let beat = [(36.0, 0.0, 100.0), (38.0, 1.0, 90.0), (36.0, 2.0, 100.0), (38.0, 3.0, 90.0)]
        .map(|(pitch, start, velocity)| note(pitch, start, 0.25, velocity));
    let mut drums = track(TrackKind::Midi, "Drums");
    drums.session = vec![in_scene(0, midi_loop("Beat", 4.0, 0xFF_0000, &beat))];
    drums.devices = vec![device("Drum Rack", vec![param("Macro 1", 0.0, 127.0, 0.0)])];

    let mut bass = track(TrackKind::Midi, "Bass");
    bass.volume.value = 0.8;
    bass.session =
        vec![in_scene(0, midi_loop("Bassline", 4.0, 255, &[note(36.0, 0.0, 1.0, 110.0), note(43.0, 2.0, 1.0, 105.0)]))];
    let bass_take = ClipSnapshot {
        notes: Some(Arc::new([note(36.0, 0.0, 4.0, 100.0)])),
        ..one_shot(TrackKind::Midi, "Bass (arr)", 8.0, 255)
    };
    bass.arrangement = vec![at(0.0, bass_take)];

    let mut vocals = track(TrackKind::Audio, "Vocals");
    vocals.volume.value = 0.9;
    vocals.arrangement =
        vec![at(0.0, audio("/audio/vox_take.wav", one_shot(TrackKind::Audio, "Vox Take", 8.0, 0xFF_FFFF)))];
    vocals.devices = vec![
        device("EQ Eight", vec![param("1 Frequency A", 20.0, 20_000.0, 1000.0)]),
        device("Compressor", vec![param("Threshold", -60.0, 0.0, -12.0)]),
    ];

    with_returns(
        2,
        Snapshot {
            scale_name: "Minor".into(),
            scale_intervals: MINOR.to_vec(),
            scenes: ["Verse", "Chorus"].map(scene).to_vec(),
            tracks: vec![drums, bass, vocals],
            ..set(124.0)
        },
    )
}

/// One MIDI track with one clip of 4 beats that holds `notes`, and an empty slot below it.
pub fn with_one_midi_clip(notes: &[Note]) -> Snapshot {
    let mut midi = track(TrackKind::Midi, "MIDI");
    midi.session = vec![in_scene(0, midi_loop("Clip", 4.0, 0, notes))];
    Snapshot { scenes: ["Scene 1", "Scene 2"].map(scene).to_vec(), tracks: vec![midi], ..set(120.0) }
}

/// Three scenes of keys and drums, for Session-to-Song.
pub fn seeded_session() -> Snapshot {
    let mut keys = track(TrackKind::Midi, "Keys");
    keys.session = [("Intro Keys", 60.0, 4.0), ("Verse Keys", 62.0, 2.0), ("Chorus Keys", 64.0, 1.0)]
        .into_iter()
        .enumerate()
        .map(|(i, (name, pitch, duration))| {
            in_scene(i, midi_loop(name, 4.0, 0x80_8080, &[Note::new(pitch, 0.0, duration)]))
        })
        .collect();
    let mut drums = track(TrackKind::Audio, "Drums");
    drums.session = [("Verse Beat", "/audio/verse_beat.wav"), ("Chorus Beat", "/audio/chorus_beat.wav")]
        .into_iter()
        .enumerate()
        .map(|(i, (name, file))| {
            in_scene(i + 1, audio(file, ClipSnapshot { looping: true, ..one_shot(TrackKind::Audio, name, 4.0, 255) }))
        })
        .collect();
    Snapshot { scenes: ["Intro", "Verse", "Chorus"].map(scene).to_vec(), tracks: vec![keys, drums], ..set(120.0) }
}

/// Devices with quantised parameters, scenes with tempo and signature, solo and mute, and cue points.
pub fn seeded_devices() -> Snapshot {
    let mut devices = track(TrackKind::Midi, "Gerät");
    devices.devices = vec![
        device(
            "Auto Filter",
            vec![
                param("Frequency", 20.0, 20_000.0, 1200.0),
                quantized("Filter Type", 0.0, 9.0, 0.0),
                param("Resonance", 0.0, 1.25, 0.5),
            ],
        ),
        device("Utility", vec![param("Gain", -35.0, 35.0, 0.0), quantized("Mute", 0.0, 1.0, 0.0)]),
        device("Reverb", vec![param("Dry/Wet", 0.0, 1.0, 0.5)]),
    ];
    let solo = TrackSnapshot { solo: true, ..track(TrackKind::Audio, "Solo") };
    let mute = TrackSnapshot { mute: true, ..track(TrackKind::Audio, "Mute") };
    Snapshot {
        scenes: vec![
            SceneSnapshot { tempo: Some(125.0), ..scene("A") },
            SceneSnapshot { signature_numerator: 7, signature_denominator: 8, ..scene("B") },
        ],
        cue_points: Some(
            [("Intro", 0.0), ("Drop", 32.0), ("Outro", 96.5)]
                .map(|(name, time)| CuePointSnapshot { time, name: name.into() })
                .to_vec(),
        ),
        tracks: vec![devices, solo, mute],
        ..set(120.0)
    }
}

/// Placeholder names, a colour off the palette, an overrun loop and an empty track, for Set Janitor.
pub fn seeded_messy_set() -> Snapshot {
    let mut bass = track(TrackKind::Midi, "Bass");
    bass.devices = vec![device("Operator", vec![param("Volume", 0.0, 1.0, 0.7)])];
    let overrun = ClipSnapshot { end_marker: 6.0, ..midi_loop("Loop", 4.0, 255, &[note(36.0, 0.0, 1.0, 100.0)]) };
    bass.session =
        vec![in_scene(0, midi_loop("Bassline", 4.0, 12345, &[Note::new(36.0, 0.0, 1.0)])), in_scene(1, overrun)];
    let mut placeholder = track(TrackKind::Midi, "1-MIDI");
    placeholder.session = vec![in_scene(0, midi_loop("Audio 3", 4.0, 0xFF_0000, &[]))];
    Snapshot {
        scale_name: "Minor".into(),
        scale_intervals: MINOR.to_vec(),
        scenes: ["Scene 1", "Scene 2"].map(scene).to_vec(),
        tracks: vec![bass, placeholder, track(TrackKind::Audio, "Empty")],
        ..set(128.0)
    }
}

/// One audio track with a take in the Arrangement, for Gain Stage Doctor.
pub fn seeded_audio_track() -> Snapshot {
    let mut guitar = track(TrackKind::Audio, "Gtr");
    guitar.volume.value = 0.6;
    guitar.arrangement = vec![at(0.0, audio("/audio/gtr.wav", one_shot(TrackKind::Audio, "Gtr Take", 8.0, 0x80_8080)))];
    with_returns(2, Snapshot { scale_mode: false, scenes: vec![scene("Scene 1")], tracks: vec![guitar], ..set(120.0) })
}

/// An empty Set in C Major.
fn set(tempo: f64) -> Snapshot {
    Snapshot {
        format: SnapshotFormat::V1,
        tempo,
        root_note: 0,
        scale_name: "Major".into(),
        scale_mode: true,
        scale_intervals: MAJOR.to_vec(),
        grid_quantization: "1/16".into(),
        grid_is_triplet: false,
        return_track_count: 0,
        scenes: Vec::new(),
        cue_points: Some(Vec::new()),
        tracks: Vec::new(),
        extra: Extra::default(),
    }
}

/// The Set with `count` return tracks, and a send to each on every track.
fn with_returns(count: usize, mut set: Snapshot) -> Snapshot {
    set.return_track_count = count;
    for track in &mut set.tracks {
        track.send_count = count;
    }
    set
}

fn scene(name: &str) -> SceneSnapshot {
    SceneSnapshot {
        name: name.into(),
        tempo: None,
        signature_numerator: 4,
        signature_denominator: 4,
        extra: Extra::default(),
    }
}

fn track(kind: TrackKind, name: &str) -> TrackSnapshot {
    TrackSnapshot {
        kind,
        name: name.into(),
        mute: false,
        solo: false,
        arm: false,
        volume: ParamSnapshot::fader(),
        panning: 0.0,
        send_count: 0,
        devices: Vec::new(),
        session: Vec::new(),
        arrangement: Vec::new(),
        extra: Extra::default(),
    }
}

fn device(name: &str, parameters: Vec<ParamSnapshot>) -> DeviceSnapshot {
    DeviceSnapshot { name: Some(name.into()), parameters, extra: Extra::default() }
}

fn param(name: &str, min: f64, max: f64, value: f64) -> ParamSnapshot {
    ParamSnapshot { name: name.into(), min, max, is_quantized: false, default_value: value, value }
}

fn quantized(name: &str, min: f64, max: f64, value: f64) -> ParamSnapshot {
    ParamSnapshot { is_quantized: true, ..param(name, min, max, value) }
}

fn note(pitch: f64, start: f64, duration: f64, velocity: f64) -> Note {
    Note::new(pitch, start, duration).with_velocity(velocity)
}

/// A clip without content that plays once.
fn one_shot(kind: TrackKind, name: &str, duration: f64, color: u32) -> ClipSnapshot {
    ClipSnapshot {
        scene: None,
        start_time: None,
        kind,
        name: name.into(),
        color,
        muted: false,
        duration,
        looping: false,
        loop_start: 0.0,
        loop_end: duration,
        end_marker: duration,
        start_marker: None,
        file_path: None,
        notes: None,
        extra: Extra::default(),
    }
}

fn midi_loop(name: &str, length: f64, color: u32, notes: &[Note]) -> ClipSnapshot {
    ClipSnapshot { looping: true, notes: Some(notes.into()), ..one_shot(TrackKind::Midi, name, length, color) }
}

fn audio(file: &str, clip: ClipSnapshot) -> ClipSnapshot {
    ClipSnapshot { file_path: Some(file.into()), ..clip }
}

fn in_scene(scene: usize, clip: ClipSnapshot) -> ClipSnapshot {
    ClipSnapshot { scene: Some(scene), ..clip }
}

fn at(start: f64, clip: ClipSnapshot) -> ClipSnapshot {
    ClipSnapshot { start_time: Some(start), ..clip }
}
