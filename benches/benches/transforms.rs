//! Criterion benchmarks of the transforms of notes, at 1k, 100k and 1M notes, into memory that is already there.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use livebridge_benches::transforms::{columns_of, everything, notes, vary_columns};
use livebridge_transforms::{
    NoteRng, Scale, SnapMode, Source, fill_notes_into, humanize_into, snap_to_scale_into, transpose_in_place,
};

fn of_notes(c: &mut Criterion) {
    let minor = Scale::new(9, [0, 2, 3, 5, 7, 8, 10]);
    let (opts, grid) = everything();
    for count in [1_000_u32, 100_000, 1_000_000] {
        let notes = notes(count as usize);
        let (mut out, mut columns) = (notes.clone(), columns_of(&notes));
        let mut group = c.benchmark_group("transforms");
        group.throughput(Throughput::Elements(u64::from(count)));
        group.bench_function(BenchmarkId::new("snap_to_scale_into", count), |b| {
            b.iter(|| snap_to_scale_into(black_box(&notes), minor, SnapMode::Nearest, &mut out));
        });
        group.bench_function(BenchmarkId::new("humanize_into, NoteRng", count), |b| {
            b.iter(|| humanize_into(black_box(&notes), &opts, grid, &mut NoteRng::new(1), &mut out));
        });
        group.bench_function(BenchmarkId::new("humanize_columns", count), |b| {
            b.iter(|| vary_columns(black_box(&mut columns), &opts, grid, &NoteRng::new(1)));
        });
        let mut in_place = notes.clone();
        group.bench_function(BenchmarkId::new("transpose_in_place", count), |b| {
            b.iter(|| transpose_in_place(black_box(&mut in_place), 1.0));
        });
        let length = f64::from(count) * 0.25;
        let source = Source { start: 0.0, length };
        group.bench_function(BenchmarkId::new("fill_notes_into, twice", count), |b| {
            b.iter(|| fill_notes_into(black_box(&notes), source, length * 2.0, true, &mut out));
        });
        group.finish();
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20).measurement_time(std::time::Duration::from_secs(2));
    targets = of_notes
}
criterion_main!(benches);
