//! `analyze_loudness`: peak, RMS and crest of all samples pooled, in one pass at the speed of memory.

use serde::{Deserialize, Serialize};

use super::error::{LoudnessError, check_block};
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
/// use livebridge_loudness::analyze_loudness;
///
/// let square = [0.5_f32, -0.5, 0.5, -0.5];
/// let levels = analyze_loudness(&[square, square])?;
/// assert!((levels.peak_db - -6.0206).abs() < 1e-4);
/// assert!(levels.crest.abs() < 1e-12);
///
/// let silence: [&[f32]; 0] = [];
/// assert_eq!(analyze_loudness(&silence)?.rms_db, -120.0);
/// # Ok::<(), livebridge_loudness::LoudnessError>(())
/// ```
pub fn analyze_loudness<C: AsRef<[f32]>>(channels: &[C]) -> Result<Levels, LoudnessError> {
    levels_on(CpuPath::detect(), channels)
}

/// [`analyze_loudness`] on a chosen path.
pub(super) fn levels_on<C: AsRef<[f32]>>(path: CpuPath, channels: &[C]) -> Result<Levels, LoudnessError> {
    let (mut sums, mut count) = (Vec::with_capacity(channels.len()), 0_u64);
    for channel in channels {
        let mut sum = Sums::default();
        sum.add(path, channel.as_ref());
        sums.push(sum);
        count += channel.as_ref().len() as u64;
    }
    // The square of a finite f32 is below 1.2e77: a sum of squares is finite exactly when all samples are.
    if !sums.iter().all(|sum| sum.total().is_finite())
        && let Some(error) = LoudnessError::first_not_finite(channels, 0)
    {
        return Err(error);
    }
    Ok(Levels::of(&sums, count))
}

impl Levels {
    /// Of the channels, which hold `count` samples together.
    fn of(channels: &[Sums], count: u64) -> Self {
        let peak = channels.iter().fold(0.0, |m: f32, sums| m.max(sums.peak()));
        let sum: f64 = channels.iter().fold(0.0, |sum, sums| sum + sums.total());
        #[expect(clippy::cast_precision_loss, reason = "2^53 samples are more than any memory holds")]
        let rms = if count == 0 { 0.0 } else { (sum / count as f64).sqrt() };
        let (peak_db, rms_db) = (db(f64::from(peak)), db(rms));
        Self { peak_db, rms_db, crest: peak_db - rms_db }
    }
}

/// [`analyze_loudness`] for signals that arrive in blocks: the same bits, however they are cut.
///
/// ```
/// use livebridge_loudness::{LevelMeter, analyze_loudness};
///
/// let tone: Vec<f32> = (0..10_000_u32).map(|i| (i as f32 * 0.13).sin() * 0.25).collect();
/// let mut meter = LevelMeter::new(1);
/// for block in tone.chunks(777) {
///     meter.push(&[block])?;
/// }
/// assert_eq!(meter.levels(), analyze_loudness(&[&tone])?);
/// # Ok::<(), livebridge_loudness::LoudnessError>(())
/// ```
#[derive(Debug, Clone)]
pub struct LevelMeter {
    path: CpuPath,
    channels: Vec<Sums>,
    frames: u64,
}

impl LevelMeter {
    /// A meter for any number of channels.
    pub fn new(channels: usize) -> Self {
        Self { path: CpuPath::detect(), channels: vec![Sums::default(); channels], frames: 0 }
    }

    /// Takes the next block: planar channels of equal length, which may be empty.
    ///
    /// # Errors
    ///
    /// [`LoudnessError::BlockChannels`], [`LoudnessError::ChannelLength`] and [`LoudnessError::NotFinite`]. A refused
    /// block leaves the meter as it was.
    pub fn push<C: AsRef<[f32]>>(&mut self, block: &[C]) -> Result<(), LoudnessError> {
        let frames = check_block(block, self.channels.len(), self.frames)?;
        for (sums, channel) in self.channels.iter_mut().zip(block) {
            sums.add(self.path, channel.as_ref());
        }
        self.frames += frames as u64;
        Ok(())
    }

    /// The levels of everything taken so far. The meter can go on afterwards.
    pub fn levels(&self) -> Levels {
        Levels::of(&self.channels, self.frames * self.channels.len() as u64)
    }
}

/// Vectors in flight, so that the additions do not wait for each other.
const ACCUMULATORS: usize = 4;
const CHUNK: usize = ACCUMULATORS * LANES;

/// What has been seen of one channel: running sums, and the samples that do not make a whole chunk yet.
#[derive(Debug, Clone, Default)]
struct Sums {
    squares: [[f64; LANES]; ACCUMULATORS],
    peak: f32,
    rest: [f32; CHUNK],
    /// How many samples of `rest` are in use, fewer than a chunk.
    resting: usize,
}

impl Sums {
    fn add(&mut self, path: CpuPath, mut samples: &[f32]) {
        if self.resting > 0 {
            let take = samples.len().min(CHUNK - self.resting);
            let (first, others) = samples.split_at(take);
            self.rest[self.resting..self.resting + take].copy_from_slice(first);
            self.resting += take;
            samples = others;
            if self.resting < CHUNK {
                return;
            }
            let rest = self.rest;
            dispatch(path, Pass { samples: &rest, sums: &mut self.squares, peak: &mut self.peak });
        }
        let (chunks, rest) = samples.split_at(samples.len() - samples.len() % CHUNK);
        dispatch(path, Pass { samples: chunks, sums: &mut self.squares, peak: &mut self.peak });
        self.rest[..rest.len()].copy_from_slice(rest);
        self.resting = rest.len();
    }

    fn resting(&self) -> &[f32] {
        &self.rest[..self.resting]
    }

    /// The sum of all squares.
    fn total(&self) -> f64 {
        let sum: f64 = self.squares.iter().flatten().sum();
        self.resting().iter().fold(sum, |sum, &x| sum + f64::from(x) * f64::from(x))
    }

    /// The largest magnitude.
    fn peak(&self) -> f32 {
        self.resting().iter().fold(self.peak, |m, x| if x.abs() > m { x.abs() } else { m })
    }
}

/// One pass over whole chunks of a channel: largest magnitude and sums of squares.
struct Pass<'a> {
    samples: &'a [f32],
    sums: &'a mut [[f64; LANES]; ACCUMULATORS],
    peak: &'a mut f32,
}

impl Job for Pass<'_> {
    type Out = ();

    #[inline(always)]
    fn run<L: Lanes>(self, lanes: L) {
        let mut sums = [lanes.splat(0.0); ACCUMULATORS];
        for (sum, before) in sums.iter_mut().zip(self.sums.iter()) {
            *sum = lanes.load(before);
        }
        let mut largest = [lanes.splat_s(0.0); 2];
        for chunk in self.samples.chunks_exact(CHUNK) {
            for (i, sum) in sums.iter_mut().enumerate() {
                let x = lanes.widen(&first::<LANES>(&chunk[i * LANES..]));
                // The product of two widened f32 is exact in f64: a fused path would give the same bits.
                *sum = lanes.add(*sum, lanes.mul(x, x));
            }
            for (i, part) in chunk.chunks_exact(L::WIDTH).enumerate() {
                largest[i % 2] = lanes.max_s(lanes.abs_s(lanes.load_s(part)), largest[i % 2]);
            }
        }
        for (sum, after) in sums.into_iter().zip(self.sums) {
            *after = lanes.store(sum);
        }
        let peak = lanes.largest_s(lanes.max_s(largest[0], largest[1]));
        if peak > *self.peak {
            *self.peak = peak;
        }
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
