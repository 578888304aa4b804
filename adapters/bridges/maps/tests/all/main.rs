//! Maps on a bridge of a few lines: what is sent, what is made of the answers, and what is said when they are wrong.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking, its helpers too")]

mod bridge;
mod maps;
mod producer_pal;
mod tiny;
mod transports;
