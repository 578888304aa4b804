//! A directory of its own for each test, with sound files in it, in which `livebridge` is run.

use std::path::PathBuf;
use std::process::Command;

use tempfile::TempDir;

use crate::support::{self, Ran};

/// The directory; it goes with this.
pub(crate) struct Place(TempDir);

impl Place {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// Where a file of this place is.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        std::fs::write(self.path(name), bytes).unwrap();
    }

    /// Runs `livebridge` here, with these arguments.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        let mut command = Command::new(env!("CARGO_BIN_EXE_livebridge"));
        let ran = support::run(command.args(arguments).current_dir(self.0.path()));
        assert!(!ran.stderr.contains("panicked"), "{ran}");
        ran
    }

    /// Writes a 32-bit float WAV file of a function of time and channel.
    pub(crate) fn sound(&self, name: &str, rate: u32, channels: u16, seconds: f64, at: impl Fn(f64, u16) -> f64) {
        let (bits_per_sample, sample_format) = (32, hound::SampleFormat::Float);
        let spec = hound::WavSpec { channels, sample_rate: rate, bits_per_sample, sample_format };
        let mut writer = hound::WavWriter::create(self.path(name), spec).unwrap();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "seconds are few, samples are f32")]
        for frame in 0..(seconds * f64::from(rate)) as u32 {
            for channel in 0..channels {
                writer.write_sample(at(f64::from(frame) / f64::from(rate), channel) as f32).unwrap();
            }
        }
        writer.finalize().unwrap();
    }
}

/// A sine of this many decibels of full scale.
pub(crate) fn sine(db: f64, hz: f64) -> impl Fn(f64, u16) -> f64 {
    let peak = 10_f64.powf(db / 20.0);
    move |t, _| peak * (std::f64::consts::TAU * hz * t).sin()
}
