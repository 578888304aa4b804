//! Two views of one Set: what the reads show and what the snapshot shows, after each thing that can happen to it.

use livebridge_port::capabilities::TransactionCapability;
use livebridge_port::params::QueryParams;
use livebridge_port::{Batch, Mutation, MutationKind, Operation};

use crate::check::{Check, Checked, Stop};
use crate::checks::script::{Ground, sent};
use crate::checks::series;
use crate::explore::Pace;
use crate::explore::program::{self, Step};
use crate::stage::{Stage, Via};

pub(super) fn checks() -> Vec<Check> {
    let each = MutationKind::ALL.iter().map(|kind| {
        let name = format!("reads/after-each-step/{}", kind.operation());
        Check::new(name, "LB-READ-021", |stage| after_each_step(stage, *kind)).calling(&[kind.operation()])
    });
    each.collect()
}

/// A call, a refused one, a transaction, one that fails, undos and redos, each followed by a look at everything. Then
/// two calls with every read around them, and nothing else that could empty a cache.
fn after_each_step(stage: &mut Stage, kind: MutationKind) -> Checked {
    const BETWEEN: &str = "a read shows the Set as it is, also with nothing but reads between two changes";
    const EXPECTED: &str = "after each step the reads and the snapshot show the same Set";
    let ground = Ground::of(stage)?;
    let all = series::of_kind(kind, &ground.set, &ground.supplies);
    let Some(series) = all.first().filter(|series| series.len() >= 2) else {
        return Err(Stop::Missing(format!("object for {}", kind.operation())));
    };
    let refused = || Step::Commit(Batch::Call(Mutation::SetTempo { bpm: -1.0 }));
    let find = || Step::FindTrack(QueryParams { query: "same".to_owned() });
    let mut steps = vec![find()];
    steps.extend(sent(Via::Call, &series[..1]));
    steps.extend([refused(), find()]);
    if stage.ways().contains(&Via::Transaction) {
        steps.push(Step::Commit(Batch::Transaction(series[1..].to_vec())));
        if stage.capabilities().transaction == TransactionCapability::Atomic {
            let failing = [&series[1..2], &[Mutation::SetTempo { bpm: -1.0 }]].concat();
            steps.extend([Step::Commit(Batch::Transaction(failing)), find()]);
        }
    } else {
        steps.extend(sent(Via::Call, &series[1..2]));
    }
    let undo = [Step::ControlUndo, find()];
    let redo = [Step::ControlRedo, find()];
    steps.extend([&undo[..], &undo, &redo, &redo, &undo, &undo].concat());
    if ground.resets() {
        steps.extend(sent(Via::Call, &series[..1]));
        steps.extend([ground.reset_step(), find()]);
    }
    let offered: Vec<Step> = steps.into_iter().filter(|step| stage.offers(step.operation())).collect();
    if offered.iter().all(|step| step.operation() == Operation::FindTrack) {
        return stage.missing("calls that change something", &[]);
    }
    ground.play(stage, &offered, Pace::Slow, EXPECTED)?;
    let searched = ground.set.tracks.iter().take(1).map(|track| track.name.to_string());
    let mut reads = program::reads_of(&ground.set, [String::new()].into_iter().chain(searched));
    reads.retain(|step| stage.offers(step.operation()));
    let changes = sent(Via::Call, &series[..2]).into_iter().filter(|step| stage.offers(step.operation()));
    let mut with_reads: Vec<Step> = changes.flat_map(|change| [&[change], &reads[..]].concat()).collect();
    if stage.ways().contains(&Via::Transaction) && stage.capabilities().transaction == TransactionCapability::Atomic {
        // What it wrote is nowhere any more.
        let failing = [&series[..1], &[Mutation::SetTempo { bpm: -1.0 }]].concat();
        with_reads.splice(..0, [&[Step::Commit(Batch::Transaction(failing))], &reads[..]].concat());
    }
    ground.play(stage, &[reads, with_reads].concat(), Pace::Unseen, BETWEEN)
}
