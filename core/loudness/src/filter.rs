//! The K-weighting filter of BS.1770-4 Annex 1: its coefficients for any sample rate, and the kernel that runs eight
//! stretches of a channel side by side and sums the squares of what comes out.

use super::lanes::{LANES, Lanes};

/// K-weighting for one sample rate: a shelf of about +4 dB, then a high-pass (RLB) with the numerator `1, -2, 1`.
///
/// At 48 kHz these are the tables of BS.1770-4; at other rates the same analogue prototypes go through the bilinear
/// transform. The high-pass keeps its plain numerator at every rate, as the tables and the usual meters have it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct KWeighting {
    /// Shelf numerator over its first coefficient: that one goes into `gain`.
    b: [f64; 2],
    /// Shelf denominator, `a1` and `a2`.
    a: [f64; 2],
    /// The high-pass, written for its delay and the last difference: `-(a1 + a2)` and `a2` of its denominator.
    c: [f64; 2],
    /// What a sum of squares must be multiplied by: the square of the first numerator coefficient of the shelf.
    pub(super) gain: f64,
}

/// The analogue prototypes behind the tables of BS.1770-4: corner frequency in hertz and quality factor.
const SHELF: (f64, f64) = (1_681.974_450_955_533, 0.707_175_236_955_419_6);
const SHELF_GAIN_DB: f64 = 3.999_843_853_973_347;
const SHELF_SLOPE: f64 = 0.499_666_774_154_541_6;
const HIGH_PASS: (f64, f64) = (38.135_470_876_024_44, 0.500_327_037_323_877_3);

impl KWeighting {
    pub(super) fn new(sample_rate: u32) -> Self {
        let warp = |hz: f64| (std::f64::consts::PI * hz / f64::from(sample_rate)).tan();
        let (hz, q) = SHELF;
        let k = warp(hz);
        let high = 10f64.powf(SHELF_GAIN_DB / 20.0);
        let band = high.powf(SHELF_SLOPE);
        let a0 = 1.0 + k / q + k * k;
        let b0 = (high + band * k / q + k * k) / a0;
        let b1 = 2.0 * (k * k - high) / a0;
        let b2 = (high - band * k / q + k * k) / a0;
        let a = [2.0 * (k * k - 1.0) / a0, (1.0 - k / q + k * k) / a0];
        let (hz, q) = HIGH_PASS;
        let k = warp(hz);
        let c0 = 1.0 + k / q + k * k;
        let c = [1.0 - 4.0 * k * k / c0, (1.0 - k / q + k * k) / c0];
        Self { b: [b1 / b0, b2 / b0], a, c, gain: b0 * b0 }
    }
}

/// The memory of the filter in each of the eight lanes: two delays of the shelf, the delay of the high-pass and the
/// last difference of that delay.
pub(super) type State = [[f64; LANES]; 4];

/// States below this are set to zero between sub-blocks: silence must not decay into slow denormal numbers.
/// It lies 600 dB below full scale.
const FLUSH: f64 = 1e-30;

/// How many frames ahead of the arithmetic memory is asked for: eight rows at once are too many for the CPU to foresee.
const AHEAD: usize = 384;

/// Runs `N` channels through the filter over one sub-block and gives, per channel and lane, the sum of squares before
/// [`KWeighting::gain`]. `rows[n][lane]` are the samples of one lane of channel `n`, all equally many.
///
/// Direct form II: few multiplications, and the shortest path from one sample to the next. Eight
/// frames at a time are laid out in columns between the arithmetic, so that memory is read while numbers are crunched.
#[expect(clippy::needless_range_loop, reason = "with iterators this function was measured 15 % slower")]
#[inline(always)]
pub(super) fn sums_of_squares<L: Lanes, const N: usize>(
    lanes: L,
    k: &KWeighting,
    states: &mut [State],
    rows: [[&[f32]; LANES]; N],
) -> [[f64; LANES]; N] {
    let mut s = [[lanes.splat(0.0); 5]; N];
    for n in 0..N {
        for i in 0..4 {
            s[n][i] = lanes.load(&states[n][i]);
        }
    }
    let len = rows[0][0].len();
    let whole = len / 8;
    let mut tiles: [[&[[f32; 8]]; LANES]; N] = [[&[]; LANES]; N];
    for n in 0..N {
        for lane in 0..LANES {
            tiles[n][lane] = &rows[n][lane].as_chunks().0[..whole];
        }
    }
    let k = Splat::new(lanes, k);
    for i in 0..whole {
        let mut columns = [[[0.0; LANES]; 8]; N];
        for n in 0..N {
            let [r0, r1, r2, r3, r4, r5, r6, r7] = tiles[n];
            // A cache line holds two of these pieces.
            if i % 2 == 0 {
                for row in tiles[n] {
                    lanes.prefetch(&row[i], AHEAD);
                }
            }
            columns[n] = lanes.transpose([&r0[i], &r1[i], &r2[i], &r3[i], &r4[i], &r5[i], &r6[i], &r7[i]]);
        }
        for t in 0..8 {
            for n in 0..N {
                k.step(lanes, &mut s[n], &columns[n][t]);
            }
        }
    }
    for t in 8 * whole..len {
        for n in 0..N {
            let mut column = [0.0; LANES];
            for lane in 0..LANES {
                column[lane] = rows[n][lane][t];
            }
            k.step(lanes, &mut s[n], &column);
        }
    }
    let mut out = [[0.0; LANES]; N];
    for n in 0..N {
        for i in 0..4 {
            states[n][i] = lanes.store(s[n][i]);
            for x in &mut states[n][i] {
                *x = if x.abs() < FLUSH { 0.0 } else { *x };
            }
        }
        out[n] = lanes.store(s[n][4]);
    }
    out
}

/// The coefficients in every lane.
struct Splat<D> {
    a: [D; 2],
    b: [D; 2],
    c: [D; 2],
}

impl<D: Copy> Splat<D> {
    #[inline(always)]
    fn new<L: Lanes<D = D>>(lanes: L, k: &KWeighting) -> Self {
        Self {
            a: [lanes.splat(k.a[0]), lanes.splat(k.a[1])],
            b: [lanes.splat(k.b[0]), lanes.splat(k.b[1])],
            c: [lanes.splat(k.c[0]), lanes.splat(k.c[1])],
        }
    }

    /// One frame of one channel: `s` holds the four delays and the sum of squares.
    #[inline(always)]
    fn step<L: Lanes<D = D>>(&self, lanes: L, state: &mut [D; 5], column: &[f32; LANES]) {
        let ([a1, a2], [b1, b2], [c1, c2]) = (self.a, self.b, self.c);
        let [w1, w2, v1, d1, sum] = *state;
        let input = lanes.widen(column);
        let w = lanes.sub(lanes.sub(input, lanes.mul(a2, w2)), lanes.mul(a1, w1));
        let shelved = lanes.add(w, lanes.add(lanes.mul(b1, w1), lanes.mul(b2, w2)));
        // The numerator 1, -2, 1 is two differences; with the first one kept, the large slow part cancels exactly.
        let v = lanes.add(lanes.add(shelved, lanes.mul(c2, d1)), lanes.mul(c1, v1));
        let d = lanes.sub(v, v1);
        let output = lanes.sub(d, d1);
        *state = [w, w1, v, d, lanes.add(sum, lanes.mul(output, output))];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tables of BS.1770-4 at 48 kHz, to the digits they are printed with.
    #[test]
    fn coefficients_at_48_khz_are_the_tables() {
        let k = KWeighting::new(48_000);
        let b0 = k.gain.sqrt();
        let got = [b0, k.b[0] * b0, k.b[1] * b0, k.a[0], k.a[1], -k.c[0] - k.c[1], k.c[1]];
        let table = [
            1.535_124_859_586_97,
            -2.691_696_189_406_38,
            1.198_392_810_852_85,
            -1.690_659_293_182_41,
            0.732_480_774_215_85,
            -1.990_047_454_833_98,
            0.990_072_250_366_21,
        ];
        for (got, want) in got.into_iter().zip(table) {
            assert!((got - want).abs() < 1e-8, "{got} is not {want}");
        }
    }
}
