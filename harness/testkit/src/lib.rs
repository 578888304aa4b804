//! What tests of several crates share: the built binary and what it says, pages that show it, broken examples, Projects
//! to lint, folders that go with a test, a browser with pages for it, and random draws.
//!
//! It depends on no crate of ours, so that every crate can use it, and knows no path of a binary: cargo tells that to
//! the tests of the package alone, and they pass it on.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::missing_panics_doc,
    reason = "a test fails by panicking, its helpers too"
)]

mod browser;
pub mod cable;
mod console;
mod example;
mod folder;
mod interpreter;
mod program;
mod project;
mod random;
mod site;

use std::path::{Path, PathBuf};

pub use browser::{Browser, Look};
pub use example::{edited_copy, edited_minimal};
pub use folder::Folder;
pub use interpreter::{is_here, python_is_here};
pub use program::{Binary, Ran, finish, run};
pub use project::Project;
pub use random::Dice;
pub use site::Site;

/// The root of the workspace.
pub fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}
