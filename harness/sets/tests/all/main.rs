//! Sets and recordings: rules of the linter, pictures, and differences of files.

#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test fails by panicking, its helpers too; a skip is said aloud"
)]

mod files;
mod lint;
mod picture;
