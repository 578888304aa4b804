//! The WAV reader: formats against an independent writer, broken files with their errors, and arbitrary bytes.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::float_cmp,
    clippy::trivially_copy_pass_by_ref,
    clippy::unwrap_used,
    reason = "bytes and samples are made by cutting bits; what is read back is exact; chunk names are byte string literals; helpers may fail a test"
)]

mod broken;
mod build;
mod formats;
mod fuzz;
mod lenient;
mod meter;
