//! Notes of one pitch that did not overlap are kept from it when their times vary: Live would cut or drop them.
//!
//! This looks at all notes of a pitch together, and so is a pass of its own after the note-by-note arithmetic of
//! `kernel.rs`. It is plain scalar code, and gives the same bits on every path of the CPU.

use livebridge_port::Note;
use livebridge_port::rules::round_half_up;

use super::numbers::until;

/// Notes that overlap by no more than this, in beats, lie end to end: sums of decimal lengths are off by less.
const END_TO_END: f64 = 1e-6;

/// How much of the way to the end-to-end or earlier note before it a note may come early.
const EARLY: f64 = 0.375;

/// How much of the way to the next one it may come late. Swing at its fullest needs half of it.
const LATE: f64 = 0.5;

/// Takes back, from notes whose times were varied, what makes notes of one pitch overlap that did not before.
///
/// `varied` holds the same notes as `before`, in the same order, each with another start or duration. Two notes of
/// one pitch (as it is written: half up, 0..127) are *apart* when one starts after the start of the other, and not
/// before its end by more than 1e-6 beats. A pitch of which no two notes overlap afterwards is left as it is. In any
/// other, of the way from the nearest note that is apart before it, a note
/// comes at most 3/8 early, of that to the nearest one after it at most half late, and it ends where the first that is
/// apart after it begins now. Notes that overlapped before, or start together, may do so still.
///
/// What varies notes one by one, in memory that is there already, needs this afterwards: [`humanize_into`],
/// [`humanize_in_place`]. [`humanize`] has done it.
///
/// [`humanize`]: super::humanize()
/// [`humanize_into`]: super::humanize_into
/// [`humanize_in_place`]: super::humanize_in_place
///
/// ```
/// use livebridge_port::Note;
/// use livebridge_transforms::keep_apart;
///
/// let before = [Note::new(42.0, 0.0, 0.25), Note::new(42.0, 0.25, 0.25)];
/// let mut varied = [Note::new(42.0, 0.02, 0.3), Note::new(42.0, 0.25, 0.25)];
/// keep_apart(&before, &mut varied);
/// assert_eq!(varied[0], Note::new(42.0, 0.02, 0.23));
/// ```
pub fn keep_apart(before: &[Note], varied: &mut [Note]) {
    let mut order: Vec<(u8, usize)> = before.iter().enumerate().map(|(i, note)| (written(note.pitch), i)).collect();
    let start = |(_, i): &(u8, usize)| before.get(*i).map_or(0.0, |note| note.start_time);
    order.sort_by(|a, b| a.0.cmp(&b.0).then(start(a).total_cmp(&start(b))).then(a.1.cmp(&b.1)));
    for voice in order.chunk_by(|a, b| a.0 == b.0) {
        if overlap(voice, varied) {
            Voice::new(voice, before).hold(varied);
        }
    }
}

/// Whether any two of these notes overlap.
fn overlap(voice: &[(u8, usize)], notes: &[Note]) -> bool {
    let times = voice.iter().map(|(_, i)| (notes[*i].start_time, notes[*i].start_time + notes[*i].duration));
    let mut times: Vec<(f64, f64)> = times.collect();
    times.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    times.windows(2).any(|pair| pair[0].1 > pair[1].0)
}

/// The pitch with which a note is written.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a whole number from 0 to 127, NaN is 0")]
fn written(pitch: f64) -> u8 {
    round_half_up(pitch).clamp(0.0, 127.0) as u8
}

/// The notes of one pitch in the order of their starts, as they were before.
struct Voice<'a> {
    /// Pitch and index of each.
    notes: &'a [(u8, usize)],
    starts: Vec<f64>,
    /// For each note the place of the first that is apart after it; all later ones are, too.
    next: Vec<usize>,
}

impl<'a> Voice<'a> {
    fn new(notes: &'a [(u8, usize)], before: &[Note]) -> Self {
        let starts: Vec<f64> = notes.iter().map(|(_, i)| before[*i].start_time).collect();
        let next = notes.iter().map(|(_, i)| {
            let (start, end) = (before[*i].start_time, before[*i].start_time + before[*i].duration);
            starts.partition_point(|later| *later <= start || end - END_TO_END > *later)
        });
        Self { notes, next: next.collect(), starts }
    }

    /// Brings the varied notes within their bounds.
    fn hold(&self, varied: &mut [Note]) {
        let count = self.notes.len();
        // The latest start of a note that is apart before each.
        let mut nearest = vec![f64::NEG_INFINITY; count + 1];
        for (start, next) in self.starts.iter().zip(&self.next) {
            nearest[*next] = nearest[*next].max(*start);
        }
        let mut last = f64::NEG_INFINITY;
        for (k, (_, i)) in self.notes.iter().enumerate() {
            let (start, held) = (self.starts[k], &mut varied[*i].start_time);
            last = last.max(nearest[k]);
            if last > f64::NEG_INFINITY {
                *held = held.max(start - (start - last) * EARLY);
            }
            if let Some(next) = self.starts.get(self.next[k]) {
                *held = held.min(start + (next - start) * LATE);
            }
        }
        // From the end on: where the earliest of those that come later begins now.
        let mut earliest = vec![f64::INFINITY; count + 1];
        for (k, (_, i)) in self.notes.iter().enumerate().rev() {
            let note = &mut varied[*i];
            let end = earliest[self.next[k]];
            // Starts that are as close as floats can be leave no room for a note; it stays as it is.
            if end > note.start_time {
                note.duration = until(note.start_time, note.duration, end);
            }
            earliest[k] = earliest[k + 1].min(note.start_time);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(before: &[(f64, f64)], varied: &[(f64, f64)]) -> Vec<(f64, f64)> {
        let notes = |times: &[(f64, f64)]| -> Vec<Note> {
            times.iter().map(|(start, duration)| Note::new(60.0, *start, *duration)).collect()
        };
        let mut out = notes(varied);
        keep_apart(&notes(before), &mut out);
        out.iter().map(|note| (note.start_time, note.duration)).collect()
    }

    #[test]
    fn notes_that_change_places_without_an_overlap_may_do_so() {
        let varied = [(1.5, 0.25), (0.75, 0.25)];
        assert_eq!(held(&[(0.0, 0.25), (1.0, 0.25)], &varied), varied);
    }

    #[test]
    fn notes_that_would_change_places_stay_on_their_sides() {
        let seen = held(&[(0.0, 1.0), (1.0, 1.0)], &[(0.75, 1.0), (0.25, 1.0)]);
        assert_eq!(seen, [(0.5, 0.125), (0.625, 1.0)]);
    }

    #[test]
    fn an_end_that_passes_by_a_rounding_is_no_overlap_and_is_none_afterwards() {
        // 0.1 + 0.2 is 0.30000000000000004.
        let seen = held(&[(0.1, 0.2), (0.3, 0.1)], &[(0.1, 0.2), (0.3, 0.1)]);
        assert!(seen[0].0 + seen[0].1 <= 0.3 && seen[0].1 > 0.199_999, "{seen:?}");
    }

    #[test]
    fn notes_that_overlapped_or_started_together_stay_as_they_are() {
        let times = [(0.0, 4.0), (1.0, 1.0), (1.0, 2.0)];
        assert_eq!(held(&times, &times), times);
        let varied = [(0.5, 4.0), (0.25, 1.0), (1.5, 2.0)];
        assert_eq!(held(&times, &varied), varied);
    }

    #[test]
    fn a_note_that_covers_another_ends_where_the_first_begins_that_it_did_not_cover() {
        // The first covers the second and not the third.
        let seen = held(&[(0.0, 4.0), (1.0, 1.0), (4.0, 1.0)], &[(0.0, 6.0), (1.0, 1.0), (3.0, 1.0)]);
        assert_eq!(seen, [(0.0, 3.0), (1.0, 1.0), (3.0, 1.0)]);
    }

    #[test]
    fn another_pitch_is_nobodys_neighbour_and_a_fraction_is() {
        let before = [Note::new(60.0, 0.0, 1.0), Note::new(61.0, 1.0, 1.0)];
        let mut varied = [Note::new(60.0, 0.0, 2.0), Note::new(61.0, 1.0, 1.0)];
        keep_apart(&before, &mut varied);
        assert_eq!(varied[0].duration.to_bits(), 2.0_f64.to_bits());

        let before = [Note::new(60.5, 0.0, 1.0), Note::new(61.0, 1.0, 1.0)];
        let mut varied = [Note::new(60.5, 0.0, 2.0), Note::new(61.0, 1.0, 1.0)];
        keep_apart(&before, &mut varied);
        assert_eq!(varied[0].duration.to_bits(), 1.0_f64.to_bits());
    }
}
