//! Sets and recordings: rules of the linter, and pictures.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking, its helpers too")]

mod lint;
mod picture;
