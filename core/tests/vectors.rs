//! Ring 1: every vector file of `golden/vectors`, run against this crate.
//!
//! A file that is not run, a case that is skipped or a count that shrinks is a failure, so that the vectors cannot
//! rot unseen. Of the errors this crate knows the codes and hints; the mapping from JSON-RPC is run where that is.

use std::collections::BTreeMap;
use std::path::PathBuf;

use livebridge_core::id::PathShape;
use livebridge_core::transforms::by_name;
use livebridge_core::{BridgeError, ErrorCode, PathId};
use serde_json::{Value, json};

/// Every file: its transform, and how many cases it has at least.
const FILES: [(&str, &str, usize); 14] = [
    ("errors.json", "classifyError", 44),
    ("fader-inverse.json", "paramValueToDb", 103),
    ("fader.json", "dbToParamValue", 145),
    ("fill.json", "fill", 93),
    ("grid.json", "beatsPerCell", 59),
    ("humanize.json", "humanize", 112),
    ("janitor-detect.json", "detectIssues", 115),
    ("janitor-fix.json", "planFixes", 70),
    ("loudness.json", "analyzeLoudness", 56),
    ("path-ids.json", "parsePathId", 403),
    ("plan-arrangement.json", "planArrangement", 100),
    ("scale-lock.json", "snapToScale", 107),
    ("transpose.json", "transpose", 29),
    ("trim.json", "suggestTrimDb", 43),
];

/// Cases that are run elsewhere.
const ELSEWHERE: [&str; 1] = ["classifyError"];

fn folder() -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "..", "golden", "vectors"].iter().collect()
}

/// Whether two JSON values agree: numbers by value and within `tolerance`, keys in any order.
fn agrees(expected: &Value, seen: &Value, tolerance: f64) -> bool {
    match (expected, seen) {
        (Value::Number(a), Value::Number(b)) => {
            (a.as_f64().unwrap_or(f64::NAN) - b.as_f64().unwrap_or(f64::NAN)).abs() <= tolerance
        }
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| agrees(a, b, tolerance))
        }
        (Value::Object(a), Value::Object(b)) => {
            let in_b = |(key, value)| b.get(key).is_some_and(|seen| agrees(value, seen, tolerance));
            a.len() == b.len() && a.iter().all(in_b)
        }
        _ => expected == seen,
    }
}

/// One case, run; the complaint when it does not come out as it should.
fn run(transform: &str, tolerance: f64, case: &Value) -> Option<String> {
    let before = case["input"].clone();
    let seen = match transform {
        "parsePathId" => parse_path_id(&case["input"]),
        _ => by_name::call(transform, &case["input"]),
    };
    assert_eq!(case["input"], before, "the input was changed");
    let fits = match (&seen, case.get("output"), case.get("error")) {
        (Ok(output), Some(expected), None) => agrees(expected, output, tolerance),
        (Err(error), None, Some(expected)) => {
            let subject = error.subject_id.as_deref().map_or(Value::Null, Value::from);
            expected["code"] == error.code.name() && expected.get("subjectId").unwrap_or(&Value::Null) == &subject
        }
        _ => false,
    };
    (!fits).then(|| format!("{}: expected {case}\n  but saw {seen:?}", case["name"]))
}

/// `parsePathId` of the vectors, by [`PathId`].
fn parse_path_id(input: &Value) -> Result<Value, BridgeError> {
    let text = input["id"].as_str().unwrap_or_default();
    let path: PathId = text.parse().map_err(|error| BridgeError::bad_input(format!("`{text}` {error}")))?;
    assert_eq!(path.to_string(), text, "printing gives the string back");
    let kind = match path.shape() {
        PathShape::Track { .. } => "track",
        PathShape::Slot { .. } => "slot",
        PathShape::SessionClip { .. } | PathShape::ArrangementClip { .. } => "clip",
        PathShape::Device { .. } => "device",
        PathShape::DeviceParam { .. } | PathShape::Volume { .. } => "param",
        PathShape::Scene { .. } => "scene",
        PathShape::CuePoint { .. } => "cue",
        PathShape::ReturnTrack { .. } => "return",
        PathShape::Other => "other",
    };
    if input.get("want").is_some_and(|want| *want != kind) {
        return Err(BridgeError::wrong_type(&path.into(), format!("`{text}` is the id of a {kind}")));
    }
    let segments: Vec<Value> = path
        .segments()
        .map(|segment| match segment.index() {
            Some(index) => json!({ "name": segment.kind().word(), "index": index }),
            None => json!({ "name": segment.kind().word() }),
        })
        .collect();
    Ok(json!({ "kind": kind, "segments": segments }))
}

#[test]
fn every_case_comes_out_as_written() {
    let mut wrong = Vec::new();
    for (name, transform, least) in FILES {
        let text = std::fs::read_to_string(folder().join(name)).unwrap();
        let file: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(file["transform"], transform, "{name}");
        let cases = file["cases"].as_array().unwrap();
        assert!(cases.len() >= least, "{name} has {} cases, and had {least}", cases.len());
        if ELSEWHERE.contains(&transform) {
            continue;
        }
        let tolerance = file["tolerance"].as_f64().unwrap();
        let complaints: Vec<String> = cases.iter().filter_map(|case| run(transform, tolerance, case)).collect();
        wrong.extend(complaints.into_iter().map(|complaint| format!("{name}: {complaint}")));
    }
    assert!(wrong.is_empty(), "{} cases differ:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_file_is_run_and_every_transform_has_a_file() {
    let mut found: Vec<String> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .map(|path| path.file_name().unwrap().to_str().unwrap().to_owned())
        .filter(|name| name != "schema.json")
        .collect();
    found.sort();
    assert_eq!(found, FILES.map(|(name, ..)| name));
    for name in by_name::NAMES {
        assert!(FILES.iter().any(|(_, transform, _)| *transform == name), "{name} has no vectors");
    }
}

#[test]
fn codes_and_default_hints_are_those_of_the_vectors() {
    let file: Value = serde_json::from_str(&std::fs::read_to_string(folder().join("errors.json")).unwrap()).unwrap();
    let written: BTreeMap<&str, &str> = file["codes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|code| (code["code"].as_str().unwrap(), code["recovery"].as_str().unwrap()))
        .collect();
    assert_eq!(written.len(), ErrorCode::ALL.len());
    for code in ErrorCode::ALL {
        // A hint may say the same in a fuller sentence.
        let plain = |text: &str| text.replace("this is ", "");
        assert_eq!(plain(code.default_hint()), plain(written[code.name()]), "{code}");
        assert_eq!(serde_json::to_value(code).unwrap(), code.name());
    }
}

#[test]
fn a_refusal_names_the_place_of_the_fault() {
    let note = json!({ "pitch": 60, "startTime": 0, "duration": 1 });
    let broken = json!({ "pitch": 60, "startTime": 0, "duration": 1, "velocity": null });
    let scale = json!({ "root": 0, "intervals": [0, 1.5] });
    for (name, input, place) in [
        ("transpose", json!({ "notes": [note, broken], "semitones": 1 }), "notes[1].velocity: "),
        ("snapToScale", json!({ "notes": [], "scale": scale, "mode": "up" }), "scale.intervals[1]: "),
        ("snapToScale", json!({ "notes": [], "scale": { "root": 12, "intervals": [] }, "mode": "up" }), "scale: root "),
        ("detectIssues", json!({ "set": { "tracks": [] }, "palette": [-1] }), "palette[0]: "),
        (
            "snapToScale",
            json!({ "notes": [], "scale": { "root": 0, "intervals": [1e300] }, "mode": "up" }),
            "scale.intervals[0]: ",
        ),
        ("dbToParamValue", json!({ "db": 0, "param": { "min": 1, "max": 0, "defaultValue": 1 } }), "param.default"),
        ("fill", json!({ "kind": "midi", "sourceLength": 1, "duration": 1, "fill": true }), "missing field `notes`"),
        ("humanize", json!([]), "the input "),
    ] {
        let error = by_name::call(name, &input).unwrap_err();
        assert_eq!(error.code, ErrorCode::BadInput);
        assert!(error.message.starts_with(place), "{name}: {}", error.message);
    }
    assert_eq!(by_name::call("reverse", &json!({})).unwrap_err().code, ErrorCode::Unsupported);
}
