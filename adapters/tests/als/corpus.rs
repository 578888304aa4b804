//! Real Sets from Live 8.1 to 12.4 against what an independent extractor counted in them.

use std::collections::BTreeMap;

use livebridge_adapters::als::{Counts, ErrorCode, Set, import_file};

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

/// What we read, in the words of the manifest.
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
