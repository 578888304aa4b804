//! The built binary with its name, for the tests of this package, and the examples.

use std::path::Path;
use std::process::Command;

pub(crate) use livebridge_testkit::{Binary, Folder, Ran, finish, is_here, python_is_here, run, workspace};

/// The path of the built binary.
pub(crate) const BINARY: &str = env!("CARGO_BIN_EXE_livebridge");

/// The binary, to be run.
pub(crate) const LIVEBRIDGE: Binary = Binary(BINARY);

/// A small bridge, conformant but for what it does not offer.
pub(crate) const MINIMAL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/python/minimal.py");

/// Runs `livebridge` with these arguments.
pub(crate) fn livebridge(arguments: &[&str]) -> Ran {
    LIVEBRIDGE.run(arguments)
}

/// The same in other surroundings: another directory, another variable.
pub(crate) fn livebridge_with(arguments: &[&str], prepare: impl FnOnce(&mut Command) -> &mut Command) -> Ran {
    LIVEBRIDGE.run_with(arguments, prepare)
}

/// Writes the minimal example with an edit applied and gives its path.
#[track_caller]
pub(crate) fn edited(name: &str, edit: [&str; 2]) -> String {
    livebridge_testkit::edited_minimal(Path::new(env!("CARGO_TARGET_TMPDIR")), name, edit)
}
