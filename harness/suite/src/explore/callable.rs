//! What programs may be made of on one target: what it offers, less what the user left out.

use std::collections::BTreeSet;

use livebridge_port::capabilities::{
    IdScheme, NoteKeeping, Precision, ResetCapability, SideEffect, SnapshotCapability, TransactionCapability,
};
use livebridge_port::{ByKind, ControlKind, Description, Name, Operation, fixtures};

use crate::random::Random;

/// The operations that programs are drawn from.
#[derive(Debug, Clone)]
pub struct Callable {
    /// Every operation.
    pub(super) operations: Vec<Operation>,
    /// Whether references to staged results are drawn.
    pub(super) references: bool,
    /// The fixtures for resets in the middle of a program.
    pub(super) fixtures: Vec<&'static str>,
    /// The devices that can be inserted, by name.
    pub(super) devices: Vec<Name>,
    /// Whether every number is one that a 32-bit float holds, so that rounding decides nothing.
    pub(super) is_f32: bool,
    /// What becomes of notes of one pitch that overlap.
    pub(super) notes: NoteKeeping,
    /// Whether a new track may come anywhere.
    pub(super) tracks_anywhere: bool,
    /// How many steps can be undone at least.
    pub(super) history: usize,
}

/// Whether a program can call it at all.
pub(super) const fn is_callable(operation: Operation) -> bool {
    use ControlKind as C;
    match operation.by_kind() {
        ByKind::Read(_)
        | ByKind::Mutation(_)
        | ByKind::Render
        | ByKind::Transaction
        | ByKind::Control(
            C::ListCuePoints
            | C::ControlUndo
            | C::ControlRedo
            | C::ControlUndoDepth
            | C::ControlTransactionCount
            | C::ControlReset,
        ) => true,
        // The judge calls these by itself, and a transform knows nothing of a Set.
        ByKind::Control(C::ControlSnapshot | C::ControlSettle) | ByKind::Transform(_) => false,
    }
}

/// Every operation that a program can call.
pub fn callable() -> impl Iterator<Item = Operation> {
    Operation::ALL.iter().copied().filter(|operation| is_callable(*operation))
}

impl Callable {
    /// What the target offers, as far as it is in `wanted`; an empty `wanted` is everything.
    pub fn of(description: &Description, wanted: &BTreeSet<Operation>) -> Self {
        let capabilities = &description.capabilities;
        let canonical = capabilities.snapshot == SnapshotCapability::Canonical;
        // Without a snapshot of ours nobody can tell which of an opaque target's parameters are of which device.
        let blind = capabilities.ids == IdScheme::Opaque && !canonical;
        // Elsewhere nobody knows what an undo takes back: the checks of undo say what became of that.
        let steps_are_calls = capabilities.one_call_is_one_step();
        let sees_cues = canonical || description.offers(Operation::ListCuePoints);
        // What takes more of a target than that it offers the operation.
        let needs = [
            (Operation::Transaction, capabilities.transaction >= TransactionCapability::Grouped),
            (Operation::RenderTrack, capabilities.render),
            (Operation::ControlReset, capabilities.reset >= ResetCapability::Fixtures),
            (Operation::InsertDevice, !blind),
            (Operation::SetParam, canonical || description.offers(Operation::ListDeviceParams)),
            (Operation::CreateCuePoint, sees_cues),
            (Operation::ControlUndo, steps_are_calls),
            (Operation::ControlRedo, steps_are_calls),
            (Operation::ControlUndoDepth, steps_are_calls),
        ];
        let lacks = |operation: Operation| needs.contains(&(operation, false));
        let can = |operation: Operation| description.offers(operation) && !lacks(operation);
        let asked = |operation: &Operation| wanted.is_empty() || wanted.contains(operation);
        Self {
            operations: callable().filter(|operation| can(*operation)).filter(asked).collect(),
            references: capabilities.staged_references,
            fixtures: fixtures::NAMES.to_vec(),
            devices: capabilities.devices.iter().map(|name| name.as_str().into()).collect(),
            is_f32: capabilities.precision != Precision::F64,
            notes: capabilities.notes,
            tracks_anywhere: capabilities.has_side_effect(SideEffect::TrackPlace),
            history: usize::try_from(capabilities.undo_history.get()).unwrap_or(usize::MAX),
        }
    }

    /// Whether there is nothing to draw from.
    pub fn is_empty(&self) -> bool {
        self.operations.is_empty()
    }

    /// The callable of one program: each operation stays with a chance of `percent` in 100, so that the others meet more
    /// often (swarm testing). One at least stays.
    pub(super) fn swarm(&self, random: &mut Random, percent: usize) -> Vec<Operation> {
        let mut left: Vec<Operation> = self.operations.iter().copied().filter(|_| random.chance(percent)).collect();
        if left.is_empty() && !self.operations.is_empty() {
            left.push(*random.pick(&self.operations));
        }
        left
    }
}
