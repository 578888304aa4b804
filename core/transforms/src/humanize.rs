//! Humanize: small deviations of timing, velocity and duration, swing, and living notes. Transforms, section 2.
//!
//! The arithmetic itself is in `kernel.rs`; what keeps notes of one pitch from overlapping is in `apart.rs`.

#![expect(clippy::inline_always, reason = "what is not inlined does not get the instructions of its path")]

use livebridge_port::json::present;
use livebridge_port::{BridgeError, Note};
use serde::{Deserialize, Serialize};

use super::apart::keep_apart;
use super::grid::Grid;
use super::kernel::{BLOCK, Fields, Humanizer, Scratch, widest};
use super::numbers::finite_notes;
use super::rng::Draws;
use livebridge_loudness::lanes::{Job, Lanes};

/// What Humanize does, and how much.
#[expect(clippy::struct_excessive_bools, reason = "the four switches of the contract")]
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HumanizeOpts {
    /// 0..1; 0 or below changes nothing, above 1 counts as 1.
    pub strength: f64,
    /// How late the notes of odd cells come, 0..1 of half a cell. Has no switch and does not scale with strength.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub swing: Option<f64>,
    /// Whether starts are shifted.
    pub do_timing: bool,
    /// Whether velocities change.
    pub do_velocity: bool,
    /// Whether durations change.
    pub do_duration: bool,
    /// Whether notes get a probability and a velocity deviation.
    pub living: bool,
}

impl HumanizeOpts {
    /// Options of this strength with everything switched off.
    pub const fn new(strength: f64) -> Self {
        Self { strength, swing: None, do_timing: false, do_velocity: false, do_duration: false, living: false }
    }

    /// Whether starts or durations may change.
    fn changes_times(&self) -> bool {
        self.strength > 0.0 && (self.do_timing || self.do_duration || self.swing.is_some_and(|swing| swing > 0.0))
    }
}

/// The notes with small deviations. Transforms, section 2.
///
/// Draws are taken note by note, only for what is switched on; at strength 0 none is taken and the result is an
/// exact copy. `BAD_INPUT` when a number is not finite, the grid's cell is not above 0, or a draw is not in `[0, 1)`.
/// Notes of one pitch that did not overlap do not afterwards either: see [`keep_apart`].
///
/// ```
/// use livebridge_port::Note;
/// use livebridge_transforms::{Grid, HumanizeOpts, NoteRng, humanize};
///
/// let notes = [Note::new(60.0, 1.0, 1.0)];
/// let opts = HumanizeOpts { do_timing: true, ..HumanizeOpts::new(0.5) };
/// let grid = Grid::new("1/16", false);
///
/// let late = humanize(&notes, &opts, grid, &mut || 0.75)?;
/// assert_eq!(late[0].start_time, 1.0625);
/// assert_eq!(humanize(&notes, &opts, grid, &mut NoteRng::new(1))?, humanize(&notes, &opts, grid, &mut NoteRng::new(1))?);
/// # Ok::<(), livebridge_port::BridgeError>(())
/// ```
pub fn humanize<D: Draws + ?Sized>(
    notes: &[Note],
    opts: &HumanizeOpts,
    grid: Grid,
    draws: &mut D,
) -> Result<Vec<Note>, BridgeError> {
    let mut varied = Vec::new();
    humanize_into(notes, opts, grid, draws, &mut varied)?;
    if opts.changes_times() {
        keep_apart(notes, &mut varied);
    }
    Ok(varied)
}

/// The deviations of [`humanize`] alone, each note for itself, into a buffer that is emptied first and keeps its
/// memory. When it is refused, the buffer is left empty. Notes of one pitch may overlap then: [`keep_apart`] mends it.
pub fn humanize_into<D: Draws + ?Sized>(
    notes: &[Note],
    opts: &HumanizeOpts,
    grid: Grid,
    draws: &mut D,
    out: &mut Vec<Note>,
) -> Result<(), BridgeError> {
    out.clear();
    let Some(humanizer) = Humanizer::new(opts, grid)? else {
        out.extend_from_slice(notes);
        return Ok(());
    };
    out.reserve(notes.len());
    widest(notes.len(), Into { notes, humanizer, draws, out: &mut *out }).inspect_err(|_| out.clear())
}

/// [`humanize_into`] on one path of the CPU.
struct Into<'a, D: ?Sized> {
    notes: &'a [Note],
    humanizer: Humanizer,
    draws: &'a mut D,
    out: &'a mut Vec<Note>,
}

impl<D: Draws + ?Sized> Job for Into<'_, D> {
    type Out = Result<(), BridgeError>;

    #[inline(always)]
    fn run<L: Lanes>(self, _: L) -> Self::Out {
        let Self { notes, humanizer, draws, out } = self;
        let mut columns = Columns::new();
        for block in notes.chunks(BLOCK) {
            columns.vary(&humanizer, out.len(), block, draws)?;
            out.extend(block.iter().enumerate().map(|(i, note)| columns.varied(&humanizer.opts, i, note)));
        }
        Ok(())
    }
}

/// [`humanize_into`] in the place of the notes: the deviations alone. When it is refused, those before the note that is
/// refused may have changed. [`keep_apart`] afterwards needs a copy of the notes as they were.
pub fn humanize_in_place<D: Draws + ?Sized>(
    notes: &mut [Note],
    opts: &HumanizeOpts,
    grid: Grid,
    draws: &mut D,
) -> Result<(), BridgeError> {
    let Some(humanizer) = Humanizer::new(opts, grid)? else { return Ok(()) };
    widest(notes.len(), InPlace { notes, humanizer, draws })
}

/// [`humanize_in_place`] on one path of the CPU.
struct InPlace<'a, D: ?Sized> {
    notes: &'a mut [Note],
    humanizer: Humanizer,
    draws: &'a mut D,
}

impl<D: Draws + ?Sized> Job for InPlace<'_, D> {
    type Out = Result<(), BridgeError>;

    #[inline(always)]
    fn run<L: Lanes>(self, _: L) -> Self::Out {
        let mut columns = Columns::new();
        for (i, block) in self.notes.chunks_mut(BLOCK).enumerate() {
            columns.vary(&self.humanizer, i * BLOCK, block, self.draws)?;
            for (i, note) in block.iter_mut().enumerate() {
                *note = columns.varied(&self.humanizer.opts, i, note);
            }
        }
        Ok(())
    }
}

/// The fields of a block of notes, and what else its computing needs: made once for many blocks.
struct Columns {
    start: [f64; BLOCK],
    velocity: [f64; BLOCK],
    duration: [f64; BLOCK],
    probability: [f64; BLOCK],
    deviation: [f64; BLOCK],
    scratch: Scratch,
}

impl Columns {
    const fn new() -> Self {
        let zero = [0.0; BLOCK];
        let scratch = Scratch::new();
        Self { start: zero, velocity: zero, duration: zero, probability: zero, deviation: zero, scratch }
    }

    /// Computes what becomes of a block of notes, the first of which is note `first`.
    #[inline(always)]
    fn vary<D: Draws + ?Sized>(
        &mut self,
        humanizer: &Humanizer,
        first: usize,
        notes: &[Note],
        draws: &mut D,
    ) -> Result<(), BridgeError> {
        let Self { start, velocity, duration, probability, deviation, scratch } = self;
        for (i, note) in notes.iter().enumerate() {
            start[i] = note.start_time;
            duration[i] = note.duration;
            velocity[i] = note.velocity().unwrap_or(Note::DEFAULT_VELOCITY);
        }
        let finite = |column: &[f64; BLOCK]| column.iter().fold(true, |finite, value| finite & value.is_finite());
        if !(finite(start) & finite(duration) & finite(velocity)) {
            return finite_notes(first, notes, judged);
        }
        let count = notes.len();
        let mut fields = Fields {
            start: &mut start[..count],
            velocity: &mut velocity[..count],
            duration: &mut duration[..count],
            probability: &mut probability[..count],
            deviation: &mut deviation[..count],
        };
        if !humanizer.vary(first, &mut fields, scratch, draws) {
            return Err(BridgeError::bad_input("a draw must be a number from 0 to below 1")
                .with_hint("use a generator that yields numbers in [0, 1)"));
        }
        Ok(())
    }

    /// What became of note `i` of the block.
    #[inline(always)]
    fn varied(&self, opts: &HumanizeOpts, i: usize, note: &Note) -> Note {
        let mut varied = *note;
        varied.start_time = self.start[i];
        varied.duration = self.duration[i];
        if opts.do_velocity {
            varied = varied.with_velocity(self.velocity[i]);
        }
        if opts.living {
            varied = varied.with_probability(self.probability[i]).with_velocity_deviation(self.deviation[i]);
        }
        varied
    }
}

/// The numbers that Humanize computes with.
fn judged(note: &Note) -> [(&'static str, f64); 3] {
    let velocity = note.velocity().unwrap_or(Note::DEFAULT_VELOCITY);
    [("startTime", note.start_time), ("duration", note.duration), ("velocity", velocity)]
}
