//! What can go wrong in a call: an answer that refuses ([`BridgeError`]), or no proper answer at all ([`Fault`]).
//!
//! Contract, section 3. The two are kept apart because a refusal is behaviour that the contract describes, while
//! a fault says that the target did not speak: it timed out, crashed, or sent something unreadable.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::id::IdRef;
use crate::json::present;

/// The answer of a port call.
pub type Result<T> = std::result::Result<T, CallError>;

/// The stable, machine-checkable part of a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ErrorCode {
    /// An id names an object that no longer exists.
    StaleReference,
    /// An id names the wrong kind of object for this call.
    WrongType,
    /// An argument is out of range or malformed; nothing was sent to the host.
    BadInput,
    /// The host refused a well-formed change.
    SdkRejected,
    /// Not available on this API version or this implementation.
    Unsupported,
}

impl ErrorCode {
    /// Every code, in the order of the contract.
    pub const ALL: [Self; 5] =
        [Self::StaleReference, Self::WrongType, Self::BadInput, Self::SdkRejected, Self::Unsupported];

    /// The code as it is written in an error: `STALE_REFERENCE`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::StaleReference => "STALE_REFERENCE",
            Self::WrongType => "WRONG_TYPE",
            Self::BadInput => "BAD_INPUT",
            Self::SdkRejected => "SDK_REJECTED",
            Self::Unsupported => "UNSUPPORTED",
        }
    }

    /// What a caller can do about it, when nothing more exact is known.
    pub const fn default_hint(self) -> &'static str {
        match self {
            Self::StaleReference => "list again and use a fresh id",
            Self::WrongType => "take an id from the matching list or read",
            Self::BadInput => "fix the argument",
            Self::SdkRejected => "ask for what the host allows",
            Self::Unsupported => "avoid it: this is a documented gap",
        }
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A refusal: what was wrong, and how to recover.
///
/// ```
/// use livebridge_port::{BridgeError, ErrorCode};
///
/// let error = BridgeError::bad_input("bpm must be above 0, not -3");
/// assert_eq!(error.code, ErrorCode::BadInput);
/// assert_eq!(error.hint, "fix the argument");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Error)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[error("{code}: {message}")]
pub struct BridgeError {
    /// What kind of refusal it is.
    pub code: ErrorCode,
    /// What was wrong, for a person. Never matched on.
    pub message: String,
    /// How to recover; never empty.
    pub hint: String,
    /// The id at fault, as the caller gave it.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub subject_id: Option<String>,
    /// Position of the failed mutation, when a transaction failed.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub op: Option<usize>,
}

impl BridgeError {
    /// A refusal with the default hint of its code.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), hint: code.default_hint().to_owned(), subject_id: None, op: None }
    }

    /// `STALE_REFERENCE` for the object that `id` named.
    pub fn stale_reference(id: &IdRef, message: impl Into<String>) -> Self {
        Self::new(ErrorCode::StaleReference, message).about(id)
    }

    /// `WRONG_TYPE` for the object that `id` names.
    pub fn wrong_type(id: &IdRef, message: impl Into<String>) -> Self {
        Self::new(ErrorCode::WrongType, message).about(id)
    }

    /// `BAD_INPUT`.
    pub fn bad_input(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::BadInput, message)
    }

    /// `SDK_REJECTED`.
    pub fn sdk_rejected(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::SdkRejected, message)
    }

    /// `UNSUPPORTED`.
    pub fn unsupported(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::Unsupported, message)
    }

    /// The same error with the id that is at fault.
    #[must_use]
    pub fn about(mut self, id: &IdRef) -> Self {
        self.subject_id = Some(id.to_string());
        self
    }

    /// The same error with a hint that says more than the default.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }

    /// The same error as that of mutation `op` of a transaction.
    #[must_use]
    pub fn at(mut self, op: usize) -> Self {
        self.op = Some(op);
        self
    }
}

/// The target gave no proper answer.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Fault {
    /// No answer within the time-out.
    #[error("{operation} timed out after {} s{}", after.as_secs_f64(), pending(waiting.as_ref()))]
    TimedOut {
        /// What was called.
        operation: String,
        /// How long we waited.
        after: Duration,
        /// The beginning of an unfinished line, when one is waiting.
        waiting: Option<String>,
    },
    /// The target's process ended by itself.
    #[error("the target exited with code {code}{}", pending(waiting.as_ref()))]
    Exited {
        /// The exit code.
        code: i32,
        /// The beginning of an unfinished line, when there is one.
        waiting: Option<String>,
    },
    /// The target's process was ended by a signal.
    #[error("the target was killed by signal {signal}{}", pending(waiting.as_ref()))]
    Killed {
        /// The signal's number.
        signal: i32,
        /// The beginning of an unfinished line, when there is one.
        waiting: Option<String>,
    },
    /// The target closed its end while it still runs.
    #[error("the target closed its output{}", pending(waiting.as_ref()))]
    Closed {
        /// The beginning of an unfinished line, when there is one.
        waiting: Option<String>,
    },
    /// Something that is no message: not JSON, too long, too deep, not UTF-8.
    #[error("the target sent garbage: {what}; the line begins with `{beginning}`")]
    Garbage {
        /// Why it is no message.
        what: String,
        /// The beginning of the line.
        beginning: String,
    },
    /// A message that does not fit the protocol: an answer that nobody asked for, or one of the wrong shape.
    #[error("the target broke the protocol: {0}")]
    Protocol(String),
    /// The connection could not be made, or was lost, for a reason of the system.
    #[error("the connection failed: {0}")]
    Connection(String),
}

fn pending(waiting: Option<&String>) -> String {
    waiting.map_or_else(String::new, |text| format!(" in the middle of a line that begins with `{text}`"))
}

/// A failed call: refused by the target, or not answered properly.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CallError {
    /// The target refused, as the contract describes.
    #[error(transparent)]
    Refused(#[from] BridgeError),
    /// The target did not answer properly.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl CallError {
    /// The refusal, when this is one.
    pub const fn refusal(&self) -> Option<&BridgeError> {
        match self {
            Self::Refused(error) => Some(error),
            Self::Fault(_) => None,
        }
    }

    /// The code of the refusal, when this is one.
    pub fn code(&self) -> Option<ErrorCode> {
        self.refusal().map(|error| error.code)
    }
}
