//! What a rule is: its id, how bad it is to break it, why, what to do, and what can be set about it.

use std::fmt;
use std::str::FromStr;

use livebridge_als::WarningCode;
use serde::{Serialize, Serializer};

use super::context::Context;

/// How bad it is to break a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Not looked at.
    Off,
    /// Worth knowing.
    Info,
    /// Worth a look.
    Warning,
    /// Fails the run.
    Error,
}

impl Severity {
    /// All of them, the mildest first.
    pub const ALL: [Self; 4] = [Self::Off, Self::Info, Self::Warning, Self::Error];

    /// The word for it in the configuration and in reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Severity {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|severity| severity.as_str() == text).ok_or(())
    }
}

/// One rule.
#[derive(Debug)]
pub struct LintRule {
    /// Its stable id: kebab-case, or the code of an import diagnostic.
    pub id: &'static str,
    /// How bad it is unless the configuration says otherwise.
    pub severity: Severity,
    /// Why it is there, in one sentence.
    pub why: &'static str,
    /// What to do about a finding.
    pub fix: &'static str,
    /// What can be set about it.
    pub options: &'static [RuleOption],
    /// How it is seen.
    pub(super) check: Check,
}

/// How a rule is seen.
#[derive(Debug, Clone, Copy)]
pub(super) enum Check {
    /// By a look at the Set.
    Set(fn(&mut Context<'_>)),
    /// The import of the file noted it.
    Import(WarningCode),
}

/// What can be set about a rule.
#[derive(Debug)]
pub struct RuleOption {
    /// Its key.
    pub name: &'static str,
    /// What its value may be.
    pub kind: OptionKind,
    /// What it does; units where it has some.
    pub what: &'static str,
}

/// What the value of an option may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OptionKind {
    /// A finite number.
    Number,
    /// A version of Live, such as `"12.3"`.
    Version,
    /// A list of names; `*` stands for anything in them.
    Patterns,
}

impl OptionKind {
    /// The words for it in errors and in the documentation.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Number => "a number",
            Self::Version => "a version such as \"12.3\"",
            Self::Patterns => "a list of texts such as [\"Drum*\"]",
        }
    }
}

/// A rule by its id alone.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
pub(super) fn id<S: Serializer>(rule: &&'static LintRule, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(rule.id)
}
