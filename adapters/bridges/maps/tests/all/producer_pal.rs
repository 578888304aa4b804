//! The maps of Producer Pal on a small server of ours that answers as its REST interface is documented to: one MIDI track
//! with a clip of a note. What the bridge itself does is not tried here.

use std::sync::Arc;

use livebridge_maps::{MapBridge, Waits, shipped};
use livebridge_port::{Batch, CallError, Fault, IdRef, LiveBridge, Mutation, Note, Result, TrackKind};
use serde_json::{Value, json};

use crate::transports::http::{Seen, answer, serve};

const BOTH: [&str; 2] = ["producer-pal", "producer-pal-2"];

/// What the Live API gives for a property of the object at a path.
fn property(path: &str, name: &str) -> Value {
    let last = path.rsplit(' ').find(|word| word.parse::<u32>().is_err()).unwrap_or_default();
    match (last, name) {
        ("live_set", "tracks") => json!(["id", 7]),
        ("live_set", "scenes") | ("tracks", "clip_slots") => json!(["id", 9]),
        ("tracks", "name") => json!(["Bass: {a: 1}"]),
        ("tracks", "has_midi_input") | ("clip_slots", "has_clip") | ("clip", "is_midi_clip") => json!([1]),
        (
            "tracks" | "live_set" | "mixer_device",
            "arrangement_clips" | "devices" | "sends" | "cue_points" | "return_tracks",
        ) => {
            json!([])
        }
        ("live_set", "tempo") => json!([120]),
        ("clip" | "live_set", "name" | "scale_name") => json!(["x"]),
        ("live_set", "scale_intervals") => json!([0, 2, 4]),
        (_, "length" | "loop_end" | "end_marker" | "end_time") => json!([4]),
        _ => json!([0]),
    }
}

/// The answers of the tool for the Live API.
fn live_api(body: &Value) -> Value {
    let mut path = body["path"].as_str().unwrap().to_owned();
    let is_there = !path.contains("tracks 9");
    let mut results = Vec::new();
    for operation in body["operations"].as_array().unwrap() {
        let result = match (operation["type"].as_str().unwrap(), operation["method"].as_str().unwrap_or_default()) {
            ("goto", _) => {
                operation["value"].as_str().unwrap().clone_into(&mut path);
                json!(1)
            }
            ("exists", _) => json!(is_there),
            ("get", _) if is_there => property(&path, operation["property"].as_str().unwrap()),
            ("call", "get_notes_extended") => json!(
                r#"{"notes": [{"pitch": 60, "start_time": 0, "duration": 1, "velocity": 100, "mute": 0, "probability": 1, "velocity_deviation": 0, "release_velocity": 64}]}"#
            ),
            // A call that Live refuses gives a bare 1, as one on nothing does.
            _ => json!(1),
        };
        results.push(json!({ "operation": operation, "result": result }));
    }
    json!({ "path": path, "id": "7", "results": results })
}

/// The same with keys that stand without quotation marks, as the device gives it if it is not told otherwise.
fn compact(value: &Value) -> String {
    match value {
        Value::Object(fields) => {
            let fields = fields.iter().map(|(key, value)| format!("{key}:{}", compact(value)));
            format!("{{{}}}", fields.collect::<Vec<_>>().join(","))
        }
        Value::Array(values) => format!("[{}]", values.iter().map(compact).collect::<Vec<_>>().join(",")),
        other => other.to_string(),
    }
}

fn answered(request: &str, is_compact: bool) -> Vec<u8> {
    let (head, body) = request.split_once("\r\n\r\n").unwrap();
    let body: Value = serde_json::from_str(body).unwrap();
    let path = head.split(' ').nth(1).unwrap();
    let result = if path.contains("live-api") {
        live_api(&body)
    } else if path.contains("ppal-update-live-set") && body.get("locatorOperation").is_some() {
        json!({ "id": "2", "locator": { "operation": "skipped", "reason": "locator_exists" } })
    } else if body.get("tempo").is_some_and(|tempo| tempo.as_f64() > Some(999.0)) {
        return answer("400 Bad Request", r#"{"error": "Validation failed", "details": []}"#);
    } else {
        json!({ "id": "7" })
    };
    // With `format=json` a result is what it is; without it, a text.
    let result = match (path.contains("format=json"), is_compact) {
        (true, _) => result,
        (false, true) => json!(compact(&result) + "\nWARNING: a word"),
        (false, false) => json!(result.to_string()),
    };
    answer("200 OK", &json!({ "result": result, "isError": false }).to_string())
}

fn connect(name: &str, is_compact: bool) -> (MapBridge, Seen) {
    let (port, seen) = serve(move |request| Some(answered(request, is_compact)));
    let mut map = shipped::by_name(name).unwrap().map().unwrap();
    map.transport.reach(&format!("127.0.0.1:{port}"));
    (MapBridge::connect(Arc::new(map), None, Waits::default(), None).unwrap(), seen)
}

fn change(bridge: &MapBridge, mutation: Mutation) -> Result<()> {
    livebridge_wire::block_on(bridge.commit(Batch::Call(mutation))).map(drop)
}

#[test]
fn a_set_is_read_in_either_form_of_an_answer() {
    for name in BOTH {
        for is_compact in [false, true] {
            let (bridge, seen) = connect(name, is_compact);
            let tracks = bridge.list_tracks().unwrap();
            assert_eq!(
                (tracks.len(), &*tracks[0].name, tracks[0].kind),
                (1, "Bass: {a: 1}", TrackKind::Midi),
                "{name}"
            );
            if is_compact {
                continue;
            }
            let clips = bridge.list_clips(&IdRef::from("track:0")).unwrap();
            assert_eq!((clips.len(), clips[0].id.to_string().as_str()), (1, "track:0/clipslot:0/clip"), "{name}");
            let notes = bridge.get_notes(&IdRef::from("track:0/clipslot:0/clip")).unwrap();
            assert_eq!((notes.len(), notes[0].start_time), (1, 0.0), "{name}");
            assert!((bridge.get_song_overview().unwrap().tempo - 120.0).abs() < 1e-9);
            let tool = if name == "producer-pal" { "ppal-raw-live-api HTTP" } else { "ppal-live-api?format=json HTTP" };
            assert!(seen.lock().unwrap()[0].starts_with(&format!("POST /api/tools/{tool}")), "{name}");
        }
    }
}

#[test]
fn notes_go_through_the_notation() {
    let note = Note::new(61.0, 5.25, 1.5);
    let set = Mutation::SetNotes { clip_id: "track:0/clipslot:0/clip".into(), notes: vec![note].into() };
    let written = |name: &str| {
        let (bridge, _) = connect(name, false);
        change(&bridge, set.clone()).unwrap();
        bridge.steps().pop().unwrap().call
    };
    let first = written("producer-pal");
    assert_eq!((first.call.as_str(), &first.args["ids"]), ("ppal-update-clip", &json!("7")));
    assert_eq!(
        (&first.args["notes"], &first.args["noteUpdateMode"]),
        (&json!("v100 t1.5 p1 C#3 2|2.25"), &json!("replace"))
    );
    let second = written("producer-pal-2");
    assert_eq!(second.args["path"], "t0/s0");
    assert_eq!(second.args["notes"], "v100 n1440/3840 p1 C#3 2|2.25");
    let (bridge, _) = connect("producer-pal", false);
    let before = Note::new(60.0, -1.0, 1.0);
    let set = Mutation::SetNotes { clip_id: "track:0/clipslot:0/clip".into(), notes: vec![before].into() };
    assert!(change(&bridge, set).unwrap_err().to_string().contains("before the first bar"));
    assert!(bridge.take_not_offered().is_some());
}

#[test]
fn refusals_are_found_wherever_they_stand() {
    for name in BOTH {
        let (bridge, _) = connect(name, false);
        let refused = |mutation| match change(&bridge, mutation).unwrap_err() {
            CallError::Refused(refusal) => format!("{}: {}", refusal.code.name(), refusal.message),
            CallError::Fault(fault) => panic!("{name}: {fault}"),
        };
        let gone = refused(Mutation::DeleteTrack { track_id: "track:9".into() });
        assert!(gone.starts_with("STALE_REFERENCE: there is no such object"), "{gone}");
        let invalid = refused(Mutation::SetTempo { bpm: 5000.0 });
        assert!(invalid.starts_with("SDK_REJECTED: HTTP 400: Validation failed"), "{invalid}");
        let occupied = refused(Mutation::CreateMidiClip { slot_id: "track:0/clipslot:0".into(), length_beats: 4.0 });
        assert!(occupied.contains("create_clip made nothing"), "{occupied}");
        let skipped = refused(Mutation::CreateCuePoint { beat: 4.0, name: "x".into() });
        assert!(skipped.contains("locator_exists"), "{skipped}");
    }
}

#[test]
fn undo_is_a_call_of_the_song_and_later_one_of_the_remote_script() {
    let (bridge, seen) = connect("producer-pal", true);
    assert_eq!(bridge.control().undo().ok(), Some(false));
    assert!(seen.lock().unwrap()[0].contains(r#""method":"undo""#));
    let (bridge, seen) = connect("producer-pal-2", true);
    // Whether somebody is there or not: it is asked for at a place of its own.
    let asked = bridge.control().undo();
    assert!(matches!(&asked, Err(CallError::Fault(Fault::Connection(_) | Fault::Protocol(_))) | Ok(_)), "{asked:?}");
    assert_eq!(bridge.steps()[0].call.message["path"], "http://127.0.0.1:3349/undo/undo");
    assert!(seen.lock().unwrap().is_empty());
}
