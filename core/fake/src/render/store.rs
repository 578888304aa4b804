//! Where renders are kept: a directory of the fake's own, created for the first one and removed with the fake.
//!
//! Finished files are named `render-000001.wav`, `render-000002.wav` and so on; a render that fails takes no number.

use std::collections::VecDeque;
use std::fs::{self, File};
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use hound::{SampleFormat, WavSpec, WavWriter};
use livebridge_port::BridgeError;
use tempfile::TempDir;

use super::{Frame, RATE};

/// How many renders are kept.
const KEPT: usize = 64;

/// What a render is written with.
const SPEC: WavSpec = WavSpec { channels: 2, sample_rate: RATE, bits_per_sample: 24, sample_format: SampleFormat::Int };

/// And one that goes above full scale, which 24 bits would cut off.
const FLOATS: WavSpec =
    WavSpec { channels: 2, sample_rate: RATE, bits_per_sample: 32, sample_format: SampleFormat::Float };

/// A render that is being written.
pub(super) struct Output {
    writer: WavWriter<BufWriter<File>>,
    as_floats: bool,
    /// Whether something was above full scale.
    exceeds: bool,
}

impl Output {
    fn new(path: &Path, as_floats: bool) -> Result<Self, BridgeError> {
        let writer = WavWriter::create(path, if as_floats { FLOATS } else { SPEC });
        Ok(Self { writer: writer.map_err(|error| not_written(&error))?, as_floats, exceeds: false })
    }

    /// Writes a frame, rounded to 24 bits without dither, so that it stays deterministic, or as it is.
    pub(super) fn put(&mut self, frame: Frame) -> Result<(), BridgeError> {
        const FULL_SCALE: f32 = 8_388_608.0;
        frame.into_iter().try_for_each(|sample| {
            self.exceeds |= sample.abs() > 1.0;
            let written = if self.as_floats {
                self.writer.write_sample(sample)
            } else {
                #[expect(clippy::cast_possible_truncation, reason = "clamped to 24 bits")]
                let sample = (sample * FULL_SCALE).round().clamp(-FULL_SCALE, FULL_SCALE - 1.0) as i32;
                self.writer.write_sample(sample)
            };
            written.map_err(|error| not_written(&error))
        })
    }
}

/// The renders of one fake.
#[derive(Debug, Default)]
pub(super) struct Store {
    files: Mutex<Files>,
}

#[derive(Debug, Default)]
struct Files {
    directory: Option<TempDir>,
    /// How many renders have been begun.
    begun: u64,
    /// How many renders have been finished.
    finished: u64,
    /// The finished ones that are kept, the oldest first.
    kept: VecDeque<PathBuf>,
}

impl Store {
    /// Makes a file of what `fill` writes, which is called again where that goes above full scale; the oldest file goes
    /// when there are too many. `SDK_REJECTED` when `fill` fails, and then nothing stays behind, or when the file cannot
    /// be written.
    pub(super) fn write(
        &self,
        mut fill: impl FnMut(&mut Output) -> Result<(), BridgeError>,
    ) -> Result<PathBuf, BridgeError> {
        let unfinished = self.lock().begin()?;
        let mut written = |as_floats| {
            let mut output = Output::new(&unfinished, as_floats)?;
            fill(&mut output)?;
            output.writer.finalize().map_err(|error| not_written(&error))?;
            Ok(output.exceeds)
        };
        let written = match written(false) {
            Ok(true) => written(true).map(drop),
            Ok(false) => Ok(()),
            Err(error) => Err(error),
        };
        let kept = written.and_then(|()| self.lock().keep(&unfinished));
        if kept.is_err() {
            // It may not even have been created; there is nothing more to be done about it.
            let _ = fs::remove_file(&unfinished);
        }
        kept
    }

    fn lock(&self) -> MutexGuard<'_, Files> {
        self.files.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Files {
    /// A path for a render that begins.
    fn begin(&mut self) -> Result<PathBuf, BridgeError> {
        let directory = match self.directory.take() {
            Some(directory) => directory,
            None => tempfile::Builder::new()
                .prefix("livebridge-renders-")
                .tempdir()
                .map_err(|error| not_written(&hound::Error::IoError(error)))?,
        };
        self.begun += 1;
        let path = directory.path().join(format!("unfinished-{:06}.wav", self.begun));
        self.directory = Some(directory);
        Ok(path)
    }

    /// Gives a finished render its name.
    fn keep(&mut self, unfinished: &PathBuf) -> Result<PathBuf, BridgeError> {
        let path = unfinished.with_file_name(format!("render-{:06}.wav", self.finished + 1));
        fs::rename(unfinished, &path).map_err(|error| not_written(&hound::Error::IoError(error)))?;
        self.finished += 1;
        self.kept.push_back(path.clone());
        if self.kept.len() > KEPT
            && let Some(oldest) = self.kept.pop_front()
        {
            // Whoever was given the path may have removed or moved the file.
            let _ = fs::remove_file(oldest);
        }
        Ok(path)
    }
}

/// The render cannot be written.
fn not_written(error: &hound::Error) -> BridgeError {
    BridgeError::sdk_rejected(format!("the render could not be written: {error}"))
        .with_hint("make room in the directory for temporary files, and render again")
}
