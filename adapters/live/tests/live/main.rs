//! Tests of the simulated Live: its rules one by one, its protocol, random calls.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::cast_precision_loss,
    reason = "tests fail by panicking, and so do their helpers; their numbers are small"
)]

mod properties;
mod protocol;
mod rules;
mod sets;
