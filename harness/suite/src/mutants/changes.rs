//! Changes that mutants of several areas make: to numbers, names and notes.

use livebridge_fake::Edit;
use livebridge_port::{Mutation, Note};

/// As a host keeps it that has 32-bit floats.
pub(crate) fn narrow(value: &mut f64) {
    #[expect(clippy::cast_possible_truncation, reason = "the loss is the fault")]
    let narrow = *value as f32;
    *value = f64::from(narrow);
}

pub(crate) fn cut(name: &str, characters: usize) -> String {
    name.chars().take(characters).collect()
}

/// The notes that are about to be written, each with the one that was asked for.
pub(crate) fn written_notes(edits: &mut [Edit], change: impl Fn(Note, Note) -> Note, mutation: &Mutation) {
    let Mutation::SetNotes { notes: asked, .. } = mutation else { return };
    for edit in edits {
        if let Edit::Notes(_, notes) = edit {
            *notes = notes.iter().zip(asked.iter()).map(|(kept, asked)| change(*kept, *asked)).collect();
        }
    }
}
