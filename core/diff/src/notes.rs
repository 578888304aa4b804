//! The notes of a clip: which came, went and changed; counted, and shown themselves where there are few.
//!
//! Notes are matched by value: equal, then same pitch and start, then nudged, transposed, moved.

#![expect(clippy::float_cmp, reason = "a difference is any difference")]

use std::collections::BTreeMap;

use livebridge_port::Note;

use super::content::{self, ordered};
use super::facts::{Facts, Subject, value};
use super::matching::{Matcher, Pairing, out_of_order};
use super::numbers::{apart, number};
use super::text::{note, note_edits, note_place, on_off, or_absent, pitch};
use super::timeline::{Times, times_apart};
use super::{ChangeClass, NoteEdits, Op};

/// Up to this many changed notes are shown themselves.
const SHOWN: usize = 3;
/// The farthest that a note goes and is still nudged, in beats.
const NUDGE: f64 = 1.0 / 64.0;

/// Compares the notes of the clip `at`.
pub(super) fn compare(facts: &mut Facts, at: &Subject, times: &Times<'_>, old: &[Note], new: &[Note]) {
    let at = &at.of(ChangeClass::Notes);
    let pairing = pair(old, new);
    let changed: Vec<_> = pairing.pairs.iter().copied().filter(|&(i, j)| old[i] != new[j]).collect();
    let touched = changed.len() + pairing.removed.len() + pairing.added.len();
    if touched > SHOWN {
        count(facts, at, old, new, &pairing, &changed);
    } else {
        let place = |index: usize| format!("notes[{index}]");
        for &i in &pairing.removed {
            facts.push(Op::Remove, at, &place(i), note(&old[i], times[0]), value(&old[i]), None);
        }
        for &(i, j) in &changed {
            facts.push(Op::Change, at, &place(j), edit(&old[i], &new[j], times), value(&old[i]), value(&new[j]));
        }
        for &j in &pairing.added {
            facts.push(Op::Add, at, &place(j), note(&new[j], times[1]), None, value(&new[j]));
        }
    }
    let same: Vec<_> = pairing.pairs.into_iter().filter(|&(i, j)| old[i] == new[j]).collect();
    let moved = out_of_order(&same).len();
    if moved > 0 {
        let fact = format!("notes in another order, {moved} out of place");
        facts.push(Op::Move, at, "notes", fact, None, None);
    }
}

fn pair(old: &[Note], new: &[Note]) -> Pairing {
    let mut matcher = Matcher::new(old.len(), new.len());
    as_a_whole(&mut matcher, old, new);
    matcher.pass(|i| Some(content::note(&old[i])), |j| Some(content::note(&new[j])));
    let onset = |note: &Note| Some((ordered(note.pitch), ordered(note.start_time)));
    matcher.pass(|i| onset(&old[i]), |j| onset(&new[j]));
    nudged(&mut matcher, old, new);
    let chord = |note: &Note| ((ordered(note.start_time), ordered(note.duration)), ordered(note.pitch));
    matcher.pass_in_order(|i| chord(&old[i]), |j| chord(&new[j]));
    let row = |note: &Note| ((ordered(note.pitch), ordered(note.duration)), ordered(note.start_time));
    matcher.pass_in_order(|i| row(&old[i]), |j| row(&new[j]));
    matcher.finish()
}

/// All notes transposed, or all moved, by the same amount: seen first, since a note may land on another's place.
fn as_a_whole(matcher: &mut Matcher, old: &[Note], new: &[Note]) {
    if old.len() != new.len() || old.is_empty() {
        return;
    }
    let sorted = |notes: &[Note]| {
        let mut order: Vec<_> = (0..notes.len()).collect();
        order
            .sort_by_cached_key(|&i| (ordered(notes[i].start_time), ordered(notes[i].pitch), content::note(&notes[i])));
        order
    };
    let (from, to) = (sorted(old), sorted(new));
    let far = |i: usize, j: usize| (new[j].pitch - old[i].pitch, new[j].start_time - old[i].start_time);
    let (up, later) = far(from[0], to[0]);
    let one_way = (up != 0.0 && later == 0.0) || (up == 0.0 && later.abs() > NUDGE);
    let carried = |i: usize, j: usize| {
        let mut carried = old[i];
        carried.pitch += up;
        carried.start_time += later;
        carried == new[j]
    };
    if one_way && from.iter().zip(&to).all(|(&i, &j)| carried(i, j)) {
        for (&i, &j) in from.iter().zip(&to) {
            matcher.join(i, j);
        }
    }
}

/// Pairs notes of one pitch that moved by a little, in time order.
fn nudged(matcher: &mut Matcher, old: &[Note], new: &[Note]) {
    let (mut from, mut to) = matcher.open();
    let onset = |note: &Note| (ordered(note.pitch), ordered(note.start_time));
    from.sort_by_key(|&i| onset(&old[i]));
    to.sort_by_key(|&j| onset(&new[j]));
    let (mut i, mut j) = (0, 0);
    while i < from.len() && j < to.len() {
        let (a, b) = (&old[from[i]], &new[to[j]]);
        if ordered(a.pitch) == ordered(b.pitch) && (a.start_time - b.start_time).abs() <= NUDGE {
            matcher.join(from[i], to[j]);
            i += 1;
            j += 1;
        } else if onset(a) < onset(b) {
            i += 1;
        } else {
            j += 1;
        }
    }
}

fn count(facts: &mut Facts, at: &Subject, old: &[Note], new: &[Note], pairing: &Pairing, changed: &[(usize, usize)]) {
    let mut edits = NoteEdits { added: pairing.added.len(), removed: pairing.removed.len(), ..NoteEdits::default() };
    let (mut intervals, mut distances) = (BTreeMap::new(), BTreeMap::new());
    for &(i, j) in changed {
        let (a, b) = (&old[i], &new[j]);
        let (up, later) = (b.pitch - a.pitch, b.start_time - a.start_time);
        if a.pitch != b.pitch {
            edits.transposed += 1;
            intervals.entry(ordered(up)).or_insert((up, 0_usize)).1 += 1;
        }
        if a.start_time != b.start_time {
            if later.abs() <= NUDGE {
                edits.nudged += 1;
            } else {
                edits.moved += 1;
                distances.entry(ordered(later)).or_insert((later, 0_usize)).1 += 1;
            }
        }
        edits.length += usize::from(a.duration != b.duration);
        edits.velocity += usize::from(a.velocity() != b.velocity());
        edits.probability += usize::from(a.probability() != b.probability());
        edits.velocity_deviation += usize::from(a.velocity_deviation() != b.velocity_deviation());
        edits.release_velocity += usize::from(a.release_velocity() != b.release_velocity());
        edits.mute += usize::from(a.muted() != b.muted());
        edits.selection += usize::from(a.selected() != b.selected());
    }
    let (intervals, distances): (Vec<_>, Vec<_>) =
        (intervals.into_values().collect(), distances.into_values().collect());
    facts.counted(at, note_edits(&edits, &intervals, &distances), old.len(), new.len(), edits);
}

/// What became of one note: `note 38 (D1) at beat 1: nudged to beat 1.01, velocity 90 -> 100`.
fn edit(old: &Note, new: &Note, times: &Times<'_>) -> String {
    let mut parts = Vec::new();
    if old.pitch != new.pitch {
        parts.push(format!("transposed to {}", pitch(new.pitch)));
    }
    if old.start_time != new.start_time {
        let verb = if (new.start_time - old.start_time).abs() <= NUDGE { "nudged" } else { "moved" };
        parts.push(format!("{verb} to {}", times_apart(times, old.start_time, new.start_time).1));
    }
    if old.duration != new.duration {
        let (from, to) = apart(&old.duration, &new.duration, |length, digits| digits.say(*length));
        parts.push(format!("length {from} -> {to}"));
    }
    let numbers = [
        ("velocity", old.velocity(), new.velocity()),
        ("probability", old.probability(), new.probability()),
        ("velocity deviation", old.velocity_deviation(), new.velocity_deviation()),
        ("release velocity", old.release_velocity(), new.release_velocity()),
    ];
    for (name, from, to) in numbers.iter().filter(|(_, from, to)| from != to) {
        let say = |value: &Option<f64>| or_absent(value.as_ref(), |value| number(*value));
        parts.push(format!("{name} {} -> {}", say(from), say(to)));
    }
    for (name, from, to) in [("mute", old.muted(), new.muted()), ("selected", old.selected(), new.selected())] {
        if from != to {
            let say = |value: Option<bool>| or_absent(value.as_ref(), |value| on_off(*value));
            parts.push(format!("{name} {} -> {}", say(from), say(to)));
        }
    }
    format!("{}: {}", note_place(old, times[0]), parts.join(", "))
}
