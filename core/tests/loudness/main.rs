//! Loudness: the EBU test signals, agreement with a plain implementation and with the crate `ebur128`, edge cases,
//! and properties of streams, threads and CPU paths.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    clippy::float_cmp,
    clippy::panic,
    clippy::unwrap_used,
    reason = "signals are synthesised in f64 and rounded; answers at the edges are exact; helpers may fail a test"
)]

mod accuracy;
mod ebu;
mod edges;
mod plain;
mod properties;
mod signals;
