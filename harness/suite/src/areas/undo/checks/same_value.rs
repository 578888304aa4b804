//! Writes of the value that is there already: a step or none, but the same each time. Live seems to drop them.

use livebridge_port::{ClipPropsPatch, Mutation, MutationKind, Note, Operation, TrackKind, TrackPropsPatch};

use crate::check::{Check, Checked, Stop, require};
use crate::checks::expected_set::{is_now, undone_to};
use crate::stage::{Stage, View};

pub(super) fn checks() -> Vec<Check> {
    let setters = MutationKind::ALL.iter().copied().filter(|kind| is_setter(*kind));
    let each = setters.map(|kind| {
        let operation = kind.operation();
        let check = Check::new(format!("undo/the-same-value/{operation}"), "LB-UNDO-007", move |stage| {
            the_same_value(stage, kind)
        });
        check.calling(&[operation, Operation::ListTracks])
    });
    each.collect()
}

/// Whether a kind writes a value that may be there already.
const fn is_setter(kind: MutationKind) -> bool {
    match kind {
        MutationKind::SetTempo
        | MutationKind::SetTrackProps
        | MutationKind::SetNotes
        | MutationKind::SetClipProps
        | MutationKind::SetParam => true,
        MutationKind::CreateTrack
        | MutationKind::CreateMidiClip
        | MutationKind::DeleteTrack
        | MutationKind::DeleteClip
        | MutationKind::CreateArrangementMidiClip
        | MutationKind::CreateArrangementAudioClip
        | MutationKind::ClearClipsInRange
        | MutationKind::CreateCuePoint
        | MutationKind::InsertDevice => false,
    }
}

/// Two values for the same object, neither of which is there at first.
fn two_writes(stage: &mut Stage, kind: MutationKind) -> Checked<[Mutation; 2]> {
    Ok(match kind {
        MutationKind::SetTrackProps => {
            let track = stage.track(TrackKind::Midi)?;
            ["Once", "Twice"].map(|name| {
                let props = TrackPropsPatch { name: Some(name.into()), ..TrackPropsPatch::default() };
                Mutation::SetTrackProps { track_id: track.id.clone(), props }
            })
        }
        MutationKind::SetNotes => {
            let clip_id = stage.midi_clip(&[Note::new(60.0, 0.0, 1.0)])?;
            [62.0, 64.0].map(|pitch| Mutation::SetNotes {
                clip_id: clip_id.clone(),
                notes: [Note::new(pitch, 0.0, 1.0).with_velocity(80.0)].into(),
            })
        }
        MutationKind::SetClipProps => {
            let clip_id = stage.midi_clip(&[])?;
            ["Once", "Twice"].map(|name| Mutation::SetClipProps {
                clip_id: clip_id.clone(),
                props: ClipPropsPatch { name: Some(name.into()), color: None },
            })
        }
        MutationKind::SetParam => {
            let (_, param) = stage.device_param(true)?;
            let other = if stage.same_param(param.value, param.max) { param.min } else { param.max };
            let between = (param.min + 1.0).min(param.max);
            let between = if stage.same_param(between, other) { param.value } else { between };
            [other, between].map(|value| Mutation::SetParam { param_id: param.id.clone(), value })
        }
        _ => {
            stage.fresh("seeded")?;
            [131.0, 89.5].map(|bpm| Mutation::SetTempo { bpm })
        }
    })
}

/// Each value is written twice: whether the second write was a step is seen by undoing, and is the same for both.
fn the_same_value(stage: &mut Stage, kind: MutationKind) -> Checked {
    if stage.undoable(2) < 2 {
        return Err(Stop::Missing("history of two steps (capability undoHistory)".to_owned()));
    }
    let [first, second] = two_writes(stage, kind)?;
    let mut was_a_step: Option<bool> = None;
    let mut before = stage.view()?;
    for write in [first.clone(), second, first] {
        stage.call(write.clone())?;
        let after = stage.view()?;
        let counted = counted(stage)?;
        stage.call(write)?;
        is_now(stage, &after, "a write of the value that is there changes nothing")?;
        let steps = self::counted(stage)?.zip(counted).map(|(now, then)| now.saturating_sub(then));
        let is_a_step = undoes_a_step(stage, &before, &after)?;
        if let Some(steps) = steps {
            let told = || format!("transactionCount grows by {} for it", u8::from(is_a_step));
            require(steps == u64::from(is_a_step), told, || format!("it grew by {steps}"))?;
        }
        let words = |is: bool| if is { "a step" } else { "no step" };
        if let Some(was) = was_a_step.replace(is_a_step) {
            require(
                was == is_a_step,
                || format!("{} of the value already there is {} each time", kind.operation(), words(was)),
                || format!("once more it was {}", words(is_a_step)),
            )?;
        }
        // The Set is as before; the next value is written from what the first left.
        stage.redo()?;
        before = stage.view()?;
        if before.difference(&after).is_some() {
            return Err(Stop::broken("a redo brings back the value that was undone", "it is not there"));
        }
    }
    Ok(())
}

/// Undoes one write of a value that was written twice. One undo gives the Set `before` it where the second was no step;
/// where it was one, the first undo changes nothing and the second gives the Set before.
fn undoes_a_step(stage: &mut Stage, before: &View, after: &View) -> Checked<bool> {
    let done = stage.undo()?;
    require(done, || "the write can be undone".to_owned(), || "there was nothing to undo".to_owned())?;
    let now = stage.view()?;
    if after.difference(&now).is_some() {
        is_now(stage, before, "one undo takes back the write, where the same again is no step")?;
        return Ok(false);
    }
    undone_to(stage, before, "a second undo takes back the write itself, where the same again is a step")?;
    Ok(true)
}

fn counted(stage: &Stage) -> Checked<Option<u64>> {
    Ok(if stage.offers(Operation::ControlTransactionCount) { Some(stage.transaction_count()?) } else { None })
}
