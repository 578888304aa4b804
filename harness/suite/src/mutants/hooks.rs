//! How a row of the mutants becomes behaviour: a table of functions, one for each point of [`Deviation`], and the
//! deviation that asks it. Both are made of the fake's one list of points.

use std::collections::BTreeSet;
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
    /// How many undos there were.
    pub undos: u64,
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

            /// The barrier of the mutants that let others in: waits until somebody has read, so that what they see
            /// does not depend on who is faster. The time-out is for runs in which nobody else is there.
            fn while_others_are_in(&self) {
                const NOBODY: Duration = Duration::from_millis(5);
                let memory = self.memory();
                let reads = memory.reads;
                drop(self.read.wait_timeout_while(memory, NOBODY, |memory| memory.reads == reads));
            }
        }
    };
}

/// What is remembered at a point, before its hook is asked.
macro_rules! noted {
    ($deviation:ident, received($mutation:ident)) => {
        $deviation.memory().changes += 1
    };
    ($deviation:ident, undone()) => {
        $deviation.memory().undos += 1
    };
    ($deviation:ident, loaded($snapshot:ident)) => {{
        let mut memory = $deviation.memory();
        memory.changes += 1;
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
