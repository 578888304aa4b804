//! Sample peak, and true peak by the interpolator of BS.1770-4 Annex 2.
//!
//! The 48 coefficients fall into four phases of twelve; phases 3 and 2 are phases 0 and 1 read backwards. So each pair
//! of phases is an even part plus or minus an odd part, and the larger magnitude of the two is |even| + |odd|.

use super::lanes::Lanes;

/// Frames before an output frame that its interpolation reads.
pub(super) const HISTORY: usize = 11;

/// Signals at this rate or above are as dense as the Annex's fourfold oversampling of 48 kHz makes them: their true
/// peak is their sample peak.
const DENSE_ENOUGH: u32 = 192_000;

/// Whether true peaks at this rate need the interpolator.
pub(super) fn needs_interpolation(sample_rate: u32) -> bool {
    sample_rate < DENSE_ENOUGH
}

/// Phases 0 and 1 of the table in BS.1770-4 Annex 2, newest sample first.
const PHASES: [[f32; 12]; 2] = [
    [
        0.001_708_984_4,
        0.010_986_328,
        -0.019_653_32,
        0.033_203_125,
        -0.059_448_242,
        0.137_329_1,
        0.972_167_97,
        -0.102_294_92,
        0.047_607_422,
        -0.026_611_328,
        0.014_892_578,
        -0.008_300_781,
    ],
    [
        -0.029_174_805,
        0.029_296_875,
        -0.051_757_812,
        0.089_111_33,
        -0.166_503_9,
        0.465_087_9,
        0.779_785_16,
        -0.200_317_38,
        0.101_562_5,
        -0.058_227_54,
        0.033_081_055,
        -0.018_920_898,
    ],
];

/// Half of sum and difference of the taps `i` and `11 - i`, per pair of phases: multiples of 2^-14, exact in f32.
const EVEN_ODD: [Pair; 2] = {
    let mut out = [[[0.0; 6]; 2]; 2];
    let mut p = 0;
    while p < 2 {
        let mut i = 0;
        while i < 6 {
            out[p][0][i] = 0.5 * (PHASES[p][i] + PHASES[p][11 - i]);
            out[p][1][i] = 0.5 * (PHASES[p][i] - PHASES[p][11 - i]);
            i += 1;
        }
        p += 1;
    }
    out
};

/// No output of a pair of phases exceeds this multiple of the largest magnitude it is made of: the sums of magnitudes
/// of the taps are 1.4335 and 2.0227; the rest is room for rounding.
const LARGEST_GAIN: [f32; 2] = [1.44, 2.03];

/// The largest magnitudes seen so far, as linear values.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Peaks {
    /// Of the samples.
    pub(super) sample: f32,
    /// Of the interpolated signal.
    pub(super) interpolated: f32,
}

impl Peaks {
    /// Takes up what was seen elsewhere.
    pub(super) fn merge(&mut self, other: Self) {
        self.sample = self.sample.max(other.sample);
        self.interpolated = self.interpolated.max(other.interpolated);
    }

    /// Takes up the frames of `window` after its first [`HISTORY`], which are only history.
    ///
    /// With `interpolate`, phases that cannot beat what has been seen are left out; that changes no result, because a
    /// true peak is never below the sample peak. NaN is ignored here and found by others.
    #[inline(always)]
    pub(super) fn scan<L: Lanes>(&mut self, lanes: L, window: &[f32], interpolate: bool) {
        let near = largest_magnitude(lanes, window);
        self.sample = self.sample.max(near);
        if !interpolate {
            return;
        }
        let seen = self.interpolated.max(self.sample);
        if near * LARGEST_GAIN[1] <= seen {
            return;
        }
        let second_only = near * LARGEST_GAIN[0] <= seen;
        let found = match (second_only, L::PAIRS_TOGETHER, L::SIDE_BY_SIDE) {
            (true, _, true) => largest_interpolated::<L, 1, 2>(lanes, window, [EVEN_ODD[1]]),
            (true, _, false) => largest_interpolated::<L, 1, 1>(lanes, window, [EVEN_ODD[1]]),
            (false, true, true) => largest_interpolated::<L, 2, 2>(lanes, window, EVEN_ODD),
            (false, true, false) => largest_interpolated::<L, 2, 1>(lanes, window, EVEN_ODD),
            (false, false, _) => {
                let first = largest_interpolated::<L, 1, 1>(lanes, window, [EVEN_ODD[0]]);
                first.max(largest_interpolated::<L, 1, 1>(lanes, window, [EVEN_ODD[1]]))
            }
        };
        self.interpolated = self.interpolated.max(found);
    }

    /// The true peak as a linear value: never below the sample peak.
    pub(super) fn true_peak(self) -> f64 {
        f64::from(self.interpolated.max(self.sample).min(f32::MAX))
    }
}

/// The largest magnitude in `x`, 0 when it is empty.
#[inline(always)]
fn largest_magnitude<L: Lanes>(lanes: L, x: &[f32]) -> f32 {
    let mut chunks = x.chunks_exact(4 * L::WIDTH);
    let mut m = [lanes.splat_s(0.0); 4];
    for chunk in &mut chunks {
        for i in 0..4 {
            m[i] = lanes.max_s(lanes.abs_s(lanes.load_s(&chunk[i * L::WIDTH..])), m[i]);
        }
    }
    let mut largest = lanes.largest_s(lanes.max_s(lanes.max_s(m[0], m[1]), lanes.max_s(m[2], m[3])));
    for x in chunks.remainder() {
        largest = if x.abs() > largest { x.abs() } else { largest };
    }
    largest
}

/// The even and odd halves of the taps of one pair of phases.
type Pair = [[f32; 6]; 2];

/// The largest magnitude that `N` pairs of phases interpolate at the frames of `window` after its history, `U` vectors
/// side by side.
#[expect(clippy::needless_range_loop, reason = "iterators make slower code in kernels")]
#[inline(always)]
fn largest_interpolated<L: Lanes, const N: usize, const U: usize>(lanes: L, window: &[f32], pairs: [Pair; N]) -> f32 {
    let Some(frames) = window.len().checked_sub(HISTORY) else {
        return 0.0;
    };
    let step = U * L::WIDTH;
    if frames < step {
        return (0..frames).map(|i| interpolated(&window[i..], &pairs)).fold(0.0, |m, x| if x > m { x } else { m });
    }
    let mut largest = [lanes.splat_s(0.0); U];
    let last = frames - step;
    let mut at = 0;
    loop {
        let window = &window[at..at + step + HISTORY];
        let mut parts = [[[lanes.splat_s(0.0); U]; 2]; N];
        for i in 0..6 {
            let mut halves = [[lanes.splat_s(0.0); U]; 2];
            for u in 0..U {
                let new = lanes.load_s(&window[HISTORY - i + u * L::WIDTH..]);
                let old = lanes.load_s(&window[i + u * L::WIDTH..]);
                halves[0][u] = lanes.add_s(new, old);
                halves[1][u] = lanes.sub_s(new, old);
            }
            for p in 0..N {
                for k in 0..2 {
                    let tap = lanes.splat_s(pairs[p][k][i]);
                    for u in 0..U {
                        let term = lanes.mul_s(halves[k][u], tap);
                        let sum = parts[p][k][u];
                        parts[p][k][u] = if i == 0 { term } else { lanes.add_s(sum, term) };
                    }
                }
            }
        }
        for [even, odd] in parts {
            for u in 0..U {
                let both = lanes.add_s(lanes.abs_s(even[u]), lanes.abs_s(odd[u]));
                largest[u] = lanes.max_s(both, largest[u]);
            }
        }
        if at == last {
            let mut all = largest[0];
            for u in 1..U {
                all = lanes.max_s(largest[u], all);
            }
            return lanes.largest_s(all);
        }
        // The last step overlaps the one before: the same outputs twice do no harm.
        at = last.min(at + step);
    }
}

/// One output frame, in the same order of operations as a lane of a vector. `window` starts at its oldest sample.
#[inline(always)]
fn interpolated(window: &[f32], pairs: &[Pair]) -> f32 {
    let dot = |taps: &[f32; 6], sign: f32| {
        let x = |i: usize| window[HISTORY - i] + sign * window[i];
        (1..6).fold(x(0) * taps[0], |sum, i| sum + x(i) * taps[i])
    };
    pairs.iter().fold(0.0, |m, [even, odd]| {
        let both = dot(even, 1.0).abs() + dot(odd, -1.0).abs();
        if both > m { both } else { m }
    })
}
