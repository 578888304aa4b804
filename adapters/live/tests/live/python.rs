//! The Python face: its own tests, on a stand-in and on this engine, run by the Python that is there.

use std::path::Path;
use std::process::Command;

const PYTHON: &str = "python3";

/// Whether a Python of 3.11 or later is there.
fn python_is_there() -> bool {
    let code = "import sys; sys.exit(sys.version_info < (3, 11))";
    Command::new(PYTHON).args(["-c", code]).status().is_ok_and(|status| status.success())
}

#[test]
fn the_tests_of_the_face_pass_on_this_engine() {
    if !python_is_there() {
        eprintln!("SKIPPED: the Python face is not tested, for there is no {PYTHON} of 3.11 or later");
        return;
    }
    let face = Path::new(env!("CARGO_MANIFEST_DIR")).join("python");
    let paths = std::env::join_paths([face.join("src"), face.join("tests")]).unwrap();
    let output = Command::new(PYTHON)
        .args(["-m", "unittest", "discover", "--start-directory", "tests"])
        .current_dir(&face)
        .env("PYTHONPATH", paths)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("LIVEBRIDGE_LIVE_COMMAND", format!("'{}' serve --until-stdin-closes", env!("CARGO_BIN_EXE_livesim")))
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
    // unittest ends well when it finds no test at all.
    assert!(told.contains("Ran ") && !told.contains("Ran 0 tests"), "{told}");
}
