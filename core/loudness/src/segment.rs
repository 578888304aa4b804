//! Measures one segment: eight runs of it side by side through the loudness filter, and the peaks of each sub-block
//! while it is in cache. The result is one weighted energy per 10 ms, and the peaks.

use super::filter::{State, sums_of_squares};
use super::lanes::{CpuPath, Job, LANES, Lanes, dispatch};
use super::peaks::{HISTORY, Peaks};
use super::plan::{Plan, WARM_UP};

/// Where the samples are: planar channels, the first of whose values is frame `base` of the signal.
#[derive(Clone, Copy)]
pub(super) struct Source<'a> {
    pub(super) channels: &'a [&'a [f32]],
    pub(super) base: u64,
}

impl<'a> Source<'a> {
    /// The frames `from..to` of the signal in one channel. They must be there.
    #[inline(always)]
    fn frames(&self, channel: usize, from: u64, to: u64) -> &'a [f32] {
        #[expect(clippy::cast_possible_truncation, reason = "positions within a slice fit usize")]
        let (from, to) = ((from - self.base) as usize, (to - self.base) as usize);
        &self.channels[channel][from..to]
    }
}

/// Measures the blocks `first..first + energies.len()`, writes the weighted sum of squares of each and adds their peaks
/// to those seen so far, `peaks`.
///
/// A sample that is not finite makes an energy that is not finite, or none at all in a channel without weight: the
/// caller looks.
pub(super) fn measure(
    path: CpuPath,
    plan: &Plan,
    source: Source<'_>,
    first: u64,
    energies: &mut [f64],
    peaks: &mut Peaks,
) {
    dispatch(path, Segment { plan, source, first, energies, peaks });
}

struct Segment<'a> {
    plan: &'a Plan,
    source: Source<'a>,
    first: u64,
    energies: &'a mut [f64],
    peaks: &'a mut Peaks,
}

impl Job for Segment<'_> {
    type Out = ();

    #[inline(always)]
    fn run<L: Lanes>(self, lanes: L) {
        let Self { plan, source, first, energies, peaks } = self;
        let grid = plan.grid;
        let blocks = energies.len() as u64;
        let run = grid.run(blocks);
        let longest = usize::try_from(grid.start(1)).unwrap_or(usize::MAX) + 1;
        let silence = vec![0.0_f32; longest];
        let heard: Vec<usize> = (0..plan.weights.len()).filter(|&c| plan.weights[c] > 0.0).collect();
        let mut states: Vec<State> = vec![[[0.0; LANES]; 4]; heard.len()];

        for step in 0..WARM_UP + run {
            // All lanes are at the same phase of the grid, so their blocks have the same length. Adding a whole second
            // keeps the index of the first warm-up blocks above zero.
            let phase = first + step + 100 - WARM_UP;
            let len = (grid.start(phase + 1) - grid.start(phase)) as usize;
            // The block that each lane is at, when it is one of the signal that this segment needs.
            let at: [Option<u64>; LANES] = std::array::from_fn(|lane| {
                let block = (first + lane as u64 * run + step).checked_sub(WARM_UP)?;
                (block < first + blocks).then_some(block)
            });
            let mut sums = [0.0; LANES];
            let mut next = 0;
            while next < heard.len() {
                let group = &heard[next..heard.len().min(next + L::CHANNELS)];
                let mut rows = [[&silence[..len]; LANES]; 2];
                for (rows, &channel) in rows.iter_mut().zip(group) {
                    for (row, block) in rows.iter_mut().zip(at) {
                        if let Some(k) = block {
                            *row = source.frames(channel, grid.start(k), grid.start(k + 1));
                        }
                    }
                }
                let mut add = |channel: usize, energy: [f64; LANES]| {
                    for (sum, e) in sums.iter_mut().zip(energy) {
                        *sum += plan.weights[channel] * plan.filter.gain * e;
                    }
                };
                let states = &mut states[next..];
                if let [a, b] = *group {
                    let [ea, eb] = sums_of_squares::<L, 2>(lanes, &plan.filter, states, rows);
                    add(a, ea);
                    add(b, eb);
                } else {
                    let [e] = sums_of_squares::<L, 1>(lanes, &plan.filter, states, [rows[0]]);
                    add(group[0], e);
                }
                next += group.len();
            }
            if step < WARM_UP {
                continue;
            }
            for (lane, block) in at.into_iter().enumerate() {
                let Some(k) = block else { continue };
                energies[(k - first) as usize] = sums[lane];
                for channel in 0..plan.weights.len() {
                    if k == 0 {
                        let opening = [&[0.0; HISTORY], source.frames(channel, 0, grid.start(1))].concat();
                        peaks.scan(lanes, &opening, plan.interpolate);
                    } else {
                        let window = source.frames(channel, grid.start(k) - HISTORY as u64, grid.start(k + 1));
                        peaks.scan(lanes, window, plan.interpolate);
                    }
                }
            }
        }
    }
}

/// The peaks of what is left after the last whole block, `from..` to the end of the source: its samples, and the
/// interpolated signal until the last sample has left the interpolator.
pub(super) fn measure_end(path: CpuPath, plan: &Plan, source: Source<'_>, from: u64) -> Peaks {
    struct End<'a>(&'a Plan, Vec<f32>);
    impl Job for End<'_> {
        type Out = Peaks;

        #[inline(always)]
        fn run<L: Lanes>(self, lanes: L) -> Peaks {
            let mut peaks = Peaks::default();
            peaks.scan(lanes, &self.1, self.0.interpolate);
            peaks
        }
    }

    let mut peaks = Peaks::default();
    for (channel, samples) in source.channels.iter().enumerate() {
        let history = from.saturating_sub(HISTORY as u64).max(source.base);
        let end = source.base + samples.len() as u64;
        let mut window = vec![0.0; HISTORY - usize::try_from(from - history).unwrap_or(0)];
        window.extend_from_slice(source.frames(channel, history, end));
        window.extend_from_slice(&[0.0; HISTORY]);
        peaks.merge(dispatch(path, End(plan, window)));
    }
    peaks
}
