//! The semantic diff of what only one kind of source knows of a Set: sections, the words for them, and their classes.
//!
//! What every source tells is in `snapshot_diff.rs`.

use livebridge_diff::{ChangeClass, DiffExt};
use livebridge_port::snapshot::{CuePointSnapshot, Extra};
use livebridge_port::{Snapshot, fixtures};
use serde_json::json;

#[test]
fn what_only_a_file_knows_is_compared_member_by_member() {
    let mut old = fixtures::seeded();
    old.extra = Extra::of(
        "als",
        &json!({"returns": [{"name": "A-Reverb", "gain": 0.5}, {"name": "B-Delay"}],
        "tempoAutomation": {"points": 3, "fingerprint": "0a"}, "main": {"parameters": {"gain": 0.5}}}),
    );
    old.tracks[0].extra = Extra::of("als", &json!({"monitor": "auto", "frozen": false}));
    let mut new = old.clone();
    new.extra = Extra::of(
        "als",
        &json!({"returns": [{"name": "A-Reverb", "gain": 1}, {"name": "B-Delay"}],
        "tempoAutomation": {"points": 3, "fingerprint": "0b"}, "main": {"parameters": {"gain": 0.4}}}),
    );
    new.tracks[0].extra = Extra::of("als", &json!({"monitor": "in", "frozen": true}));
    new.tracks[1].session[0].extra = Extra::of("als", &json!({"launch": "gate"}));
    new.tracks[2].devices[0].extra = Extra::of("als", &json!({"chains": [{"name": "Dry"}]}));
    new.scenes[0].extra = Extra::of("als", &json!({"color": 255}));
    assert_eq!(
        old.diff(&new).to_string(),
        "Set: 3 tracks changed; 8 facts\n\
         ~ scene \"Verse\": colour none -> #0000FF\n\
         ~ track \"Drums\": frozen off -> on\n\
         ~ track \"Drums\": monitor \"auto\" -> \"in\"\n\
         ~ track \"Bass\" clip \"Bassline\": launch none -> \"gate\"\n\
         + track \"Vocals\" device \"EQ Eight\": chain \"Dry\"\n\
         ~ Set: main track \"gain\" 0.5 -> 0.4\n\
         ~ Set: return track \"A-Reverb\" gain -6.0 -> 0.0 dB\n\
         ~ Set: tempo automation edited"
    );
    new.extra = Extra::of("als", &json!({"returns": [{"name": "B-Delay"}]}));
    let diff = old.diff(&new);
    assert!(diff.to_string().contains("\n- Set: return track \"A-Reverb\"\n"), "{diff}");
    let gone = diff.changes.iter().find(|change| change.path == "extra/als/returns[0]").unwrap();
    assert_eq!(gone.old, Some(json!({"gain": 0.5, "name": "A-Reverb"})));
}

#[test]
fn times_are_bars_where_signatures_are_known() {
    let als = |text: serde_json::Value| Extra::of("als", &text);
    let mut old = fixtures::seeded();
    old.cue_points = Some(vec![CuePointSnapshot { time: 32.0, name: "Drop".into() }]);
    old.extra = als(json!({ "signature": "4/4", "loop": { "on": true, "start": 8, "length": 16 } }));
    old.tracks[0].session[0].extra = als(json!({ "signature": "3/4" }));
    let mut new = old.clone();
    new.extra = als(json!({ "signature": "4/4", "loop": { "on": true, "start": 16, "length": 16 } }));
    new.cue_points.as_mut().unwrap()[0].time = 42.5;
    new.tracks[0].session[0].loop_end = 6.0;
    let text: Vec<_> = old.diff(&new).facts().iter().map(ToString::to_string).collect();
    let moved = r#"> cue point "Drop": moved from 9|1 to 11|3|3"#;
    let looped = r#"~ track "Drums" clip "Beat": loop 1|1..2|2 -> 1|1..3|1"#;
    assert_eq!(text, [moved, looped, "~ Set: loop start 3|1 -> 5|1"], "{text:?}");
}

#[test]
fn signatures_come_go_and_change() {
    let set = |signatures: serde_json::Value| {
        let mut set = fixtures::seeded();
        set.extra = Extra::of("als", &json!({ "signature": "4/4", "signatures": signatures }));
        set
    };
    let (none, one) = (set(json!([])), set(json!([[16, "3/4"]])));
    let two = set(json!([[16, "6/8"], [28, "4/4"]]));
    let words = |old: &Snapshot, new: &Snapshot| old.diff(new).to_string();
    assert_eq!(words(&none, &one), "Set: 1 fact\n+ Set: signature 3/4 at 5|1");
    assert_eq!(words(&one, &none), "Set: 1 fact\n- Set: signature 3/4 at 5|1");
    assert_eq!(words(&one, &two), "Set: 2 facts\n~ Set: signature at 5|1 3/4 -> 6/8\n+ Set: signature 4/4 at 9|1");
    let changes = one.diff(&two).changes;
    assert_eq!((changes[0].path.as_str(), &changes[0].old), ("extra/als/signatures[0]", &Some(json!([16, "3/4"]))));
    // What is no signature is still a difference.
    let odd = set(json!([[16, "3/4"], "odd"]));
    assert_eq!(
        words(&one, &odd),
        r#"Set: 1 fact
~ Set: signatures [[16,"3/4"]] -> [[16,"3/4"],"odd"]"#
    );
}

#[test]
fn a_gate_can_tell_what_only_a_file_knows_by_its_class() {
    let section = |n: u8| {
        let curve = json!({ "points": 3, "fingerprint": n });
        json!({
            "live": n, "signature": format!("{}/4", n + 1), "loop": { "length": n }, "tempoAutomation": curve,
            "returns": [{ "name": "A", "gain": n, "details": { "output": n, "automated": { "volume": curve } },
                "devices": [{ "name": "Echo", "parameters": { "gain": n } }] }],
            "groups": [{ "name": "G", "pan": n, "details": { "color": n } }],
        })
    };
    let set = |n: u8| {
        let mut set = fixtures::seeded();
        set.extra = Extra::of("als", &section(n));
        let track = &mut set.tracks[0];
        track.extra = Extra::of("als", &json!({ "monitor": n, "frozen": n == 1, "missing": [n] }));
        track.devices[0].extra = Extra::of("als", &json!({ "chains": [{ "name": "C", "gain": n }], "files": [n] }));
        let audio = json!({ "gain": n, "pitch": [n, 0], "fileCrc": n });
        track.session[0].extra = Extra::of("als", &json!({ "launchMode": n, "envelopes": n, "audio": audio }));
        set
    };
    let diff = set(1).diff(&set(2));
    let mut seen: Vec<_> = diff
        .changes
        .iter()
        .map(|change| (change.class.name(), change.path.split_once("als/").unwrap().1.to_owned()))
        .collect();
    seen.sort();
    let seen: Vec<_> = seen.iter().map(|(class, path)| (*class, path.as_str())).collect();
    assert_eq!(
        seen,
        [
            ("audio", "audio/gain"),
            ("audio", "audio/pitch"),
            ("automation", "envelopes"),
            ("automation", "returns[0]/details/automated/volume"),
            ("automation", "tempoAutomation"),
            ("clip", "launchMode"),
            ("device", "chains[0]/gain"),
            ("device", "returns[0]/devices[0]/parameters/gain"),
            ("file", "audio/fileCrc"),
            ("file", "files"),
            ("global", "loop/length"),
            ("global", "signature"),
            ("meta", "live"),
            ("meta", "missing"),
            ("mixer", "groups[0]/pan"),
            ("mixer", "returns[0]/gain"),
            ("routing", "monitor"),
            ("routing", "returns[0]/details/output"),
            ("structure", "frozen"),
            ("structure", "groups[0]/details/color"),
        ]
    );
    assert_eq!(diff.by_class()[&ChangeClass::Automation], 3);
    assert!(diff.changes.iter().all(|change| change.track.is_some() == change.path.starts_with("tracks[")));
    for class in ChangeClass::ALL {
        assert_eq!(serde_json::to_value(class).unwrap(), class.name());
    }
}

#[test]
fn sends_go_with_their_return_tracks() {
    let named = |name: &str| json!({"name": name, "gain": 1, "devices": [{"name": name, "parameters": {"Mix": 0.5}}]});
    let mut old = fixtures::seeded();
    old.return_track_count = 2;
    old.extra = Extra::of("als", &json!({"returns": [named("A-Delay"), named("B-Reverb")]}));
    old.tracks[0].extra = Extra::of("als", &json!({"sendGains": [0.5, 1]}));
    let mut new = old.clone();
    new.extra = Extra::of("als", &json!({"returns": [named("B-Reverb"), named("A-Delay")]}));
    new.tracks[0].extra = Extra::of("als", &json!({"sendGains": [1, 0.5]}));
    assert_eq!(old.diff(&new).to_string(), "Set: 1 fact\n> Set: return track \"B-Reverb\" moved from 2nd to 1st");
    new.tracks[0].extra = Extra::of("als", &json!({"sendGains": [1, 0.25]}));
    let diff = old.diff(&new);
    assert_eq!(diff.changes[0].fact, "send A-Delay -6.0 -> -12.0 dB");
    assert_eq!(
        (diff.changes[0].path.as_str(), diff.changes[0].class),
        ("tracks[0]/extra/als/sendGains[1]", ChangeClass::Mixer)
    );
    // Without one send for each return track, what they are is not known, and nothing is left out.
    new.tracks[0].extra = Extra::of("als", &json!({"sendGains": [0.5, 1, 0]}));
    let diff = old.diff(&new);
    assert_eq!(diff.changes[0].fact, "send (3rd) none -> -inf dB");
    // What is no gain is shown as it is.
    new.tracks[0].extra = Extra::of("als", &json!({"sendGains": ["a"]}));
    assert_eq!(old.diff(&new).changes[0].fact, r#"send gains [0.5,1] -> ["a"]"#);
}
