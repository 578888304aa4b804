//! The test signal that stands for a file that does not exist: deterministic, and derived from the path alone.
//!
//! Another implementation can produce it too. With `h` the 64-bit FNV-1a hash of the path's UTF-8 bytes (offset basis
//! 0xcbf29ce484222325, prime 0x100000001b3), it is a sine of `100 + h % 1901` Hz (100 to 2000 Hz) with a peak of
//! `-24 + (h >> 32) % 121 / 10` dBFS (-24 to -12 dBFS), the same on both channels. It begins with phase 0 at content
//! time 0, before which there is silence, and has no end.

use std::f64::consts::TAU;

use livebridge_port::hash::fnv1a;

use super::{Frame, RATE};

/// The test signal of one path.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Signal {
    /// In hertz.
    frequency: u32,
    /// Peak, full scale at 1.
    amplitude: f64,
}

impl Signal {
    /// The signal that stands for the file at `path`.
    pub(super) fn of(path: &str) -> Self {
        let hash = fnv1a(path.as_bytes());
        let (frequency, tenths) = (100 + (hash % 1901) as u32, ((hash >> 32) % 121) as u32);
        let level = -24.0 + f64::from(tenths) / 10.0;
        Self { frequency, amplitude: 10_f64.powf(level / 20.0) }
    }

    /// `count` frames from content frame `first` on.
    pub(super) fn read(self, first: i64, count: usize) -> Vec<Frame> {
        (first..).take(count).map(|frame| if frame < 0 { Frame::default() } else { self.at(frame) }).collect()
    }

    fn at(self, frame: i64) -> Frame {
        // A whole number of periods fits into a second, so that the phase stays exact however long it plays.
        let cycles = frame.unsigned_abs() % u64::from(RATE) * u64::from(self.frequency) % u64::from(RATE);
        #[expect(clippy::cast_precision_loss, reason = "below the sample rate")]
        let phase = cycles as f64 / f64::from(RATE);
        #[expect(clippy::cast_possible_truncation, reason = "samples are 32-bit floats")]
        let sample = (self.amplitude * (TAU * phase).sin()) as f32;
        [sample; 2]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frequency_and_level_stay_in_their_ranges() {
        for i in 0..2000 {
            let signal = Signal::of(&format!("/audio/{i}.wav"));
            assert!((100..=2000).contains(&signal.frequency));
            let level = 20.0 * signal.amplitude.log10();
            assert!((-24.000_001..=-11.999_999).contains(&level), "{level}");
        }
    }

    #[test]
    fn there_is_silence_before_content_time_0() {
        let frames = Signal::of("/audio/vox_take.wav").read(-2, 4);
        assert!(frames[..3].as_flattened().iter().all(|sample| *sample == 0.0));
        assert!(frames[3][0] > 0.0);
    }
}
