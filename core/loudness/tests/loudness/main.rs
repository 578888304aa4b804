//! Loudness: the EBU test signals, the golden vectors, agreement with a plain implementation and with the crate `ebur128`, edge cases,
//! and properties of streams, threads and CPU paths. Without optimisation only a selection runs: see `THOROUGH`.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    clippy::float_cmp,
    clippy::panic,
    clippy::unwrap_used,
    reason = "signals are synthesised in f64 and rounded; answers at the edges are exact; helpers may fail a test"
)]

/// Whether to run everything. Builds without optimisation are a hundred times slower: they take fewer sample rates and
/// shorter signals, and `cargo test --release` takes all.
const THOROUGH: bool = !cfg!(debug_assertions);

mod accuracy;
mod ebu;
mod edges;
mod plain;
mod properties;
mod signals;
mod vectors;
