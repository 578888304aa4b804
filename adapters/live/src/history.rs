//! The history: edits that can be taken back, in steps. How steps open, merge, close and split is the interface's.

use std::collections::VecDeque;

use crate::engine::{Engine, Interface};
use crate::rules::Rule;
use crate::value::{Id, Value};

/// An edit of the document; applying one gives the edit that takes it back.
#[derive(Debug, Clone)]
pub(crate) enum Edit {
    Set { id: Id, slot: usize, value: Value },
    Insert { id: Id, slot: usize, at: usize, child: Id },
    Remove { id: Id, slot: usize, at: usize },
    Life { id: Id, alive: bool },
    Parent { id: Id, parent: Id },
}

/// A step: the edits that take it back, in the order in which they were made.
#[derive(Debug)]
struct Step {
    edits: Vec<Edit>,
    label: &'static str,
    /// The tick at which a group of Python closed it, for the rule that such groups coalesce.
    group: Option<u64>,
    /// Live does not survive to take it back.
    crashes: bool,
}

/// What was written, as far as the rules of steps ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Written {
    Parameter,
    TrackName,
    EnvelopeEvent,
    Load,
    Notes,
    CueName,
    MaxDeviceMove,
    /// Crop, quantize, the doubling of a loop.
    ClipEdit,
    Other,
}

impl Written {
    pub(crate) fn of(engine: &Engine, id: Id, name: &str) -> Self {
        match name {
            "value" | "display_value" if engine.is(id, "DeviceParameter") => Self::Parameter,
            "name" if engine.is(id, "Track") => Self::TrackName,
            "name" if engine.is(id, "CuePoint") => Self::CueName,
            _ => Self::Other,
        }
    }

    pub(crate) fn call(name: &str) -> Self {
        match name {
            "create_event" => Self::EnvelopeEvent,
            "load_item" => Self::Load,
            "crop" | "quantize" | "quantize_pitch" | "duplicate_loop" => Self::ClipEdit,
            _ => Self::Other,
        }
    }
}

/// Most steps that are kept; the oldest go first.
const MOST_STEPS: usize = 1_000_000;

const CUSTOM: &str = "Undo Custom Action";

/// The history of the document.
#[derive(Debug, Default)]
pub(crate) struct History {
    done: VecDeque<Step>,
    undone: Vec<Step>,
    /// The step that later edits join.
    open: Vec<Edit>,
    /// How many groups of Python are open: never above one where they do not nest.
    groups: u32,
    /// Whether a transaction of the Extensions API is open.
    transaction: bool,
    /// Whether the open step moves a Max device.
    crashes: bool,
}

impl History {
    /// How many steps can be taken back; an open one counts.
    pub(crate) fn undo_count(&self) -> usize {
        self.done.len() + usize::from(!self.open.is_empty())
    }

    pub(crate) fn redo_count(&self) -> usize {
        self.undone.len()
    }

    /// Forgets all steps: nothing can be taken back or done again any more.
    pub(crate) fn forget(&mut self) {
        *self = Self::default();
    }

    pub(crate) fn is_open(&self) -> bool {
        !self.open.is_empty()
    }

    pub(crate) fn labels(&self) -> impl Iterator<Item = &'static str> {
        self.done.iter().map(|step| step.label)
    }

    fn push(&mut self, edits: Vec<Edit>, label: &'static str, group: Option<u64>) {
        if edits.is_empty() {
            return;
        }
        if self.done.len() >= MOST_STEPS {
            self.done.pop_front();
        }
        let crashes = std::mem::take(&mut self.crashes);
        self.done.push_back(Step { edits, label, group, crashes });
    }

    fn close(&mut self, group: Option<u64>) {
        let edits = std::mem::take(&mut self.open);
        self.push(edits, CUSTOM, group);
    }
}

impl Engine {
    /// Takes what the journal holds into the history.
    pub(crate) fn commit(&mut self, written: Written) {
        let edits = std::mem::take(&mut self.journal);
        let tick = self.clock.tick;
        // Envelope events outside of a group are not in the history: they stay whatever is undone.
        if written == Written::EnvelopeEvent
            && self.history.groups == 0
            && self.face == Interface::Python
            && self.on(Rule::UndoUngroupedEnvelopeWritesNotUndone)
        {
            return;
        }
        self.history.undone.clear();
        self.history.crashes |= written == Written::MaxDeviceMove;
        let label = if written == Written::Load && self.on(Rule::UndoConversionAndLoadSteps) {
            "Insert Device"
        } else {
            CUSTOM
        };
        let joins = match self.face {
            Interface::User => !self.on(Rule::UndoUserEditSplitsStep) && self.history.is_open(),
            Interface::Max => self.on(Rule::UndoMaxMergesUntilClosed),
            Interface::Python => {
                self.history.groups > 0
                    && self.on(Rule::UndoBeginEndGroupsAcrossRequests)
                    && !(written == Written::Parameter && self.on(Rule::UndoParamWriteOwnStep))
                    && !(written == Written::TrackName && self.on(Rule::UndoTrackRenameOwnStep))
                    || self.history.groups == 0
                        && written == Written::Parameter
                        && !self.on(Rule::UndoNoCoalesceDifferentParams)
            }
            Interface::Sdk => {
                self.history.transaction || self.history.groups > 0 && !self.on(Rule::UndoRemoteStepDoesNotCoverSdk)
            }
        };
        if self.face == Interface::Sdk && self.history.open.is_empty() && joins && self.continues(written) {
            // Without the rule a transaction that fills what was just made goes on with the step that made it.
            self.history.open = self.history.done.pop_back().map(|step| step.edits).unwrap_or_default();
        }
        if joins {
            self.history.open.extend(edits);
            let heavy = self.rules.number(Rule::UndoHeavyCallSplits);
            #[expect(clippy::cast_precision_loss, reason = "a journal is far shorter than 2^53")]
            if self.on(Rule::UndoHeavyCallSplits) && self.history.open.len() as f64 >= heavy {
                self.history.close(None);
            }
        } else if self.follows_on(written) {
            self.history.close(None);
            match self.history.done.back_mut() {
                Some(last) => last.edits.extend(edits),
                None => self.history.push(edits, label, None),
            }
        } else {
            self.history.close(None);
            self.history.push(edits, label, None);
        }
        if !self.on(Rule::UndoHistoryIsGlobal) && self.face == Interface::User {
            // Without the rule the user's work is out of reach of a bridge's undo.
            self.history.done.pop_back();
        }
        self.clock.tick = tick;
    }

    /// Whether the Extensions API fills what it made in the step that made it: never, as the rules have it.
    fn continues(&self, written: Written) -> bool {
        written == Written::Notes && !self.on(Rule::UndoSdkClipWithNotesTwoSteps)
            || written == Written::CueName && !self.on(Rule::UndoSdkCueWithNameTwoSteps)
    }

    /// Whether a write goes into the step before: never, as the rules have it.
    fn follows_on(&self, written: Written) -> bool {
        written == Written::ClipEdit && !self.on(Rule::ClipsUndoOfClipEdit)
            || self.face == Interface::Sdk
                && match written {
                    Written::Notes | Written::CueName => self.continues(written),
                    _ => !self.on(Rule::UndoSdkSetterOwnTransaction),
                }
    }

    /// What a refusal within a transaction does to what was made before: nothing, as the rule has it.
    pub(crate) fn refused(&mut self) {
        if self.face == Interface::Sdk && self.history.transaction && !self.on(Rule::UndoSdkNoRollback) {
            let edits = std::mem::take(&mut self.history.open);
            self.invert(edits);
        }
    }

    /// Whether taking back the last step would end Live.
    pub(crate) fn undo_crashes(&self) -> bool {
        let open = !self.history.open.is_empty();
        let crashes =
            if open { self.history.crashes } else { self.history.done.back().is_some_and(|step| step.crashes) };
        crashes && self.on(Rule::UndoUndoMoveDeviceCrash)
    }

    /// Opens a group, as `begin_undo_step` of Python.
    pub(crate) fn begin_step(&mut self) {
        let tick = self.clock.tick;
        if self.on(Rule::UndoNestedBeginNotCounted) {
            self.history.groups = 1;
        } else {
            self.history.groups = self.history.groups.saturating_add(1);
            if self.history.groups > 1 {
                return;
            }
        }
        if self.on(Rule::UndoBeginEndCoalesceInOneCall) && self.history.open.is_empty() {
            // A group that was closed within this turn of the main thread goes on.
            if let Some(step) = self.history.done.pop_back_if(|step| step.group == Some(tick)) {
                self.history.open = step.edits;
            }
        }
    }

    /// Closes the group, or whatever step is open, as `end_undo_step` of Python.
    pub(crate) fn end_step(&mut self) {
        let grouped = self.history.groups > 0;
        self.history.groups = self.history.groups.saturating_sub(1);
        if self.history.groups == 0 && (grouped || self.on(Rule::UndoEndStepClosesPending)) {
            let tick = self.clock.tick;
            if !self.on(Rule::UndoEmptyStepNotRecorded) && self.history.open.is_empty() {
                self.history.done.push_back(Step {
                    edits: Vec::new(),
                    label: CUSTOM,
                    group: Some(tick),
                    crashes: false,
                });
            }
            self.history.close(Some(tick));
        }
    }

    /// Opens or closes a transaction of the Extensions API.
    pub(crate) fn transaction(&mut self, open: bool) {
        self.history.close(None);
        self.history.transaction = open && self.on(Rule::UndoSdkGroupsSyncStartOnly);
    }

    /// How many steps can be taken back; an open one counts.
    pub fn undo_depth(&self) -> usize {
        self.history.undo_count()
    }

    /// Closes the open step, as any touch of the user does.
    pub fn touch(&mut self) {
        self.history.close(None);
    }

    /// Takes back the last step. Its label, or nothing when there is none.
    pub fn undo(&mut self) -> Option<&'static str> {
        self.history.close(None);
        let step = self.history.done.pop_back()?;
        let label = step.label;
        let edits = self.invert(step.edits);
        self.history.undone.push(Step { edits, label, group: None, crashes: step.crashes });
        Some(label)
    }

    /// Makes the last step that was taken back again. Its label, or nothing when there is none.
    pub fn redo(&mut self) -> Option<&'static str> {
        if !self.on(Rule::UndoRedoRestores) {
            return None;
        }
        let step = self.history.undone.pop()?;
        let label = step.label;
        let edits = self.invert(step.edits);
        self.history.done.push_back(Step { edits, label, group: None, crashes: step.crashes });
        Some(label)
    }

    fn invert(&mut self, edits: Vec<Edit>) -> Vec<Edit> {
        edits.into_iter().rev().map(|edit| self.apply(edit)).collect()
    }
}
