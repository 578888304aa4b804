//! The contest P4: a WAV file in the page cache to planar f32, against symphonia and hound.

use std::fs::File;
use std::hint::black_box;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use livebridge_audio::wav::WavReader;
use symphonia::core::codecs::audio::AudioDecoderOptions;
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::{FormatOptions, TrackType};
use symphonia::core::io::MediaSourceStream;
use symphonia::core::meta::MetadataOptions;

use crate::contest::{Contest, RatioTarget, table};
use crate::machine::Clock;
use crate::signals::noise;

const RATE: u32 = 48_000;

/// A file that is removed at the end.
pub(crate) struct Temporary(pub(crate) PathBuf);

impl Drop for Temporary {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

/// Writes stereo noise with 16, 24 or 32 (float) bits.
pub(crate) fn write(bits: u16, frames: usize) -> io::Result<Temporary> {
    let path = std::env::temp_dir().join(format!("livebridge-bench-{}-{bits}.wav", std::process::id()));
    let temporary = Temporary(path);
    let float = bits == 32;
    let frame = 2 * bits / 8;
    let size = u32::try_from(frames * usize::from(frame)).map_err(io::Error::other)?;
    let mut out = Vec::with_capacity(size as usize + 44);
    out.extend(b"RIFF");
    out.extend((size + 36).to_le_bytes());
    out.extend(b"WAVEfmt \x10\0\0\0");
    out.extend([if float { 3 } else { 1 }, 0, 2, 0]);
    out.extend(RATE.to_le_bytes());
    out.extend((RATE * u32::from(frame)).to_le_bytes());
    out.extend(frame.to_le_bytes());
    out.extend(bits.to_le_bytes());
    out.extend(b"data");
    out.extend(size.to_le_bytes());
    let (left, right) = (noise(1, frames), noise(2, frames));
    for x in left.iter().zip(&right).flat_map(|(l, r)| [*l, *r]) {
        if float {
            out.extend(x.to_le_bytes());
        } else {
            #[expect(clippy::cast_possible_truncation, reason = "the fraction is cut on purpose")]
            let whole = (f64::from(x) * 2_147_483_648.0) as i32;
            out.extend(&whole.to_le_bytes()[4 - usize::from(bits / 8)..]);
        }
    }
    File::create(&temporary.0)?.write_all(&out)?;
    Ok(temporary)
}

/// What every contestant finds, so that none can leave work out: frames, and the sum of the last samples of blocks.
type Found = (usize, f32);

fn ours(path: &Path) -> Option<Found> {
    let mut reader = WavReader::open(path).ok()?;
    let mut found = (0, 0.0);
    while let Some(block) = reader.next_block().ok()? {
        found.0 += block[0].len();
        found.1 += block[1].last()?;
    }
    Some(found)
}

fn with_symphonia(path: &Path) -> Option<Found> {
    let stream = MediaSourceStream::new(
        Box::new(File::open(path).ok()?),
        symphonia::core::io::MediaSourceStreamOptions::default(),
    );
    let probe = symphonia::default::get_probe();
    let mut format = probe.probe(&Hint::new(), stream, FormatOptions::default(), MetadataOptions::default()).ok()?;
    let track = format.default_track(TrackType::Audio)?;
    let parameters = track.codec_params.as_ref()?.audio()?;
    let options = AudioDecoderOptions::default();
    let mut decoder = symphonia::default::get_codecs().make_audio_decoder(parameters, &options).ok()?;
    let mut planes: Vec<Vec<f32>> = vec![Vec::new(); 2];
    let mut found = (0, 0.0);
    while let Some(packet) = format.next_packet().ok()? {
        let block = decoder.decode(&packet).ok()?;
        block.copy_to_vecs_planar(&mut planes);
        found.0 += planes[0].len();
        found.1 += planes[1].last()?;
    }
    Some(found)
}

fn with_hound(path: &Path, bits: u16) -> Option<Found> {
    const BLOCK: usize = 16_384;
    let mut reader = hound::WavReader::open(path).ok()?;
    let mut planes: [Vec<f32>; 2] = [Vec::with_capacity(BLOCK), Vec::with_capacity(BLOCK)];
    let mut found = (0, 0.0);
    let scale = 1.0 / 2_f32.powi(i32::from(bits) - 1);
    let mut next = |left: f32, right: f32, last: bool| {
        planes[0].push(left);
        planes[1].push(right);
        if planes[0].len() == BLOCK || last {
            found.0 += planes[0].len();
            found.1 += right;
            black_box(&planes);
            planes.iter_mut().for_each(Vec::clear);
        }
    };
    let frames = reader.duration();
    if bits == 32 {
        let mut samples = reader.samples::<f32>();
        for i in 1..=frames {
            next(samples.next()?.ok()?, samples.next()?.ok()?, i == frames);
        }
    } else {
        let mut samples = reader.samples::<i32>();
        for i in 1..=frames {
            #[expect(clippy::cast_precision_loss, reason = "at most 24 bits")]
            let mut value = || Some(samples.next()?.ok()? as f32 * scale);
            next(value()?, value()?, i == frames);
        }
    }
    Some(found)
}

/// Only `read`, into one small buffer: what no reader can beat.
fn only_read(path: &Path) -> Option<usize> {
    let mut file = File::open(path).ok()?;
    let mut buffer = vec![0; 128 * 1024];
    let mut bytes = 0;
    loop {
        match file.read(&mut buffer).ok()? {
            0 => return Some(bytes),
            n => bytes += n,
        }
    }
}

/// Runs the contest for three formats. `quick` takes a shorter file and fewer rounds.
///
/// # Errors
///
/// When the files cannot be written to the system's folder for temporary files.
pub fn compare(quick: bool, mut show: impl FnMut(&str)) -> io::Result<()> {
    let (rounds, minutes) = if quick { (3, 1) } else { (7, 5) };
    let frames = RATE as usize * 60 * minutes;
    for bits in [24, 16, 32] {
        let file = write(bits, frames)?;
        let path = file.0.as_path();
        for found in [ours(path), with_symphonia(path), with_hound(path, bits)] {
            if found.map(|(frames, _)| frames) != Some(frames) {
                return Err(io::Error::other(format!("a contestant could not read {bits} bits: {found:?}")));
            }
        }
        let times = Contest::new(Clock::ThreadCpu, rounds)
            .with("symphonia 0.6", || _ = black_box(with_symphonia(path)))
            .with("hound 3.5", || _ = black_box(with_hound(path, bits)))
            .with("ours", || _ = black_box(ours(path)))
            .with("read() alone", || _ = black_box(only_read(path)))
            .run();
        let kind = if bits == 32 { "float" } else { "integer" };
        let title = format!("P4, WAV to planar f32, {minutes} min stereo, {bits}-bit {kind}");
        let target = RatioTarget { name: "P4 over symphonia", at_least: 3.0 };
        show(&table(&title, &times, &[(2, target)][..usize::from(bits == 24)]));
        let over_hound = times[1].over(&times[2]);
        let verdict = match (bits, over_hound.median >= 20.0) {
            (24, true) => ", P4 >= 20: met",
            (24, false) => ", P4 >= 20: **missed**",
            _ => "",
        };
        let (median, min, max) = (over_hound.median, over_hound.min, over_hound.max);
        show(&format!("Ours over hound: {median:.2} ({min:.2}-{max:.2}){verdict}.\n"));
    }
    Ok(())
}
