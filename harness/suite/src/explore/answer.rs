//! What a target answers to a step, as one type: asked of a bridge, written into a record, and read from it again.

use std::panic::{AssertUnwindSafe, catch_unwind};

use livebridge_port::params::{CountResult, DoneResult};
use livebridge_port::{
    Batch, BridgeError, CallError, Fault, IdRef, LiveBridge, Name, Outcome, OutcomeKind, Response, Result, dispatch,
};
use livebridge_wire::block_on;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::program::Step;

/// The answer to a step.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum StepAnswer {
    /// A response, of any step that is no render and no batch.
    Given(Response),
    /// Of `renderTrack`.
    Rendered(Rendered),
    /// Of a mutation or a transaction: one outcome per mutation, and of a transaction how many undo steps it says to be.
    Committed(Vec<Option<Outcome>>, Option<u32>),
    /// A refusal, as the contract describes them.
    Refused(BridgeError),
    /// No proper answer at all.
    Fault(String),
}

/// What can be compared of a render; where the file lies is the host's business.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Rendered {
    /// Name of the track.
    pub track: Name,
    /// Length and rate of the file, where it can be opened from here.
    pub length: Option<Length>,
}

/// How long an audio file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Length {
    /// Sample frames.
    pub frames: u32,
    /// Frames in a second.
    pub sample_rate: u32,
}

/// Asks a bridge. `shares_files` says that the files that it writes can be opened from here.
pub(super) fn ask(bridge: &dyn LiveBridge, step: &Step, shares_files: bool) -> StepAnswer {
    ask_or_fault(bridge, step, shares_files).unwrap_or_else(|fault| StepAnswer::Fault(fault.to_string()))
}

/// The same, for whoever wants to know which fault it is.
pub(crate) fn ask_or_fault(
    bridge: &dyn LiveBridge,
    step: &Step,
    shares_files: bool,
) -> std::result::Result<StepAnswer, Fault> {
    // A target in this process may panic: that is a fault of it, and no end of ours.
    let asked = catch_unwind(AssertUnwindSafe(|| try_ask(bridge, step, shares_files)));
    match asked {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(CallError::Refused(error))) => Ok(StepAnswer::Refused(error)),
        Ok(Err(CallError::Fault(fault))) => Err(fault),
        Err(_) => Ok(StepAnswer::Fault("the target panicked".to_owned())),
    }
}

fn try_ask(bridge: &dyn LiveBridge, step: &Step, shares_files: bool) -> Result<StepAnswer> {
    // All that was committed counts here, also where there is more than a response has place for.
    if let Step::Commit(batch) = step {
        let commit = block_on(bridge.commit(batch.clone()))?;
        let undo_steps = commit.undo_steps.filter(|_| batch.is_transaction());
        return Ok(StepAnswer::Committed(commit.outcomes, undo_steps));
    }
    let response = block_on(dispatch(bridge, step.clone()))?;
    let Response::RenderTrack(render) = response else { return Ok(StepAnswer::Given(response)) };
    let file = if shares_files { hound::WavReader::open(&*render.path).ok() } else { None };
    let length = file.map(|file| Length { frames: file.duration(), sample_rate: file.spec().sample_rate });
    Ok(StepAnswer::Rendered(Rendered { track: render.track, length }))
}

impl StepAnswer {
    /// The object that the mutation made or answered with; none for a transaction.
    pub(super) fn object(&self, step: &Step) -> Option<&IdRef> {
        match (self, step) {
            (Self::Committed(outcomes, _), Step::Commit(Batch::Call(_))) => outcomes.first()?.as_ref()?.id(),
            _ => None,
        }
    }

    /// Whether an undo or a redo says that it did something; `None` where this is no answer to one.
    pub(super) const fn done(&self) -> Option<bool> {
        match self {
            Self::Given(Response::ControlUndo(DoneResult { done }) | Response::ControlRedo(DoneResult { done })) => {
                Some(*done)
            }
            _ => None,
        }
    }

    /// The count of transactions, when that was asked for.
    pub(super) const fn count(&self) -> Option<u64> {
        match self {
            Self::Given(Response::ControlTransactionCount(CountResult { count })) => Some(*count),
            _ => None,
        }
    }

    /// The result as JSON: that of the wire, but for what is only one number or yes or no. Of an error, its code and
    /// what it is about.
    pub(crate) fn result(&self) -> Value {
        match self {
            Self::Given(Response::ControlUndo(DoneResult { done }) | Response::ControlRedo(DoneResult { done })) => {
                json!(done)
            }
            Self::Given(Response::ControlTransactionCount(CountResult { count })) => json!(count),
            Self::Given(response) => json!(response),
            Self::Rendered(rendered) => json!(rendered),
            Self::Committed(outcomes, _) => json!(outcomes),
            Self::Refused(error) => json!(error),
            Self::Fault(fault) => json!(fault),
        }
    }

    /// The answer as it is recorded.
    pub(super) fn to_record(&self) -> Value {
        let key = match self {
            Self::Refused(_) => "refused",
            Self::Fault(_) => "fault",
            Self::Given(_) | Self::Rendered(_) | Self::Committed(..) => "result",
        };
        match self {
            Self::Committed(outcomes, Some(steps)) => json!({ "result": outcomes, "undoSteps": steps }),
            answer => json!({ key: answer.result() }),
        }
    }

    /// The recorded answer to `step`.
    pub(super) fn from_record(step: &Step, mut record: Value) -> std::result::Result<Self, serde_json::Error> {
        if let Some(error) = record.get_mut("refused") {
            return serde_json::from_value(error.take()).map(Self::Refused);
        }
        if let Some(fault) = record.get_mut("fault") {
            return serde_json::from_value(fault.take()).map(Self::Fault);
        }
        let undo_steps = record.get("undoSteps").map(u32::deserialize).transpose()?;
        let result = record["result"].take();
        Ok(match step {
            Step::Commit(batch) => Self::Committed(outcomes(batch, result)?, undo_steps),
            Step::RenderTrack(_) => Self::Rendered(serde_json::from_value(result)?),
            Step::ControlUndo => Self::Given(Response::ControlUndo(DoneResult { done: bool::deserialize(result)? })),
            Step::ControlRedo => Self::Given(Response::ControlRedo(DoneResult { done: bool::deserialize(result)? })),
            Step::ControlTransactionCount => {
                Self::Given(Response::ControlTransactionCount(CountResult { count: u64::deserialize(result)? }))
            }
            step => Self::Given(step.deserialize_response(result)?),
        })
    }
}

fn outcomes(batch: &Batch, result: Value) -> std::result::Result<Vec<Option<Outcome>>, serde_json::Error> {
    let kinds = batch.mutations().iter().map(|mutation| mutation.kind().outcome());
    // A target may answer with too many; what is beyond the mutations can be of any kind.
    let kinds = kinds.chain(std::iter::repeat(OutcomeKind::Nothing));
    let written: Vec<Value> = serde_json::from_value(result)?;
    written.into_iter().zip(kinds).map(|(outcome, kind)| Outcome::deserialize(kind, outcome)).collect()
}
