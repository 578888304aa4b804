//! How a row of the mutants becomes behaviour: a table of functions, one for each point of [`Deviation`], and the
//! deviation that asks it. Both are made of the fake's one list of points.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use livebridge_fake::{Counted, Deviation, Edit, Ending, ReadAnswer, Redo, SetState, points_of_deviation};
use livebridge_port::{Batch, BridgeError, IdRef, Mutation, Name, Operation, Outcome, Snapshot, TrackInfo, UndoDepth};
use livebridge_transforms::by_name;
use serde_json::Value;

use super::Mutant;

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
    /// How many of the mutations were received in transactions that were committed.
    pub in_transactions: u64,
    /// How many undos there were.
    pub undos: u64,
    /// How many undos there will have been after the next one that follows a call.
    pub first_undo: u64,
    /// How many Sets were loaded.
    pub loads: u64,
    /// How many redos there were.
    pub redos: u64,
    /// How many batches failed.
    pub failed: u64,
    /// Whether that was the last thing that happened.
    pub has_just_failed: bool,
    /// The last mutation that was received.
    pub received: Option<Mutation>,
    /// The last Set that was loaded.
    pub loaded: Option<Box<Snapshot>>,
    /// The last id that was given with a read.
    pub asked: Option<IdRef>,
    /// Answers of reads by what was asked, each with the version of the Set that it was given of.
    pub answers: BTreeMap<String, (u64, Value)>,
    /// An answer of `listTracks`, and how much had happened before it.
    pub tracks: Option<(u64, Vec<TrackInfo>)>,
}

/// Makes the table and the deviation of the list.
macro_rules! hooks {
    ($($(#[$doc:meta])* fn $point:ident($($argument:ident: $type:ty),*) $(-> $answer:ty)? $faithful:block)*) => {
        /// What a mutant does at the points of [`Deviation`]; where it does nothing of its own it is faithful.
        #[derive(Clone, Copy)]
        pub struct Hooks {
            $($(#[$doc])* pub $point: fn($($type),*) $(-> $answer)?,)*
            /// The answer of a read, changed by what the mutant remembers, before `answer` sees it.
            pub remembering: fn(&mut Memory, &mut ReadAnswer<'_>),
        }

        impl Hooks {
            /// No deviation.
            #[expect(unused_variables, reason = "faithful hooks do nothing with what they are shown")]
            pub const FAITHFUL: Self = Self {
                $($point: |$($argument),*| $faithful,)*
                remembering: |_, _| {},
            };
        }

        impl Deviation for MutantDeviation {
            $(fn $point(&self, $($argument: $type),*) $(-> $answer)? {
                noted!(self, $point($($argument),*));
                (self.hooks.$point)($($argument),*)
            })*

            /// The barrier of the mutants that let others in: waits until somebody has read, or, where it works on a
            /// copy, has changed something, so that what they see does not depend on who is faster. The time-out is
            /// for runs in which nobody else is there.
            fn while_others_are_in(&self) {
                const NOBODY: Duration = Duration::from_millis(10);
                let lets_in = (self.hooks.lets_others_in)();
                let happened = |memory: &Memory| if lets_in { memory.reads } else { memory.changes };
                let memory = self.memory();
                let before = happened(&memory);
                drop(self.read.wait_timeout_while(memory, NOBODY, |memory| happened(memory) == before));
            }
        }
    };
}

/// What is remembered at a point, before its hook is asked.
macro_rules! noted {
    ($deviation:ident, received($mutation:ident)) => {{
        let mut memory = $deviation.memory();
        memory.changes += 1;
        memory.first_undo = memory.undos + 1;
        memory.has_just_failed = false;
        memory.received = Some($mutation.clone());
        $deviation.read.notify_all();
    }};
    ($deviation:ident, steps($batch:ident, $ending:ident, $edits:ident, $faithful:ident)) => {
        if $batch.is_transaction() && $ending == Ending::Committed {
            $deviation.memory().in_transactions += $batch.mutations().len() as u64;
        }
    };
    ($deviation:ident, undone()) => {{
        let mut memory = $deviation.memory();
        memory.undos += 1;
        memory.has_just_failed = false;
    }};
    ($deviation:ident, redoes()) => {
        $deviation.memory().redos += 1
    };
    ($deviation:ident, rolled_back($batch:ident, $applied:ident)) => {{
        let mut memory = $deviation.memory();
        memory.failed += 1;
        memory.has_just_failed = true;
    }};
    ($deviation:ident, id($operation:ident, $id:ident, $set:ident)) => {
        $deviation.memory().asked = Some($id.clone())
    };
    ($deviation:ident, loaded($snapshot:ident)) => {{
        let mut memory = $deviation.memory();
        memory.changes += 1;
        memory.loads += 1;
        memory.first_undo = memory.undos + 1;
        memory.has_just_failed = false;
        memory.loaded = Some(Box::new($snapshot.clone()));
        memory.soloed.clear();
    }};
    ($deviation:ident, answer($answer:ident)) => {{
        let mut memory = $deviation.memory();
        memory.reads += 1;
        ($deviation.hooks.remembering)(&mut memory, $answer);
        $deviation.read.notify_all();
    }};
    ($deviation:ident, $other:ident($($argument:ident),*)) => {};
}

points_of_deviation!(hooks);

impl fmt::Debug for Hooks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Hooks")
    }
}

/// The deviation of one mutant.
#[derive(Debug)]
pub struct MutantDeviation {
    hooks: Hooks,
    memory: Mutex<Memory>,
    /// Wakes who waits for a read.
    read: Condvar,
}

impl MutantDeviation {
    /// Deviates as `mutant` does.
    pub fn new(mutant: &Mutant) -> Self {
        Self { hooks: mutant.hooks, memory: Mutex::default(), read: Condvar::new() }
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
