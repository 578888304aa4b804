//! A run that is told to end: its children end with it, and what was found until then is reported.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use livebridge_suite::check::Check;
use livebridge_suite::interrupt::Interrupt;
use livebridge_suite::runner::{self, RunOptions};
use livebridge_suite::target::FakeTarget;
use livebridge_suite::verdict::{Conformance, ExitCode};

use super::support::{finish, python_is_here};
use super::{MINIMAL, directory};

/// Waits until something holds; fails when it never does.
fn eventually(what: &str, holds: impl Fn() -> bool) {
    let deadline = Instant::now() + Duration::from_mins(1);
    while !holds() {
        assert!(Instant::now() < deadline, "{what} never comes");
        thread::sleep(Duration::from_millis(5));
    }
}

fn alive(process: &str) -> bool {
    let asked = Command::new("kill").args(["-0", process]).stderr(Stdio::null()).status().unwrap();
    // A process that ended and was not waited for by its new parent still has its number.
    let ended = std::fs::read_to_string(format!("/proc/{process}/stat")).is_ok_and(|stat| stat.contains(") Z "));
    asked.success() && !ended
}

/// Interrupts a run whose target hangs in its second check, with a child of its own.
fn interrupted(signal: &str) {
    let here = directory(&format!("interrupted-{signal}"));
    let (script, pids) = (here.join("hangs.py"), here.join("pids"));
    let pids = pids.to_str().unwrap();
    let hang = format!(
        "def list_clips(params):\n    import subprocess, time\n    child = subprocess.Popen(['sleep', '600'])\n    \
         open({pids:?}, 'w').write(f'{{os.getpid()}} {{child.pid}}.')\n    time.sleep(600)\n"
    );
    let source = std::fs::read_to_string(MINIMAL).unwrap();
    assert_eq!(source.matches("def list_clips(params):\n").count(), 1, "minimal.py has changed");
    let source = source.replace("def list_clips(params):\n", &hang);
    std::fs::write(&script, format!("import os\n{source}")).unwrap();
    let arguments =
        ["verify", "--check", "errors/a-failed-call-changes-nothing", "--check", "errors/hint", "--", "python3"];
    let mut command = Command::new(env!("CARGO_BIN_EXE_livebridge"));
    command.args(arguments).arg(&script).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let run = command.spawn().unwrap();
    let started = || std::fs::read_to_string(pids).ok().filter(|text| text.ends_with('.'));
    eventually("the call that hangs", || started().is_some());
    let sent = Command::new("kill").args([signal, &run.id().to_string()]).status().unwrap();
    assert!(sent.success());
    let ran = finish(run, &command);
    ran.expect(130, &["\ninterrupted after ", " of 2 checks", "\nNOT DECIDED (-- python3"]);
    assert!(!ran.stderr.contains("FAIL"), "the check that was cut short is no finding: {ran}");
    for process in started().unwrap().trim_end_matches('.').split(' ') {
        eventually(&format!("the end of process {process}"), || !alive(process));
    }
    assert!(Path::new(&script).exists());
}

#[test]
fn ctrl_c_ends_a_run_and_its_target() {
    if python_is_here() {
        interrupted("-INT");
    }
}

#[test]
fn a_polite_request_to_end_does_the_same() {
    if python_is_here() {
        interrupted("-TERM");
    }
}

#[test]
fn what_was_found_before_stays_and_what_came_after_is_not_there() {
    let interrupt = Interrupt::default();
    let raised = interrupt.clone();
    let checks = [
        Check::new("test/before", "LB-MUT-003", |_| Ok(())),
        Check::new("test/meanwhile", "LB-MUT-004", move |_| {
            assert!(!raised.raise());
            Err(livebridge_suite::check::Stop::broken("an answer", "the end of the target"))
        }),
        Check::new("test/after", "LB-MUT-005", |_| Ok(())),
    ];
    let run = runner::run(&RunOptions { interrupt, ..RunOptions::new(Arc::new(FakeTarget)) }, &checks, |_| {}).unwrap();
    assert_eq!(run.checks.iter().map(|result| result.check.as_str()).collect::<Vec<_>>(), ["test/before"]);
    assert!(run.interrupted && run.planned == 3);
    assert_eq!(run.judge(), (Conformance::NotDecided, ExitCode::Interrupted));
}
