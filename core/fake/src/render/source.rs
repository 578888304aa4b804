//! From the path of a clip to what it plays: a sound file, or the test signal or silence where there is no file.
//!
//! Only regular files are opened, and under a media root only those that really lie there, wherever symbolic links
//! lead. What a path is, is asked before it is opened: a pipe would never answer, a device may do anything.

use std::fs::{self, File, Metadata};
use std::io::{self, ErrorKind};
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use livebridge_audio::{AudioError, Stretches};
use livebridge_port::BridgeError;

use super::signal::Signal;
use super::{Frame, RATE, resample};

/// The largest file that is opened, in bytes: 2 GiB.
const MAX_BYTES: u64 = 2 << 30;

/// The sample rates that are read, in hertz.
const RATES: RangeInclusive<u32> = 4_000..=768_000;

/// Finds the sources of clips.
#[derive(Debug, Default)]
pub(super) struct Finder {
    /// Where files may lie; anywhere when there is none.
    media_roots: Vec<PathBuf>,
    /// Whether a file that is not there is silent, as offline media in Live, and not the test signal.
    silent_offline: bool,
}

/// What a clip plays.
pub(super) enum Source {
    /// Nothing: there is no file.
    Silence,
    /// The test signal: there is no file.
    Signal(Signal),
    /// A file, with its path for messages.
    File(Box<Stretches>, PathBuf),
}

impl Finder {
    /// Opens only files under this root, and under those added before. Relative paths begin at the first.
    pub(super) fn add_media_root(&mut self, root: PathBuf) {
        self.media_roots.push(root);
    }

    /// Lets files that are not there be silent from now on.
    pub(super) fn silence_offline(&mut self) {
        self.silent_offline = true;
    }

    /// Whether files that are not there are silent.
    pub(super) const fn is_silent_offline(&self) -> bool {
        self.silent_offline
    }

    /// Whether there is no such file.
    pub(super) fn is_offline(&self, file: &str) -> bool {
        matches!(self.locate(file), Ok(None))
    }

    /// What a clip with this path plays. `SDK_REJECTED` when there is something that must not or cannot be read.
    pub(super) fn find(&self, file: &str) -> Result<Source, BridgeError> {
        let Some((path, metadata)) = self.locate(file)? else {
            return Ok(if self.silent_offline { Source::Silence } else { Source::Signal(Signal::of(file)) });
        };
        check(&path, &metadata)?;
        let file = File::open(&path).map_err(|error| unusable(&path, &error.to_string()))?;
        // Once more, of what was really opened.
        let metadata = file.metadata().map_err(|error| unusable(&path, &error.to_string()))?;
        check(&path, &metadata)?;
        let sound = Stretches::new(file, &path).map_err(|error| undecoded(&path, &error))?;
        if !RATES.contains(&sound.sample_rate()) {
            let (rate, low, high) = (sound.sample_rate(), RATES.start(), RATES.end());
            let reason = format!("its sample rate is {rate} Hz, and {low} to {high} Hz are read");
            return Err(unusable(&path, &reason));
        }
        Ok(Source::File(Box::new(sound), path))
    }

    /// Where the file really lies, and what it is; nothing when there is none.
    fn locate(&self, file: &str) -> Result<Option<(PathBuf, Metadata)>, BridgeError> {
        let mut path = PathBuf::from(file);
        if let Some(first) = self.media_roots.first() {
            path = first.join(path);
            match fs::canonicalize(&path) {
                Ok(real) => path = real,
                Err(error) if is_absent(&error) => return Ok(None),
                Err(error) => return Err(unusable(&path, &error.to_string())),
            }
            let holds_it = |root: &PathBuf| fs::canonicalize(root).is_ok_and(|root| path.starts_with(root));
            if !self.media_roots.iter().any(holds_it) {
                return Err(BridgeError::sdk_rejected(format!("`{file}` does not lie under the media root"))
                    .with_hint(format!("put the file under `{}`", first.display())));
            }
        }
        match fs::metadata(&path) {
            Ok(metadata) => Ok(Some((path, metadata))),
            Err(error) if is_absent(&error) => Ok(None),
            Err(error) => Err(unusable(&path, &error.to_string())),
        }
    }
}

/// Whether the error says that there is no such file: nothing there, or a path that none can have.
fn is_absent(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::NotFound | ErrorKind::NotADirectory | ErrorKind::InvalidFilename | ErrorKind::InvalidInput
    )
}

fn check(path: &Path, metadata: &Metadata) -> Result<(), BridgeError> {
    if !metadata.is_file() {
        return Err(unusable(path, "it is no regular file"));
    }
    if metadata.len() > MAX_BYTES {
        return Err(unusable(path, &format!("it has {} bytes, and at most {MAX_BYTES} are read", metadata.len())));
    }
    Ok(())
}

/// The file cannot be rendered, for this reason.
fn unusable(path: &Path, reason: &str) -> BridgeError {
    BridgeError::sdk_rejected(format!("`{}` cannot be rendered: {reason}", path.display()))
        .with_hint("use a sound file that is whole, such as WAV of 16 to 32 bits or floats")
}

/// The file cannot be read, for this reason, which names it.
fn undecoded(path: &Path, error: &AudioError) -> BridgeError {
    let reason = error.to_string();
    unusable(path, reason.strip_prefix(&format!("{}: ", path.display())).unwrap_or(&reason))
}

impl Source {
    /// `count` frames from content frame `first` on, at the rate of the render; silence where there is no content.
    pub(super) fn read(&mut self, first: i64, count: usize) -> Result<Vec<Frame>, BridgeError> {
        match self {
            Self::Silence => Ok(vec![Frame::default(); count]),
            Self::Signal(signal) => Ok(signal.read(first, count)),
            Self::File(sound, path) if sound.sample_rate() == RATE => {
                sound.read(first, count).map_err(|error| undecoded(path, &error))
            }
            Self::File(sound, path) => match resample::read(sound, first, count) {
                Ok(frames) => Ok(frames),
                Err(resample::Fault::File(error)) => Err(undecoded(path, &error)),
                Err(resample::Fault::Resampler(reason)) => Err(unusable(path, &reason)),
            },
        }
    }
}
