//! The streaming meter: takes blocks of any size and answers, at any time, with the very bits that the whole buffer
//! measured at once would give.

use std::num::NonZeroUsize;

use super::R128Options;
use super::error::{LoudnessError, check_block};
use super::lanes::CpuPath;
use super::layout::Layout;
use super::peaks::Peaks;
use super::plan::{Plan, SEGMENT_BLOCKS};
use super::report::{R128Report, R128Series};
use super::segment::{Source, measure_end};
use super::whole::measure_segments;

/// A loudness meter for signals that arrive in blocks.
///
/// It works in segments of 24 s, as many at a time as [`R128Options::threads`], so the cost of single calls to
/// [`push`](Self::push) varies; the sum is that of [`measure_r128`](super::measure_r128) and a copy. It holds at most
/// 25 s of samples (24 s more for each further thread) and 800 bytes per second measured.
///
/// ```
/// use livebridge_loudness::{Meter, measure_r128};
///
/// let tone: Vec<f32> = (0..96_000_u32).map(|i| (i as f32 * 0.13).sin() * 0.25).collect();
/// let mut meter = Meter::new(1, 48_000)?;
/// for block in tone.chunks(1_021) {
///     meter.push(&[block])?;
/// }
/// assert_eq!(meter.report(), measure_r128(&[&tone], 48_000)?);
/// # Ok::<(), livebridge_loudness::LoudnessError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Meter {
    plan: Plan,
    path: CpuPath,
    true_peak: bool,
    threads: NonZeroUsize,
    /// Planar samples from frame `base` on: history for the warm-up, then the segments that are being filled.
    buffers: Vec<Vec<f32>>,
    base: u64,
    frames: u64,
    /// One weighted energy per 10 ms of the segments that are done.
    energies: Vec<f64>,
    peaks: Peaks,
}

impl Meter {
    /// A meter for `channels` channels (1, 2, 5 or 6: see [`Layout::of_count`]) at `sample_rate` hertz.
    ///
    /// # Errors
    ///
    /// [`LoudnessError::ChannelCount`] and [`LoudnessError::SampleRate`].
    pub fn new(channels: usize, sample_rate: u32) -> Result<Self, LoudnessError> {
        Self::with_options(channels, sample_rate, R128Options::default())
    }

    /// A meter with options.
    ///
    /// # Errors
    ///
    /// Those of [`Meter::new`], and [`LoudnessError::PathUnavailable`].
    pub fn with_options(channels: usize, sample_rate: u32, options: R128Options) -> Result<Self, LoudnessError> {
        let layout = Layout::of_count(channels).ok_or(LoudnessError::ChannelCount { channels })?;
        Self::with_layout(&layout, sample_rate, options)
    }

    /// A meter for channels whose loudspeakers are known.
    ///
    /// # Errors
    ///
    /// [`LoudnessError::NoWeight`], [`LoudnessError::SampleRate`] and [`LoudnessError::PathUnavailable`].
    pub fn with_layout(layout: &Layout, sample_rate: u32, options: R128Options) -> Result<Self, LoudnessError> {
        let channels = layout.roles().len();
        Ok(Self {
            plan: Plan::new(layout, sample_rate, options.true_peak)?,
            path: options.chosen_path()?,
            true_peak: options.true_peak,
            threads: options.threads,
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
        let len = check_block(block, self.buffers.len(), self.frames)?;
        let mut taken = 0;
        while taken < len {
            let batch_end = self.first_open_frame() + self.batch() * self.plan.grid.segment_frames();
            let room = usize::try_from(batch_end - self.frames).unwrap_or(usize::MAX);
            let take = room.min(len - taken);
            for (buffer, channel) in self.buffers.iter_mut().zip(block) {
                buffer.extend_from_slice(&channel.as_ref()[taken..taken + take]);
            }
            taken += take;
            self.frames += take as u64;
            if self.frames == batch_end {
                self.close_batch();
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

    /// The first frame of the segments that are being filled.
    fn first_open_frame(&self) -> u64 {
        self.plan.grid.start(self.energies.len() as u64)
    }

    /// How many segments are measured together.
    fn batch(&self) -> u64 {
        self.threads.get() as u64
    }

    fn close_batch(&mut self) {
        let first = self.energies.len();
        self.energies.resize(first + usize::try_from(self.batch() * SEGMENT_BLOCKS).unwrap_or(0), 0.0);
        let channels: Vec<&[f32]> = self.buffers.iter().map(Vec::as_slice).collect();
        let source = Source { channels: &channels, base: self.base };
        let energies = &mut self.energies[first..];
        measure_segments(self.path, &self.plan, source, first as u64, energies, self.threads, &mut self.peaks);
        let keep_from = self.frames - self.plan.grid.history_frames();
        let gone = usize::try_from(keep_from - self.base).unwrap_or(0);
        for buffer in &mut self.buffers {
            buffer.drain(..gone);
        }
        self.base = keep_from;
    }

    /// All energies and peaks, those of the open segments included.
    fn finished(&self) -> (Vec<f64>, Peaks) {
        let mut energies = self.energies.clone();
        let mut peaks = self.peaks;
        let blocks = usize::try_from(self.plan.grid.whole_blocks(self.frames)).unwrap_or(usize::MAX);
        let first = energies.len();
        energies.resize(blocks, 0.0);
        let channels: Vec<&[f32]> = self.buffers.iter().map(Vec::as_slice).collect();
        let source = Source { channels: &channels, base: self.base };
        let open = &mut energies[first..];
        measure_segments(self.path, &self.plan, source, first as u64, open, self.threads, &mut peaks);
        peaks.merge(measure_end(self.path, &self.plan, source, self.plan.grid.start(blocks as u64)));
        (energies, peaks)
    }
}
