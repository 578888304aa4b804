//! What is `BAD_INPUT` whatever the Set holds, and how notes are kept. Contract, section 5, "Values".

use livebridge_port::{Mutation, Note};

const MAX_BEAT: f64 = 1_576_800.0;

/// Whether all arguments but the id can be judged good without looking at a Set.
pub(crate) fn are_good(mutation: &Mutation) -> bool {
    match mutation {
        Mutation::SetTempo { bpm } => bpm.is_finite() && *bpm > 0.0,
        Mutation::SetTrackProps { props, .. } => {
            props.name.is_some() || props.mute.is_some() || props.solo.is_some() || props.arm.is_some()
        }
        Mutation::SetNotes { notes, .. } => notes.iter().all(is_good_note),
        Mutation::CreateTrack { .. } | Mutation::DeleteTrack { .. } | Mutation::DeleteClip { .. } => true,
        Mutation::CreateMidiClip { length_beats, .. } => is_length(*length_beats),
        Mutation::SetClipProps { props, .. } => {
            (props.name.is_some() || props.color.is_some())
                && props.color.is_none_or(|color| (0..=16_777_215).contains(&color))
        }
        Mutation::CreateArrangementMidiClip { start_beat, length_beats, .. } => {
            is_place(*start_beat) && is_length(*length_beats)
        }
        Mutation::CreateArrangementAudioClip { args, .. } => {
            !args.file_path.is_empty() && is_place(args.start_time) && is_length(args.duration)
        }
        Mutation::ClearClipsInRange { start_beat, end_beat, .. } => is_range(*start_beat, *end_beat),
        Mutation::CreateCuePoint { beat, .. } => is_place(*beat),
        Mutation::SetParam { value, .. } => value.is_finite(),
        Mutation::InsertDevice { index, .. } => index.is_finite() && *index >= 0.0 && index.trunc() == *index,
    }
}

pub(crate) fn is_range(start: f64, end: f64) -> bool {
    is_place(start) && is_beat(end) && end > start
}

fn is_beat(value: f64) -> bool {
    value.is_finite() && value <= MAX_BEAT
}

fn is_place(value: f64) -> bool {
    is_beat(value) && value >= 0.0
}

fn is_length(value: f64) -> bool {
    is_beat(value) && value > 0.0
}

fn is_good_note(note: &Note) -> bool {
    note.numbers().all(|(_, value)| value.is_finite())
        && is_beat(note.start_time)
        && is_beat(note.duration)
        && note.duration >= 0.0
        && note.probability().is_none_or(|probability| (0.0..=1.0).contains(&probability))
        && note.velocity_deviation().is_none_or(|deviation| (-127.0..=127.0).contains(&deviation))
}

/// A written note as it is read back.
pub(crate) fn kept(note: &Note) -> Note {
    let clamped = |value: f64| value.clamp(0.0, 127.0);
    let mut kept = *note;
    kept.pitch = clamped(nearest(note.pitch));
    if let Some(velocity) = note.velocity() {
        kept = kept.with_velocity(clamped(velocity));
    }
    if let Some(velocity) = note.release_velocity() {
        kept = kept.with_release_velocity(clamped(velocity));
    }
    kept
}

/// The nearest whole number, the upper one of two that are equally near.
pub(crate) fn nearest(value: f64) -> f64 {
    let (below, above) = (value.floor(), value.ceil());
    if value - below < above - value { below } else { above }
}
