//! Where the fake can be made to deviate: the points at which a mutant hooks in.
//!
//! The faithful fake takes none of these ways: [`Faithful`] is zero-sized and every default does nothing, so that
//! the compiler removes the points. The mutants themselves live in the harness.

use livebridge_port::{
    Batch, BridgeError, ClipInfo, CuePointInfo, DeviceParamInfo, IdRef, Mutation, Note, Operation, Outcome, SceneInfo,
    Snapshot, SongOverview, TrackInfo, TrackMatch, TrackMixerInfo, UndoDepth,
};
use livebridge_transforms::by_name;
use serde_json::Value;

use super::edit::Edit;
use super::set::SetState;

/// The answer of a read, on its way out.
#[derive(Debug)]
pub enum ReadAnswer<'a> {
    /// Of `getSongOverview`.
    Overview(&'a mut SongOverview),
    /// Of `listTracks`.
    Tracks(&'a mut Vec<TrackInfo>),
    /// Of `findTrack`, with the query.
    Matches(&'a str, &'a mut Vec<TrackMatch>),
    /// Of `listClips`.
    Clips(&'a mut Vec<ClipInfo>),
    /// Of `getNotes`.
    Notes(&'a mut Vec<Note>),
    /// Of `listScenes`.
    Scenes(&'a mut Vec<SceneInfo>),
    /// Of `listDeviceParams`.
    Params(&'a mut Vec<DeviceParamInfo>),
    /// Of `getTrackMixer`.
    Mixer(&'a mut TrackMixerInfo),
    /// Of `listCuePoints`.
    CuePoints(&'a mut Vec<CuePointInfo>),
}

/// How a batch ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// Something was committed.
    Committed,
    /// It failed and was rolled back.
    Failed,
    /// It was an empty transaction.
    Empty,
}

/// What could be taken for the count of committed steps.
#[derive(Debug, Clone, Copy)]
pub struct Counted {
    /// Undoable steps committed so far: the count that the contract means.
    pub committed: u64,
    /// Those since the last reset.
    pub since_reset: u64,
    /// Undos and redos so far.
    pub undos: u64,
}

/// Whether what was undone can be redone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Redo {
    /// It can.
    Kept,
    /// It is forgotten.
    Lost,
}

/// The points at which behaviour can deviate, each with the faithful behaviour: the one list of them.
///
/// Gives the list to a macro of the caller. [`Deviation`] is made of it here, and a test suite makes of it what it needs,
/// such as a table of functions. The caller imports the types that the points name.
#[macro_export]
macro_rules! points_of_deviation {
    ($then:ident) => {
        $then! {
            // Ids and arguments

            /// An id as it was received, before it is looked at.
            fn id(operation: Operation, id: &mut IdRef, set: &SetState) {}

            /// A mutation as it was received, before it is checked.
            fn received(mutation: &mut Mutation) {}

            /// Whether to go on although a rule says otherwise. Asked for refusals of values and of the host.
            fn waives(mutation: &Mutation, error: &BridgeError) -> bool {
                false
            }

            /// What an id that cannot be resolved is taken for instead.
            fn instead(id: &IdRef, error: &BridgeError, set: &SetState) -> Option<IdRef> {
                None
            }

            /// An error on its way out.
            fn refusal(operation: Operation, error: &mut BridgeError) {}

            // Writing

            /// The edits that carry a mutation out, before they are applied.
            fn edits(mutation: &Mutation, in_transaction: bool, set: &SetState, edits: &mut Vec<Edit>) {}

            /// The outcome of a mutation on its way out.
            fn outcome(mutation: &Mutation, outcome: &mut Option<Outcome>) {}

            /// A change that stays behind when a mutation was refused.
            fn residue(mutation: &Mutation, set: &SetState) -> Option<Edit> {
                None
            }

            /// How many of the applied edits are taken back when a batch fails, the last ones first.
            fn rolled_back(batch: &Batch, applied: usize) -> usize {
                applied
            }

            // Undo

            /// Into how many undo steps a batch of `edits` edits is cut. Faithfully 1 when it was committed, else 0.
            fn steps(batch: &Batch, ending: Ending, edits: usize, faithful: usize) -> usize {
                faithful
            }

            /// Whether a batch that ended so discards what could be redone.
            fn discards_redo(ending: Ending) -> bool {
                ending == Ending::Committed
            }

            /// An edit of a batch that failed, before it is taken back.
            fn rolled_back_edit(edit: &mut Edit, set: &SetState) {}

            /// Whether the last batch is remembered, so that the next one can become part of its step.
            fn remembers_calls() -> bool {
                false
            }

            /// Whether a batch becomes part of the step of the one `before` it. `looked` says that something was read
            /// between the two.
            fn joins(before: &Batch, batch: &Batch, looked: bool) -> bool {
                false
            }

            /// How many steps can be undone, where the faithful fake keeps `limit`.
            fn history(limit: usize) -> usize {
                limit
            }

            /// How many of so many undone steps can be redone.
            fn kept_redos(undone: usize) -> usize {
                undone
            }

            /// Whether a redo does anything.
            fn redoes() -> bool {
                true
            }

            /// How many steps one undo takes, and whether it can be redone.
            fn undone() -> (usize, Redo) {
                (1, Redo::Kept)
            }

            /// The count of committed steps.
            fn transaction_count(counted: Counted) -> u64 {
                counted.committed
            }

            /// Whether a reset leaves a step in the history.
            fn reset_leaves_a_step() -> bool {
                false
            }

            // Transactions

            /// Whether ids of the caller name objects as they were when the transaction began.
            fn ids_name_the_beginning() -> bool {
                true
            }

            /// The operation that a staged reference is taken to name.
            fn referred(op: u32) -> u32 {
                op
            }

            /// Whether other clients are let in between the operations of a transaction.
            fn lets_others_in() -> bool {
                false
            }

            // Reads

            /// The answer of a read on its way out.
            fn answer(answer: &mut ReadAnswer<'_>) {}

            /// Whether a read or a render adds an undo step.
            fn read_adds_step(operation: Operation) -> bool {
                false
            }

            /// Whether a read or a render takes away what could be redone.
            fn forgets_redo(operation: Operation) -> bool {
                false
            }

            /// The snapshot on its way out.
            fn snapshot(snapshot: &mut Snapshot) {}

            /// The length of a render in seconds, before its file is written; above 600 counts as 600.
            fn rendered(seconds: &mut f64) {}

            // The control plane

            /// Whether an operation that is declared is served.
            fn serves(operation: Operation) -> bool {
                true
            }

            /// A Set on its way in, by a reset.
            fn loaded(snapshot: &mut Snapshot) {}

            /// How many steps are said to be there to undo and redo.
            fn undo_depth(depth: &mut UndoDepth) {}

            /// Whether a batch works on a copy of the Set that it takes before it waits for its turn.
            fn works_on_a_copy(batch: &Batch) -> bool {
                false
            }

            /// How many mutations of a batch are applied when it is handed over, before anybody waits for the answer.
            fn applied_early(batch: &Batch) -> usize {
                0
            }

            /// Whether a reset empties the history before it has looked at what it is to load.
            fn reset_begins_with_the_history() -> bool {
                false
            }

            /// An edit of a step that is undone or redone, before the step is applied.
            fn taken_back(edit: &mut Edit, set: &SetState) {}

            // Beside the Set

            /// A transform, by its name.
            fn transform(name: &str, input: &Value) -> Result<Value, BridgeError> {
                by_name::call(name, input)
            }
        }
    };
}

/// Makes the trait of the list.
macro_rules! deviation {
    ($($(#[$doc:meta])* fn $point:ident($($argument:ident: $type:ty),*) $(-> $answer:ty)? $faithful:block)*) => {
        /// What the fake asks at each point. Every default is the faithful behaviour.
        #[expect(unused_variables, reason = "the defaults do nothing with what they are shown")]
        pub trait Deviation: Send + Sync + 'static {
            $($(#[$doc])* fn $point(&self, $($argument: $type),*) $(-> $answer)? $faithful)*

            /// Called without the lock where [`lets_others_in`](Self::lets_others_in) says so.
            fn while_others_are_in(&self) {}
        }
    };
}

points_of_deviation!(deviation);

/// No deviation at all.
#[derive(Debug, Clone, Copy, Default)]
pub struct Faithful;

impl Deviation for Faithful {}
