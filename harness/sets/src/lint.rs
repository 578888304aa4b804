//! The linter: hygiene rules for Live Sets, each with an id, a severity, a reason and a way out.
//!
//! A Set is looked at in the form of its file, [`Set`]; a snapshot is brought into that form first, and what it does not
//! tell no rule complains about. [`rules`] has the table of rules, whose checks lie in `tracks`, `clips`, `devices`,
//! `samples` and `policy`; [`config`] is what a user may change of them, [`report`] the forms in which findings are told.

mod clips;
pub mod config;
mod context;
mod devices;
pub mod media;
mod policy;
pub mod report;
pub mod rule;
pub mod rules;
mod samples;
mod tracks;

use livebridge_als::Set;
use serde::Serialize;

use config::Config;
use context::Context;
use media::Media;
use rule::{Check, LintRule, Severity};

/// One place in a Set that a rule complains about.
#[derive(Debug, Clone, Serialize)]
pub struct LintFinding {
    /// The rule.
    #[serde(serialize_with = "rule::id")]
    pub rule: &'static LintRule,
    /// How bad it is, as configured.
    pub severity: Severity,
    /// The track it is on, by the name that Live shows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub track: Option<String>,
    /// The clip, device, sample or locator that it is about, by its name or path.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What is wrong, in words, with the place before it.
    pub message: String,
}

/// Everything the rules have to say about a Set, the worst first, then in the order of the rules and of the Set.
///
/// `file` is its path as the patterns of the configuration see it. Rules about samples need to know where they may lie;
/// without `media` they are left out.
pub fn lint(set: &Set, file: &str, media: Option<&Media>, config: &Config) -> Vec<LintFinding> {
    let mut findings = Vec::new();
    for rule in rules::all() {
        let severity = config.severity(rule);
        if severity == Severity::Off {
            continue;
        }
        let mut context = Context { set, media, config, rule, severity, findings: Vec::new() };
        match rule.check {
            Check::Set(check) => check(&mut context),
            Check::Import(code) => {
                for diagnostic in set.diagnostics.iter().filter(|diagnostic| diagnostic.code == code) {
                    let more = match diagnostic.count {
                        1 => String::new(),
                        count => format!(" (and {} more)", count - 1),
                    };
                    context.tell(None, None, format!("{}{more}", diagnostic.message));
                }
            }
        }
        findings.extend(context.findings.into_iter().filter(|finding| !config.allows(finding, file)));
    }
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    findings
}
