//! The canonical text of snapshots, and the golden files under `golden/fixtures/`.
//!
//! `LIVEBRIDGE_UPDATE_GOLDEN=1` writes the golden files anew; it is refused where `CI` is set.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::path::PathBuf;

use livebridge_diff::DiffExt;
use livebridge_port::{Note, Snapshot, fixtures};

fn golden() -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "..", "..", "golden", "fixtures"].iter().collect()
}

fn fixture(name: &str) -> Snapshot {
    fixtures::by_name(name).unwrap()
}

#[test]
fn every_fixture_survives_its_text() {
    for name in fixtures::NAMES {
        let set = fixture(name);
        let text = set.to_canonical();
        let read = Snapshot::from_canonical(&text).unwrap();
        assert_eq!(read, set, "{name}: {}", set.diff(&read));
        assert_eq!(read.to_canonical(), text, "{name}");
    }
}

#[test]
fn every_fixture_is_what_lies_in_golden() {
    let update = env::var_os("LIVEBRIDGE_UPDATE_GOLDEN").is_some_and(|value| value == "1");
    assert!(!update || env::var_os("CI").is_none(), "golden files are not written in CI: run it at your desk");
    for name in fixtures::NAMES {
        let (set, file) = (fixture(name), golden().join(format!("{name}.json")));
        if update {
            fs::create_dir_all(golden()).unwrap();
            fs::write(&file, set.to_canonical()).unwrap();
        }
        let text =
            fs::read_to_string(&file).unwrap_or_else(|error| panic!("failed to read {}: {error}", file.display()));
        let kept = Snapshot::from_canonical(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        assert!(kept == set, "{} differs from the constructor:\n{}", file.display(), kept.diff(&set));
        assert_eq!(text, set.to_canonical(), "{} is not in canonical form", file.display());
    }
}

#[test]
fn no_orphan_lies_in_golden() {
    let there: BTreeSet<_> =
        fs::read_dir(golden()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    let wanted: BTreeSet<_> = fixtures::NAMES.iter().map(|name| format!("{name}.json")).collect();
    assert_eq!(there, wanted);
}

#[test]
fn one_clip_header_and_one_note_per_line() {
    for name in fixtures::NAMES {
        let set = fixture(name);
        let text = set.to_canonical();
        let clips: Vec<_> =
            set.tracks.iter().flat_map(|track| track.session.iter().chain(&track.arrangement)).collect();
        let notes: usize = clips.iter().filter_map(|clip| clip.notes.as_ref()).map(|notes| notes.len()).sum();
        assert_eq!(text.lines().filter(|line| line.contains("\"looping\":")).count(), clips.len(), "{name}");
        let note_lines = text.lines().filter(|line| line.trim_start().starts_with("{\"pitch\":"));
        assert_eq!(note_lines.count(), notes, "{name}");
        assert_eq!(text.matches("\"pitch\":").count(), notes, "{name}");
    }
}

#[test]
fn the_text_has_a_fixed_order_of_keys() {
    let note = Note::new(60.0, -0.5, 1.0 / 3.0).with_velocity(99.5).with_selected(false).with_muted(true);
    let set = fixtures::with_one_midi_clip(&[note, Note::new(61.0, 1.0, 0.25)]);
    assert_eq!(
        set.to_canonical(),
        r#"{
  "format": "livebridge.set/1",
  "tempo": 120,
  "rootNote": 0,
  "scaleName": "Major",
  "scaleMode": true,
  "scaleIntervals": [0,2,4,5,7,9,11],
  "gridQuantization": "1/16",
  "gridIsTriplet": false,
  "returnTrackCount": 0,
  "scenes": [
    {"name":"Scene 1","signatureNumerator":4,"signatureDenominator":4},
    {"name":"Scene 2","signatureNumerator":4,"signatureDenominator":4}
  ],
  "cuePoints": [],
  "tracks": [
    {
      "kind": "midi",
      "name": "MIDI",
      "mute": false,
      "solo": false,
      "arm": false,
      "volume": {"name":"Volume","min":0,"max":1,"isQuantized":false,"defaultValue":0.85,"value":0.85},
      "panning": 0,
      "sendCount": 0,
      "devices": [],
      "session": [
        {"scene":0,"kind":"midi","name":"Clip","color":0,"muted":false,"duration":4,"looping":true,"loopStart":0,"loopEnd":4,"endMarker":4,"notes":[
          {"pitch":60,"startTime":-0.5,"duration":0.3333333333333333,"velocity":99.5,"muted":true,"selected":false},
          {"pitch":61,"startTime":1,"duration":0.25}
        ]}
      ],
      "arrangement": []
    }
  ]
}
"#
    );
}

#[test]
fn a_text_that_is_no_snapshot_is_refused_with_its_line() {
    let text = fixture("seeded").to_canonical();
    let error = |text: &str| Snapshot::from_canonical(text).unwrap_err().to_string();
    assert!(error(&text.replacen("\"tempo\"", "\"bpm\"", 1)).contains("line 3"));
    assert!(error(&text.replacen("\"muted\":false", "\"muted\":null", 1)).contains("invalid type"));
    assert!(error(&text.replacen("livebridge.set/1", "livebridge.set/9", 1)).contains("line 2"));
    // An optional value is absent, never null.
    assert!(error(&text.replacen("\"cuePoints\": []", "\"cuePoints\": null", 1)).contains("invalid type"));
}
