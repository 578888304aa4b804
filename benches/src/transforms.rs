//! The contests P5 and P6: Scale Lock against memcpy, and Humanize against the plain way to write it.

use std::hint::black_box;

use livebridge_loudness::CpuPath;
use livebridge_port::Note;
use livebridge_transforms::{
    Grid, HumanizeOpts, NoteColumns, NoteRng, Scale, SnapMode, humanize_columns, humanize_in_place, humanize_into,
    snap_to_scale_into,
};

use crate::contest::{Contest, RatioTarget, Times, table};
use crate::machine::Clock;

/// A generator of draws that is a sequence: what is injected as a closure, on both sides.
#[derive(Debug, Clone)]
pub struct Sequence(u64);

impl Sequence {
    /// Begun at a seed other than 0.
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next draw in `[0, 1)`: xorshift64*.
    #[inline]
    pub fn draw(&mut self) -> f64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let bits = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 32;
        #[expect(clippy::cast_precision_loss, reason = "32 bits")]
        let whole = bits as f64;
        whole / 4_294_967_296.0
    }
}

/// Notes as a song has them: a line of sixteenths on all pitches, each with a velocity.
pub fn notes(count: usize) -> Vec<Note> {
    let mut draws = Sequence::new(7);
    (0..u32::try_from(count).unwrap_or(u32::MAX))
        .map(|i| {
            let pitch = (draws.draw() * 128.0).floor();
            Note::new(pitch, f64::from(i) * 0.25, 0.25).with_velocity((draws.draw() * 127.0).floor())
        })
        .collect()
}

/// Everything that Humanize can do.
pub fn everything() -> (HumanizeOpts, Grid) {
    let opts = HumanizeOpts {
        swing: Some(0.3),
        do_timing: true,
        do_velocity: true,
        do_duration: true,
        living: true,
        ..HumanizeOpts::new(0.5)
    };
    (opts, Grid::new("1/16", false))
}

/// A note as it is mostly written: an option for each field that may be absent.
#[derive(Debug, Clone, PartialEq)]
pub struct PlainNote {
    pitch: f64,
    start_time: f64,
    duration: f64,
    velocity: Option<f64>,
    muted: Option<bool>,
    probability: Option<f64>,
    velocity_deviation: Option<f64>,
    release_velocity: Option<f64>,
    selected: Option<bool>,
}

impl From<&Note> for PlainNote {
    fn from(note: &Note) -> Self {
        Self {
            pitch: note.pitch,
            start_time: note.start_time,
            duration: note.duration,
            velocity: note.velocity(),
            muted: note.muted(),
            probability: note.probability(),
            velocity_deviation: note.velocity_deviation(),
            release_velocity: note.release_velocity(),
            selected: note.selected(),
        }
    }
}

/// Humanize as one writes it from the contract, note by note into a new list.
pub fn plain_humanize(
    notes: &[PlainNote],
    opts: &HumanizeOpts,
    grid: Grid,
    mut draw: impl FnMut() -> f64,
) -> Vec<PlainNote> {
    let cell = grid.beats_per_cell;
    let strength = opts.strength;
    let swing = opts.swing.unwrap_or(0.0);
    notes
        .iter()
        .map(|note| {
            let mut varied = note.clone();
            if opts.do_timing {
                varied.start_time += (2.0 * draw() - 1.0) * cell * strength;
            }
            if opts.do_velocity {
                let velocity = note.velocity.unwrap_or(100.0);
                varied.velocity = Some((velocity + (2.0 * draw() - 1.0) * strength * 64.0).clamp(1.0, 127.0));
            }
            if opts.do_duration {
                let duration = note.duration * (1.0 + (2.0 * draw() - 1.0) * strength * 0.5);
                if duration > 0.0 {
                    varied.duration = duration;
                }
            }
            if ((note.start_time / cell + 0.5).floor()).rem_euclid(2.0) > 0.5 {
                varied.start_time += swing * cell * 0.5;
            }
            if opts.do_timing {
                varied.start_time = varied.start_time.max(0.0);
            }
            if opts.living {
                varied.probability = Some(1.0 - draw() * strength * 0.3);
                varied.velocity_deviation = Some(draw() * strength * 16.0);
            }
            varied
        })
        .collect()
}

/// Columns of notes: start, duration, velocity, probability, velocity deviation.
pub fn columns_of(notes: &[Note]) -> [Vec<f64>; 5] {
    let column = |field: fn(&Note) -> f64| notes.iter().map(field).collect::<Vec<_>>();
    let velocity = |note: &Note| note.velocity().unwrap_or(Note::DEFAULT_VELOCITY);
    [column(|note| note.start_time), column(|note| note.duration), column(velocity), column(|_| 1.0), column(|_| 0.0)]
}

/// Humanizes columns in place.
pub fn vary_columns(columns: &mut [Vec<f64>; 5], opts: &HumanizeOpts, grid: Grid, rng: &NoteRng) {
    let [start_time, duration, velocity, probability, velocity_deviation] = columns;
    let columns = NoteColumns { start_time, duration, velocity, probability, velocity_deviation };
    let _ = black_box(humanize_columns(columns, opts, grid, rng));
}

fn scale_lock(notes: &[Note], rounds: usize) -> Vec<Times> {
    let minor = Scale::new(9, [0, 2, 3, 5, 7, 8, 10]);
    let mut copy = notes.to_vec();
    let mut snapped = notes.to_vec();
    Contest::new(Clock::ThreadCpu, rounds)
        .with("memcpy of the same bytes", || {
            copy.copy_from_slice(black_box(notes));
            black_box(&copy);
        })
        .with("snap_to_scale_into, reused buffer", || {
            let _ = black_box(snap_to_scale_into(black_box(notes), minor, SnapMode::Nearest, &mut snapped));
            black_box(&snapped);
        })
        .run()
}

fn humanize_contest(notes: &[Note], rounds: usize) -> Vec<Times> {
    let (opts, grid) = everything();
    let plain: Vec<PlainNote> = notes.iter().map(PlainNote::from).collect();
    let (mut out, mut again, mut in_place) = (notes.to_vec(), notes.to_vec(), notes.to_vec());
    let mut columns = columns_of(notes);
    Contest::new(Clock::ThreadCpu, rounds)
        .with("options in a new list, closure", || {
            let mut draws = Sequence::new(1);
            black_box(plain_humanize(black_box(&plain), &opts, grid, || draws.draw()));
        })
        .with("ours, closure, reused buffer", || {
            let mut draws = Sequence::new(1);
            let _ = black_box(humanize_into(black_box(notes), &opts, grid, &mut || draws.draw(), &mut out));
            black_box(&out);
        })
        .with("ours, NoteRng, reused buffer", || {
            let mut rng = NoteRng::new(1);
            let _ = black_box(humanize_into(black_box(notes), &opts, grid, &mut rng, &mut again));
            black_box(&again);
        })
        .with("ours, NoteRng, in place", || {
            let _ = black_box(humanize_in_place(black_box(&mut in_place), &opts, grid, &mut NoteRng::new(1)));
        })
        .with("ours, NoteRng, columns", || {
            vary_columns(black_box(&mut columns), &opts, grid, &NoteRng::new(1));
        })
        .run()
}

/// Runs P5 and P6 on a million notes, and on a thousand; P6 on each set of wide instructions that this CPU has. `quick`
/// does fewer rounds.
pub fn compare(quick: bool, mut show: impl FnMut(&str)) {
    let rounds = if quick { 5 } else { 15 };
    let many = notes(1_000_000);
    let times = scale_lock(&many, rounds);
    // At most 1.5 times the time of memcpy is a ratio of at least two thirds.
    let p5 = RatioTarget { name: "P5", at_least: 1.0 / 1.5 };
    show(&table("P5, Scale Lock on 1,000,000 notes", &times, &[(1, p5)]));
    let targets = [(1, 2.0), (2, 10.0), (4, 20.0)].map(|(at, at_least)| (at, RatioTarget { name: "P6", at_least }));
    let widest = CpuPath::detect();
    for path in CpuPath::available().into_iter().rev().filter(|path| *path >= CpuPath::Avx2.min(widest)) {
        path.limit();
        let title = format!("P6, Humanize with everything on, 1,000,000 notes, {path}");
        show(&table(&title, &humanize_contest(&many, rounds), &targets));
        let title = format!("Humanize with everything on, 1,000 notes, {path}");
        show(&table(&title, &humanize_contest(&many[..1_000], rounds * 20), &[]));
    }
    widest.limit();
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The plain way must be a fair peer: it gives the same bits.
    #[test]
    fn both_ways_give_the_same_notes() {
        let notes = notes(1_000);
        let (opts, grid) = everything();
        let plain: Vec<PlainNote> = notes.iter().map(PlainNote::from).collect();
        let (mut a, mut b) = (Sequence::new(3), Sequence::new(3));
        let expected = plain_humanize(&plain, &opts, grid, || a.draw());
        let mut out = Vec::new();
        assert!(humanize_into(&notes, &opts, grid, &mut || b.draw(), &mut out).is_ok());
        assert_eq!(out.iter().map(PlainNote::from).collect::<Vec<_>>(), expected);
    }
}
