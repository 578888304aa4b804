//! The building blocks for transforms of notes: [`map_notes`], and [`transpose`] as the simplest of them.
//!
//! Transforms, section 2.

use livebridge_port::{BridgeError, Note};

use super::numbers::{finite, finite_notes};

/// Copies of the notes in their order, each as `change` gives it.
///
/// ```
/// use livebridge_port::Note;
/// use livebridge_transforms::map_notes;
///
/// let louder = map_notes(&[Note::new(60.0, 0.0, 1.0)], |note| note.with_velocity(110.0));
/// assert_eq!(louder[0].velocity(), Some(110.0));
/// ```
pub fn map_notes(notes: &[Note], change: impl FnMut(Note) -> Note) -> Vec<Note> {
    notes.iter().copied().map(change).collect()
}

/// [`map_notes`] into a buffer that is emptied first and keeps its memory.
pub fn map_notes_into(notes: &[Note], change: impl FnMut(Note) -> Note, out: &mut Vec<Note>) {
    out.clear();
    out.extend(notes.iter().copied().map(change));
}

/// [`map_notes`] in the place of the notes.
pub fn map_notes_in_place(notes: &mut [Note], mut change: impl FnMut(Note) -> Note) {
    for note in notes {
        *note = change(*note);
    }
}

/// The notes moved by whole semitones: `clamp(pitch + trunc(semitones), 0, 127)`. Transforms, section 2.
///
/// A fraction of a pitch is kept. `BAD_INPUT` when `semitones` or a pitch is not finite.
///
/// ```
/// use livebridge_port::Note;
/// use livebridge_transforms::transpose;
///
/// let up = transpose(&[Note::new(60.0, 0.0, 1.0), Note::new(120.0, 1.0, 1.0)], 12.9)?;
/// assert_eq!([up[0].pitch, up[1].pitch], [72.0, 127.0]);
/// # Ok::<(), livebridge_port::BridgeError>(())
/// ```
pub fn transpose(notes: &[Note], semitones: f64) -> Result<Vec<Note>, BridgeError> {
    let mut moved = notes.to_vec();
    transpose_in_place(&mut moved, semitones)?;
    Ok(moved)
}

/// [`transpose`] in the place of the notes; they are left alone when it is refused.
pub fn transpose_in_place(notes: &mut [Note], semitones: f64) -> Result<(), BridgeError> {
    let shift = finite("semitones", semitones)?.trunc();
    finite_notes(0, notes, |note| [("pitch", note.pitch)])?;
    for note in notes {
        note.pitch = (note.pitch + shift).clamp(0.0, 127.0);
    }
    Ok(())
}
