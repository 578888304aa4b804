//! The contests P1 to P3: the R 128 meter against the crate `ebur128`, and the levels against the speed of memory.

use std::hint::black_box;
use std::num::NonZeroUsize;

use ebur128::{EbuR128, Mode};
use livebridge_loudness::{CpuPath, R128Options, analyze_loudness, measure_r128_with};

use crate::contest::{Contest, RatioTarget, Times, table};
use crate::machine::Clock;
use crate::signals::{music, noise, sine};

const RATE: u32 = 48_000;

/// Feeds the peer planar channels in chunks of `chunk` frames and gives integrated loudness, range and true peak.
/// With `maxima`, it is also asked for momentary and short-term loudness after every chunk.
fn peer(channels: &[Vec<f32>], mode: Mode, chunk: usize, maxima: bool) -> [f64; 5] {
    let count = u32::try_from(channels.len()).unwrap_or(0);
    let Ok(mut meter) = EbuR128::new(count, RATE, mode) else {
        return [f64::NAN; 5];
    };
    let (mut momentary, mut short_term) = (f64::NEG_INFINITY, f64::NEG_INFINITY);
    let len = channels.first().map_or(0, Vec::len);
    for from in (0..len).step_by(chunk) {
        let to = len.min(from + chunk);
        let block: Vec<&[f32]> = channels.iter().map(|c| &c[from..to]).collect();
        if meter.add_frames_planar_f32(&block).is_err() {
            return [f64::NAN; 5];
        }
        if maxima {
            momentary = momentary.max(meter.loudness_momentary().unwrap_or(f64::NAN));
            short_term = short_term.max(meter.loudness_shortterm().unwrap_or(f64::NAN));
        }
    }
    let true_peak = (0..count).filter_map(|c| meter.true_peak(c).ok()).fold(0.0, f64::max);
    let integrated = meter.loudness_global().unwrap_or(f64::NAN);
    [integrated, meter.loudness_range().unwrap_or(f64::NAN), true_peak, momentary, short_term]
}

fn ours(channels: &[Vec<f32>], options: R128Options) {
    let _ = black_box(measure_r128_with(black_box(channels), RATE, options));
}

fn full() -> Mode {
    Mode::I | Mode::LRA | Mode::TRUE_PEAK
}

/// P1 and P2 on one stereo signal: the peer first, then each path of ours.
fn report_contest(title: &str, channels: &[Vec<f32>], true_peak: bool, rounds: usize, repeat: usize) -> String {
    let mode = if true_peak { full() } else { Mode::I | Mode::LRA };
    let mut contest = Contest::new(Clock::ThreadCpu, rounds).with("ebur128 0.1.11", || {
        for _ in 0..repeat {
            black_box(peer(black_box(channels), mode, RATE as usize / 10, false));
        }
    });
    let paths = CpuPath::available();
    for &path in &paths {
        let options = R128Options::default().true_peak(true_peak).path(path);
        contest = contest.with(format!("ours, {path}"), move || {
            for _ in 0..repeat {
                ours(channels, options);
            }
        });
    }
    let short = repeat > 1;
    let mut targets = Vec::new();
    for (i, path) in paths.iter().enumerate() {
        let mut aim = |name, at_least| targets.push((i + 1, RatioTarget { name, at_least }));
        match (path, true_peak, short) {
            (CpuPath::Avx2, true, true) => aim("P1, 1 s", 5.0),
            (CpuPath::Avx2, true, false) => aim("P1", 12.0),
            (CpuPath::Avx512, true, false) => aim("P1 stretch", 18.0),
            (CpuPath::Sse2, true, false) => aim("P1 baseline", 5.0),
            (CpuPath::Avx2, false, false) => aim("P2", 12.0),
            _ => {}
        }
    }
    table(title, &contest.run(), &targets)
}

/// P1 with two threads, by the wall.
fn threads_contest(channels: &[Vec<f32>], rounds: usize) -> String {
    let two = R128Options::default().threads(NonZeroUsize::MIN.saturating_add(1));
    let times = Contest::new(Clock::Wall, rounds)
        .with("ebur128 0.1.11", || {
            black_box(peer(black_box(channels), full(), RATE as usize / 10, false));
        })
        .with("ours, 1 thread", || ours(channels, R128Options::default()))
        .with("ours, 2 threads", || ours(channels, two))
        .run();
    table("P1, wall time, noise", &times, &[(2, RatioTarget { name: "P1, 2 threads", at_least: 20.0 })])
}

/// The full comparison of reports: the peer is also asked for the momentary and short-term maxima every 10 ms.
fn maxima_contest(channels: &[Vec<f32>], rounds: usize) -> String {
    let times = Contest::new(Clock::ThreadCpu, rounds)
        .with("ebur128 0.1.11, asked every 10 ms", || {
            black_box(peer(black_box(channels), full(), RATE as usize / 100, true));
        })
        .with("ours", || ours(channels, R128Options::default()))
        .run();
    table("The same report from both, maxima on the 10 ms grid, 1 min of noise", &times, &[])
}

/// How the peer is fed, so that it meets us at its best: planar or interleaved, in small or large pieces.
fn feeding_contest(channels: &[Vec<f32>], rounds: usize) -> String {
    let frames = channels.first().map_or(0, Vec::len);
    let interleaved: Vec<f32> = (0..frames).flat_map(|i| channels.iter().map(move |c| c[i])).collect();
    let mut contest = Contest::new(Clock::ThreadCpu, rounds);
    for (name, chunk) in [("100 ms", RATE as usize / 10), ("10 ms", RATE as usize / 100), ("whole", frames.max(1))] {
        contest = contest.with(format!("ebur128, planar, {name}"), move || {
            black_box(peer(black_box(channels), full(), chunk, false));
        });
    }
    let times = contest
        .with("ebur128, interleaved, whole", || {
            if let Ok(mut meter) = EbuR128::new(2, RATE, full()) {
                let _ = black_box(meter.add_frames_f32(black_box(&interleaved)));
                let _ = black_box((meter.loudness_global(), meter.loudness_range(), meter.true_peak(0)));
            }
        })
        .run();
    table("How the peer is fed (full report, 1 min of noise)", &times, &[])
}

/// Reads one word of every cache line: the least a reader of all memory can do.
fn touch_all(words: &[u64]) -> u64 {
    let mut sums = [0_u64; 4];
    for lines in words.chunks_exact(32) {
        for (sum, line) in sums.iter_mut().zip(lines.chunks_exact(8)) {
            *sum = sum.wrapping_add(line[0]);
        }
    }
    sums.into_iter().fold(0, u64::wrapping_add)
}

/// Adds up memory as fast as it can be read: 32 independent sums of 64-bit words.
fn read_all(words: &[u64]) -> u64 {
    let mut sums = [0_u64; 32];
    let mut chunks = words.chunks_exact(32);
    for chunk in &mut chunks {
        for (sum, word) in sums.iter_mut().zip(chunk) {
            *sum = sum.wrapping_add(*word);
        }
    }
    sums.into_iter().chain(chunks.remainder().iter().copied()).fold(0, u64::wrapping_add)
}

/// P3: the levels of 10 minutes of stereo against reading as many bytes.
fn levels_contest(channels: &[Vec<f32>], rounds: usize) -> (Vec<Times>, f64) {
    let bytes = channels.iter().map(|c| c.len() * 4).sum::<usize>();
    let words: Vec<u64> = (0..bytes as u64 / 8).collect();
    let mut copy = vec![0_u64; words.len()];
    // The fastest way to read is the base.
    let times = Contest::new(Clock::ThreadCpu, rounds)
        .with("touching every cache line", || {
            black_box(touch_all(black_box(&words)));
        })
        .with("adding up all words", || {
            black_box(read_all(black_box(&words)));
        })
        .with("memcpy of the same bytes", || {
            copy.copy_from_slice(black_box(&words));
            black_box(&copy);
        })
        .with("ours, peak + RMS + crest", || {
            let _ = black_box(analyze_loudness(black_box(channels)));
        })
        .run();
    #[expect(clippy::cast_precision_loss, reason = "a size in memory")]
    let gigabytes = bytes as f64 / 1e9;
    (times, gigabytes)
}

/// Runs all contests on loudness, handing each table over as it is ready. `quick` does one round of shorter signals.
pub fn compare(quick: bool, mut show: impl FnMut(&str)) {
    let (rounds, minutes) = if quick { (3, 1) } else { (7, 10) };
    let frames = RATE as usize * 60 * minutes;
    let noisy = [noise(1, frames), noise(2, frames)];
    let musical = [music(3, RATE, frames), music(4, RATE, frames)];
    show(&format!("Signals: {minutes} min stereo at 48 kHz; path taken by default: {}.\n", CpuPath::detect()));
    show(&report_contest("P1, full report, noise", &noisy, true, rounds, 1));
    show(&report_contest("P1, full report, music", &musical, true, rounds, 1));
    let steady = [sine(frames, 997.0), sine(frames, 1_009.0)];
    show(&report_contest("P1, full report, steady sine", &steady, true, rounds, 1));
    drop(steady);
    show(&report_contest("P2, integrated and range, noise", &noisy, false, rounds, 1));
    show(&threads_contest(&noisy, rounds));
    let second = noisy.each_ref().map(|c| c[..RATE as usize].to_vec());
    show(&report_contest("P1, full report, 1 s of noise, 50 times", &second, true, rounds, 50));
    let minute = noisy.each_ref().map(|c| c[..RATE as usize * 60].to_vec());
    show(&feeding_contest(&minute, rounds));
    show(&maxima_contest(&minute, rounds.min(3)));
}

/// Runs P3, the levels against the speed of memory.
pub fn compare_levels(quick: bool, mut show: impl FnMut(&str)) {
    let (rounds, minutes) = if quick { (5, 2) } else { (15, 10) };
    let frames = RATE as usize * 60 * minutes;
    let channels = [noise(1, frames), noise(2, frames)];
    show(&format!("Signal: {minutes} min stereo at 48 kHz; path taken: {}.\n", CpuPath::detect()));
    let (times, gigabytes) = levels_contest(&channels, rounds);
    let target = RatioTarget { name: "P3", at_least: 0.7 };
    show(&table("P3, levels, against memory", &times, &[(3, target)]));
    let rates: Vec<String> =
        times.iter().map(|t| format!("{} {:.1} GB/s", t.name, gigabytes / (t.millis().median / 1e3))).collect();
    show(&format!("Bytes read per second: {}.\n", rates.join(", ")));
}
