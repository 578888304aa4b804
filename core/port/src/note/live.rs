//! What Live makes of notes of one pitch that overlap.
//!
//! Seen in running Lives: of two that overlap the earlier one is cut where the later one starts, of two that start
//! together the one written last stays, and one that is written over the start of another takes it away.

use std::collections::BTreeMap;

use super::Note;

impl Note {
    /// What a target with the capability `notes: live` keeps of notes that are written in this order, in that order.
    ///
    /// ```
    /// use livebridge_port::Note;
    ///
    /// let (long, short) = (Note::new(60.0, 0.0, 2.0), Note::new(60.0, 1.0, 1.0));
    /// assert_eq!(Note::as_live_keeps(&[long, short]), [Note::new(60.0, 0.0, 1.0), short]);
    /// assert_eq!(Note::as_live_keeps(&[short, long]), [long]);
    /// ```
    pub fn as_live_keeps(written: &[Self]) -> Vec<Self> {
        let mut kept: Vec<Option<Self>> = Vec::with_capacity(written.len());
        // Of each pitch, the starts of those that are there, in time.
        let mut places: BTreeMap<u64, BTreeMap<u64, usize>> = BTreeMap::new();
        for note in written {
            let there = places.entry(in_order(note.pitch)).or_default();
            let end = note.start_time + note.duration;
            // Whatever starts with it, or while it sounds.
            let covered: Vec<u64> = there
                .range(in_order(note.start_time)..in_order(end).max(in_order(note.start_time) + 1))
                .map(first)
                .collect();
            for start in covered {
                if let Some(at) = there.remove(&start) {
                    kept[at] = None;
                }
            }
            if let Some((_, at)) = there.range(..in_order(note.start_time)).next_back()
                && let Some(before) = &mut kept[*at]
                && before.start_time + before.duration > note.start_time
            {
                before.duration = note.start_time - before.start_time;
            }
            there.insert(in_order(note.start_time), kept.len());
            kept.push(Some(*note));
        }
        kept.into_iter().flatten().collect()
    }
}

fn first((start, _): (&u64, &usize)) -> u64 {
    *start
}

/// Bits that are in order as the numbers are; both zeros are one.
fn in_order(number: f64) -> u64 {
    const SIGN: u64 = 1 << 63;
    let bits = (number + 0.0).to_bits();
    if bits & SIGN == 0 { bits | SIGN } else { !bits }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note(pitch: f64, start: f64, end: f64) -> Note {
        Note::new(pitch, start, end - start)
    }

    #[test]
    fn what_live_does_to_notes_of_one_pitch() {
        let kept = |written: &[(f64, f64)]| -> Vec<(f64, f64)> {
            let written: Vec<Note> = written.iter().map(|(start, end)| note(60.0, *start, *end)).collect();
            let kept = Note::as_live_keeps(&written);
            kept.iter().map(|note| (note.start_time, note.start_time + note.duration)).collect()
        };
        for (written, wanted) in [
            // They touch, and nothing happens.
            (&[(0.0, 1.0), (1.0, 2.0)][..], &[(0.0, 1.0), (1.0, 2.0)][..]),
            // The earlier one is cut.
            (&[(0.0, 2.0), (1.0, 3.0)], &[(0.0, 1.0), (1.0, 3.0)]),
            (&[(0.0, 4.0), (1.0, 2.0)], &[(0.0, 1.0), (1.0, 2.0)]),
            (&[(-2.0, 1.0), (-1.0, 0.0)], &[(-2.0, -1.0), (-1.0, 0.0)]),
            // The last of two that start together stays, however long.
            (&[(0.0, 2.0), (0.0, 1.0)], &[(0.0, 1.0)]),
            (&[(0.0, 0.0), (-0.0, 1.0)], &[(0.0, 1.0)]),
            // One written over the starts of others takes them away.
            (&[(1.0, 2.0), (3.0, 4.0), (0.0, 4.0)], &[(0.0, 4.0)]),
            (&[(1.0, 2.0), (3.0, 4.0), (0.5, 3.0)], &[(3.0, 4.0), (0.5, 3.0)]),
        ] {
            assert_eq!(kept(written), wanted, "{written:?}");
        }
    }

    #[test]
    fn other_pitches_and_other_fields_are_left_alone() {
        let written = [
            note(60.0, 0.0, 2.0).with_velocity(33.5).with_muted(true),
            note(61.0, 1.0, 3.0),
            note(60.0, 1.0, 3.0).with_probability(0.5),
        ];
        let wanted = [note(60.0, 0.0, 1.0).with_velocity(33.5).with_muted(true), written[1], written[2]];
        assert_eq!(Note::as_live_keeps(&written), wanted);
        assert_eq!(Note::as_live_keeps(&wanted), wanted, "what is kept once is kept");
        assert!(Note::as_live_keeps(&[]).is_empty());
    }
}
