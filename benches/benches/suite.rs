//! A criterion benchmark of the suite as a whole (P8): all checks on the fake in this process.

use std::sync::Arc;
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use livebridge_benches::suite::verify;
use livebridge_suite::target::FakeTarget;

fn whole(c: &mut Criterion) {
    c.bench_function("verify fake", |b| {
        b.iter_custom(|times| {
            (0..times).map(|_| verify(Arc::new(FakeTarget)).map_or(Duration::ZERO, |(time, _)| time)).sum()
        });
    });
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20).measurement_time(Duration::from_secs(2));
    targets = whole
}
criterion_main!(benches);
