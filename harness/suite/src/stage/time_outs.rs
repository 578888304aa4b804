//! What a check may not call: how long a run bears with a target that hangs, and what a target does not offer.
//!
//! An instance of the target that once did not answer is asked nothing more: what comes after would hang as well, and
//! the wrong method would be blamed. And one operation that hangs can be part of every check, and costs the whole
//! time-out each time. So an operation that timed out a few times is not called again in this run, and the checks that
//! need it end undecided. An operation that is not offered is not called at all: the checks that need it do not apply.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use livebridge_port::{BridgeError, CallError, Fault, Operation, Result};

use crate::check::Stop;

/// After how many time-outs an operation is given up.
const TIME_OUTS: u32 = 3;

/// What timed out in this run.
#[derive(Debug, Default)]
pub(super) struct TimeOuts {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    time_outs: BTreeMap<Operation, u32>,
    /// The call that the present instance of the target did not answer.
    hung: Option<Fault>,
    /// Which call the present check was denied first.
    denied: Option<Denied>,
}

/// A call that a check was denied.
#[derive(Debug, Clone, Copy)]
enum Denied {
    /// It timed out too often in this run.
    GivenUp(Operation),
    /// The target does not offer it.
    NotOffered(Operation),
}

impl TimeOuts {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes the call, unless the target hangs or the operation is given up.
    pub(super) fn call<T>(&self, operation: Operation, call: impl FnOnce() -> Result<T>) -> Result<T> {
        if let Some(fault) = self.lock().hung.clone() {
            return Err(fault.into());
        }
        if self.lock().time_outs.get(&operation).is_some_and(|times| *times >= TIME_OUTS) {
            self.lock().denied.get_or_insert(Denied::GivenUp(operation));
            return Err(Fault::Connection(given_up(operation)).into());
        }
        let answer = call();
        if let Err(CallError::Fault(fault @ Fault::TimedOut { .. })) = &answer {
            let mut state = self.lock();
            *state.time_outs.entry(operation).or_default() += 1;
            state.hung = Some(fault.clone());
        }
        answer
    }

    /// Refuses a call of what the target does not offer, as a target would.
    pub(super) fn not_offered<T>(&self, operation: Operation) -> Result<T> {
        self.lock().denied.get_or_insert(Denied::NotOffered(operation));
        Err(BridgeError::unsupported(format!("{operation} is not offered by this target")).into())
    }

    /// Whether the present instance of the target left a call without an answer.
    pub(super) fn hangs(&self) -> bool {
        self.lock().hung.is_some()
    }

    /// Says that there is another instance of the target now.
    pub(super) fn started_anew(&self) {
        self.lock().hung = None;
    }

    /// How the present check ends, if it was denied a call; the next one begins anew.
    pub(super) fn take_denied(&self) -> Option<Stop> {
        Some(match self.lock().denied.take()? {
            Denied::GivenUp(operation) => Stop::Undecided(given_up(operation)),
            Denied::NotOffered(operation) => Stop::Missing(operation.name().to_owned()),
        })
    }
}

fn given_up(operation: Operation) -> String {
    format!("{operation} timed out {TIME_OUTS} times and is not called again in this run")
}
