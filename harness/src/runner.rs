//! Runs checks one after the other and keeps what they found. Nothing here prints.

use std::any::Any;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use livebridge_adapters::wire::{StartError, Timeouts};
use livebridge_core::{Description, Operation};
use serde::Serialize;

use crate::check::{Check, Finding, Stop};
use crate::registry;
use crate::requirement::{Level, Requirement, Transport};
use crate::stage::Stage;
use crate::target::TargetSpec;
use crate::verdict::{Conformance, ExitCode, Verdict, judge};

/// What is run, and how.
#[derive(Debug, Clone)]
pub struct Options {
    /// The target.
    pub spec: TargetSpec,
    /// How long we wait for it.
    pub timeouts: Timeouts,
    /// The seed of everything random.
    pub seed: u64,
    /// The command line up to the filter, for the reproduction of a finding.
    pub command: String,
}

/// What one check said.
#[derive(Debug, Clone, Serialize)]
pub struct CheckResult {
    /// Name of the check.
    pub check: String,
    /// The requirement that it judges.
    pub requirement: &'static str,
    /// What it said.
    pub verdict: Verdict,
    /// Why it did not pass, where it was run.
    pub finding: Option<Finding>,
    /// What is missing or excludes it, where it was not.
    pub reason: Option<String>,
}

/// A whole run.
#[derive(Debug, Clone)]
pub struct Run {
    /// Who was tested.
    pub description: Description,
    /// How it was reached.
    pub transport: Transport,
    /// The target as it was given.
    pub target: String,
    /// The seed.
    pub seed: u64,
    /// In the order of the checks.
    pub checks: Vec<CheckResult>,
    /// Why the target could not be brought back in the middle of the run.
    pub lost: Option<String>,
    /// What the run left behind in a Set that was not its own, because the target offers no way to take it back.
    pub left_behind: Option<String>,
}

impl Run {
    /// The verdict on each requirement that had a check in this run, in the order of the registry.
    pub fn requirements(&self) -> Vec<(&'static Requirement, Verdict)> {
        let mut verdicts: BTreeMap<&str, Vec<Verdict>> = BTreeMap::new();
        for result in &self.checks {
            verdicts.entry(result.requirement).or_default().push(result.verdict);
        }
        registry::ALL
            .iter()
            .filter_map(|requirement| {
                let checks = verdicts.remove(requirement.id)?;
                Some((requirement, Verdict::of_checks(checks)))
            })
            .collect()
    }

    /// The verdict of the run, and how the process ends.
    pub fn judge(&self) -> (Conformance, ExitCode) {
        let mut scored: Vec<_> =
            self.requirements().iter().map(|(requirement, verdict)| (requirement.level, *verdict)).collect();
        // Our own bugs count even where no requirement is there to carry them.
        let bugs = self.checks.iter().filter(|result| result.verdict == Verdict::HarnessError);
        scored.extend(bugs.map(|result| (Level::Must, result.verdict)));
        judge(&scored, self.lost.is_some())
    }

    /// Every operation of the port, and whether the target offers it.
    pub fn operations(&self) -> impl Iterator<Item = (Operation, bool)> + '_ {
        Operation::PORT.iter().map(|operation| (*operation, self.description.offers(*operation)))
    }
}

/// What happens in a run, as it happens: every report is fed by these.
#[derive(Debug)]
pub enum Event<'a> {
    /// The target answered; nothing was checked yet.
    Started(&'a Run),
    /// A check ended.
    Checked(&'a CheckResult),
}

/// Runs checks on a target. `tell` is told what happens. The error is that of the first start.
pub fn run(options: &Options, checks: &[Check], mut tell: impl FnMut(Event<'_>)) -> Result<Run, StartError> {
    let mut stage = Stage::open(options.spec.clone(), options.timeouts, options.seed)?;
    let mut run = Run {
        description: stage.description().clone(),
        transport: options.spec.transport(),
        target: options.spec.to_string(),
        seed: options.seed,
        checks: Vec::new(),
        lost: None,
        left_behind: None,
    };
    tell(Event::Started(&run));
    for check in checks {
        let result = if run.lost.is_some() { unreached(check) } else { run_check(&mut stage, check, options) };
        tell(Event::Checked(&result));
        run.checks.push(result);
        if run.lost.is_none()
            && let Err(error) = stage.recover()
        {
            run.lost = Some(error.to_string());
        }
    }
    if run.lost.is_none() {
        // A bridge of this process that panics must not take the results with it.
        let closed = catch_unwind(AssertUnwindSafe(|| stage.close()));
        run.left_behind = closed.unwrap_or_else(|panic| Some(said(&*panic)));
    }
    Ok(run)
}

/// A check that could not be run any more.
fn unreached(check: &Check) -> CheckResult {
    let reason = Some("the target could not be brought back".to_owned());
    let requirement = check.requirement;
    CheckResult { check: check.name.clone(), requirement, verdict: Verdict::Unknown, finding: None, reason }
}

fn run_check(stage: &mut Stage, check: &Check, options: &Options) -> CheckResult {
    let mut result = CheckResult {
        check: check.name.clone(),
        requirement: check.requirement,
        verdict: Verdict::Pass,
        finding: None,
        reason: None,
    };
    let Some(requirement) = registry::by_id(check.requirement) else {
        result.verdict = Verdict::HarnessError;
        result.reason = Some(format!("there is no requirement {}", check.requirement));
        return result;
    };
    if let Some(reason) = requirement.applies_when.excludes(stage.description(), options.spec.transport()) {
        result.verdict = Verdict::OutOfScope;
        result.reason = Some(reason);
        return result;
    }
    let mut missing = requirement.needs.missing(stage.description());
    missing.extend(check.operations.iter().filter(|operation| !stage.offers(**operation)).map(ToString::to_string));
    if !missing.is_empty() {
        result.verdict = Verdict::NotApplicable;
        result.reason = Some(format!("not offered: {}", missing.join(", ")));
        return result;
    }
    // A bug of a check must not take the results of the others with it.
    let ended = catch_unwind(AssertUnwindSafe(|| (check.run)(stage)));
    let finding = |stage: &Stage, expected: String, seen: String| Finding {
        expected,
        seen,
        calls: stage.trace().calls(),
        log: stage.log(),
        reproduce: format!("{} --check {} {}", options.command, check.name, options.spec),
    };
    // Whatever the check makes of a call that it was denied: it has not seen what it needed.
    let ended = match (stage.take_denied(), ended) {
        (Some(reason), Ok(_)) => Ok(Err(Stop::Undecided(reason))),
        (_, ended) => ended,
    };
    match ended {
        Ok(Ok(())) => {
            if let Some(fault) = stage.broken() {
                result.verdict = Verdict::Fail;
                let expected = "nothing is sent or closed beside the answers".to_owned();
                result.finding = Some(finding(stage, expected, fault.to_string()));
            }
        }
        Ok(Err(Stop::Broken { expected, seen })) => {
            result.verdict = Verdict::broken(requirement.level);
            result.finding = Some(finding(stage, expected, seen));
        }
        Ok(Err(Stop::Fault(fault))) => {
            result.verdict = Verdict::Fail;
            result.finding = Some(finding(stage, "every call is answered".to_owned(), fault.to_string()));
            stage.spoil();
        }
        Ok(Err(Stop::Missing(what))) => {
            result.verdict = Verdict::NotApplicable;
            result.reason = Some(format!("this target has no {what}"));
        }
        Ok(Err(Stop::Untestable(reason))) => {
            result.verdict = Verdict::Untestable;
            let expected = "what the check needs can be set up, as declared".to_owned();
            result.finding = Some(finding(stage, expected, reason));
        }
        Ok(Err(Stop::Undecided(reason))) => {
            result.verdict = Verdict::Unknown;
            result.reason = Some(reason);
        }
        Err(panic) => {
            result.verdict = Verdict::HarnessError;
            let expected = "the check itself does not fail".to_owned();
            result.finding = Some(finding(stage, expected, said(&*panic)));
            stage.spoil();
        }
    }
    result
}

fn said(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    format!("it panicked: {}", text.unwrap_or("without a message"))
}
