//! How a musician would say it: things in words, and the text of a whole difference. Numbers are in `numbers.rs`.

#![expect(clippy::float_cmp, reason = "a difference is any difference")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Display, Formatter};

use livebridge_port::{Note, TrackKind};

use super::numbers::{Digits, number, signed};
use super::timeline::Timeline;
use super::{Change, Fact, NoteEdits, Op, SetDiff};

/// From this many on, equal edits of one field share a line.
const COLLAPSE: usize = 8;

impl Display for SetDiff {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return f.write_str("no difference");
        }
        write!(f, "{}", self.summary())?;
        self.facts().iter().try_for_each(|fact| write!(f, "\n{fact}"))
    }
}

impl SetDiff {
    /// What became of the tracks, and how many facts there are: `Set: 1 track changed, 1 added; 12 facts`.
    pub fn summary(&self) -> String {
        Summary(self).to_string()
    }

    /// The facts in words, a line each: `~ track "Bass": volume -2.0 -> -6.0 dB`. Eight or more equal edits of one
    /// field share one.
    ///
    /// ```
    /// use livebridge_diff::DiffExt;
    /// use livebridge_port::fixtures;
    ///
    /// let old = fixtures::seeded();
    /// let mut new = old.clone();
    /// new.tempo = 98.0;
    /// let diff = old.diff(&new);
    /// let facts = diff.facts();
    /// assert_eq!((&*facts[0].change.label, &*facts[0].change.fact), ("Set", "tempo 124 BPM -> 98 BPM"));
    /// assert_eq!(facts[0].to_string(), "~ Set: tempo 124 BPM -> 98 BPM");
    /// ```
    pub fn facts(&self) -> Vec<Fact<'_>> {
        let mut groups: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for (i, change) in self.changes.iter().enumerate().filter(|(_, change)| change.op == Op::Change) {
            groups.entry(edit(change)).or_default().push(i);
        }
        let mut facts = Vec::new();
        for (i, change) in self.changes.iter().enumerate() {
            let equal = groups.get(&edit(change)).filter(|group| change.op == Op::Change && group.len() >= COLLAPSE);
            let more = match equal {
                None => 0,
                Some(group) if group[0] == i => group.len() - 1,
                Some(_) => continue,
            };
            facts.push(Fact { change, more });
        }
        facts
    }
}

impl Display for Fact<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Change { op, label, fact, .. } = self.change;
        write!(f, "{} {label}", op.sign())?;
        if self.more > 0 {
            write!(f, " and {} more", self.more)?;
        }
        write!(f, ": {fact}")
    }
}

/// What makes two edits equal: the words, and the values where the words do not tell them.
fn edit(change: &Change) -> (&str, Option<String>, Option<String>) {
    (&change.fact, change.old.as_ref().map(ToString::to_string), change.new.as_ref().map(ToString::to_string))
}

/// The first line: what became of the tracks, and how many facts follow.
struct Summary<'a>(&'a SetDiff);

impl Display for Summary<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let mut changed = BTreeSet::new();
        let (mut added, mut removed, mut moved) = (0, 0, 0);
        for change in self.0.changes.iter().filter(|change| change.path.starts_with("tracks[")) {
            match (change.path.split_once('/'), change.op) {
                (Some((track, _)), _) => {
                    changed.insert(track);
                }
                (None, Op::Add) => added += 1,
                (None, Op::Remove) => removed += 1,
                (None, _) => moved += 1,
            }
        }
        let tracks = [(changed.len(), "changed"), (added, "added"), (removed, "removed"), (moved, "moved")];
        f.write_str("Set: ")?;
        for (i, (n, what)) in tracks.iter().filter(|(n, _)| *n > 0).enumerate() {
            match i {
                0 => write!(f, "{} {what}", count(*n, "track"))?,
                _ => write!(f, ", {n} {what}")?,
            }
        }
        let separator = if tracks.iter().any(|(n, _)| *n > 0) { "; " } else { "" };
        write!(f, "{separator}{}", count(self.0.changes.len(), "fact"))
    }
}

/// `3 clips`, `1 clip`.
pub(super) fn count(n: usize, what: &str) -> String {
    if n == 1 { format!("1 {what}") } else { format!("{n} {what}s") }
}

/// A name in quotes; what could not be seen is escaped.
pub(super) fn quoted(name: &str) -> String {
    format!("{name:?}")
}

/// `on` or `off`.
pub(super) fn on_off(value: bool) -> String {
    if value { "on".into() } else { "off".into() }
}

/// A label for each element of a list: what it is and its name, and its place in brackets where the name does not
/// tell it from the others, or it has none.
pub(super) fn labels(what: &str, names: &[Option<&str>], place: impl Fn(usize) -> String) -> Vec<String> {
    let mut uses = BTreeMap::new();
    for name in names {
        *uses.entry(*name).or_insert(0_usize) += 1;
    }
    let label = |(i, name): (usize, Option<&str>)| match name {
        Some("") | None => format!("{what}({})", place(i)),
        Some(text) if uses.get(&name) == Some(&1) => format!("{what}{}", quoted(text)),
        Some(text) => format!("{what}{} ({})", quoted(text), place(i)),
    };
    names.iter().copied().enumerate().map(label).collect()
}

/// The value in words, or `absent`.
pub(super) fn or_absent<T: ?Sized>(value: Option<&T>, say: impl Fn(&T) -> String) -> String {
    value.map_or_else(|| "absent".into(), say)
}

/// The place with this index: `1st` for 0.
pub(super) fn ordinal(index: usize) -> String {
    let place = index.saturating_add(1);
    let suffix = match (place % 10, place % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{place}{suffix}")
}

/// The kind of a track or clip.
pub(super) fn kind(kind: TrackKind) -> &'static str {
    match kind {
        TrackKind::Midi => "MIDI",
        TrackKind::Audio => "audio",
    }
}

/// `#FF0000`.
pub(super) fn color(rgb: u32) -> String {
    format!("#{rgb:06X}")
}

/// A pitch class with its name: `9 (A)`.
pub(super) fn pitch_class(class: u8) -> String {
    PITCH_CLASSES.get(usize::from(class)).map_or_else(|| class.to_string(), |name| format!("{class} ({name})"))
}

/// A pitch with its name, where 60 is C3 as in Live: `36 (C1)`.
pub(super) fn pitch(value: f64) -> String {
    let name = (0_i16..=127).find(|&key| f64::from(key) == value).and_then(|key| {
        let class = PITCH_CLASSES.get(usize::try_from(key % 12).ok()?)?;
        Some(format!(" ({class}{})", key / 12 - 2))
    });
    format!("{}{}", number(value), name.unwrap_or_default())
}

const PITCH_CLASSES: [&str; 12] = ["C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"];

/// A note with everything that it says: `note 36 (C1) at beat 0, length 0.25, velocity 100`.
pub(super) fn note(note: &Note, times: &Timeline) -> String {
    let mut text = format!("{}, length {}", note_place(note, times), Digits::Few.say(note.duration));
    let numbers = [
        ("velocity", note.velocity()),
        ("probability", note.probability()),
        ("velocity deviation", note.velocity_deviation()),
        ("release velocity", note.release_velocity()),
    ];
    for (name, value) in numbers.iter().filter_map(|(name, value)| Some((name, (*value)?))) {
        text.extend([", ", name, " ", &number(value)]);
    }
    for (name, value) in [("mute", note.muted()), ("selected", note.selected())] {
        if let Some(value) = value {
            text.extend([", ", name, " ", &on_off(value)]);
        }
    }
    text
}

/// What and where: `note 36 (C1) at beat 0`.
pub(super) fn note_place(note: &Note, times: &Timeline) -> String {
    format!("note {} at {}", pitch(note.pitch), times.say(note.start_time, Digits::Few))
}

/// Counted edits: `notes +4 -1, 2 nudged, 6 velocity`, or `12 notes transposed +12` where that is all.
/// `intervals` and `distances` hold how many notes went how far.
pub(super) fn note_edits(edits: &NoteEdits, intervals: &[(f64, usize)], distances: &[(f64, usize)]) -> String {
    let mut parts = Vec::new();
    let in_and_out: Vec<_> = [('+', edits.added), ('-', edits.removed)]
        .iter()
        .filter(|(_, n)| *n > 0)
        .map(|(sign, n)| format!("{sign}{n}"))
        .collect();
    if !in_and_out.is_empty() {
        parts.push(in_and_out.join(" "));
    }
    if edits.nudged > 0 {
        parts.push(format!("{} nudged", edits.nudged));
    }
    parts.extend(by_far(edits.moved, "moved", " beats", distances));
    parts.extend(by_far(edits.transposed, "transposed", "", intervals));
    let plain = [
        (edits.length, "length"),
        (edits.velocity, "velocity"),
        (edits.probability, "probability"),
        (edits.velocity_deviation, "velocity deviation"),
        (edits.release_velocity, "release velocity"),
        (edits.mute, "mute"),
        (edits.selection, "selected"),
    ];
    let verbs = edits.added + edits.removed == 0 && plain.iter().all(|(n, _)| *n == 0) && parts.len() == 1;
    parts.extend(plain.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}")));
    match parts[0].split_once(' ') {
        Some((n, verb)) if verbs => format!("{} {verb}", count(n.parse().unwrap_or_default(), "note")),
        _ => format!("notes {}", parts.join(", ")),
    }
}

/// `8 transposed +12` for each way that notes went, or only how many when there are more than three.
fn by_far(all: usize, verb: &str, unit: &str, ways: &[(f64, usize)]) -> Vec<String> {
    match ways.len() {
        0 => Vec::new(),
        1..=3 => ways.iter().map(|(far, n)| format!("{n} {verb} {}{unit}", signed(*far))).collect(),
        _ => vec![format!("{all} {verb}")],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pitches_and_places_have_names() {
        assert_eq!(
            [60.0, 61.0, 0.0, 127.0, 60.5, 128.0].map(pitch),
            ["60 (C3)", "61 (C#3)", "0 (C-2)", "127 (G8)", "60.5", "128"]
        );
        assert_eq!(
            [0, 1, 2, 3, 10, 12, 20, 110].map(ordinal),
            ["1st", "2nd", "3rd", "4th", "11th", "13th", "21st", "111th"]
        );
    }
}
