//! `livebridge live`: the simulated Live from the command line, and the faces in other languages with their own tests on
//! it, run by the Python and the Node that are there.

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

use crate::support::{LIVEBRIDGE, is_here, livebridge, python_is_here, workspace};

const SERVE: &str = concat!("'", env!("CARGO_BIN_EXE_livebridge"), "' live serve --until-stdin-closes");

/// Whether this interpreter is there and as new as its code asks. If not, says so.
fn is_new_enough(interpreter: &str, arguments: &[&str], what: &str) -> bool {
    let is = Command::new(interpreter).args(arguments).status().is_ok_and(|status| status.success());
    if !is {
        // Past the capture of the test runner.
        let _ = writeln!(std::io::stderr(), "SKIPPED: {what} is not tested, for {interpreter} is too old");
    }
    is
}

#[test]
fn the_page_shows_what_is_said() {
    assert_eq!(LIVEBRIDGE.shows("docs/live.md", "."), 2);
}

#[test]
fn requests_from_a_shell_are_answered_and_undone() {
    let ran =
        livebridge(&["live", "do", "as python; set live_set tempo 98; get live_set tempo; undo; get live_set tempo"]);
    ran.expect(0, &[]);
    assert_eq!(ran.stdout, "null\nnull\n98\ntrue\n120\n");
}

#[test]
fn a_refusal_is_told_and_counts() {
    let ran = livebridge(&["live", "do", "as python; set live_set tempo fast"]);
    ran.expect(1, &[]);
    assert!(ran.stdout.contains("! ArgumentError"), "{ran}");
}

#[test]
fn rules_can_be_listed_and_switched() {
    let ran = livebridge(&["live", "rules", "--rule", "undo.heavy-call-splits=off", "heavy-call"]);
    ran.expect(0, &[]);
    assert!(ran.stdout.contains("undo.heavy-call-splits") && ran.stdout.contains("false"), "{ran}");
    livebridge(&["live", "rules", "--rule", "undo.no-such=off"])
        .expect(2, &["hint: `livebridge live rules` lists them"]);
}

#[test]
fn the_page_of_fidelity_has_the_figures_of_the_score() {
    let ran = livebridge(&["live", "score"]);
    ran.expect(0, &[]);
    let page = std::fs::read_to_string(workspace().join("docs/live-fidelity.md")).unwrap();
    // `behaviours implemented, by area: 258 of 307 (84 %)`, and below it `  Max typing   13 of 13 (100 %)`.
    for line in ran.stdout.lines().filter(|line| line.ends_with("%)")) {
        let (what, share) = line.split_at(line.find(':').unwrap_or(30));
        let figures = share.trim_start_matches([':', ' ']);
        let (done, of) = figures.split_once(" of ").unwrap();
        let of = of.split(' ').next().unwrap();
        let row = format!("| {} | {done} | {of} |", what.trim());
        let said = page.contains(&row)
            || page.contains(&format!(": {figures}"))
            || page.contains(&format!("`{}`", what.trim()));
        assert!(said, "docs/live-fidelity.md does not say `{line}`");
    }
}

#[test]
fn the_command_gets_the_engine_and_its_failure_is_told() {
    let ran =
        livebridge(&["live", "run", "--", "sh", "-c", "echo ${LIVEBRIDGE_LIVE%:*} ${#LIVEBRIDGE_LIVE_TOKEN}; exit 7"]);
    ran.expect(1, &["`sh` ended with exit status: 7"]);
    assert_eq!(ran.stdout, "tcp:127.0.0.1 32\n");
}

#[test]
fn an_engine_ends_with_the_standard_input_of_who_started_it() {
    let mut engine = Command::new(env!("CARGO_BIN_EXE_livebridge"))
        .args(["live", "serve", "--until-stdin-closes"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(engine.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert!(line.starts_with("LIVEBRIDGE_LIVE=tcp:127.0.0.1:"), "{line}");
    drop(engine.stdin.take());
    assert!(engine.wait().unwrap().success());
}

#[test]
fn the_python_face_passes_its_own_tests() {
    let recent = "import sys; sys.exit(sys.version_info < (3, 11))";
    if !python_is_here() || !is_new_enough("python3", &["-c", recent], "the Python face") {
        return;
    }
    let face = workspace().join("adapters/live/python");
    let output = Command::new("python3")
        .args(["-m", "unittest", "discover", "--start-directory", "tests"])
        .current_dir(&face)
        .env("PYTHONPATH", std::env::join_paths([face.join("src"), face.join("tests")]).unwrap())
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("LIVEBRIDGE_LIVE_COMMAND", SERVE)
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
    // unittest ends well when it finds no test at all.
    assert!(told.contains("Ran ") && !told.contains("Ran 0 tests"), "{told}");
}

#[test]
fn the_max_face_and_its_examples_pass_their_own_tests() {
    let recent = "const [a, b] = process.versions.node.split('.').map(Number); process.exit(a > 20 || (a === 20 && b >= 10) ? 0 : 1)";
    if !is_here("node") || !is_here("npm") || !is_new_enough("node", &["-e", recent], "the Max face") {
        return;
    }
    let output = Command::new("sh")
        .arg("test.sh")
        .current_dir(workspace().join("adapters/live/javascript"))
        .env("LIVEBRIDGE_LIVE_COMMAND", SERVE)
        .output()
        .unwrap();
    let (told, failed) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{told}{failed}");
    // The face itself and two examples; Node's runner ends well when it finds no test at all.
    assert_eq!(told.matches("# tests ").count() + told.matches("ℹ tests ").count(), 3, "{told}");
    assert!(!told.contains("# tests 0") && !told.contains("ℹ tests 0"), "{told}");
}
