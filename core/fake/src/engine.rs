//! One Set with its history: applies batches, wholly or not at all, and undoes them.
//!
//! No lock and no answer here: [`FakeLiveBridge`](super::FakeLiveBridge) holds the lock and builds the answers.

use livebridge_port::{Batch, BridgeError, IdRef, Mutation, Operation, SubjectKind};

use super::deviation::{Deviation, Ending};
use super::edit::Edit;
use super::journal::{Journal, Step, take_back};
use super::plan::Planner;
use super::resolve::{Epoch, Object, resolve};
use super::set::SetState;

/// A Set and its history.
#[derive(Debug)]
pub(super) struct Engine {
    pub(super) set: SetState,
    pub(super) journal: Journal,
    /// Undos and redos so far, and steps committed before the last reset: only a deviation looks at them.
    pub(super) undos: u64,
    pub(super) committed_before_reset: u64,
    /// Whether something was read since the last batch, and that batch where a deviation remembers it.
    pub(super) looked: bool,
    last: Option<Batch>,
    /// Edits of the mutation that is being planned; kept for its memory.
    planned: Vec<Edit>,
}

/// A batch that is being applied.
#[derive(Debug, Default)]
pub(super) struct Running {
    in_transaction: bool,
    epoch: Epoch,
    /// What takes the batch back so far, in the order applied.
    inverses: Vec<Edit>,
    /// The object of each operation so far.
    made: Vec<Option<Object>>,
}

impl Running {
    pub(super) fn new(batch: &Batch) -> Self {
        Self { in_transaction: batch.is_transaction(), ..Self::default() }
    }

    pub(super) fn made(&self) -> &[Option<Object>] {
        &self.made
    }
}

impl Engine {
    pub(super) fn new(set: SetState, history_limit: usize) -> Self {
        Self {
            set,
            journal: Journal::new(history_limit),
            undos: 0,
            committed_before_reset: 0,
            looked: false,
            last: None,
            planned: Vec::new(),
        }
    }

    /// Finds the object that a read or a render names.
    pub(super) fn find<D: Deviation>(
        &self,
        deviation: &D,
        operation: Operation,
        wanted: SubjectKind,
        id: &IdRef,
    ) -> Result<Object, BridgeError> {
        let mut id = id.clone();
        deviation.id(operation, &mut id, &self.set);
        self.resolve_or_instead(deviation, &Epoch::default(), None, &id, wanted)
    }

    fn resolve_or_instead<D: Deviation>(
        &self,
        deviation: &D,
        epoch: &Epoch,
        made: Option<&[Option<Object>]>,
        id: &IdRef,
        wanted: SubjectKind,
    ) -> Result<Object, BridgeError> {
        resolve(&self.set, epoch, made, id, wanted).or_else(|error| {
            let instead = deviation.instead(id, &error, &self.set).ok_or(error)?;
            resolve(&self.set, epoch, made, &instead, wanted)
        })
    }

    /// Applies one mutation of a batch; an error leaves its edits unapplied.
    pub(super) fn apply<D: Deviation>(
        &mut self,
        deviation: &D,
        mutation: &mut Mutation,
        running: &mut Running,
    ) -> Result<(), BridgeError> {
        let made = self.apply_checked(deviation, mutation, running).inspect_err(|_| {
            if let Some(edit) = deviation.residue(mutation, &self.set) {
                drop(edit.apply(&mut self.set));
            }
        });
        running.made.push(made?);
        Ok(())
    }

    fn apply_checked<D: Deviation>(
        &mut self,
        deviation: &D,
        mutation: &mut Mutation,
        running: &mut Running,
    ) -> Result<Option<Object>, BridgeError> {
        deviation.received(mutation);
        if let Err(error) = mutation.validate()
            && !deviation.waives(mutation, &error)
        {
            return Err(error);
        }
        let operation = mutation.operation();
        if let Some(id) = mutation.subject_mut() {
            deviation.id(operation, id, &self.set);
            if let IdRef::Staged(staged) = id {
                staged.op = deviation.referred(staged.op);
            }
        }
        let made = running.in_transaction.then_some(&*running.made);
        let subject = mutation
            .subject()
            .zip(mutation.kind().subject())
            .map(|(id, wanted)| self.resolve_or_instead(deviation, &running.epoch, made, id, wanted))
            .transpose()?;

        let mut edits = std::mem::take(&mut self.planned);
        edits.clear();
        let planner = Planner { set: &mut self.set, deviation, mutation, edits: &mut edits };
        let made = planner.plan(subject)?;
        deviation.edits(mutation, running.in_transaction, &self.set, &mut edits);
        for edit in edits.drain(..) {
            if running.in_transaction && deviation.ids_name_the_beginning() {
                running.epoch.remember(&self.set, &edit);
            }
            running.inverses.push(edit.apply(&mut self.set));
        }
        self.planned = edits;
        Ok(made)
    }

    /// Takes a failed batch back.
    pub(super) fn roll_back<D: Deviation>(&mut self, deviation: &D, batch: &Batch, running: Running) {
        let mut inverses = running.inverses;
        let kept = inverses.len() - deviation.rolled_back(batch, inverses.len()).min(inverses.len());
        let mut taken_back = inverses.split_off(kept);
        for edit in &mut taken_back {
            deviation.rolled_back_edit(edit, &self.set);
        }
        take_back(taken_back, &mut self.set);
        self.end(deviation, Ending::Failed);
        for _ in 0..deviation.steps(batch, Ending::Failed, 0, 0) {
            self.add_empty_step();
        }
    }

    /// Puts an applied batch into the history; gives the number of undo steps it takes.
    pub(super) fn conclude<D: Deviation>(&mut self, deviation: &D, batch: &Batch, running: &mut Running) -> usize {
        let ending = if batch.mutations().is_empty() { Ending::Empty } else { Ending::Committed };
        self.end(deviation, ending);
        let steps = deviation.steps(batch, ending, running.inverses.len(), usize::from(ending == Ending::Committed));
        let inverses = std::mem::take(&mut running.inverses);
        match steps {
            0 => {}
            1 if self.joins_the_last(deviation, batch) => self.journal.join(inverses),
            1 => self.journal.push(Step::new(inverses)),
            _ => {
                let size = inverses.len().div_ceil(steps).max(1);
                let mut rest = inverses.into_iter();
                for _ in 0..steps {
                    self.journal.push(Step::new(rest.by_ref().take(size).collect()));
                }
            }
        }
        steps
    }

    /// Whether a deviation makes a batch part of the step before it; the faithful fake does not even remember that.
    fn joins_the_last<D: Deviation>(&mut self, deviation: &D, batch: &Batch) -> bool {
        if !deviation.remembers_calls() {
            return false;
        }
        let looked = std::mem::take(&mut self.looked);
        let last = self.last.replace(batch.clone());
        last.is_some_and(|last| deviation.joins(&last, batch, looked))
    }

    fn end<D: Deviation>(&mut self, deviation: &D, ending: Ending) {
        if deviation.discards_redo(ending) {
            self.journal.discard_redo();
        }
    }

    /// Undoes one step; `false` when there is none.
    pub(super) fn undo<D: Deviation>(&mut self, deviation: &D) -> bool {
        self.last = None;
        let done = self.journal.undo(&mut self.set, |edit, set| deviation.taken_back(edit, set));
        let redos = usize::try_from(self.journal.depth().redo).unwrap_or(usize::MAX);
        if done && deviation.kept_redos(redos) < redos {
            self.journal.keep_redos(deviation.kept_redos(redos));
        }
        done
    }

    /// Redoes one step; `false` when there is none.
    pub(super) fn redo<D: Deviation>(&mut self, deviation: &D) -> bool {
        self.last = None;
        if !deviation.redoes() {
            return false;
        }
        self.journal.redo(&mut self.set, |edit, set| deviation.taken_back(edit, set))
    }

    /// Forgets the history, as a reset does.
    pub(super) fn forget(&mut self) {
        self.last = None;
        self.journal.clear();
    }

    /// Adds a step that changes nothing: only a deviation does.
    pub(super) fn add_empty_step(&mut self) {
        self.journal.push(Step::new(Vec::new()));
    }
}
