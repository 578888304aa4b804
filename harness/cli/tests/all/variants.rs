//! Honest variants of the complete example in Python, which must not be refused, and faulty ones, which must be.
//!
//! What is tested here is a part, for the whole takes minutes: `.ci/run` goes through all variants. A variant runs one
//! share of the checks, another one than its neighbours, and a few random programs.

use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crate::support::{Ran, is_here, livebridge_with, workspace};

const EXAMPLE: [&str; 2] = ["python3", "examples/python/complete.py"];
const FAULTS: [&str; 2] = ["python3", "harness/cli/tests/faults"];

/// The faults that `verify` found when it was measured, each with the first requirement that failed.
const FOUND: &str = include_str!("../faults/found.txt");

/// Runs a job for each of many, a few at a time.
fn for_each(names: &[String], job: impl Fn(usize, &str) + Sync) {
    let next = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some((at, name)) =
                    Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|at| Some((at, names.get(at)?)))
                {
                    job(at, name);
                }
            });
        }
    });
}

fn run(arguments: &[&str]) -> Ran {
    livebridge_with(arguments, |command| command.current_dir(workspace()))
}

/// The switches that the example has: it tells them when none is given.
fn variants() -> Vec<String> {
    let said = Command::new(EXAMPLE[0]).args([EXAMPLE[1], "--variant"]).current_dir(workspace()).output().unwrap();
    String::from_utf8(said.stderr).unwrap().lines().skip(1).map(str::to_owned).collect()
}

#[test]
fn honest_variants_are_not_refused() {
    if !is_here(EXAMPLE[0]) {
        return;
    }
    let variants = variants();
    assert!(variants.len() >= 70, "{variants:?}");
    for_each(&variants, |at, name| {
        let shard = format!("{}/12", at % 12 + 1);
        let ran = run(&["verify", "--shard", &shard, "--", EXAMPLE[0], EXAMPLE[1], "--variant", name]);
        assert_eq!(ran.code, Some(0), "{name}: {ran}");
    });
}

#[test]
fn faulty_variants_are_found() {
    if !is_here(FAULTS[0]) {
        return;
    }
    let found: Vec<String> = FOUND.lines().step_by(12).map(str::to_owned).collect();
    for_each(&found, |_, line| {
        let (name, requirement) = line.split_once(' ').unwrap();
        let ran = run(&["verify", "--requirement", requirement, "--fail-fast", "--", FAULTS[0], FAULTS[1], name]);
        ran.expect(1, &[&format!("FAIL {requirement} ")]);
    });
}
