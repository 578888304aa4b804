//! The protocol: greeting, errors, faults, and that no bytes bring the engine down.

use livebridge_live::rules::Rules;
use livebridge_live::{Answer, Engine, Session};
use proptest::prelude::*;
use serde_json::{Value as Json, json};

fn session() -> Session {
    Session::new(Engine::new(Rules::default()), Some("secret".to_owned()))
}

fn ask(session: &mut Session, request: &Json) -> Json {
    let Answer::Line(line) = session.answer(1, &request.to_string()) else { panic!("the connection ended") };
    serde_json::from_str(&line).unwrap()
}

fn greeted() -> Session {
    let mut session = session();
    let hello =
        ask(&mut session, &json!({"n": 0, "op": "hello", "interface": "python", "protocol": 1, "token": "secret"}));
    assert_eq!(hello["live"], "12.4.15");
    session
}

#[test]
fn a_greeting_needs_the_token_and_comes_first() {
    let mut session = session();
    let early = ask(&mut session, &json!({"n": 1, "op": "snapshot"}));
    assert_eq!(early["error"]["kind"], "ProtocolError");
    let wrong = ask(&mut session, &json!({"n": 2, "op": "hello", "interface": "max", "protocol": 1, "token": "guess"}));
    assert_eq!((&wrong["n"], &wrong["error"]["kind"]), (&json!(2), &json!("ProtocolError")));
}

#[test]
fn the_examples_of_the_page_are_answered_so() {
    let mut session = greeted();
    let song = session.engine.resolve("live_set");
    assert_eq!(
        ask(&mut session, &json!({"n": 1, "op": "get", "obj": song, "name": "tempo"})).to_string(),
        r#"{"n":1,"value":120.0}"#
    );
    let refused = ask(&mut session, &json!({"n": 3, "op": "set", "obj": song, "name": "tempo", "value": "fast"}));
    assert_eq!(refused["error"]["kind"], "ArgumentError");
    ask(&mut session, &json!({"n": 8, "op": "observe", "obj": song, "name": "tempo"}));
    ask(&mut session, &json!({"n": 9, "op": "set", "obj": song, "name": "tempo", "value": 99}));
    let told = ask(&mut session, &json!({"n": 10, "op": "tick"}));
    assert_eq!(told["notifications"], json!([{"obj": song, "name": "tempo", "value": 99.0}]));
    assert_eq!(told["time"], json!({"tick": 1, "ms": 100}));
}

#[test]
fn what_is_not_simulated_says_so_by_name_and_is_counted() {
    let mut session = greeted();
    let app = session.engine.resolve("live_app");
    let answer = ask(&mut session, &json!({"n": 1, "op": "call", "obj": app, "name": "get_build_id", "args": []}));
    assert_eq!(answer["error"]["kind"], "NotSimulated");
    assert_eq!(
        (&answer["error"]["class"], &answer["error"]["member"]),
        (&json!("Application"), &json!("get_build_id"))
    );
    let stats = ask(&mut session, &json!({"n": 2, "op": "stats"}));
    assert_eq!(stats["value"]["not_simulated"], json!({"Application.get_build_id": 1}));
}

#[test]
fn faults_come_when_they_are_due_and_change_nothing_else() {
    let mut session = greeted();
    session.faults.fail_at = Some(2);
    session.faults.drop_at = Some(4);
    session.faults.user_edits = vec![(3, json!({"do": "set", "path": "live_set", "name": "tempo", "value": 77}))];
    session.trace(true);
    let song = session.engine.resolve("live_set");
    let failed = ask(&mut session, &json!({"n": 1, "op": "set", "obj": song, "name": "tempo", "value": 99}));
    assert_eq!(failed["error"]["kind"], "Fault");
    assert_eq!(ask(&mut session, &json!({"n": 2, "op": "get", "obj": song, "name": "tempo"}))["value"], 120.0);
    assert_eq!(session.engine.get(song, "tempo").unwrap().number(), Some(77.0), "the user has edited after the third");
    assert!(matches!(session.answer(1, r#"{"n":3,"op":"get"}"#), Answer::Drop));
    let trace = session.traced();
    assert!(trace[0].contains("Fault") && trace[0].contains("[live_set]"), "{trace:?}");
    assert!(trace.iter().any(|line| line.starts_with("user ")), "{trace:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn no_line_brings_the_engine_down(line in ".{0,200}") {
        let mut session = greeted();
        let _ = session.answer(1, &line);
    }

    #[test]
    fn no_request_brings_the_engine_down(
        op in prop::sample::select(vec!["get", "set", "call", "children", "observe", "unobserve", "path", "resolve", "tick", "user", "load", "sdk", "step", "rule", "describe", "get_many", "history", "trace", "nothing"]),
        obj in prop_oneof![Just(json!(null)), (0_u32..300).prop_map(|id| json!(id)), Just(json!({"$": 2})), Just(json!("x"))],
        name in prop::sample::select(vec!["tempo", "tracks", "create_midi_track", "_kind", "", "name", "create_cue_point", "undo.no-such", "time.tempo-range"]),
        value in prop_oneof![Just(json!(null)), any::<i64>().prop_map(|n| json!(n)), any::<f64>().prop_map(|n| json!(n)), ".{0,9}".prop_map(|t| json!(t)), Just(json!([[[{}]]]))],
    ) {
        let mut session = greeted();
        let request = json!({"n": 1, "op": op, "obj": obj, "name": name, "value": value, "args": [value], "path": value, "edit": {"do": name, "path": "live_set"}, "count": 1});
        let _ = session.answer(1, &request.to_string());
    }
}
