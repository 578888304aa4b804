//! The notes of a clip as one path: runs of pixels, as many as the picture has room for.
//!
//! Notes are drawn where the clip plays them, so a loop in the Arrangement shows them again and again. Notes that fall
//! on the same pixels run together, and where there are more runs than allowed all become coarser: none is left out.

use std::fmt::Write as _;

use livebridge_port::Note;
use livebridge_port::snapshot::ClipSnapshot;

/// A drawing of notes: its path, in columns and rows of pixels, and how many rows it has.
pub(super) struct Drawing {
    pub path: String,
    pub rows: usize,
}

/// One row's stretch of columns, its end excluded.
type Run = (usize, usize, usize);

/// Room for notes, in pixels: columns, and rows that a pitch each can have.
#[derive(Clone, Copy)]
pub(super) struct Room {
    pub columns: usize,
    pub rows: usize,
}

/// Draws the notes that the clip plays in `beats` beats, as at most `most` runs.
pub(super) fn draw(clip: &ClipSnapshot, beats: f64, room: Room, most: usize) -> Option<Drawing> {
    let columns = room.columns;
    let notes = clip.notes.as_deref().filter(|notes| !notes.is_empty() && beats > 0.0 && columns > 0)?;
    let (low, high) =
        notes.iter().fold((f64::MAX, f64::MIN), |(low, high), note| (low.min(note.pitch), high.max(note.pitch)));
    let rows = whole(high - low + 1.0, room.rows).max(1);
    let scale = Scale { per_beat: as_float(columns) / beats, columns, high, span: high - low + 1.0, rows };
    let mut runs = played(clip, notes, beats, &scale);
    let mut coarse = 1;
    merge(&mut runs, coarse);
    while runs.len() > most && coarse < columns {
        coarse *= 2;
        merge(&mut runs, coarse);
    }
    let mut path = String::new();
    let mut at = None;
    for (row, from, to) in runs {
        // Writing to a String cannot fail.
        let _ = match at {
            Some((same, end)) if same == row => write!(path, "m{} 0h{}", from - end, to - from),
            _ => write!(path, "M{from} {row}.5h{}", to - from),
        };
        at = Some((row, to));
    }
    (!path.is_empty()).then_some(Drawing { path, rows })
}

/// From beats and pitches to columns and rows.
struct Scale {
    per_beat: f64,
    columns: usize,
    high: f64,
    span: f64,
    rows: usize,
}

impl Scale {
    /// The run of what sounds from one beat to another, if any of it is in the picture.
    fn run(&self, pitch: f64, from: f64, to: f64) -> Option<Run> {
        let (left, right) = (from * self.per_beat, to * self.per_beat);
        if right < 0.0 || left >= as_float(self.columns) || !left.is_finite() {
            return None;
        }
        let first = whole(left.round(), self.columns - 1);
        // A note leaves a gap before the next where there is room for one.
        let gap = f64::from(right - left >= 3.0);
        let end = whole(right.round() - gap, self.columns).max(first + 1);
        Some((whole((self.high - pitch) / self.span * as_float(self.rows), self.rows - 1), first, end))
    }
}

/// The runs of everything that is heard while the clip plays.
fn played(clip: &ClipSnapshot, notes: &[Note], beats: f64, scale: &Scale) -> Vec<Run> {
    let start = clip.start_marker.unwrap_or(clip.loop_start);
    let length = clip.loop_end - clip.loop_start;
    // The content from one point to another, as it lies on the picture from `at` on.
    let part = |from: f64, to: f64, at: f64| {
        let heard = notes.iter().filter(move |note| note.start_time < to && note.start_time >= from);
        let ends = move |note: &Note| (note.start_time + note.duration).min(to);
        let run = move |note: &Note| scale.run(note.pitch, note.start_time - from + at, ends(note) - from + at);
        heard.filter_map(run).collect::<Vec<_>>()
    };
    if !clip.looping || length <= 0.0 {
        return part(start, start + beats, 0.0);
    }
    let first = (clip.loop_end - start).clamp(0.0, beats);
    let mut runs = part(start, start + first, 0.0);
    if first < beats {
        // Passes that are narrower than a column look the same: one for each column is enough.
        let every = length.max(1.0 / scale.per_beat);
        let mut pass = part(clip.loop_start, clip.loop_end, 0.0);
        merge(&mut pass, 1);
        let passes = whole(((beats - first) / every).ceil(), scale.columns);
        for n in 0..passes {
            let shift = whole(((first + as_float(n) * every) * scale.per_beat).round(), scale.columns);
            let shifted = pass.iter().map(|&(row, from, to)| (row, from + shift, (to + shift).min(scale.columns)));
            runs.extend(shifted.filter(|&(_, from, to)| from < to));
        }
    }
    runs
}

/// Sorts the runs and joins what overlaps, on columns of `coarse` pixels.
fn merge(runs: &mut Vec<Run>, coarse: usize) {
    for (_, from, to) in runs.iter_mut() {
        (*from, *to) = (*from / coarse * coarse, to.div_ceil(coarse) * coarse);
    }
    runs.sort_unstable();
    let touching = usize::from(coarse > 1);
    runs.dedup_by(|later, before| {
        let joined = later.0 == before.0 && later.1 < before.2 + touching;
        if joined {
            before.2 = before.2.max(later.2);
        }
        joined
    });
}

/// The whole number at or below, within 0 and `most`.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within 0 and a small number")]
fn whole(value: f64, most: usize) -> usize {
    value.clamp(0.0, as_float(most)) as usize
}

#[expect(clippy::cast_precision_loss, reason = "a few thousand columns")]
fn as_float(n: usize) -> f64 {
    n as f64
}

#[cfg(test)]
mod tests {
    use livebridge_port::fixtures;

    use super::*;

    fn clip(notes: &[(f64, f64, f64)]) -> ClipSnapshot {
        let note = |&(pitch, start, duration): &(f64, f64, f64)| Note::new(pitch, start, duration);
        let notes: Vec<_> = notes.iter().map(note).collect();
        fixtures::with_one_midi_clip(&notes).tracks[0].session[0].clone()
    }

    fn path(clip: &ClipSnapshot, beats: f64, columns: usize, most: usize) -> String {
        draw(clip, beats, Room { columns, rows: 9 }, most).unwrap().path
    }

    #[test]
    fn notes_stand_where_they_sound() {
        let two = clip(&[(61.0, 0.0, 1.0), (60.0, 2.0, 2.0)]);
        assert_eq!(path(&two, 4.0, 40, 9), "M0 0.5h9M20 1.5h19");
        // Very short ones can be seen all the same.
        assert_eq!(path(&clip(&[(60.0, 3.99, 0.001)]), 4.0, 40, 9), "M39 0.5h1");
        assert!(draw(&clip(&[]), 4.0, Room { columns: 40, rows: 9 }, 9).is_none());
        // Outside of what is played there is nothing to see.
        assert!(draw(&clip(&[(60.0, 4.0, 1.0)]), 4.0, Room { columns: 40, rows: 9 }, 9).is_none());
    }

    #[test]
    fn a_loop_shows_again_and_again() {
        let mut looped = clip(&[(60.0, 0.0, 1.0)]);
        (looped.loop_end, looped.looping) = (2.0, true);
        assert_eq!(path(&looped, 6.0, 60, 9), "M0 0.5h9m11 0h9m11 0h9");
        looped.start_marker = Some(1.0);
        assert_eq!(path(&looped, 6.0, 60, 9), "M10 0.5h9m11 0h9m11 0h9");
        // A loop of next to nothing fills the clip, in bounded time.
        looped.start_marker = None;
        looped.loop_end = 1e-9;
        assert_eq!(path(&looped, 1e6, 60, 9), "M0 0.5h60");
    }

    #[test]
    fn dense_notes_run_together_and_none_is_left_out() {
        let dense: Vec<_> = (0..1_000).map(|i| (60.0, f64::from(i) * 0.004, 0.001)).collect();
        assert_eq!(path(&clip(&dense), 4.0, 100, 9), "M0 0.5h100");
        let sparse: Vec<_> = (0..16).map(|i| (f64::from(60 + i % 2), f64::from(i) * 0.25, 0.25)).collect();
        let sixteenths = clip(&sparse);
        assert_eq!(path(&sixteenths, 4.0, 160, 99).matches('h').count(), 16);
        assert!(path(&sixteenths, 4.0, 160, 4).matches('h').count() <= 4);
    }
}
