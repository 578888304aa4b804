//! What became of a change in the host: that it was made, and nothing beside it; and of a refused one, nothing.

use std::sync::Arc;

use livebridge_diff::DiffExt;
use livebridge_fake::FakeLiveBridge;
use livebridge_port::capabilities::{Colors, SideEffect};
use livebridge_port::id::PathShape;
use livebridge_port::{Batch, CallError, IdRef, Mutation, Note, Operation, Snapshot};

use super::set;
use crate::check::{Check, Checked, Stop, require, told};
use crate::checks::failing_calls::failing;
use crate::checks::valid_calls::{self, ValidCall};
use crate::checks::whats_new::{disarm, take_out_what_is_new};
use crate::explore;
use crate::stage::Stage;

pub(super) fn checks() -> Vec<Check> {
    let mut checks = Vec::new();
    for valid in valid_calls::all() {
        let operation = valid.operation();
        let name = format!("inside/success-has-an-effect/{operation}");
        checks.push(Check::new(name, "LB-INSIDE-002", move |stage| has_an_effect(stage, valid)).calling(&[operation]));
    }
    checks.push(
        Check::new("inside/every-note-of-a-large-clip", "LB-INSIDE-002", large_clip).calling(&[Operation::SetNotes]),
    );
    checks.push(
        Check::new("inside/replaced-notes-are-gone", "LB-INSIDE-002", replaced_notes_are_gone)
            .calling(&[Operation::SetNotes]),
    );
    checks.push(Check::new("inside/an-error-changes-nothing", "LB-INSIDE-003", an_error_changes_nothing));
    checks.push(
        Check::new("inside/a-refused-write-keeps-the-notes", "LB-INSIDE-003", refused_write_keeps_the_notes)
            .calling(&[Operation::SetNotes]),
    );
    checks.push(Check::new("inside/an-error-of-a-valid-call-changes-nothing", "LB-INSIDE-003", valid_or_nothing));
    for valid in valid_calls::all() {
        let operation = valid.operation();
        let name = format!("inside/nothing-else-changes/{operation}");
        let check = Check::new(name, "LB-INSIDE-004", move |stage| nothing_else(stage, valid));
        checks.push(check.calling(&[operation]));
    }
    checks
}

/// The words of the first complaint about bridges in the field.
const WITHOUT_EFFECT: &str = "success was reported without effect: the Set in the host is as it was before the call";

fn has_an_effect(stage: &mut Stage, valid: ValidCall) -> Checked {
    let call = valid.prepare(stage)?;
    let inside = stage.inside()?;
    let before = set(&inside)?;
    accepted(stage, &call)?;
    let after = set(&inside)?;
    let operation = valid.operation();
    let expected = format!("{operation} was answered with success: {}", promised(&call));
    if explore::difference(stage.description(), &before, &after).is_none() {
        return Err(Stop::broken(expected, WITHOUT_EFFECT));
    }
    let changed = || before.diff(&after).facts().iter().take(5).map(ToString::to_string).collect::<Vec<_>>().join("; ");
    require(
        holds(stage, &call, &before, &after),
        || expected,
        || format!("in the host there is another change: {}", changed()),
    )
}

/// Makes a call that is valid. One that is refused has no effect to be seen: why it is refused is for others to say.
fn accepted(stage: &Stage, call: &Mutation) -> Checked {
    match stage.call(call.clone()) {
        Ok(_) => Ok(()),
        Err(CallError::Fault(fault)) => Err(Stop::Fault(fault)),
        Err(CallError::Refused(refusal)) => {
            Err(Stop::Missing(format!("{} that is accepted where it should be: {refusal}", call.operation())))
        }
    }
}

/// What a change promises of the Set, in words.
fn promised(call: &Mutation) -> String {
    match call {
        Mutation::SetTempo { bpm } => format!("the host's tempo is {bpm}"),
        Mutation::SetTrackProps { track_id, .. } => format!("{track_id} has the properties that were written"),
        Mutation::SetNotes { clip_id, notes } => format!("{clip_id} holds the {} notes that were written", notes.len()),
        Mutation::CreateTrack { .. } => "there is one track more".to_owned(),
        Mutation::CreateMidiClip { slot_id, .. } => format!("there is a clip in {slot_id}"),
        Mutation::SetClipProps { clip_id, .. } => format!("{clip_id} has the properties that were written"),
        Mutation::DeleteTrack { .. } => "there is one track less".to_owned(),
        Mutation::DeleteClip { clip_id } => format!("{clip_id} is gone"),
        Mutation::CreateArrangementMidiClip { track_id, .. }
        | Mutation::CreateArrangementAudioClip { track_id, .. } => format!("there is a new clip on {track_id}"),
        Mutation::ClearClipsInRange { track_id, .. } => format!("the range of {track_id} is clear"),
        Mutation::CreateCuePoint { beat, .. } => format!("there is a cue point at {beat}"),
        Mutation::SetParam { param_id, value } => format!("{param_id} is at {value}"),
        Mutation::InsertDevice { track_id, .. } => format!("there is one device more on {track_id}"),
    }
}

/// Whether the host's Set keeps what a change promises. What it changes beside that is for another check.
fn holds(stage: &Stage, call: &Mutation, before: &Snapshot, after: &Snapshot) -> bool {
    let clips = |set: &Snapshot| -> usize {
        set.tracks.iter().map(|track| track.session.len() + track.arrangement.len()).sum()
    };
    let devices = |set: &Snapshot| -> usize { set.tracks.iter().map(|track| track.devices.len()).sum() };
    match call {
        Mutation::SetTempo { bpm } => stage.same_number(*bpm, after.tempo),
        Mutation::SetTrackProps { track_id, props } => track_of(after, track_id).is_some_and(|track| {
            props.name.as_ref().is_none_or(|name| *name == track.name)
                && props.mute.is_none_or(|mute| mute == track.mute)
                && props.solo.is_none_or(|solo| solo == track.solo)
                && props.arm.is_none_or(|arm| arm == track.arm)
        }),
        Mutation::SetNotes { clip_id, notes } => {
            notes_of(after, clip_id).is_some_and(|held| stage.same_notes(notes, &held))
        }
        Mutation::CreateTrack { .. } => after.tracks.len() == before.tracks.len() + 1,
        Mutation::SetClipProps { clip_id, props } => clip_of(after, clip_id).is_some_and(|clip| {
            // Which colour of a palette is the nearest is for the checks of colours.
            props.name.as_ref().is_none_or(|name| *name == clip.name)
        }),
        Mutation::DeleteTrack { .. } => after.tracks.len() + 1 == before.tracks.len(),
        Mutation::DeleteClip { .. } => clips(after) + 1 == clips(before),
        Mutation::CreateMidiClip { .. }
        | Mutation::CreateArrangementMidiClip { .. }
        | Mutation::CreateArrangementAudioClip { .. } => clips(after) == clips(before) + 1,
        // Where clips end after it is for the checks of the Arrangement: that something changed is known here.
        Mutation::ClearClipsInRange { .. } => true,
        Mutation::CreateCuePoint { beat, .. } => {
            after.cue_points.iter().flatten().any(|cue| stage.same_beats(*beat, cue.time))
        }
        Mutation::SetParam { param_id, value } => {
            param_of(after, param_id).is_some_and(|held| stage.same_param(*value, held))
        }
        Mutation::InsertDevice { .. } => devices(after) == devices(before) + 1,
    }
}

fn place(index: u32) -> usize {
    index as usize
}

fn track_of<'a>(set: &'a Snapshot, id: &IdRef) -> Option<&'a livebridge_port::snapshot::TrackSnapshot> {
    match id.as_path()?.shape() {
        PathShape::Track { track } => set.tracks.get(place(track)),
        _ => None,
    }
}

fn clip_of<'a>(set: &'a Snapshot, id: &IdRef) -> Option<&'a livebridge_port::snapshot::ClipSnapshot> {
    match id.as_path()?.shape() {
        PathShape::SessionClip { track, slot } => {
            set.tracks.get(place(track))?.session.iter().find(|clip| clip.scene == Some(place(slot)))
        }
        PathShape::ArrangementClip { track, clip } => set.tracks.get(place(track))?.arrangement.get(place(clip)),
        _ => None,
    }
}

fn clip_of_mut<'a>(set: &'a mut Snapshot, id: &IdRef) -> Option<&'a mut livebridge_port::snapshot::ClipSnapshot> {
    match id.as_path()?.shape() {
        PathShape::SessionClip { track, slot } => {
            set.tracks.get_mut(place(track))?.session.iter_mut().find(|clip| clip.scene == Some(place(slot)))
        }
        PathShape::ArrangementClip { track, clip } => {
            set.tracks.get_mut(place(track))?.arrangement.get_mut(place(clip))
        }
        _ => None,
    }
}

/// The notes of a clip in the host.
pub(super) fn notes_of(set: &Snapshot, id: &IdRef) -> Option<Vec<Note>> {
    clip_of(set, id).and_then(|clip| clip.notes.as_ref()).map(|notes| notes.to_vec())
}

fn param_of(set: &Snapshot, id: &IdRef) -> Option<f64> {
    match id.as_path()?.shape() {
        PathShape::Volume { track } => Some(set.tracks.get(place(track))?.volume.value),
        PathShape::DeviceParam { track, device, param } => {
            let device = set.tracks.get(place(track))?.devices.get(place(device))?;
            Some(device.parameters.get(place(param))?.value)
        }
        _ => None,
    }
}

/// More notes than fit into one datagram, and into most buffers.
fn large_clip(stage: &mut Stage) -> Checked {
    const NOTES: u32 = 1500;
    let clip_id = stage.midi_clip(&[])?;
    let inside = stage.inside()?;
    let note = |n: u32| Note::new(f64::from(36 + n % 48), f64::from(n / 48) * 0.125, 0.0625);
    let notes: Arc<[Note]> = (0..NOTES).map(note).collect();
    accepted(stage, &Mutation::SetNotes { clip_id: clip_id.clone(), notes: Arc::clone(&notes) })?;
    let held = notes_of(&set(&inside)?, &clip_id).unwrap_or_default();
    require(
        stage.same_notes(&notes, &held),
        || format!("setNotes was answered with success: {clip_id} holds the {NOTES} notes that were written"),
        || format!("in the host it holds {}", held.len()),
    )
}

/// Notes before the start and behind the end of a clip are replaced as all others are.
fn replaced_notes_are_gone(stage: &mut Stage) -> Checked {
    let clip_id = stage.midi_clip(&[])?;
    let inside = stage.inside()?;
    let first = [Note::new(60.0, 0.0, 1.0), Note::new(62.0, 9.0, 1.0), Note::new(64.0, -2.0, 1.0)];
    accepted(stage, &Mutation::SetNotes { clip_id: clip_id.clone(), notes: first.into() })?;
    let last = [Note::new(67.0, 1.0, 1.0)];
    accepted(stage, &Mutation::SetNotes { clip_id: clip_id.clone(), notes: last.into() })?;
    let held = notes_of(&set(&inside)?, &clip_id).unwrap_or_default();
    require(
        stage.same_notes(&last, &held),
        || format!("setNotes was answered with success: {clip_id} holds the one note that was written last"),
        || format!("in the host it holds {}", told(&held)),
    )
}

fn an_error_changes_nothing(stage: &mut Stage) -> Checked {
    stage.fresh("seeded")?;
    let inside = stage.inside()?;
    for call in failing(stage) {
        let before = set(&inside)?;
        match stage.call(call.clone()) {
            Err(CallError::Fault(fault)) => return Err(Stop::Fault(fault)),
            // That it is accepted is for the checks of what must be refused.
            Ok(_) => {}
            Err(CallError::Refused(_)) => unchanged(stage, &before, &set(&inside)?, &call)?,
        }
    }
    Ok(())
}

/// Notes of which one is wrong: those of before are not taken away for the sake of some that cannot be written.
fn refused_write_keeps_the_notes(stage: &mut Stage) -> Checked {
    let clip_id = stage.midi_clip(&[Note::new(60.0, 0.0, 1.0), Note::new(64.0, 1.0, 0.5)])?;
    let inside = stage.inside()?;
    let before = set(&inside)?;
    let notes = [Note::new(67.0, 0.0, 1.0), Note::new(62.0, 1.0, -0.25)].into();
    let call = Mutation::SetNotes { clip_id, notes };
    match stage.call(call.clone()) {
        Err(CallError::Fault(fault)) => Err(Stop::Fault(fault)),
        // That it is accepted is for the checks of what must be refused.
        Ok(_) => Ok(()),
        Err(CallError::Refused(_)) => unchanged(stage, &before, &set(&inside)?, &call),
    }
}

/// A call that should succeed does, or nothing has happened: an error after the effect makes its caller do it twice.
fn valid_or_nothing(stage: &mut Stage) -> Checked {
    let inside = stage.inside()?;
    for valid in valid_calls::all().filter(|valid| stage.offers(valid.operation())).collect::<Vec<_>>() {
        let call = match valid.prepare(stage) {
            Ok(call) => call,
            // What cannot be set up here is for the checks of that operation to say.
            Err(Stop::Missing(_) | Stop::Untestable(_)) => continue,
            Err(stop) => return Err(stop),
        };
        let before = set(&inside)?;
        if let Err(error) = stage.call(call.clone()) {
            unchanged(stage, &before, &set(&inside)?, &call).map_err(|stop| match (stop, error) {
                (Stop::Broken { expected, seen }, error) => {
                    Stop::broken(expected, format!("it said `{error}`, and {seen}"))
                }
                (stop, _) => stop,
            })?;
        }
    }
    Ok(())
}

fn unchanged(stage: &Stage, before: &Snapshot, after: &Snapshot, call: &Mutation) -> Checked {
    match explore::difference(stage.description(), before, after) {
        None => Ok(()),
        Some(difference) => {
            let facts = before.diff(after).facts().iter().take(5).map(ToString::to_string).collect::<Vec<_>>();
            let seen = if facts.is_empty() { difference } else { facts.join("; ") };
            let expected = format!("{} was answered with an error: the Set in the host is as it was", call.operation());
            Err(Stop::broken(expected, format!("the Set in the host has changed: {seen}")))
        }
    }
}

/// Which colour of a palette is the nearest is for the checks of colours: the one that was given is the host's choice.
fn take_the_colour(after: &Snapshot, wanted: &mut Snapshot, call: &Mutation) {
    let Mutation::SetClipProps { clip_id, props } = call else { return };
    if let (Some(_), Some(given)) = (props.color, clip_of(after, clip_id).map(|clip| clip.color))
        && let Some(clip) = clip_of_mut(wanted, clip_id)
    {
        clip.color = given;
    }
}

/// The host's Set after a call is what the reference makes of the host's Set before it.
fn nothing_else(stage: &mut Stage, valid: ValidCall) -> Checked {
    let call = valid.prepare(stage)?;
    let inside = stage.inside()?;
    let mut before = set(&inside)?;
    let fake = FakeLiveBridge::from_snapshot(&before)
        .map_err(|error| Stop::Undecided(format!("the reference does not take the host's Set: {error}")))?;
    fake.apply(Batch::Call(call.clone()))
        .map_err(|error| Stop::Missing(format!("call that the reference makes on the host's Set ({error})")))?;
    accepted(stage, &call)?;
    let (mut wanted, mut after) = (fake.inside(), set(&inside)?);
    if explore::difference(stage.description(), &before, &after).is_none() {
        return Err(Stop::Premise(WITHOUT_EFFECT.to_owned()));
    }
    let arms = stage.capabilities().has_side_effect(SideEffect::Arm)
        && matches!(call, Mutation::CreateTrack { .. } | Mutation::InsertDevice { .. });
    if arms {
        [&mut before, &mut wanted, &mut after].into_iter().for_each(disarm);
    }
    if stage.capabilities().colors == Colors::Palette {
        take_the_colour(&after, &mut wanted, &call);
    }
    for set in [&mut wanted, &mut after] {
        take_out_what_is_new(stage.description(), &before, set, &call);
    }
    match explore::difference(stage.description(), &wanted, &after) {
        None => Ok(()),
        Some(difference) => {
            let facts = wanted.diff(&after).facts().iter().take(5).map(ToString::to_string).collect::<Vec<_>>();
            let seen = if facts.is_empty() { difference } else { facts.join("; ") };
            let expected = format!("{} changes in the host what it is for and nothing else", valid.operation());
            Err(Stop::broken(expected, format!("beside what was asked for: {seen}")))
        }
    }
}
