//! Which checks are run: filters by name, requirement, area, operation, ring and level.
//!
//! Of one kind of filter any may match, and each kind that is given must. A filter that names nothing is an error that
//! says what is near: a typing mistake must never make a run smaller.

use std::fmt;

use livebridge_port::Operation;
use livebridge_text::suggestions::but_there_is;
use thiserror::Error;

use crate::areas::Area;
use crate::check::Check;
use crate::requirement::{Level, Requirement, Ring};
use crate::{checks, registry};

/// The filters of a run; empty lists choose everything.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// Parts of names of checks.
    pub checks: Vec<String>,
    /// Ids of requirements or their beginnings, in capitals.
    pub requirements: Vec<String>,
    /// Areas.
    pub areas: Vec<Area>,
    /// Operations that the requirement or the check calls.
    pub operations: Vec<Operation>,
    /// Rings. The third means the checks of the second.
    pub rings: Vec<Ring>,
    /// Levels.
    pub levels: Vec<Level>,
}

impl Selection {
    /// Whether a check is chosen. One of an unknown requirement is not, when there is a filter by requirements.
    pub fn holds(&self, check: &Check) -> bool {
        let requirement = registry::by_id(check.requirement);
        let by_requirement =
            |filtered: bool, wanted: &dyn Fn(&Requirement) -> bool| !filtered || requirement.is_some_and(wanted);
        (self.checks.is_empty() || self.checks.iter().any(|part| check.name.contains(part.as_str())))
            && by_requirement(!self.requirements.is_empty(), &|requirement| {
                self.requirements.iter().any(|beginning| requirement.id.starts_with(beginning.as_str()))
            })
            && by_requirement(!self.areas.is_empty(), &|requirement| self.areas.contains(&requirement.area))
            && by_requirement(!self.levels.is_empty(), &|requirement| self.levels.contains(&requirement.level))
            && by_requirement(!self.rings.is_empty(), &|requirement| {
                self.rings.iter().any(|ring| ring.checks() == requirement.ring())
            })
            && (self.operations.is_empty() || self.operations.iter().any(|operation| calls(check, *operation)))
    }
}

/// Whether a check, or its requirement, names an operation.
fn calls(check: &Check, operation: Operation) -> bool {
    let needed = registry::by_id(check.requirement).is_some_and(|row| row.needs.operations.contains(&operation));
    needed || check.operations.contains(&operation)
}

/// What a filter can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filtered {
    /// A check.
    Check,
    /// A requirement.
    Requirement,
    /// An area of the contract.
    Area,
    /// An operation of the port, or beside it.
    Operation,
}

impl fmt::Display for Filtered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Check => "check",
            Self::Requirement => "requirement",
            Self::Area => "area",
            Self::Operation => "operation",
        })
    }
}

/// A filter that names nothing.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NoMatch {
    /// It is empty, and would choose everything or nothing.
    #[error("an empty pattern chooses nothing")]
    Empty,
    /// No name is like this; what is near, as the end of the sentence.
    #[error("no {kind} has that {how}{near}")]
    Unknown {
        /// What was looked for.
        kind: Filtered,
        /// How it was looked for.
        how: &'static str,
        /// What is near.
        near: String,
    },
    /// There are three rings.
    #[error("the rings are 1 (no bridge), 2 (any target) and 3 (a real Live)")]
    NoRing,
    /// There are two levels.
    #[error("the levels are must and should")]
    NoLevel,
    /// There is such a thing, but no check is about it.
    #[error("no check is about {0}")]
    Unused(String),
}

/// A part of the name of a check.
pub fn check_pattern(text: &str) -> Result<String, NoMatch> {
    let checks = checks::all();
    if text.is_empty() {
        return Err(NoMatch::Empty);
    }
    if checks.iter().any(|check| check.name.contains(text)) {
        return Ok(text.to_owned());
    }
    let near = but_there_is(text, checks.iter().map(|check| check.name.as_str()));
    Err(NoMatch::Unknown { kind: Filtered::Check, how: "in its name", near })
}

/// The id of a requirement or its beginning, in any case.
pub fn requirement_pattern(text: &str) -> Result<String, NoMatch> {
    let pattern = text.to_ascii_uppercase();
    if pattern.is_empty() {
        return Err(NoMatch::Empty);
    }
    let ids = registry::all().map(|requirement| requirement.id);
    if ids.clone().any(|id| id.starts_with(&pattern)) {
        return Ok(pattern);
    }
    let near = but_there_is(text, ids);
    Err(NoMatch::Unknown { kind: Filtered::Requirement, how: "id or a beginning like it", near })
}

/// The name of an area.
pub fn area(text: &str) -> Result<Area, NoMatch> {
    let found = Area::ALL.into_iter().find(|area| area.name() == text);
    found.ok_or_else(|| {
        let near = but_there_is(text, Area::ALL.map(Area::name));
        NoMatch::Unknown { kind: Filtered::Area, how: "name", near }
    })
}

/// The name of an operation that some check calls.
pub fn operation(text: &str) -> Result<Operation, NoMatch> {
    let Ok(operation) = text.parse() else {
        let near = but_there_is(text, Operation::ALL.iter().map(|operation| operation.name()));
        return Err(NoMatch::Unknown { kind: Filtered::Operation, how: "name", near });
    };
    if checks::all().iter().any(|check| calls(check, operation)) {
        Ok(operation)
    } else {
        Err(NoMatch::Unused(operation.to_string()))
    }
}

/// The number of a ring.
pub fn ring(text: &str) -> Result<Ring, NoMatch> {
    let found = [Ring::One, Ring::Two, Ring::Three].into_iter().find(|ring| ring.to_string() == text);
    let ring = found.ok_or(NoMatch::NoRing)?;
    if registry::all().any(|requirement| requirement.ring() == ring.checks()) {
        Ok(ring)
    } else {
        Err(NoMatch::Unused(format!("ring {ring}")))
    }
}

/// The name of a level, in any case.
pub fn level(text: &str) -> Result<Level, NoMatch> {
    let found = [Level::Must, Level::Should].into_iter().find(|level| level.to_string().eq_ignore_ascii_case(text));
    found.ok_or(NoMatch::NoLevel)
}
