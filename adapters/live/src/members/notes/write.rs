//! How notes are written: one after the other, by Live's rules of overlap.

use std::collections::BTreeMap;

use super::{audio, held, store};
use crate::engine::{Engine, Interface};
use crate::members::number;
use crate::refusal::{Kind, Refusal, Res, argument, range, refuse};
use crate::rules::Rule as R;
use crate::value::{Held, Id, Value};

/// Most notes of one call.
const MOST: usize = 100_000;
/// Most of them for a host that takes notes in messages of a fixed size.
const FEW: usize = 256;
/// The largest time of a note.
const FAR: f64 = 1e8;

/// One note from a struct or a dictionary.
pub(super) fn note(engine: &Engine, value: &Value) -> Res<Held> {
    let Value::Record(record) = value else { return argument(format!("a note is wanted, not {}", value.kind())) };
    if engine.face == Interface::Python
        && record.name.as_deref() != Some("MidiNoteSpecification")
        && record.name.as_deref() != Some("MidiNote")
        && engine.on(R::NotesPythonSpecObjects)
    {
        return Err(Refusal::new(Kind::ArgumentError, "No registered converter from a dictionary to a note")
            .by(R::NotesPythonSpecObjects));
    }
    let wanted = |name: &str| {
        record
            .field(name)
            .and_then(Value::number)
            .ok_or_else(|| Refusal::new(Kind::ArgumentError, format!("a note needs {name}")))
    };
    let or = |name: &str, default: f64| record.field(name).and_then(Value::number).unwrap_or(default);
    let defaults = engine.on(R::NotesDefaults);
    let velocity = or("velocity", if defaults { 100.0 } else { 0.0 });
    let selected = engine.face == Interface::Sdk && engine.on(R::NotesSelectedField) && or("selected", 0.0) != 0.0;
    let pitch = wanted("pitch")?;
    if pitch.fract() != 0.0 {
        return argument(format!("a pitch is a whole number, not {pitch}"));
    }
    check(Held {
        id: 0,
        #[expect(clippy::cast_possible_truncation, reason = "whole, and judged next")]
        pitch: pitch as i64,
        start: wanted("start_time")?,
        duration: wanted("duration")?,
        velocity: if engine.on(R::NotesVelocityFloat) { velocity } else { velocity.round() },
        mute: or("mute", 0.0) != 0.0,
        probability: or("probability", if defaults { 1.0 } else { 0.0 }),
        deviation: or("velocity_deviation", 0.0),
        release: or("release_velocity", if defaults { 64.0 } else { 0.0 }),
        selected,
    })
}

pub(super) fn check(note: Held) -> Res<Held> {
    let fits = (0..=127).contains(&note.pitch)
        && note.start.abs() <= FAR
        && (0.0..=FAR).contains(&note.duration)
        && (0.0..=127.0).contains(&note.velocity)
        && (0.0..=1.0).contains(&note.probability)
        && (-127.0..=127.0).contains(&note.deviation)
        && (0.0..=127.0).contains(&note.release);
    if fits { Ok(note) } else { range(format!("a note out of range: {note:?}")) }
}

/// The notes of a call: a list, or Max's dictionary with the key `notes`.
pub(super) fn given(engine: &Engine, value: &Value) -> Res<Vec<Value>> {
    match value {
        Value::List(items) => {
            if engine.face == Interface::Max && engine.on(R::NotesMaxDict) {
                return Err(
                    Refusal::new(Kind::ArgumentError, "Max takes one dictionary {notes: [...]}").by(R::NotesMaxDict)
                );
            }
            Ok(items.to_vec())
        }
        Value::Record(record) => match record.field("notes") {
            Some(Value::List(items)) => Ok(items.to_vec()),
            _ => argument("a dictionary with a list `notes` is wanted"),
        },
        other => argument(format!("notes are wanted, not {}", other.kind())),
    }
}

/// Adds notes; the ids of the new ones.
pub(crate) fn add(engine: &mut Engine, clip: Id, value: &Value, _new: bool) -> Res {
    let values = given(engine, value)?;
    let notes = values.iter().map(|value| note(engine, value)).collect::<Res<Vec<_>>>()?;
    let ids = merge(engine, clip, notes)?;
    Ok(Value::list(ids.into_iter().map(Value::Int).collect()))
}

/// Writes notes one after the other into a clip, by Live's rules of overlap. The ids that they got.
pub(crate) fn merge(engine: &mut Engine, clip: Id, new: Vec<Held>) -> Res<Vec<i64>> {
    audio(engine, clip)?;
    let most = if engine.on(R::NotesManyOk) { MOST } else { FEW };
    if new.len() > most {
        return range(format!("more than {most} notes in one call"));
    }
    let mut pitches: BTreeMap<i64, Vec<Held>> = BTreeMap::new();
    for note in held(engine, clip) {
        pitches.entry(note.pitch).or_default().push(*note);
    }
    let mut next = engine.i(clip, "_next_note");
    let mut ids = Vec::with_capacity(new.len());
    for mut note in new {
        check(note)?;
        if note.start < 0.0 && !engine.on(R::NotesNegativeStartKept) {
            continue;
        }
        note.id = if engine.on(R::IdsNoteIdsPerClip) { next } else { next + 1000 };
        next += 1;
        ids.push(note.id);
        let row = pitches.entry(note.pitch).or_default();
        place(engine, row, note);
    }
    let all = pitches.into_values().flatten().collect();
    engine.put(clip, "_next_note", next);
    store(engine, clip, all);
    Ok(ids)
}

/// Puts a note among those of its pitch, which are sorted by start.
pub(super) fn place(engine: &Engine, row: &mut Vec<Held>, note: Held) {
    let end = note.start + note.duration;
    if engine.on(R::NotesSamePitchOverlapCutsEarlier) {
        // Only the nearest earlier note can reach over the start: the others were cut by it.
        let at = row.partition_point(|other| other.start < note.start);
        if let Some(before) = at.checked_sub(1).and_then(|at| row.get_mut(at))
            && before.start + before.duration > note.start
        {
            before.duration = note.start - before.start;
        }
    }
    #[expect(clippy::float_cmp, reason = "the same start is the very same number")]
    if engine.on(R::NotesSamePitchSameStartReplaces) {
        row.retain(|other| other.start != note.start);
    }
    if engine.on(R::NotesWriteOrderMatters) {
        row.retain(|other| !(note.start < other.start && other.start < end));
    } else if let Some(later) = row.iter().find(|other| other.start > note.start && other.start < end) {
        // As if it had been written first: it is cut where the later one starts.
        let duration = later.start - note.start;
        let at = row.partition_point(|other| other.start < note.start);
        row.insert(at, Held { duration, ..note });
        return;
    }
    let at = row.partition_point(|other| other.start < note.start);
    row.insert(at, note);
}

pub(super) fn modify(engine: &mut Engine, clip: Id, args: &[Value]) -> Res {
    audio(engine, clip)?;
    if let (Interface::Python, true, Value::List(items)) = (engine.face, engine.on(R::NotesModifyNeedsVector), &args[0])
        && items.iter().any(|item| !matches!(item, Value::Record(note) if note.name.as_deref() == Some("MidiNote")))
    {
        let text = "the vector of notes that was read is wanted";
        return Err(Refusal::new(Kind::ArgumentError, text).by(R::NotesModifyNeedsVector));
    }
    let values = if let Value::List(items) = &args[0] { items.to_vec() } else { given(engine, &args[0])? };
    let mut notes = held(engine, clip).to_vec();
    let mut changed = Vec::new();
    for value in &values {
        let Value::Record(record) = value else { return argument("a note is wanted") };
        let id = record.field("note_id").and_then(Value::int).unwrap_or(-1);
        let Some(old) = notes.iter().find(|note| note.id == id) else {
            if engine.on(R::NotesModifyIgnoresUnknown) {
                // One that is not there, and nothing is changed at all.
                return Ok(Value::Null);
            }
            continue;
        };
        let or = |name: &str, old: f64| record.field(name).and_then(Value::number).unwrap_or(old);
        changed.push(check(Held {
            id,
            pitch: record.field("pitch").and_then(Value::int).unwrap_or(old.pitch),
            start: or("start_time", old.start),
            duration: or("duration", old.duration),
            velocity: or("velocity", old.velocity),
            mute: or("mute", f64::from(u8::from(old.mute))) != 0.0,
            probability: or("probability", old.probability),
            deviation: or("velocity_deviation", old.deviation),
            release: or("release_velocity", old.release),
            selected: old.selected,
        })?);
    }
    notes.retain(|note| changed.iter().all(|other| other.id != note.id));
    let mut pitches: BTreeMap<i64, Vec<Held>> = BTreeMap::new();
    for note in notes {
        pitches.entry(note.pitch).or_default().push(note);
    }
    for note in changed {
        place(engine, pitches.entry(note.pitch).or_default(), note);
    }
    store(engine, clip, pitches.into_values().flatten().collect());
    Ok(Value::Null)
}

pub(super) fn from_tuples(value: &Value) -> Res<Vec<Held>> {
    let Value::List(items) = value else { return argument("a list of tuples is wanted") };
    let one = |item: &Value| {
        let Value::List(parts) = item else { return argument("a note is (pitch, time, duration, velocity, mute)") };
        if parts.len() != 5 {
            return argument("a note is (pitch, time, duration, velocity, mute)");
        }
        check(Held {
            id: 0,
            pitch: parts[0].int().unwrap_or(-1),
            start: number(parts, 1),
            duration: number(parts, 2),
            velocity: number(parts, 3),
            mute: parts[4].number().unwrap_or(0.0) != 0.0,
            probability: 1.0,
            deviation: 0.0,
            release: 64.0,
            selected: false,
        })
    };
    items.iter().map(one).collect()
}

/// Keeps what sounds between two times.
pub(in crate::members) fn crop(engine: &mut Engine, clip: Id, start: f64, end: f64) {
    let notes = held(engine, clip).iter().filter(|note| (start..end).contains(&note.start)).copied();
    let notes = notes.map(|note| Held { duration: note.duration.min(end - note.start), ..note }).collect();
    store(engine, clip, notes);
}

/// Copies the notes of the loop right after it and pushes those behind it back.
pub(in crate::members) fn duplicate_loop(engine: &mut Engine, clip: Id, start: f64, end: f64) {
    let length = end - start;
    let mut next = engine.i(clip, "_next_note");
    let mut notes = held(engine, clip).to_vec();
    let inside: Vec<Held> = notes.iter().filter(|note| (start..end).contains(&note.start)).copied().collect();
    if engine.on(R::ClipsDuplicateLoopInserts) {
        for note in notes.iter_mut().filter(|note| note.start >= end) {
            note.start += length;
        }
    } else {
        notes.retain(|note| !(end..end + length).contains(&note.start));
    }
    for note in inside {
        notes.push(Held { id: next, start: note.start + length, ..note });
        next += 1;
    }
    engine.put(clip, "_next_note", next);
    store(engine, clip, notes);
}

pub(super) fn quantize(engine: &mut Engine, clip: Id, pitch: Option<i64>, grid: Option<i64>, amount: f64) -> Res {
    audio(engine, clip)?;
    // The grids of recording: none, 1/4, 1/8, 1/8 triplet, both, 1/16, 1/16 triplet, both, 1/32.
    let steps: &[f64] = match grid {
        Some(0) => return Ok(Value::Null),
        Some(1) => &[1.0],
        Some(2) => &[0.5],
        Some(3) => &[1.0 / 3.0],
        Some(4) => &[0.5, 1.0 / 3.0],
        Some(5) => &[0.25],
        Some(6) => &[1.0 / 6.0],
        Some(7) => &[0.25, 1.0 / 6.0],
        Some(8) => &[0.125],
        other => return refuse(R::ClipsUndoOfClipEdit, format!("there is no grid {other:?}")),
    };
    let notes = held(engine, clip).iter().map(|note| {
        if pitch.is_some_and(|pitch| pitch != note.pitch) {
            return *note;
        }
        let targets = steps.iter().map(|step| (note.start / step).round() * step);
        let target =
            targets.min_by(|a, b| (a - note.start).abs().total_cmp(&(b - note.start).abs())).unwrap_or(note.start);
        Held { start: note.start + (target - note.start) * amount.clamp(0.0, 1.0), ..*note }
    });
    let mut pitches: BTreeMap<i64, Vec<Held>> = BTreeMap::new();
    let moved: Vec<Held> = notes.collect();
    for note in moved {
        place(engine, pitches.entry(note.pitch).or_default(), note);
    }
    store(engine, clip, pitches.into_values().flatten().collect());
    Ok(Value::Null)
}
