//! A directory of its own for each test, with sound files in it, in which `livebridge` is run.

use std::ops::Deref;

use crate::support::{Folder, Ran, livebridge_with};

/// The directory; it goes with this.
pub(crate) struct SoundFolder(Folder);

impl Deref for SoundFolder {
    type Target = Folder;

    fn deref(&self) -> &Folder {
        &self.0
    }
}

impl SoundFolder {
    pub(crate) fn new() -> Self {
        Self(Folder::new())
    }

    /// Runs `livebridge` here, with these arguments.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        let ran = livebridge_with(arguments, |command| command.current_dir(self.root()));
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
