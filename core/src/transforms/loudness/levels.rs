//! `analyze_loudness`: peak, RMS and crest of all samples pooled, in one pass at the speed of memory.

use serde::{Deserialize, Serialize};

use super::error::LoudnessError;
use super::lanes::{CpuPath, Job, LANES, Lanes, dispatch, first};

/// The floor of every level here, in dBFS. Silence is at the floor.
pub const LEVEL_FLOOR_DB: f64 = -120.0;

/// Peak, RMS and crest factor of a signal.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Levels {
    /// The largest magnitude of any sample, in dBFS (a sample of 1.0 is 0 dBFS), at least [`LEVEL_FLOOR_DB`].
    pub peak_db: f64,
    /// The root of the mean square of all samples of all channels, in dBFS, at least [`LEVEL_FLOOR_DB`]. A full-scale
    /// square wave has 0 dBFS, a full-scale sine -3.01 dBFS.
    pub rms_db: f64,
    /// `peak_db - rms_db`, in dB. 0 for silence.
    pub crest: f64,
}

/// A linear magnitude in dBFS, floored.
pub(super) fn db(magnitude: f64) -> f64 {
    if magnitude > 0.0 { (20.0 * magnitude.log10()).max(LEVEL_FLOOR_DB) } else { LEVEL_FLOOR_DB }
}

/// Peak, RMS and crest over all samples of all channels pooled.
///
/// `channels` are planar samples, full scale at 1.0; there may be any number of them and they may differ in length.
/// Silence and no samples at all give -120 dBFS, -120 dBFS and a crest of 0. The samples are added in f64 in one fixed
/// order, so the answer has the same bits on every CPU and agrees with a plain sum to 1e-9 dB.
///
/// # Errors
///
/// [`LoudnessError::NotFinite`] when a sample is NaN or infinite.
///
/// ```
/// use livebridge_core::transforms::loudness::analyze_loudness;
///
/// let square = [0.5_f32, -0.5, 0.5, -0.5];
/// let levels = analyze_loudness(&[square, square])?;
/// assert!((levels.peak_db - -6.0206).abs() < 1e-4);
/// assert!(levels.crest.abs() < 1e-12);
///
/// let silence: [&[f32]; 0] = [];
/// assert_eq!(analyze_loudness(&silence)?.rms_db, -120.0);
/// # Ok::<(), livebridge_core::transforms::loudness::LoudnessError>(())
/// ```
pub fn analyze_loudness<C: AsRef<[f32]>>(channels: &[C]) -> Result<Levels, LoudnessError> {
    levels_on(CpuPath::detect(), channels)
}

/// [`analyze_loudness`] on a chosen path.
pub(super) fn levels_on<C: AsRef<[f32]>>(path: CpuPath, channels: &[C]) -> Result<Levels, LoudnessError> {
    let (mut peak, mut sum, mut count) = (0.0_f32, 0.0_f64, 0_u64);
    for channel in channels {
        let samples = channel.as_ref();
        let (channel_peak, channel_sum) = dispatch(path, Pass(samples));
        peak = peak.max(channel_peak);
        sum += channel_sum;
        count += samples.len() as u64;
    }
    // The square of a finite f32 is below 1.2e77: a sum of squares is finite exactly when all samples are.
    if !sum.is_finite()
        && let Some(error) = LoudnessError::first_not_finite(channels, 0)
    {
        return Err(error);
    }
    #[expect(clippy::cast_precision_loss, reason = "2^53 samples are more than any memory holds")]
    let rms = if count == 0 { 0.0 } else { (sum / count as f64).sqrt() };
    let (peak_db, rms_db) = (db(f64::from(peak)), db(rms));
    Ok(Levels { peak_db, rms_db, crest: peak_db - rms_db })
}

/// One pass over one channel: largest magnitude and sum of squares.
struct Pass<'a>(&'a [f32]);

/// Vectors in flight, so that the additions do not wait for each other.
const ACCUMULATORS: usize = 4;
const CHUNK: usize = ACCUMULATORS * LANES;

impl Job for Pass<'_> {
    type Out = (f32, f64);

    #[inline(always)]
    fn run<L: Lanes>(self, lanes: L) -> (f32, f64) {
        let mut sums = [lanes.splat(0.0); ACCUMULATORS];
        let mut largest = [lanes.splat_s(0.0); 2];
        let mut chunks = self.0.chunks_exact(CHUNK);
        for chunk in &mut chunks {
            for (i, sum) in sums.iter_mut().enumerate() {
                let x = lanes.widen(&first::<LANES>(&chunk[i * LANES..]));
                // The product of two widened f32 is exact in f64: a fused path would give the same bits.
                *sum = lanes.add(*sum, lanes.mul(x, x));
            }
            for (i, part) in chunk.chunks_exact(L::WIDTH).enumerate() {
                largest[i % 2] = lanes.max_s(lanes.abs_s(lanes.load_s(part)), largest[i % 2]);
            }
        }
        let mut sum: f64 = sums.into_iter().flat_map(|sum| lanes.store(sum)).sum();
        let mut peak = lanes.largest_s(lanes.max_s(largest[0], largest[1]));
        for &x in chunks.remainder() {
            sum += f64::from(x) * f64::from(x);
            if x.abs() > peak {
                peak = x.abs();
            }
        }
        (peak, sum)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_path_gives_the_same_bits() {
        let signal: Vec<f32> = (0_u16..10_007).map(|i| (f32::from(i) * 0.37).sin() * 0.8).collect();
        for len in [0, 1, 31, 32, 33, 10_007] {
            let want = levels_on(CpuPath::Portable, &[&signal[..len]]).unwrap();
            for path in CpuPath::available() {
                assert_eq!(levels_on(path, &[&signal[..len]]).unwrap(), want, "{path}, {len} samples");
            }
        }
    }
}
