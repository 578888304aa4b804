//! The checklist: the rows that are open, and the steps that answer them. Both are data, in `checklist.toml`.
//!
//! A row is an open question of `behaviours.json`, a sentence of the contract that nobody has shown in Live, or what the
//! tests of this project leave to a real one. A step may answer several rows, and a row may need several steps.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::OnceLock;

use livebridge_port::hash::fnv1a;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::known;
use crate::probes::{Preparation, Probe, Reading};

/// The file as it stands in the repository.
const SHIPPED: &str = include_str!("../checklist.toml");

/// The form of the file.
const VERSION: u32 = 1;

/// The whole checklist.
#[derive(Debug, Clone)]
pub struct Checklist {
    /// What is asked, in the order of the reports.
    pub rows: Vec<OpenRow>,
    /// How it is answered, in the order in which it is done.
    pub steps: Vec<ChecklistStep>,
    /// Behaviours of Live that say something about a requirement, beside those that its steps claim.
    pub related: BTreeMap<String, Vec<String>>,
    /// What tells this checklist from a changed one.
    pub mark: String,
}

/// Something that is open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OpenRow {
    /// `O1`..: an open question of `behaviours.json`. `L1`..: a sentence of the contract. `S1`..: left to a real Live.
    pub id: String,
    /// The requirement that says the same, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requirement: Option<String>,
    /// What is open.
    pub text: String,
}

/// The way into Live that a run takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum WayIn {
    /// The Extensions SDK.
    Sdk,
    /// Max for Live.
    Max,
    /// A Remote Script, in Python.
    Python,
    /// None: the reference in memory, on which the checklist itself is tried.
    Fake,
}

impl WayIn {
    /// Every one of them.
    pub const ALL: [Self; 4] = [Self::Sdk, Self::Max, Self::Python, Self::Fake];

    /// Its word in the files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Sdk => "sdk",
            Self::Max => "max",
            Self::Python => "python",
            Self::Fake => "fake",
        }
    }

    /// Whether what is seen this way says something about a behaviour that was seen through these interfaces, as
    /// `behaviours.json` names them.
    pub fn sees(self, interface: &str) -> bool {
        let named = |word: &str| interface.split(['/', '+']).any(|part| part.trim() == word);
        match self {
            Self::Sdk => named("sdk") || named("all"),
            Self::Max | Self::Python => named(self.word()) || named("all") || named("all LOM"),
            // It is no way into anything, and confirms nothing; what is tried on it is the checklist.
            Self::Fake => true,
        }
    }
}

impl fmt::Display for WayIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sdk => "the Extensions SDK",
            Self::Max => "Max for Live",
            Self::Python => "a Remote Script",
            Self::Fake => "the fake",
        })
    }
}

/// A step: something to see, or to ask.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ChecklistStep {
    /// Its name, which answers and reports use.
    pub id: String,
    /// What it is about, as a question.
    pub title: String,
    /// The rows that it answers.
    pub rows: Vec<String>,
    /// The ways in that it is about; any without it.
    #[serde(default)]
    pub through: Vec<WayIn>,
    /// What a machine does and sees.
    pub see: Option<Probe>,
    /// The checks of the suite that see it: by name, or by the beginning of their names, which ends with `/`.
    #[serde(default)]
    pub checks: Vec<String>,
    /// What a person is asked, where a machine does not see it.
    pub ask: Option<Question>,
    /// The answer that is expected.
    pub expected: String,
    /// The same where a way in lets expect another.
    #[serde(default)]
    pub expected_through: BTreeMap<WayIn, String>,
    /// What an answer says of rules and requirements.
    #[serde(default)]
    pub claims: Vec<Claim>,
    /// Whether it takes a preparation or a patience that a run of twenty minutes has not.
    #[serde(default)]
    pub thorough: bool,
    /// What makes the answer another one, for the test that shows that the step can fail.
    pub flip: String,
}

/// A question to a person.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Question {
    /// What a machine does before.
    pub prepare: Option<Preparation>,
    /// What to press, exactly. `{}` is what the preparation made.
    pub keys: String,
    /// The one question.
    pub question: String,
    /// The answer that a yes stands for; not where something is seen or read then.
    pub yes: Option<String>,
    /// The answer that a no stands for. Without it, a no says that it was not done.
    pub no: Option<String>,
    /// What a machine sees once a person has done it and said yes.
    pub then: Option<Probe>,
    /// How a note with numbers is read.
    pub reads: Option<Reading>,
}

/// What an answer says of a subject.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Claim {
    /// A rule of the simulated Live.
    pub rule: Option<String>,
    /// A requirement.
    pub requirement: Option<String>,
    /// The answer with which it holds.
    pub when: String,
    /// The answers with which it is shown not to hold. Without any it is every other one, but for those that say nothing:
    /// what is refused may be so by the bridge, and what is seen otherwise or merged may have another reason.
    #[serde(default)]
    pub against: Vec<String>,
}

/// Answers that say nothing against a claim, unless it names them.
const NEUTRAL: [&str; 3] = ["refused", "otherwise", "merged"];

/// What a claim is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "kind", content = "name", rename_all = "camelCase")]
pub enum Subject {
    /// A rule of the simulated Live, by its name.
    Rule(String),
    /// A requirement, by its id.
    Requirement(String),
    /// An open row, by its id: answered, whatever the answer is.
    Row(String),
}

impl Subject {
    /// Its name.
    pub fn name(&self) -> &str {
        match self {
            Self::Rule(name) | Self::Requirement(name) | Self::Row(name) => name,
        }
    }
}

impl Claim {
    /// Whether its subject holds by an answer; nothing where that does not follow.
    fn judge(&self, answer: &str) -> Option<bool> {
        if self.when == answer {
            return Some(true);
        }
        let against = match &self.against[..] {
            [] => !NEUTRAL.contains(&answer),
            named => named.iter().any(|named| named == answer),
        };
        against.then_some(false)
    }

    /// What it is about; a claim of the shipped list is about one of both.
    pub fn subject(&self) -> Option<Subject> {
        match (&self.rule, &self.requirement) {
            (Some(rule), None) => Some(Subject::Rule(rule.clone())),
            (None, Some(requirement)) => Some(Subject::Requirement(requirement.clone())),
            (Some(_), Some(_)) | (None, None) => None,
        }
    }
}

/// The answers of a step that runs checks.
pub const CHECKS_HOLD: &str = "holds";
/// The other one.
pub const CHECKS_FAIL: &str = "does not hold";

impl ChecklistStep {
    /// The answer that is expected through this way in.
    pub fn expected(&self, way: WayIn) -> &str {
        self.expected_through.get(&way).unwrap_or(&self.expected)
    }

    /// Whether it is about this way in. On the fake everything is tried.
    pub fn is_about(&self, way: WayIn) -> bool {
        self.through.is_empty() || way == WayIn::Fake || self.through.contains(&way)
    }

    /// Every answer that it may have.
    pub fn possible(&self) -> BTreeSet<&str> {
        let mut all: BTreeSet<&str> = self.see.iter().flat_map(|probe| probe.answers().iter().copied()).collect();
        if !self.checks.is_empty() {
            all.extend([CHECKS_HOLD, CHECKS_FAIL]);
        }
        if let Some(ask) = &self.ask {
            all.extend(ask.yes.iter().chain(&ask.no).map(String::as_str));
            all.extend(ask.then.iter().flat_map(|probe| probe.answers().iter().copied()));
            all.extend(ask.reads.iter().flat_map(|reading| reading.answers().iter().copied()));
        }
        all
    }

    /// What an answer says through this way in: each subject, and whether it holds. A rule that was seen through other
    /// interfaces only is not spoken of.
    pub fn says(&self, way: WayIn, answer: &str) -> Vec<(Subject, bool)> {
        let about = |claim: &&Claim| match &claim.rule {
            Some(rule) => known::behaviour(rule).is_some_and(|rule| way.sees(&rule.interface)),
            None => true,
        };
        let judged = |claim: &Claim| Some((claim.subject()?, claim.judge(answer)?));
        self.claims.iter().filter(about).filter_map(judged).collect()
    }
}

/// A checklist that cannot be used.
#[derive(Debug, Error)]
pub enum ChecklistError {
    /// It is no TOML, or says something unknown.
    #[error("the checklist is not read: {0}")]
    Toml(#[from] toml::de::Error),
    /// It has another form.
    #[error("the checklist has version {0}, and {VERSION} is known")]
    Version(u32),
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct File {
    version: u32,
    sentence: Vec<OpenRow>,
    left_to_live: Vec<OpenRow>,
    step: Vec<ChecklistStep>,
    related: BTreeMap<String, Vec<String>>,
}

impl Checklist {
    /// The one that ships.
    ///
    /// # Panics
    ///
    /// When the list that is compiled in is damaged, which a test excludes.
    #[expect(clippy::expect_used, reason = "the file is compiled in, and a test reads it")]
    pub fn shipped() -> &'static Self {
        static LIST: OnceLock<Checklist> = OnceLock::new();
        LIST.get_or_init(|| Self::read(SHIPPED).expect("checklist.toml is a checklist"))
    }

    /// Reads one. The open questions are those of `behaviours.json`, whatever it is.
    pub fn read(text: &str) -> Result<Self, ChecklistError> {
        let File { version, sentence, left_to_live, step, related } = toml::from_str(text)?;
        if version != VERSION {
            return Err(ChecklistError::Version(version));
        }
        let open = known::open_questions().iter();
        let open = open.map(|question| OpenRow {
            id: question.id.clone(),
            requirement: None,
            text: question.question.clone(),
        });
        let rows = open.chain(sentence).chain(left_to_live).collect();
        let mark = format!("{:016x}", fnv1a(text.as_bytes()));
        Ok(Self { rows, steps: step, related, mark })
    }

    /// A step by its name.
    pub fn step(&self, id: &str) -> Option<&ChecklistStep> {
        self.steps.iter().find(|step| step.id == id)
    }

    /// The behaviours of Live that say something about a requirement: by its steps, and those that are related.
    pub fn behaviours_of(&self, requirement: &str) -> BTreeSet<&str> {
        let about =
            |step: &&ChecklistStep| step.claims.iter().any(|claim| claim.requirement.as_deref() == Some(requirement));
        let claimed = self.steps.iter().filter(about).flat_map(|step| &step.claims);
        let claimed = claimed.filter_map(|claim| claim.rule.as_deref());
        claimed.chain(self.related.get(requirement).into_iter().flatten().map(String::as_str)).collect()
    }

    /// The steps that ask about a requirement.
    pub fn steps_about<'a>(&'a self, requirement: &str) -> Vec<&'a str> {
        let of_rows: BTreeSet<&str> = self
            .rows
            .iter()
            .filter(|row| row.requirement.as_deref() == Some(requirement))
            .map(|row| row.id.as_str())
            .collect();
        let asks = |step: &&ChecklistStep| {
            step.claims.iter().any(|claim| claim.requirement.as_deref() == Some(requirement))
                || step.rows.iter().any(|row| of_rows.contains(row.as_str()))
        };
        self.steps.iter().filter(asks).map(|step| step.id.as_str()).collect()
    }
}
