//! Mutants whose undo or roll-back brings back a default in the place of what was there.

use livebridge_fake::{ClipState, Edit, ParamPlace, SetState};
use livebridge_port::Note;
use livebridge_port::snapshot::ParamSnapshot;

use crate::mutants::row::{FAITHFUL, mutant};
use crate::mutants::{Hooks, Mutant};

fn tempo(edit: &mut Edit, _: &SetState) {
    if let Edit::Tempo(bpm) = edit {
        *bpm = 120.0;
    }
}

fn switches(edit: &mut Edit, _: &SetState) {
    if let Edit::TrackMute(_, on) | Edit::TrackArm(_, on) = edit {
        *on = false;
    }
}

fn names(edit: &mut Edit, _: &SetState) {
    if let Edit::TrackName(_, name) | Edit::ClipName(_, name) = edit {
        *name = "".into();
    }
}

fn colors(edit: &mut Edit, _: &SetState) {
    if let Edit::ClipColor(_, color) = edit {
        *color = 0;
    }
}

/// The value of a parameter is its default again.
fn params(edit: &mut Edit, set: &SetState) {
    let Edit::Param(place, value) = edit else { return };
    let default = match *place {
        ParamPlace::Device { .. } => of_device(place, set).map(|param| param.default_value),
        ParamPlace::Volume { track } => {
            set.to_snapshot().tracks.get(track as usize).map(|track| track.volume.default_value)
        }
    };
    *value = default.unwrap_or(*value);
}

/// A quantised parameter is at its least value again.
fn steps(edit: &mut Edit, set: &SetState) {
    let Edit::Param(place, value) = edit else { return };
    if let Some(param) = of_device(place, set).filter(|param| param.is_quantized) {
        *value = param.min;
    }
}

/// The parameter of a device at this place, while there is one.
fn of_device(place: &ParamPlace, set: &SetState) -> Option<ParamSnapshot> {
    let ParamPlace::Device { track, device, param } = *place else { return None };
    let track = set.to_snapshot().tracks.into_iter().nth(track as usize)?;
    track.devices.into_iter().nth(device as usize)?.parameters.into_iter().nth(param as usize)
}

/// Notes come back without the fields that came late to the host.
fn notes(edit: &mut Edit, _: &SetState) {
    let Edit::Notes(_, notes) = edit else { return };
    let older = |note: &Note| {
        let plain = Note::new(note.pitch, note.start_time, note.duration);
        let plain = note.velocity().map_or(plain, |velocity| plain.with_velocity(velocity));
        note.muted().map_or(plain, |muted| plain.with_muted(muted))
    };
    *notes = notes.iter().map(older).collect();
}

fn clips(edit: &mut Edit, change: fn(&mut ClipState)) {
    match edit {
        Edit::Arrangement { inserted, .. } => inserted.iter_mut().for_each(|clip| change(clip)),
        Edit::Slot { clip: Some(clip), .. } => change(clip),
        _ => {}
    }
}

/// Clips come back as new ones would be.
fn plain_clips(edit: &mut Edit, _: &SetState) {
    clips(edit, |clip| (clip.muted, clip.color) = (false, 0));
}

fn loops(edit: &mut Edit, _: &SetState) {
    clips(edit, |clip| (clip.loop_start, clip.loop_end) = (0.0, clip.duration));
}

/// For each thing that is forgotten a mutant of undo and one of roll-back.
macro_rules! forgetting {
    ($($change:ident $undo:literal $roll_back:literal $why:literal)+) => {
        /// What undo brings back is a default: of the area of undo.
        pub(crate) static UNDONE: &[Mutant] =
            &[$(mutant($undo, "LB-UNDO-009", $why, Hooks { taken_back: $change, ..FAITHFUL }),)+];

        /// What a roll-back brings back is a default: of the area of transactions.
        pub(crate) static ROLLED_BACK: &[Mutant] =
            &[$(mutant($roll_back, "LB-TX-002", $why, Hooks { rolled_back_edit: $change, ..FAITHFUL }),)+];
    };
}

forgetting! {
    tempo "undo-brings-120" "rollback-brings-120" "what was there before is not known, and 120 is most often right"
    switches "undo-switches-off" "rollback-switches-off" "a switch is taken back by switching off"
    names "undo-brings-no-name" "rollback-brings-no-name" "the name of before is looked up too late"
    colors "undo-brings-no-colour" "rollback-brings-no-colour" "the colour of before is looked up too late"
    params "undo-brings-the-default" "rollback-brings-the-default" "a parameter is reset, which is not undone"
    steps "undo-brings-the-least-value" "rollback-brings-the-least-value" "a list is set back to its first entry"
    notes "undo-brings-older-notes" "rollback-brings-older-notes" "notes are kept in the form of an older host"
    plain_clips "undo-brings-plain-clips" "rollback-brings-plain-clips" "a clip is made anew, and is what new ones are"
    loops "undo-brings-whole-loops" "rollback-brings-whole-loops" "a clip is made anew, and its loop is all of it"
}
