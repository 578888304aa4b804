//! Criterion benchmarks of the fake (P7): a small change with its undo entry, its undo, its redo and the roll-back of
//! a failed transaction, in Sets of 1k, 100k and 1M clips.

use std::time::Duration;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use livebridge_benches::fake::{ManyClips, PER_TRANSACTION, SmallChange};
use livebridge_fake::FakeLiveBridge;
use livebridge_port::Result;

/// At most so many steps at a time, so that none is forgotten before it is undone.
const MOST: usize = FakeLiveBridge::DEFAULT_HISTORY_LIMIT / 2;

/// Sums up what `work` takes for `times` calls, some at a time.
fn in_parts(times: u64, most: usize, mut work: impl FnMut(usize) -> Result<Duration>) -> Duration {
    let mut left = usize::try_from(times).unwrap_or(usize::MAX);
    let mut sum = Duration::ZERO;
    while left > 0 {
        let part = left.min(most);
        sum += work(part).unwrap_or_default();
        left -= part;
    }
    sum
}

fn changes(c: &mut Criterion) {
    for clips in [1_000, 100_000, 1_000_000] {
        let Ok(mut subject) = ManyClips::new(clips) else { continue };
        for change in SmallChange::ALL {
            let mut group = c.benchmark_group(change.name());
            group.bench_function(BenchmarkId::new("apply", clips), |b| {
                b.iter_custom(|times| {
                    in_parts(times, MOST, |part| {
                        subject.forget()?;
                        subject.apply(change, part)
                    })
                });
            });
            group.bench_function(BenchmarkId::new("undo", clips), |b| {
                b.iter_custom(|times| {
                    in_parts(times, MOST, |part| {
                        subject.forget()?;
                        subject.apply(change, part)?;
                        subject.undo(part)
                    })
                });
            });
            group.bench_function(BenchmarkId::new("redo", clips), |b| {
                b.iter_custom(|times| {
                    in_parts(times, MOST, |part| {
                        subject.forget()?;
                        subject.apply(change, part)?;
                        subject.undo(part)?;
                        subject.redo(part)
                    })
                });
            });
            group.bench_function(BenchmarkId::new(format!("roll back {PER_TRANSACTION} of"), clips), |b| {
                b.iter_custom(|times| in_parts(times, MOST / PER_TRANSACTION, |part| subject.roll_back(change, part)));
            });
            group.finish();
        }
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(1));
    targets = changes
}
criterion_main!(benches);
