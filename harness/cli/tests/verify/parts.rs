//! Parts of a run: shards, jobs, the first failure, and requirements that came after a release.

use std::collections::BTreeSet;
use std::num::NonZeroUsize;
use std::sync::Arc;

use livebridge_suite::check::{Check, Stop};
use livebridge_suite::registry::{Edition, Frozen};
use livebridge_suite::report::{Event, Summary};
use livebridge_suite::runner::{self, Run, RunOptions};
use livebridge_suite::shard::Shard;
use livebridge_suite::target::{FakeTarget, MutantTarget};
use livebridge_suite::verdict::{Conformance, ExitCode, Verdict};
use livebridge_suite::{checks, mutants};

use super::support::{livebridge, python_is_here};
use super::{MINIMAL, directory};

fn run(options: &RunOptions, checks: &[Check]) -> Run {
    runner::run(options, checks, |_| {}).unwrap()
}

fn on_mutant(name: &str) -> RunOptions {
    RunOptions::new(Arc::new(MutantTarget(mutants::by_name(name).unwrap())))
}

fn broken() -> RunOptions {
    on_mutant("ids-of-slots-for-clips")
}

/// What a run found, without the path of its WAV file.
fn found(run: &Run) -> Vec<(String, Verdict, Option<String>)> {
    let seen = |result: &runner::CheckResult| result.finding.as_ref().map(|finding| finding.seen.clone());
    run.checks.iter().map(|result| (result.check.clone(), result.verdict, seen(result))).collect()
}

#[test]
fn shards_are_the_whole_run_cut_in_parts() {
    let whole = run(&broken(), &checks::all());
    let mut parts: Vec<_> = (1..=3)
        .flat_map(|index| {
            let shard = Shard::new(index, 3);
            let part = run(&RunOptions { shard, ..broken() }, &checks::all());
            assert_eq!(part.planned, part.checks.len());
            assert!((1..whole.planned).contains(&part.planned), "shard {index} has {}", part.planned);
            found(&part)
        })
        .collect();
    let mut all = found(&whole);
    parts.sort();
    all.sort();
    assert_eq!(parts, all);
}

#[test]
fn a_shard_says_that_it_is_one() {
    livebridge(&["verify", "--shard", "1/4"]).expect(0, &["\nCONFORMANT (fake, seed 1, shard 1/4, only "]);
    for wrong in ["0/4", "5/4", "1", "1/0", "x/2"] {
        livebridge(&["verify", "--shard", wrong]).expect(2, &["is no shard: give one such as 2/4"]);
    }
    // One check in so many parts: most have nothing to run, and say so.
    let ran: BTreeSet<_> = (1..=8)
        .map(|index| livebridge(&["verify", "--check", "ids/malformed", "--shard", &format!("{index}/8")]).code)
        .collect();
    assert_eq!(ran, BTreeSet::from([Some(0), Some(4)]));
}

#[test]
fn several_jobs_find_the_same_in_the_same_order() {
    let alone = run(&broken(), &checks::all());
    let mut told = Vec::new();
    let options = RunOptions { jobs: NonZeroUsize::new(3).unwrap(), ..broken() };
    let together = runner::run(&options, &checks::all(), |event| {
        if let Event::CheckEnded(result) = event {
            told.push(result.check.clone());
        }
    })
    .unwrap();
    assert_eq!(found(&alone), found(&together));
    assert_eq!(told, together.checks.iter().map(|result| result.check.clone()).collect::<Vec<_>>());
}

#[test]
fn each_job_has_a_target_of_its_own() {
    if !python_is_here() {
        return;
    }
    // The target adds a line to a file whenever it is started.
    let starts = directory("jobs").join("starts");
    let script = format!("open({starts:?}, 'a').write('x\\n')\nexec(open({MINIMAL:?}).read())\n");
    let path = directory("jobs-script").join("counted.py");
    std::fs::write(&path, script).unwrap();
    let path = path.to_str().unwrap();
    livebridge(&["verify", "-j", "3", "--check", "wire/unknown-m", "--check", "ids/no-object", "--", "python3", path])
        .expect(0, &[]);
    // Two checks keep two of the three busy.
    assert_eq!(std::fs::read_to_string(starts).unwrap(), "x\nx\n");
    livebridge(&["verify", "-j", "65"]).expect(2, &["65 is more than 64 jobs"]);
}

#[test]
fn a_target_that_is_lost_in_one_job_takes_only_its_checks_along() {
    let options = RunOptions { jobs: NonZeroUsize::new(2).unwrap(), ..RunOptions::new(Arc::new(FakeTarget)) };
    let check = |name: &str, ends: fn() -> Result<(), Stop>| Check::new(name, "LB-MUT-003", move |_| ends());
    let checks = [
        check("test/a", || Ok(())),
        check("test/b", || Err(Stop::Untestable("no".to_owned()))),
        check("test/c", || Ok(())),
        check("test/d", || Ok(())),
    ];
    let run = run(&options, &checks);
    let verdicts: Vec<Verdict> = run.checks.iter().map(|result| result.verdict).collect();
    assert_eq!(verdicts, [Verdict::Pass, Verdict::Untestable, Verdict::Pass, Verdict::Pass]);
}

#[test]
fn the_first_failure_ends_the_run_where_that_is_asked() {
    for jobs in [1, 2, 5] {
        let options = RunOptions { fail_fast: true, jobs: NonZeroUsize::new(jobs).unwrap(), ..broken() };
        let run = run(&options, &checks::all());
        let failed: Vec<_> = run.checks.iter().filter(|result| result.fails()).map(|result| &result.check).collect();
        assert_eq!(failed, [&run.checks.last().unwrap().check], "{jobs} jobs");
        assert!(run.failed_fast && run.checks.len() < run.planned);
        assert_eq!(run.judge(), (Conformance::Nonconformant, ExitCode::Nonconformant));
    }
    let whole = run(&RunOptions { fail_fast: true, ..RunOptions::new(Arc::new(FakeTarget)) }, &checks::all());
    assert!(!whole.failed_fast && whole.checks.len() == whole.planned);
}

/// A released set without some of the requirements that there are: those came later.
static EARLIER: Frozen = Frozen { name: "0.9", text: "# A remark.\nLB-NOTES-001 MUST\nLB-NOTES-003 MUST\n" };

#[test]
fn what_came_after_the_release_is_run_and_does_not_count() {
    let notes: Vec<Check> = checks::all().into_iter().filter(|check| check.name.starts_with("notes/")).collect();
    let mutant = || on_mutant("pitch-truncated");
    let now = run(&mutant(), &notes);
    assert_eq!(now.judge(), (Conformance::Nonconformant, ExitCode::Nonconformant));
    let then = run(&RunOptions { edition: Edition::Frozen(&EARLIER), ..mutant() }, &notes);
    assert_eq!(found(&now), found(&then), "the same checks are run");
    assert_eq!(then.judge(), (Conformance::Conformant, ExitCode::Conformant));
    let scored: BTreeSet<_> =
        then.requirements().iter().filter(|judged| judged.scored).map(|judged| judged.requirement.id).collect();
    assert_eq!(scored, BTreeSet::from(["LB-NOTES-001", "LB-NOTES-003"]));
    let summary = Summary::of(&then).to_string();
    for text in [
        "\nnot scored, added after release: FAIL LB-NOTES-002  A pitch is rounded",
        "\n2 requirements: 2 passed\nCONFORMANT (fake+pitch-truncated, requirements 0.9, seed 1)\n",
    ] {
        assert!(summary.contains(text), "`{text}` is missing\n{summary}");
    }
    // Nothing that counts ran: that is not green, whatever else passed.
    let others: Vec<Check> = checks::all().into_iter().filter(|check| check.name.starts_with("ids/")).collect();
    let run = run(&RunOptions { edition: Edition::Frozen(&EARLIER), ..RunOptions::new(Arc::new(FakeTarget)) }, &others);
    assert_eq!(run.judge(), (Conformance::NothingRan, ExitCode::NothingRan));
}

#[test]
fn the_newest_released_set_counts_unless_all_is_asked_for() {
    livebridge(&["verify", "--area", "ids"]).expect(0, &["\nCONFORMANT (fake, seed 1, "]);
    livebridge(&["verify", "--area", "ids", "--requirements", "1.0"]).expect(0, &["\nCONFORMANT (fake, seed 1, "]);
    let latest = livebridge(&["verify", "--area", "ids", "--requirements", "latest"]);
    latest.expect(0, &["\nCONFORMANT (fake, requirements latest, seed 1, "]);
}
