//! Sections are lossless, written in a fixed form, and read whatever stands there.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::snapshot::{Extra, Signature};

/// What a section writes of what it has read.
fn again(text: &Value) -> Value {
    let section: SetSection = serde_json::from_value(text.clone()).unwrap();
    let written = Extra::of(SOURCE, &section);
    written.section(SOURCE).cloned().unwrap_or_else(|| json!({}))
}

/// As the text of a snapshot has it: whole numbers without a fraction.
fn plain(value: &Value) -> Value {
    Extra::of(SOURCE, value).section(SOURCE).cloned().unwrap_or_else(|| json!({}))
}

#[test]
fn known_fields_are_typed_and_the_rest_is_kept() {
    let text = json!({
        "live": "Ableton Live 12.3.2", "signature": "6/8", "signatures": [[16, "3/4"], "odd"], "new": { "a": [1] },
        "loop": { "on": false, "start": 8, "length": "long" }, "launchQuantization": "one bar",
        "returns": [{ "name": "A", "gain": 0.5, "mute": false, "details": { "sendGains": [null, 1], "monitor": "auto" } }],
    });
    let set: SetSection = serde_json::from_value(text.clone()).unwrap();
    assert_eq!((set.live.as_deref(), set.signature), (Some("Ableton Live 12.3.2"), Signature::new(6, 8)));
    assert_eq!(set.signatures.iter().count(), 1);
    let bus = &set.returns[0];
    let details = bus.details.as_ref().unwrap();
    assert_eq!((bus.gain, details.send_gains.as_slice(), details.monitor), (Some(0.5), &[None, Some(1.0)][..], None));
    assert_eq!(set.arrangement_loop.as_ref().unwrap().rest["length"], "long");
    assert_eq!(set.rest.keys().collect::<Vec<_>>(), ["launchQuantization", "new"]);
    assert_eq!(again(&text), plain(&text), "an explicit `false` and another form of a field are kept too");
}

#[test]
fn a_field_that_is_set_takes_the_place_of_what_was_kept() {
    let mut track: TrackSection = serde_json::from_value(json!({ "monitor": 7 })).unwrap();
    track.monitor = Some(Monitoring::Off);
    assert_eq!(serde_json::to_string(&track).unwrap(), r#"{"monitor":"off"}"#);
}

#[test]
fn every_key_is_found_again() {
    for field in SetField::ALL {
        assert_eq!(SetField::of_key(field.key()), Some(*field));
    }
    assert_eq!(DeviceField::of_key("name"), None);
}

/// Texts that a field may have, and some that none has.
const TEXTS: [&str; 8] = ["4/4", "04/4", "in", "beats", "seconds", "gate", "pack", ""];

/// Keys of all sections and others, with values of all forms.
fn any_json() -> impl Strategy<Value = Value> {
    let number = prop_oneof![(-9..9_i32).prop_map(Value::from), (-1e6..1e6).prop_map(|float: f64| json!(float))];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        number,
        proptest::sample::select(&TEXTS[..]).prop_map(Value::from),
    ];
    let keys: Vec<&'static str> = [
        SetField::ALL.iter().map(|field| field.key()).collect::<Vec<_>>(),
        BusField::ALL.iter().map(|field| field.key()).collect(),
        TrackField::ALL.iter().map(|field| field.key()).collect(),
        DeviceField::ALL.iter().map(|field| field.key()).collect(),
        InnerDeviceField::ALL.iter().map(|field| field.key()).collect(),
        EnvelopeField::ALL.iter().map(|field| field.key()).collect(),
        LoopField::ALL.iter().map(|field| field.key()).collect(),
        vec!["new", "Bands.0/On"],
    ]
    .concat();
    leaf.prop_recursive(4, 48, 6, move |inner| {
        let map = proptest::collection::btree_map(proptest::sample::select(keys.clone()), inner.clone(), 0..6);
        prop_oneof![
            proptest::collection::vec(inner, 0..3).prop_map(Value::from),
            map.prop_map(|map| map.into_iter().map(|(key, value)| (key.to_owned(), value)).collect::<Value>()),
        ]
    })
}

proptest! {
    #[test]
    fn what_was_read_is_written_again(text in any_json()) {
        if text.is_object() {
            prop_assert_eq!(again(&text), plain(&text));
        } else {
            prop_assert!(serde_json::from_value::<SetSection>(text).is_err());
        }
    }
}
