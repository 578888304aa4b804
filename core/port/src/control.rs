//! The control plane: what full verification needs and the port does not have. Contract, section 8.
//!
//! Undo and redo, resets, snapshots, counters and cue points. Each is a capability of its own; what a target does
//! not offer answers `UNSUPPORTED`.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use crate::dto::CuePointInfo;
use crate::error::{BridgeError, Result};
use crate::json::present;
use crate::note::Note;
use crate::operation::Operation;
use crate::snapshot::Snapshot;

/// To what a target is reset; the history is empty afterwards.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "ResetFields", into = "ResetFields")]
pub enum Reset {
    /// A fixture by name. `notes` is for `with_one_midi_clip` only.
    Fixture {
        /// Name of the fixture.
        fixture: String,
        /// Notes of its clip.
        notes: Option<Vec<Note>>,
    },
    /// Any Set.
    Snapshot(Box<Snapshot>),
}

/// To what a target is reset: either `snapshot`, or `fixture` with perhaps `notes`.
#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct ResetFields {
    /// Name of a fixture.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    fixture: Option<String>,
    /// Notes of its clip, for `with_one_midi_clip` only.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    notes: Option<Vec<Note>>,
    /// Any Set.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    snapshot: Option<Box<Snapshot>>,
}

impl From<Reset> for ResetFields {
    fn from(reset: Reset) -> Self {
        match reset {
            Reset::Fixture { fixture, notes } => Self { fixture: Some(fixture), notes, snapshot: None },
            Reset::Snapshot(snapshot) => Self { fixture: None, notes: None, snapshot: Some(snapshot) },
        }
    }
}

impl TryFrom<ResetFields> for Reset {
    type Error = &'static str;

    fn try_from(fields: ResetFields) -> std::result::Result<Self, &'static str> {
        match fields {
            ResetFields { fixture: Some(fixture), notes, snapshot: None } => Ok(Self::Fixture { fixture, notes }),
            ResetFields { fixture: None, notes: None, snapshot: Some(snapshot) } => Ok(Self::Snapshot(snapshot)),
            _ => Err("a reset takes either `fixture`, with `notes` or without, or `snapshot` alone"),
        }
    }
}

/// The whole Set of a target, as the target gives it.
#[derive(Debug, Clone, PartialEq)]
pub enum SetView {
    /// In our canonical form.
    Canonical(Box<Snapshot>),
    /// In a form of the target's own, only to be compared with itself.
    Opaque(Value),
}

impl Serialize for SetView {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        match self {
            Self::Canonical(snapshot) => snapshot.serialize(serializer),
            Self::Opaque(value) => value.serialize(serializer),
        }
    }
}

/// Reads our canonical form: only what a target declares tells that its form is another.
impl<'de> Deserialize<'de> for SetView {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        Box::deserialize(deserializer).map(Self::Canonical)
    }
}

/// How many steps can be undone and redone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct UndoDepth {
    /// Steps that can be undone.
    pub undo: u64,
    /// Steps that can be redone.
    pub redo: u64,
}

fn unsupported<T>(operation: Operation) -> Result<T> {
    Err(BridgeError::unsupported(format!("this target has no {operation}")).into())
}

/// Beside the port. Every method answers `UNSUPPORTED` unless an implementation offers it.
pub trait ControlPlane: Send + Sync {
    /// Loads a Set and empties the history; the transaction count keeps counting: `control/reset`.
    fn reset(&self, _to: &Reset) -> Result<()> {
        unsupported(Operation::ControlReset)
    }

    /// The whole Set: `control/snapshot`.
    fn snapshot(&self) -> Result<SetView> {
        unsupported(Operation::ControlSnapshot)
    }

    /// Undoes one step; `false` when there is none: `control/undo`.
    fn undo(&self) -> Result<bool> {
        unsupported(Operation::ControlUndo)
    }

    /// Redoes one step; `false` when there is none: `control/redo`.
    fn redo(&self) -> Result<bool> {
        unsupported(Operation::ControlRedo)
    }

    /// How many steps can be undone and redone: `control/undoDepth`.
    fn undo_depth(&self) -> Result<UndoDepth> {
        unsupported(Operation::ControlUndoDepth)
    }

    /// Undoable steps committed so far; never goes down: `control/transactionCount`.
    fn transaction_count(&self) -> Result<u64> {
        unsupported(Operation::ControlTransactionCount)
    }

    /// Returns once the host has applied everything: `control/settle`.
    fn settle(&self) -> Result<()> {
        unsupported(Operation::ControlSettle)
    }

    /// The cue points in time order, a ninth read: `listCuePoints`.
    fn list_cue_points(&self) -> Result<Vec<CuePointInfo>> {
        unsupported(Operation::ListCuePoints)
    }

    /// A pure transform by its name, with the shapes of `golden/vectors`; it knows nothing of the Set:
    /// `transform/NAME`.
    fn transform(&self, name: &str, _input: &Value) -> Result<Value> {
        Err(BridgeError::unsupported(format!("this target has no transform/{name}")).into())
    }
}

/// The control plane of a target that offers none.
#[derive(Debug, Clone, Copy)]
pub struct NoControl;

impl ControlPlane for NoControl {}
