//! The semantic diff of two snapshots: the exact words for each sort of edit.
//!
//! What only one kind of source knows is in `snapshot_diff_extra.rs`, what holds for any two Sets in
//! `snapshot_diff_any.rs`.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use livebridge_diff::{ChangeClass, DiffExt, Op};
use livebridge_port::snapshot::{
    ClipSnapshot, CuePointSnapshot, DeviceSnapshot, Extra, ParamSnapshot, SceneSnapshot, TrackSnapshot,
};
use livebridge_port::{Note, Snapshot, fixtures, json};

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
    assert_eq!((diff.changes[0].op, diff.changes[0].class), (Op::Move, ChangeClass::Structure));
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
        r#"{"op":"remove","path":"tracks[0]","label":"track \"Drums\"","track":"track \"Drums\"","class":"structure","fact":"1st, MIDI, 1 clip, 4 notes, 1 device","old":{"clips":1,"devices":1,"kind":"midi","name":"Drums","notes":4}}"#
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
            r#"~ track "Vocals": pan C -> 13L"#,
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
        set.tracks[2].devices.push(DeviceSnapshot {
            name: Some("EQ Eight".into()),
            parameters: Vec::new(),
            extra: Extra::default(),
        });
    });
    assert_eq!(
        text,
        [
            r#"~ track "Gerät" device "AF": renamed from "Auto Filter""#,
            r#"~ track "Gerät" device (2nd): name "Utility" -> absent"#,
            r#"> track "Solo" device "Reverb": moved from track "Gerät" 3rd to track "Solo" 1st"#,
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
            r#"> track "Bass" clip "Beat": moved from track "Drums" 1st scene "Verse" to track "Bass" 2nd scene "Chorus""#,
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
