//! The port over a map: ids, completed answers, refusals, and what is neither.

use livebridge_maps::Framing;
use livebridge_port::{Batch, CallError, Commit, ErrorCode, Fault, LiveBridge, Mutation, Result, TrackPropsPatch};
use serde_json::{Value, json};

use crate::tiny::{self, connect, sound};

fn rename(bridge: &livebridge_maps::MapBridge, id: &str, props: TrackPropsPatch) -> Result<Commit> {
    let mutation = Mutation::SetTrackProps { track_id: id.into(), props };
    block_on(bridge.commit(Batch::Call(mutation)))
}

/// A future of a map is there already.
fn block_on<T>(future: livebridge_port::BoxFuture<'_, T>) -> T {
    let mut future = future;
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match future.as_mut().poll(&mut context) {
        std::task::Poll::Ready(value) => value,
        std::task::Poll::Pending => panic!("a future of a map waits"),
    }
}

fn named(name: &str) -> TrackPropsPatch {
    TrackPropsPatch { name: Some(name.into()), ..TrackPropsPatch::default() }
}

#[test]
fn every_framing_carries_calls_and_answers() {
    for framing in [Framing::Json, Framing::Lines, Framing::Length] {
        let bridge = connect(framing, sound);
        let tracks = bridge.list_tracks().unwrap();
        assert_eq!(tracks.iter().map(|track| &*track.name).collect::<Vec<_>>(), ["Drums", "Bass"], "{framing:?}");
    }
}

#[test]
fn own_ids_are_looked_up_and_the_answer_is_completed() {
    let bridge = connect(Framing::Json, sound);
    let commit = rename(&bridge, "track:1", named("Low")).unwrap();
    assert_eq!(commit.outcomes[0].as_ref().unwrap().id().unwrap().to_string(), "track:1");
    let calls: Vec<String> = bridge.steps().iter().map(|step| step.call.call.clone()).collect();
    assert_eq!(calls, ["tracks", "rename", "tracks"]);
    assert_eq!(bridge.steps()[1].call.args["uid"], "b9");
}

#[test]
fn refusals_are_told_apart_by_the_map() {
    let bridge = connect(Framing::Lines, sound);
    let refusal = |answer: Result<Commit>| answer.unwrap_err().refusal().unwrap().clone();
    let known = refusal(rename(&bridge, "track:0", named("x")));
    assert_eq!((known.code, known.hint.as_str()), (ErrorCode::StaleReference, "look again"));
    assert!(known.message.contains("the code is inferred"), "{}", known.message);
    let other = refusal(block_on(bridge.commit(Batch::Call(Mutation::SetTempo { bpm: 98.0 }))));
    assert_eq!(other.code, ErrorCode::SdkRejected);
    assert!(other.message.starts_with("the host says no"));
    // Ids are the adapter's, and so it judges them.
    for (id, code) in [
        ("nonsense", ErrorCode::BadInput),
        ("track:0/clipslot:0", ErrorCode::WrongType),
        ("track:9", ErrorCode::StaleReference),
    ] {
        assert_eq!(refusal(rename(&bridge, id, named("x"))).code, code, "{id}");
    }
    assert_eq!(bridge.take_not_offered(), None);
}

/// A bridge that speaks in the port's words judges ids itself, and its refusals are taken as they come. A transaction is one
/// call.
#[test]
fn the_ports_own_words_are_passed_on() {
    fn answer(message: &Value) -> Option<String> {
        let answer = match message["do"].as_str().unwrap_or_default() {
            "rename" => json!({ "failed": {
                "code": "WRONG_TYPE", "message": "no", "hint": "", "subjectId": message["with"]["trackId"],
            } }),
            "all" => json!({ "ok": { "outcomes": vec![Value::Null; message["with"]["ops"].as_array()?.len()] } }),
            other => json!({ "failed": { "code": "UNSUPPORTED", "message": other, "hint": "leave it" } }),
        };
        Some(answer.to_string())
    }
    let map = tiny::map(tiny::serve(Framing::Lines, answer), "lines");
    let map = map.replace("own-ids", "port-words").replace("uid: .own.track", "trackId");
    let transaction = "[operations.transaction]\ncall = \"all\"\nargs = '{ops}'\nanswer = '.answer'\n[cannot]";
    let bridge = tiny::connect_by(&map.replace("[cannot]", transaction));
    for id in ["nonsense", "track:0/clipslot:0"] {
        let error = rename(&bridge, id, named("x")).unwrap_err();
        let refusal = error.refusal().unwrap();
        let said = (refusal.code, &*refusal.hint, refusal.subject_id.as_deref());
        assert_eq!(said, (ErrorCode::WrongType, "", Some(id)));
    }
    // That a bridge does not do what the map offers is its own affair, and no gap of the map.
    let error = block_on(bridge.commit(Batch::Call(Mutation::SetTempo { bpm: 98.0 }))).unwrap_err();
    assert_eq!((error.code(), bridge.take_not_offered()), (Some(ErrorCode::Unsupported), None));
    let gone = || Mutation::DeleteTrack { track_id: "track:0".into() };
    let commit = block_on(bridge.commit(Batch::Transaction(vec![gone(), gone()]))).unwrap();
    assert_eq!((commit.outcomes, commit.undo_steps), (vec![None, None], None));
    assert_eq!(bridge.steps().len(), 1);
}

#[test]
fn what_the_bridge_cannot_do_is_not_offered_and_never_called() {
    let bridge = connect(Framing::Json, sound);
    let mute = TrackPropsPatch { mute: Some(true), ..TrackPropsPatch::default() };
    let error = rename(&bridge, "track:0", mute).unwrap_err();
    assert_eq!(error.code(), Some(ErrorCode::Unsupported));
    assert!(bridge.steps().iter().all(|step| step.call.call != "rename"));
    assert_eq!(bridge.take_not_offered().as_deref(), Some("setTrackProps: it mutes nothing"));
    let error = block_on(bridge.render_track(&"track:0".into(), 0.0, 1.0)).unwrap_err();
    assert!(error.to_string().ends_with("no renderTrack: it renders nothing"), "{error}");
}

#[test]
fn what_is_no_answer_is_a_fault_and_the_connection_is_not_used_again() {
    type Judge = fn(&Fault) -> bool;
    let wrong: [(crate::tiny::Answer, Judge); 3] = [
        (|_| None, |fault| matches!(fault, Fault::TimedOut { .. })),
        (|_| Some("{]}".to_owned()), |fault| matches!(fault, Fault::Garbage { .. })),
        // It is JSON, and not what the map expects: the connection is sound.
        (|_| Some(Value::Array(Vec::new()).to_string()), |fault| matches!(fault, Fault::Protocol(_))),
    ];
    for (answer, is_expected) in wrong {
        let bridge = connect(Framing::Json, answer);
        let error = bridge.list_tracks().unwrap_err();
        let CallError::Fault(fault) = &error else { panic!("{error}") };
        assert!(is_expected(fault), "{fault}");
        let is_broken = !matches!(fault, Fault::Protocol(_));
        assert_eq!(bridge.broken().is_some(), is_broken, "{fault}");
    }
}
