//! What a run over files found, and its forms: lines for people, JSON, JUnit and SARIF for machines.

mod junit;
mod sarif;

use std::collections::BTreeMap;

use livebridge_port::json;
use livebridge_text::phrasing::visible;
use serde::Serialize;

use super::LintFinding;
use super::rule::Severity;

/// What a run found.
#[derive(Debug, Default)]
pub struct LintReport {
    /// The files that were read, in order.
    pub files: Vec<Linted>,
    /// The files that could not be.
    pub unreadable: Vec<Unreadable>,
}

/// A file that was read.
#[derive(Debug, Serialize)]
pub struct Linted {
    /// Its path, as it was given or found; `/` between folders.
    pub path: String,
    /// What is told of it, the worst first.
    pub findings: Vec<LintFinding>,
}

/// A file that could not be read.
#[derive(Debug, Serialize)]
pub struct Unreadable {
    /// Its path.
    pub path: String,
    /// Why.
    pub error: String,
}

/// How many findings of each severity there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct LintSummary {
    /// Files that were read.
    pub files: usize,
    /// Files that could not be read.
    pub unreadable: usize,
    /// Findings that fail a run.
    pub error: usize,
    /// Findings worth a look.
    pub warning: usize,
    /// Findings worth knowing.
    pub info: usize,
}

/// The JSON form.
#[derive(Serialize)]
struct Document<'a> {
    format: &'static str,
    summary: LintSummary,
    files: &'a [Linted],
    unreadable: &'a [Unreadable],
}

impl LintReport {
    /// All findings, with the path of their file.
    pub fn findings(&self) -> impl Iterator<Item = (&str, &LintFinding)> {
        self.files.iter().flat_map(|file| file.findings.iter().map(|finding| (&*file.path, finding)))
    }

    /// The numbers.
    pub fn summary(&self) -> LintSummary {
        let of = |severity| self.findings().filter(|(_, finding)| finding.severity == severity).count();
        LintSummary {
            files: self.files.len(),
            unreadable: self.unreadable.len(),
            error: of(Severity::Error),
            warning: of(Severity::Warning),
            info: of(Severity::Info),
        }
    }

    /// How often each rule was broken.
    pub fn by_rule(&self) -> BTreeMap<&'static str, usize> {
        let mut rules = BTreeMap::new();
        for (_, finding) in self.findings() {
            *rules.entry(finding.rule.id).or_default() += 1;
        }
        rules
    }

    /// One finding per line: `song.als: warning: track "Bass" is armed for recording [armed-track]`. `paint` may colour
    /// the word of a severity.
    pub fn to_text(&self, paint: impl Fn(Severity) -> String) -> String {
        let line = |(path, finding): (&str, &LintFinding)| {
            let (path, message) = (visible(path), visible(&finding.message));
            format!("{path}: {}: {message} [{}]\n", paint(finding.severity), finding.rule.id)
        };
        self.findings().map(line).collect()
    }

    /// One JSON document, `livebridge.lint/1`.
    pub fn to_json(&self) -> serde_json::Result<String> {
        let (files, unreadable) = (&*self.files, &*self.unreadable);
        json::to_string(&Document { format: "livebridge.lint/1", summary: self.summary(), files, unreadable })
    }
}
