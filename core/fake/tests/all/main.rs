//! The fake: by its own interface, against an oracle, from many threads, and what it renders.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking, its helpers too"
)]

mod differential;
mod fake;
mod oracle;
#[cfg(feature = "render")]
mod render;
mod threads;
