//! From energies per 10 ms to loudness: the sliding windows, the gates of BS.1770-4 and the loudness range of
//! EBU Tech 3342.

use super::plan::{BLOCKS_PER_SECOND, Grid};

/// Blocks of 10 ms in the momentary window (400 ms).
const MOMENTARY: usize = 40;
/// Blocks of 10 ms in the short-term window (3 s).
const SHORT_TERM: usize = 300;
/// Blocks of 10 ms from one gating block to the next (100 ms: 75 % overlap of 400 ms).
const STEP: usize = 10;

/// The absolute gate, in LUFS.
const ABSOLUTE_GATE: f64 = -70.0;
/// The floor of a momentary or short-term loudness, in LUFS.
pub(super) const FLOOR: f64 = -120.0;

/// Mean square of the K-weighted channels to LUFS (BS.1770-4 equation 2).
pub(super) fn lufs(power: f64) -> f64 {
    -0.691 + 10.0 * power.log10()
}

/// LUFS to mean square.
fn power(lufs: f64) -> f64 {
    10f64.powf((lufs + 0.691) / 10.0)
}

/// Mean squares of the momentary and short-term windows that begin at each 10 ms block.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Windows {
    pub(super) momentary: Vec<f64>,
    pub(super) short_term: Vec<f64>,
}

impl Windows {
    /// Slides both windows over the energies of the 10 ms blocks.
    ///
    /// Wide windows are put together from narrower ones, all terms positive: nothing cancels, as it would in a
    /// running sum, and a quiet passage after a loud one keeps its digits.
    pub(super) fn new(grid: Grid, energies: &[f64]) -> Self {
        let tens = widen(energies, &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9], STEP);
        let forties = widen(&tens, &[0, 10, 20, 30], MOMENTARY - STEP + 1);
        // The positions at which 100 blocks begin, of which three make the short-term window.
        let hundreds: Vec<f64> = if tens.len() > 90 {
            (0..tens.len() - 90).map(|k| forties[k] + forties[k + 40] + (tens[k + 80] + tens[k + 90])).collect()
        } else {
            Vec::new()
        };
        let three_hundreds = widen(&hundreds, &[0, 100, 200], 201);
        Self { momentary: means(grid, forties, MOMENTARY), short_term: means(grid, three_hundreds, SHORT_TERM) }
    }

    /// The largest momentary and short-term loudness in LUFS, floored; `None` where no window is complete.
    pub(super) fn maxima(&self) -> (Option<f64>, Option<f64>) {
        let largest = |means: &[f64]| means.iter().copied().reduce(f64::max).map(|mean| lufs(mean).max(FLOOR));
        (largest(&self.momentary), largest(&self.short_term))
    }

    /// Integrated loudness in LUFS (BS.1770-4 Annex 1, equations 3 to 7): 400 ms gating blocks every 100 ms, the
    /// absolute gate at -70 LUFS, the relative gate 10 LU below the mean of what passes it.
    pub(super) fn integrated(&self) -> Option<f64> {
        let blocks = || self.momentary.iter().copied().step_by(STEP);
        let absolute = power(ABSOLUTE_GATE);
        let ungated = mean(blocks().filter(|&z| z > absolute))?;
        let gate = absolute.max(ungated * 0.1);
        mean(blocks().filter(|&z| z > gate)).map(lufs)
    }

    /// Loudness range in LU (EBU Tech 3342): short-term values every 100 ms, gates at -70 LUFS and 20 LU below the
    /// mean of what passes it, from the 10th to the 95th percentile.
    pub(super) fn range(&self) -> Option<f64> {
        let absolute = power(ABSOLUTE_GATE);
        let mut values: Vec<f64> = self.short_term.iter().copied().step_by(STEP).filter(|&z| z >= absolute).collect();
        let gate = mean(values.iter().copied())? * 0.01;
        values.retain(|&z| z >= gate);
        if values.is_empty() {
            return None;
        }
        // Round half up of (n - 1) * p, in integers.
        let last = values.len() - 1;
        let low = (last * 2 + 10) / 20;
        let high = (last * 19 + 10) / 20;
        let tenth = *values.select_nth_unstable_by(low, f64::total_cmp).1;
        let ninety_fifth = *values.select_nth_unstable_by(high, f64::total_cmp).1;
        Some(10.0 * (ninety_fifth / tenth).log10())
    }
}

/// `out[k]` is the sum of `sums[k + offset]`, as far as the last offset reaches; `shrink - 1` is the last offset.
fn widen<const N: usize>(sums: &[f64], offsets: &[usize; N], shrink: usize) -> Vec<f64> {
    let len = (sums.len() + 1).saturating_sub(shrink);
    let parts = offsets.map(|offset| sums.get(offset..offset + len).unwrap_or_default());
    (0..len).map(|k| parts.iter().map(|part| part[k]).sum()).collect()
}

/// Divides window energies by the frames of their windows.
fn means(grid: Grid, mut sums: Vec<f64>, width: usize) -> Vec<f64> {
    let width = width as u64;
    for (k, sum) in (0..).zip(&mut sums) {
        #[expect(clippy::cast_precision_loss, reason = "a window has fewer than 2^53 frames")]
        let frames = grid.frames(k, k + width) as f64;
        *sum /= frames;
    }
    sums
}

/// The arithmetic mean, `None` of nothing.
fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, n) = values.fold((0.0, 0_u32), |(sum, n), x| (sum + x, n + 1));
    (n > 0).then(|| sum / f64::from(n))
}

/// Seconds from one value of the series to the next.
#[expect(clippy::cast_precision_loss, reason = "a small constant")]
pub(super) const SERIES_STEP: f64 = 1.0 / BLOCKS_PER_SECOND as f64;
