//! Calls that follow each other on one object: what a bridge that puts repeated calls together makes one step of.

use livebridge_port::capabilities::SideEffect;
use livebridge_port::{
    Batch, ClipPropsPatch, IdRef, Mutation, MutationKind, Note, Operation, TrackKind, TrackPropsPatch,
};

use crate::check::{Check, Checked, Stop};
use crate::checks::script::{Ground, sent, there_and_back};
use crate::checks::series;
use crate::explore::Pace;
use crate::explore::program::Step;
use crate::stage::{Stage, Via};

pub(super) fn checks() -> Vec<Check> {
    let each = MutationKind::ALL.iter().map(|kind| {
        let name = format!("undo/repeated/{}", kind.operation());
        Check::new(name, "LB-UNDO-010", |stage| repeated(stage, *kind)).calling(&[kind.operation()])
    });
    let made = Check::new("undo/repeated/what-was-just-made", "LB-UNDO-010", what_was_just_made);
    let shaped = Check::new("undo/repeated/transactions-of-one-shape", "LB-UNDO-010", of_one_shape);
    each.chain([
        made.calling(&[
            Operation::CreateTrack,
            Operation::SetTrackProps,
            Operation::CreateMidiClip,
            Operation::SetNotes,
        ]),
        shaped.calling(&[Operation::Transaction, Operation::SetTempo, Operation::SetTrackProps]),
    ])
    .collect()
}

/// A track is made, and what is on it, and all of it is changed at once: each call is a step, related as they are.
fn what_was_just_made(stage: &mut Stage) -> Checked {
    const EXPECTED: &str = "a change of what was just made is an undo step of its own";
    let ground = Ground::of(stage)?;
    let at = ground.set.tracks.len();
    let id = |tail: &str| IdRef::from(format!("track:{at}{tail}").as_str());
    if stage.capabilities().has_side_effect(SideEffect::TrackPlace) {
        return Err(Stop::Missing("new track at the end (sideEffects: trackPlace)".to_owned()));
    }
    let named = |name: &str| TrackPropsPatch { name: Some(name.into()), ..TrackPropsPatch::default() };
    let notes = |pitch: f64| [Note::new(pitch, 0.0, 1.0)].into();
    let clip_name = |name: &str| ClipPropsPatch { name: Some(name.into()), color: None };
    let made = vec![
        Mutation::CreateTrack { kind: TrackKind::Midi },
        Mutation::SetTrackProps { track_id: id(""), props: named("New") },
        Mutation::SetTrackProps {
            track_id: id(""),
            props: TrackPropsPatch { mute: Some(true), ..TrackPropsPatch::default() },
        },
        Mutation::CreateMidiClip { slot_id: id("/clipslot:0"), length_beats: 4.0 },
        Mutation::SetNotes { clip_id: id("/clipslot:0/clip"), notes: notes(60.0) },
        Mutation::SetClipProps { clip_id: id("/clipslot:0/clip"), props: clip_name("New clip") },
        Mutation::CreateArrangementMidiClip { track_id: id(""), start_beat: 0.0, length_beats: 4.0 },
        Mutation::SetNotes { clip_id: id("/clip:0"), notes: notes(62.0) },
        Mutation::SetParam { param_id: id("/mixer/volume"), value: 0.5 },
        Mutation::DeleteClip { clip_id: id("/clipslot:0/clip") },
        Mutation::DeleteTrack { track_id: id("") },
    ];
    let made: Vec<_> = made.into_iter().filter(|mutation| stage.offers(mutation.operation())).collect();
    ground.play_back(stage, &there_and_back(stage, sent(Via::Call, &made)), Pace::Quick, EXPECTED)
}

/// Transactions of the same mutations, one after the other.
fn of_one_shape(stage: &mut Stage) -> Checked {
    const EXPECTED: &str = "each of several transactions of the same mutations is an undo step";
    let ground = Ground::of(stage)?;
    let batch = |(i, name): (u32, &str)| {
        let props = TrackPropsPatch { name: Some(name.into()), ..TrackPropsPatch::default() };
        let rename = Mutation::SetTrackProps { track_id: "track:0".into(), props };
        Step::Commit(Batch::Transaction(vec![rename, Mutation::SetTempo { bpm: 98.0 + f64::from(i) }]))
    };
    let steps = (0..).zip(["One", "Two", "Three"]).map(batch).collect();
    ground.play_back(stage, &there_and_back(stage, steps), Pace::Quick, EXPECTED)
}

/// How many objects of a kind are gone through: each takes its time on a slow target.
const MOST: usize = 4;

/// Every call of a series can be undone and redone by itself: when they follow each other at once, when everything is
/// looked at in between, as transactions, and in turns; and an undo in the middle leaves the steps before it.
fn repeated(stage: &mut Stage, kind: MutationKind) -> Checked {
    const EXPECTED: &str = "each of several calls on one object is an undo step";
    let ground = Ground::of(stage)?;
    let all = series::of_kind(kind, &ground.set, &ground.supplies);
    if all.is_empty() {
        return Err(Stop::Missing(format!("object on which {} can be repeated", kind.operation())));
    }
    let transactions = stage.ways().contains(&Via::Transaction);
    if let [_, _, ..] = &all[..] {
        // The same of one object after the other.
        let firsts: Vec<_> = all.iter().filter_map(|series| series.first().cloned()).collect();
        ground.play_back(stage, &there_and_back(stage, sent(Via::Call, &firsts)), Pace::Quick, EXPECTED)?;
    }
    for (which, series) in all.iter().enumerate().take(MOST) {
        let calls = sent(Via::Call, series);
        ground.play_back(stage, &there_and_back(stage, calls.clone()), Pace::Quick, EXPECTED)?;
        if which > 0 {
            continue;
        }
        ground.play_back(stage, &there_and_back(stage, calls.clone()), Pace::Slow, EXPECTED)?;
        if let [first, second, third, ..] = &calls[..]
            && stage.undoable(3) == 3
        {
            let (first, second, third) = (first.clone(), second.clone(), third.clone());
            let again = vec![first, second, Step::ControlUndo, third, Step::ControlRedo];
            let back = [Step::ControlUndo, Step::ControlUndo, Step::ControlUndo];
            ground.play_back(stage, &[again, back.to_vec()].concat(), Pace::Quick, EXPECTED)?;
        }
        if transactions {
            let in_turns = series.iter().enumerate().map(|(i, mutation)| {
                let alone = Batch::Transaction(vec![mutation.clone()]);
                Step::Commit(if i % 2 == 0 { alone } else { Batch::Call(mutation.clone()) })
            });
            let in_turns = in_turns.collect();
            ground.play_back(stage, &there_and_back(stage, in_turns), Pace::Quick, EXPECTED)?;
            let whole = vec![Step::Commit(Batch::Transaction(series.clone()))];
            let twice = [whole, sent(Via::Transaction, &series[..1])].concat();
            if kind != MutationKind::DeleteTrack && kind != MutationKind::DeleteClip {
                ground.play_back(stage, &there_and_back(stage, twice), Pace::Quick, EXPECTED)?;
            }
        }
    }
    Ok(())
}
