//! Criterion benchmarks of the loudness transforms on one minute of stereo.

fn main() {}
