//! The JSON Schemas: those that are committed are what the types say, they take what is really sent, by the fake and
//! by two implementations that share no code with it, and they refuse what is broken.

use std::collections::BTreeSet;

use jsonschema::{Validator, draft202012};
use livebridge_port::Operation;
use serde_json::{Value, json};

use super::session::{self, Exchange, Session};
use super::{MUTANT, verify};
use crate::support::{BINARY, Folder, is_here, livebridge, workspace};
use livebridge_suite::schemas::{self, Document, differences};

fn schema(name: &str) -> Value {
    let path = workspace().join("golden/schemas").join(format!("{name}.json"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn validator(schema: &Value) -> Validator {
    draft202012::new(schema).unwrap()
}

/// The schema of the result of a method.
fn result_of(method: &str) -> Validator {
    let all = schema("results");
    let of_method = &all["properties"][method];
    assert!(of_method.is_object(), "there is no schema of the result of {method}");
    validator(&json!({ "$defs": all["$defs"], "allOf": [of_method] }))
}

/// The schemas of the protocol of the simulated Live.
fn live() -> Vec<Document> {
    let documents = livebridge_live::protocol::SCHEMAS.iter();
    documents.map(|(name, about, generate)| Document::new(name, about, *generate)).collect()
}

#[test]
fn the_examples_of_the_protocol_of_the_simulated_live_fit_its_schemas() {
    let (request, answer) = (validator(&schema("live-request")), validator(&schema("live-answer")));
    let page = std::fs::read_to_string(workspace().join("docs/live-protocol.md")).unwrap();
    let (_, examples) = page.split_once("### Examples").unwrap();
    let (_, lines) = examples.split_once("```json\n").unwrap();
    let (lines, _) = lines.split_once("```").unwrap();
    let mut count = 0;
    for line in lines.lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        takes(if line.get("op").is_some() { &request } else { &answer }, &line);
        count += 1;
    }
    assert!(count >= 20, "{count} examples");
    assert!(!request.is_valid(&json!({ "n": 1, "op": "get", "obj": 2 })));
    assert!(!answer.is_valid(&json!({ "n": 1, "error": { "kind": "Mood", "message": "" } })));
}

#[track_caller]
fn takes(validator: &Validator, value: &Value) {
    let errors: Vec<String> =
        validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{}\n{value:#}", errors.join("\n"));
}

#[test]
fn the_committed_schemas_are_what_the_types_say() {
    let differences = differences(&workspace().join("golden/schemas"), &live()).unwrap();
    assert!(differences.is_empty(), "{differences:?}: `livebridge schemas write` writes them anew");
}

#[test]
fn every_schema_is_one_and_has_no_width_of_rust() {
    for document in schemas::ALL.iter().chain(&live()) {
        let schema = schema(document.name);
        draft202012::meta::validate(&schema).unwrap();
        assert!(!document.text().contains("\"uint"), "{}", document.name);
    }
    let results = schema("results");
    let mut described = Operation::ALL.iter().map(|operation| operation.name());
    assert!(described.all(|name| name.starts_with("transform/") || results["properties"][name].is_object()));
}

/// Everything that goes to and fro in a session with a target.
fn talk(program: &str, arguments: &[&str]) -> Vec<Exchange> {
    let folder = Folder::new();
    let wav = folder.path("tone.wav");
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: 48_000,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut writer = hound::WavWriter::create(&wav, spec).unwrap();
    (0..48_000).for_each(|_| writer.write_sample(0_i16).unwrap());
    writer.finalize().unwrap();
    let mut session = Session::start(program, arguments);
    let exchanges = session::talk(&mut session, &wav);
    session.end();
    exchanges
}

fn holds(exchanges: &[Exchange]) {
    let (request, answer) = (validator(&schema("request")), validator(&schema("answer")));
    let mut answered = BTreeSet::new();
    let mut refused = 0;
    for (sent, received) in exchanges {
        takes(&request, sent);
        takes(&answer, received);
        let method = sent["method"].as_str().unwrap();
        if received.get("result").is_some() {
            takes(&result_of(method), &received["result"]);
            answered.insert(method);
        } else {
            refused += 1;
        }
    }
    // Only what was meant to be refused was.
    assert_eq!(refused, 3, "{exchanges:#?}");
    let all = Operation::ALL.iter().map(|operation| operation.name()).filter(|name| !name.starts_with("transform/"));
    assert_eq!(all.filter(|name| !answered.contains(name)).collect::<Vec<_>>(), [""; 0], "not answered");
}

#[test]
fn what_the_fake_sends_is_taken() {
    holds(&talk(BINARY, &["serve", "fake"]));
}

#[test]
fn what_the_examples_send_is_taken() {
    if is_here("python3") {
        holds(&talk("python3", &["examples/python/complete.py"]));
    }
    if is_here("node") {
        holds(&talk("node", &["examples/javascript/complete.mjs"]));
    }
}

/// What breaks a result.
type Break = fn(&mut Value);

fn without(value: &mut Value, key: &str) {
    value.as_object_mut().unwrap().remove(key).unwrap();
}

#[test]
fn broken_results_are_refused() {
    let exchanges = talk(BINARY, &["serve", "fake"]);
    let result = |method: &str| {
        let of = |(sent, received): &&Exchange| sent["method"] == method && received.get("result").is_some();
        exchanges.iter().find(of).unwrap().1["result"].clone()
    };
    let broken: [(&str, &str, Break); 16] = [
        ("getSongOverview", "a count that is missing", |value| without(value, "trackCount")),
        ("getSongOverview", "a number as text", |value| value["tempo"] = "124".into()),
        ("getSongOverview", "a count below zero", |value| value["sceneCount"] = (-1).into()),
        ("listTracks", "one instead of a list", |value| *value = value[0].clone()),
        ("listTracks", "null for a name", |value| value[0]["name"] = Value::Null),
        ("listTracks", "an unknown kind", |value| value[0]["kind"] = "group".into()),
        ("listClips", "null for what may be absent", |value| value[0]["filePath"] = Value::Null),
        ("listClips", "an id that is a number", |value| value[0]["id"] = 3.into()),
        ("getNotes", "a note as an array", |value| value[0] = json!([60, 0, 1])),
        ("getNotes", "null for a velocity", |value| value[0]["velocity"] = Value::Null),
        ("listScenes", "no tempo, not even null", |value| without(&mut value[0], "tempo")),
        ("createMidiClip", "nothing", |value| *value = Value::Null),
        ("transaction", "no outcomes", |value| without(value, "outcomes")),
        ("control/undo", "a bare word", |value| *value = true.into()),
        ("control/snapshot", "a key that no Set has", |value| value["extraKey"] = 1.into()),
        ("initialize", "an unknown capability", |value| value["capabilities"]["telepathy"] = true.into()),
    ];
    for (method, what, break_it) in broken {
        let validator = result_of(method);
        let mut value = result(method);
        assert!(validator.is_valid(&value), "{method}");
        break_it(&mut value);
        assert!(!validator.is_valid(&value), "{method}: {what} is taken: {value:#}");
    }
    // What is null on purpose is taken.
    let mut scenes = result("listScenes");
    scenes[0]["tempo"] = Value::Null;
    takes(&result_of("listScenes"), &scenes);
    without(&mut scenes[0], "name");
    assert!(!result_of("listScenes").is_valid(&scenes));
}

#[test]
fn broken_messages_are_refused() {
    let (request, answer) = (validator(&schema("request")), validator(&schema("answer")));
    let refusal = json!({ "jsonrpc": "2.0", "id": 1, "error": {
        "code": -32000, "message": "x", "data": { "code": "BAD_INPUT", "hint": "fix it", "op": 1 },
    } });
    takes(&answer, &refusal);
    takes(&answer, &json!({ "jsonrpc": "2.0", "id": null, "error": { "code": -32700, "message": "no JSON" } }));
    takes(&answer, &json!({ "jsonrpc": "2.0", "method": "log", "params": { "level": "info", "message": "x" } }));
    for broken in [
        json!({ "id": 1, "result": null }),
        json!({ "jsonrpc": "2.0", "id": 1 }),
        json!({ "jsonrpc": "2.0", "result": 1 }),
        json!({ "jsonrpc": "2.0", "id": 1, "result": 1, "error": { "code": -32601, "message": "x" } }),
        json!({ "jsonrpc": "2.0", "id": 1, "error": { "code": -32000, "message": "x" } }),
        json!({ "jsonrpc": "2.0", "id": 1, "error": { "code": -32000, "message": "x", "data": { "code": "BAD_INPUT" } } }),
        json!({ "jsonrpc": "2.0", "id": 1, "error": { "code": -32000, "message": "x", "data": { "code": "OTHER", "hint": "y" } } }),
    ] {
        assert!(!answer.is_valid(&broken), "{broken}");
    }
    for (method, params) in [
        ("setTempo", json!({})),
        ("setTempo", json!({ "bpm": "fast" })),
        ("setTrackProps", json!({ "trackId": "track:0", "props": { "color": 1 } })),
        ("createTrack", json!({ "kind": "group" })),
        ("transaction", json!({ "ops": [{ "method": "getNotes", "params": { "clipId": "track:0/clip:0" } }] })),
        ("control/reset", json!({ "fixture": "seeded", "snapshot": {} })),
        ("listTracks", json!([])),
        ("noSuchMethod", json!({})),
    ] {
        let broken = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
        assert!(!request.is_valid(&broken), "{broken}");
    }
}

#[test]
fn reports_and_snapshots_are_what_their_schemas_say() {
    let folder = Folder::new();
    verify(&folder, "run", &[MUTANT]).expect(1, &[]);
    let (event, summary, set) = (validator(&schema("event")), validator(&schema("summary")), validator(&schema("set")));
    for line in folder.read("run.ndjson").lines() {
        takes(&event, &serde_json::from_str(line).unwrap());
    }
    let mut run: Value = serde_json::from_str(&folder.read("run.json")).unwrap();
    takes(&summary, &run);
    run["verdict"] = "GREAT".into();
    assert!(!summary.is_valid(&run));
    for entry in std::fs::read_dir(workspace().join("golden/fixtures")).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        takes(&set, &serde_json::from_str(&text).unwrap());
    }
    assert!(!set.is_valid(&json!({ "format": "livebridge.set/1" })));
    assert!(!event.is_valid(&json!({ "event": "checkEnded", "check": "x" })));
}

#[test]
fn schemas_are_printed_listed_and_checked() {
    let list = livebridge(&["schemas", "list"]);
    assert_eq!((list.code, list.stdout.lines().count()), (Some(0), schemas::ALL.len() + live().len()));
    for document in schemas::ALL.iter().chain(&live()) {
        assert_eq!(livebridge(&["schemas", "print", document.name]).stdout, document.text());
    }
    livebridge(&["schemas", "print", "none"]).expect(2, &["there is no schema `none`", "hint: "]);
    let folder = Folder::new();
    let directory = folder.argument("schemas");
    livebridge(&["schemas", "check", &directory]).expect(2, &["failed to read"]);
    livebridge(&["schemas", "write", &directory]).expect(0, &[]);
    livebridge(&["schemas", "check", &directory]).expect(0, &[]);
    std::fs::write(folder.argument("schemas/answer.json"), "{}").unwrap();
    std::fs::remove_file(folder.argument("schemas/event.json")).unwrap();
    std::fs::write(folder.argument("schemas/other.json"), "{}").unwrap();
    livebridge(&["schemas", "check", &directory]).expect(
        7,
        &["answer.json is not what the types say", "event.json is missing", "other.json belongs to no type"],
    );
}
