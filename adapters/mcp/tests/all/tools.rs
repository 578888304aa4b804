//! What the tools do and say.

use livebridge_mcp::MAX_TEXT;
use livebridge_port::LiveBridge;
use serde_json::{Value, json};

use super::{ask, call, served};

fn data(result: &Value) -> &Value {
    assert_eq!(result["isError"], false, "{result}");
    &result["structuredContent"]
}

fn resource(server: &livebridge_mcp::ToolServer, uri: &str) -> Value {
    let answer = ask(server, "resources/read", json!({ "uri": uri }));
    serde_json::from_str(answer["result"]["contents"][0]["text"].as_str().unwrap()).unwrap()
}

/// A clip of 5,000 notes.
fn many_notes(server: &livebridge_mcp::ToolServer) -> String {
    let track = data(&call(server, "live_create_track", json!({ "kind": "midi" })))["id"].clone();
    let slots = call(server, "live_list_clips", json!({ "trackId": track }));
    let slot = &data(&slots)["session"][0]["slotId"];
    let clip = call(server, "live_create_midi_clip", json!({ "slotId": slot, "lengthBeats": 2000 }));
    let clip = data(&clip)["clipId"].as_str().unwrap().to_owned();
    let notes: Vec<Value> = (0..5000_u32)
        .map(|i| json!({ "pitch": 30 + i % 60, "startTime": f64::from(i) * 0.375, "duration": 0.25, "velocity": 1 + i % 127 }))
        .collect();
    assert_eq!(data(&call(server, "live_set_notes", json!({ "clipId": clip, "notes": notes })))["count"], 5000);
    clip
}

#[test]
fn each_call_that_changes_something_is_one_step() {
    let (fake, server) = served();
    let count = || fake.control().transaction_count().unwrap();
    let mut steps = count();
    let clips = call(&server, "live_list_clips", json!({ "trackId": "track:0" }));
    let clip = data(&clips)["session"].as_array().unwrap().iter().find(|slot| slot["kind"] == "midi");
    let clip = clip.map(|slot| slot["clipId"].clone());
    for (tool, arguments) in [
        ("live_set_tempo", json!({ "bpm": 98 })),
        ("live_create_track", json!({ "kind": "midi" })),
        (
            "live_set_track_props",
            json!({ "trackId": "track:0", "props": { "name": "One", "mute": true, "solo": true } }),
        ),
        ("live_insert_device", json!({ "trackId": "track:0", "deviceName": "Auto Filter", "index": 0 })),
        ("live_create_cue_point", json!({ "beat": 3.5, "name": "Here" })),
        (
            "live_transaction",
            json!({ "ops": [
                { "method": "createTrack", "params": { "kind": "audio" } },
                { "method": "setTrackProps", "params": { "trackId": "#0", "props": { "name": "Of two" } } },
            ] }),
        ),
    ] {
        data(&call(&server, tool, arguments));
        steps += 1;
        assert_eq!(count(), steps, "{tool}");
    }
    if let Some(clip) = clip {
        data(&call(&server, "live_set_notes", json!({ "clipId": clip, "notes": [] })));
        assert_eq!(count(), steps + 1);
    }
}

#[test]
fn refusals_of_the_bridge_have_code_hint_and_id() {
    let (_, server) = served();
    for (tool, arguments, code) in [
        ("live_list_clips", json!({ "trackId": "track:99" }), "STALE_REFERENCE"),
        ("live_get_notes", json!({ "clipId": "track:0" }), "WRONG_TYPE"),
        (
            "live_insert_device",
            json!({ "trackId": "track:0", "deviceName": "No Such Thing", "index": 0 }),
            "SDK_REJECTED",
        ),
    ] {
        let result = call(&server, tool, arguments);
        assert_eq!(result["structuredContent"]["code"], code, "{result}");
        assert!(result["structuredContent"]["hint"].as_str().is_some_and(|hint| !hint.is_empty()));
        assert!(result["content"][0]["text"].as_str().unwrap().contains("\nRecovery: "));
    }
}

#[test]
fn long_lists_come_in_pages_that_say_how_to_go_on() {
    let (fake, server) = served();
    let clip = many_notes(&server);
    let summary = call(&server, "live_get_notes", json!({ "clipId": clip }));
    assert_eq!(data(&summary)["firstNotes"].as_array().unwrap().len(), 50);
    assert_eq!((&data(&summary)["count"], &data(&summary)["truncated"]), (&json!(5000), &json!(true)));
    assert!(data(&summary)["more"].as_str().unwrap().contains("`offset` 0"));
    let (mut offset, mut read, mut pages) = (0, Vec::new(), 0);
    loop {
        let result = call(&server, "live_get_notes", json!({ "clipId": clip, "offset": offset }));
        let length: usize = result["content"]
            .as_array()
            .unwrap()
            .iter()
            .map(|block| block["text"].as_str().unwrap().chars().count())
            .sum();
        assert!(length <= MAX_TEXT, "{length}");
        let page = data(&result);
        read.extend(page["notes"].as_array().unwrap().clone());
        pages += 1;
        let Some(next) = page["nextOffset"].as_u64() else { break };
        assert!(page["more"].as_str().unwrap().ends_with(&next.to_string()));
        offset = next;
    }
    assert!(pages > 10);
    let held = fake.get_notes(&clip.as_str().into()).unwrap();
    let read: Vec<livebridge_port::Note> = serde_json::from_value(json!(read)).unwrap();
    assert!(read == held);
    // The same through the resource.
    let encoded = clip.replace('/', "%2F").replace(':', "%3A");
    let first = call(&server, "live_get_notes", json!({ "clipId": clip, "offset": 0 }));
    assert_eq!(&resource(&server, &format!("ableton://clip/{encoded}/notes?offset=0")), data(&first));
    assert_eq!(&resource(&server, &format!("ableton://clip/{encoded}/notes")), data(&summary));
}

#[test]
fn no_answer_is_longer_than_a_client_takes() {
    let (_, server) = served();
    for _ in 0..300 {
        data(&call(&server, "live_create_track", json!({ "kind": "midi" })));
    }
    let name = "n".repeat(1000);
    for track in 0..100 {
        let arguments = json!({ "trackId": format!("track:{track}"), "props": { "name": name } });
        data(&call(&server, "live_set_track_props", arguments));
    }
    for (tool, list) in [("live_get_song_overview", "tracks"), ("live_list_tracks", "tracks")] {
        let (mut seen, mut offset) = (0, 0);
        loop {
            let result = call(&server, tool, json!({ "offset": offset }));
            assert!(result.to_string().chars().count() < 4 * MAX_TEXT);
            let page = data(&result);
            seen += page[list].as_array().unwrap().len();
            let Some(next) = page["nextOffset"].as_u64() else { break };
            offset = next;
        }
        assert!(seen > 300, "{tool}: {seen}");
    }
    let song = ask(&server, "resources/read", json!({ "uri": "ableton://song" }));
    assert!(song["result"]["contents"][0]["text"].as_str().unwrap().chars().count() <= MAX_TEXT);
    assert!(resource(&server, "ableton://song")["nextOffset"].is_u64());
}

#[test]
fn resources_say_what_tools_say() {
    let (_, server) = served();
    assert_eq!(&resource(&server, "ableton://song"), data(&call(&server, "live_get_song_overview", json!({}))));
    let track = resource(&server, "ableton://track/0");
    let clips = call(&server, "live_list_clips", json!({ "trackId": track["id"] }));
    let listed =
        data(&clips)["session"].as_array().unwrap().len() + data(&clips)["arrangement"].as_array().unwrap().len();
    assert_eq!(track["clips"].as_array().unwrap().len(), listed);
    let answer = ask(&server, "resources/read", json!({ "uri": "ableton://track/99" }));
    assert_eq!(answer["error"]["code"], -32002);
}
