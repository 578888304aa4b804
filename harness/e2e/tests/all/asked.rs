//! Where a machine does not see it, a person is asked: on a bridge without undo, in a Set that may be somebody's.

use std::sync::{Arc, Mutex};

use livebridge_e2e::checklist::{Checklist, ChecklistStep, WayIn};
use livebridge_e2e::progress::{AnsweredBy, StepVerdict};
use livebridge_fake::FakeLiveBridge;
use livebridge_port::capabilities::{ResetCapability, SnapshotCapability, UndoCapability};
use livebridge_port::{LiveBridge, Mutation, Name, Operation, TrackPropsPatch, fixtures};
use livebridge_suite::target::{InProcess, Target};

use crate::support::{Hands, run};

/// A bridge as one in a real Live is: no undo, no reset, and the Set stays between connections. The person gets hands on
/// the Set behind it.
pub(crate) fn without_undo(hands: &mut Hands) -> Arc<dyn Target> {
    let fake = Arc::new(FakeLiveBridge::from_snapshot(&fixtures::seeded()).unwrap());
    let mut description = fake.description();
    let hidden = [
        Operation::ControlUndo,
        Operation::ControlRedo,
        Operation::ControlUndoDepth,
        Operation::ControlTransactionCount,
        Operation::ControlReset,
        Operation::ControlSnapshot,
    ];
    description.operations.retain(|operation| !hidden.iter().any(|hidden| hidden.name() == operation.as_str()));
    description.capabilities.undo = UndoCapability::None;
    description.capabilities.reset = ResetCapability::None;
    description.capabilities.snapshot = SnapshotCapability::None;
    let behind = Arc::clone(&fake);
    hands.deed = Box::new(move |step| on_the_set(&behind, step));
    let start = Arc::new(Mutex::new((fake, description)));
    let start = Arc::new(move || {
        let (fake, description) = &*start.lock().unwrap();
        (Arc::clone(fake) as Arc<dyn LiveBridge>, description.clone())
    });
    Arc::new(InProcess { name: "a bridge without undo".to_owned(), start, restartable: false })
}

/// What the keys of a step do to the Set.
fn on_the_set(fake: &FakeLiveBridge, step: &ChecklistStep) {
    let edit = match step.id.as_str() {
        "users-tempo-is-seen" => Mutation::SetTempo { bpm: 131.0 },
        "users-edit-survives" => {
            let tracks = fake.list_tracks().unwrap();
            let first = tracks.iter().find(|track| &*track.name == "Stage Drums").unwrap();
            let props = TrackPropsPatch { name: Some(Name::from("Mine")), ..TrackPropsPatch::default() };
            Mutation::SetTrackProps { track_id: first.id.clone(), props }
        }
        _ => return,
    };
    fake.edit_as_user(edit).unwrap();
}

/// The steps that are asked there: all that have a question and are seen by nobody else.
fn asked() -> Vec<&'static ChecklistStep> {
    Checklist::shipped().steps.iter().filter(|step| step.ask.is_some()).collect()
}

#[test]
fn every_question_is_put_and_the_contrary_flips_it() {
    let mut put = 0;
    for step in asked() {
        let id = step.id.as_str();
        let came = |contrary: Option<String>| {
            let mut hands = Hands { contrary, ..Hands::default() };
            let target = without_undo(&mut hands);
            run(target, &[id], &mut hands, None, usize::MAX)
        };
        let (right, wrong) = (came(None), came(Some(id.to_owned())));
        let (right, wrong) = (right.only(), wrong.only());
        if right.by == AnsweredBy::Machine {
            // What a bridge without undo lets a machine see, such as a refusal in a transaction.
            continue;
        }
        put += 1;
        assert_eq!(right.verdict, StepVerdict::AsExpected, "{right:?}");
        assert_ne!(wrong.verdict, StepVerdict::AsExpected, "{wrong:?}");
        assert_eq!(right.answer.as_deref(), Some(step.expected(WayIn::Fake)));
    }
    assert!(put > 15, "only {put} questions were put");
}

/// What a run makes in the Set is gone at the end, whatever was asked in between.
#[test]
fn the_set_is_as_it_was_found() {
    let fake = Arc::new(FakeLiveBridge::from_snapshot(&fixtures::seeded()).unwrap());
    let before = fake.inside();
    let (bridge, mut description) = (Arc::clone(&fake), fake.description());
    description.capabilities.reset = ResetCapability::None;
    let start = Arc::new(move || (Arc::clone(&bridge) as Arc<dyn LiveBridge>, description.clone()));
    let target = Arc::new(InProcess { name: "somebody's Set".to_owned(), start, restartable: false });
    let came = run(target, &[], &mut Hands::default(), None, usize::MAX);
    assert!(came.report().complete);
    assert_eq!(fake.inside(), before);
}
