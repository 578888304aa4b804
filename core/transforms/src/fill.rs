//! Session-to-Song, the filling: what a placement holds that is longer, or shorter, than its source.
//!
//! Transforms, section 4. All times are beats; those of a result count from the start of the placement. What
//! repeats is what sounds in the Session: notes that begin inside the source, cut where the source ends.

use livebridge_port::{BridgeError, ClipInfo, Note};
use serde::Serialize;

use super::numbers::{finite, finite_notes, positive, until};

/// The most repetitions that a placement may hold.
pub const MAX_REPETITIONS: u32 = 100_000;

/// A rest shorter than this, in beats, is no repetition: rounding makes no slivers.
const TOLERANCE: f64 = 1e-6;

/// The stretch of a clip's content that repeats.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Source {
    /// Its start in content time.
    pub start: f64,
    /// Its length, above 0.
    pub length: f64,
}

impl From<&ClipInfo> for Source {
    /// The loop of a clip; where that is empty, its duration from 0.
    fn from(clip: &ClipInfo) -> Self {
        let length = clip.loop_end - clip.loop_start;
        if length > 0.0 { Self { start: clip.loop_start, length } } else { Self { start: 0.0, length: clip.duration } }
    }
}

/// A piece of audio within a placement.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Piece {
    /// Start, from that of the placement.
    pub start_time: f64,
    /// Length.
    pub duration: f64,
}

/// The notes of a placement of `duration` beats. With `fill` the source repeats until the end, where the last notes
/// are cut; without, the notes are copied as they are. Transforms, section 4.
///
/// `BAD_INPUT` when a number is not finite, a length is not above 0, or the source would repeat more than
/// [`MAX_REPETITIONS`] times.
///
/// ```
/// use livebridge_port::Note;
/// use livebridge_transforms::{Source, fill_notes};
///
/// let filled = fill_notes(&[Note::new(60.0, 0.0, 4.0)], Source { start: 0.0, length: 4.0 }, 6.0, true)?;
/// assert_eq!(filled, [Note::new(60.0, 0.0, 4.0), Note::new(60.0, 4.0, 2.0)]);
/// # Ok::<(), livebridge_port::BridgeError>(())
/// ```
pub fn fill_notes(notes: &[Note], source: Source, duration: f64, fill: bool) -> Result<Vec<Note>, BridgeError> {
    let mut filled = Vec::new();
    fill_notes_into(notes, source, duration, fill, &mut filled)?;
    Ok(filled)
}

/// [`fill_notes`] into a buffer that is emptied first and keeps its memory. When it is refused, the buffer is left
/// empty.
pub fn fill_notes_into(
    notes: &[Note],
    source: Source,
    duration: f64,
    fill: bool,
    out: &mut Vec<Note>,
) -> Result<(), BridgeError> {
    out.clear();
    lengths(source.length, duration)?;
    finite("sourceStart", source.start)?;
    if !fill {
        out.extend_from_slice(notes);
        return Ok(());
    }
    finite_notes(0, notes, |note| [("startTime", note.start_time), ("duration", note.duration)])?;
    // Starts and ends move by one addition each, so that what met or lay apart in the source does in every repetition.
    let sounding: Vec<(&Note, f64, f64)> = notes
        .iter()
        .map(|note| (note, note.start_time - source.start, note.start_time + note.duration - source.start))
        .filter(|(_, start, _)| (0.0..source.length).contains(start))
        .map(|(note, start, end)| (note, start, end.min(source.length)))
        .collect();
    for (offset, next) in repetitions(source.length, duration)? {
        let repeated = sounding.iter().map(|(note, start, end)| {
            let mut note = **note;
            note.start_time = offset + start;
            note.duration = until(note.start_time, note.duration, (offset + end).min(next).min(duration));
            note
        });
        out.extend(repeated.filter(|note| note.start_time < duration - TOLERANCE));
    }
    Ok(())
}

/// The pieces of a placement of `duration` beats. With `fill` the source is placed again and again, the last time
/// shortened; without, it is one piece over the whole placement. Transforms, section 4.
///
/// `BAD_INPUT` when a length is not finite and above 0, or the source would repeat more than [`MAX_REPETITIONS`]
/// times.
///
/// ```
/// use livebridge_transforms::{Piece, fill_audio};
///
/// let pieces = fill_audio(4.0, 6.0, true)?;
/// assert_eq!(pieces, [Piece { start_time: 0.0, duration: 4.0 }, Piece { start_time: 4.0, duration: 2.0 }]);
/// # Ok::<(), livebridge_port::BridgeError>(())
/// ```
pub fn fill_audio(source_length: f64, duration: f64, fill: bool) -> Result<Vec<Piece>, BridgeError> {
    let mut pieces = Vec::new();
    fill_audio_into(source_length, duration, fill, &mut pieces)?;
    Ok(pieces)
}

/// [`fill_audio`] into a buffer that is emptied first and keeps its memory. When it is refused, the buffer is left
/// empty.
pub fn fill_audio_into(source_length: f64, duration: f64, fill: bool, out: &mut Vec<Piece>) -> Result<(), BridgeError> {
    out.clear();
    lengths(source_length, duration)?;
    if fill {
        let piece = |(start, next): (f64, f64)| Piece {
            start_time: start,
            duration: until(start, source_length, next.min(duration)),
        };
        out.extend(repetitions(source_length, duration)?.map(piece));
    } else {
        out.push(Piece { start_time: 0.0, duration });
    }
    Ok(())
}

fn lengths(source_length: f64, duration: f64) -> Result<(), BridgeError> {
    positive("sourceLength", source_length)?;
    positive("duration", duration).map(drop)
}

/// Where the source begins again and again, from 0, each time with the beginning that follows.
fn repetitions(length: f64, duration: f64) -> Result<impl Iterator<Item = (f64, f64)>, BridgeError> {
    if duration / length > f64::from(MAX_REPETITIONS) {
        let reason = format!("a source of {length} beats repeats more than {MAX_REPETITIONS} times in {duration}");
        return Err(BridgeError::bad_input(reason).with_hint("take a longer loop or fewer bars"));
    }
    let starts = (0..=MAX_REPETITIONS).map(move |k| (f64::from(k) * length, f64::from(k + 1) * length));
    Ok(starts.take_while(move |(start, _)| *start < duration - TOLERANCE))
}

#[cfg(test)]
mod tests {
    use livebridge_fake::FakeLiveBridge;
    use livebridge_port::{LiveBridge, TrackId};

    use super::*;

    #[test]
    fn a_source_is_the_loop_or_the_whole_clip_where_the_loop_is_empty() {
        let mut clip = FakeLiveBridge::seeded().list_clips(&TrackId(0).into()).unwrap().remove(0);
        clip.duration = 16.0;
        for (loop_start, loop_end, start, length) in
            [(1.0, 4.0, 1.0, 3.0), (-2.0, 2.0, -2.0, 4.0), (4.0, 4.0, 0.0, 16.0), (4.0, 1.0, 0.0, 16.0)]
        {
            (clip.loop_start, clip.loop_end) = (loop_start, loop_end);
            assert_eq!(Source::from(&clip), Source { start, length }, "{loop_start} to {loop_end}");
        }
    }

    /// What would begin within a millionth of a beat of the end is left out, be it a note or a repetition.
    #[test]
    fn slivers_are_left_out_from_the_tolerance_on() {
        let end = 4.0 - TOLERANCE;
        let notes = [Note::new(60.0, end.next_down(), 1.0), Note::new(61.0, end, 1.0)];
        let filled = fill_notes(&notes, Source { start: 0.0, length: 8.0 }, 4.0, true).unwrap();
        assert_eq!(filled.iter().map(|note| note.pitch.to_bits()).collect::<Vec<_>>(), [60.0_f64.to_bits()]);
        assert_eq!(fill_audio(end, 4.0, true).unwrap().len(), 1);
        assert_eq!(fill_audio(end.next_down(), 4.0, true).unwrap().len(), 2);
    }

    #[test]
    fn a_source_repeats_at_most_a_hundred_thousand_times() {
        assert_eq!(fill_audio(1.0, 100_000.0, true).unwrap().len(), 100_000);
        let refused = fill_audio(1.0, 100_000.5, true).unwrap_err();
        assert!(refused.message.contains("repeats more than 100000 times in 100000.5"), "{refused}");
    }
}
