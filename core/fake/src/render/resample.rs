//! Bringing a sound file to the rate of the render.
//!
//! The filter is symmetric and its delay is taken out to within 1/128 of a frame of the file, so that content stands
//! where it stood; any stretch of a file gives the same frames, wherever reading begins.

use livebridge_audio::{AudioError, Stretches};
use rubato::audioadapter_buffers::direct::InterleavedSlice;
use rubato::{Async, FixedAsync, Resampler, SincInterpolationParameters, WindowFunction};

use super::{Frame, RATE};

/// Length of the filter in frames of the slower rate.
const FILTER: usize = 256;

/// Frames of the render that are made at once.
const CHUNK: usize = 1024;

/// The longest file, in frames: 2^40 of them last for months. One whose length is not known is taken to be as long.
const LONGEST: u64 = 1 << 40;

/// Why there are no frames.
#[derive(Debug)]
pub(super) enum Fault {
    /// The file cannot be read.
    File(AudioError),
    /// The resampler cannot be made or used.
    Resampler(String),
}

/// `count` frames at [`RATE`] from content frame `first` on; silence where the file has no content.
pub(super) fn read(sound: &mut Stretches, first: i64, count: usize) -> Result<Vec<Frame>, Fault> {
    let rate = sound.sample_rate();
    let divisor = gcd(rate, RATE);
    // So many frames of the file last exactly as long as so many of the render.
    let (from, to) = (i64::from(rate / divisor), i64::from(RATE / divisor));
    // The first frame after the end of the file.
    let length = i64::try_from(sound.frames().unwrap_or(LONGEST).min(LONGEST)).unwrap_or(i64::MAX);
    let end = (length * to + from - 1).div_euclid(from);
    let last = first.saturating_add(i64::try_from(count).unwrap_or(i64::MAX));
    let sounds = first.clamp(0, end)..last.clamp(0, end);
    let mut frames = vec![Frame::default(); count];
    if sounds.is_empty() {
        return Ok(frames);
    }

    let filter = FILTER * usize::try_from(rate.div_ceil(RATE)).unwrap_or(1);
    let half = i64::try_from(filter / 2).unwrap_or_default();
    let mut resampler = Async::<f32>::new_sinc(
        f64::from(RATE) / f64::from(rate),
        1.0,
        &SincInterpolationParameters::new(filter, WindowFunction::BlackmanHarris2),
        CHUNK,
        2,
        FixedAsync::Output,
    )
    .map_err(|error| Fault::Resampler(error.to_string()))?;

    // The first frame that the resampler gives belongs one step after `half` frames before what it is fed first.
    // Feeding begins where that is a step after a whole frame of the render, and early enough to fill the filter.
    let turn = ((sounds.start * from).div_euclid(to) - 4 * half).div_euclid(from);
    let mut feed = turn * from + half;
    let mut made = turn * to + 1;
    let mut output = vec![0.0; 2 * CHUNK];
    while made < sounds.end {
        let needed = resampler.input_frames_next();
        let input = sound.read(feed, needed).map_err(Fault::File)?;
        let failed = |error: &dyn std::fmt::Display| Fault::Resampler(error.to_string());
        let input = InterleavedSlice::new(input.as_flattened(), 2, needed).map_err(|error| failed(&error))?;
        let mut slice = InterleavedSlice::new_mut(&mut output, 2, CHUNK).map_err(|error| failed(&error))?;
        resampler.process_into_buffer(&input, &mut slice, None).map_err(|error| failed(&error))?;
        for (frame, at) in output.as_chunks().0.iter().zip(made..) {
            if sounds.contains(&at)
                && let Some(place) = usize::try_from(at - first).ok().and_then(|place| frames.get_mut(place))
            {
                *place = *frame;
            }
        }
        feed += i64::try_from(needed).unwrap_or_default();
        made += i64::try_from(CHUNK).unwrap_or_default();
    }
    Ok(frames)
}

const fn gcd(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { gcd(b, a % b) }
}

#[cfg(test)]
#[expect(clippy::cast_possible_truncation, reason = "samples are 32-bit floats")]
mod tests {
    use std::f64::consts::TAU;
    use std::io::Write;

    use hound::{SampleFormat, WavSpec, WavWriter};

    use super::*;

    /// A sine of 1 kHz with its phase 0 at frame 0, as a file of half a second.
    fn sine(rate: u32) -> Stretches {
        wav(rate, |n| 0.5 * (TAU * 1000.0 * f64::from(n) / f64::from(rate)).sin())
    }

    fn wav(rate: u32, sample: impl Fn(u32) -> f64) -> Stretches {
        let spec = WavSpec { channels: 1, sample_rate: rate, bits_per_sample: 32, sample_format: SampleFormat::Float };
        let mut bytes = std::io::Cursor::new(Vec::new());
        let mut writer = WavWriter::new(&mut bytes, spec).unwrap();
        for n in 0..rate / 2 {
            writer.write_sample(sample(n) as f32).unwrap();
        }
        writer.finalize().unwrap();
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes.get_ref()).unwrap();
        Stretches::new(file, std::path::Path::new("made.wav")).unwrap()
    }

    #[test]
    fn a_sine_keeps_pitch_level_and_place() {
        for rate in [4_000, 8_000, 22_050, 44_100, 44_101, 47_999, 88_200, 96_000, 192_000, 768_000] {
            let frames = read(&mut sine(rate), 10_000, 4_000).unwrap();
            // What a shift by 1/128 of a frame of the file amounts to where the sine is steepest, and the filter's own.
            let tolerance = 0.5 * TAU * 1000.0 / f64::from(rate) / 128.0 * 1.01 + 2e-5;
            for (frame, n) in frames.iter().zip(10_000_u32..) {
                let ideal = 0.5 * (TAU * 1000.0 * f64::from(n) / f64::from(RATE)).sin();
                let error = (f64::from(frame[0]) - ideal).abs();
                assert!(error < tolerance, "{rate} Hz, frame {n}: {} instead of {ideal}", frame[0]);
            }
        }
    }

    #[test]
    fn a_stretch_is_the_same_wherever_reading_begins() {
        for rate in [12_000, 24_000, 44_100, 44_101, 96_000, 192_000] {
            let mut wav = sine(rate);
            let whole = read(&mut wav, -100, 24_200).unwrap();
            for first in [-50_i64, 0, 1, 777, 12_345, 23_990] {
                let part = read(&mut wav, first, 200).unwrap();
                let begin = usize::try_from(first + 100).unwrap();
                for (a, b) in part.iter().zip(&whole[begin..]) {
                    assert!((a[0] - b[0]).abs() < 1e-6, "{rate} Hz from {first}: {} instead of {}", a[0], b[0]);
                }
            }
        }
    }

    #[test]
    fn a_file_sounds_as_long_as_it_lasts() {
        // Half a second is a whole number of frames of the render; of 44,101 Hz the file has half a frame less.
        for rate in [24_000, 44_100, 44_101, 96_000] {
            let frames = read(&mut wav(rate, |_| 0.5), -100, 24_200).unwrap();
            let heard =
                frames.iter().position(|frame| frame[0] != 0.0)..frames.iter().rposition(|frame| frame[0] != 0.0);
            assert_eq!(heard, Some(100)..Some(24_099), "{rate} Hz");
        }
    }
}
