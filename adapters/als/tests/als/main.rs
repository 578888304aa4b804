//! The reader of Live Sets: our own small files, and real and damaged ones where they are at hand.

#![expect(
    clippy::panic,
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "tests: a failure is a panic, a skip is said aloud"
)]

mod bombs;
mod bytes;
mod corpus;
mod damaged;
mod differences;
mod sets;
mod shared;
