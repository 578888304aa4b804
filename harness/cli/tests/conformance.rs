//! The suite as a test binary: every check is a test, so that `cargo test` and `cargo nextest` list, filter, run and
//! distribute them with what a CI already has.
//!
//! The target is `LIVEBRIDGE_TARGET`, in the syntax of the command line (`fake`, `fake+MUTANT`, `-- COMMAND ARGS...`);
//! without it the embedded fake. It is asked once, at the beginning, what it offers: a check that it does not offer
//! enough for is ignored, and known as such already when tests are listed.
//!
//! Each thread has a target of its own: a test takes one that is free, or starts one, and gives it back afterwards as
//! the runner would before its next check. So tests do not disturb each other; a target that cannot be started twice
//! needs `--test-threads=1`.

#![expect(clippy::print_stderr, reason = "this binary speaks to whoever runs it")]

use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};
use std::{env, mem};

use libtest_mimic::{Arguments, Completion, Failed, Trial};
use livebridge_port::Description;
use livebridge_suite::check::Check;
use livebridge_suite::profile::{Scope, scope};
use livebridge_suite::report::text;
use livebridge_suite::requirement::{Level, Ring};
use livebridge_suite::runner::{self, CheckResult, Reproduce, RunOptions};
use livebridge_suite::stage::Stage;
use livebridge_suite::target::{SchemeError, Target};
use livebridge_suite::verdict::Verdict;
use livebridge_suite::{checks, registry};

/// The schemes of the command line, for the binary cannot be a library.
#[expect(dead_code, unused_imports, reason = "help texts are the binary's, and so are the tests of the schemes")]
#[path = "../src"]
mod binary {
    pub(crate) mod schemes;
}

use binary::schemes;

/// Names the target.
const VARIABLE: &str = "LIVEBRIDGE_TARGET";

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let stages = match target().and_then(Stages::open) {
        Ok(stages) => Arc::new(stages),
        Err(error) => {
            eprintln!("error: {VARIABLE}: {error}");
            return livebridge_suite::verdict::ExitCode::NoTarget.code().into();
        }
    };
    let trials = checks::all().into_iter().map(|check| trial(check, &stages)).collect();
    let conclusion = libtest_mimic::run(&arguments, trials);
    stages.close();
    conclusion.exit_code()
}

/// The target that the environment names.
fn target() -> Result<Arc<dyn Target>, String> {
    let Ok(text) = env::var(VARIABLE) else { return Ok(schemes::default()) };
    match text.strip_prefix("-- ") {
        None => schemes::parse(&text, None).map_err(|SchemeError { what, hint }| match hint {
            Some(hint) => format!("{what}\nhint: {hint}"),
            None => what,
        }),
        Some(command) => {
            let mut words = shell_words::split(command).map_err(|error| error.to_string())?.into_iter();
            let program =
                words.next().ok_or("there is no command after `--`\nhint: give one, as on the command line")?;
            Ok(schemes::program(&program, &words.collect::<Vec<_>>()))
        }
    }
}

fn trial(check: Check, stages: &Arc<Stages>) -> Trial {
    let ignored = stages.ignores(&check);
    let ring = registry::by_id(check.requirement).map_or(Ring::Two, |requirement| requirement.area.ring());
    let (name, stages) = (check.name.clone(), Arc::clone(stages));
    Trial::ignorable_test(name, move || stages.run(&check)).with_kind(format!("ring{ring}")).with_ignored_flag(ignored)
}

/// The command that shows a finding again.
fn reproduce(check: &str, target: &dyn Target) -> String {
    format!("livebridge verify --check {check} {target}")
}

/// Targets that run, one for each test that runs at the same time.
struct Stages {
    options: RunOptions,
    description: Description,
    free: Mutex<Vec<Stage>>,
}

impl Stages {
    fn open(target: Arc<dyn Target>) -> Result<Self, String> {
        let options = RunOptions { reproduce: Reproduce::new(reproduce), ..RunOptions::new(target) };
        let stage = Self::start(&options)?;
        let description = stage.description().clone();
        Ok(Self { options, description, free: Mutex::new(vec![stage]) })
    }

    fn start(options: &RunOptions) -> Result<Stage, String> {
        Stage::open(Arc::clone(&options.target), options.timeouts, options.seed.value()).map_err(|error| {
            format!("`{}` could not be started or greeted: {error}\nhint: {}", options.target, error.hint())
        })
    }

    fn free<T>(&self, act: impl FnOnce(&mut Vec<Stage>) -> T) -> T {
        act(&mut self.free.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Whether the target cannot be asked: out of scope, or not offered.
    fn ignores(&self, check: &Check) -> bool {
        registry::by_id(check.requirement).is_some_and(|requirement| {
            !matches!(scope(check, requirement, &self.description, &*self.options.target, None), Scope::Runs)
        })
    }

    fn run(&self, check: &Check) -> Result<Completion, Failed> {
        let mut stage = match self.free(Vec::pop) {
            Some(stage) => stage,
            None => Self::start(&self.options)?,
        };
        let result = runner::run_check(&mut stage, check, &self.options);
        // A target that does not come back is not used again.
        if stage.recover().is_ok() {
            self.free(|free| free.push(stage));
        }
        told(&result)
    }

    /// Ends every target politely.
    fn close(&self) {
        for stage in self.free(mem::take) {
            stage.close();
        }
    }
}

/// A result in the words of a test runner, which knows no warnings.
fn told(result: &CheckResult) -> Result<Completion, Failed> {
    let finding = result.finding.as_ref().map(|finding| text::finding(result, finding));
    let reason = result.reason.clone().unwrap_or_default();
    let should = registry::by_id(result.requirement).is_some_and(|requirement| requirement.level == Level::Should);
    match result.verdict {
        Verdict::Pass => Ok(Completion::Completed),
        Verdict::Warn => {
            eprintln!("{}", finding.unwrap_or_default());
            Ok(Completion::Completed)
        }
        // Known only once the check looked for what it needs; nextest, which sees only the exit code, shows a pass.
        Verdict::NotApplicable | Verdict::OutOfScope => Ok(Completion::ignored_with(reason)),
        Verdict::Unknown if should => Ok(Completion::ignored_with(reason)),
        Verdict::Unknown => Err(format!("{}: {reason}", result.verdict).into()),
        Verdict::Fail | Verdict::Untestable | Verdict::HarnessError => Err(finding.unwrap_or(reason).into()),
    }
}
