//! How a row of the table becomes behaviour: one [`Deviation`] that asks the row's hooks.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use livebridge_fake::{Answer, Counted, Deviation, Edit, Ending, Redo, Set};
use livebridge_port::{Batch, BridgeError, IdRef, Mutation, Name, Operation, Outcome, Snapshot, TrackInfo, UndoDepth};
use livebridge_transforms::by_name;
use serde_json::Value;

/// What a mutant may remember.
#[derive(Debug, Default)]
pub struct Memory {
    /// How many reads were answered.
    pub reads: u64,
    /// How many `getNotes` were answered.
    pub note_reads: u64,
    /// The names of tracks that were listed as soloed, and not otherwise since.
    pub soloed: BTreeSet<Name>,
    /// How many mutations were received, and Sets loaded.
    pub changes: u64,
    /// How many undos there were.
    pub undos: u64,
    /// An answer of `listTracks`, and how much had happened before it.
    pub tracks: Option<(u64, Vec<TrackInfo>)>,
}

/// The points of [`Deviation`] at which a mutant does something else; the others stay faithful.
#[derive(Clone, Copy)]
#[expect(missing_docs, reason = "each is the point of `Deviation` of the same name, and described there")]
pub struct Hooks {
    pub id: fn(Operation, &mut IdRef, &Set),
    pub received: fn(&mut Mutation),
    pub waives: fn(&Mutation, &BridgeError) -> bool,
    pub instead: fn(&IdRef, &BridgeError, &Set) -> Option<IdRef>,
    pub refusal: fn(Operation, &mut BridgeError),
    pub edits: fn(&Mutation, bool, &Set, &mut Vec<Edit>),
    pub outcome: fn(&Mutation, &mut Option<Outcome>),
    pub residue: fn(&Mutation, &Set) -> Option<Edit>,
    pub rolled_back: fn(&Batch, usize) -> usize,
    pub steps: fn(&Batch, Ending, usize, usize) -> usize,
    pub discards_redo: fn(Ending) -> bool,
    pub undone: fn() -> (usize, Redo),
    pub transaction_count: fn(Counted) -> u64,
    pub reset_leaves_a_step: fn() -> bool,
    pub ids_name_the_beginning: fn() -> bool,
    pub referred: fn(u32) -> u32,
    pub lets_others_in: fn() -> bool,
    pub answer: fn(&mut Memory, Answer<'_>),
    pub read_adds_step: fn(Operation) -> bool,
    pub snapshot: fn(&mut Snapshot),
    pub rendered: fn(&mut f64),
    pub serves: fn(Operation) -> bool,
    pub loaded: fn(&mut Snapshot),
    pub undo_depth: fn(&mut UndoDepth),
    pub works_on_a_copy: fn(&Batch) -> bool,
    pub applied_early: fn(&Batch) -> usize,
    pub reset_begins_with_the_history: fn() -> bool,
    pub taken_back: fn(&mut Edit, &Set),
    pub transform: fn(&str, &Value) -> Result<Value, BridgeError>,
}

impl Hooks {
    /// No deviation.
    pub const FAITHFUL: Self = Self {
        id: |_, _, _| {},
        received: |_| {},
        waives: |_, _| false,
        instead: |_, _, _| None,
        refusal: |_, _| {},
        edits: |_, _, _, _| {},
        outcome: |_, _| {},
        residue: |_, _| None,
        rolled_back: |_, applied| applied,
        steps: |_, _, _, faithful| faithful,
        discards_redo: |ending| matches!(ending, Ending::Committed),
        undone: || (1, Redo::Kept),
        transaction_count: |counted| counted.committed,
        reset_leaves_a_step: || false,
        ids_name_the_beginning: || true,
        referred: |op| op,
        lets_others_in: || false,
        answer: |_, _| {},
        read_adds_step: |_| false,
        snapshot: |_| {},
        rendered: |_| {},
        serves: |_| true,
        loaded: |_| {},
        undo_depth: |_| {},
        works_on_a_copy: |_| false,
        applied_early: |_| 0,
        reset_begins_with_the_history: || false,
        taken_back: |_, _| {},
        transform: by_name::call,
    };
}

impl fmt::Debug for Hooks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Hooks")
    }
}

/// The deviation of one mutant.
#[derive(Debug)]
pub struct Zoo {
    hooks: Hooks,
    memory: Mutex<Memory>,
    /// Wakes who waits for a read.
    read: Condvar,
}

impl Zoo {
    /// Deviates as `mutant` does.
    pub fn new(mutant: &super::Mutant) -> Self {
        Self { hooks: mutant.hooks, memory: Mutex::default(), read: Condvar::new() }
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Deviation for Zoo {
    fn id(&self, operation: Operation, id: &mut IdRef, set: &Set) {
        (self.hooks.id)(operation, id, set);
    }

    fn received(&self, mutation: &mut Mutation) {
        self.memory().changes += 1;
        (self.hooks.received)(mutation);
    }

    fn waives(&self, mutation: &Mutation, error: &BridgeError) -> bool {
        (self.hooks.waives)(mutation, error)
    }

    fn instead(&self, id: &IdRef, error: &BridgeError, set: &Set) -> Option<IdRef> {
        (self.hooks.instead)(id, error, set)
    }

    fn refusal(&self, operation: Operation, error: &mut BridgeError) {
        (self.hooks.refusal)(operation, error);
    }

    fn edits(&self, mutation: &Mutation, in_transaction: bool, set: &Set, edits: &mut Vec<Edit>) {
        (self.hooks.edits)(mutation, in_transaction, set, edits);
    }

    fn outcome(&self, mutation: &Mutation, outcome: &mut Option<Outcome>) {
        (self.hooks.outcome)(mutation, outcome);
    }

    fn residue(&self, mutation: &Mutation, set: &Set) -> Option<Edit> {
        (self.hooks.residue)(mutation, set)
    }

    fn rolled_back(&self, batch: &Batch, applied: usize) -> usize {
        (self.hooks.rolled_back)(batch, applied)
    }

    fn steps(&self, batch: &Batch, ending: Ending, edits: usize, faithful: usize) -> usize {
        (self.hooks.steps)(batch, ending, edits, faithful)
    }

    fn discards_redo(&self, ending: Ending) -> bool {
        (self.hooks.discards_redo)(ending)
    }

    fn undone(&self) -> (usize, Redo) {
        self.memory().undos += 1;
        (self.hooks.undone)()
    }

    fn transaction_count(&self, counted: Counted) -> u64 {
        (self.hooks.transaction_count)(counted)
    }

    fn reset_leaves_a_step(&self) -> bool {
        (self.hooks.reset_leaves_a_step)()
    }

    fn ids_name_the_beginning(&self) -> bool {
        (self.hooks.ids_name_the_beginning)()
    }

    fn referred(&self, op: u32) -> u32 {
        (self.hooks.referred)(op)
    }

    fn lets_others_in(&self) -> bool {
        (self.hooks.lets_others_in)()
    }

    /// The barrier of the mutants that let others in: waits until somebody has read, so that what they see does
    /// not depend on who is faster. The time-out is for runs in which nobody else is there.
    fn while_others_are_in(&self) {
        const NOBODY: Duration = Duration::from_millis(5);
        let memory = self.memory();
        let reads = memory.reads;
        drop(self.read.wait_timeout_while(memory, NOBODY, |memory| memory.reads == reads));
    }

    fn answer(&self, answer: Answer<'_>) {
        let mut memory = self.memory();
        memory.reads += 1;
        (self.hooks.answer)(&mut memory, answer);
        self.read.notify_all();
    }

    fn rendered(&self, seconds: &mut f64) {
        (self.hooks.rendered)(seconds);
    }

    fn serves(&self, operation: Operation) -> bool {
        (self.hooks.serves)(operation)
    }

    fn loaded(&self, snapshot: &mut Snapshot) {
        let mut memory = self.memory();
        memory.changes += 1;
        memory.soloed.clear();
        (self.hooks.loaded)(snapshot);
    }

    fn undo_depth(&self, depth: &mut UndoDepth) {
        (self.hooks.undo_depth)(depth);
    }

    fn works_on_a_copy(&self, batch: &Batch) -> bool {
        (self.hooks.works_on_a_copy)(batch)
    }

    fn applied_early(&self, batch: &Batch) -> usize {
        (self.hooks.applied_early)(batch)
    }

    fn reset_begins_with_the_history(&self) -> bool {
        (self.hooks.reset_begins_with_the_history)()
    }

    fn taken_back(&self, edit: &mut Edit, set: &Set) {
        (self.hooks.taken_back)(edit, set);
    }

    fn transform(&self, name: &str, input: &Value) -> Result<Value, BridgeError> {
        (self.hooks.transform)(name, input)
    }

    fn read_adds_step(&self, operation: Operation) -> bool {
        (self.hooks.read_adds_step)(operation)
    }

    fn snapshot(&self, snapshot: &mut Snapshot) {
        (self.hooks.snapshot)(snapshot);
    }
}
