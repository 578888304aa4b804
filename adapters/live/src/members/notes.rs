//! Notes of MIDI clips, with Live's rules of notes that overlap.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{number, whole};
use crate::engine::{Engine, Interface};
use crate::refusal::{Kind, Refusal, Res, argument, range, refuse};
use crate::rules::Rule as R;
use crate::table::{Def, computed, func};
use crate::value::{Held, Id, Record, Value};

pub(super) const MEMBERS: &[Def] = &[
    computed("Clip.notes", |e, id| Ok(e.val(id, "_notes").clone())),
    func("Clip.add_new_notes", |e, id, args| add(e, id, &args[0], true)),
    func("Clip.get_all_notes_extended", |e, id, _| {
        audio(e, id)?;
        Ok(listed(e, held(e, id).iter()))
    }),
    func("Clip.get_notes_extended", |e, id, args| {
        audio(e, id)?;
        let window = Window::new(e, number(args, 2), number(args, 3), whole(args, 0), whole(args, 1));
        Ok(listed(e, held(e, id).iter().filter(|note| window.has(note))))
    }),
    func("Clip.get_notes", |e, id, args| {
        audio(e, id)?;
        let window = Window::new(e, number(args, 0), number(args, 2), whole(args, 1), whole(args, 3));
        Ok(tuples(e, held(e, id).iter().filter(|note| window.has(note))))
    }),
    func("Clip.get_notes_by_id", |e, id, args| {
        audio(e, id)?;
        let ids = note_ids(&args[0]);
        Ok(listed(e, held(e, id).iter().filter(|note| ids.contains(&note.id))))
    }),
    func("Clip.get_selected_notes_extended", |e, id, _| {
        audio(e, id)?;
        Ok(listed(e, held(e, id).iter().filter(|note| note.selected)))
    }),
    func("Clip.get_selected_notes", |e, id, _| {
        audio(e, id)?;
        Ok(tuples(e, held(e, id).iter().filter(|note| note.selected)))
    }),
    func("Clip.remove_notes_extended", |e, id, args| {
        let window = Window::new(e, number(args, 2), number(args, 3), whole(args, 0), whole(args, 1));
        change(e, id, |notes| notes.retain(|note| !window.has(note)))
    }),
    func("Clip.remove_notes", |e, id, args| {
        let window = Window::new(e, number(args, 0), number(args, 2), whole(args, 1), whole(args, 3));
        change(e, id, |notes| notes.retain(|note| !window.has(note)))
    }),
    func("Clip.remove_notes_by_id", |e, id, args| {
        let ids = note_ids(&args[0]);
        change(e, id, |notes| notes.retain(|note| !ids.contains(&note.id)))
    }),
    func("Clip.select_all_notes", |e, id, _| select(e, id, |_| Some(true))),
    func("Clip.deselect_all_notes", |e, id, _| select(e, id, |_| Some(false))),
    func("Clip.select_notes_by_id", |e, id, args| {
        let ids = note_ids(&args[0]);
        select(e, id, |note| ids.contains(&note.id).then_some(true))
    }),
    func("Clip.apply_note_modifications", modify),
    func("Clip.set_notes", |e, id, args| {
        let notes = from_tuples(&args[0])?;
        merge(e, id, notes)?;
        Ok(Value::Null)
    }),
    func("Clip.replace_selected_notes", |e, id, args| {
        let notes = from_tuples(&args[0])?;
        change(e, id, |all| all.retain(|note| !note.selected))?;
        merge(e, id, notes)?;
        Ok(Value::Null)
    }),
    func("Clip.duplicate_notes_by_id", |e, id, args| {
        let ids = note_ids(&args[0]);
        let chosen: Vec<Held> = held(e, id).iter().filter(|note| ids.contains(&note.id)).copied().collect();
        let first = chosen.iter().map(|note| note.start).fold(f64::INFINITY, f64::min);
        let end = chosen.iter().map(|note| note.start + note.duration).fold(f64::NEG_INFINITY, f64::max);
        let to = args[1].number().unwrap_or(end);
        let by = whole(args, 2).unwrap_or(0);
        let copies =
            chosen.into_iter().map(|note| Held { start: note.start - first + to, pitch: note.pitch.saturating_add(by), ..note });
        let ids = merge(e, id, copies.collect())?;
        Ok(Value::list(ids.into_iter().map(Value::Int).collect()))
    }),
    func("Clip.duplicate_region", |e, id, args| {
        let (start, length, to) = (number(args, 0), number(args, 1), number(args, 2));
        let (pitch, by) = (whole(args, 3).unwrap_or(-1), whole(args, 4).unwrap_or(0));
        let chosen = held(e, id)
            .iter()
            .filter(|note| (start..start + length).contains(&note.start) && (pitch < 0 || note.pitch == pitch));
        let copies =
            chosen.map(|note| Held { start: note.start - start + to, pitch: note.pitch.saturating_add(by), ..*note }).collect();
        merge(e, id, copies)?;
        Ok(Value::Null)
    }),
    func("Clip.quantize", |e, id, args| quantize(e, id, None, whole(args, 0), number(args, 1))),
    func("Clip.quantize_pitch", |e, id, args| quantize(e, id, whole(args, 0), whole(args, 1), number(args, 2))),
];

/// Most notes of one call.
const MOST: usize = 100_000;
/// Most of them for a host that takes notes in messages of a fixed size.
const FEW: usize = 256;
/// The largest time of a note.
const FAR: f64 = 1e8;

const NAMES: [&str; 12] = ["C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"];

/// The name of a pitch as Live shows it: 60 is C3.
pub(crate) fn name(pitch: i64) -> String {
    format!("{}{}", NAMES[usize::try_from(pitch.rem_euclid(12)).unwrap_or(0)], pitch.div_euclid(12) - 2)
}

/// The notes of a clip, by pitch and time.
pub(crate) fn held(engine: &Engine, clip: Id) -> &[Held] {
    if let Value::Notes(notes) = engine.val(clip, "_notes") { notes } else { &[] }
}

fn audio(engine: &Engine, clip: Id) -> Res<()> {
    if !engine.b(clip, "is_audio_clip") {
        return Ok(());
    }
    if engine.on(R::NotesAudioGetCrashFixed) {
        let refusal = Refusal::new(Kind::Crash, "Live crashes: an audio clip has no notes");
        return Err(refusal.by(R::NotesAudioGetCrashFixed));
    }
    Err(Refusal::new(Kind::RuntimeError, "an audio clip has no notes"))
}

/// Which notes a range names: those that start in it.
struct Window {
    time: (f64, f64),
    pitch: (i64, i64),
    by_start: bool,
}

impl Window {
    fn new(engine: &Engine, time: f64, span: f64, pitch: Option<i64>, pitches: Option<i64>) -> Self {
        let low = pitch.unwrap_or(0);
        let by_start = engine.on(R::NotesRangeQueryByStart);
        Self { time: (time, time + span), pitch: (low, low.saturating_add(pitches.unwrap_or(128))), by_start }
    }

    fn has(&self, note: &Held) -> bool {
        let (start, end) = self.time;
        let in_time = if self.by_start {
            start <= note.start && note.start < end
        } else {
            note.start < end && note.start + note.duration > start
        };
        in_time && (self.pitch.0..self.pitch.1).contains(&note.pitch)
    }
}

fn ordered<'a>(engine: &Engine, notes: impl Iterator<Item = &'a Held>) -> Vec<&'a Held> {
    let mut notes: Vec<_> = notes.collect();
    if !engine.on(R::NotesReadOrder) {
        notes.sort_by_key(|note| note.id);
    }
    notes
}

fn listed<'a>(engine: &Engine, notes: impl Iterator<Item = &'a Held>) -> Value {
    // The keys are shared: a clip of 20,000 notes would otherwise make 180,000 of them.
    let keys: [Arc<str>; 9] = [
        "note_id",
        "pitch",
        "start_time",
        "duration",
        "velocity",
        "mute",
        "probability",
        "velocity_deviation",
        "release_velocity",
    ]
    .map(Arc::from);
    let name: Arc<str> = Arc::from("MidiNote");
    let one = |note: &Held| {
        let values = [
            Value::Int(note.id),
            Value::Int(note.pitch),
            Value::Float(note.start),
            Value::Float(note.duration),
            Value::Float(note.velocity),
            Value::Bool(note.mute),
            Value::Float(note.probability),
            Value::Float(note.deviation),
            Value::Float(note.release),
        ];
        let fields = keys.iter().cloned().zip(values).collect();
        Value::Record(Arc::new(Record { name: Some(name.clone()), fields }))
    };
    Value::list(ordered(engine, notes).into_iter().map(one).collect())
}

fn tuples<'a>(engine: &Engine, notes: impl Iterator<Item = &'a Held>) -> Value {
    let one = |note: &Held| {
        Value::list(vec![
            Value::Int(note.pitch),
            Value::Float(note.start),
            Value::Float(note.duration),
            Value::Float(note.velocity),
            Value::Bool(note.mute),
        ])
    };
    Value::list(ordered(engine, notes).into_iter().map(one).collect())
}

fn note_ids(value: &Value) -> Vec<i64> {
    match value {
        Value::List(items) => items.iter().filter_map(Value::int).collect(),
        // Max may give a dictionary.
        Value::Record(record) => record.field("note_ids").map(note_ids).unwrap_or_default(),
        other => other.int().into_iter().collect(),
    }
}

/// Changes the notes of a clip as `edit` does; what is equal afterwards is no edit.
fn change(engine: &mut Engine, clip: Id, edit: impl FnOnce(&mut Vec<Held>)) -> Res {
    audio(engine, clip)?;
    let mut notes = held(engine, clip).to_vec();
    edit(&mut notes);
    store(engine, clip, notes);
    Ok(Value::Null)
}

fn store(engine: &mut Engine, clip: Id, mut notes: Vec<Held>) {
    notes.sort_by(|a, b| a.pitch.cmp(&b.pitch).then(a.start.total_cmp(&b.start)).then(a.id.cmp(&b.id)));
    engine.put(clip, "_notes", if notes.is_empty() { Value::Null } else { Value::Notes(Arc::new(notes)) });
}

fn select(engine: &mut Engine, clip: Id, choose: impl Fn(&Held) -> Option<bool>) -> Res {
    audio(engine, clip)?;
    let mut notes = held(engine, clip).to_vec();
    for note in &mut notes {
        note.selected = choose(note).unwrap_or(note.selected);
    }
    // A selection is no edit of the document.
    let value = if notes.is_empty() { Value::Null } else { Value::Notes(Arc::new(notes)) };
    engine.put_free(clip, "_notes", value);
    Ok(Value::Null)
}

/// One note from a struct or a dictionary.
fn note(engine: &Engine, value: &Value) -> Res<Held> {
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

fn check(note: Held) -> Res<Held> {
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
fn given(engine: &Engine, value: &Value) -> Res<Vec<Value>> {
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
fn place(engine: &Engine, row: &mut Vec<Held>, note: Held) {
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

fn modify(engine: &mut Engine, clip: Id, args: &[Value]) -> Res {
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

fn from_tuples(value: &Value) -> Res<Vec<Held>> {
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
pub(super) fn crop(engine: &mut Engine, clip: Id, start: f64, end: f64) {
    let notes = held(engine, clip).iter().filter(|note| (start..end).contains(&note.start)).copied();
    let notes = notes.map(|note| Held { duration: note.duration.min(end - note.start), ..note }).collect();
    store(engine, clip, notes);
}

/// Copies the notes of the loop right after it and pushes those behind it back.
pub(super) fn duplicate_loop(engine: &mut Engine, clip: Id, start: f64, end: f64) {
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

fn quantize(engine: &mut Engine, clip: Id, pitch: Option<i64>, grid: Option<i64>, amount: f64) -> Res {
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
