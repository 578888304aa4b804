//! Real Sets from Live 8.1 to 12.4 against what an independent extractor counted in them.

use std::collections::BTreeMap;

use livebridge_als::model::{Clip, Color, Content, LiveTrackKind, Track};
use livebridge_als::{Counts, ErrorCode, Set, WarningCode, import_file};
use livebridge_fake::FakeLiveBridge;
use livebridge_port::{ControlPlane, SetView, Snapshot};
use serde_json::Value;

use crate::shared::{collection, name_of, sets_in};

/// The fields of a CSV line. Only a field in quotes holds commas.
fn fields(line: &str) -> Vec<String> {
    let (mut fields, mut quoted) = (vec![String::new()], false);
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(String::new()),
            _ => fields.last_mut().unwrap().push(c),
        }
    }
    fields
}

/// What the manifest says of each file, by its name and the name of the column.
fn manifest(text: &str) -> BTreeMap<String, BTreeMap<String, String>> {
    let mut lines = text.lines();
    let columns = fields(lines.next().unwrap());
    lines
        .map(|line| {
            let row: BTreeMap<_, _> = columns.iter().cloned().zip(fields(line)).collect();
            (row["file"].clone(), row)
        })
        .collect()
}

/// What we read, in the words of the manifest. Not compared: `sample_files`, for which it counts files that clips
/// were made from too.
fn told(set: &Set, counts: &Counts) -> Vec<(&'static str, String)> {
    let signature = |number: f64| {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small whole number")]
        let number = number as u32;
        format!("{}/{}", number % 99 + 1, 1 << (number / 99))
    };
    let root = set.scale.as_ref().and_then(|scale| scale.root);
    let scale = root.map_or_else(String::new, |root| format!("{root} {}", set.to_snapshot().scale_name));
    let mut told = vec![
        ("creator", set.creator.to_string()),
        ("schema_minor", set.minor.to_string()),
        ("xml_bytes", set.xml_bytes.to_string()),
        ("tempo", format!("{:?}", set.tempo.manual.unwrap_or_default())),
        ("ts", set.signature.manual.map(signature).unwrap_or_default()),
        ("scale", scale),
    ];
    let numbers = [
        ("midi", counts.midi_tracks),
        ("audio", counts.audio_tracks),
        ("group", counts.group_tracks),
        ("ret", counts.return_tracks),
        ("scenes", counts.scenes),
        ("locators", counts.locators),
        ("session_clips", counts.session_clips),
        ("arr_clips", counts.arrangement_clips),
        ("take_clips", counts.take_clips),
        ("midi_clips", counts.midi_clips),
        ("audio_clips", counts.audio_clips),
        ("notes", counts.notes),
        ("notes_disabled", counts.muted_notes),
        ("devices", counts.devices),
        ("racks", counts.racks),
        ("plugins", counts.plugins),
        ("m4l", counts.max_devices),
        ("frozen", counts.frozen_tracks),
        ("warp_markers", counts.warp_markers),
        ("tempo_points", counts.tempo_points),
        ("disabled_clips", counts.disabled_clips),
        ("unwarped", counts.unwarped_clips),
    ];
    told.extend(numbers.map(|(column, n)| (column, n.to_string())));
    told
}

/// The snapshot is a Set to the fake, which keeps all of it, and to its own text.
fn loads_and_stays(set: &Snapshot, name: &str) {
    let fake = FakeLiveBridge::from_snapshot(set).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert!(fake.snapshot().unwrap() == SetView::Canonical(Box::new(set.clone())), "{name}: the fake changes it");
    assert!(Snapshot::from_canonical(&set.to_canonical()).unwrap() == *set, "{name}: its text changes it");
}

#[test]
fn every_set_holds_what_the_manifest_says() {
    let Some(manifest_file) = collection("manifest.csv") else { return };
    let manifest = manifest(&std::fs::read_to_string(&manifest_file).unwrap());
    let (mut files, mut refused, mut facts, mut wrong) = (0, 0, 0, Vec::new());
    for path in sets_in(manifest_file.parent().unwrap()) {
        let name = name_of(&path);
        let row = &manifest[&name];
        let read = import_file(&path);
        if row["status"] != "ok" {
            let code = read.unwrap_err().code;
            assert!(matches!(code, ErrorCode::Empty | ErrorCode::NotAls), "{name}: {code}");
            refused += 1;
            continue;
        }
        let set = read.unwrap_or_else(|error| panic!("{name}: {error}"));
        files += 1;
        loads_and_stays(&set.to_snapshot(), &name);
        let dangling = set.diagnostics.iter().find(|noted| noted.code == WarningCode::DanglingPointee);
        assert!(dangling.is_none(), "{name}: {dangling:?}");
        for (column, ours) in told(&set, &set.counts()) {
            facts += 1;
            if ours.trim() != row[column].trim() {
                wrong.push(format!("{name}: {column} is {:?} and not {ours:?}", row[column]));
            }
        }
    }
    assert_eq!(files + refused, manifest.len());
    eprintln!("{files} Sets imported, {refused} refused as they should, {facts} facts compared");
    assert!(wrong.is_empty(), "{} of {facts} facts:\n{}", wrong.len(), wrong.join("\n"));
}

/// Compares what an author wrote down of two Sets, as the extractor found it: fact by fact.
#[derive(Default)]
struct Facts {
    count: usize,
    wrong: Vec<String>,
}

impl Facts {
    #[expect(clippy::needless_pass_by_value, reason = "most are made for the comparison")]
    fn same<T: PartialEq + std::fmt::Debug>(&mut self, what: &str, theirs: T, ours: T) {
        self.count += 1;
        if theirs != ours {
            self.wrong.push(format!("{what}: {theirs:?} and not {ours:?}"));
        }
    }

    fn track(&mut self, at: &str, theirs: &Value, ours: &Track) {
        let kind = match ours.kind {
            LiveTrackKind::Midi => "MidiTrack",
            LiveTrackKind::Audio => "AudioTrack",
            LiveTrackKind::Group => "GroupTrack",
            LiveTrackKind::Return => "ReturnTrack",
            _ => "MainTrack",
        };
        self.same(&format!("{at} tag"), theirs["tag"].as_str(), Some(kind));
        self.same(&format!("{at} id"), theirs["xid"].as_str().and_then(|id| id.parse().ok()), ours.id);
        self.same(&format!("{at} name"), theirs["name"].as_str(), Some(&*ours.name));
        self.same(&format!("{at} user name"), theirs["user"].as_str(), Some(&*ours.user_name));
        self.same(&format!("{at} color"), theirs["color"][1].as_i64(), palette_place(ours.color));
        self.same(&format!("{at} group"), theirs["group"].as_i64().filter(|id| *id >= 0), ours.group);
        self.same(&format!("{at} volume"), theirs["vol"].as_f64(), ours.volume.manual);
        self.same(&format!("{at} pan"), theirs["pan"].as_f64(), ours.pan.manual);
        self.same(&format!("{at} speaker"), theirs["speaker"].as_bool(), ours.active);
        self.same(&format!("{at} solo"), theirs["solo"].as_bool(), ours.solo);
        self.same(&format!("{at} arm"), theirs["arm"].as_bool(), ours.arm);
        self.same(&format!("{at} monitor"), theirs["mon"].as_i64(), ours.monitor);
        let sends: Vec<_> = theirs["sends"].as_array().unwrap().iter().map(|send| send[0].as_f64()).collect();
        self.same(&format!("{at} sends"), sends, ours.sends.iter().map(|send| send.gain.manual).collect());
        let classes: Vec<_> =
            theirs["devices"].as_array().unwrap().iter().map(|device| device["cls"].as_str()).collect();
        self.same(&format!("{at} devices"), classes, ours.devices.iter().map(|device| Some(&*device.class)).collect());
        let slots = theirs["slots"].as_array().into_iter().flatten().enumerate().filter(|(_, slot)| !slot[0].is_null());
        let slots: Vec<_> = slots.collect();
        self.same(&format!("{at} Session clips"), slots.len(), ours.session.len());
        for ((slot, theirs), (our_slot, ours)) in slots.iter().zip(&ours.session) {
            self.same(&format!("{at} slot"), *slot, *our_slot);
            self.clip(&format!("{at} slot {slot}"), &theirs[0], ours);
        }
        let arrangement: Vec<_> = theirs["arr"].as_array().into_iter().flatten().collect();
        self.same(&format!("{at} Arrangement clips"), arrangement.len(), ours.arrangement.len());
        for (theirs, ours) in arrangement.iter().zip(&ours.arrangement) {
            self.clip(&format!("{at} at {:?}", ours.start), theirs, ours);
        }
    }

    fn clip(&mut self, at: &str, theirs: &Value, ours: &Clip) {
        self.same(&format!("{at} name"), theirs["name"].as_str(), Some(&*ours.name));
        self.same(&format!("{at} color"), theirs["color"][1].as_i64(), palette_place(ours.color));
        self.same(&format!("{at} disabled"), theirs["disabled"].as_bool(), ours.disabled);
        let numbers = [("time", ours.time), ("start", ours.start), ("end", ours.end)];
        for (field, ours) in numbers {
            self.same(&format!("{at} {field}"), theirs[field].as_f64(), ours);
        }
        let (geometry, ours_geometry) = (&theirs["loop"], &ours.looping);
        self.same(&format!("{at} loop"), geometry["LoopOn"].as_bool(), ours_geometry.on);
        for (field, ours) in [
            ("LoopStart", ours_geometry.start),
            ("LoopEnd", ours_geometry.end),
            ("StartRelative", ours_geometry.start_relative),
            ("OutMarker", ours_geometry.out_marker),
        ] {
            self.same(&format!("{at} {field}"), geometry[field].as_f64(), ours);
        }
        match &ours.content {
            Content::Audio(audio) => {
                self.same(&format!("{at} warped"), theirs["warped"].as_bool(), audio.warped);
                self.same(&format!("{at} gain"), theirs["gain"].as_f64(), audio.gain);
                self.same(&format!("{at} coarse"), theirs["coarse"].as_f64(), audio.pitch_coarse);
                self.same(&format!("{at} file"), theirs["file"]["path"].as_str(), Some(&*audio.file.path));
                self.same(&format!("{at} relative"), theirs["file"]["rel"].as_str(), Some(&*audio.file.relative));
                self.same(&format!("{at} crc"), theirs["file"]["crc"].as_i64(), audio.file.crc);
                self.same(
                    &format!("{at} markers"),
                    theirs["markers"].as_array().map(Vec::len),
                    Some(audio.warp_markers),
                );
            }
            Content::Midi(notes) => {
                let told = |note: &Value| {
                    let number = |key: &str| note[key].as_f64().unwrap();
                    let fields = ["t", "p", "d", "v", "vd", "ov", "pr"].map(number);
                    (fields.map(f64::to_bits), note["en"].as_bool().unwrap())
                };
                let mut theirs: Vec<_> = theirs["notes"].as_array().unwrap().iter().map(told).collect();
                let mut ours: Vec<_> = notes
                    .iter()
                    .map(|note| {
                        let note = note.with_defaults();
                        let optional =
                            [note.velocity(), note.velocity_deviation(), note.release_velocity(), note.probability()];
                        let [v, vd, ov, pr] = optional.map(Option::unwrap);
                        let fields = [note.start_time, note.pitch, note.duration, v, vd, ov, pr];
                        (fields.map(f64::to_bits), note.muted() == Some(false))
                    })
                    .collect();
                theirs.sort_unstable();
                ours.sort_unstable();
                self.count += ours.len() * 8;
                self.same(&format!("{at} notes"), theirs, ours);
            }
        }
    }
}

fn palette_place(color: Color) -> Option<i64> {
    match color {
        Color::Palette(place) => Some(i64::from(place)),
        Color::Absent | Color::Legacy(_) => None,
    }
}

#[test]
fn two_sets_are_what_their_author_wrote_down() {
    let pairs = [
        ("e2e-test-set.model.json", "producer-pal--e2e_live-sets_e2e-test-set_Project_e2e-test-set.als"),
        (
            "arrangement-clip-tests.model.json",
            "producer-pal--e2e_live-sets_arrangement-clip-tests_Project_arrangement-clip-tests.als",
        ),
    ];
    let mut facts = Facts::default();
    for (model, file) in pairs {
        let (Some(model), Some(file)) = (collection(model), collection(file)) else { return };
        let theirs: Value = serde_json::from_slice(&std::fs::read(model).unwrap()).unwrap();
        let ours = import_file(&file).unwrap();
        let tracks = theirs["tracks"].as_array().unwrap();
        facts.same("tracks", tracks.len(), ours.tracks.len());
        for (i, (theirs, ours)) in tracks.iter().zip(&ours.tracks).enumerate() {
            facts.track(&format!("{} track {i}", name_of(&file)), theirs, ours);
        }
        let scenes = theirs["scenes"].as_array().unwrap();
        facts.same("scenes", scenes.len(), ours.scenes.len());
        for (theirs, ours) in scenes.iter().zip(&ours.scenes) {
            facts.same("scene", theirs["name"].as_str(), Some(&*ours.name));
            facts.same("scene tempo", theirs["tempo"].as_f64(), ours.tempo);
            facts.same("scene signature", theirs["ts"].is_null(), ours.signature.is_none());
        }
        for (theirs, ours) in theirs["locators"].as_array().unwrap().iter().zip(&ours.locators) {
            facts.same("locator", theirs["name"].as_str(), Some(&*ours.name));
            facts.same("locator time", theirs["time"].as_f64(), ours.time);
        }
    }
    eprintln!("{} facts of two Sets compared with what is written down of them", facts.count);
    assert!(facts.wrong.is_empty(), "{}", facts.wrong.join("\n"));
}
