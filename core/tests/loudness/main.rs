//! Loudness: the EBU test signals, agreement with a plain implementation and with the crate `ebur128`, edge cases,
//! and properties of streams, threads and CPU paths.

mod accuracy;
mod ebu;
mod edges;
mod plain;
mod properties;
mod signals;
