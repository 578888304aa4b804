//! What is heard: sample formats, channels and rates, and the signal that stands for a missing file.

use std::f64::consts::TAU;
use std::path::Path;

use hound::{SampleFormat, WavReader, WavSpec};
use livebridge_fake::FakeLiveBridge;
use livebridge_port::snapshot::als::{AudioSection, ClipSection, LoopUnit, SOURCE};
use livebridge_port::snapshot::{ClipSnapshot, Extra};

use super::{RATE, clip, counting, directory, fake, mono, refused, render, render_id, write};

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
fn what_goes_above_full_scale_is_written_in_floats_and_no_numbers_are_silent() {
    let directory = directory();
    let path = directory.path().join("wild.wav");
    let samples = [2.0, -2.0, f32::NAN, f32::INFINITY, 1.0];
    write(&path, WavSpec { sample_format: SampleFormat::Float, ..mono(32) }, samples);
    let fake = fake(120.0, vec![clip(&path, 0.0, 1.0)]);
    assert_eq!(heard(&fake, 0.0, 1.0)[..5], [2.0, -2.0, 0.0, 0.0, 1.0]);
    // As soon as all of it is within full scale, 24 bits hold it.
    write(&path, WavSpec { sample_format: SampleFormat::Float, ..mono(32) }, [1.0_f32, -1.0]);
    assert_eq!(render(&fake, 0.0, 1.0)[..2], [[8_388_607; 2], [-8_388_608; 2]]);
}

/// What is heard on the left, in a render of floats.
fn heard(fake: &FakeLiveBridge, start: f64, end: f64) -> Vec<f32> {
    let path = render_id(fake, "track:0", start, end).unwrap().path;
    let mut reader = WavReader::open(&*path).unwrap();
    assert_eq!(
        reader.spec(),
        WavSpec { channels: 2, sample_rate: 48_000, ..WavSpec { sample_format: SampleFormat::Float, ..mono(32) } }
    );
    reader.samples::<f32>().step_by(2).map(Result::unwrap).collect()
}

/// A clip with a section of what its file tells of the audio.
fn told(clip: ClipSnapshot, audio: AudioSection) -> ClipSnapshot {
    let section = ClipSection { audio: Some(audio), ..ClipSection::default() };
    ClipSnapshot { extra: Extra::of(SOURCE, &section), ..clip }
}

#[test]
fn the_gain_of_a_clip_counts() {
    let directory = directory();
    let path = directory.path().join("half.wav");
    write(&path, mono(24), vec![1 << 22; 100]);
    let quiet = AudioSection { gain: Some(0.25), ..AudioSection::default() };
    assert_eq!(render(&fake(120.0, vec![told(clip(&path, 0.0, 1.0), quiet)]), 0.0, 1.0)[50], [1 << 20; 2]);
    // And may take it above full scale.
    let loud = AudioSection { gain: Some(4.0), ..AudioSection::default() };
    assert_eq!(heard(&fake(120.0, vec![told(clip(&path, 0.0, 1.0), loud)]), 0.0, 1.0)[50].to_bits(), 2.0_f32.to_bits());
}

/// At 90 BPM a second is one and a half beats.
#[test]
fn content_in_seconds_is_no_content_in_beats() {
    let directory = directory();
    let path = counting(&directory, 96_000);
    let seconds = AudioSection { loop_unit: Some(LoopUnit::Seconds), ..AudioSection::default() };
    let late = ClipSnapshot { loop_start: 1.0, loop_end: 2.0, ..clip(&path, 0.0, 1.5) };
    assert_eq!(render(&fake(90.0, vec![late.clone()]), 0.0, 1.5)[10][0], 32_011, "a beat");
    assert_eq!(render(&fake(90.0, vec![told(late, seconds)]), 0.0, 1.5)[10][0], 48_011, "a second");
}

#[test]
fn a_file_that_cannot_be_played_is_silent_where_one_that_is_not_there_is() {
    let directory = directory();
    let (good, bad) = (directory.path().join("good.wav"), directory.path().join("bad.wav"));
    write(&good, mono(24), vec![1 << 20; 100]);
    std::fs::write(&bad, b"RIFF\0\0\0\0AVI , and no sound").unwrap();
    let set = vec![clip(&bad, 0.0, 1.0), clip(&good, 1.0, 1.0)];
    assert!(refused(&fake(120.0, set.clone()), 0.0, 2.0).message.contains("bad.wav"));
    let fake = fake(120.0, set).with_silent_offline_media();
    let frames = render(&fake, 0.0, 2.0);
    assert_eq!((frames[50], frames[24_050]), ([0; 2], [1 << 20; 2]));
    let silent = fake.silent_clips();
    assert_eq!(silent.len(), 1);
    assert!(silent[0].reason.contains("AVI") && &*silent[0].track == "Gtr", "{silent:?}");
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
fn offline_media_can_be_silent_as_in_live() {
    let directory = directory();
    let there = counting(&directory, 100);
    let gone = Path::new("/nowhere/gone.wav");
    let muted = ClipSnapshot { muted: true, ..clip(Path::new("/nowhere/muted.wav"), 3.0, 1.0) };
    let clips = vec![clip(gone, 0.0, 1.0), clip(&there, 1.0, 1.0), clip(gone, 2.0, 1.0), muted];
    let fake = fake(120.0, clips).with_silent_offline_media();
    let frames = render(&fake, 0.0, 4.0);
    let heard: Vec<_> = (0..96_000).filter(|n| frames[*n] != [0, 0]).collect();
    assert_eq!(heard, (24_000..24_100).collect::<Vec<_>>());
    assert_eq!(fake.offline_media(), [gone.to_str().unwrap().into()]);
}

#[test]
fn the_signal_depends_on_the_path() {
    let [a, b] = ["/audio/a.wav", "/audio/b.wav"]
        .map(|file| render(&fake(120.0, vec![clip(Path::new(file), 0.0, 2.0)]), 0.0, 2.0));
    assert_ne!(a, b);
}

#[test]
fn an_empty_file_of_samples_is_silence() {
    let directory = directory();
    let frames = render(&fake(120.0, vec![clip(&counting(&directory, 0), 0.0, 1.0)]), 0.0, 1.0);
    assert!(frames.iter().all(|frame| *frame == [0, 0]));
}
