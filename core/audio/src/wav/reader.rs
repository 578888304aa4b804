//! The reader: blocks of planar samples, or all of them.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::decode::decode;
use super::error::{WavError, WavNote, WavProblem};
use super::header::{self, Header, WavSpec};
use super::source::Source;

/// About how many bytes are read at once.
const READ_BYTES: usize = 128 * 1024;

/// The most frames whose memory is set aside because a file declares them; the rest grows as it is read.
const MOST_RESERVED: u64 = 1 << 20;

/// Reads a WAV file block by block.
///
/// Memory: one buffer of about 128 KiB (or one frame, where that is larger) and the block in planar f32.
#[derive(Debug)]
pub struct WavReader<R> {
    source: Source<R>,
    spec: WavSpec,
    frame_bytes: usize,
    /// Frames still to come, `None` until the bytes end.
    left: Option<u64>,
    /// Whether the file may end before them: what it declares stands for "not known" perhaps.
    may_end: bool,
    notes: Vec<WavNote>,
    /// The byte of the first sample.
    start: u64,
    /// The byte after the last sample, as far as it is declared.
    end: u64,
    bytes: Vec<u8>,
    planes: Vec<Vec<f32>>,
}

impl WavReader<File> {
    /// Opens a file and reads its header.
    ///
    /// # Errors
    ///
    /// A [`WavError`] that names the file, what is wrong and, where there is one, the byte.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, WavError> {
        let name = path.as_ref().display().to_string();
        match File::open(path) {
            Ok(file) => Self::new(file, name),
            Err(error) => Err(WavError { file: name, offset: None, problem: error.into() }),
        }
    }
}

impl<R: Read> WavReader<R> {
    /// Reads the header from any reader, which needs no buffer of its own. `name` is for errors.
    ///
    /// # Errors
    ///
    /// A [`WavError`] of every kind but [`WavProblem::Truncated`] and [`WavProblem::TooLong`].
    pub fn new(reader: R, name: impl Into<String>) -> Result<Self, WavError> {
        let mut source = Source::new(reader, name.into());
        let Header { spec, most, notes } = header::read(&mut source)?;
        let frame_bytes = spec.frame_bytes();
        let left = most.map(|bytes| bytes / frame_bytes as u64);
        let block = (READ_BYTES / frame_bytes).max(1);
        Ok(Self {
            frame_bytes,
            may_end: spec.frames.is_none(),
            left,
            notes,
            start: source.offset,
            end: source.offset.saturating_add(spec.frames.unwrap_or(0).saturating_mul(frame_bytes as u64)),
            bytes: vec![0; block * frame_bytes],
            planes: vec![Vec::new(); usize::from(spec.channels)],
            source,
            spec,
        })
    }

    /// What the file holds.
    pub fn spec(&self) -> &WavSpec {
        &self.spec
    }

    /// What was taken otherwise than it is written, as far as the file was read.
    pub fn notes(&self) -> &[WavNote] {
        &self.notes
    }

    /// The byte at which the sample of a channel at a frame begins, counted from the start of the file: for errors that
    /// are found in the samples.
    pub fn offset_of(&self, channel: usize, frame: u64) -> u64 {
        let within = channel as u64 * u64::from(self.spec.bits / 8);
        self.start.saturating_add(frame.saturating_mul(self.frame_bytes as u64)).saturating_add(within)
    }

    /// The next block: one slice of equal length per channel, full scale at 1.0, or `None` at the end. Float samples are
    /// handed on as they are, NaN and infinity too.
    ///
    /// # Errors
    ///
    /// [`WavProblem::Io`], and [`WavProblem::Truncated`] where the file ends before the data it declares; the blocks
    /// before that hold every frame there is. A file of unknown length ends with its last whole frame.
    pub fn next_block(&mut self) -> Result<Option<&[Vec<f32>]>, WavError> {
        let mut planes = std::mem::take(&mut self.planes);
        let read = self.read_block(&mut planes);
        self.planes = planes;
        Ok(read?.then_some(&self.planes))
    }

    /// The same into memory of the caller's, whatever was in it; `false` at the end, where it is left as it is.
    ///
    /// # Errors
    ///
    /// Those of [`next_block`](Self::next_block).
    pub fn read_block(&mut self, planes: &mut Vec<Vec<f32>>) -> Result<bool, WavError> {
        let frames = self.fill()?;
        if frames == 0 {
            return Ok(false);
        }
        planes.resize(usize::from(self.spec.channels), Vec::new());
        for plane in &mut *planes {
            plane.resize(frames, 0.0);
        }
        decode(&self.spec, &self.bytes, planes, 0, frames);
        Ok(true)
    }

    /// All frames that are left, one vector per channel; memory grows with what is read, not with what is declared.
    ///
    /// # Errors
    ///
    /// Those of [`next_block`](Self::next_block), and [`WavProblem::TooLong`] above `limit` frames.
    pub fn read_all(mut self, limit: u64) -> Result<Vec<Vec<f32>>, WavError> {
        let too_long = |source: &Source<R>| source.fail(WavProblem::TooLong { limit });
        if self.spec.frames.is_some_and(|frames| frames > limit) {
            return Err(too_long(&self.source));
        }
        let mut planes = std::mem::take(&mut self.planes);
        let reserve = usize::try_from(self.spec.frames.unwrap_or(0).min(MOST_RESERVED)).unwrap_or(0) / planes.len();
        for plane in &mut planes {
            plane.reserve(reserve);
        }
        let mut at = 0;
        loop {
            let frames = self.fill()?;
            if frames == 0 {
                return Ok(planes);
            }
            if (at + frames) as u64 > limit {
                return Err(too_long(&self.source));
            }
            for plane in &mut planes {
                plane.resize(at + frames, 0.0);
            }
            decode(&self.spec, &self.bytes, &mut planes, at, frames);
            at += frames;
        }
    }

    /// Fills the byte buffer with the next whole frames and gives their number, 0 at the end.
    fn fill(&mut self) -> Result<usize, WavError> {
        let room = (self.bytes.len() / self.frame_bytes) as u64;
        let want = usize::try_from(self.left.unwrap_or(room).min(room)).unwrap_or(0);
        let bytes = self.source.fill(&mut self.bytes[..want * self.frame_bytes])?;
        let frames = bytes / self.frame_bytes;
        // A file without a length and without a sound says all of it.
        if frames == 0 && self.left.is_none() && self.source.offset > self.start {
            self.left = Some(0);
            self.notes.push(WavNote::UnknownLength);
            return Ok(0);
        }
        if let Some(left) = &mut self.left {
            if frames == 0 && want > 0 && self.may_end {
                self.notes.push(WavNote::UnknownLength);
                *left = 0;
                return Ok(0);
            }
            if frames == 0 && want > 0 {
                let missing = self.end.saturating_sub(self.source.offset);
                // Told once; after that the reader is at its end.
                *left = 0;
                return Err(self.source.fail(WavProblem::Truncated { missing }));
            }
            *left -= frames as u64;
        }
        Ok(frames)
    }
}
