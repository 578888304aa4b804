//! How far a value that was written and read back may be off. Contract, section 1.
//!
//! Not at all where the target keeps 64-bit floats; else as far as 32-bit floats are.

use livebridge_core::capabilities::Precision;
use livebridge_core::{Capabilities, Note};

/// What counts as the same value on a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tolerance {
    precision: Precision,
}

impl Tolerance {
    /// What the contract grants a target with these capabilities.
    pub const fn of(capabilities: &Capabilities) -> Self {
        Self { precision: capabilities.precision }
    }

    /// Whether the target keeps numbers as 32-bit floats.
    pub fn is_f32(self) -> bool {
        self.precision == Precision::F32
    }

    /// Whether a beat that was written and read back is the same.
    pub fn same_beats(self, written: f64, read: f64) -> bool {
        self.same_number(written, read) || (self.is_f32() && (written - read).abs() <= 1e-6)
    }

    /// Whether a number that was written and read back is the same.
    pub fn same_number(self, written: f64, read: f64) -> bool {
        const RELATIVE: f64 = 1.0 / 4_194_304.0;
        written.total_cmp(&read).is_eq()
            || (written - read).abs() <= if self.is_f32() { RELATIVE * written.abs().max(read.abs()) } else { 0.0 }
    }

    /// Whether two lists hold the same notes in any order, absent fields at their defaults.
    pub fn same_notes(self, written: &[Note], read: &[Note]) -> bool {
        // Most targets keep the order: what agrees in its place needs no looking for.
        let in_order = written.iter().zip(read).take_while(|(a, b)| self.same_note(a, b)).count();
        let mut rest: Vec<&Note> = read[in_order..].iter().collect();
        written.len() == read.len()
            && written[in_order..].iter().all(|note| {
                let found = rest.iter().position(|other| self.same_note(note, other));
                found.map(|at| rest.swap_remove(at)).is_some()
            })
    }

    fn same_note(self, a: &Note, b: &Note) -> bool {
        self.same_beats(a.start_time, b.start_time)
            && self.same_beats(a.duration, b.duration)
            && timeless(*a).same_as(&timeless(*b), |x, y| self.same_number(*x, *y))
    }
}

/// The note without its times, which have a tolerance of their own.
fn timeless(mut note: Note) -> Note {
    note.start_time = 0.0;
    note.duration = 0.0;
    note
}
