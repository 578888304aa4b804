//! What a page asks, and what it gets: history, handlers, files, and refusals for whatever does not fit.

use livebridge_playground::Playground;
use livebridge_port::{Operation, fixtures};
use serde_json::{Value, json};

use super::{ask, call};

const OLD: &[u8] = include_bytes!("../../../../adapters/als/tests/als/sets/live12.als");
const NEW: &[u8] = include_bytes!("../../../../adapters/als/tests/als/sets/live12-later.als");

fn look(playground: &mut Playground) -> Value {
    ask(playground, "look", &json!({}), &[]).unwrap()
}

fn text(playground: &mut Playground) -> Value {
    ask(playground, "text", &json!({}), &[]).unwrap()["text"].take()
}

#[test]
fn every_operation_of_the_port_has_a_form() {
    let forms = ask(&mut Playground::default(), "forms", &json!({}), &[]).unwrap();
    let operations = forms["operations"].as_array().unwrap();
    assert_eq!(operations.len(), Operation::PORT.len());
    for (operation, form) in Operation::PORT.iter().zip(operations) {
        assert_eq!(form["name"], operation.name());
        assert!(form["params"].is_object(), "{form}");
        let name = form["params"]["$ref"].as_str().map(|reference| reference.trim_start_matches("#/$defs/"));
        assert!(name.is_none_or(|name| forms["definitions"][name].is_object()), "{form}");
    }
    assert!(forms["style"].as_str().unwrap().starts_with(".picture {"));
}

#[test]
fn a_call_is_a_step_and_the_history_goes_both_ways() {
    let mut playground = Playground::default();
    let opened = text(&mut playground);
    let called = call(&mut playground, "setTempo", &json!({ "bpm": 98 })).unwrap();
    assert_eq!(called["step"], true);
    // The answer is text: its keys stand in the order of the wire.
    assert!(called["answer"].as_str().unwrap().starts_with(r#"{"tempo":98,"rootNote":0"#), "{called}");
    assert_eq!(called["facts"], json!(["~ Set: tempo 124 BPM -> 98 BPM"]));
    call(&mut playground, "setTrackProps", &json!({ "trackId": "track:1", "props": { "name": "Low" } })).unwrap();
    // A read makes no step, nor does a refusal.
    call(&mut playground, "listTracks", &json!({})).unwrap();
    call(&mut playground, "setTempo", &json!({ "bpm": -1 })).unwrap_err();
    let seen = look(&mut playground);
    assert_eq!((seen["history"].as_array().unwrap().len(), &seen["position"]), (2, &json!(2)));
    let changed = text(&mut playground);
    let back = ask(&mut playground, "goTo", &json!({ "position": 0 }), &[]).unwrap();
    assert_eq!((&back["position"], text(&mut playground)), (&json!(0), opened));
    ask(&mut playground, "goTo", &json!({ "position": 99 }), &[]).unwrap();
    assert_eq!(text(&mut playground), changed);
    let since = ask(&mut playground, "changes", &json!({}), &[]).unwrap();
    assert_eq!(since["facts"].as_array().unwrap().len(), 2);
    // What is done after an undo takes the place of what was undone.
    ask(&mut playground, "goTo", &json!({ "position": 1 }), &[]).unwrap();
    call(&mut playground, "createTrack", &json!({ "kind": "midi" })).unwrap();
    let seen = look(&mut playground);
    let labels: Vec<_> = seen["history"].as_array().unwrap().iter().map(|step| step["label"].clone()).collect();
    assert_eq!(labels, ["setTempo", "createTrack"]);
}

#[test]
fn what_is_drawn_bears_the_ids_that_calls_take() {
    let mut playground = Playground::default();
    let seen = look(&mut playground);
    let drawn = format!("{}{}", seen["picture"]["session"], seen["picture"]["arrangement"]);
    let objects = seen["objects"].as_array().unwrap();
    for object in objects.iter().filter(|object| object["what"] != "param") {
        let id = object["id"].as_str().unwrap();
        assert!(drawn.contains(&format!("data-id=\\\"{id}\\\"")), "{id} is not drawn");
    }
    let drawn_ids = drawn.split("data-id=\\\"").skip(1).map(|rest| rest.split('\\').next().unwrap());
    for id in drawn_ids {
        let slot_of_a_clip = format!("{id}/clip");
        let is_known = objects.iter().any(|object| object["id"] == id || object["id"] == slot_of_a_clip.as_str());
        assert!(is_known, "{id} is drawn and no object");
    }
}

#[test]
fn every_handler_shows_what_it_would_do_and_does_it_in_one_step() {
    let beat = "track:0/clipslot:0/clip";
    let chromatic = json!({ "root": 0, "name": "C only", "intervals": [0] });
    let sections = json!([{ "name": "Intro", "sceneIndex": 0, "bars": 4 }]);
    let plans = [
        (
            "seeded",
            json!({ "handler": "scaleLock", "request": { "clipIds": [beat], "mode": "nearest" }, "scale": chromatic }),
        ),
        (
            "seeded",
            json!({ "handler": "humanize", "seed": 7, "request": { "clipIds": [beat], "opts":
                { "strength": 0.5, "doTiming": true, "doVelocity": true, "doDuration": false, "living": false } } }),
        ),
        (
            "seeded",
            json!({ "handler": "gainStage", "levels": { "track:2": -30.0 },
                "request": { "trackIds": ["track:2"], "targetDb": -24.0, "measure": "rms", "curve": "live" } }),
        ),
        ("seeded_session", json!({ "handler": "sessionToSong", "request": { "sectionMap": sections, "fill": true } })),
        ("seeded_messy_set", Value::Null),
    ];
    for (fixture, plan) in plans {
        let mut playground = Playground::default();
        ask(&mut playground, "open", &json!({ "fixture": fixture }), &[]).unwrap();
        let plan = if plan.is_null() {
            let found = ask(&mut playground, "issues", &json!({ "palette": "default" }), &[]).unwrap();
            let ids: Vec<_> = found["issues"].as_array().unwrap().iter().map(|issue| issue["id"].clone()).collect();
            json!({ "handler": "janitor", "request": { "chosenIssueIds": ids, "palette": found["palette"] } })
        } else {
            plan
        };
        let before = text(&mut playground);
        let planned = ask(&mut playground, "plan", &plan, &[]).unwrap();
        assert!(planned["mutations"].as_u64().unwrap() > 0, "{plan}: {planned}");
        let facts = planned["facts"].as_array().unwrap();
        assert!(!facts.is_empty() && planned["picture"]["session"].as_str().unwrap().contains("<svg"));
        assert_eq!(text(&mut playground), before, "a preview changes nothing");
        let applied = ask(&mut playground, "apply", &plan, &[]).unwrap();
        assert_eq!((&applied["step"], &applied["facts"]), (&json!(true), &planned["facts"]), "{plan}");
        assert_eq!(look(&mut playground)["history"].as_array().unwrap().len(), 1);
        ask(&mut playground, "goTo", &json!({ "position": 0 }), &[]).unwrap();
        assert_eq!(text(&mut playground), before, "{plan}");
    }
}

#[test]
fn the_level_that_was_set_is_what_gain_staging_measures() {
    let mut playground = Playground::default();
    let request = json!({ "trackIds": ["track:2"], "targetDb": -18.0, "measure": "rms", "curve": "live" });
    let mut trim = |level: f64| {
        let plan = json!({ "handler": "gainStage", "request": request, "levels": { "track:2": level } });
        ask(&mut playground, "plan", &plan, &[]).unwrap()["report"]["rows"][0]["trimDb"].as_f64()
    };
    assert!((trim(-23.0).unwrap() - 5.0).abs() < 1e-3);
    assert!((trim(-18.0).unwrap()).abs() < 1e-3);
    assert_eq!(trim(f64::NEG_INFINITY.max(-400.0)), None, "silence is left alone");
}

#[test]
fn a_file_is_opened_and_two_are_compared() {
    let mut playground = Playground::default();
    let opened = ask(&mut playground, "openFile", &json!({ "name": "live12.als" }), OLD).unwrap();
    assert_eq!(opened["name"], "live12.als");
    assert!(opened["notes"].as_array().is_some_and(|notes| !notes.is_empty()), "{}", opened["notes"]);
    let both = [OLD, NEW].concat();
    let with = json!({ "old": "a.als", "new": "b.als", "split": OLD.len() });
    let compared = ask(&mut playground, "compare", &with, &both).unwrap();
    assert!(compared["summary"].as_str().unwrap().contains("track"), "{compared}");
    assert!(compared["facts"].as_array().unwrap().len() > 3);
    // A snapshot is opened too, and is the same Set.
    let kept = text(&mut playground);
    let again = ask(&mut playground, "openFile", &json!({ "name": "a.json" }), kept.as_str().unwrap().as_bytes());
    assert_eq!(again.unwrap()["notes"], json!([]));
    assert_eq!(text(&mut playground), kept);
    let linked = ask(&mut playground, "openText", &json!({ "name": "link", "text": kept }), &[]).unwrap();
    assert_eq!(linked["name"], "link");
    assert_eq!(text(&mut playground), kept);
}

#[test]
fn whatever_does_not_fit_is_refused_with_a_hint_and_changes_nothing() {
    let mut playground = Playground::default();
    let before = text(&mut playground);
    let refused = [
        ("call", json!({ "method": "noSuchThing" }), &b""[..], "there is no operation"),
        ("call", json!({ "method": "setTempo", "params": { "bpm": "fast" } }), b"", "setTempo: "),
        ("call", json!({ "method": "setTempo" }), b"", "bpm"),
        ("call", json!({ "method": "deleteTrack", "params": { "trackId": "track:99" } }), b"", "track:99"),
        (
            "call",
            json!({ "method": "renderTrack", "params": { "trackId": "track:2", "startBeat": 0, "endBeat": 4 } }),
            b"",
            "",
        ),
        ("open", json!({ "fixture": "none" }), b"", "there is no fixture"),
        ("openFile", json!({ "name": "x.als" }), b"no Set at all", "`x.als` could not be read"),
        ("openFile", json!({ "name": "x.json" }), b"{\"format\":1}", "`x.json` is "),
        ("openFile", json!({ "name": "x.json" }), b"{\xff\xfe", "`x.json` is damaged"),
        ("openText", json!({ "name": "link", "text": "{}" }), b"", "`link` is "),
        ("compare", json!({ "old": "a", "new": "b", "split": 9 }), b"x", "fewer bytes"),
        ("plan", json!({ "handler": "dance", "request": {} }), b"", "this does not fit"),
        ("plan", json!({ "handler": "scaleLock", "request": {} }), b"", "this does not fit"),
        (
            "plan",
            json!({ "handler": "scaleLock", "request": { "clipIds": ["track:9/clipslot:0/clip"], "mode": "up" } }),
            b"",
            "track:9",
        ),
        ("goTo", json!({ "position": -1 }), b"", "this does not fit"),
        ("fly", json!({}), b"", "this is no request"),
    ];
    for (what, with, files, why) in refused {
        let refusal = ask(&mut playground, what, &with, files).unwrap_err();
        assert!(refusal["message"].as_str().unwrap().contains(why), "{what} {with}: {refusal}");
        assert!(refusal["hint"].as_str().is_some_and(|hint| !hint.is_empty()), "{what} {with}: {refusal}");
    }
    assert!(playground.ask("no JSON", &[]).contains("this is no request"));
    assert_eq!(text(&mut playground), before);
}

/// Requests that are cut, doubled and mixed: an answer in JSON each time, and never a panic.
#[test]
fn garbage_is_answered() {
    let seeds = [
        json!({ "do": "call", "with": { "method": "setNotes", "params": { "clipId": "track:0/clipslot:0/clip", "notes": [{ "pitch": 60, "startTime": 0, "duration": 1 }] } } }),
        json!({ "do": "plan", "with": { "handler": "sessionToSong", "request": { "sectionMap": [{ "name": "x", "sceneIndex": 0, "bars": 1e300 }] } } }),
        json!({ "do": "code", "with": { "origin": { "fixture": "seeded" }, "calls": [{ "method": "setParam", "params": { "paramId": "\"", "value": 1e-300 } }] } }),
        json!({ "do": "openText", "with": { "name": "x", "text": fixtures::seeded().to_canonical() } }),
    ];
    let mut playground = Playground::default();
    let mut asked = 0;
    for seed in &seeds {
        let text = seed.to_string();
        let places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        for (i, at) in places.iter().enumerate().step_by(places.len() / 60 + 1) {
            let end = places[(i * 7 + 13) % places.len()].max(*at);
            for garbage in [
                text[..*at].to_owned(),
                format!("{}{}", &text[..end], &text[*at..]),
                text.replacen(&text[*at..end], "9", 1),
            ] {
                let answer: Value = serde_json::from_str(&playground.ask(&garbage, &OLD[..*at % OLD.len()])).unwrap();
                assert!(answer["ok"] != Value::Null || answer["refused"]["hint"].is_string(), "{garbage}: {answer}");
                asked += 1;
            }
        }
    }
    assert!(asked > 300, "{asked}");
}
