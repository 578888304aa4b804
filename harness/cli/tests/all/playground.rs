//! The programs that the playground writes run: in Python and JavaScript, over the wire, on the fake of this binary.

use std::process::Command;

use livebridge_playground::{Language, PageCall, program};

use crate::support::{BINARY, Folder, is_here, run, workspace};

/// One call of each operation of the port that needs no recording; none of them is refused.
fn calls() -> Vec<PageCall> {
    let path = workspace().join("harness/playground/tests/all/calls.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn runs(language: Language, interpreter: &str, name: &str) {
    if !is_here(interpreter) {
        return;
    }
    let written = program(language, "seeded", &calls()).unwrap();
    // The binary need not be on the path of a test.
    let written = written.replacen("\"livebridge\"", &format!("{BINARY:?}"), 1);
    let folder = Folder::new();
    folder.write(name, written);
    let mut command = Command::new(interpreter);
    let ran = run(command.arg(name).current_dir(folder.root()));
    ran.expect(0, &[]);
    assert!(ran.stdout.contains("98.5") && ran.stdout.lines().count() >= calls().len(), "{ran}");
}

#[test]
fn programs_in_python_run() {
    runs(Language::Python, "python3", "program.py");
}

#[test]
fn programs_in_javascript_run() {
    runs(Language::JavaScript, "node", "program.mjs");
}
