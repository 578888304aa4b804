//! Rules about clips and notes. A track with many such clips is told once, with the first of them.

use livebridge_als::model::{Clip, Content, SongScale, Track};
use livebridge_port::Note;
use livebridge_text::phrasing::count;

use super::context::{Context, Place, clip_label, clips, devices, playing};

/// Tells a track once for the clips of it that `is_bad` finds something in; `words` says what, given the count of clips.
fn tell_clips(
    context: &mut Context<'_>,
    track: &Track,
    is_bad: impl Fn(&Clip) -> bool,
    words: impl Fn(usize) -> String,
) {
    let bad: Vec<(Place, &Clip)> = clips(track).filter(|(_, clip)| is_bad(clip)).collect();
    if let Some((place, first)) = bad.first() {
        let which =
            if bad.len() == 1 { clip_label(*place, first) } else { format!("first {}", clip_label(*place, first)) };
        context.tell(Some(track), Some(&first.name), format!("has {}: {which}", words(bad.len())));
    }
}

fn notes(clip: &Clip) -> Option<&[Note]> {
    match &clip.content {
        Content::Midi(notes) => Some(notes),
        Content::Audio(_) => None,
    }
}

pub(super) fn empty_midi(context: &mut Context<'_>) {
    // One with envelopes alone is there for its automation.
    let is_empty = |clip: &Clip| notes(clip).is_some_and(<[Note]>::is_empty) && clip.envelopes == 0;
    for track in playing(context.set) {
        tell_clips(context, track, is_empty, |n| format!("{} without notes", count(n, "MIDI clip")));
    }
}

pub(super) fn unwarped(context: &mut Context<'_>) {
    let is_unwarped = |clip: &Clip| matches!(&clip.content, Content::Audio(audio) if audio.warped == Some(false));
    for track in playing(context.set) {
        tell_clips(context, track, is_unwarped, |n| format!("{} not warped", count(n, "clip")));
    }
}

pub(super) fn deactivated_notes(context: &mut Context<'_>) {
    some_notes(context, |n| count(n, "deactivated note"), |note| note.muted() == Some(true));
}

pub(super) fn notes_without_length(context: &mut Context<'_>) {
    some_notes(context, |n| format!("{} without length", count(n, "note")), |note| note.duration <= 0.0);
}

/// Notes of one pitch that overlap or start together: Live keeps one of those that start together, and cuts the first of
/// those that overlap, as soon as it is given them.
pub(super) fn overlapping_notes(context: &mut Context<'_>) {
    for track in playing(context.set) {
        let bad = |clip: &Clip| cut_by_live(notes(clip).unwrap_or_default());
        let total: usize = clips(track).map(|(_, clip)| bad(clip)).sum();
        let words = |n| format!("{} that Live would cut or drop in {}", count(total, "note"), count(n, "clip"));
        tell_clips(context, track, |clip| bad(clip) > 0, words);
    }
}

/// How many notes begin before one of their pitch ends.
fn cut_by_live(notes: &[Note]) -> usize {
    /// Overlaps of no more than this, in beats, are roundings.
    const ROUNDING: f64 = 1e-6;
    let mut notes: Vec<&Note> = notes.iter().collect();
    notes.sort_by(|a, b| a.pitch.total_cmp(&b.pitch).then(a.start_time.total_cmp(&b.start_time)));
    let mut ends = f64::NEG_INFINITY;
    let mut pitch = f64::NAN;
    let overlaps = |note: &&&Note| {
        if note.pitch.total_cmp(&pitch).is_ne() {
            (pitch, ends) = (note.pitch, f64::NEG_INFINITY);
        }
        let overlaps = note.start_time < ends - ROUNDING;
        ends = ends.max(note.start_time + note.duration);
        overlaps
    };
    notes.iter().filter(overlaps).count()
}

fn some_notes(context: &mut Context<'_>, what: impl Fn(usize) -> String, is_bad: impl Fn(&Note) -> bool) {
    for track in playing(context.set) {
        let bad = |clip: &Clip| notes(clip).unwrap_or_default().iter().filter(|note| is_bad(note)).count();
        let total: usize = clips(track).map(|(_, clip)| bad(clip)).sum();
        tell_clips(context, track, |clip| bad(clip) > 0, |n| format!("{} in {}", what(total), count(n, "clip")));
    }
}

pub(super) fn out_of_scale(context: &mut Context<'_>) {
    let of_set = context.set.scale.as_ref().filter(|_| context.set.scale_mode == Some(true));
    for track in playing(context.set) {
        // On a drum pad a pitch is no tone.
        if devices(track).iter().any(|device| &*device.class == "DrumGroupDevice") {
            continue;
        }
        let is_outside = |clip: &Clip| {
            let scale = match (&clip.scale, clip.scale_mode) {
                (_, Some(false)) => None,
                (Some(own), Some(true)) => Some(own),
                _ => of_set,
            };
            scale.is_some_and(|scale| has_others(notes(clip).unwrap_or_default(), scale))
        };
        tell_clips(context, track, is_outside, |n| format!("notes outside of the scale in {}", count(n, "clip")));
    }
}

/// Whether any note is none of the scale.
fn has_others(notes: &[Note], scale: &SongScale) -> bool {
    let (Some(root), (_, tones)) = (scale.root, scale.name_and_notes()) else { return false };
    #[expect(clippy::cast_possible_truncation, reason = "pitches are 0 to 127")]
    let is_other =
        |note: &Note| !tones.iter().any(|tone| i64::from(*tone) == (note.pitch as i64 - root).rem_euclid(12));
    !tones.is_empty() && notes.iter().any(is_other)
}
