//! Stretches of a file from anywhere in it, as a player needs them that places clips: any format, in bounded memory.

use std::fs::File;
use std::path::{Path, PathBuf};

use crate::{AudioError, AudioSource};

/// How many frames before the last one asked for are kept: a resampler goes back by as much.
const KEPT: usize = 1 << 16;

/// A file of which stretches are read. It goes forward cheaply; what lies further back than a second or so makes it
/// begin again.
///
/// ```no_run
/// use std::path::Path;
///
/// let path = Path::new("loop.wav");
/// let mut file = livebridge_audio::Stretches::new(std::fs::File::open(path).unwrap(), path)?;
/// let frames = file.read(-10, 100)?;
/// assert_eq!(frames.len(), 100);
/// # Ok::<(), livebridge_audio::AudioError>(())
/// ```
pub struct Stretches {
    file: File,
    path: PathBuf,
    source: AudioSource,
    /// Whether the source is at its end.
    ended: bool,
    /// What was read last, left and right.
    frames: Vec<[f32; 2]>,
    /// The frame at which that begins.
    begin: u64,
    block: Vec<Vec<f32>>,
}

impl Stretches {
    /// Takes a file that was opened already; its path is for messages.
    ///
    /// # Errors
    ///
    /// What is wrong with its beginning, and where.
    pub fn new(file: File, path: &Path) -> Result<Self, AudioError> {
        let source = open(&file, path)?;
        let path = path.to_owned();
        Ok(Self { file, path, source, ended: false, frames: Vec::new(), begin: 0, block: Vec::new() })
    }

    /// Hertz.
    pub fn sample_rate(&self) -> u32 {
        self.source.sample_rate()
    }

    /// The number of frames the file says it has.
    pub fn frames(&self) -> Option<u64> {
        self.source.frames()
    }

    /// `count` frames from frame `first` on, left and right: silence before the beginning and after the end. A mono file
    /// sounds on both sides; of more than two channels the first two are taken. What is no number is silence.
    ///
    /// # Errors
    ///
    /// What is wrong with the file, and where.
    pub fn read(&mut self, first: i64, count: usize) -> Result<Vec<[f32; 2]>, AudioError> {
        let silent = usize::try_from(first.saturating_neg()).unwrap_or_default().min(count);
        let mut stretch = vec![[0.0; 2]; silent];
        stretch.reserve(count - silent);
        let mut at = u64::try_from(first).unwrap_or_default();
        if at < self.begin {
            self.source = open(&self.file, &self.path)?;
            (self.ended, self.begin) = (false, 0);
            self.frames.clear();
        }
        while stretch.len() < count && self.reach(at)? {
            let into = usize::try_from(at - self.begin).unwrap_or(usize::MAX);
            let there = self.frames.get(into..).unwrap_or_default();
            let taken = &there[..there.len().min(count - stretch.len())];
            stretch.extend_from_slice(taken);
            at += taken.len() as u64;
        }
        stretch.resize(count, [0.0; 2]);
        Ok(stretch)
    }

    /// Reads on until the frame is there; `false` where the file ends before.
    fn reach(&mut self, frame: u64) -> Result<bool, AudioError> {
        while self.begin + self.frames.len() as u64 <= frame {
            if self.ended || !self.source.read_block(&mut self.block)? {
                self.ended = true;
                return Ok(false);
            }
            if self.frames.len() > 2 * KEPT {
                let gone = self.frames.len() - KEPT;
                self.frames.drain(..gone);
                self.begin += gone as u64;
            }
            let heard = |sample: f32| if sample.is_finite() { sample } else { 0.0 };
            match &self.block[..] {
                [] => {}
                [mono] => self.frames.extend(mono.iter().map(|sample| [heard(*sample); 2])),
                [left, right, ..] => {
                    self.frames.extend(left.iter().zip(right).map(|(left, right)| [heard(*left), heard(*right)]));
                }
            }
        }
        Ok(true)
    }
}

/// The file from its beginning on.
fn open(file: &File, path: &Path) -> Result<AudioSource, AudioError> {
    let again = file.try_clone().map_err(|error| crate::wav::WavError {
        file: path.display().to_string(),
        offset: None,
        problem: error.into(),
    })?;
    AudioSource::of_file(again, path)
}
