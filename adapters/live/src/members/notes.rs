//! Notes of MIDI clips, with Live's rules of notes that overlap.

mod events;
mod write;

use std::sync::Arc;

use super::{number, whole};
use crate::engine::{Engine, Interface};
use crate::refusal::{Kind, Refusal, Res, range};
use crate::rules::Rule as R;
use crate::table::D::N;
use crate::table::{Def, computed, func, val};
use crate::value::{Held, Id, Record, Value};

pub(crate) use events::{bend, bent};
pub(crate) use write::{add, merge};
pub(super) use write::{crop, duplicate_loop};
use write::{from_tuples, modify, quantize};

pub(super) const MEMBERS: &[Def] = &[
    computed("Clip.notes", |e, id| Ok(e.val(id, "_notes").clone())),
    // The notes that have events of their own: id, pitch and start of each.
    val("Clip._bent", N),
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
        let copies = chosen.into_iter().map(|note| Held {
            start: note.start - first + to,
            pitch: note.pitch.saturating_add(by),
            ..note
        });
        let ids = merge(e, id, copies.collect())?;
        Ok(Value::list(ids.into_iter().map(Value::Int).collect()))
    }),
    func("Clip.duplicate_region", |e, id, args| {
        let (start, length, to) = (number(args, 0), number(args, 1), number(args, 2));
        let (pitch, by) = (whole(args, 3).unwrap_or(-1), whole(args, 4).unwrap_or(0));
        let chosen = held(e, id)
            .iter()
            .filter(|note| (start..start + length).contains(&note.start) && (pitch < 0 || note.pitch == pitch));
        let copies = chosen
            .map(|note| Held { start: note.start - start + to, pitch: note.pitch.saturating_add(by), ..*note })
            .collect();
        merge(e, id, copies)?;
        Ok(Value::Null)
    }),
    func("Clip.quantize", |e, id, args| quantize(e, id, None, whole(args, 0), number(args, 1))),
    func("Clip.quantize_pitch", |e, id, args| quantize(e, id, whole(args, 0), whole(args, 1), number(args, 2))),
];

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
    let keys: [Arc<str>; 10] = [
        "note_id",
        "pitch",
        "start_time",
        "duration",
        "velocity",
        "mute",
        "probability",
        "velocity_deviation",
        "release_velocity",
        "selected",
    ]
    .map(Arc::from);
    // Only the Extensions API says which notes are selected: elsewhere there is a call for that.
    let shown = if engine.face == Interface::Sdk && engine.on(R::NotesSelectedField) { 10 } else { 9 };
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
            Value::Bool(note.selected),
        ];
        let fields = keys.iter().cloned().zip(values).take(shown).collect();
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

/// Moves all notes by so many semitones.
pub(crate) fn transpose(engine: &mut Engine, clip: Id, by: i64) -> Res {
    if held(engine, clip).iter().any(|note| !(0..=127).contains(&note.pitch.saturating_add(by))) {
        return range("a pitch is 0 to 127");
    }
    change(engine, clip, |notes| notes.iter_mut().for_each(|note| note.pitch += by))
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
