//! What is wrong and what to do about it: two fields until they are printed, and the words of this command line for
//! what the libraries only name.

use std::error::Error;

use livebridge_als::ImportError;
use livebridge_suite::target::SchemeError;
use livebridge_wire::{AddressError, StartError};

/// Something that the user can mend.
#[derive(Debug, thiserror::Error)]
#[error("{what}")]
pub(super) struct Problem {
    what: String,
    hint: String,
}

impl Problem {
    /// What is wrong, and what to do about it.
    pub(super) fn new(what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { what: what.into(), hint: hint.into() }
    }
}

/// An error with its causes, and the hint of the first of them that has one.
pub(super) fn parts(error: &anyhow::Error) -> (String, Option<String>) {
    (format!("{error:#}"), error.chain().find_map(hint_of))
}

/// The same as text.
pub(super) fn worded(error: &anyhow::Error) -> String {
    let (what, hint) = parts(error);
    with_hint(what, hint.as_deref())
}

/// What is wrong, and below it what to do, where there is something.
pub(super) fn with_hint(what: String, hint: Option<&str>) -> String {
    match hint {
        Some(hint) => format!("{what}\nhint: {hint}"),
        None => what,
    }
}

fn hint_of(error: &(dyn Error + 'static)) -> Option<String> {
    if let Some(Problem { hint, .. }) = error.downcast_ref() {
        return Some(hint.clone());
    }
    if let Some(SchemeError { hint, .. }) = error.downcast_ref() {
        return hint.clone();
    }
    if let Some(error) = error.downcast_ref::<AddressError>() {
        return error.hint().map(str::to_owned);
    }
    if let Some(error) = error.downcast_ref::<ImportError>() {
        return Some(error.hint().to_owned());
    }
    error.downcast_ref::<StartError>().map(start_hint)
}

/// What to do about a target that could not be started.
pub(super) fn start_hint(error: &StartError) -> String {
    match error {
        StartError::Spawn { .. } => "give the program and its arguments after `--`, as you would type them",
        StartError::Token { .. } => {
            "give its token with --token, or better in the environment variable LIVEBRIDGE_TOKEN"
        }
        StartError::Own { .. }
        | StartError::Connect { .. }
        | StartError::Greeting { .. }
        | StartError::Refused { .. } => error.hint(),
    }
    .to_owned()
}
