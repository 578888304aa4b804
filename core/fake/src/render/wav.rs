//! Reading stretches of a WAV file as stereo frames, at the file's own rate.
//!
//! Whatever the bytes are, the answer is frames or a reason why not: never a panic.

use std::fs::File;
use std::io::{BufReader, Read, Seek};
use std::ops::RangeInclusive;

use hound::{SampleFormat, WavReader};

use super::Frame;

/// The sample rates that are read, in hertz.
const RATES: RangeInclusive<u32> = 4_000..=768_000;

/// A WAV file that is being read.
pub(super) struct Wav {
    reader: WavReader<BufReader<File>>,
    /// The frame that is read next.
    next: u32,
}

impl Wav {
    /// Takes a file of `bytes` bytes; or says what is wrong with it.
    pub(super) fn open(file: File, bytes: u64) -> Result<Self, String> {
        let data_start = position(start(&file)?)?;
        let mut probe = start(&file)?;
        let (spec, samples) = (probe.spec(), u64::from(probe.len()));
        if !RATES.contains(&spec.sample_rate) {
            let (low, high) = (RATES.start(), RATES.end());
            return Err(format!("its sample rate is {} Hz, and {low} to {high} Hz are read", spec.sample_rate));
        }
        if samples > 0 {
            sample(&mut probe)?;
            let sample_bytes = position(probe)? - data_start;
            if sample_bytes * 8 != u64::from(spec.bits_per_sample) {
                let bits = spec.bits_per_sample;
                return Err(format!(
                    "its samples of {bits} bits take {sample_bytes} bytes each, and padding is not read"
                ));
            }
            if bytes - data_start < samples * sample_bytes {
                return Err("it ends in the middle of its samples".to_owned());
            }
        }
        Ok(Self { reader: start(file)?, next: 0 })
    }

    /// Frames per second.
    pub(super) fn rate(&self) -> u32 {
        self.reader.spec().sample_rate
    }

    /// Length in frames.
    pub(super) fn frames(&self) -> u32 {
        self.reader.duration()
    }

    /// `count` frames from frame `first` on; silence before the beginning and after the end. A mono file sounds on
    /// both sides; of more than two channels the first two are taken.
    pub(super) fn read(&mut self, first: i64, count: usize) -> Result<Vec<Frame>, String> {
        let mut frames = Vec::with_capacity(count);
        let silent = usize::try_from(first.saturating_neg()).unwrap_or_default().min(count);
        frames.resize(silent, Frame::default());
        // From the end of an u32 on there are no frames at all.
        let begin = u32::try_from(first.max(0)).unwrap_or(u32::MAX);
        let there = self.frames().saturating_sub(begin);
        let wanted = usize::try_from(there).unwrap_or(usize::MAX).min(count - silent);
        if wanted > 0 {
            if self.next != begin {
                self.reader.seek(begin).map_err(|error| error.to_string())?;
            }
            for _ in 0..wanted {
                frames.push(self.frame()?);
            }
            self.next = begin.saturating_add(u32::try_from(wanted).unwrap_or(u32::MAX));
        }
        frames.resize(count, Frame::default());
        Ok(frames)
    }

    fn frame(&mut self) -> Result<Frame, String> {
        let left = sample(&mut self.reader)?;
        let mut frame = [left; 2];
        for channel in 1..self.reader.spec().channels {
            let sample = sample(&mut self.reader)?;
            if channel == 1 {
                frame[1] = sample;
            }
        }
        Ok(frame)
    }
}

/// A reader of the file from its beginning on.
fn start<F: Read + Seek>(mut file: F) -> Result<WavReader<BufReader<F>>, String> {
    file.rewind().map_err(|error| error.to_string())?;
    WavReader::new(BufReader::new(file)).map_err(|error| error.to_string())
}

/// Where in the file the reader stands, in bytes.
fn position<F: Read + Seek>(reader: WavReader<BufReader<F>>) -> Result<u64, String> {
    reader.into_inner().stream_position().map_err(|error| error.to_string())
}

/// The next sample, full scale at 1. A float that is no number is silence.
fn sample<R: Read>(reader: &mut WavReader<R>) -> Result<f32, String> {
    let spec = reader.spec();
    let sample = match spec.sample_format {
        SampleFormat::Float => reader.samples::<f32>().next(),
        SampleFormat::Int => {
            #[expect(clippy::cast_precision_loss, reason = "a render has 24 bits, and so have 32-bit floats")]
            let scaled = |sample: i32| sample as f32 / 2_f32.powi(i32::from(spec.bits_per_sample) - 1);
            reader.samples::<i32>().next().map(|sample| sample.map(scaled))
        }
    };
    let sample = sample.ok_or("it has fewer samples than its header says")?.map_err(|error| error.to_string())?;
    Ok(if sample.is_finite() { sample } else { 0.0 })
}
