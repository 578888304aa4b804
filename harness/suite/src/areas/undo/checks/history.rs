//! How far undo goes back: as far as is declared, step by step, to an end that is told.

use livebridge_port::{Mutation, Operation, TrackPropsPatch, UndoDepth};

use crate::check::{Check, Checked, Stop, require};
use crate::stage::{Stage, View, Way};

pub(super) fn checks() -> Vec<Check> {
    vec![Check::new("undo/history", "LB-UNDO-011", history).calling(&[
        Operation::SetTempo,
        Operation::SetTrackProps,
        Operation::ListTracks,
        Operation::GetSongOverview,
    ])]
}

/// More than are tested nobody has to wait for.
const MOST: u32 = 250;

/// How many steps more than are declared: what happens to the first ones is the target's choice.
const BEYOND: u32 = 7;

/// What the two reads show that the steps change.
fn seen(stage: &Stage) -> Checked<(f64, String)> {
    let track = stage.own_tracks()?.into_iter().next();
    Ok((stage.overview()?.tempo, track.map_or_else(String::new, |track| track.name.to_string())))
}

fn history(stage: &mut Stage) -> Checked {
    let declared = stage.capabilities().undo_history.get();
    let least = declared.min(MOST);
    if stage.way() == Way::Build {
        // In somebody's Set there are steps before ours.
        return stage.missing("fresh history (control/reset, or a new start)", &[]);
    }
    // A fresh Set with a track: ids of before a reset name nothing after it.
    let Some(track) = stage.several_tracks(1)?.into_iter().next() else {
        return Err(Stop::Missing("track".to_owned()));
    };
    let first = stage.view()?;
    let mut states = vec![seen(stage)?];
    let steps = least + BEYOND;
    for step in 0..steps {
        let props = TrackPropsPatch { name: Some(format!("Step {step}").into()), ..TrackPropsPatch::default() };
        let mutation = if step % 3 == 1 {
            Mutation::SetTrackProps { track_id: track.id.clone(), props }
        } else {
            Mutation::SetTempo { bpm: 90.0 + f64::from(step) / 4.0 }
        };
        stage.call(mutation)?;
        states.push(seen(stage)?);
    }
    let at_the_end = stage.view()?;
    depth_is(stage, |depth| depth.undo >= u64::from(least) && depth.redo == 0, &format!("at least {least} to undo"))?;
    let undone = back(stage, &states, least)?;
    if undone == steps {
        is(stage, &first, "after all of them are undone the Set is that of the beginning")?;
    }
    depth_is(
        stage,
        |depth| depth.redo == u64::from(undone) && (undone < steps || depth.undo == 0),
        &format!("nothing to undo and {undone} to redo"),
    )?;
    // From the end all of them come back, and no more.
    for done in 1..=undone {
        let said = stage.redo()?;
        require(said, || format!("{undone} steps that were undone can be redone"), || format!("{} were", done - 1))?;
        is_at(stage, &states, steps - undone + done, &format!("{done} redos after {undone} undos"))?;
    }
    let more = stage.redo()?;
    require(!more, || format!("nothing is left to redo after {undone}"), || "another step was redone".to_owned())?;
    is(stage, &at_the_end, "after all of them are redone the Set is that of the last call")?;
    // Neither the end nor a redo that finds nothing has taken anything away.
    let again = stage.undo()?;
    require(again, || "the last step can be undone again".to_owned(), || "there was nothing to undo".to_owned())?;
    is_at(stage, &states, steps - 1, "an undo after all redos")
}

/// What the target says that it can undo and redo, where it says so.
fn depth_is(stage: &Stage, holds: impl Fn(&UndoDepth) -> bool, wanted: &str) -> Checked {
    if !stage.offers(Operation::ControlUndoDepth) {
        return Ok(());
    }
    let depth = stage.undo_depth()?;
    require(
        holds(&depth),
        || format!("undoDepth says that there is {wanted}"),
        || format!("undo {}, redo {}", depth.undo, depth.redo),
    )
}

/// Undoes until nothing is left, and gives how many that were.
fn back(stage: &mut Stage, states: &[(f64, String)], least: u32) -> Checked<u32> {
    let steps = u32::try_from(states.len().saturating_sub(1)).unwrap_or(u32::MAX);
    for undone in 0..steps {
        if !stage.undo()? {
            require(
                undone >= least,
                || format!("at least {least} steps can be undone (undoHistory, 100 where it is not declared)"),
                || format!("after {undone} there was nothing left to undo"),
            )?;
            is_at(stage, states, steps - undone, "an undo that finds nothing")?;
            return Ok(undone);
        }
        is_at(stage, states, steps - undone - 1, &format!("{} undos after {steps} steps", undone + 1))?;
    }
    let more = stage.undo()?;
    require(
        !more,
        || format!("after {steps} undos of {steps} steps nothing is left"),
        || "another was undone".to_owned(),
    )?;
    is_at(stage, states, 0, "an undo that finds nothing")?;
    Ok(steps)
}

fn is_at(stage: &Stage, states: &[(f64, String)], at: u32, after: &str) -> Checked {
    let wanted = &states[usize::try_from(at).unwrap_or(usize::MAX).min(states.len() - 1)];
    let seen = seen(stage)?;
    let shown = |(tempo, name): &(f64, String)| format!("tempo {tempo} and a first track `{name}`");
    require(seen == *wanted, || format!("{after} give what {at} of them had made: {}", shown(wanted)), || shown(&seen))
}

fn is(stage: &mut Stage, wanted: &View, expected: &str) -> Checked {
    match wanted.difference(&stage.view()?) {
        Some(difference) => Err(Stop::broken(expected, difference)),
        None => Ok(()),
    }
}
