//! Criterion benchmarks of the loudness transforms, on one minute of stereo at 48 kHz.

use std::hint::black_box;
use std::num::NonZeroUsize;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use livebridge_benches::signals::{music, noise};
use livebridge_loudness::{CpuPath, Meter, R128Options, analyze_loudness, measure_r128_with};

const RATE: u32 = 48_000;
const FRAMES: usize = RATE as usize * 60;

fn levels(c: &mut Criterion) {
    let signal = [noise(1, FRAMES), noise(2, FRAMES)];
    let mut group = c.benchmark_group("analyze_loudness");
    group.throughput(Throughput::Bytes(8 * FRAMES as u64));
    group.bench_function("noise", |b| b.iter(|| analyze_loudness(black_box(&signal))));
    group.finish();
}

fn reports(c: &mut Criterion) {
    let noisy = [noise(1, FRAMES), noise(2, FRAMES)];
    let musical = [music(3, RATE, FRAMES), music(4, RATE, FRAMES)];
    let mut group = c.benchmark_group("measure_r128");
    group.throughput(Throughput::Elements(2 * FRAMES as u64));
    for path in CpuPath::available() {
        for (name, signal) in [("noise", &noisy), ("music", &musical)] {
            for (what, true_peak) in [("full", true), ("without true peak", false)] {
                let options = R128Options::default().path(path).true_peak(true_peak);
                let id = BenchmarkId::new(format!("{name}, {what}"), path);
                group.bench_function(id, |b| {
                    b.iter(|| measure_r128_with(black_box(signal), RATE, options));
                });
            }
        }
    }
    let two = R128Options::default().threads(NonZeroUsize::MIN.saturating_add(1));
    group.bench_function("noise, full, 2 threads", |b| {
        b.iter(|| measure_r128_with(black_box(&noisy), RATE, two));
    });
    let second = noisy.each_ref().map(|c| &c[..RATE as usize]);
    group.throughput(Throughput::Elements(2 * u64::from(RATE)));
    group.bench_function("1 s of noise, full", |b| {
        b.iter(|| measure_r128_with(black_box(&second), RATE, R128Options::default()));
    });
    group.finish();
}

fn stream(c: &mut Criterion) {
    let noisy = [noise(1, FRAMES), noise(2, FRAMES)];
    let mut group = c.benchmark_group("Meter");
    group.throughput(Throughput::Elements(2 * FRAMES as u64));
    for block in [64, 1_024, 65_536] {
        group.bench_function(BenchmarkId::new("blocks of frames", block), |b| {
            b.iter(|| {
                let Ok(mut meter) = Meter::new(2, RATE) else {
                    return;
                };
                for from in (0..FRAMES).step_by(block) {
                    let to = FRAMES.min(from + block);
                    let _ = meter.push(&[&noisy[0][from..to], &noisy[1][from..to]]);
                }
                black_box(meter.report());
            });
        });
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20).measurement_time(std::time::Duration::from_secs(2));
    targets = levels, reports, stream
}
criterion_main!(benches);
