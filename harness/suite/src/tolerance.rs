//! How far a value that was written and read back may be off. Contract, section 1.
//!
//! Not at all where the target keeps 64-bit floats; else as far as 32-bit floats are, and with `d6` the parameters of
//! devices and mixers as far as six significant digits are.

use livebridge_port::capabilities::{Precision, SideEffect};
use livebridge_port::{Capabilities, Note};

/// What counts as the same value on a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tolerance {
    precision: Precision,
    /// Whether it is open which notes are selected.
    any_selection: bool,
}

impl Tolerance {
    /// What the contract grants a target with these capabilities.
    pub fn of(capabilities: &Capabilities) -> Self {
        let any_selection = capabilities.has_side_effect(SideEffect::NoteSelection);
        Self { precision: capabilities.precision, any_selection }
    }

    /// Whether the target keeps every number exactly.
    pub fn is_exact(self) -> bool {
        self.precision == Precision::F64
    }

    /// Whether a beat that was written and read back is the same.
    pub fn same_beats(self, written: f64, read: f64) -> bool {
        self.same_number(written, read) || (!self.is_exact() && (written - read).abs() <= 1e-6)
    }

    /// Whether a number that was written and read back is the same.
    pub fn same_number(self, written: f64, read: f64) -> bool {
        const FLOAT: f64 = 1.0 / 4_194_304.0;
        same_within(if self.is_exact() { 0.0 } else { FLOAT }, written, read)
    }

    /// Whether the value of a parameter of a device or a mixer that was written and read back is the same.
    pub fn same_param(self, written: f64, read: f64) -> bool {
        const SIX_DIGITS: f64 = 5e-6;
        match self.precision {
            Precision::D6 => same_within(SIX_DIGITS, written, read),
            Precision::F32 | Precision::F64 => self.same_number(written, read),
        }
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
        let rest = |note: &Note| match timeless(*note) {
            note if self.any_selection => note.with_selected(false),
            note => note,
        };
        self.same_beats(a.start_time, b.start_time)
            && self.same_beats(a.duration, b.duration)
            && rest(a).same_as(&rest(b), |x, y| self.same_number(*x, *y))
    }
}

fn same_within(relative: f64, written: f64, read: f64) -> bool {
    written.total_cmp(&read).is_eq() || (written - read).abs() <= relative * written.abs().max(read.abs())
}

/// The note without its times, which have a tolerance of their own.
fn timeless(mut note: Note) -> Note {
    note.start_time = 0.0;
    note.duration = 0.0;
    note
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXACT: Tolerance = Tolerance { precision: Precision::F64, any_selection: false };
    const FLOAT: Tolerance = Tolerance { precision: Precision::F32, any_selection: false };

    #[test]
    fn it_is_what_the_target_declares() {
        for precision in [Precision::D6, Precision::F32, Precision::F64] {
            let of = Tolerance::of(&Capabilities { precision, ..Capabilities::default() });
            assert_eq!((of, of.is_exact()), (Tolerance { precision, ..EXACT }, precision == Precision::F64));
        }
    }

    /// 2^-22 of the larger of the two, either way round and either sign; exactly, where 64-bit floats are kept.
    #[test]
    fn numbers_are_as_near_as_32_bit_floats() {
        const STEP: f64 = 1.0 / 4_194_304.0;
        for value in [1.0, -1.0, 1024.0, 0.125] {
            let (near, far) = (value * (1.0 - STEP), value * (1.0 - 2.0 * STEP));
            assert!(FLOAT.same_number(value, near) && FLOAT.same_number(near, value), "{value}");
            assert!(!FLOAT.same_number(value, far) && !FLOAT.same_number(far, value), "{value}");
            assert!(!EXACT.same_number(value, near) && EXACT.same_number(value, value), "{value}");
            assert!(!FLOAT.same_number(value, -value));
        }
        assert!(EXACT.same_number(f64::NAN, f64::NAN) && !FLOAT.same_number(0.0, 1e-30));
    }

    /// Which notes are selected is open where that is declared, and nowhere else; nothing else of a note is.
    #[test]
    fn a_selection_is_open_where_it_is_declared() {
        let capabilities = Capabilities { side_effects: [SideEffect::NoteSelection].into(), ..Capabilities::default() };
        let open = Tolerance::of(&capabilities);
        let note = Note::new(60.0, 0.0, 1.0);
        assert!(open.same_notes(&[note.with_selected(true)], &[note]));
        assert!(!FLOAT.same_notes(&[note.with_selected(true)], &[note]));
        assert!(!open.same_notes(&[note.with_selected(true)], &[note.with_muted(true)]));
    }

    /// Six digits are for parameters alone.
    #[test]
    fn parameters_may_keep_six_digits() {
        let digits = Tolerance { precision: Precision::D6, ..EXACT };
        let (written, read, other) = (0.123_456_78, 0.123_457, 0.123_458);
        assert!(digits.same_param(written, read) && !digits.same_param(written, other));
        assert!(!digits.same_number(written, read) && digits.same_number(0.1, f64::from(0.1_f32)));
        for finer in [FLOAT, EXACT] {
            assert!(!finer.same_param(written, read) && finer.same_param(written, written));
        }
    }

    /// A millionth of a beat on top of that, and no more.
    #[test]
    fn beats_are_as_near_as_a_millionth() {
        assert!(FLOAT.same_beats(0.0, 1e-6) && FLOAT.same_beats(1e-6, 0.0));
        assert!(!FLOAT.same_beats(0.0, 1.1e-6) && !FLOAT.same_beats(1.1e-6, 0.0));
        assert!(!EXACT.same_beats(0.0, 1e-6) && EXACT.same_beats(0.25, 0.25) && !FLOAT.same_beats(0.25, -0.25));
        // Far out the floats are wider apart than that.
        assert!(FLOAT.same_beats(1e6, 1e6 + 0.1) && !FLOAT.same_beats(1e6, 1e6 + 1.0));
    }

    #[test]
    fn notes_are_the_same_in_any_order_and_as_many_times() {
        let [a, b] = [Note::new(60.0, 0.0, 1.0), Note::new(64.0, 1.0, 0.5).with_velocity(90.0)];
        for tolerance in [EXACT, FLOAT] {
            assert!(tolerance.same_notes(&[a, b, a], &[b, a, a]));
            assert!(tolerance.same_notes(&[a], &[a.with_defaults()]) && tolerance.same_notes(&[], &[]));
            for other in [&[a, b][..], &[a, b, b], &[a, a, a], &[a, b, a, a]] {
                assert!(!tolerance.same_notes(&[a, b, a], other) && !tolerance.same_notes(other, &[a, b, a]));
            }
        }
        for nearly in [Note::new(60.0, 1e-7, 1.0), Note::new(60.0, 0.0, 1.0 + 1e-7), Note::new(60.000_01, 0.0, 1.0)] {
            assert!(FLOAT.same_notes(&[a], &[nearly]) && !EXACT.same_notes(&[a], &[nearly]), "{nearly:?}");
        }
        for other in [Note::new(60.0, 0.1, 1.0), Note::new(60.0, 0.0, 1.1), Note::new(61.0, 0.0, 1.0)] {
            assert!(!FLOAT.same_notes(&[a], &[other]), "{other:?}");
        }
    }
}
