//! Several threads at one fake: no client ever sees a state in between, and nothing is lost. Contract, sections 6
//! and 7.
//!
//! Every transaction writes one number into three places: the tempo, the name of a track and the notes of a clip.
//! Whoever reads must find the same number in all three.

#![expect(clippy::float_cmp, reason = "the fake keeps 64-bit floats, and the contract wants them back exactly")]

use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use livebridge_fake::FakeLiveBridge;
use livebridge_port::{
    Batch, ControlPlane, ErrorCode, LiveBridge, Mutation, Note, Outcome, SetView, Snapshot, SongOverview,
    TrackPropsPatch,
};

const CLIP: &str = "track:0/clipslot:0/clip";

/// How often each thread goes round.
const ROUNDS: u32 = 1500;

/// The transaction that writes `number` into all three places, and then perhaps something that fails.
fn writing(number: u32, fails: bool) -> Batch {
    let notes = (0..=number % 4).map(|_| Note::new(60.0, f64::from(number), 1.0)).collect();
    let props = TrackPropsPatch { name: Some(number.to_string().into()), ..TrackPropsPatch::default() };
    let mut mutations = vec![
        Mutation::SetTempo { bpm: tempo(number) },
        Mutation::SetTrackProps { track_id: "track:0".into(), props },
        Mutation::SetNotes { clip_id: CLIP.into(), notes },
    ];
    if fails {
        mutations.push(Mutation::SetTempo { bpm: 5000.0 });
    }
    Batch::Transaction(mutations)
}

/// A tempo that the number can be told from.
fn tempo(number: u32) -> f64 {
    20.0 + f64::from(number) / 64.0
}

fn assert_whole(set: &Snapshot) {
    let track = &set.tracks[0];
    let number: u32 = track.name.parse().expect("the name of the track is the number");
    assert_eq!(set.tempo, tempo(number), "the tempo is not of the transaction that named the track {number}");
    let notes = track.session[0].notes.as_ref().expect("a MIDI clip has notes");
    assert_eq!(notes.len(), (number % 4 + 1) as usize);
    assert!(notes.iter().all(|note| note.start_time == f64::from(number)), "the notes are not those of {number}");
}

fn assert_overview(overview: &SongOverview) {
    let number: u32 = overview.tracks[0].name.parse().expect("the name of the track is the number");
    assert_eq!(overview.tempo, tempo(number));
}

fn look(fake: &FakeLiveBridge) {
    match fake.snapshot() {
        Ok(SetView::Canonical(set)) => assert_whole(&set),
        other => panic!("{other:?}"),
    }
    assert_overview(&fake.get_song_overview().expect("a read"));
}

/// Commits one transaction; true when it was accepted.
fn write(fake: &FakeLiveBridge, number: u32, fails: bool) -> bool {
    match pollster::block_on(fake.commit(writing(number, fails))) {
        Ok(commit) => {
            assert!(!fails);
            // The answer shows the state that this transaction committed, whatever others did since.
            let Some(Outcome::Overview(overview)) = &commit.outcomes[0] else { panic!("{commit:?}") };
            assert_eq!(overview.tempo, tempo(number));
            assert_overview(overview);
            true
        }
        Err(error) => {
            assert!(fails, "{error}");
            assert_eq!(error.code(), Some(ErrorCode::SdkRejected));
            false
        }
    }
}

fn fake() -> FakeLiveBridge {
    let fake = FakeLiveBridge::with_one_midi_clip(&[]);
    assert!(write(&fake, 0, false));
    fake
}

#[test]
fn two_threads_never_see_a_torn_state_and_lose_nothing() {
    let (fake, accepted) = (fake(), AtomicU64::new(1));
    thread::scope(|scope| {
        for thread in 0..2 {
            let (fake, accepted) = (&fake, &accepted);
            scope.spawn(move || {
                for round in 0..ROUNDS {
                    let number = 1 + thread + 2 * round;
                    accepted.fetch_add(u64::from(write(fake, number, round % 5 == 0)), Ordering::Relaxed);
                    look(fake);
                }
            });
        }
    });
    let accepted = accepted.into_inner();
    assert_eq!(accepted, 1 + 2 * u64::from(ROUNDS - ROUNDS / 5));
    assert_eq!(fake.transaction_count(), Ok(accepted));
    let depth = fake.undo_depth().expect("a depth");
    assert_eq!((depth.undo, depth.redo), (accepted, 0));

    // Every step back is the whole of one transaction, down to the first one.
    for _ in 1..accepted {
        assert_eq!(fake.undo(), Ok(true));
        look(&fake);
    }
    assert_eq!(fake.get_song_overview().expect("a read").tempo, tempo(0));
}

#[test]
fn undo_and_redo_between_the_transactions_of_others_tear_nothing() {
    let (fake, accepted) = (fake(), AtomicU64::new(1));
    thread::scope(|scope| {
        let (fake, accepted) = (&fake, &accepted);
        scope.spawn(move || {
            for round in 0..ROUNDS {
                accepted.fetch_add(u64::from(write(fake, 1 + round, round % 5 == 0)), Ordering::Relaxed);
                look(fake);
            }
        });
        scope.spawn(move || {
            for round in 0..ROUNDS {
                // The first transaction stays, so that there is a number in the Set at all times.
                if round % 3 == 2 {
                    fake.redo().expect("a redo");
                } else if fake.undo_depth().expect("a depth").undo > 1 {
                    fake.undo().expect("an undo");
                }
                look(fake);
            }
        });
    });
    assert_eq!(fake.transaction_count(), Ok(accepted.into_inner()), "undo and redo do not count");
    let steps = fake.undo_depth().expect("a depth").undo;
    for _ in 1..steps {
        assert_eq!(fake.undo(), Ok(true));
        look(&fake);
    }
}
