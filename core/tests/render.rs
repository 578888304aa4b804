//! `renderTrack` of the fake, end to end: what stands in the files that it writes, and what it refuses.

#![expect(clippy::unwrap_used, reason = "the helpers of a test may fail it too")]
#![expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "frame numbers and samples of short files fit into any number"
)]

use std::f64::consts::TAU;
use std::fs;
use std::path::{Path, PathBuf};

use hound::{SampleFormat, WavReader, WavSpec, WavWriter};
use livebridge_core::fake::{Deviation, FakeLiveBridge};
use livebridge_core::snapshot::{ClipSnapshot, Snapshot};
use livebridge_core::{
    BridgeError, ControlPlane, ErrorCode, IdRef, LiveBridge, LiveBridgeExt, Operation, RenderResult, fixtures,
};
use proptest::prelude::*;
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

#[test]
fn the_length_is_the_range_at_the_tempo_of_the_set() {
    for tempo in [20.0, 61.3, 97.77, 123.456, 128.0, 174.99, 999.0] {
        let fake = fake(tempo, Vec::new());
        for (start, end) in [(0.0, 1.0), (0.1, 0.2), (3.7, 11.03), (1_576_799.0, 1_576_800.0)] {
            let frames = (end - start) * 60.0 / tempo * RATE;
            let rendered = render(&fake, start, end).len() as f64;
            assert!((rendered - frames).abs() < 1.0, "{tempo} BPM, {start}..{end}: {rendered} frames for {frames}");
        }
    }
}

#[test]
fn a_tempo_change_changes_the_length() {
    let fake = fake(120.0, Vec::new());
    assert_eq!(render(&fake, 0.0, 4.0).len(), 96_000);
    pollster::block_on(fake.set_tempo(60.0)).unwrap();
    assert_eq!(render(&fake, 0.0, 4.0).len(), 192_000);
}

#[test]
fn a_clip_stands_at_its_place_and_is_cut_to_its_length() {
    let directory = directory();
    // A beat is 24,000 frames.
    let fake = fake(120.0, vec![clip(&counting(&directory, 200_000), 1.0, 2.0)]);
    let frames = render(&fake, 0.0, 4.0);
    assert_eq!(frames.len(), 96_000);
    assert_eq!(frames[23_999], [0, 0]);
    assert_eq!(frames[24_000], [1, 1]);
    assert_eq!(frames[71_999], [48_000, 48_000]);
    assert_eq!(frames[72_000], [0, 0]);
}

#[test]
fn a_clip_is_cut_at_both_edges_of_the_range() {
    let directory = directory();
    let fake = fake(120.0, vec![clip(&counting(&directory, 200_000), 1.0, 8.0)]);
    let frames = render(&fake, 2.5, 3.0);
    assert_eq!(frames.len(), 12_000);
    assert_eq!(frames[0], [36_001, 36_001]);
    assert_eq!(frames[11_999], [48_000, 48_000]);
}

#[test]
fn clips_that_touch_leave_no_gap_at_an_odd_tempo() {
    let directory = directory();
    let file = counting(&directory, 200_000);
    let fake = fake(123.456, (0..7).map(|n| clip(&file, f64::from(n), 1.0)).collect());
    let frames = render(&fake, 0.0, 7.0);
    assert!(frames.iter().all(|frame| frame[0] > 0));
    for n in 0..7 {
        let begin = (f64::from(n) * 60.0 / 123.456 * RATE + 0.5).floor() as usize;
        assert_eq!(frames[begin][0], 1, "clip {n}");
    }
}

#[test]
fn content_begins_where_the_clip_says() {
    let directory = directory();
    let file = counting(&directory, 200_000);
    let late = ClipSnapshot { loop_start: 1.0, loop_end: 3.0, ..clip(&file, 0.0, 2.0) };
    let marked = ClipSnapshot { start_marker: Some(2.0), ..clip(&file, 2.0, 1.0) };
    let early = ClipSnapshot { loop_start: -0.5, ..clip(&file, 3.0, 1.0) };
    let frames = render(&fake(120.0, vec![late, marked, early]), 0.0, 4.0);
    assert_eq!(frames[0][0], 24_001);
    assert_eq!(frames[48_000][0], 48_001);
    assert_eq!([frames[83_999][0], frames[84_000][0]], [0, 1], "silence before content time 0");
}

#[test]
fn a_file_that_is_too_short_is_followed_by_silence() {
    let directory = directory();
    let frames = render(&fake(120.0, vec![clip(&counting(&directory, 100), 0.0, 4.0)]), 0.0, 4.0);
    assert_eq!([frames[99][0], frames[100][0], frames[95_999][0]], [100, 0, 0]);
}

#[test]
fn a_loop_plays_over_and_over() {
    let directory = directory();
    let file = counting(&directory, 200_000);
    let looping = ClipSnapshot { looping: true, loop_start: 1.0, loop_end: 2.0, ..clip(&file, 0.0, 4.0) };
    let frames = render(&fake(120.0, vec![looping.clone()]), 0.0, 4.0);
    for (n, frame) in frames.iter().enumerate() {
        assert_eq!(frame[0] as usize, 24_001 + n % 24_000, "frame {n}");
    }

    // The phase of a piece that was cut on its left, and a lead-in before the loop.
    for (begins, first_turn) in [(1.75, 6_000), (0.25, 42_000), (4.75, 6_000)] {
        let phased = ClipSnapshot { start_marker: Some(begins), ..looping.clone() };
        let frames = render(&fake(120.0, vec![phased]), 0.0, 4.0);
        let first = if begins > 2.0 { 42_001 } else { 1 + (begins * 24_000.0) as i32 };
        assert_eq!(frames[0][0], first, "begins at {begins}");
        assert_eq!(frames[first_turn - 1][0], 48_000, "begins at {begins}");
        assert_eq!(frames[first_turn][0], 24_001, "begins at {begins}");
        assert_eq!(frames[first_turn + 24_000][0], 24_001, "begins at {begins}");
    }
}

#[test]
fn a_loop_at_an_odd_tempo_does_not_drift() {
    let directory = directory();
    let tempo = 123.456;
    let frames_per_beat = RATE * 60.0 / tempo;
    let looping = ClipSnapshot {
        looping: true,
        loop_start: 0.0,
        loop_end: 0.03,
        ..clip(&counting(&directory, 200_000), 0.0, 100.0)
    };
    let fake = fake(tempo, vec![looping]);
    for (start, end) in [(0.0, 30.0), (50.017, 60.0)] {
        let frames = render(&fake, start, end);
        for (n, frame) in frames.iter().enumerate() {
            let content = (start * frames_per_beat + n as f64).rem_euclid(0.03 * frames_per_beat);
            let error = (f64::from(frame[0] - 1) - content).abs();
            assert!(error <= 1.01 || error >= 0.03 * frames_per_beat - 1.01, "frame {n}: {} for {content}", frame[0]);
        }
    }
}

#[test]
fn loops_without_a_length_play_once_and_tiny_ones_end() {
    let directory = directory();
    let file = counting(&directory, 200_000);
    let backwards = ClipSnapshot { looping: true, loop_start: 1.0, loop_end: 1.0, ..clip(&file, 0.0, 1.0) };
    assert_eq!(render(&fake(120.0, vec![backwards]), 0.0, 1.0)[23_999][0], 48_000);
    let tiny = ClipSnapshot { looping: true, loop_start: 0.0, loop_end: 1e-12, ..clip(&file, 0.0, 1.0) };
    assert!(render(&fake(120.0, vec![tiny]), 0.0, 1.0).iter().all(|frame| frame[0] == 1));
}

#[test]
fn a_muted_clip_is_silent_and_its_file_is_not_opened() {
    let directory = directory();
    let muted = ClipSnapshot { muted: true, ..clip(directory.path(), 0.0, 4.0) };
    assert!(render(&fake(120.0, vec![muted]), 0.0, 1.0).iter().all(|frame| *frame == [0, 0]));
}

#[test]
fn the_mixer_changes_nothing() {
    let directory = directory();
    let plain = set(120.0, vec![clip(&counting(&directory, 30_000), 0.0, 1.0)]);
    let mut mixed = plain.clone();
    mixed.tracks[0].mute = true;
    mixed.tracks[0].volume.value = 0.0;
    mixed.tracks[0].panning = -1.0;
    mixed.tracks.push(livebridge_core::snapshot::TrackSnapshot { solo: true, ..plain.tracks[0].clone() });
    let rendered = [plain, mixed].map(|set| render(&FakeLiveBridge::from_snapshot(&set).unwrap(), 0.0, 1.0));
    assert_eq!(rendered[0], rendered[1]);
    assert_eq!(rendered[0][23_999], [24_000, 24_000]);
}

#[test]
fn every_format_sounds_at_its_level() {
    let directory = directory();
    let path = directory.path().join("half.wav");
    let fake = fake(120.0, vec![clip(&path, 0.0, 1.0)]);
    let half = [1 << 22; 2];
    for bits in [8, 16, 24, 32] {
        write(&path, mono(bits), vec![1 << (bits - 2); 100]);
        assert_eq!(render(&fake, 0.0, 1.0)[99], half, "{bits} bits");
    }
    write(&path, WavSpec { sample_format: SampleFormat::Float, ..mono(32) }, vec![0.5_f32; 100]);
    assert_eq!(render(&fake, 0.0, 1.0)[99], half);
}

#[test]
fn floats_beyond_full_scale_are_cut_off_and_no_numbers_are_silent() {
    let directory = directory();
    let path = directory.path().join("wild.wav");
    let samples = [2.0, -2.0, f32::NAN, f32::INFINITY, 1.0];
    write(&path, WavSpec { sample_format: SampleFormat::Float, ..mono(32) }, samples);
    let frames = render(&fake(120.0, vec![clip(&path, 0.0, 1.0)]), 0.0, 1.0);
    let left: Vec<i32> = frames[..5].iter().map(|frame| frame[0]).collect();
    assert_eq!(left, [8_388_607, -8_388_608, 0, 0, 8_388_607]);
}

#[test]
fn stereo_stays_stereo_and_more_channels_give_their_first_two() {
    let directory = directory();
    let path = directory.path().join("wide.wav");
    let fake = fake(120.0, vec![clip(&path, 0.0, 1.0)]);
    for channels in [2, 3, 6] {
        let samples = (0..100).flat_map(|n| (0..i32::from(channels)).map(move |channel| 1000 * channel + n));
        write(&path, WavSpec { channels, ..mono(24) }, samples);
        assert_eq!(render(&fake, 0.0, 1.0)[42], [42, 1042], "{channels} channels");
    }
}

#[test]
fn another_rate_keeps_pitch_level_and_place() {
    let directory = directory();
    let path = directory.path().join("sine.wav");
    for rate in [22_050_u32, 44_100, 88_200, 96_000] {
        let samples = (0..2 * rate).map(|n| {
            let phase = 440.0 * f64::from(n) / f64::from(rate);
            (f64::from(1 << 22) * (TAU * phase).sin()) as i32
        });
        write(&path, WavSpec { sample_rate: rate, ..mono(24) }, samples);
        // One second of silence, one second of the sine from its first half second on.
        let late = ClipSnapshot { loop_start: 1.0, loop_end: 3.0, ..clip(&path, 2.0, 2.0) };
        let frames = render(&fake(120.0, vec![late]), 0.0, 4.0);
        assert!(frames[..48_000].iter().all(|frame| *frame == [0, 0]));
        let sine: Vec<f64> = frames[48_000..].iter().map(|frame| f64::from(frame[0]) / f64::from(1 << 23)).collect();
        let crossings = sine.windows(2).filter(|pair| pair[0] <= 0.0 && pair[1] > 0.0).count();
        assert!((439..=441).contains(&crossings), "{rate} Hz: {crossings} periods");
        let peak = sine.iter().copied().fold(0.0, f64::max);
        assert!((peak - 0.5).abs() < 0.001, "{rate} Hz: peak {peak}");
        for (n, sample) in sine.iter().enumerate() {
            let ideal = 0.5 * (TAU * 440.0 * (0.5 + n as f64 / RATE)).sin();
            assert!((sample - ideal).abs() < 0.001, "{rate} Hz, frame {n}: {sample} for {ideal}");
        }
    }
}

/// The test signal as it is documented, written a second time.
fn expected_signal(path: &str, frame: u64) -> f64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in path.bytes() {
        hash ^= u64::from(byte);
        hash = hash.wrapping_mul(0x0100_0000_01b3);
    }
    let frequency = 100 + hash % 1901;
    let peak = 10_f64.powf((-24.0 + ((hash >> 32) % 121) as f64 / 10.0) / 20.0);
    peak * (TAU * frequency as f64 * frame as f64 / RATE).sin()
}

#[test]
fn a_file_that_does_not_exist_gives_the_documented_signal() {
    for file in ["/audio/vox_take.wav", "/audio/gtr.wav", "/nowhere/ä ö.wav", "relative.wav"] {
        let fake = fake(120.0, vec![ClipSnapshot { loop_start: 0.5, ..clip(Path::new(file), 0.0, 2.0) }]);
        let frames = render(&fake, 0.0, 2.0);
        for (n, frame) in frames.iter().enumerate() {
            let expected = expected_signal(file, 12_000 + n as u64) * f64::from(1 << 23);
            assert!((f64::from(frame[0]) - expected).abs() < 2.0 && frame[0] == frame[1], "{file}, frame {n}");
        }
        assert_eq!(frames, render(&fake, 0.0, 2.0), "the same every time");
    }
}

#[test]
fn the_signal_depends_on_the_path() {
    let [a, b] = ["/audio/a.wav", "/audio/b.wav"]
        .map(|file| render(&fake(120.0, vec![clip(Path::new(file), 0.0, 2.0)]), 0.0, 2.0));
    assert_ne!(a, b);
}

#[cfg(unix)]
#[test]
fn only_regular_files_are_opened() {
    let directory = directory();
    let pipe = directory.path().join("pipe.wav");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let link = directory.path().join("link.wav");
    std::os::unix::fs::symlink(&pipe, &link).unwrap();
    // A pipe without a writer would block for ever.
    for path in [&*pipe, &*link, directory.path(), Path::new("/dev/zero"), Path::new("/dev/null")] {
        let error = refused(&fake(120.0, vec![clip(path, 0.0, 1.0)]), 0.0, 1.0);
        assert!(error.message.contains("no regular file"), "{error}");
    }
}

#[cfg(unix)]
#[test]
fn under_a_media_root_only_what_really_lies_there_is_opened() {
    use std::os::unix::fs::symlink;

    let outer = directory();
    let root = outer.path().join("media");
    fs::create_dir(&root).unwrap();
    let outside = counting(&outer, 100);
    write(&root.join("inside.wav"), mono(24), 1..=100);
    symlink(&outside, root.join("escape.wav")).unwrap();
    symlink(outer.path(), root.join("up")).unwrap();
    symlink(&root, outer.path().join("way-in")).unwrap();
    let at = |path: &Path| fake(120.0, vec![clip(path, 0.0, 1.0)]).with_media_root(&root);

    for path in [outside.clone(), root.join("../counting.wav"), root.join("escape.wav"), root.join("up/counting.wav")] {
        let error = refused(&at(&path), 0.0, 1.0);
        assert!(error.message.contains("media root"), "{error}");
    }
    for path in [root.join("inside.wav"), outer.path().join("way-in/inside.wav"), PathBuf::from("inside.wav")] {
        assert_eq!(render(&at(&path), 0.0, 1.0)[99], [100, 100], "{}", path.display());
    }
    // What does not exist is the test signal, wherever it would lie: the fixtures can always be rendered.
    assert_ne!(render(&at(Path::new("/audio/gtr.wav")), 0.0, 1.0)[7], [0, 0]);
}

#[test]
fn a_media_root_that_is_not_there_opens_nothing() {
    let directory = directory();
    let fake = fake(120.0, vec![clip(&counting(&directory, 100), 0.0, 1.0)]).with_media_root("/nowhere/at/all");
    refused(&fake, 0.0, 1.0);
}

#[test]
fn a_broken_file_is_named_with_what_is_wrong() {
    let directory = directory();
    let path = directory.path().join("broken.wav");
    let fake = fake(120.0, vec![clip(&path, 0.0, 1.0)]);
    write(&path, mono(24), 1..=1000);
    let whole = fs::read(&path).unwrap();

    for (bytes, wrong) in [
        (&b""[..], "enough bytes"),
        (b"certainly no WAV file, but long enough for one", "RIFF"),
        (&whole[..40], "enough bytes"),
        (&whole[..whole.len() - 1], "in the middle of its samples"),
    ] {
        fs::write(&path, bytes).unwrap();
        let error = refused(&fake, 0.0, 1.0);
        assert!(error.message.contains("broken.wav") && error.message.contains(wrong), "{error}");
        assert_eq!(error.subject_id.as_deref(), Some("track:0"));
    }
    write(&path, WavSpec { sample_rate: 17, ..mono(24) }, 1..=1000);
    assert!(refused(&fake, 0.0, 1.0).message.contains("17 Hz"));
}

#[test]
fn padded_samples_are_refused_rather_than_misread() {
    let directory = directory();
    let path = directory.path().join("padded.wav");
    let spec = hound::WavSpecEx { spec: mono(24), bytes_per_sample: 4 };
    let file = std::io::BufWriter::new(fs::File::create(&path).unwrap());
    let mut writer = WavWriter::new_with_spec_ex(file, spec).unwrap();
    (0..100).for_each(|sample| writer.write_sample(sample).unwrap());
    writer.finalize().unwrap();
    assert!(refused(&fake(120.0, vec![clip(&path, 0.0, 1.0)]), 0.0, 1.0).message.contains("padding"));
}

#[test]
fn a_file_that_is_too_large_is_refused() {
    let directory = directory();
    let path = directory.path().join("huge.wav");
    fs::File::create(&path).unwrap().set_len((2 << 30) + 1).unwrap();
    assert!(refused(&fake(120.0, vec![clip(&path, 0.0, 1.0)]), 0.0, 1.0).message.contains("2147483648"));
}

#[test]
fn an_empty_file_of_samples_is_silence() {
    let directory = directory();
    let frames = render(&fake(120.0, vec![clip(&counting(&directory, 0), 0.0, 1.0)]), 0.0, 1.0);
    assert!(frames.iter().all(|frame| *frame == [0, 0]));
}

#[test]
fn the_oldest_of_65_files_goes() {
    let fake = fake(120.0, Vec::new());
    let paths: Vec<PathBuf> =
        (0..66).map(|_| PathBuf::from(&*render_id(&fake, "track:0", 0.0, 0.01).unwrap().path)).collect();
    let kept = |path: &PathBuf| path.exists();
    assert!(!paths[..2].iter().any(kept) && paths[2..].iter().all(kept));
    assert_eq!(paths[0].file_name().unwrap(), "render-000001.wav");
    assert_eq!(paths[65].file_name().unwrap(), "render-000066.wav");
    assert_eq!(fs::read_dir(paths[0].parent().unwrap()).unwrap().count(), 64);
}

#[test]
fn a_render_that_fails_leaves_nothing_behind_and_takes_no_number() {
    let directory = directory();
    let fake = fake(120.0, vec![clip(directory.path(), 1.0, 1.0)]);
    let path = PathBuf::from(&*render_id(&fake, "track:0", 0.0, 1.0).unwrap().path);
    refused(&fake, 0.0, 2.0);
    assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
    assert!(render_id(&fake, "track:0", 0.0, 1.0).unwrap().path.ends_with("render-000002.wav"));
}

#[test]
fn every_fake_has_a_directory_of_its_own_that_goes_with_it() {
    let [one, other] = [(); 2].map(|()| FakeLiveBridge::from_snapshot(&fixtures::seeded_audio_track()).unwrap());
    let [first, second] =
        [&one, &other].map(|fake| PathBuf::from(&*render_id(fake, "track:0", 0.0, 0.1).unwrap().path));
    assert_ne!(first.parent(), second.parent());
    drop(one);
    assert!(!first.parent().unwrap().exists() && second.exists());
    drop(other);
    assert!(!second.parent().unwrap().exists());
}

#[test]
fn renders_of_several_threads_do_not_disturb_each_other() {
    let fake = fake(120.0, vec![clip(Path::new("/audio/gtr.wav"), 0.0, 4.0)]);
    let expected = render(&fake, 0.0, 0.5);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..5 {
                    assert_eq!(render(&fake, 0.0, 0.5), expected);
                }
            });
        }
    });
}

#[test]
fn a_render_adds_no_step_and_changes_nothing() {
    let fake = fake(120.0, Vec::new());
    for bpm in [90.0, 91.0, 92.0] {
        pollster::block_on(fake.set_tempo(bpm)).unwrap();
    }
    fake.undo().unwrap();
    let state = || (fake.undo_depth().unwrap(), fake.transaction_count().unwrap(), fake.snapshot().unwrap());
    let before = state();
    render(&fake, 0.0, 1.0);
    refused(&fake, 0.0, 100_000.0);
    assert_eq!(state(), before);
    assert_eq!((before.0.undo, before.0.redo), (2, 1));
}

#[test]
fn a_range_longer_than_600_s_is_refused_with_what_fits() {
    let error = refused(&fake(120.0, Vec::new()), 0.0, 1200.5);
    assert_eq!(error.hint, "render at most 1200 beats at a time");
}

#[test]
fn faults_are_judged_in_the_order_of_the_contract() {
    let fake = FakeLiveBridge::seeded();
    let code = |track: &str, start: f64, end: f64| render_id(&fake, track, start, end).unwrap_err().code;
    for (start, end) in [(-1.0, 4.0), (4.0, 4.0), (4.0, 3.0), (0.0, f64::NAN), (0.0, 1_576_801.0)] {
        for track in ["track:2", "track:0", "track:9", "scene:0", "nonsense"] {
            assert_eq!(code(track, start, end), ErrorCode::BadInput, "{track} {start}..{end}");
        }
    }
    assert_eq!(code("nonsense", 0.0, 1.0), ErrorCode::BadInput);
    assert_eq!(code("scene:0", 0.0, 1.0), ErrorCode::WrongType);
    assert_eq!(code("track:9", 0.0, 1.0), ErrorCode::StaleReference);
    assert_eq!(code("track:0", 0.0, 1.0), ErrorCode::WrongType);
    assert_eq!(code("track:0", 0.0, 1_000_000.0), ErrorCode::WrongType);
    assert_eq!(code("track:2", 0.0, 1_000_000.0), ErrorCode::SdkRejected);
}

#[test]
fn renders_are_declared() {
    let description = FakeLiveBridge::seeded().description();
    assert!(description.capabilities.render && description.operations.contains("renderTrack"));
}

/// Adds a step for every render, and renders half of what was asked for.
struct Sloppy;

impl Deviation for Sloppy {
    fn read_adds_step(&self, operation: Operation) -> bool {
        operation == Operation::RenderTrack
    }

    fn rendered(&self, seconds: &mut f64) {
        *seconds /= 2.0;
    }
}

#[test]
fn a_mutant_can_add_a_step_and_change_the_length() {
    let fake = FakeLiveBridge::deviating(Sloppy);
    let path = render_id(&fake, "track:2", 0.0, 124.0).unwrap().path;
    assert_eq!(WavReader::open(&*path).unwrap().duration(), 30 * 48_000);
    assert_eq!(fake.undo_depth().unwrap().undo, 1);
}

/// A small valid file, some of whose first bytes are overwritten, and which may be cut off.
fn damaged() -> impl Strategy<Value = Vec<u8>> {
    let directory = directory();
    let path = directory.path().join("whole.wav");
    write(&path, WavSpec { channels: 2, sample_rate: 44_100, ..mono(24) }, 0..400);
    let whole = fs::read(&path).unwrap();
    let edits = proptest::collection::vec((0..80_usize, any::<u8>()), 0..6);
    (edits, 0..=whole.len()).prop_map(move |(edits, length)| {
        let mut bytes = whole.clone();
        for (at, byte) in edits {
            bytes[at] = byte;
        }
        // Half of them stay whole, so that damage behind the header is reached.
        if length % 2 == 0 {
            bytes.truncate(length);
        }
        bytes
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_make_it_panic(bytes in prop_oneof![damaged(), proptest::collection::vec(any::<u8>(), 0..300)]) {
        let directory = directory();
        let path = directory.path().join("any.wav");
        fs::write(&path, bytes).unwrap();
        let fake = fake(120.0, vec![ClipSnapshot { loop_start: -0.001, ..clip(&path, 0.0, 1.0) }]);
        if let Err(error) = render_id(&fake, "track:0", 0.0, 0.02) {
            prop_assert_eq!(error.code, ErrorCode::SdkRejected);
            prop_assert!(error.message.contains("any.wav"));
        }
    }
}
