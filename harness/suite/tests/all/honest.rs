//! What the contract allows is accepted: variants of the fake that do otherwise, say so where they must, and end
//! conformant or partial. And what is declared against the headline fails it in its own words.

use std::sync::Arc;

use livebridge_fake::{Edit, FakeLiveBridge, ReadAnswer};
use livebridge_port::capabilities::{
    NoteKeeping, Precision, SideEffect, SnapshotCapability, TransactionCapability, UndoGrouping,
};
use livebridge_port::{Capabilities, LiveBridge, Mutation, Note, Snapshot};
use livebridge_suite::handlers::Handlers;
use livebridge_suite::mutants::{Hooks, Mutant, MutantDeviation};
use livebridge_suite::runner::{self, Run, RunOptions};
use livebridge_suite::target::InProcess;
use livebridge_suite::verdict::{Conformance, Verdict};
use livebridge_suite::{checks, mutants};

/// What a variant declares.
type Declare = fn(&mut Capabilities);

/// A note with one of its fields set.
type WithField = fn(Note, f64) -> Note;

/// The fake, deviating so, and declaring that.
#[expect(clippy::large_types_passed_by_value, reason = "rows of mutants are made of it")]
fn variant(hooks: Hooks, declare: Declare) -> Run {
    let honest = Mutant {
        name: "honest",
        requirement: "",
        why: "",
        hooks,
        handlers: Handlers::OURS,
        wire: None,
        tools: None,
        not_explorable: None,
    };
    let start = move || {
        let fake = FakeLiveBridge::deviating(MutantDeviation::new(&honest));
        let mut description = fake.description();
        declare(&mut description.capabilities);
        (Arc::new(fake) as Arc<dyn LiveBridge>, description)
    };
    let target = InProcess { name: "honest".to_owned(), start: Arc::new(start), restartable: true };
    runner::run(&RunOptions::new(Arc::new(target)), &checks::all(), |_| {}).unwrap()
}

#[track_caller]
#[expect(clippy::large_types_passed_by_value, reason = "rows of mutants are made of it")]
fn is_accepted(hooks: Hooks, declare: Declare) {
    let run = variant(hooks, declare);
    let findings: Vec<_> = run.checks.iter().filter(|result| result.finding.is_some()).collect();
    assert!(findings.is_empty(), "{findings:#?}");
    assert!(matches!(run.judge().0, Conformance::Conformant | Conformance::Partial));
}

const FAITHFUL: Hooks = Hooks::FAITHFUL;

#[expect(clippy::cast_possible_truncation, reason = "the loss is what the variant declares")]
fn narrow(number: &mut f64) {
    *number = f64::from(*number as f32);
}

/// A note as an array of 32-bit floats gives it back.
fn narrow_note(note: &Note) -> Note {
    let mut note = *note;
    [&mut note.pitch, &mut note.start_time, &mut note.duration].into_iter().for_each(narrow);
    let kept = |number: f64| {
        let mut number = number;
        narrow(&mut number);
        number
    };
    let given = note;
    let fields: [(Option<f64>, WithField); 4] = [
        (given.velocity(), Note::with_velocity),
        (given.probability(), Note::with_probability),
        (given.velocity_deviation(), Note::with_velocity_deviation),
        (given.release_velocity(), Note::with_release_velocity),
    ];
    fields.into_iter().fold(note, |note, (value, write)| value.map_or(note, |value| write(note, kept(value))))
}

fn narrow_set(set: &mut Snapshot) {
    narrow(&mut set.tempo);
    for track in &mut set.tracks {
        narrow(&mut track.panning);
        let params = track.devices.iter_mut().flat_map(|device| &mut device.parameters).chain([&mut track.volume]);
        for param in params {
            [&mut param.min, &mut param.max, &mut param.default_value, &mut param.value].into_iter().for_each(narrow);
        }
        for clip in track.session.iter_mut().chain(&mut track.arrangement) {
            clip.notes = clip.notes.take().map(|notes| notes.iter().map(narrow_note).collect());
        }
    }
}

#[test]
fn numbers_in_32_bits() {
    let hooks = Hooks {
        received: |mutation| {
            // What a parameter takes is judged before it is kept, so that its ends are not passed by a rounding.
            if !matches!(mutation, Mutation::SetParam { .. }) {
                mutation.numbers_mut().into_iter().for_each(narrow);
            }
            if let Mutation::SetNotes { notes, .. } = mutation {
                *notes = notes.iter().map(narrow_note).collect();
            }
        },
        loaded: narrow_set,
        ..FAITHFUL
    };
    is_accepted(hooks, |capabilities| capabilities.precision = Precision::F32);
}

/// Every field there, by pitch.
fn filled_in(notes: &[Note]) -> Vec<Note> {
    let mut notes: Vec<Note> = notes.iter().map(|note| note.with_defaults()).collect();
    notes.sort_by(|a, b| a.pitch.total_cmp(&b.pitch).then(a.start_time.total_cmp(&b.start_time)));
    notes
}

#[test]
fn notes_filled_in_and_in_another_order() {
    let hooks = Hooks {
        snapshot: |set| {
            for clip in set.tracks.iter_mut().flat_map(|track| track.session.iter_mut().chain(&mut track.arrangement)) {
                clip.notes = clip.notes.take().map(|notes| filled_in(&notes).into());
            }
        },
        answer: |answer| {
            if let ReadAnswer::Notes(notes) = answer {
                **notes = filled_in(notes);
            }
        },
        ..FAITHFUL
    };
    is_accepted(hooks, |_| {});
}

#[test]
fn another_name_of_the_fader() {
    let hooks = Hooks {
        loaded: |set| set.tracks.iter_mut().for_each(|track| track.volume.name = "Track Volume".into()),
        edits: |_, _, _, _| {},
        ..FAITHFUL
    };
    is_accepted(hooks, |_| {});
}

#[test]
fn no_step_for_the_same_tempo() {
    let hooks = Hooks {
        edits: |mutation, _, set, edits| {
            if matches!(mutation, Mutation::SetTempo { bpm } if bpm.total_cmp(&set.tempo()).is_eq()) {
                edits.clear();
            }
        },
        steps: |_, _, edits, faithful| if edits == 0 { 0 } else { faithful },
        ..FAITHFUL
    };
    is_accepted(hooks, |_| {});
}

#[test]
fn a_history_as_long_as_is_declared() {
    fn declares(steps: u32) -> impl Fn(&mut Capabilities) {
        move |capabilities| capabilities.undo_history = std::num::NonZeroU32::new(steps).unwrap()
    }
    is_accepted(Hooks { history: |limit| limit.min(20), ..FAITHFUL }, |capabilities| declares(20)(capabilities));
    is_accepted(Hooks { history: |limit| limit.min(1), ..FAITHFUL }, |capabilities| declares(1)(capabilities));
}

#[test]
fn notes_as_live_keeps_them() {
    let hooks = Hooks {
        received: |mutation| {
            if let Mutation::SetNotes { notes, .. } = mutation {
                *notes = Note::as_live_keeps(notes).into();
            }
        },
        ..FAITHFUL
    };
    is_accepted(hooks, |capabilities| capabilities.notes = NoteKeeping::Live);
}

#[test]
fn tracks_wherever_the_host_puts_them() {
    let hooks = Hooks {
        edits: |_, _, _, edits| {
            for edit in edits {
                if let Edit::InsertTrack(at, _) = edit {
                    *at = 0;
                }
            }
        },
        ..FAITHFUL
    };
    is_accepted(hooks, |capabilities| {
        capabilities.side_effects.insert(SideEffect::TrackPlace);
    });
}

#[test]
fn transactions_that_are_only_grouped_or_have_no_references() {
    is_accepted(FAITHFUL, |capabilities| capabilities.transaction = TransactionCapability::Grouped);
    is_accepted(FAITHFUL, |capabilities| capabilities.staged_references = false);
    is_accepted(FAITHFUL, |capabilities| {
        capabilities.transaction = TransactionCapability::Grouped;
        capabilities.staged_references = false;
    });
}

#[test]
fn no_snapshot() {
    is_accepted(FAITHFUL, |capabilities| capabilities.snapshot = SnapshotCapability::None);
}

/// What is declared against the headline fails it, in the words of the target.
#[test]
fn what_is_declared_against_the_headline_fails_it() {
    let declared: [(Declare, &str); 3] = [
        (|capabilities| capabilities.undo_grouping = UndoGrouping::MayMerge, "undoGrouping: mayMerge"),
        (|capabilities| capabilities.undo_grouping = UndoGrouping::MaySplit, "undoGrouping: maySplit"),
        (|capabilities| capabilities.undo_steps_per_commit = 2, "undoStepsPerCommit: 2"),
    ];
    for (declare, words) in declared {
        let run = variant(FAITHFUL, declare);
        assert_eq!(run.judge().0, Conformance::Nonconformant, "{words}");
        let failed: Vec<_> = run.checks.iter().filter(|result| result.verdict == Verdict::Fail).collect();
        assert!(failed.iter().all(|result| result.requirement == "LB-UNDO-001"), "{failed:#?}");
        let told =
            failed.iter().any(|result| result.finding.as_ref().is_some_and(|finding| finding.seen.contains(words)));
        assert!(told, "{words}: {failed:#?}");
    }
}

/// One cause, one finding: a tempo that is taken and should not be is told once, and the checks that build upon its
/// refusal say that they did.
#[test]
fn a_check_whose_premise_failed_says_so() {
    let mutant = mutants::by_name("swallows-rejection").unwrap();
    let target = Arc::new(livebridge_suite::target::MutantTarget(mutant));
    let wanted = ["LB-ERR-001", "LB-ERR-002", "LB-MUT-005"];
    let checks: Vec<_> = checks::all().into_iter().filter(|check| wanted.contains(&check.requirement)).collect();
    let run = runner::run(&RunOptions::new(target), &checks, |_| {}).unwrap();
    for result in &run.checks {
        let told = result.finding.as_ref().map(|finding| finding.seen.as_str());
        match (result.requirement, result.verdict) {
            ("LB-MUT-005", Verdict::Fail) | (_, Verdict::Pass) => {}
            (_, Verdict::Untestable) => assert!(told.is_some_and(|told| told.contains("was not refused")), "{told:?}"),
            _ => panic!("{result:#?}"),
        }
    }
    assert!(run.checks.iter().any(|result| result.verdict == Verdict::Untestable));
}
