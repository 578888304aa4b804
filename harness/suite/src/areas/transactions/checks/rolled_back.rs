//! Roll-back of objects that were changed before: nothing of what they were is lost.

use livebridge_port::{Batch, IdRef, Mutation, MutationKind, Operation, TrackKind, TrackPropsPatch};

use crate::check::{Check, Checked, Stop};
use crate::checks::script::{FAULT, Ground, sent};
use crate::checks::series;
use crate::explore::Pace;
use crate::explore::program::Step;
use crate::stage::{Stage, Via};

pub(super) fn checks() -> Vec<Check> {
    let each = MutationKind::ALL.iter().map(|kind| {
        let name = format!("transactions/rolled-back/{}", kind.operation());
        let check = Check::new(name, "LB-TX-002", |stage| rolled_back(stage, *kind));
        check.calling(&[kind.operation(), Operation::SetTempo])
    });
    let fresh = Check::new("transactions/outcomes-of-the-commit", "LB-TX-004", outcomes_of_the_commit);
    each.chain([fresh.calling(&[Operation::SetTempo, Operation::CreateTrack, Operation::SetTrackProps])]).collect()
}

/// Outcomes of what later mutations of the same transaction change: each is as it is at the end.
fn outcomes_of_the_commit(stage: &mut Stage) -> Checked {
    const EXPECTED: &str = "each outcome shows the committed state";
    let ground = Ground::of(stage)?;
    let tempo = |bpm| Mutation::SetTempo { bpm };
    let named = |at: usize, name: &str| Mutation::SetTrackProps {
        track_id: IdRef::from(format!("track:{at}").as_str()),
        props: TrackPropsPatch { name: Some(name.into()), solo: Some(at == 0), ..TrackPropsPatch::default() },
    };
    let track = Mutation::CreateTrack { kind: TrackKind::Midi };
    let batches = [
        vec![tempo(98.0), track.clone(), tempo(99.0)],
        vec![tempo(101.0), named(0, "First"), named(1, "Second"), named(0, "First again")],
        vec![named(1, "Third"), track, tempo(102.5), named(0, "Last")],
    ];
    let steps: Vec<Step> = batches.into_iter().map(|batch| Step::Commit(Batch::Transaction(batch))).collect();
    ground.play(stage, &steps, Pace::Slow, EXPECTED)
}

/// An object is changed; what changes it again is taken back with the transaction that it is part of, whether that
/// begins or ends with it; and the history is as it was.
fn rolled_back(stage: &mut Stage, kind: MutationKind) -> Checked {
    let ground = Ground::of(stage)?;
    let all = series::of_kind(kind, &ground.set, &ground.supplies);
    if all.is_empty() {
        return Err(Stop::Missing(format!("object for {}", kind.operation())));
    }
    let undoes = stage.offers(Operation::ControlUndo) && stage.offers(Operation::ControlRedo);
    for series in all {
        let fails = |before: &[Mutation]| Step::Commit(Batch::Transaction([before, &[FAULT]].concat()));
        // Of what goes, the next is another object by then.
        let (first, rest) = series.split_at(1);
        let mut steps = sent(Via::Call, first);
        steps.extend([fails(rest), fails(&rest[..rest.len().min(1)])]);
        if undoes {
            steps.extend([Step::ControlUndo, fails(first), Step::ControlRedo, fails(rest), Step::ControlUndo]);
        }
        ground.play_back(
            stage,
            &steps,
            Pace::Slow,
            "after a transaction that failed the Set is exactly as before it",
        )?;
    }
    Ok(())
}
