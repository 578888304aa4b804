//! A small Set of our own in the shapes of Live 9, 11 and 12: one piece of music in three spellings.
//!
//! It holds what misleads: clips in a frozen track, a take lane and the groove pool, locators and keys out of order,
//! stale markers, an unused slot of a plug-in, a tempo beside its envelope.

use std::io::Write;
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use livebridge_als::{Counts, Limits, SOURCE, Set, WarningCode, import, import_file};
use livebridge_diff::DiffExt;
use livebridge_fake::FakeLiveBridge;
use livebridge_port::{ControlPlane, LiveBridge, SetView, Snapshot, TrackKind};

pub(crate) fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/als/sets").join(name)
}

fn set(name: &str) -> Set {
    import_file(&file(name)).unwrap()
}

pub(crate) fn gzip(bytes: &[u8], level: u32) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::new(level));
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn read(bytes: &[u8]) -> Set {
    import(bytes, Limits::default()).unwrap()
}

#[test]
fn the_snapshot_is_the_golden_one() {
    let text = set("live12.als").to_snapshot().to_canonical();
    let golden = file("live12.set.json");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&golden, &text).unwrap();
    }
    assert!(text == std::fs::read_to_string(&golden).unwrap(), "differs from {}", golden.display());
}

#[test]
fn everything_is_counted_once() {
    let expected = Counts {
        midi_tracks: 2,
        audio_tracks: 1,
        group_tracks: 1,
        return_tracks: 1,
        scenes: 3,
        locators: 2,
        session_clips: 3,
        arrangement_clips: 3,
        take_clips: 1,
        midi_clips: 5,
        audio_clips: 2,
        disabled_clips: 1,
        unwarped_clips: 1,
        warp_markers: 5,
        notes: 16,
        muted_notes: 3,
        devices: 5,
        racks: 1,
        plugins: 1,
        max_devices: 0,
        parameters: 12,
        frozen_tracks: 0,
        tempo_points: 3,
        sample_files: 3,
    };
    assert_eq!(set("live12.als").counts(), expected);
    assert_eq!(set("live11.als").counts(), expected);
}

#[test]
fn a_set_reads_the_same_from_every_live() {
    let (nine, eleven, twelve) = (set("live9.als"), set("live11.als"), set("live12.als"));
    assert_eq!(
        eleven.to_snapshot().diff(&twelve.to_snapshot()).to_string(),
        "Set: 1 fact\n~ Set: saved by \"Ableton Live 11.3.21\" -> \"Ableton Live 12.3.2\""
    );
    // What Live 9 does not know, and where it keeps the tempo of a scene, is all that differs.
    assert_eq!(
        nine.to_snapshot().diff(&eleven.to_snapshot()).to_string(),
        "Set: 1 track changed; 8 facts\n\
         ~ Set: scale mode off -> on\n\
         ~ scene \"Drop\": renamed from \"Drop 128 bpm\"\n\
         ~ scene \"Waltz\": renamed from \"Waltz 3/4\"\n\
         ~ track \"Drums\": take clips none -> 1\n\
         ~ track \"Drums\" clip \"Beat\" (1st scene): note 38 (D1) at 1|2: probability absent -> 0.5, \
         velocity deviation absent -> -20\n\
         ~ track \"Drums\" clip \"Beat\" (1|1): note 38 (D1) at 1|2: probability absent -> 0.5, \
         velocity deviation absent -> -20\n\
         ~ track \"Drums\" clip \"Beat\" (5|1): note 38 (D1) at 1|2: probability absent -> 0.5, \
         velocity deviation absent -> -20\n\
         ~ Set: saved by \"Ableton Live 9.7.7\" -> \"Ableton Live 11.3.21\""
    );
}

#[test]
fn what_the_port_shows_is_what_the_musician_sees() {
    let snapshot = set("live12.als").to_snapshot();
    assert_eq!((snapshot.tempo, snapshot.root_note, &*snapshot.scale_name), (124.0, 9, "Minor"));
    assert_eq!((&*snapshot.grid_quantization, snapshot.grid_is_triplet), ("1/8", true));
    let scenes: Vec<_> = snapshot.scenes.iter().map(|s| (&*s.name, s.tempo, s.signature_numerator)).collect();
    assert_eq!(scenes, [("Intro", None, 4), ("Drop", Some(128.0), 4), ("Waltz", None, 3)]);
    let cues: Vec<_> = snapshot.cue_points.iter().flatten().map(|cue| (cue.time, &*cue.name)).collect();
    assert_eq!(cues, [(0.0, "Intro"), (32.0, "Drop")]);

    let [drums, vox, keys] = &snapshot.tracks[..] else { panic!("three tracks") };
    assert_eq!(
        (drums.kind, &*drums.name, drums.session.len(), drums.arrangement.len()),
        (TrackKind::Midi, "Drums", 2, 2)
    );
    assert!((drums.volume.value - 0.7).abs() < 1e-6);
    assert_eq!(drums.session[1].name.as_ref(), "Fill & stop");
    assert_eq!(drums.session[0].color, 0xFF_3636);
    assert_eq!((drums.arrangement[1].start_marker, drums.arrangement[1].muted), (Some(2.0), true));
    let notes = drums.session[0].notes.as_ref().unwrap();
    assert_eq!(notes.iter().map(|note| note.pitch).collect::<Vec<_>>(), [36.0, 38.0, 36.0, 38.0]);
    assert_eq!((notes[1].probability(), notes[1].velocity_deviation()), (Some(0.5), Some(-20.0)));
    assert_eq!((notes[3].muted(), notes[3].release_velocity()), (Some(true), Some(40.0)));

    assert_eq!((vox.kind, vox.arm, vox.panning, vox.send_count), (TrackKind::Audio, true, -0.25, 1));
    assert_eq!(vox.session[0].file_path.as_deref(), Some("Samples/Recorded/hook.wav"));
    let names: Vec<_> = vox.devices.iter().map(|device| device.name.as_deref().unwrap()).collect();
    assert_eq!(names, ["EQ Eight", "Glass Verb"]);
    let mix: Vec<_> = vox.devices[1].parameters.iter().map(|p| (&*p.name, p.value)).collect();
    assert_eq!(mix, [("On", 0.0), ("Mix", 0.25)]);
    assert_eq!((keys.mute, keys.volume.value, &*keys.name), (true, 0.0, "3-MIDI"));

    let file = snapshot.extra.section(SOURCE).unwrap();
    assert_eq!((&file["groups"][0]["name"], &file["returns"][0]["name"]), (&"Rhythm".into(), &"A-Reverb".into()));
    assert_eq!(file["main"]["details"]["color"], 0xCC_9927);
    let kick = &drums.devices[0].extra.section(SOURCE).unwrap()["chains"][0];
    assert_eq!((&kick["name"], &kick["note"], &kick["gain"]), (&"Kick".into(), &36.into(), &0.8.into()));
    assert_eq!(kick["devices"][0]["parameters"]["Filter/Freq"], 0.5);
    assert!(vox.devices[0].extra.section(SOURCE).unwrap()["automated"]["Bands.0/ParameterA/Freq"]["points"] == 3);
}

#[test]
fn the_container_makes_no_difference() {
    let plain = std::fs::read(file("live12.als")).unwrap();
    let expected = read(&plain).to_snapshot();
    let text = String::from_utf8(plain.clone()).unwrap();
    let mut variants = vec![gzip(&plain, 1), gzip(&plain, 9), gzip(text.replace('\n', "\r\n").as_bytes(), 6)];
    variants.push([gzip(&plain[..7000], 6), gzip(&plain[7000..], 6)].concat());
    variants.push([&b"\xef\xbb\xbf"[..], &plain].concat());
    variants.push([&gzip(&plain, 6)[..], b"\n"].concat());
    variants.push(text.replace("\n\t", " ").replace('\t', "").into_bytes());
    for bytes in &variants {
        let set = read(bytes);
        assert!(set.to_snapshot() == expected, "{}", expected.diff(&set.to_snapshot()));
    }
    let noted = |set: &Set, code| set.diagnostics.iter().any(|noted| noted.code == code);
    assert!(noted(&read(&plain), WarningCode::PlainXml) && !noted(&read(&variants[0]), WarningCode::PlainXml));
    assert!(noted(&read(&variants[5]), WarningCode::TrailingBytes));
}

#[test]
fn the_fake_keeps_what_only_the_file_knows() {
    let snapshot = set("live12.als").to_snapshot();
    let fake = FakeLiveBridge::from_snapshot(&snapshot).unwrap();
    assert_eq!(fake.snapshot().unwrap(), SetView::Canonical(Box::new(snapshot.clone())));
    let seen = pollster::block_on(Snapshot::read(&fake)).unwrap();
    assert!(seen.extra.is_empty() && seen.tracks.iter().all(|track| track.extra.is_empty()));
    assert_eq!(fake.list_tracks().unwrap().len(), 3);
}

#[test]
fn what_is_not_known_is_counted_and_listed() {
    let text = std::fs::read_to_string(file("live12.als")).unwrap();
    let text =
        text.replace("<Annotation Value=\"\" />\n\t</LiveSet>", "<Mood><Deep Value=\"1\" /></Mood>\n\t</LiveSet>");
    let text = text.replacen("<MidiNoteEvent Time", "<MidiNoteEvent Swing=\"1\" Time", 1);
    let set = read(text.as_bytes());
    let unknown: Vec<_> = set.unknown.iter().map(|(path, n)| (path.rsplit('/').next().unwrap(), *n)).collect();
    assert_eq!(unknown, [("Mood", 1), ("MidiNoteEvent", 1)]);
    let snapshot = set.to_snapshot();
    let listed = &snapshot.extra.section(SOURCE).unwrap()["notRead"];
    assert_eq!(listed["Ableton/LiveSet/Mood"], 1);
}

#[test]
fn an_envelope_of_nothing_is_noted() {
    let text = std::fs::read_to_string(file("live12.als")).unwrap();
    let dangles =
        |text: &str| read(text.as_bytes()).diagnostics.iter().any(|noted| noted.code == WarningCode::DanglingPointee);
    assert!(!dangles(&text));
    assert!(dangles(&text.replace("<PointeeId Value=\"77\" />", "<PointeeId Value=\"7777\" />")));
    assert!(dangles(&text.replace("<AutomationTarget Id=\"77\">", "<AutomationTarget Id=\"7777\">")));
}

#[test]
fn a_plug_in_is_not_called_as_its_preset() {
    let text = std::fs::read_to_string(file("live12.als")).unwrap();
    let named = "<PlugName Value=\"Glass Verb\" />";
    assert!(text.contains(named));
    for preset in ["", "Large Hall"] {
        let vst3 = format!(
            "<Preset><Vst3Preset Id=\"9\"><Name Value=\"{preset}\" /></Vst3Preset></Preset><Name Value=\"Glass Verb\" />"
        );
        let set = read(text.replace(named, &vst3).as_bytes()).to_snapshot();
        assert_eq!(set.tracks[1].devices[1].name.as_deref(), Some("Glass Verb"));
    }
}
