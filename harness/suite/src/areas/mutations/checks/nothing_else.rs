//! A mutation changes nothing else, held against the reference.
//!
//! The target and the fake are brought to the same Set and called alike; then their Sets are compared as a whole.

use std::sync::Arc;

use livebridge_port::capabilities::{SideEffect, SnapshotCapability};
use livebridge_port::{Mutation, Operation, Reset};

use crate::check::{Check, Checked, Stop};
use crate::checks::expected_set::{canonical, differ};
use crate::checks::script::Ground;
use crate::checks::unusual_set::{of_each_kind, unusual};
use crate::checks::valid_calls;
use crate::checks::valid_calls::ValidCall;
use crate::checks::whats_new::{disarm, take_out_what_is_new};
use crate::explore;
use crate::stage::{Stage, Via};
use crate::target::FakeTarget;

pub(super) fn checks() -> Vec<Check> {
    let each = valid_calls::all().map(|valid| {
        let name = format!("mutations/nothing-else-changes/{}", valid.operation());
        Check::new(name, "LB-MUT-009", move |stage| nothing_else_changes(stage, valid)).calling(&[valid.operation()])
    });
    let in_an_unusual_set =
        Check::new("mutations/nothing-else-changes-in-an-unusual-set", "LB-MUT-011", in_an_unusual_set).calling(&[
            Operation::ListTracks,
            Operation::ListClips,
            Operation::GetTrackMixer,
        ]);
    each.chain([in_an_unusual_set]).collect()
}

/// The fake, with a stage of its own.
fn reference(stage: &Stage) -> Checked<Stage> {
    Stage::open(Arc::new(FakeTarget), livebridge_wire::Timeouts::default(), stage.seed())
        .map_err(|error| Stop::Undecided(error.to_string()))
}

fn nothing_else_changes(stage: &mut Stage, valid: ValidCall) -> Checked {
    stage.ways().into_iter().try_for_each(|via| nothing_else_changes_via(stage, valid, via))
}

/// The same valid on the target and on the fake, from the same fixture; what a mutation makes itself is the host's
/// to choose, and is taken out of both before they are compared.
fn nothing_else_changes_via(stage: &mut Stage, valid: ValidCall, via: Via) -> Checked {
    let mut fake = reference(stage)?;
    let mut sets = Vec::new();
    for stage in [&mut fake, &mut *stage] {
        let call = valid.prepare(stage)?;
        let before = canonical(stage)?;
        stage.send(via, call.clone())?;
        sets.push((before, canonical(stage)?, call));
    }
    let Some((before, seen, call)) = sets.pop() else { return Ok(()) };
    let Some((reference_before, mut wanted, _)) = sets.pop() else { return Ok(()) };
    if explore::difference(stage.description(), &reference_before, &before).is_some() {
        return Err(Stop::Missing("Set that is the same as that of the fake before the call".to_owned()));
    }
    let mut seen = seen;
    let arms = stage.capabilities().has_side_effect(SideEffect::Arm)
        && matches!(call, Mutation::CreateTrack { .. } | Mutation::InsertDevice { .. });
    let mut before = before;
    if arms {
        [&mut before, &mut wanted, &mut seen].into_iter().for_each(disarm);
    }
    for set in [&mut wanted, &mut seen] {
        take_out_what_is_new(stage.description(), &before, set, &call);
    }
    let expected = format!("{} changes what it is for and nothing else", valid.operation());
    differ(stage, &wanted, &seen, &expected)
}

/// Every mutation again, from a Set in which there is more to break; each begins with that Set.
fn in_an_unusual_set(stage: &mut Stage) -> Checked {
    // A target that cannot be brought there has the check among neighbours.
    Ground::on(stage, unusual())?;
    if stage.capabilities().snapshot != SnapshotCapability::Canonical || !stage.offers(Operation::ControlSnapshot) {
        return stage.missing("canonical snapshot (capability snapshot: canonical)", &[]);
    }
    let mut fake = reference(stage)?;
    let before = unusual();
    let arms = stage.capabilities().has_side_effect(SideEffect::Arm);
    let reset = Reset::Snapshot(Box::new(before.clone()));
    fake.reset(&reset)?;
    for which in 0..of_each_kind(&mut fake)?.len() {
        let mut sets = Vec::new();
        let mut called = None;
        for stage in [&mut fake, &mut *stage] {
            stage.reset(&reset)?;
            // Ids are read again: opaque ones need not outlive a reset.
            let Some(call) = of_each_kind(stage)?.into_iter().nth(which) else { return Ok(()) };
            if !stage.offers(call.operation()) {
                break;
            }
            stage.trace().clear();
            stage.call(call.clone())?;
            let mut set = canonical(stage)?;
            let mut before = before.clone();
            if arms && matches!(call, Mutation::CreateTrack { .. } | Mutation::InsertDevice { .. }) {
                [&mut before, &mut set].into_iter().for_each(disarm);
            }
            take_out_what_is_new(stage.description(), &before, &mut set, &call);
            sets.push(set);
            called = Some(call);
        }
        if let (Some(call), [wanted, seen]) = (called, &sets[..]) {
            let expected = format!("{} changes what it is for and nothing else", call.operation());
            differ(stage, wanted, seen, &expected)?;
        }
    }
    Ok(())
}
