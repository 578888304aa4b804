//! Events of single notes, as MPE has them: only a person draws them, and no interface reads them.

use super::held;
use crate::engine::Engine;
use crate::members::{number, whole};
use crate::refusal::{Res, range};
use crate::rules::Rule as R;
use crate::value::{Held, Id, Value};

/// Draws events for a note of a clip: what only a user can do.
pub(crate) fn bend(engine: &mut Engine, clip: Id, note: i64) -> Res {
    let Some(note) = held(engine, clip).iter().find(|other| other.id == note).copied() else {
        return range(format!("the clip has no note {note}"));
    };
    let mut all = if let Value::List(list) = engine.val(clip, "_bent") { list.to_vec() } else { Vec::new() };
    all.push(Value::list(vec![Value::Int(note.id), Value::Int(note.pitch), note.start.into()]));
    engine.put(clip, "_bent", Value::list(all));
    Ok(Value::Null)
}

/// How many notes of a clip have events of their own: a note that was removed took its events along. Without the rule
/// one that comes to stand where it stood has them again.
pub(crate) fn bent(engine: &Engine, clip: Id) -> usize {
    let Value::List(list) = engine.val(clip, "_bent") else { return 0 };
    let keeps = engine.on(R::NotesRemoveAddLosesPerNoteEvents);
    #[expect(clippy::float_cmp, reason = "the same start is the very same number")]
    let has = |note: &Held, was: &[Value]| {
        whole(was, 0) == Some(note.id) || !keeps && whole(was, 1) == Some(note.pitch) && number(was, 2) == note.start
    };
    let has_any = |note: &&Held| list.iter().any(|was| matches!(was, Value::List(was) if has(note, was)));
    held(engine, clip).iter().filter(has_any).count()
}
