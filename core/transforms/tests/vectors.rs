//! Ring 1: every vector file of `golden/vectors`, run against this crate.
//!
//! A file that is not run, a case that is skipped or a count that shrinks is a failure, so that the vectors cannot
//! rot unseen. Of the errors this crate knows the codes and hints; the mapping from JSON-RPC is run where that is.

use std::collections::BTreeMap;
use std::path::PathBuf;

use livebridge_port::id::PathShape;
use livebridge_port::{BridgeError, ErrorCode, Operation, PathId};
use livebridge_transforms::by_name;
use livebridge_vectors::{self as vectors, Case, Mismatch, Vectors};
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

/// Cases that are run where the protocol is, in the crate of the adapters.
const ELSEWHERE: [&str; 1] = ["classifyError"];

fn folder() -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "..", "..", "golden", "vectors"].iter().collect()
}

/// One case, run; the complaint when it does not come out as it should.
fn run(vectors: &Vectors, case: &Case) -> Option<String> {
    let before = case.input.clone();
    let seen = match vectors.transform.as_str() {
        "parsePathId" => parse_path_id(&case.input),
        name => by_name::call(name, &case.input),
    };
    assert_eq!(case.input, before, "the input was changed");
    let Mismatch { expected, seen } = case.mismatch(&seen, vectors.tolerance)?;
    Some(format!("{} {}: {expected}, but {seen}", vectors.file, case.name))
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
        let vectors = Vectors::of(transform).unwrap();
        assert_eq!(vectors.file, name);
        assert!(vectors.cases.len() >= least, "{name} has {} cases, and had {least}", vectors.cases.len());
        if !ELSEWHERE.contains(&transform) {
            wrong.extend(vectors.cases.iter().filter_map(|case| run(vectors, case)));
        }
    }
    assert!(wrong.is_empty(), "{} cases differ:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn a_mismatch_names_the_field() {
    let case = |text: &str| serde_json::from_str::<Case>(text).unwrap();
    let answered = case(r#"{ "name": "x", "input": {}, "output": { "notes": [{ "pitch": 60 }], "movedCount": 1 } }"#);
    let refused = case(r#"{ "name": "x", "input": {}, "error": { "code": "STALE_REFERENCE", "subjectId": "a" } }"#);
    let bad: Result<Value, _> = Err(BridgeError::bad_input("no"));
    for (case, seen, mismatch) in [
        (&answered, Ok(json!({ "movedCount": 1, "notes": [{ "pitch": 60.0 }] })), None),
        (
            &answered,
            Ok(json!({ "movedCount": 1, "notes": [{ "pitch": 61 }] })),
            Some(["notes[0].pitch is 60", "it is 61"]),
        ),
        (&answered, Ok(json!({ "movedCount": 1, "notes": [] })), Some(["notes is a list of 1", "it is a list of 0"])),
        (&answered, Ok(json!({ "notes": [{ "pitch": 60 }] })), Some(["movedCount is 1", "it is absent"])),
        (
            &answered,
            Ok(json!({ "movedCount": 1, "notes": [{ "pitch": 60, "muted": false }] })),
            Some(["notes[0].muted is absent", "it is false"]),
        ),
        (&answered, bad.clone(), Some(["it is answered", "it was refused with BAD_INPUT: no"])),
        (
            &refused,
            bad,
            Some(["it is refused with STALE_REFERENCE and the subjectId `a`", "it is refused with BAD_INPUT"]),
        ),
        (
            &refused,
            Ok(json!(7)),
            Some(["it is refused with STALE_REFERENCE and the subjectId `a`", "it was answered with 7"]),
        ),
    ] {
        let wanted = mismatch.map(|[expected, seen]| Mismatch { expected: expected.to_owned(), seen: seen.to_owned() });
        assert_eq!(case.mismatch(&seen, 0.0), wanted, "{seen:?}");
    }
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
    assert_eq!(found, vectors::FILES.iter().map(|(name, _)| *name).collect::<Vec<_>>());
    for name in by_name::names() {
        assert!(FILES.iter().any(|(_, transform, _)| *transform == name), "{name} has no vectors");
    }
    assert!(Operation::ALL.iter().filter_map(|operation| operation.transform()).eq(by_name::names()));
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
