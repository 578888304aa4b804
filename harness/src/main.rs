//! The `livebridge` binary.

fn main() {}
