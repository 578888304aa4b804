//! What a measurement is made of before any sample is seen: channel weights, the 10 ms grid, and the fixed way in
//! which the signal is cut into segments and lanes. Because the cuts depend on nothing but the position in the signal
//! and its length, whole buffers, streams and threads compute the same bits.

use super::error::{LoudnessError, SAMPLE_RATES};
use super::filter::KWeighting;
use super::lanes::LANES;
use super::layout::Layout;
use super::peaks::needs_interpolation;

/// Sub-blocks per second.
pub(super) const BLOCKS_PER_SECOND: u64 = 100;

/// Sub-blocks each lane of a full segment covers: 3 s. A multiple of 100, so that every lane of it starts on a frame
/// of the same phase of the grid at any integer sample rate.
const FULL_RUN: u64 = 300;

/// Sub-blocks of a full segment: 24 s.
pub(super) const SEGMENT_BLOCKS: u64 = FULL_RUN * LANES as u64;

/// Sub-blocks a lane runs before the first one it counts. After 120 ms the double pole of the high-pass has decayed to
/// 1e-11 of what it was.
pub(super) const WARM_UP: u64 = 12;

/// The grid of sub-blocks of 10 ms: block `k` begins at frame `floor(k * rate / 100)`, so that at rates that are no
/// multiple of 100 Hz some blocks are a frame longer, and the grid never drifts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Grid {
    rate: u64,
}

impl Grid {
    /// The first frame of block `k`.
    pub(super) fn start(self, k: u64) -> u64 {
        k * self.rate / BLOCKS_PER_SECOND
    }

    /// The number of frames from block `from` up to and without block `to`.
    pub(super) fn frames(self, from: u64, to: u64) -> u64 {
        if self.rate.is_multiple_of(BLOCKS_PER_SECOND) {
            (to - from) * (self.rate / BLOCKS_PER_SECOND)
        } else {
            self.start(to) - self.start(from)
        }
    }

    /// How many whole blocks `frames` hold.
    pub(super) fn whole_blocks(self, frames: u64) -> u64 {
        // The largest k with floor(k * rate / 100) <= frames.
        ((frames + 1) * BLOCKS_PER_SECOND - 1) / self.rate
    }

    /// The smallest number of blocks that is a whole number of frames.
    fn period(self) -> u64 {
        let (mut a, mut b) = (BLOCKS_PER_SECOND, self.rate);
        while b > 0 {
            (a, b) = (b, a % b);
        }
        BLOCKS_PER_SECOND / a
    }

    /// How many blocks each lane covers in a segment of `blocks` blocks.
    pub(super) fn run(self, blocks: u64) -> u64 {
        blocks.div_ceil(LANES as u64).next_multiple_of(self.period())
    }

    /// The frames of one segment, and of the history before it that its warm-up reads.
    pub(super) fn segment_frames(self) -> u64 {
        self.start(SEGMENT_BLOCKS)
    }

    /// How many frames before a segment its warm-up may read.
    pub(super) fn history_frames(self) -> u64 {
        self.start(WARM_UP) + 1
    }
}

/// Everything a measurement needs to know beforehand.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    pub(super) sample_rate: u32,
    pub(super) grid: Grid,
    pub(super) filter: KWeighting,
    /// The weight of each channel; 0 leaves it out of the loudness (LFE).
    pub(super) weights: Vec<f64>,
    /// Whether the true peak is wanted and needs the interpolator.
    pub(super) interpolate: bool,
}

impl Plan {
    pub(super) fn new(layout: &Layout, sample_rate: u32, true_peak: bool) -> Result<Self, LoudnessError> {
        let weights = layout.weights()?;
        if !SAMPLE_RATES.contains(&sample_rate) {
            return Err(LoudnessError::SampleRate { sample_rate });
        }
        Ok(Self {
            sample_rate,
            grid: Grid { rate: u64::from(sample_rate) },
            filter: KWeighting::new(sample_rate),
            weights,
            interpolate: true_peak && needs_interpolation(sample_rate),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_blocks_inverts_start() {
        for rate in [8_000, 11_025, 22_050, 44_100, 48_000, 12_345, 383_999] {
            let grid = Grid { rate };
            for k in 0..1_000 {
                let start = grid.start(k);
                assert_eq!(grid.whole_blocks(start), k, "at {rate} Hz");
                if start > 0 {
                    assert_eq!(grid.whole_blocks(start - 1), k - 1, "at {rate} Hz");
                }
                assert_eq!(grid.frames(0, k), start);
            }
            assert_eq!(grid.start(grid.period()) * BLOCKS_PER_SECOND, grid.period() * rate);
            assert!(FULL_RUN.is_multiple_of(grid.period()) && grid.run(SEGMENT_BLOCKS) == FULL_RUN);
        }
    }
}
