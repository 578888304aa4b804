//! What a check is, and how it ends other than by passing.

use livebridge_port::{BridgeError, CallError, ErrorCode, Fault, Operation, json};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::areas::Area;
use crate::registry;
use crate::stage::{SetsAround, Stage};
use crate::trace::Call;

/// A check of one requirement. It asks the stage for what it needs and never looks at which target it has.
pub struct Check {
    /// Stable name: `area/what-it-sees`.
    pub name: String,
    /// The requirement that it judges.
    pub requirement: &'static str,
    /// Operations that it calls beyond those that the requirement names.
    pub operations: Vec<Operation>,
    /// The body.
    pub run: Box<dyn Fn(&mut Stage) -> Checked + Send + Sync>,
}

impl Check {
    /// A check that calls nothing beyond what its requirement names.
    pub fn new(
        name: impl Into<String>,
        requirement: &'static str,
        run: impl Fn(&mut Stage) -> Checked + Send + Sync + 'static,
    ) -> Self {
        Self { name: name.into(), requirement, operations: Vec::new(), run: Box::new(run) }
    }

    /// Whether it is part of the share of exploration.
    pub fn explores(&self) -> bool {
        registry::by_id(self.requirement).is_some_and(|requirement| requirement.area == Area::Exploration)
    }

    /// The same check, which calls these operations too.
    #[must_use]
    pub fn calling(mut self, operations: &[Operation]) -> Self {
        self.operations.extend_from_slice(operations);
        self
    }
}

/// How a check ends.
pub type Checked<T = ()> = Result<T, Stop>;

/// Why a check did not pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stop {
    /// The requirement is broken.
    Broken {
        /// What the contract says should have been seen.
        expected: String,
        /// What was seen.
        seen: String,
    },
    /// The target did not answer properly: broken too, and the target has to be started anew.
    Fault(Fault),
    /// The target does not offer something that the check needs.
    Missing(String),
    /// Something that the target declares did not work before the check could begin.
    Untestable(String),
    /// What another requirement asks for, and this check builds upon, was not so: nothing was seen of its own.
    Premise(String),
    /// A budget ran out.
    Undecided(String),
}

/// A refusal where the check expected success is a broken requirement.
impl From<CallError> for Stop {
    fn from(error: CallError) -> Self {
        match error {
            CallError::Refused(error) => {
                Self::Broken { expected: "the call succeeds".to_owned(), seen: error.to_string() }
            }
            CallError::Fault(fault) => Self::Fault(fault),
        }
    }
}

impl Stop {
    /// A broken requirement.
    pub fn broken(expected: impl Into<String>, seen: impl Into<String>) -> Self {
        Self::Broken { expected: expected.into(), seen: seen.into() }
    }
}

/// Holds, or the requirement is broken.
pub fn require(holds: bool, expected: impl FnOnce() -> String, seen: impl FnOnce() -> String) -> Checked {
    if holds { Ok(()) } else { Err(Stop::broken(expected(), seen())) }
}

/// What a caller sees of an answer: JSON.
pub fn told(seen: &impl Serialize) -> String {
    json::to_string(seen).unwrap_or_default()
}

/// The call is refused with one of these codes, or the requirement is broken.
pub fn refused<T: std::fmt::Debug>(
    answer: Result<T, CallError>,
    codes: &[ErrorCode],
    what: impl std::fmt::Display,
) -> Checked<BridgeError> {
    let wanted: Vec<&str> = codes.iter().map(|code| code.name()).collect();
    let expected = format!("{what} is refused with {}", wanted.join(" or "));
    match answer {
        Err(CallError::Refused(error)) if codes.contains(&error.code) => Ok(error),
        Err(CallError::Refused(error)) => Err(Stop::broken(expected, format!("it was refused with {error}"))),
        Err(CallError::Fault(fault)) => Err(Stop::Fault(fault)),
        Ok(_) => Err(Stop::broken(expected, "it succeeded")),
    }
}

/// A requirement that was seen broken or could not be checked, with everything that a reader needs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Finding {
    /// What should have been seen.
    pub expected: String,
    /// What was seen.
    pub seen: String,
    /// The calls that show it.
    pub calls: Vec<Call>,
    /// What the target said on stderr meanwhile, when it is a process.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub log: Option<String>,
    /// The Set before and after the last of the calls that may change it, where that was asked for and the target shows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sets: Option<Box<SetsAround>>,
    /// One command that shows it again.
    pub reproduce: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_counts_with_the_right_code_only() {
        let answer = |code| Err::<(), _>(CallError::Refused(BridgeError::new(code, "no")));
        let codes = [ErrorCode::BadInput, ErrorCode::WrongType];
        for code in codes {
            assert!(refused(answer(code), &codes, "it").is_ok_and(|error| error.code == code));
        }
        let told = |answer| match refused(answer, &codes, "it") {
            Err(Stop::Broken { expected, seen }) => format!("{expected}: {seen}"),
            other => format!("{:?}", other.is_ok()),
        };
        let wanted = "it is refused with BAD_INPUT or WRONG_TYPE";
        assert!(told(answer(ErrorCode::StaleReference)).starts_with(&format!("{wanted}: it was refused with STALE")));
        assert_eq!(told(Ok(())), format!("{wanted}: it succeeded"));
        let lost = refused(Err::<(), _>(Fault::Connection("gone".into()).into()), &codes, "it");
        assert!(matches!(lost, Err(Stop::Fault(_))));
    }
}
