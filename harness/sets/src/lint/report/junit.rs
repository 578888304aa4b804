//! JUnit XML: a suite per file, and in it a case per rule that is broken, so that CI lists what it has to show.

use quick_junit::{NonSuccessKind, SerializeError, TestCase, TestCaseStatus, TestSuite};

use super::{LintReport, Linted};
use crate::lint::rule::Severity;

impl LintReport {
    /// JUnit XML of a report of this name. Findings from `fails` on are failures; the others stand in the output of
    /// cases that pass.
    pub fn to_junit(&self, name: &str, fails: Severity) -> Result<String, SerializeError> {
        let mut report = quick_junit::Report::new(name);
        report.add_test_suites(self.files.iter().map(|file| suite(file, fails)));
        for file in &self.unreadable {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
            status.set_message(&*file.error).set_type("unreadable");
            let mut suite = TestSuite::new(&*file.path);
            suite.add_test_case(case(&file.path, "unreadable", status));
            report.add_test_suite(suite);
        }
        report.to_string()
    }
}

fn suite(file: &Linted, fails: Severity) -> TestSuite {
    let mut suite = TestSuite::new(&*file.path);
    // Findings of one rule stand together, since they are sorted by severity and rule.
    for findings in file.findings.chunk_by(|a, b| a.rule.id == b.rule.id) {
        let Some(first) = findings.first() else { continue };
        let lines: Vec<_> = findings.iter().map(|finding| &*finding.message).collect();
        let lines = lines.join("\n");
        let is_failure = first.severity >= fails;
        let mut status = TestCaseStatus::success();
        if is_failure {
            status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            status.set_message(&*first.message).set_type(first.severity.as_str()).set_description(&*lines);
        }
        let mut case = case(&file.path, first.rule.id, status);
        if !is_failure {
            case.set_system_out(lines);
        }
        suite.add_test_case(case);
    }
    if file.findings.is_empty() {
        // A suite without a case looks like one that did not run.
        suite.add_test_case(case(&file.path, "clean", TestCaseStatus::success()));
    }
    suite
}

fn case(path: &str, name: &str, status: TestCaseStatus) -> TestCase {
    let mut case = TestCase::new(name, status);
    case.set_classname(path);
    case
}
