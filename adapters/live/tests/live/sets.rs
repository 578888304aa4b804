//! Sets in and out: fixtures, and what random calls cannot reach.

use livebridge_diff::DiffExt;
use livebridge_fake::FakeLiveBridge;
use livebridge_live::Engine;
use livebridge_live::rules::Rules;
use livebridge_live::script::Script;
use livebridge_port::{Note, Snapshot, fixtures};

#[test]
fn fixtures_come_out_as_they_went_in() {
    for name in fixtures::NAMES {
        let fixture = fixtures::by_name(name).unwrap();
        let mut engine = Engine::new(Rules::default());
        engine.load_snapshot(&fixture).unwrap();
        let saved = engine.snapshot();
        FakeLiveBridge::from_snapshot(&saved).unwrap();
        let (fixture, saved) = (full(fixture), full(saved));
        let changes: Vec<String> =
            fixture.diff(&saved).changes.iter().take(5).map(|change| format!("{change:?}")).collect();
        assert!(changes.is_empty(), "{name}:\n{}", changes.join("\n"));
    }
}

/// The same Set with every note complete, by pitch and time: Live knows no absent fields, and no other order.
fn full(mut snapshot: Snapshot) -> Snapshot {
    for track in &mut snapshot.tracks {
        for clip in track.session.iter_mut().chain(&mut track.arrangement) {
            let Some(notes) = &clip.notes else { continue };
            let mut list: Vec<Note> = notes.iter().map(|note| note.with_defaults()).collect();
            list.sort_by(|a, b| a.pitch.total_cmp(&b.pitch).then(a.start_time.total_cmp(&b.start_time)));
            clip.notes = Some(list.into());
        }
    }
    snapshot
}

#[test]
fn a_snapshot_that_contradicts_itself_leaves_the_set_that_was_open() {
    let mut engine = Engine::new(Rules::default());
    let before = engine.snapshot();
    let mut bad = fixtures::seeded();
    bad.tempo = f64::NAN;
    assert!(engine.load_snapshot(&bad).is_err());
    assert_eq!(engine.snapshot(), before);
}

/// A Set's file with one kick whose filter the first macro of its rack holds, opened; its audio files are 4.8 s long.
fn of_a_file() -> Script {
    let key = r#"<KeyMidi><IsNote Value="false" /><Channel Value="16" /><NoteOrController Value="3" /></KeyMidi>"#;
    let file = include_str!("../../../als/tests/als/sets/live12.als")
        .replacen("<Freq>", &format!("<Freq>{key}"), 1)
        .replace(r#"<DefaultDuration Value="96000" />"#, r#"<DefaultDuration Value="230400" />"#);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("song.als");
    std::fs::write(&path, file).unwrap();
    let mut engine = Engine::new(Rules::default());
    engine.load_als(&path).unwrap();
    Script::new(engine)
}

/// The track with the clip that is not warped.
fn unwarped(script: &mut Script) -> String {
    let mut warped = |track: &String| script.run(&format!("get '{track} arrangement_clips 0' warping"));
    let mut tracks = (0..20).map(|at| format!("live_set tracks {at}"));
    tracks.find(|track| warped(track).is_ok_and(|warped| warped == "false")).unwrap()
}

#[test]
fn the_end_marker_of_a_clip_of_a_file_that_is_not_warped_stays_a_beat() {
    let mut script = of_a_file();
    let track = unwarped(&mut script);
    let mut get = |line: &str| script.run(&line.replace("CLIP", &format!("'{track} arrangement_clips 0'"))).unwrap();
    assert_eq!(get("get CLIP end_marker"), "9");
    // Written past the end of the file: the clip ends there, and its marker stays.
    get("as python");
    get("set CLIP loop_end 20.0");
    assert_eq!(get("get CLIP loop_end"), "4.8");
    assert_eq!(get("get CLIP end_marker"), "9");
}

#[test]
fn a_file_that_is_not_there_is_known_from_the_clips_of_the_set() {
    let mut script = of_a_file();
    script.run("as python").unwrap();
    let track = unwarped(&mut script);
    let file = script.run(&format!("get '{track} arrangement_clips 0' file_path")).unwrap();
    script.run("set live_set tempo 120.0").unwrap();
    script.run(&format!("let c = call '{track} clip_slots 0' create_audio_clip '{file}'")).unwrap();
    // Two bars at 100: as a well-cut loop is taken.
    assert_eq!(script.run("get $c end_marker").unwrap(), "8");
    assert_eq!(script.run("get $c sample_length").unwrap(), "230400");
}

#[test]
fn what_the_macros_of_a_file_hold_is_read_from_it() {
    let mut script = of_a_file();
    let rack = (0..20)
        .map(|at| format!("live_set tracks {at} devices 0"))
        .find(|rack| script.run(&format!("get '{rack}' has_macro_mappings")).is_ok_and(|has| has == "true"))
        .unwrap();
    let mapped = script.run(&format!("get '{rack}' macros_mapped")).unwrap();
    assert!(
        mapped.starts_with("[false, false, false, true, false") || mapped.starts_with("[false,false,false,true,false"),
        "{mapped}"
    );
    let parameters = script.run(&format!("count '{rack} chains 0 devices 0' parameters")).unwrap();
    let held = (0..parameters.parse::<usize>().unwrap()).filter(|at| {
        script.run(&format!("get '{rack} chains 0 devices 0 parameters {at}' is_enabled")).unwrap() == "false"
    });
    assert_eq!(held.count(), 1);
}
