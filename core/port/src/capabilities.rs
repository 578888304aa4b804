//! What a target says of itself: who it is, what it can do, and which operations can be reached.
//!
//! Contract, section 8. What is declared and not served is a failure; what is not declared is not applicable.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU32;

use serde::{Deserialize, Serialize};

use crate::json::present;
use crate::operation::Operation;

/// How a target names its objects.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum IdScheme {
    /// By position, in the grammar of the contract.
    #[default]
    Positional,
    /// By strings of its own that keep naming their object.
    Opaque,
}

/// What can be seen of undo.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum UndoCapability {
    /// Nothing.
    #[default]
    None,
    /// `control/transactionCount` is served.
    Count,
    /// `control/undo` and `control/redo` are served.
    Observable,
}

/// How calls become undo steps, as the target declares it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum UndoGrouping {
    /// One call is one step.
    #[default]
    PerCall,
    /// Several calls may become one step.
    MayMerge,
    /// One call may become several steps.
    MaySplit,
}

/// What `transaction` promises.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum TransactionCapability {
    /// Not offered.
    #[default]
    None,
    /// One undo step, but no promise about roll-back.
    Grouped,
    /// One undo step, all or nothing.
    Atomic,
}

/// To what a target can be reset.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum ResetCapability {
    /// Not offered.
    #[default]
    None,
    /// To the fixtures, by name.
    Fixtures,
    /// To any snapshot, and to the fixtures.
    Snapshots,
}

/// In which form a target can show its whole Set.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum SnapshotCapability {
    /// Not offered.
    #[default]
    None,
    /// In a form of its own, only to be compared with itself.
    Opaque,
    /// In our canonical form.
    Canonical,
}

/// What happens to calls that arrive together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum Concurrency {
    /// One client at a time.
    #[default]
    Serial,
    /// Several clients; their calls wait for each other.
    Queued,
}

/// How exactly numbers are kept, the coarsest first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum Precision {
    /// Device and mixer parameters with six significant digits, everything else as 32-bit floats.
    D6,
    /// As 32-bit floats.
    #[default]
    F32,
    /// As 64-bit floats: read back exactly.
    F64,
}

/// Which colours can be kept.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum Colors {
    /// Any 24-bit RGB.
    #[default]
    Rgb,
    /// The nearest one of a palette.
    Palette,
}

/// Whether target and harness see the same files.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum Files {
    /// Not the same: paths mean nothing here.
    #[default]
    Remote,
    /// The same.
    Shared,
}

/// What becomes of notes of one pitch that overlap.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum NoteKeeping {
    /// All are kept as they were written.
    #[default]
    AsWritten,
    /// As Live does: the earlier one is cut where the later one starts; of two that start together the one written last
    /// stays.
    Live,
}

/// What a host changes by itself beside what it was asked for. What is not declared must not happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum SideEffect {
    /// Names that it gave (`3-MIDI`) follow the place of their track, and become that of its first instrument.
    DefaultNames,
    /// A new MIDI track, or an instrument on one, arms its track and disarms others.
    Arm,
    /// A new track comes anywhere, such as behind the selected one.
    TrackPlace,
    /// A new track has devices already.
    NewTrackDevices,
    /// Which notes are selected is the editor's alone: it is neither written nor read.
    NoteSelection,
}

/// A narrower range of an argument than the contract allows; both ends included.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Range {
    /// The lowest value.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub min: Option<f64>,
    /// The highest value.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub max: Option<f64>,
}

/// Argument ranges by operation and argument name: `{ "setTempo": { "bpm": { "min": 20, "max": 999 } } }`.
pub type Domain = BTreeMap<String, BTreeMap<String, Range>>;

/// What a target can do. The default is a target that can do nothing beyond plain calls.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Capabilities {
    /// How it names its objects.
    pub ids: IdScheme,
    /// What can be seen of undo.
    pub undo: UndoCapability,
    /// How many steps can be undone, at least: undo goes back as far, and none is lost in between.
    pub undo_history: NonZeroU32,
    /// How calls become undo steps.
    pub undo_grouping: UndoGrouping,
    /// Undo steps that one commit takes.
    pub undo_steps_per_commit: u32,
    /// What `transaction` promises.
    pub transaction: TransactionCapability,
    /// Whether a transaction may refer to what an earlier operation in it made.
    pub staged_references: bool,
    /// To what it can be reset.
    pub reset: ResetCapability,
    /// In which form it shows its whole Set.
    pub snapshot: SnapshotCapability,
    /// Whether `renderTrack` gives a file.
    pub render: bool,
    /// What happens to calls that arrive together.
    pub concurrency: Concurrency,
    /// How exactly numbers are kept.
    pub precision: Precision,
    /// What becomes of notes of one pitch that overlap.
    pub notes: NoteKeeping,
    /// Which colours can be kept.
    pub colors: Colors,
    /// What its host changes by itself beside what it was asked for.
    pub side_effects: BTreeSet<SideEffect>,
    /// Whether target and harness see the same files.
    pub files: Files,
    /// Names of devices that `insertDevice` takes; a sample is enough.
    pub devices: Vec<String>,
    /// Where it accepts less than the contract.
    pub domain: Domain,
}

impl Capabilities {
    /// How many steps can be undone where `undoHistory` is not declared.
    pub const DEFAULT_UNDO_HISTORY: NonZeroU32 = NonZeroU32::new(100).unwrap();

    /// Whether the host does this by itself.
    pub fn has_side_effect(&self, effect: SideEffect) -> bool {
        self.side_effects.contains(&effect)
    }

    /// Whether one call is one step of undo; where it is not, what an undo takes back is the host's to say.
    pub fn one_call_is_one_step(&self) -> bool {
        self.undo_grouping == UndoGrouping::PerCall && self.undo_steps_per_commit == 1
    }

    /// The operations by which what is declared is reached, each with the declaration that speaks of it.
    pub fn served_by(&self) -> Vec<(&'static str, Operation)> {
        let counts = self.undo == UndoCapability::Count;
        let undoes = self.undo == UndoCapability::Observable;
        [
            (counts, "undo: count", Operation::ControlTransactionCount),
            (undoes, "undo: observable", Operation::ControlUndo),
            (undoes, "undo: observable", Operation::ControlRedo),
            (self.transaction != TransactionCapability::None, "transaction", Operation::Transaction),
            (self.reset != ResetCapability::None, "reset", Operation::ControlReset),
            (self.snapshot != SnapshotCapability::None, "snapshot", Operation::ControlSnapshot),
            (self.render, "render", Operation::RenderTrack),
        ]
        .into_iter()
        .filter_map(|(is_declared, declaration, operation)| is_declared.then_some((declaration, operation)))
        .collect()
    }
}

impl Default for Capabilities {
    fn default() -> Self {
        Self {
            ids: IdScheme::default(),
            undo: UndoCapability::default(),
            undo_history: Self::DEFAULT_UNDO_HISTORY,
            undo_grouping: UndoGrouping::default(),
            undo_steps_per_commit: 1,
            transaction: TransactionCapability::default(),
            staged_references: false,
            reset: ResetCapability::default(),
            snapshot: SnapshotCapability::default(),
            render: false,
            concurrency: Concurrency::default(),
            precision: Precision::default(),
            notes: NoteKeeping::default(),
            colors: Colors::default(),
            side_effects: BTreeSet::new(),
            files: Files::default(),
            devices: Vec::new(),
            domain: Domain::new(),
        }
    }
}

/// Who a target is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Implementation {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The language that it is written in.
    pub language: String,
    /// Where to read about it.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub homepage: Option<String>,
}

/// What a target says of itself in the handshake.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Description {
    /// Who it is.
    pub implementation: Implementation,
    /// What it can do.
    pub capabilities: Capabilities,
    /// The names that can be called, by their names on the wire.
    pub operations: BTreeSet<String>,
}

impl Description {
    /// Whether `operation` can be called.
    pub fn offers(&self, operation: Operation) -> bool {
        self.operations.contains(operation.name())
    }

    /// Declared names that no operation has: mostly a slip of the pen.
    pub fn unknown_operations(&self) -> impl Iterator<Item = &str> {
        self.operations.iter().map(String::as_str).filter(|name| name.parse::<Operation>().is_err())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn read(value: Value) -> Result<Capabilities, String> {
        serde_json::from_value(value).map_err(|error| error.to_string())
    }

    /// What an older target does not say is what was always meant.
    #[test]
    fn what_is_not_declared_is_what_asks_most_of_a_target() {
        let silent = read(json!({})).unwrap();
        assert_eq!((silent.undo_history.get(), silent.notes), (100, NoteKeeping::AsWritten));
        assert!(silent.side_effects.is_empty());
        assert_eq!(read(serde_json::to_value(&silent).unwrap()), Ok(silent));
    }

    #[test]
    fn what_is_declared_is_read() {
        let declared = json!({
            "precision": "d6", "notes": "live", "undoHistory": 20,
            "sideEffects": ["newTrackDevices", "arm", "defaultNames", "trackPlace", "arm", "noteSelection"],
        });
        let read = read(declared).unwrap();
        assert_eq!((read.precision, read.notes, read.undo_history.get()), (Precision::D6, NoteKeeping::Live, 20));
        assert_eq!(read.side_effects.len(), 5);
        assert!(read.has_side_effect(SideEffect::Arm));
    }

    #[test]
    fn what_nobody_can_mean_is_told() {
        for (wrong, told) in [
            (json!({ "undoHistory": 0 }), "nonzero"),
            (json!({ "undoHistory": -1 }), "nonzero"),
            (json!({ "undoHistory": null }), "nonzero"),
            (json!({ "notes": "cut" }), "`asWritten` or `live`"),
            (json!({ "precision": "d7" }), "`d6`"),
            (json!({ "sideEffects": ["colors"] }), "`defaultNames`"),
            (json!({ "sideEffects": "arm" }), "a sequence"),
        ] {
            let error = read(wrong.clone()).unwrap_err();
            assert!(error.contains(told), "{wrong}: {error}");
        }
    }
}
