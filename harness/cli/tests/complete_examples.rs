//! The complete examples under `examples/`, verified through the built binary: both must end CONFORMANT.
//!
//! Where an interpreter is missing its test says so on stderr and passes: a machine without Node can still run the
//! others. Each example is long enough to be wrong, so this is also a test of the suite by two implementations that
//! share nothing with the fake.

#![expect(clippy::expect_used, clippy::panic, reason = "helpers of tests")]

use std::io::{ErrorKind, Write};
use std::path::Path;
use std::process::{Command, Stdio};

/// Whether the interpreter can be started; its absence is announced.
fn is_there(interpreter: &str) -> bool {
    let started = Command::new(interpreter).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    match started {
        Ok(status) => {
            assert!(status.success(), "`{interpreter} --version` failed: {status}");
            true
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {
            // Straight to stderr, past the capture of the test harness: a skipped test must be seen.
            let skipped = format!("SKIPPED: `{interpreter}` is not installed, its example is not verified\n");
            let _ = std::io::stderr().write_all(skipped.as_bytes());
            false
        }
        Err(error) => panic!("`{interpreter}` cannot be started: {error}"),
    }
}

fn ends_conformant(interpreter: &str, example: &str) {
    if !is_there(interpreter) {
        return;
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let run = Command::new(env!("CARGO_BIN_EXE_livebridge"))
        .current_dir(root)
        .args(["verify", "--", interpreter, example])
        .output()
        .expect("the binary was built for this test");
    let report = String::from_utf8_lossy(&run.stderr);
    assert_eq!(run.status.code(), Some(0), "{report}");
    let verdict = report.lines().rfind(|line| !line.trim().is_empty()).unwrap_or_default();
    assert!(verdict.starts_with("CONFORMANT ("), "the verdict is `{verdict}`\n{report}");
    for found in ["FAIL ", "WARN ", "UNTESTABLE ", "UNKNOWN "] {
        assert!(!report.lines().any(|line| line.starts_with(found)), "there is a {found}\n{report}");
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
