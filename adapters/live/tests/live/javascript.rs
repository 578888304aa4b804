//! The Max face: its own tests, on a stand-in and on this engine, run by the Node that is there.

use std::path::Path;
use std::process::Command;

const NODE: &str = "node";

/// Whether a Node of 20.10 or later is there.
fn node_is_there() -> bool {
    let code = "const [a, b] = process.versions.node.split('.').map(Number); process.exit(a > 20 || (a === 20 && b >= 10) ? 0 : 1)";
    Command::new(NODE).args(["-e", code]).status().is_ok_and(|status| status.success())
}

#[test]
fn the_tests_of_the_face_and_of_its_examples_pass_on_this_engine() {
    if !node_is_there() {
        eprintln!("SKIPPED: the Max face is not tested, for there is no {NODE} of 20.10 or later");
        return;
    }
    let face = Path::new(env!("CARGO_MANIFEST_DIR")).join("javascript");
    let output = Command::new("sh")
        .arg("test.sh")
        .current_dir(&face)
        .env("LIVEBRIDGE_LIVE_COMMAND", format!("'{}' serve", env!("CARGO_BIN_EXE_livesim")))
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    let failed = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}{failed}");
    // The face itself and two examples; Node's runner ends well when it finds no test at all.
    assert_eq!(told.matches("# tests ").count() + told.matches("ℹ tests ").count(), 3, "{told}");
    assert!(!told.contains("# tests 0") && !told.contains("ℹ tests 0"), "{told}");
}
