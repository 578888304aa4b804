//! Every call as data: its form on the wire, what it asks a bridge for, and what is refused before it is sent.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::collections::BTreeSet;

use livebridge_fake::FakeLiveBridge;
use livebridge_port::params::{ClipParams, QueryParams, RenderParams, TrackParams};
use livebridge_port::{
    Batch, ClipPropsPatch, CreateAudioClipArgs, ErrorCode, IdRef, LiveBridge, Mutation, MutationKind, Note, Operation,
    Request, Reset, Response, TrackId, TrackKind, TrackPropsPatch, dispatch, fixtures, json,
};
use pollster::block_on;
use serde_json::{Value, json};

fn track() -> IdRef {
    TrackId(0).into()
}

fn clip() -> IdRef {
    "track:0/clipslot:0/clip".into()
}

fn audio(start_time: f64) -> Mutation {
    let args = CreateAudioClipArgs { file_path: "/audio/new.wav".into(), start_time, duration: 1.0 };
    Mutation::CreateArrangementAudioClip { track_id: TrackId(2).into(), args }
}

/// One mutation of each kind that the seeded Set takes.
fn mutation(kind: MutationKind) -> Mutation {
    match kind {
        MutationKind::SetTempo => Mutation::SetTempo { bpm: 98.5 },
        MutationKind::SetTrackProps => {
            let props = TrackPropsPatch { name: Some("New".into()), ..TrackPropsPatch::default() };
            Mutation::SetTrackProps { track_id: track(), props }
        }
        MutationKind::SetNotes => Mutation::SetNotes { clip_id: clip(), notes: [Note::new(60.0, 0.0, 1.0)].into() },
        MutationKind::CreateTrack => Mutation::CreateTrack { kind: TrackKind::Midi },
        MutationKind::CreateMidiClip => {
            let slot = (0..9).map(|slot| TrackId(1).slot(slot)).find(|slot| is_empty(&(*slot).into())).unwrap();
            Mutation::CreateMidiClip { slot_id: slot.into(), length_beats: 4.0 }
        }
        MutationKind::SetClipProps => {
            Mutation::SetClipProps { clip_id: clip(), props: ClipPropsPatch { name: None, color: Some(255) } }
        }
        MutationKind::DeleteTrack => Mutation::DeleteTrack { track_id: track() },
        MutationKind::DeleteClip => Mutation::DeleteClip { clip_id: clip() },
        MutationKind::CreateArrangementMidiClip => {
            Mutation::CreateArrangementMidiClip { track_id: track(), start_beat: 500.0, length_beats: 4.0 }
        }
        MutationKind::CreateArrangementAudioClip => audio(500.0),
        MutationKind::ClearClipsInRange => {
            Mutation::ClearClipsInRange { track_id: track(), start_beat: 0.0, end_beat: 1000.0 }
        }
        MutationKind::CreateCuePoint => Mutation::CreateCuePoint { beat: 321.0, name: "Here".into() },
        MutationKind::SetParam => Mutation::SetParam { param_id: TrackId(0).volume().into(), value: 0.5 },
        MutationKind::InsertDevice => {
            Mutation::InsertDevice { track_id: track(), device_name: "Utility".into(), index: 0.0 }
        }
    }
}

fn is_empty(slot: &IdRef) -> bool {
    let clips = FakeLiveBridge::seeded().list_clips(&TrackId(1).into()).unwrap();
    clips.iter().any(|clip| clip.id == *slot)
}

/// One request of each operation.
fn requests() -> Vec<Request> {
    let of_track = || TrackParams { track_id: TrackId(0).into() };
    let mut requests = vec![
        Request::GetSongOverview,
        Request::ListTracks,
        Request::FindTrack(QueryParams { query: "a".to_owned() }),
        Request::ListClips(of_track()),
        Request::GetNotes(ClipParams { clip_id: clip() }),
        Request::ListScenes,
        Request::ListDeviceParams(of_track()),
        Request::GetTrackMixer(of_track()),
        Request::RenderTrack(RenderParams { track_id: TrackId(2).into(), start_beat: 0.0, end_beat: 0.5 }),
        Request::Commit(Batch::Transaction(MutationKind::ALL.iter().take(6).copied().map(mutation).collect())),
        Request::ListCuePoints,
        Request::ControlSnapshot,
        Request::ControlUndo,
        Request::ControlRedo,
        Request::ControlUndoDepth,
        Request::ControlTransactionCount,
        Request::ControlSettle,
        Request::ControlReset(Reset::Snapshot(Box::new(fixtures::seeded()))),
    ];
    requests.extend(MutationKind::ALL.iter().map(|kind| Request::Commit(Batch::Call(mutation(*kind)))));
    let transforms = Operation::ALL.iter().filter(|operation| operation.transform().is_some());
    requests.extend(transforms.map(|operation| Request::deserialize_params(*operation, json!({})).unwrap()));
    requests
}

#[test]
fn every_operation_has_a_request_that_survives_the_wire() {
    let mut seen = BTreeSet::new();
    for request in requests() {
        let text = json::to_string(&request).unwrap();
        let written: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(written["method"], request.operation().name(), "{text}");
        assert!(written["params"].is_object(), "{text}");
        assert_eq!(written.as_object().unwrap().len(), 2, "{text}");
        let read: Request = serde_json::from_str(&text).unwrap();
        assert_eq!(read, request, "{text}");
        let params = Request::deserialize_params(request.operation(), written["params"].clone()).unwrap();
        assert_eq!(params, request, "{text}");
        seen.insert(request.operation());
    }
    assert_eq!(seen, Operation::ALL.iter().copied().collect());
    // Parameters may be left out where there are none.
    let without: Request = serde_json::from_str(r#"{"method":"listScenes"}"#).unwrap();
    assert_eq!(without, Request::ListScenes);
    for (text, reason) in [
        (r#"{"method":"setTheTempo","params":{}}"#, "there is no operation `setTheTempo`"),
        (r#"{"method":"setTempo"}"#, "setTempo: missing field `bpm`"),
        (r#"{"method":"setTempo","params":{},"id":1}"#, "unknown field `id`"),
    ] {
        let error = serde_json::from_str::<Request>(text).unwrap_err().to_string();
        assert!(error.starts_with(reason), "{error}");
    }
}

/// Two fakes: one is asked, what it says is written, read and compared with what the other says. Transforms want an
/// input, and a fake that renders is one with more crates behind it.
#[test]
fn a_response_survives_the_wire() {
    let is_asked = |request: &Request| {
        let operation = request.operation();
        operation.transform().is_none() && operation != Operation::RenderTrack
    };
    for request in requests().into_iter().filter(is_asked) {
        let answer = || block_on(dispatch(&FakeLiveBridge::seeded(), request.clone())).unwrap();
        let text = json::to_string(&answer()).unwrap();
        let read = request.deserialize_response(&mut serde_json::Deserializer::from_str(&text)).unwrap();
        assert_eq!(read, answer(), "{text}");
    }
}

#[test]
fn the_outcomes_of_a_transaction_are_as_many_as_its_mutations() {
    let request = Request::Commit(Batch::Transaction(vec![mutation(MutationKind::SetTempo)]));
    let error = request.deserialize_response(json!({ "outcomes": [null, null], "undoSteps": 1 })).unwrap_err();
    assert_eq!(error.to_string(), "there are 2 outcomes for 1 operations");
}

#[test]
fn what_json_cannot_say_is_refused_before_it_is_sent() {
    let refused = |request: Request| {
        let error = request.check_finite().unwrap_err();
        assert_eq!(error.code, ErrorCode::BadInput);
        (error.message, error.op)
    };
    let render = |start_beat, end_beat| RenderParams { track_id: track(), start_beat, end_beat };
    let notes = vec![Note::new(60.0, 0.0, 1.0), Note::new(60.0, f64::INFINITY, 1.0)];
    let mut set = fixtures::seeded();
    set.tracks[1].arrangement[0].loop_end = f64::NEG_INFINITY;
    let batch = vec![mutation(MutationKind::SetTempo), Mutation::SetTempo { bpm: f64::NAN }];
    for (request, message, op) in [
        (Request::RenderTrack(render(0.0, f64::NAN)), "endBeat must be a finite number, not NaN", None),
        (
            Request::ControlReset(Reset::Fixture { fixture: "with_one_midi_clip".to_owned(), notes: Some(notes) }),
            "notes[1].startTime must be a finite number, not inf",
            None,
        ),
        (Request::ControlReset(Reset::Snapshot(Box::new(set))), "loopEnd must be a finite number, not -inf", None),
        (Request::Commit(Batch::Call(audio(f64::NAN))), "startTime must be a finite number, not NaN", None),
        (Request::Commit(Batch::Transaction(batch)), "bpm must be a finite number, not NaN", Some(1)),
    ] {
        assert_eq!(refused(request), (message.to_owned(), op));
    }
    for request in requests() {
        assert_eq!(request.check_finite(), Ok(()), "{request:?}");
    }
}

#[test]
fn ids_and_numbers_are_found_for_each_mutation() {
    for kind in MutationKind::ALL {
        let mut mutation = mutation(*kind);
        assert_eq!(mutation.kind(), *kind);
        assert_eq!(mutation.subject().is_some(), kind.subject().is_some(), "{kind:?}");
        if let (Some(path), Some(wanted)) = (mutation.subject().and_then(IdRef::as_path), kind.subject()) {
            assert!(wanted.fits(path.shape()), "{kind:?} takes a {}, not `{path}`", wanted.words());
        }
        for number in mutation.numbers_mut() {
            *number = f64::NAN;
        }
        let has_numbers = !mutation.numbers_mut().is_empty();
        assert_eq!(mutation.check_finite().is_err(), has_numbers, "{kind:?}");
    }
}

/// What is said to make an object leaves one more, and is answered with one.
#[test]
fn those_that_create_make_an_object() {
    let objects = |fake: &FakeLiveBridge| {
        let Response::ControlSnapshot(livebridge_port::SetView::Canonical(set)) =
            block_on(dispatch(fake, Request::ControlSnapshot)).unwrap()
        else {
            panic!("no canonical Set");
        };
        let on_tracks =
            set.tracks.iter().map(|track| 1 + track.devices.len() + track.session.len() + track.arrangement.len());
        on_tracks.sum::<usize>() + set.cue_points.map_or(0, |cues| cues.len())
    };
    for kind in MutationKind::ALL {
        let fake = FakeLiveBridge::seeded();
        let before = objects(&fake);
        let response = block_on(dispatch(&fake, Request::Commit(Batch::Call(mutation(*kind))))).unwrap();
        let Response::Mutation(outcome) = response else { panic!("{response:?}") };
        let said = outcome.as_ref().is_some_and(|outcome| outcome.id().is_some());
        assert_eq!(said, kind.outcome().has_id(), "{kind:?}");
        assert_eq!(objects(&fake) > before, kind.creates(), "{kind:?}");
    }
}
