//! The kit in Rust, by its example: what ids and references mean, and that nothing of a failed step stays.

#![expect(clippy::panic, reason = "helpers of tests fail by panicking, too")]

#[path = "../../examples/minimal.rs"]
#[expect(dead_code, reason = "its `main` is that of a program")]
mod minimal;

use livebridge_kit::Kit;
use livebridge_port::{
    CallError, ErrorCode, LiveBridge, LiveBridgeExt, Mutation, Note, Operation, SlotId, TrackId, TrackPropsPatch,
};
use minimal::Minimal;
use pollster::block_on;

fn kit() -> Kit<Minimal> {
    Kit::new(minimal::minimal())
}

const KEYS: TrackId = TrackId(0);
const SLOT: SlotId = SlotId { track: KEYS, slot: 1 };

/// The code and the position of a refusal.
#[track_caller]
fn refused<T: std::fmt::Debug>(answer: Result<T, CallError>) -> (ErrorCode, Option<usize>) {
    match answer {
        Err(CallError::Refused(error)) => (error.code, error.op),
        other => panic!("a refusal was expected, not {other:?}"),
    }
}

#[test]
fn a_call_is_one_step_and_what_fails_is_none() {
    let kit = kit();
    let clip = block_on(kit.create_midi_clip(SLOT, 4.0)).unwrap();
    assert_eq!(clip.id.to_string(), "track:0/clipslot:1/clip");
    assert_eq!(refused(block_on(kit.create_midi_clip(SLOT, 4.0))), (ErrorCode::SdkRejected, None));
    assert_eq!(refused(block_on(kit.set_tempo(5000.0))), (ErrorCode::SdkRejected, None));
    assert_eq!(refused(block_on(kit.set_tempo(-1.0))), (ErrorCode::BadInput, None));
    assert_eq!(kit.control().undo_depth().unwrap().undo, 1);
    assert!(kit.control().undo().unwrap() && !kit.control().undo().unwrap());
    assert_eq!(refused(kit.get_notes(&clip.id)), (ErrorCode::StaleReference, None));
    assert!(kit.control().redo().unwrap() && !kit.control().redo().unwrap());
    assert_eq!(kit.get_notes(&clip.id).unwrap(), []);
    assert_eq!(kit.control().transaction_count().unwrap(), 1);
}

#[test]
fn notes_are_rounded_and_clamped_before_an_author_sees_them() {
    let kit = kit();
    let clip = block_on(kit.create_midi_clip(SLOT, 4.0)).unwrap();
    let written = block_on(kit.set_notes(&clip.id, vec![Note::new(60.5, 0.0, 1.0).with_velocity(300.0)])).unwrap();
    assert_eq!(written.count, 1);
    assert_eq!(kit.get_notes(&clip.id).unwrap(), [Note::new(61.0, 0.0, 1.0).with_velocity(127.0)]);
}

#[test]
fn a_transaction_uses_what_it_made_and_is_taken_back_whole() {
    let kit = kit();
    let made = block_on(kit.transaction(|tx| {
        let clip = tx.create_midi_clip(SLOT, 4.0);
        tx.set_notes(clip, vec![Note::new(60.0, 0.0, 1.0)]);
        Ok(clip)
    }));
    assert_eq!(kit.get_notes(&made.unwrap().id).unwrap().len(), 1);
    let failed = block_on(kit.transaction(|tx| {
        tx.set_tempo(98.0);
        tx.delete_clip("track:0/clipslot:1/clip");
        tx.set_notes("track:0/clipslot:1/clip", Vec::new());
        Ok(())
    }));
    assert_eq!(refused(failed), (ErrorCode::StaleReference, Some(2)));
    assert!((kit.get_song_overview().unwrap().tempo - 120.0).abs() < f64::EPSILON);
    assert_eq!(kit.control().undo_depth().unwrap().undo, 1);
}

#[test]
fn ids_are_judged_by_their_form_then_by_what_is_there() {
    let kit = kit();
    for (id, code) in [
        ("track:00", ErrorCode::BadInput),
        ("", ErrorCode::BadInput),
        ("#0", ErrorCode::BadInput),
        ("track:0/clipslot:0", ErrorCode::WrongType),
        ("scene:0", ErrorCode::WrongType),
        ("track:7", ErrorCode::StaleReference),
    ] {
        let props = TrackPropsPatch { mute: Some(true), ..TrackPropsPatch::default() };
        let seen = refused(block_on(kit.set_track_props(id, props)));
        assert_eq!(seen, (code, None), "of `{id}`");
    }
    let audio = SlotId { track: TrackId(1), slot: 0 };
    assert_eq!(refused(block_on(kit.create_midi_clip(audio, 4.0))), (ErrorCode::WrongType, None));
}

#[test]
fn what_is_not_written_is_not_offered() {
    let kit = kit();
    let description = kit.description();
    assert!(description.offers(Operation::Transaction) && description.offers(Operation::SetNotes));
    assert!(!description.offers(Operation::CreateTrack) && description.unknown_operations().next().is_none());
    let unwritten = Mutation::CreateCuePoint { beat: 0.0, name: "A".into() };
    let answer = block_on(kit.commit(livebridge_port::Batch::Call(unwritten)));
    assert_eq!(refused(answer), (ErrorCode::Unsupported, None));
}
