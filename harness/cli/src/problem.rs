//! What is wrong and what to do about it: two fields until they are printed, and the words of this command line for
//! what the libraries only name.

use std::error::Error;

use livebridge_als::ImportError;
use livebridge_audio::AudioError;
use livebridge_audio::wav::{WavError, WavProblem};
use livebridge_suite::explore::Unready;
use livebridge_suite::report::merge::MergeError;
use livebridge_suite::report::record::RunRecordError;
use livebridge_suite::target::{SchemeError, Target};
use livebridge_wire::{AddressError, StartError};

use crate::contents::ChoiceError;

/// Something that the user can mend.
#[derive(Debug, thiserror::Error)]
#[error("{what}")]
pub(super) struct Problem {
    /// What is wrong.
    pub(super) what: String,
    /// What to do about it.
    pub(super) hint: String,
}

impl Problem {
    /// What is wrong, and what to do about it.
    pub(super) fn new(what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { what: what.into(), hint: hint.into() }
    }

    /// A target that could not be started.
    pub(super) fn not_started(target: &dyn Target, error: &StartError) -> Self {
        Self::new(format!("the target `{target}` could not be started or greeted: {error}"), start_hint(error))
    }

    /// Both as they are printed.
    pub(super) fn worded(&self) -> String {
        with_hint(&self.what, Some(&self.hint))
    }
}

/// An error with its causes, and the hint of the first of them that has one.
pub(super) fn parts(error: &anyhow::Error) -> (String, Option<String>) {
    (format!("{error:#}"), error.chain().find_map(hint_of))
}

/// The same as text.
pub(super) fn worded(error: &anyhow::Error) -> String {
    let (what, hint) = parts(error);
    with_hint(&what, hint.as_deref())
}

/// What is wrong, and below it what to do, where there is something.
pub(super) fn with_hint(what: &str, hint: Option<&str>) -> String {
    match hint {
        Some(hint) => format!("{what}\nhint: {hint}"),
        None => what.to_owned(),
    }
}

/// The hint of an error of ours or of a library's.
fn hint_of(error: &(dyn Error + 'static)) -> Option<String> {
    if let Some(Problem { hint, .. }) = error.downcast_ref() {
        return Some(hint.clone());
    }
    if let Some(SchemeError { hint, .. }) = error.downcast_ref() {
        return hint.clone();
    }
    if let Some(error) = error.downcast_ref::<StartError>() {
        return Some(start_hint(error).to_owned());
    }
    let address = || error.downcast_ref::<AddressError>()?.hint();
    let import = || Some(error.downcast_ref::<ImportError>()?.hint());
    let choice = || error.downcast_ref::<ChoiceError>()?.hint();
    let record = || record_hint(error.downcast_ref()?);
    let merge = || Some(merge_hint(error.downcast_ref()?));
    address().or_else(import).or_else(choice).or_else(record).or_else(merge).map(str::to_owned)
}

/// What to do about a target that could not be started.
pub(super) fn start_hint(error: &StartError) -> &str {
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
}

/// What to do about a target that could not be brought to where a program starts.
pub(super) fn unready_hint(error: &Unready) -> &str {
    match error {
        Unready::Start(error) => start_hint(error),
        Unready::Failed { .. } => "run `livebridge verify` on it first: its checks say more",
        Unready::Missing(_) => error.hint(),
    }
}

/// What to do about a stream that is no record of a run.
fn record_hint(error: &RunRecordError) -> Option<&'static str> {
    match error {
        RunRecordError::NoEvent { .. } | RunRecordError::Empty => {
            Some("give a file that `livebridge verify --events FILE` wrote")
        }
        RunRecordError::Version { .. } => Some("use the `livebridge` that made it"),
        RunRecordError::Read { .. } | RunRecordError::Order { .. } => error.hint(),
    }
}

/// What to do about parts that make up no run.
fn merge_hint(error: &MergeError) -> &'static str {
    match error {
        MergeError::Nothing => "give the summaries that `livebridge verify --shard K/N --json FILE` wrote",
        MergeError::Foreign { .. } | MergeError::Whole { .. } | MergeError::Overlap { .. } | MergeError::Missing(_) => {
            error.hint()
        }
    }
}

/// What to do about a sound file, where there is something.
pub(super) fn audio_hint(error: &AudioError) -> Option<&'static str> {
    if let AudioError::Wav(WavError { problem: WavProblem::NotRiff { .. }, .. }) = error {
        return Some("formats other than WAV are not read: livebridge was built with `--no-default-features`");
    }
    error.hint()
}
