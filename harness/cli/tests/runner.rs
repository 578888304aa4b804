//! The runner when something goes wrong in the harness itself.

use std::sync::Arc;

use livebridge_port::Mutation;
use livebridge_suite::check::{Check, Stop};
use livebridge_suite::report::Event;
use livebridge_suite::runner::{self, RunOptions};
use livebridge_suite::target::{FakeTarget, ProgramTarget, Target};
use livebridge_suite::verdict::{Conformance, ExitCode, Verdict};
use livebridge_wire::Command;

fn options(target: Arc<dyn Target>) -> RunOptions {
    RunOptions::new(target)
}

fn over_the_wire() -> Arc<dyn Target> {
    let args = vec!["serve".to_owned(), "fake".to_owned()];
    Arc::new(ProgramTarget(Command { program: env!("CARGO_BIN_EXE_livebridge").into(), args }))
}

#[test]
fn a_check_that_panics_is_our_own_bug_and_the_run_goes_on() {
    for target in [Arc::new(FakeTarget) as Arc<dyn Target>, over_the_wire()] {
        let checks = [
            Check::new("test/passes-first", "LB-MUT-003", |_| Ok(())),
            Check::new("test/panics", "LB-MUT-004", |stage| {
                stage.call(Mutation::SetTempo { bpm: 99.0 })?;
                panic!("an index out of range, say")
            }),
            Check::new("test/passes-after", "LB-MUT-005", |stage| {
                // The target was started anew: what the panicking check left is gone.
                assert_eq!(stage.overview()?.tempo.to_string(), "124");
                Ok(())
            }),
        ];
        let mut told = Vec::new();
        let run = runner::run(&options(target), &checks, |event| {
            if let Event::CheckEnded(result) = event {
                told.push(result.check.clone());
            }
        })
        .unwrap();
        assert_eq!(told, ["test/passes-first", "test/panics", "test/passes-after"]);
        let verdicts: Vec<Verdict> = run.checks.iter().map(|result| result.verdict).collect();
        assert_eq!(verdicts, [Verdict::Pass, Verdict::HarnessError, Verdict::Pass], "{:#?}", run.checks);
        let finding = run.checks[1].finding.as_ref().unwrap();
        assert_eq!(finding.seen, "it panicked: an index out of range, say");
        assert_eq!(finding.calls.len(), 1);
        assert_eq!(run.judge(), (Conformance::NotDecided, ExitCode::HarnessBug));
        assert_eq!(ExitCode::HarnessBug.code(), 70);
    }
}

#[test]
fn a_check_of_no_requirement_is_our_own_bug() {
    let checks = [Check::new("test/unregistered", "LB-NONE-001", |_| Ok(()))];
    let run = runner::run(&options(Arc::new(FakeTarget)), &checks, |_| {}).unwrap();
    assert_eq!(run.checks[0].verdict, Verdict::HarnessError);
    assert_eq!(run.judge().1, ExitCode::HarnessBug);
}

#[test]
fn what_cannot_be_set_up_is_untestable_and_what_runs_out_is_unknown() {
    let checks = [
        Check::new("test/untestable", "LB-MUT-003", |_| Err(Stop::Untestable("it refused".to_owned()))),
        Check::new("test/undecided", "LB-MUT-004", |_| Err(Stop::Undecided("no time left".to_owned()))),
        Check::new("test/missing", "LB-MUT-005", |_| Err(Stop::Missing("lamp".to_owned()))),
    ];
    let verdicts = |checks: &[Check]| {
        let run = runner::run(&options(Arc::new(FakeTarget)), checks, |_| {}).unwrap();
        (run.checks.iter().map(|result| result.verdict).collect::<Vec<_>>(), run.judge().1)
    };
    let all = vec![Verdict::Untestable, Verdict::Unknown, Verdict::NotApplicable];
    assert_eq!(verdicts(&checks), (all, ExitCode::Nonconformant));
    assert_eq!(verdicts(&checks[1..2]), (vec![Verdict::Unknown], ExitCode::Inconclusive));
    assert_eq!(verdicts(&checks[2..]), (vec![Verdict::NotApplicable], ExitCode::NothingRan));
}
