//! What is done after a fault: whether the target must be started anew, and what still works of one that hangs.

use std::time::Duration;

use livebridge_port::{CallError, Fault, Operation};
use serde_json::{Value, json};

use super::{Stage, Way};

/// How long an answer is waited for that only tells how much hangs.
const PATIENCE: Duration = Duration::from_secs(1);

impl Stage {
    /// Sees to what must be done after a fault, and says what else is known of it.
    pub(crate) fn after_fault(&mut self, fault: &Fault) -> Option<String> {
        match fault {
            // An answer of the wrong shape ends nothing: a reset gives the next check its Set.
            Fault::Protocol(_) if self.way() == Way::Reset && self.instance.broken().is_none() => None,
            Fault::TimedOut { .. } => {
                self.spoil();
                self.what_still_works()
            }
            Fault::Protocol(_)
            | Fault::Exited { .. }
            | Fault::Killed { .. }
            | Fault::Closed { .. }
            | Fault::Garbage { .. }
            | Fault::Connection(_) => {
                self.spoil();
                None
            }
        }
    }

    /// Of a target that left a call without an answer: whether it answers a read and a change, each tried once.
    fn what_still_works(&self) -> Option<String> {
        let wire = self.instance.wire()?;
        let patience = PATIENCE.min(self.timeouts.call);
        let answers = |operation: Operation, params: Value| {
            let asked = || wire.call_within(operation.name(), &params, patience);
            self.offers(operation).then(|| (operation, !matches!(asked(), Err(CallError::Fault(_)))))
        };
        let read = answers(Operation::GetSongOverview, json!({}))?;
        let change = answers(Operation::SetTempo, json!({ "bpm": 120 }));
        let ((_, reads), changes) = (read, change.map(|(_, answered)| answered));
        let said = match (reads, changes) {
            (true, Some(true)) => "one call hung: getSongOverview and setTempo were answered after it",
            (true, None) => "one call hung: getSongOverview was answered after it",
            (true, Some(false)) => "changes hang: getSongOverview was answered after it, setTempo was not",
            (false, Some(true)) => "reads hang: setTempo was answered after it, getSongOverview was not",
            (false, _) => "the target answers nothing any more",
        };
        Some(said.to_owned())
    }
}
