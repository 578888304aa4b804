//! `--junit`: JUnit XML, as CI systems read it. An area is a suite of tests, a check is a test.
//!
//! JUnit has no warnings: a SHOULD that is not met passes, with its finding as output. What was not checked is skipped,
//! and so is what does not count: a failure that the baseline accepts, a requirement that is not scored. So that a run
//! of which nothing was checked is not green, the verdict is a test of its own, the last one: it fails when the exit
//! code is not 0.

use quick_junit::{NonSuccessKind, Property, Report, SerializeError, TestCase, TestCaseStatus, TestSuite};

use super::{Summary, text};
use crate::areas::Area;
use crate::registry;
use crate::requirement::Level;
use crate::runner::CheckResult;
use crate::verdict::{ExitCode, Verdict};

/// The report of a run.
pub fn junit(summary: &Summary) -> Result<String, SerializeError> {
    let mut report = Report::new("livebridge");
    for area in Area::ALL {
        let checks: Vec<&CheckResult> = summary.run.checks.iter().filter(|result| of(result) == Some(area)).collect();
        if !checks.is_empty() {
            report.add_test_suite(suite(summary, area.name(), checks.into_iter().map(case).collect()));
        }
    }
    // A check of no requirement is our own bug, and must be seen all the same.
    let strays: Vec<TestCase> = summary.run.checks.iter().filter(|result| of(result).is_none()).map(case).collect();
    if !strays.is_empty() {
        report.add_test_suite(suite(summary, "none", strays));
    }
    report.add_test_suite(suite(summary, "verdict", vec![verdict(summary)]));
    report.to_string()
}

fn of(result: &CheckResult) -> Option<Area> {
    registry::by_id(result.requirement).map(|requirement| requirement.area)
}

fn suite(summary: &Summary, name: &str, cases: Vec<TestCase>) -> TestSuite {
    let mut suite = TestSuite::new(format!("livebridge.{name}"));
    for (name, value) in [
        ("target", summary.run.target.clone()),
        ("seed", summary.run.seed.to_string()),
        ("suite", summary.suite.clone()),
        ("verdict", summary.verdict.to_string()),
    ] {
        suite.add_property(Property::new(name, value));
    }
    suite.add_test_cases(cases);
    suite
}

fn case(result: &CheckResult) -> TestCase {
    let told = result.finding.as_ref().map(|finding| text::finding(result, finding).trim_start().to_owned());
    let level = registry::by_id(result.requirement).map_or(Level::Must, |requirement| requirement.level);
    let non_success = |kind| {
        let mut status = TestCaseStatus::non_success(kind);
        let seen = result.finding.as_ref().map(|finding| livebridge_text::phrasing::plain(&finding.seen));
        let why = seen.or_else(|| result.reason.clone()).unwrap_or_default();
        status.set_type(result.verdict.to_string()).set_message(why);
        if let Some(told) = &told {
            status.set_description(told.clone());
        }
        status
    };
    let skipped = |reason: &str| {
        let mut status = TestCaseStatus::skipped();
        status.set_type(result.verdict.to_string()).set_message(format!("{}: {reason}", result.verdict));
        if let Some(told) = &told {
            status.set_description(told.clone());
        }
        status
    };
    let excused = if result.scored {
        result.accepted.as_ref().map(|why| format!("accepted by the baseline: {why}"))
    } else {
        Some("not scored, because added after the release of the set that is".to_owned())
    };
    let status = match (result.verdict, excused) {
        (Verdict::Pass | Verdict::Warn, _) => TestCaseStatus::success(),
        (_, Some(excuse)) => skipped(&excuse),
        (Verdict::Fail, None) => non_success(NonSuccessKind::Failure),
        (Verdict::Untestable | Verdict::HarnessError, None) => non_success(NonSuccessKind::Error),
        // What was not decided counts only where it must hold.
        (Verdict::Unknown, None) if level == Level::Must => non_success(NonSuccessKind::Error),
        (Verdict::Unknown | Verdict::NotApplicable | Verdict::OutOfScope, None) => {
            skipped(result.reason.as_deref().unwrap_or_default())
        }
    };
    let mut case = TestCase::new(result.check.clone(), status);
    case.set_classname(result.requirement);
    if result.verdict == Verdict::Warn
        && let Some(told) = told
    {
        case.set_system_out(told);
    }
    case
}

fn verdict(summary: &Summary) -> TestCase {
    let status = if summary.exit_code == ExitCode::Conformant.code() {
        TestCaseStatus::success()
    } else {
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
        status.set_type(summary.verdict.to_string()).set_message(summary.conclusion());
        status
    };
    let mut case = TestCase::new("verdict", status);
    let mut lines = summary.remarks();
    lines.extend([summary.tally(), summary.conclusion()]);
    case.set_classname("livebridge").set_system_out(lines.join("\n"));
    case
}
