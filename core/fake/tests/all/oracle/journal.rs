//! The journal against full clones: undoing everything and redoing everything goes through the very same Sets, and
//! a batch that fails leaves no trace, neither in the Set nor in what can be undone and redone.

use livebridge_fake::FakeLiveBridge;
use livebridge_port::{Batch, ControlPlane, Mutation, Snapshot, TrackKind, UndoDepth, fixtures};
use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;

use super::generate::Generator;
use super::model::Oracle;
use super::program::{ReadAnswer, Step, ask, snapshot};

/// A fake and all Sets that it has been through, the first one first, as the oracle keeps them.
struct History {
    fake: FakeLiveBridge,
    sets: Vec<Snapshot>,
}

impl History {
    /// Commits random batches, `length` of them in all, refused ones included.
    fn random(seed: u64, length: usize) -> std::result::Result<Self, TestCaseError> {
        let mut generator = Generator::new(seed);
        let fake = FakeLiveBridge::seeded();
        let Some(mut oracle) = Oracle::new(&fixtures::seeded(), usize::MAX) else { unreachable!("a fixture is a Set") };
        let first = generator.first();
        ask(&fake, &first);
        oracle.answer(&first);
        let mut history = Self { fake, sets: vec![oracle.set.to_snapshot()] };
        for _ in 0..length {
            let step = generator.commit(&oracle.set);
            let before = history.view()?;
            match (ask(&history.fake, &step), oracle.answer(&step)) {
                (ReadAnswer::Refused(_), ReadAnswer::Refused(_)) => prop_assert_eq!(history.view()?, before),
                (ReadAnswer::Committed { undo_steps: Some(0), .. }, _) => prop_assert_eq!(history.view()?, before),
                // The Set is taken from the fake: the oracle's may differ by a rounding where a clip was cut.
                (ReadAnswer::Committed { .. }, ReadAnswer::Committed { .. }) => history.sets.push(history.view()?.0),
                (fake, oracle) => prop_assert!(false, "{fake:?}\n{oracle:?}"),
            }
        }
        Ok(history)
    }

    /// All that can be seen of the fake.
    fn view(&self) -> std::result::Result<(Snapshot, UndoDepth, u64), TestCaseError> {
        let failed = |error: livebridge_port::CallError| TestCaseError::fail(error.to_string());
        let set = snapshot(&self.fake).map_err(failed)?;
        let depth = self.fake.undo_depth().map_err(failed)?;
        Ok((set, depth, self.fake.transaction_count().map_err(failed)?))
    }

    /// The fake stands at the Set with number `place`.
    fn stands_at(&self, place: usize) -> TestCaseResult {
        let (set, depth, count) = self.view()?;
        let last = self.sets.len() - 1;
        prop_assert_eq!(&set, &self.sets[place]);
        prop_assert_eq!(depth, UndoDepth { undo: place as u64, redo: (last - place) as u64 });
        prop_assert_eq!(count, last as u64);
        Ok(())
    }

    /// A batch that changes much before it fails leaves everything as it is.
    fn fails_without_a_trace(&self) -> TestCaseResult {
        let mut mutations = vec![
            Mutation::SetTempo { bpm: 77.0 },
            Mutation::CreateTrack { kind: TrackKind::Midi },
            Mutation::CreateArrangementMidiClip { track_id: "#1".into(), start_beat: 0.0, length_beats: 8.0 },
            Mutation::ClearClipsInRange { track_id: "#1".into(), start_beat: 2.0, end_beat: 4.0 },
            Mutation::DeleteClip { clip_id: "#1/clip:0".into() },
            Mutation::DeleteTrack { track_id: "#1".into() },
        ];
        if !self.view()?.0.tracks.is_empty() {
            mutations.push(Mutation::DeleteTrack { track_id: "track:0".into() });
        }
        mutations.push(Mutation::SetTempo { bpm: 5000.0 });
        let before = self.view()?;
        let answer = ask(&self.fake, &Step::Commit(Batch::Transaction(mutations)));
        prop_assert!(matches!(answer, ReadAnswer::Refused(_)), "{answer:?}");
        prop_assert_eq!(self.view()?, before);
        Ok(())
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn undoing_and_redoing_everything_goes_through_the_same_sets(seed: u64, length in 1_usize..50, rounds in 1..3) {
        let history = History::random(seed, length)?;
        let last = history.sets.len() - 1;
        for _ in 0..rounds {
            history.stands_at(last)?;
            for place in (0..last).rev() {
                prop_assert_eq!(ask(&history.fake, &Step::Undo), ReadAnswer::Done(true));
                history.stands_at(place)?;
            }
            prop_assert_eq!(ask(&history.fake, &Step::Undo), ReadAnswer::Done(false));
            history.fails_without_a_trace()?;
            for place in 1..=last {
                prop_assert_eq!(ask(&history.fake, &Step::Redo), ReadAnswer::Done(true));
                history.stands_at(place)?;
            }
            prop_assert_eq!(ask(&history.fake, &Step::Redo), ReadAnswer::Done(false));
        }
    }

    #[test]
    fn a_batch_that_fails_leaves_no_trace(seed: u64, length in 1_usize..50, back in 0_usize..50) {
        let history = History::random(seed, length)?;
        let last = history.sets.len() - 1;
        let back = back.min(last);
        for _ in 0..back {
            ask(&history.fake, &Step::Undo);
        }
        history.fails_without_a_trace()?;
        history.stands_at(last - back)?;
    }
}
