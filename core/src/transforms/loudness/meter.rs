//! The streaming meter: takes blocks of any size and answers, at any time, with the very bits that the whole buffer
//! measured at once would give.

use super::error::LoudnessError;
use super::lanes::CpuPath;
use super::peaks::Peaks;
use super::plan::{Plan, SEGMENT_BLOCKS};
use super::report::{R128Report, R128Series};
use super::segment::{Source, measure, measure_end};
use super::{R128Options, whole};

/// A loudness meter for signals that arrive in blocks.
///
/// It holds at most 25 s of samples and 800 bytes per second measured. It works in segments of 24 s, so the cost of
/// single calls to [`push`](Self::push) varies; the sum is that of [`measure_r128`](super::measure_r128) and a copy.
///
/// ```
/// use livebridge_core::transforms::loudness::{Meter, measure_r128};
///
/// let tone: Vec<f32> = (0..96_000_u32).map(|i| (i as f32 * 0.13).sin() * 0.25).collect();
/// let mut meter = Meter::new(1, 48_000)?;
/// for block in tone.chunks(1_021) {
///     meter.push(&[block])?;
/// }
/// assert_eq!(meter.report(), measure_r128(&[&tone], 48_000)?);
/// # Ok::<(), livebridge_core::transforms::loudness::LoudnessError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Meter {
    plan: Plan,
    path: CpuPath,
    true_peak: bool,
    /// Planar samples from frame `base` on: history for the warm-up, then the segment that is being filled.
    buffers: Vec<Vec<f32>>,
    base: u64,
    frames: u64,
    /// One weighted energy per 10 ms of the segments that are done.
    energies: Vec<f64>,
    peaks: Peaks,
}

impl Meter {
    /// A meter for `channels` channels (1, 2, 5 or 6) at `sample_rate` hertz.
    ///
    /// # Errors
    ///
    /// [`LoudnessError::ChannelCount`] and [`LoudnessError::SampleRate`].
    pub fn new(channels: usize, sample_rate: u32) -> Result<Self, LoudnessError> {
        Self::with_options(channels, sample_rate, R128Options::default())
    }

    /// A meter with options. [`R128Options::threads`] has no effect here.
    ///
    /// # Errors
    ///
    /// Those of [`Meter::new`], and [`LoudnessError::PathUnavailable`].
    pub fn with_options(channels: usize, sample_rate: u32, options: R128Options) -> Result<Self, LoudnessError> {
        Ok(Self {
            plan: Plan::new(channels, sample_rate, options.true_peak)?,
            path: options.chosen_path()?,
            true_peak: options.true_peak,
            buffers: vec![Vec::new(); channels],
            base: 0,
            frames: 0,
            energies: Vec::new(),
            peaks: Peaks::default(),
        })
    }

    /// Takes the next block: planar channels of equal length, which may be empty.
    ///
    /// # Errors
    ///
    /// [`LoudnessError::BlockChannels`], [`LoudnessError::ChannelLength`] and [`LoudnessError::NotFinite`]. A refused
    /// block leaves the meter as it was.
    pub fn push<C: AsRef<[f32]>>(&mut self, block: &[C]) -> Result<(), LoudnessError> {
        if block.len() != self.buffers.len() {
            return Err(LoudnessError::BlockChannels { channels: block.len(), expected: self.buffers.len() });
        }
        let len = whole::equal_lengths(block)?;
        if !block.iter().all(|channel| all_finite(channel.as_ref()))
            && let Some(error) = LoudnessError::first_not_finite(block, self.frames)
        {
            return Err(error);
        }
        let mut taken = 0;
        while taken < len {
            let segment_end = self.first_open_frame() + self.plan.grid.segment_frames();
            let room = usize::try_from(segment_end - self.frames).unwrap_or(usize::MAX);
            let take = room.min(len - taken);
            for (buffer, channel) in self.buffers.iter_mut().zip(block) {
                buffer.extend_from_slice(&channel.as_ref()[taken..taken + take]);
            }
            taken += take;
            self.frames += take as u64;
            if self.frames == segment_end {
                self.close_segment();
            }
        }
        Ok(())
    }

    /// The number of frames taken so far.
    pub fn frames(&self) -> u64 {
        self.frames
    }

    /// The report on everything taken so far, as if the signal ended here. The meter can go on afterwards.
    pub fn report(&self) -> R128Report {
        let (energies, peaks) = self.finished();
        R128Report::new(&self.plan, self.frames, &energies, peaks, self.true_peak)
    }

    /// Momentary and short-term loudness over time, of everything taken so far.
    pub fn series(&self) -> R128Series {
        R128Series::new(&self.plan, &self.finished().0)
    }

    /// The first frame of the segment that is being filled.
    fn first_open_frame(&self) -> u64 {
        self.plan.grid.start(self.energies.len() as u64)
    }

    fn close_segment(&mut self) {
        let first = self.energies.len();
        self.energies.resize(first + usize::try_from(SEGMENT_BLOCKS).unwrap_or(0), 0.0);
        let channels: Vec<&[f32]> = self.buffers.iter().map(Vec::as_slice).collect();
        let source = Source { channels: &channels, base: self.base };
        measure(self.path, &self.plan, source, first as u64, &mut self.energies[first..], &mut self.peaks);
        let keep_from = self.frames - self.plan.grid.history_frames();
        let gone = usize::try_from(keep_from - self.base).unwrap_or(0);
        for buffer in &mut self.buffers {
            buffer.drain(..gone);
        }
        self.base = keep_from;
    }

    /// All energies and peaks, those of the open segment included.
    fn finished(&self) -> (Vec<f64>, Peaks) {
        let mut energies = self.energies.clone();
        let mut peaks = self.peaks;
        let blocks = usize::try_from(self.plan.grid.whole_blocks(self.frames)).unwrap_or(usize::MAX);
        let first = energies.len();
        energies.resize(blocks, 0.0);
        let channels: Vec<&[f32]> = self.buffers.iter().map(Vec::as_slice).collect();
        let source = Source { channels: &channels, base: self.base };
        measure(self.path, &self.plan, source, first as u64, &mut energies[first..], &mut peaks);
        peaks.merge(measure_end(self.path, &self.plan, source, self.plan.grid.start(blocks as u64)));
        (energies, peaks)
    }
}

/// Whether no sample is NaN or infinite, at the speed of memory.
fn all_finite(samples: &[f32]) -> bool {
    const INFINITE: u32 = f32::INFINITY.to_bits();
    samples.chunks(1_024).all(|chunk| chunk.iter().fold(0, |m, x| m.max(x.to_bits() & !(1 << 31))) < INFINITE)
}
