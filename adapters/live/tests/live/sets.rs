//! Sets in and out: fixtures, and what random calls cannot reach.

use livebridge_diff::DiffExt;
use livebridge_fake::FakeLiveBridge;
use livebridge_live::Engine;
use livebridge_live::rules::Rules;
use livebridge_port::{Note, Snapshot, fixtures};

#[test]
fn fixtures_come_out_as_they_went_in() {
    for name in fixtures::NAMES {
        let fixture = fixtures::by_name(name).unwrap();
        let mut engine = Engine::new(Rules::default());
        engine.load_snapshot(&fixture).unwrap();
        let saved = engine.snapshot();
        FakeLiveBridge::from_snapshot(&saved).unwrap();
        let (fixture, saved) = (full(fixture), full(saved));
        let changes: Vec<String> =
            fixture.diff(&saved).changes.iter().take(5).map(|change| format!("{change:?}")).collect();
        assert!(changes.is_empty(), "{name}:\n{}", changes.join("\n"));
    }
}

/// The same Set with every note complete, by pitch and time: Live knows no absent fields, and no other order.
fn full(mut snapshot: Snapshot) -> Snapshot {
    for track in &mut snapshot.tracks {
        for clip in track.session.iter_mut().chain(&mut track.arrangement) {
            let Some(notes) = &clip.notes else { continue };
            let mut list: Vec<Note> = notes.iter().map(|note| note.with_defaults()).collect();
            list.sort_by(|a, b| a.pitch.total_cmp(&b.pitch).then(a.start_time.total_cmp(&b.start_time)));
            clip.notes = Some(list.into());
        }
    }
    snapshot
}

#[test]
fn a_snapshot_that_contradicts_itself_leaves_the_set_that_was_open() {
    let mut engine = Engine::new(Rules::default());
    let before = engine.snapshot();
    let mut bad = fixtures::seeded();
    bad.tempo = f64::NAN;
    assert!(engine.load_snapshot(&bad).is_err());
    assert_eq!(engine.snapshot(), before);
}
