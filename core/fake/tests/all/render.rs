//! `renderTrack` of the fake, end to end: what stands in the files that it writes, and what it refuses.
//!
//! This file holds what the tests share.

#![expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "frame numbers and samples of short files fit into any number"
)]

mod answers;
mod place;
mod sound;
mod sources;

use std::path::{Path, PathBuf};

use hound::{SampleFormat, WavReader, WavSpec, WavWriter};
use livebridge_fake::{Deviation, FakeLiveBridge};
use livebridge_port::snapshot::ClipSnapshot;
use livebridge_port::{BridgeError, ErrorCode, IdRef, LiveBridge, RenderResult, Snapshot, fixtures};
use tempfile::TempDir;

const RATE: f64 = 48_000.0;

/// A Set with one audio track that holds these Arrangement clips.
fn set(tempo: f64, clips: Vec<ClipSnapshot>) -> Snapshot {
    let mut set = fixtures::seeded_audio_track();
    set.tempo = tempo;
    set.tracks[0].arrangement = clips;
    set
}

fn fake(tempo: f64, clips: Vec<ClipSnapshot>) -> FakeLiveBridge {
    FakeLiveBridge::from_snapshot(&set(tempo, clips)).unwrap()
}

/// A clip that plays the file once, from its beginning on.
fn clip(file: &Path, start: f64, duration: f64) -> ClipSnapshot {
    ClipSnapshot {
        start_time: Some(start),
        duration,
        loop_start: 0.0,
        loop_end: duration,
        end_marker: duration,
        file_path: Some(file.to_str().unwrap().into()),
        ..fixtures::seeded_audio_track().tracks.remove(0).arrangement.remove(0)
    }
}

fn render_id<D: Deviation>(
    fake: &FakeLiveBridge<D>,
    track: &str,
    start: f64,
    end: f64,
) -> Result<RenderResult, BridgeError> {
    pollster::block_on(fake.render_track(&IdRef::from(track), start, end))
        .map_err(|error| error.refusal().unwrap().clone())
}

fn refused(fake: &FakeLiveBridge, start: f64, end: f64) -> BridgeError {
    let error = render_id(fake, "track:0", start, end).unwrap_err();
    assert_eq!(error.code, ErrorCode::SdkRejected, "{error}");
    assert!(!error.hint.is_empty());
    error
}

/// Renders the first track and reads the file back.
fn render<D: Deviation>(fake: &FakeLiveBridge<D>, start: f64, end: f64) -> Vec<[i32; 2]> {
    let answer = render_id(fake, "track:0", start, end).unwrap();
    assert_eq!(&*answer.track, "Gtr");
    let mut reader = WavReader::open(&*answer.path).unwrap();
    let spec = WavSpec { channels: 2, sample_rate: 48_000, bits_per_sample: 24, sample_format: SampleFormat::Int };
    assert_eq!(reader.spec(), spec);
    let samples: Vec<i32> = reader.samples().map(Result::unwrap).collect();
    samples.as_chunks().0.to_vec()
}

fn mono(bits_per_sample: u16) -> WavSpec {
    WavSpec { channels: 1, sample_rate: 48_000, bits_per_sample, sample_format: SampleFormat::Int }
}

fn write<S: hound::Sample>(path: &Path, spec: WavSpec, samples: impl IntoIterator<Item = S>) {
    let mut writer = WavWriter::create(path, spec).unwrap();
    samples.into_iter().for_each(|sample| writer.write_sample(sample).unwrap());
    writer.finalize().unwrap();
}

/// A file of which frame `n` holds `n + 1`, so that every frame says where it comes from.
fn counting(directory: &TempDir, frames: i32) -> PathBuf {
    let path = directory.path().join("counting.wav");
    write(&path, mono(24), 1..=frames);
    path
}

fn directory() -> TempDir {
    tempfile::tempdir().unwrap()
}
