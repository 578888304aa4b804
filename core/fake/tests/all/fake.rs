//! The fake by its own interface in Rust: what the oracle, which speaks to it through the port alone, does not see.

use livebridge_fake::FakeLiveBridge;
use livebridge_port::{
    Batch, ControlPlane, ErrorCode, IdRef, LiveBridge, LiveBridgeExt, Mutation, TrackId, TrackKind, UndoDepth,
};
use livebridge_transforms::by_name;
use serde_json::json;

fn tempo(bpm: f64) -> Mutation {
    Mutation::SetTempo { bpm }
}

#[test]
fn handles_become_what_their_mutations_made() {
    let bridge = FakeLiveBridge::seeded();
    let (made, (gone, there)) = pollster::block_on(bridge.transaction(|tx| {
        assert!(tx.is_empty());
        let made = vec![tx.create_track(TrackKind::Midi), tx.create_track(TrackKind::Audio)];
        assert_eq!((tx.len(), tx.is_empty()), (2, false));
        let deleted = tx.create_track(TrackKind::Audio);
        let kept = tx.create_track(TrackKind::Midi);
        tx.delete_track(deleted);
        assert_eq!(tx.len(), 5);
        Ok((made, (deleted.if_it_remains(), kept.if_it_remains())))
    }))
    .unwrap();
    let kinds: Vec<TrackKind> = made.iter().map(|track| track.kind).collect();
    assert_eq!(kinds, [TrackKind::Midi, TrackKind::Audio]);
    assert_eq!((gone.is_none(), there.map(|track| track.kind)), (true, Some(TrackKind::Midi)));
    assert_eq!(bridge.list_tracks().unwrap().len(), 6);
}

#[test]
fn bulk_work_tells_its_undo_steps() {
    let fake = FakeLiveBridge::seeded();
    assert_eq!(fake.apply(Batch::Call(tempo(98.0))), Ok(1));
    assert_eq!(fake.apply(Batch::Transaction(vec![tempo(99.0), tempo(100.0)])), Ok(1));
    assert_eq!(fake.apply(Batch::Transaction(Vec::new())), Ok(0));
    assert!(fake.apply(Batch::Call(tempo(-1.0))).is_err());
    assert_eq!(fake.get_song_overview().unwrap().tempo.to_bits(), 100.0_f64.to_bits());
    assert_eq!(fake.transaction_count(), Ok(2));
}

/// A limit that comes later forgets the oldest steps, and what is left is undone and redone as before.
#[test]
fn a_history_can_be_limited_when_it_is_there_already() {
    let fake = FakeLiveBridge::seeded();
    for bpm in [90.0, 91.0, 92.0, 93.0] {
        fake.apply(Batch::Call(tempo(bpm))).unwrap();
    }
    let fake = fake.with_history_limit(2);
    assert_eq!(fake.undo_depth(), Ok(UndoDepth { undo: 2, redo: 0 }));
    assert_eq!((fake.undo(), fake.undo(), fake.undo()), (Ok(true), Ok(true), Ok(false)));
    assert_eq!(fake.get_song_overview().unwrap().tempo.to_bits(), 91.0_f64.to_bits());
    assert_eq!((fake.redo(), fake.redo(), fake.redo()), (Ok(true), Ok(true), Ok(false)));
    assert_eq!(fake.get_song_overview().unwrap().tempo.to_bits(), 93.0_f64.to_bits());
}

/// In a transaction an id names what it named at its beginning: a clip that has gone since does not become the one that
/// stands in its slot now.
#[test]
fn a_clip_that_a_transaction_replaced_is_gone_for_the_rest_of_it() {
    let fake = FakeLiveBridge::seeded();
    let clip = TrackId(0).slot(0).clip();
    let replace = || {
        vec![
            Mutation::DeleteClip { clip_id: clip.into() },
            Mutation::CreateMidiClip { slot_id: TrackId(0).slot(0).into(), length_beats: 2.0 },
            Mutation::SetNotes { clip_id: clip.into(), notes: [].into() },
        ]
    };
    let refused = fake.apply(Batch::Transaction(replace())).unwrap_err();
    assert_eq!((refused.code, refused.op), (ErrorCode::StaleReference, Some(2)), "{refused}");
    // Another slot of the same track is not meant, and the new clip has its old id afterwards.
    let mut elsewhere = replace();
    elsewhere.truncate(2);
    elsewhere.push(Mutation::CreateMidiClip { slot_id: TrackId(0).slot(1).into(), length_beats: 2.0 });
    assert_eq!(fake.apply(Batch::Transaction(elsewhere)), Ok(1));
    assert_eq!(fake.apply(Batch::Call(replace().remove(2))), Ok(1));
}

#[test]
fn a_wrong_kind_is_told_in_words() {
    let fake = FakeLiveBridge::seeded();
    let told = |mutation| fake.apply(Batch::Call(mutation)).unwrap_err().message;
    let device: IdRef = TrackId(0).device(0).into();
    let notes = || [].into();
    for (message, what) in [
        (told(Mutation::DeleteTrack { track_id: device.clone() }), "track"),
        (told(Mutation::CreateMidiClip { slot_id: device.clone(), length_beats: 1.0 }), "clip slot"),
        (told(Mutation::SetNotes { clip_id: device.clone(), notes: notes() }), "clip"),
        (told(Mutation::SetParam { param_id: device, value: 0.0 }), "parameter"),
    ] {
        assert!(message.ends_with(&format!("is not the id of a {what}")), "{message}");
    }
}

#[test]
fn its_transforms_are_those_of_the_crate() {
    let input = json!({ "label": "1/16", "triplet": true });
    let answer = FakeLiveBridge::seeded().control().transform("beatsPerCell", &input).unwrap();
    assert_eq!(answer, by_name::call("beatsPerCell", &input).unwrap());
    assert_ne!(answer, json!(null));
}

/// Of a clip that is cut, pieces of at most a millionth of a beat vanish, and the next longer ones stay.
#[test]
fn a_piece_at_the_tolerance_vanishes_and_a_longer_one_stays() {
    const SLIVER: f64 = 1e-6;
    let left_of = |length: f64, start: f64, end: f64| -> Vec<f64> {
        let fake = FakeLiveBridge::seeded();
        let track = pollster::block_on(fake.create_track(TrackKind::Midi)).unwrap().id;
        pollster::block_on(fake.create_arrangement_midi_clip(&track, 0.0, length)).unwrap();
        pollster::block_on(fake.clear_clips_in_range(&track, start, end)).unwrap();
        fake.list_clips(&track).unwrap().iter().map(|clip| clip.duration).filter(|length| *length > 0.0).collect()
    };
    let left = |start, end| left_of(1.0, start, end);
    assert_eq!(left(SLIVER, 2.0), [0.0; 0]);
    assert_eq!(left(SLIVER.next_up(), 2.0), [SLIVER.next_up()]);
    // The same behind the range, with numbers that are exact.
    assert_eq!(left_of(2.0 * SLIVER, 0.0, SLIVER), [0.0; 0]);
    assert_eq!(left_of(2.0 * SLIVER, 0.0, SLIVER.next_down()).len(), 1);
    assert_eq!(left(0.0, 1.0 - 2.0 * SLIVER).len(), 1);
}
