//! What the engine answers instead of a value: refusals as Live makes them, and what is not simulated.

use serde_json::{Value as Json, json};
use thiserror::Error;

use crate::rules::Rule;
use crate::value::{Id, Value};

/// The kind of a refusal: the exception that Python shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// Live refuses.
    RuntimeError,
    /// A wrong type or number of arguments.
    ArgumentError,
    /// No such member, or one that cannot be set.
    AttributeError,
    /// An index out of range.
    IndexError,
    /// A value out of range.
    ValueError,
    /// A limit of the edition.
    LimitationError,
    /// The object no longer exists.
    DeadObject,
    /// In the table, without behaviour here.
    NotSimulated,
    /// Live would have crashed.
    Crash,
    /// The request is no request.
    ProtocolError,
    /// Injected by a test.
    Fault,
}

/// A refusal.
#[derive(Debug, Clone, PartialEq, Error)]
#[error("{kind:?}: {message}")]
pub struct Refusal {
    /// Which exception it is.
    pub kind: Kind,
    /// What was refused.
    pub message: String,
    /// The behaviour that refuses.
    pub rule: Option<Rule>,
    /// Class and member that are not simulated.
    pub member: Option<(&'static str, &'static str)>,
}

/// An answer of the engine.
pub type Res<T = Value> = Result<T, Refusal>;

impl Refusal {
    /// A refusal of this kind.
    pub fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), rule: None, member: None }
    }

    /// Names the behaviour that refuses.
    #[must_use]
    pub const fn by(mut self, rule: Rule) -> Self {
        self.rule = Some(rule);
        self
    }

    /// The object no longer exists.
    pub fn dead(id: Id) -> Self {
        Self::new(Kind::DeadObject, format!("object {id} does not exist"))
    }

    /// In the table, without behaviour here.
    pub fn not_simulated(class: &'static str, member: &'static str) -> Self {
        let mut refusal = Self::new(Kind::NotSimulated, format!("{class}.{member} is not simulated"));
        refusal.member = Some((class, member));
        refusal
    }

    /// As JSON of the protocol.
    pub fn to_json(&self) -> Json {
        let mut json = json!({"kind": format!("{:?}", self.kind), "message": self.message});
        if let Some(rule) = self.rule {
            json["rule"] = json!(rule.name());
        }
        if let Some((class, member)) = self.member {
            json["class"] = json!(class);
            json["member"] = json!(member);
        }
        json
    }
}

/// Live refuses, by a behaviour that is known.
pub(crate) fn refuse<T>(rule: Rule, message: impl Into<String>) -> Res<T> {
    Err(Refusal::new(Kind::RuntimeError, message).by(rule))
}

/// Live refuses.
pub(crate) fn runtime<T>(message: impl Into<String>) -> Res<T> {
    Err(Refusal::new(Kind::RuntimeError, message))
}

/// An index that is not there.
pub(crate) fn index<T>(message: impl Into<String>) -> Res<T> {
    Err(Refusal::new(Kind::IndexError, message))
}

/// A value out of its range.
pub(crate) fn range<T>(message: impl Into<String>) -> Res<T> {
    Err(Refusal::new(Kind::ValueError, message))
}

/// A wrong argument.
pub(crate) fn argument<T>(message: impl Into<String>) -> Res<T> {
    Err(Refusal::new(Kind::ArgumentError, message))
}
