//! The schemas of the tools: known, strict, and enforced as they are advertised.

use livebridge_mcp::{ToolChoice, schema};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{ask, call, served, tool_count};

fn tools() -> Vec<Value> {
    let (_, server) = served();
    ask(&server, "tools/list", json!({}))["result"]["tools"].as_array().unwrap().clone()
}

#[test]
fn there_is_a_tool_for_each_operation_and_twelve_for_most_sessions() {
    let names: Vec<String> = tools().iter().map(|tool| tool["name"].as_str().unwrap().to_owned()).collect();
    assert_eq!((names.len(), ToolChoice::All.operations().len()), (tool_count(), 24));
    assert_eq!(ToolChoice::Twelve.operations().len(), 12);
    for known in ["live_get_song_overview", "live_create_arrangement_midi_clip", "live_transaction"] {
        assert!(names.iter().any(|name| name == known), "{known}");
    }
}

/// Everything that is advertised is enforced, and nothing is left open or unsaid.
#[test]
fn schemas_are_closed_described_and_known() {
    fn look(schema: &Value, place: &str) {
        if schema["type"] == "object" {
            assert_eq!(schema["additionalProperties"], false, "{place}");
        }
        for (name, schema) in schema["properties"].as_object().into_iter().flatten() {
            look(schema, &format!("{place}.{name}"));
        }
        for (index, schema) in schema["oneOf"].as_array().into_iter().flatten().enumerate() {
            look(schema, &format!("{place}/{index}"));
        }
        look_items(schema, place);
    }
    fn look_items(schema: &Value, place: &str) {
        if let Some(items) = schema.get("items") {
            look(items, &format!("{place}[]"));
        }
    }
    for tool in tools() {
        let (name, schema) = (tool["name"].as_str().unwrap(), &tool["inputSchema"]);
        assert_eq!(schema::unknown_keywords(schema), Vec::<String>::new(), "{name}");
        assert!(jsonschema::validator_for(schema).is_ok(), "{name}");
        look(schema, name);
        for (argument, of_argument) in schema["properties"].as_object().unwrap() {
            assert!(of_argument["description"].is_string(), "{name}.{argument}: {of_argument}");
        }
    }
}

#[test]
fn a_misfit_names_the_argument() {
    let (fake, server) = served();
    let before = livebridge_port::LiveBridge::control(&*fake).transaction_count().unwrap();
    for (tool, arguments, says) in [
        ("live_set_tempo", json!({ "bpm": 5000 }), "`bpm` must be at most 999, not 5000"),
        ("live_set_tempo", json!({ "bpm": "fast" }), "`bpm` must be a number, not \"fast\""),
        ("live_set_tempo", json!({}), "`bpm` is missing"),
        ("live_set_tempo", json!({ "bpm": 98, "why": 1 }), "`why` is no argument here; known: bpm"),
        (
            "live_set_track_props",
            json!({ "trackId": "track:0", "props": {} }),
            "`props` must have at least 1 of: arm, mute, name, solo",
        ),
        (
            "live_set_notes",
            json!({ "clipId": "track:0/clipslot:0/clip", "notes": [{ "pitch": 200, "startTime": 0, "duration": 1 }] }),
            "`notes[0].pitch` must be at most 127, not 200",
        ),
        ("live_create_track", json!({ "kind": "video" }), "`kind` must be \"midi\" or \"audio\", not \"video\""),
        (
            "live_transaction",
            json!({ "ops": [{ "method": "dance", "params": {} }] }),
            "`ops[0]` must have one of method: ",
        ),
        (
            "live_transaction",
            json!({ "ops": [{ "method": "setTempo", "params": { "bpm": 1 } }] }),
            "`ops[0].params.bpm` must be at least 20, not 1",
        ),
    ] {
        let result = call(&server, tool, arguments);
        let text = result["content"][0]["text"].as_str().unwrap();
        assert!(text.contains(says), "{text}");
        assert!(text.contains("\nRecovery: "), "{text}");
        assert_eq!((&result["isError"], &result["structuredContent"]["code"]), (&json!(true), &json!("BAD_INPUT")));
        // As the port does, the error of a transaction says in which change it is.
        let op = if tool == "live_transaction" { json!(0) } else { json!(null) };
        assert_eq!(result["structuredContent"]["op"], op, "{text}");
    }
    assert_eq!(livebridge_port::LiveBridge::control(&*fake).transaction_count().unwrap(), before);
}

/// Values that arguments are made of, right ones and wrong ones.
fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        prop_oneof![-2..200_i64, any::<i64>()].prop_map(Value::from),
        (-300_i32..3000).prop_map(|eighths| json!(f64::from(eighths) / 8.0)),
        prop::sample::select(vec!["", "track:0", "midi", "setTempo", "Auto Filter"]).prop_map(Value::from),
    ];
    let keys = vec![
        "trackId",
        "clipId",
        "props",
        "name",
        "mute",
        "bpm",
        "kind",
        "notes",
        "pitch",
        "startTime",
        "duration",
        "velocity",
        "ops",
        "method",
        "params",
        "index",
        "offset",
        "other",
    ];
    leaf.prop_recursive(4, 24, 4, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::btree_map(prop::sample::select(keys.clone()), inner, 0..4)
                .prop_map(|members| members.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Our reading of a schema is that of a full implementation.
    #[test]
    fn what_fits_is_what_another_implementation_says(value in any_value(), which in 0..tool_count()) {
        let schema = &tools()[which]["inputSchema"];
        let fits = schema::check(schema, &value).is_ok();
        prop_assert_eq!(fits, jsonschema::is_valid(schema, &value), "{} against {}", value, schema);
    }
}
