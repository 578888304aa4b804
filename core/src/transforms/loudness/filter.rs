//! The K-weighting filter of BS.1770-4 Annex 1: its coefficients for any sample rate, and the kernel that runs eight
//! stretches of one channel side by side and sums the squares of what comes out.

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
    /// High-pass denominator, `a1` and `a2`.
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
        let c = [2.0 * (k * k - 1.0) / c0, (1.0 - k / q + k * k) / c0];
        Self {
            b: [b1 / b0, b2 / b0],
            a,
            c,
            gain: b0 * b0,
        }
    }
}

/// The memory of the filter in each of the eight lanes: two delays of the shelf, two of the high-pass.
pub(super) type State = [[f64; LANES]; 4];

/// States below this are set to zero between sub-blocks: silence must not decay into slow denormal numbers.
/// It lies 600 dB below full scale.
const FLUSH: f64 = 1e-30;

/// Runs `N` channels through the filter over one sub-block of equal length and gives, per channel and lane, the sum of
/// squares before [`KWeighting::gain`]. `tiles[n][t]` holds the samples of the eight lanes at frame `t`.
///
/// Direct form II: four multiplications per stage and sample, and the shortest path from one sample to the next.
#[inline(always)]
pub(super) fn sums_of_squares<L: Lanes, const N: usize>(
    lanes: L,
    k: &KWeighting,
    states: &mut [State],
    tiles: [&[[f32; LANES]]; N],
) -> [[f64; LANES]; N] {
    let (b1, b2) = (lanes.splat(k.b[0]), lanes.splat(k.b[1]));
    let (a1, a2) = (lanes.splat(k.a[0]), lanes.splat(k.a[1]));
    let (c1, c2) = (lanes.splat(k.c[0]), lanes.splat(k.c[1]));
    let mut s: [[L::D; 4]; N] =
        std::array::from_fn(|n| std::array::from_fn(|i| lanes.load(&states[n][i])));
    let mut sums = [lanes.splat(0.0); N];
    let len = tiles[0].len();
    let tiles = tiles.map(|tile| &tile[..len]);
    for t in 0..len {
        for n in 0..N {
            let [w1, w2, v1, v2] = s[n];
            let x = lanes.widen(&tiles[n][t]);
            let w = lanes.sub(lanes.sub(x, lanes.mul(a2, w2)), lanes.mul(a1, w1));
            let y = lanes.add(w, lanes.add(lanes.mul(b1, w1), lanes.mul(b2, w2)));
            let v = lanes.sub(lanes.sub(y, lanes.mul(c2, v2)), lanes.mul(c1, v1));
            let z = lanes.sub(lanes.add(v, v2), lanes.add(v1, v1));
            sums[n] = lanes.add(sums[n], lanes.mul(z, z));
            s[n] = [w, w1, v, v1];
        }
    }
    for n in 0..N {
        states[n] = s[n].map(|d| {
            lanes
                .store(d)
                .map(|x| if x.abs() < FLUSH { 0.0 } else { x })
        });
    }
    sums.map(|d| lanes.store(d))
}

/// Lays eight rows of equal length out as columns, one `[f32; 8]` per frame.
#[inline(always)]
pub(super) fn interleave<L: Lanes>(lanes: L, rows: [&[f32]; LANES], out: &mut [[f32; LANES]]) {
    let len = out.len();
    let rows = rows.map(|row| &row[..len]);
    let whole = len - len % 8;
    let (head, tail) = out.split_at_mut(whole);
    for (i, tile) in head.chunks_exact_mut(8).enumerate() {
        let squares: [[f32; 8]; 8] =
            std::array::from_fn(|lane| super::lanes::first(&rows[lane][8 * i..]));
        tile.copy_from_slice(&lanes.transpose(std::array::from_fn(|lane| &squares[lane])));
    }
    for (t, column) in tail.iter_mut().enumerate() {
        *column = rows.map(|row| row[whole + t]);
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
        let got = [b0, k.b[0] * b0, k.b[1] * b0, k.a[0], k.a[1], k.c[0], k.c[1]];
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
