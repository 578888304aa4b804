//! The complete examples under `examples/`, verified through the built binary: both must end CONFORMANT.
//!
//! Where an interpreter is missing its test says so on stderr and passes: a machine without Node can still run the
//! others. Each example is long enough to be wrong, so this is also a test of the suite by two implementations that
//! share nothing with the fake.

use crate::support::{is_here, livebridge_with, workspace};

fn ends_conformant(interpreter: &str, example: &str) {
    if !is_here(interpreter) {
        return;
    }
    let ran = livebridge_with(&["verify", "--", interpreter, example], |command| command.current_dir(workspace()));
    assert_eq!(ran.code, Some(0), "{ran}");
    let verdict = ran.stderr.lines().rfind(|line| !line.trim().is_empty()).unwrap_or_default();
    assert!(verdict.starts_with("CONFORMANT ("), "the verdict is `{verdict}`\n{ran}");
    for found in ["FAIL ", "WARN ", "UNTESTABLE ", "UNKNOWN "] {
        assert!(!ran.stderr.lines().any(|line| line.starts_with(found)), "there is a {found}\n{ran}");
    }
}

#[test]
fn the_python_example_is_conformant() {
    ends_conformant("python3", "examples/python/complete.py");
}

#[test]
fn the_javascript_example_is_conformant() {
    ends_conformant("node", "examples/javascript/complete.mjs");
}
