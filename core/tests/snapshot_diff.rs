//! The semantic diff of two snapshots: exact texts for single edits, and what holds for any two Sets.
//!
//! The canonical text of snapshots and the golden files are in `snapshot_canonical.rs`.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::sync::Arc;
use std::time::Instant;

use livebridge_core::snapshot::diff::{Class, Op, SetDiff};
use livebridge_core::snapshot::{
    ClipSnapshot, CuePointSnapshot, DeviceSnapshot, ParamSnapshot, SceneSnapshot, Snapshot, TrackSnapshot,
};
use livebridge_core::{Note, TrackKind, fixtures, json};
use proptest::prelude::*;
use serde_json::Value;

/// The facts, in words, without the summary, after an edit of `old`.
fn facts(old: &Snapshot, edit: impl FnOnce(&mut Snapshot)) -> Vec<String> {
    let mut new = old.clone();
    edit(&mut new);
    let diff = old.diff(&new);
    assert_eq!(diff.is_empty(), *old == new);
    diff.to_string().lines().skip(1).map(str::to_owned).collect()
}

fn edit_notes(clip: &mut ClipSnapshot, edit: impl FnOnce(&mut Vec<Note>)) {
    let mut notes = clip.notes.as_deref().unwrap().to_vec();
    edit(&mut notes);
    clip.notes = Some(notes.into());
}

fn midi_track(name: &str) -> TrackSnapshot {
    TrackSnapshot { name: name.into(), ..fixtures::with_one_midi_clip(&[]).tracks.remove(0) }
}

#[test]
fn a_fixture_does_not_differ_from_itself() {
    for name in fixtures::NAMES {
        let set = fixtures::by_name(name).unwrap();
        let diff = set.diff(&set.clone());
        assert!(diff.is_empty(), "{name}: {diff}");
        assert_eq!(diff.to_string(), "no difference");
    }
}

#[test]
fn fields_of_the_set() {
    let text = facts(&fixtures::seeded(), |set| {
        set.tempo = 124.000_01;
        set.root_note = 9;
        set.scale_name = "Major".into();
        set.scale_mode = false;
        set.scale_intervals = vec![0, 2];
        set.grid_quantization = "1/8".into();
        set.grid_is_triplet = true;
        set.return_track_count = 3;
    });
    assert_eq!(
        text,
        [
            "~ Set: tempo 124 BPM -> 124.00001 BPM",
            "~ Set: root note 0 (C) -> 9 (A)",
            r#"~ Set: scale "Minor" -> "Major""#,
            "~ Set: scale mode on -> off",
            "~ Set: scale intervals [0, 2, 3, 5, 7, 8, 10] -> [0, 2]",
            r#"~ Set: grid "1/16" -> "1/8""#,
            "~ Set: triplet grid off -> on",
            "~ Set: return tracks 2 -> 3",
        ]
    );
}

#[test]
fn a_renamed_track_is_known_by_its_content() {
    let text = facts(&fixtures::seeded(), |set| set.tracks[0].name = "Kit".into());
    assert_eq!(text, [r#"~ track "Kit": renamed from "Drums""#]);
    // An edit besides does not hide it.
    let text = facts(&fixtures::seeded(), |set| {
        set.tracks[0].name = "Kit".into();
        set.tracks[0].session[0].color = 255;
    });
    assert_eq!(
        text,
        [r#"~ track "Kit": renamed from "Drums""#, r#"~ track "Kit" clip "Beat": colour #FF0000 -> #0000FF"#]
    );
    // A track with nothing on it is known by its place.
    let text = facts(&fixtures::seeded_devices(), |set| set.tracks[1].name = "Lead".into());
    assert_eq!(text, [r#"~ track "Lead": renamed from "Solo""#]);
}

#[test]
fn a_moved_track_is_neither_removed_nor_added() {
    let old = fixtures::seeded();
    let mut new = old.clone();
    new.tracks.rotate_right(1);
    let diff = old.diff(&new);
    assert_eq!(diff.to_string(), "Set: 1 track moved; 1 fact\n> track \"Vocals\": moved from 3rd to 1st");
    assert_eq!((diff.changes[0].op, diff.changes[0].class), (Op::Move, Class::Structure));
    assert_eq!((&diff.changes[0].old, &diff.changes[0].new), (&Some(2.into()), &Some(0.into())));
}

#[test]
fn tracks_that_come_and_go() {
    let old = fixtures::seeded();
    let mut new = old.clone();
    new.tracks.remove(0);
    new.tracks.push(midi_track("Bass"));
    let diff = old.diff(&new);
    assert_eq!(
        diff.to_string(),
        "Set: 1 track added, 1 removed; 2 facts\n\
         - track \"Drums\": 1st, MIDI, 1 clip, 4 notes, 1 device\n\
         + track \"Bass\" (3rd): 3rd, MIDI, 1 clip"
    );
    assert_eq!(
        json::to_string(&diff.changes[0]).unwrap(),
        r#"{"op":"remove","path":"tracks[0]","label":"track \"Drums\"","class":"structure","fact":"1st, MIDI, 1 clip, 4 notes, 1 device","old":{"clips":1,"devices":1,"kind":"midi","name":"Drums","notes":4}}"#
    );
}

#[test]
fn the_mixer() {
    let text = facts(&fixtures::seeded(), |set| {
        set.tracks[0].volume.value = 0.7;
        set.tracks[1].volume.value = 0.8 + 1e-9;
        set.tracks[2].volume.value = 0.0;
        set.tracks[2].panning = -0.25;
        set.tracks[2].mute = true;
        set.tracks[2].solo = true;
        set.tracks[2].arm = true;
        set.tracks[2].send_count = 1;
    });
    assert_eq!(
        text,
        [
            r#"~ track "Drums": volume 0.0 -> -6.0 dB"#,
            // The same in decibels: the raw values.
            r#"~ track "Bass": volume 0.8 -> 0.800000001"#,
            r#"~ track "Vocals": mute off -> on"#,
            r#"~ track "Vocals": solo off -> on"#,
            r#"~ track "Vocals": arm off -> on"#,
            r#"~ track "Vocals": volume 2.0 -> -inf dB"#,
            r#"~ track "Vocals": pan 0 -> -0.25"#,
            r#"~ track "Vocals": sends 2 -> 1"#,
        ]
    );
    // Another range has another curve: no decibels.
    let text = facts(&fixtures::seeded(), |set| {
        let fader = &mut set.tracks[0].volume;
        (fader.name, fader.max, fader.value, fader.is_quantized) = ("Gain".into(), 2.0, 0.7, true);
        fader.default_value = 1.0;
    });
    assert_eq!(
        text,
        [
            r#"~ track "Drums": "Volume" renamed to "Gain""#,
            r#"~ track "Drums": volume range 0..1 -> 0..2"#,
            r#"~ track "Drums": volume steps off -> on"#,
            r#"~ track "Drums": volume default 0.85 -> 1"#,
            r#"~ track "Drums": volume 0.85 -> 0.7"#,
        ]
    );
}

#[test]
fn scenes() {
    let old = fixtures::seeded_session();
    let text = facts(&old, |set| {
        set.scenes[0].name = "Opening".into();
        set.scenes[1].tempo = Some(90.0);
        set.scenes[2].signature_numerator = 7;
    });
    assert_eq!(
        text,
        [
            r#"~ scene "Opening": renamed from "Intro""#,
            r#"~ scene "Verse": tempo absent -> 90 BPM"#,
            r#"~ scene "Chorus": signature 4/4 -> 7/4"#,
        ]
    );
    // A new scene above carries the clips down with their scenes: they did not move.
    let text = facts(&old, |set| {
        set.scenes.insert(0, SceneSnapshot { name: "Count-in".into(), tempo: Some(100.0), ..set.scenes[0].clone() });
        for clip in set.tracks.iter_mut().flat_map(|track| &mut track.session) {
            clip.scene = clip.scene.map(|scene| scene + 1);
        }
    });
    assert_eq!(text, [r#"+ scene "Count-in": 1st, 4/4, 100 BPM"#]);
    let text = facts(&old, |set| {
        set.scenes.remove(0);
        set.tracks[0].session.remove(0);
        for clip in set.tracks.iter_mut().flat_map(|track| &mut track.session) {
            clip.scene = clip.scene.map(|scene| scene - 1);
        }
    });
    assert_eq!(
        text,
        [
            r#"- scene "Intro": 1st, 4/4"#,
            r#"- track "Keys" clip "Intro Keys": MIDI, 1st scene "Intro", 4 beats, 1 note"#,
        ]
    );
    assert_eq!(facts(&old, |set| set.scenes.swap(0, 1))[0], r#"> scene "Verse": moved from 2nd to 1st"#);
}

#[test]
fn cue_points() {
    let old = fixtures::seeded_devices();
    let text = facts(&old, |set| {
        let cues = set.cue_points.as_mut().unwrap();
        cues[0].name = "Start".into();
        cues[1].time = 40.0;
        cues[2] = CuePointSnapshot { time: 64.0, name: "Bridge".into() };
    });
    assert_eq!(
        text,
        [
            r#"- cue point "Outro": at beat 96.5"#,
            r#"~ cue point "Start": renamed from "Intro""#,
            r#"> cue point "Drop": moved from beat 32 to beat 40"#,
            r#"+ cue point "Bridge": at beat 64"#,
        ]
    );
    assert_eq!(facts(&fixtures::seeded(), |set| set.cue_points = None), ["~ Set: cue points 0 -> absent"]);
    let text = facts(&old, |set| set.cue_points.as_mut().unwrap().swap(0, 2));
    assert_eq!(text.len(), 2, "{text:?}");
    assert!(text[0].contains("in the list moved from 3rd to 1st"), "{text:?}");
}

#[test]
fn devices_and_parameters() {
    let old = fixtures::seeded_devices();
    let text = facts(&old, |set| {
        let devices = &mut set.tracks[0].devices;
        devices[0].parameters[0].value = 800.0;
        devices[0].parameters[1].max = 11.0;
        devices[0].parameters[2].name = "Q".into();
        devices[1].parameters.remove(1);
        devices[1].parameters.push(ParamSnapshot { name: "Bass Mono".into(), ..ParamSnapshot::fader() });
        devices.rotate_right(1);
    });
    assert_eq!(
        text,
        [
            r#"> track "Gerät" device "Reverb": moved from 3rd to 1st"#,
            r#"~ track "Gerät" device "Auto Filter": "Frequency" 1200 -> 800"#,
            r#"~ track "Gerät" device "Auto Filter": "Filter Type" range 0..9 -> 0..11"#,
            r#"~ track "Gerät" device "Auto Filter": "Resonance" renamed to "Q""#,
            r#"- track "Gerät" device "Utility": parameter "Mute", range 0..1, value 0"#,
            r#"+ track "Gerät" device "Utility": parameter "Bass Mono", range 0..1, value 0.85"#,
        ]
    );
    let text = facts(&old, |set| {
        let reverb = set.tracks[0].devices.remove(2);
        set.tracks[1].devices.push(reverb);
        set.tracks[0].devices[0].name = Some("AF".into());
        set.tracks[0].devices[1].name = None;
        set.tracks[2].devices.push(DeviceSnapshot { name: Some("EQ Eight".into()), parameters: Vec::new() });
    });
    assert_eq!(
        text,
        [
            r#"~ track "Gerät" device "AF": renamed from "Auto Filter""#,
            r#"~ track "Gerät" device (2nd): name "Utility" -> absent"#,
            r#"> track "Solo" device "Reverb": moved from track "Gerät" 3rd to 1st"#,
            r#"+ track "Mute" device "EQ Eight": 1st, 0 parameters"#,
        ]
    );
}

#[test]
fn clips() {
    let text = facts(&fixtures::seeded(), |set| {
        let beat = &mut set.tracks[0].session[0];
        beat.color = 0x0A_0B0C;
        beat.muted = true;
        beat.duration = 8.0;
        beat.looping = false;
        beat.loop_end = 8.0;
        beat.end_marker = 8.5;
        beat.start_marker = Some(1.0);
        let bass = &mut set.tracks[1].session[0];
        (bass.name, bass.scene) = ("Low".into(), Some(0));
        set.tracks[1].arrangement[0].start_time = Some(32.0);
        set.tracks[2].arrangement[0].file_path = Some("/audio/vox_take_2.wav".into());
    });
    assert_eq!(
        text,
        [
            r#"~ track "Drums" clip "Beat": colour #FF0000 -> #0A0B0C"#,
            r#"~ track "Drums" clip "Beat": mute off -> on"#,
            r#"~ track "Drums" clip "Beat": length 4 beats -> 8 beats"#,
            r#"~ track "Drums" clip "Beat": looping on -> off"#,
            r#"~ track "Drums" clip "Beat": loop beat 0..4 -> beat 0..8"#,
            r#"~ track "Drums" clip "Beat": end marker beat 4 -> beat 8.5"#,
            r#"~ track "Drums" clip "Beat": start marker absent -> beat 1"#,
            r#"~ track "Bass" clip "Low": renamed from "Bassline""#,
            r#"> track "Bass" clip "Bass (arr)": moved from beat 0 to beat 32"#,
            r#"~ track "Vocals" clip "Vox Take": file "/audio/vox_take.wav" -> "/audio/vox_take_2.wav""#,
        ]
    );
}

#[test]
fn clips_that_move_come_and_go() {
    let old = fixtures::seeded();
    assert_eq!(
        facts(&old, |set| set.tracks[0].session[0].scene = Some(1)),
        [r#"> track "Drums" clip "Beat": moved from 1st scene "Verse" to 2nd scene "Chorus""#]
    );
    // To another track, and from the Session to the Arrangement.
    let text = facts(&old, |set| {
        let beat = set.tracks[0].session.remove(0);
        set.tracks[1].session.push(ClipSnapshot { scene: Some(1), ..beat });
        let line = set.tracks[1].session.remove(0);
        set.tracks[1].arrangement.push(ClipSnapshot { scene: None, start_time: Some(16.0), ..line });
    });
    assert_eq!(
        text,
        [
            r#"> track "Bass" clip "Beat": moved from track "Drums" 1st scene "Verse" to 2nd scene "Chorus""#,
            r#"> track "Bass" clip "Bassline": moved from track "Bass" 1st scene "Verse" to beat 16"#,
        ]
    );
    // Two of one name are told apart by their places.
    let text = facts(&old, |set| {
        let beat = set.tracks[0].session[0].clone();
        set.tracks[0].session.push(ClipSnapshot { scene: Some(1), muted: true, ..beat });
        set.tracks[2].arrangement.clear();
    });
    assert_eq!(
        text,
        [
            r#"+ track "Drums" clip "Beat" (2nd scene): MIDI, 2nd scene "Chorus", 4 beats, 4 notes"#,
            r#"- track "Vocals" clip "Vox Take": audio, beat 0, 8 beats, file "/audio/vox_take.wav""#,
        ]
    );
}

#[test]
fn few_notes_are_shown() {
    let text = facts(&fixtures::seeded(), |set| {
        edit_notes(&mut set.tracks[0].session[0], |notes| {
            notes[1].start_time += 0.01;
            notes[2] = notes[2].with_velocity(64.5).with_muted(true);
            notes.push(Note::new(42.0, 3.5, 0.25));
        });
        edit_notes(&mut set.tracks[1].session[0], |notes| {
            notes[0] = Note::new(36.0, 0.0, 1.0);
            notes[1].pitch = 45.0;
        });
        edit_notes(&mut set.tracks[1].arrangement[0], Vec::clear);
    });
    assert_eq!(
        text,
        [
            r#"~ track "Drums" clip "Beat": note 38 (D1) at beat 1: nudged to beat 1.01"#,
            r#"~ track "Drums" clip "Beat": note 36 (C1) at beat 2: velocity 100 -> 64.5, mute absent -> on"#,
            r#"+ track "Drums" clip "Beat": note 42 (F#1) at beat 3.5, length 0.25"#,
            // Absent is not the same as a value, though it may mean the same.
            r#"~ track "Bass" clip "Bassline": note 36 (C1) at beat 0: velocity 110 -> absent"#,
            r#"~ track "Bass" clip "Bassline": note 43 (G1) at beat 2: transposed to 45 (A1)"#,
            r#"- track "Bass" clip "Bass (arr)": note 36 (C1) at beat 0, length 4, velocity 100"#,
        ]
    );
    let text = facts(&fixtures::seeded(), |set| edit_notes(&mut set.tracks[0].session[0], |notes| notes.swap(0, 3)));
    assert_eq!(text, [r#"> track "Drums" clip "Beat": notes in another order, 2 out of place"#]);
    let text = facts(&fixtures::seeded(), |set| set.tracks[0].session[0].notes = None);
    assert_eq!(text, [r#"~ track "Drums" clip "Beat": notes 4 -> absent"#]);
}

#[test]
fn many_notes_are_counted() {
    let beat = |edit: &dyn Fn(&mut Vec<Note>)| {
        facts(&fixtures::seeded(), |set| edit_notes(&mut set.tracks[0].session[0], edit))
    };
    let text = beat(&|notes| notes.iter_mut().for_each(|note| note.pitch += 12.0));
    assert_eq!(text, [r#"~ track "Drums" clip "Beat": 4 notes transposed +12"#]);
    let text = beat(&|notes| notes.iter_mut().for_each(|note| note.start_time += 0.01));
    assert_eq!(text, [r#"~ track "Drums" clip "Beat": 4 notes nudged"#]);
    // By two beats each note lands on one that was there.
    let text = beat(&|notes| notes.iter_mut().for_each(|note| note.start_time += 2.0));
    assert_eq!(text, [r#"~ track "Drums" clip "Beat": 4 notes moved +2 beats"#]);
    let text = beat(&|notes| notes.extend((0..4).map(|n| Note::new(42.0, f64::from(n), 0.1))));
    assert_eq!(text, [r#"~ track "Drums" clip "Beat": notes +4"#]);

    let line: Vec<_> = (0..24).map(|n| Note::new(f64::from(40 + n), f64::from(n) * 0.5, 0.5)).collect();
    let old = fixtures::with_one_midi_clip(&line);
    let mut new = old.clone();
    edit_notes(&mut new.tracks[0].session[0], |notes| {
        for note in &mut notes[..6] {
            *note = note.with_velocity(80.0);
        }
        notes[6].start_time += 1.0 / 64.0;
        notes[7].start_time -= 1.0 / 64.0;
        for note in &mut notes[8..16] {
            note.pitch -= 12.0;
        }
        notes.remove(23);
        notes.extend((0..4).map(|n| Note::new(100.0, f64::from(n), 0.125)));
    });
    let diff = old.diff(&new);
    assert_eq!(
        diff.to_string(),
        "Set: 1 track changed; 1 fact\n\
         ~ track \"MIDI\" clip \"Clip\": notes +4 -1, 2 nudged, 8 transposed -12, 6 velocity"
    );
    let change = json::to_string(&diff.changes[0]).unwrap();
    let counts = r#""old":{"count":24},"new":{"count":27},"notes":{"added":4,"removed":1,"nudged":2,"moved":0,"transposed":8,"length":0,"velocity":6,"#;
    assert!(change.contains(counts), "{change}");
}

#[test]
fn equal_edits_share_a_line() {
    let mut old = fixtures::seeded();
    old.tracks = (0..10).map(|n| midi_track(&format!("Track {n}"))).collect();
    let mut new = old.clone();
    for track in &mut new.tracks {
        track.session[0].color = 255;
    }
    for track in &mut new.tracks[..7] {
        track.mute = true;
    }
    let diff = old.diff(&new);
    assert_eq!(diff.changes.len(), 17);
    let text = diff.to_string();
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(lines.len(), 9);
    assert_eq!(
        lines[..3],
        [
            "Set: 10 tracks changed; 17 facts",
            r#"~ track "Track 0": mute off -> on"#,
            r#"~ track "Track 0" clip "Clip" and 9 more: colour #000000 -> #0000FF"#,
        ]
    );
}

/// Every number, text and flag of a fixture, and every key that may be absent, changed alone: it is seen, and said
/// with the place where it is.
#[test]
fn no_leaf_is_overlooked() {
    let mut seen = 0;
    for name in fixtures::NAMES {
        let mut old = fixtures::by_name(name).unwrap();
        if let Some(clip) = old.tracks.iter_mut().flat_map(|track| &mut track.session).next() {
            clip.start_marker = Some(0.5);
            clip.notes = clip.notes.is_some().then(|| {
                let note = Note::new(60.0, 0.0, 1.0).with_velocity(1.0).with_probability(0.5).with_muted(true);
                let note = note.with_velocity_deviation(3.0).with_release_velocity(4.0).with_selected(false);
                Arc::from([note, Note::new(61.0, 0.0, 1.0)])
            });
        }
        let value: Value = serde_json::to_value(&old).unwrap();
        let mut variants = Vec::new();
        leaves(&value, &mut Vec::new(), &mut |path, edited| variants.push((path.to_vec(), edited)));
        for (path, leaf) in variants {
            let mut edited = value.clone();
            put(&mut edited, &path, leaf);
            let Ok(new) = serde_json::from_value::<Snapshot>(edited) else { continue };
            let diff = old.diff(&new);
            assert_eq!(diff.is_empty(), old == new, "{name} {path:?}");
            assert!(new.diff(&old).is_empty() == diff.is_empty(), "{name} {path:?}");
            assert!(diff.changes.len() <= 2, "{name} {path:?}: {diff}");
            let top = path[0].as_str();
            assert!(diff.changes.iter().all(|change| change.path.starts_with(top)), "{name} {path:?}: {diff}");
            seen += 1;
        }
    }
    assert!(seen > 700, "{seen}");
}

/// Calls `edit` with each leaf's path and another value for it (none: without the key).
fn leaves(value: &Value, path: &mut Vec<String>, edit: &mut dyn FnMut(&[String], Option<Value>)) {
    let mut inside = |key: String, value: &Value| {
        path.push(key);
        edit(path, None);
        leaves(value, path, edit);
        path.pop();
    };
    match value {
        Value::Object(fields) => fields.iter().for_each(|(key, value)| inside(key.clone(), value)),
        Value::Array(items) => items.iter().enumerate().for_each(|(i, value)| inside(i.to_string(), value)),
        Value::Bool(flag) => edit(path, Some((!flag).into())),
        Value::String(text) => edit(path, Some(format!("{text}x").into())),
        Value::Number(number) => match number.as_u64() {
            Some(whole) => edit(path, Some((whole + 1).into())),
            None => edit(path, number.as_f64().map(|number| (number + 0.125).into())),
        },
        Value::Null => {}
    }
}

fn put(value: &mut Value, path: &[String], leaf: Option<Value>) {
    let [step, rest @ ..] = path else { return };
    match value {
        Value::Object(fields) if rest.is_empty() => match leaf {
            Some(leaf) => _ = fields.insert(step.clone(), leaf),
            None => _ = fields.remove(step),
        },
        Value::Array(items) if rest.is_empty() => match leaf {
            Some(leaf) => items[step.parse::<usize>().unwrap()] = leaf,
            None => _ = items.remove(step.parse().unwrap()),
        },
        Value::Object(fields) => put(&mut fields[step], rest, leaf),
        Value::Array(items) => put(&mut items[step.parse::<usize>().unwrap()], rest, leaf),
        _ => {}
    }
}

/// What is not finite or has a sign on its zero cannot come from JSON, but must not be overlooked or panic either.
#[test]
fn odd_numbers() {
    let old = fixtures::seeded();
    assert_eq!(facts(&old, |set| set.tracks[0].panning = -0.0), Vec::<String>::new());
    let odd = |value: f64| {
        let mut set = old.clone();
        set.tempo = value;
        set.tracks[0].volume.value = value;
        set.tracks[0].devices[0].parameters[0].value = value;
        set.tracks[1].arrangement[0].start_time = Some(value);
        edit_notes(&mut set.tracks[0].session[0], |notes| {
            notes[0] = Note::new(value, value, value).with_velocity(value);
        });
        set
    };
    for (a, b) in [(f64::NAN, f64::NAN), (f64::INFINITY, f64::NEG_INFINITY), (f64::MAX, f64::MIN), (1e-300, f64::NAN)] {
        let diff = odd(a).diff(&odd(b));
        assert!(diff.changes.len() >= 5, "{diff}");
    }
}

#[test]
fn a_large_set_takes_no_time() {
    let notes: Vec<_> = (0..100).map(|n| Note::new(f64::from(36 + n % 12), f64::from(n) * 0.25, 0.25)).collect();
    let clip = &fixtures::with_one_midi_clip(&notes).tracks[0].session[0];
    let mut old = fixtures::seeded();
    old.tracks = (0..1000_u32)
        .map(|n| {
            let mut track = midi_track(if n % 3 == 0 { "MIDI" } else { "Synth" });
            track.session[0] = clip.clone();
            edit_notes(&mut track.session[0], |notes| notes.iter_mut().for_each(|note| note.duration += f64::from(n)));
            track
        })
        .collect();
    let mut new = old.clone();
    new.tracks.reverse();
    for (n, track) in new.tracks.iter_mut().enumerate() {
        if n % 2 == 0 {
            track.name = format!("Renamed {n}").into();
        }
        edit_notes(&mut track.session[0], |notes| notes[n % 100].start_time += 0.01);
    }
    let start = Instant::now();
    let diff = old.diff(&new);
    let text = diff.to_string();
    let took = start.elapsed();
    // Every note was nudged, every track found again: 999 moved and half of them renamed.
    assert_eq!(diff.changes.iter().filter(|change| change.op == Op::Move).count(), 999);
    assert_eq!(text.matches("renamed from").count(), 500);
    assert_eq!(text.matches("nudged to").count(), 1000);
    // Unoptimised builds on a loaded machine get ten times the second.
    assert!(took.as_millis() < if cfg!(debug_assertions) { 10_000 } else { 1000 }, "{took:?}");
}

/// One random edit; numbers choose what and where.
type Edit = (u8, u16, u16, i8);

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    prop::collection::vec(any::<Edit>(), 0..12)
}

fn pick<T>(list: &mut [T], at: u16) -> Option<&mut T> {
    let len = list.len().max(1);
    list.get_mut(usize::from(at) % len)
}

fn apply(set: &mut Snapshot, (what, at, inside, by): Edit) {
    let amount = f64::from(by) / 8.0;
    let (track_count, scene_count) = (set.tracks.len(), set.scenes.len());
    let name = || format!("{}", by % 4).into();
    match what % 36 {
        0 => set.tempo += amount,
        1 => set.scale_name = name(),
        2 => set.scenes.push(SceneSnapshot {
            name: name(),
            tempo: None,
            signature_numerator: 4,
            signature_denominator: 4,
        }),
        3 if scene_count > 0 => _ = set.scenes.remove(usize::from(at) % scene_count),
        4 if scene_count > 0 => set.scenes.rotate_left(usize::from(at) % scene_count),
        5 => set.cue_points = if by > 0 { Some(Vec::new()) } else { None },
        6 => set.cue_points.get_or_insert_default().push(CuePointSnapshot { time: amount, name: name() }),
        7 => set.tracks.push(midi_track(&name())),
        8 if track_count > 0 => _ = set.tracks.remove(usize::from(at) % track_count),
        9 if track_count > 0 => set.tracks.rotate_left(usize::from(at) % track_count),
        10 if track_count > 0 => set.tracks.swap(usize::from(at) % track_count, usize::from(inside) % track_count),
        11 => set.tracks.extend(set.tracks.clone().into_iter().take(2)),
        12 => {
            if let Some(scene) = pick(&mut set.scenes, at) {
                scene.tempo = (by > 0).then_some(amount);
            }
        }
        _ => {
            if let Some(track) = pick(&mut set.tracks, at) {
                edit_track(track, what, inside, by);
            }
        }
    }
}

fn edit_track(track: &mut TrackSnapshot, what: u8, at: u16, by: i8) {
    let amount = f64::from(by) / 8.0;
    let name = || format!("{}", by % 4).into();
    let (devices, clips) = (track.devices.len(), track.session.len());
    match what % 36 {
        13 => track.name = name(),
        14 => track.kind = if by > 0 { TrackKind::Midi } else { TrackKind::Audio },
        15 => track.volume.value += amount,
        16 => track.mute = by > 0,
        17 if devices > 0 => track.devices.rotate_left(usize::from(at) % devices),
        18 if devices > 0 => _ = track.devices.remove(usize::from(at) % devices),
        19 => {
            track.devices.push(DeviceSnapshot { name: (by > 0).then(name), parameters: vec![ParamSnapshot::fader()] });
        }
        20 => track.devices.iter_mut().for_each(|device| device.parameters.reverse()),
        21 => {
            track.devices.iter_mut().flat_map(|device| &mut device.parameters).for_each(|param| param.value += amount);
        }
        22 if clips > 0 => track.session.rotate_left(usize::from(at) % clips),
        23 if clips > 0 => _ = track.session.remove(usize::from(at) % clips),
        24 => std::mem::swap(&mut track.session, &mut track.arrangement),
        25 => track.session.extend(track.arrangement.pop()),
        _ => {
            let clip = if by % 2 == 0 { pick(&mut track.session, at) } else { pick(&mut track.arrangement, at) };
            if let Some(clip) = clip {
                edit_clip(clip, what, at, by);
            }
        }
    }
}

fn edit_clip(clip: &mut ClipSnapshot, what: u8, at: u16, by: i8) {
    let amount = f64::from(by) / 8.0;
    let mut notes = clip.notes.as_deref().unwrap_or_default().to_vec();
    let place = usize::from(at) % notes.len().max(1);
    match what % 36 {
        26 => clip.name = format!("{}", by % 4).into(),
        27 => clip.scene = (by > 0).then_some(usize::from(at) % 3),
        28 => clip.start_time = (by > 0).then_some(amount),
        29 => clip.loop_end += amount,
        30 => clip.file_path = (by > 0).then(|| "a.wav".into()),
        31 => notes.iter_mut().for_each(|note| note.pitch += amount),
        32 if !notes.is_empty() => _ = notes.remove(place),
        33 => notes.insert(place, Note::new(amount, f64::from(at % 4), 0.25)),
        34 => notes.reverse(),
        _ => notes.iter_mut().take(2).for_each(|note| *note = note.with_velocity(100.0)),
    }
    if what % 36 > 30 {
        clip.notes = if by == 0 { None } else { Some(notes.into()) };
    }
}

fn fixture() -> impl Strategy<Value = Snapshot> {
    (0..fixtures::NAMES.len()).prop_map(|i| fixtures::by_name(fixtures::NAMES[i]).unwrap())
}

/// What holds for any two Sets.
fn holds(a: &Snapshot, b: &Snapshot) -> Result<(), TestCaseError> {
    let diff = a.diff(b);
    prop_assert_eq!(diff.is_empty(), a == b);
    prop_assert_eq!(b.diff(a).is_empty(), a == b);
    prop_assert!(a.diff(&a.clone()).is_empty());
    prop_assert_eq!(&a.diff(b), &diff);
    let text = diff.to_string();
    prop_assert!(text.lines().count() <= diff.changes.len() + 1);
    prop_assert!(
        text.lines().skip(1).all(|line| ["+ ", "- ", "~ ", "> "].iter().any(|marker| line.starts_with(marker)))
    );
    let read: SetDiff = serde_json::from_str(&json::to_string(&diff).unwrap()).unwrap();
    prop_assert_eq!(read, diff);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_set_and_its_edit(base in fixture(), edits in edits()) {
        let mut new = base.clone();
        for edit in edits {
            apply(&mut new, edit);
        }
        holds(&base, &new)?;
    }

    #[test]
    fn two_edits_of_any_two_sets(a in fixture(), b in fixture(), of_a in edits(), of_b in edits()) {
        let (mut a, mut b) = (a, b);
        for edit in of_a {
            apply(&mut a, edit);
        }
        for edit in of_b {
            apply(&mut b, edit);
        }
        holds(&a, &b)?;
    }

    /// Tracks with a name and a content of their own are found wherever they went.
    #[test]
    fn moves_are_never_removals(order in Just((0..12_usize).collect::<Vec<_>>()).prop_shuffle()) {
        let mut old = fixtures::seeded();
        old.tracks = (0..12).map(|n| midi_track(&format!("Track {n}"))).collect();
        let new = Snapshot { tracks: order.iter().map(|&n| old.tracks[n].clone()).collect(), ..old.clone() };
        prop_assert!(old.diff(&new).changes.iter().all(|change| change.op == Op::Move));
    }
}
