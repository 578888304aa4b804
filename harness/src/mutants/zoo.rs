//! How a row of the table becomes behaviour: one [`Deviation`] that asks the row's hooks.

use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use livebridge_core::fake::{Answer, Deviation, Edit, Ending, Redo, Set};
use livebridge_core::{Batch, BridgeError, IdRef, Mutation, Operation, Outcome, Snapshot};

/// What a mutant may remember: most need nothing.
#[derive(Debug, Default)]
pub struct Memory {
    /// A number.
    pub count: u64,
    /// An answer that was given before.
    pub notes: Option<Vec<livebridge_core::Note>>,
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
    pub edits: fn(&Mutation, &Set, &mut Vec<Edit>),
    pub outcome: fn(&Mutation, &mut Option<Outcome>),
    pub residue: fn(&Mutation, &Set) -> Option<Edit>,
    pub rolled_back: fn(&Batch, usize) -> usize,
    pub steps: fn(&Batch, Ending, usize) -> usize,
    pub discards_redo: fn(Ending) -> bool,
    pub undone: fn() -> (usize, Redo),
    pub transaction_count: fn(u64, u64) -> u64,
    pub reset_keeps_history: fn() -> bool,
    pub ids_name_the_beginning: fn() -> bool,
    pub referred: fn(u32) -> u32,
    pub lets_others_in: fn() -> bool,
    pub answer: fn(&mut Memory, Answer<'_>),
    pub read_adds_step: fn(Operation) -> bool,
    pub snapshot: fn(&mut Snapshot),
}

impl Hooks {
    /// No deviation.
    pub const FAITHFUL: Self = Self {
        id: |_, _, _| {},
        received: |_| {},
        waives: |_, _| false,
        instead: |_, _, _| None,
        refusal: |_, _| {},
        edits: |_, _, _| {},
        outcome: |_, _| {},
        residue: |_, _| None,
        rolled_back: |_, applied| applied,
        steps: |_, _, faithful| faithful,
        discards_redo: |ending| matches!(ending, Ending::Committed),
        undone: || (1, Redo::Kept),
        transaction_count: |committed, _| committed,
        reset_keeps_history: || false,
        ids_name_the_beginning: || true,
        referred: |op| op,
        lets_others_in: || false,
        answer: |_, _| {},
        read_adds_step: |_| false,
        snapshot: |_| {},
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
}

impl Zoo {
    /// Deviates as `mutant` does.
    pub fn new(mutant: &super::Mutant) -> Self {
        Self { hooks: mutant.hooks, memory: Mutex::default() }
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

    fn edits(&self, mutation: &Mutation, set: &Set, edits: &mut Vec<Edit>) {
        (self.hooks.edits)(mutation, set, edits);
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

    fn steps(&self, batch: &Batch, ending: Ending, faithful: usize) -> usize {
        (self.hooks.steps)(batch, ending, faithful)
    }

    fn discards_redo(&self, ending: Ending) -> bool {
        (self.hooks.discards_redo)(ending)
    }

    fn undone(&self) -> (usize, Redo) {
        (self.hooks.undone)()
    }

    fn transaction_count(&self, committed: u64, undos: u64) -> u64 {
        (self.hooks.transaction_count)(committed, undos)
    }

    fn reset_keeps_history(&self) -> bool {
        (self.hooks.reset_keeps_history)()
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

    fn answer(&self, answer: Answer<'_>) {
        (self.hooks.answer)(&mut self.memory(), answer);
    }

    fn read_adds_step(&self, operation: Operation) -> bool {
        (self.hooks.read_adds_step)(operation)
    }

    fn snapshot(&self, snapshot: &mut Snapshot) {
        (self.hooks.snapshot)(snapshot);
    }
}
