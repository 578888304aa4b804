//! What stands where: the length of a render, the place of clips and of their content, loops.

use hound::WavSpec;
use livebridge_fake::FakeLiveBridge;
use livebridge_port::LiveBridgeExt;
use livebridge_port::snapshot::ClipSnapshot;

use super::{RATE, clip, counting, directory, fake, mono, render, set, write};

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
fn long_content_has_no_seam() {
    let directory = directory();
    // Content is read in blocks of 22 seconds.
    let frames = render(&fake(120.0, vec![clip(&counting(&directory, 1_200_000), 0.0, 50.0)]), 0.0, 50.0);
    assert!(frames.iter().zip(1..).all(|(frame, n)| *frame == [n, n]));

    let path = directory.path().join("ramp.wav");
    write(&path, WavSpec { sample_rate: 44_100, ..mono(24) }, 0..1_102_500);
    let frames = render(&fake(120.0, vec![clip(&path, 0.0, 50.0)]), 0.0, 50.0);
    // Away from both ends a ramp stays a ramp; the filter leaves a ripple of a few steps.
    for (n, frame) in frames.iter().enumerate().take(1_199_000).skip(1000) {
        assert!((f64::from(frame[0]) - n as f64 * 44_100.0 / RATE).abs() < 4.0, "frame {n}: {}", frame[0]);
    }
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
fn a_loop_that_is_longer_than_a_block_is_played_to_its_end() {
    let directory = directory();
    // 31 seconds and a fraction of a frame, of which 22 are read at once.
    let turn = 50.0 * 60.0 / 97.0 * RATE;
    let jumps: Vec<usize> = (0..=3).map(|n| (f64::from(n) * turn + 0.5).floor() as usize).collect();
    let file = counting(&directory, 1_500_000);
    let looping = ClipSnapshot { looping: true, loop_start: 0.0, loop_end: 50.0, ..clip(&file, 0.0, 120.0) };
    let frames = render(&fake(97.0, vec![looping]), 0.0, 120.0);
    assert_eq!(frames.len(), (120.0 * 60.0 / 97.0 * RATE + 0.5).floor() as usize);
    for (n, frame) in frames.iter().enumerate() {
        let jump = jumps.iter().rfind(|jump| **jump <= n).unwrap();
        assert_eq!(frame[0] as usize, n - jump + 1, "frame {n}");
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
    mixed.tracks.push(livebridge_port::snapshot::TrackSnapshot { solo: true, ..plain.tracks[0].clone() });
    let rendered = [plain, mixed].map(|set| render(&FakeLiveBridge::from_snapshot(&set).unwrap(), 0.0, 1.0));
    assert_eq!(rendered[0], rendered[1]);
    assert_eq!(rendered[0][23_999], [24_000, 24_000]);
}
