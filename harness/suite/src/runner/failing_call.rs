//! What a report draws of a failure: the check runs once more, while the Set is looked at around each change.
//!
//! Nothing that is seen here changes a verdict. A second run that ends otherwise than the first shows nothing.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::CheckResult;
use crate::check::{Check, Stop};
use crate::stage::Stage;
use crate::trace::without_chance;

/// Adds to the finding of a check the Set before and after its failing call, where the target shows it.
pub(super) fn look_at_it(stage: &mut Stage, check: &Check, result: &mut CheckResult) {
    let Some(finding) = &mut result.finding else { return };
    if finding.calls.is_empty() || !stage.can_be_watched() || stage.recover().is_err() {
        return;
    }
    stage.watch();
    let ended = catch_unwind(AssertUnwindSafe(|| (check.run)(stage)));
    let sets = stage.take_watched();
    // What else the check left to be said was said by its first run.
    let denied = stage.take_denied();
    stage.take_note();
    match ended {
        Ok(Err(Stop::Broken { expected, seen })) if denied.is_none() => {
            let is_the_same = without_chance(&expected) == finding.expected && without_chance(&seen) == finding.seen;
            let calls = finding.calls.len();
            finding.sets = sets.filter(|sets| is_the_same && (1..=calls).contains(&sets.call));
        }
        Ok(Err(Stop::Fault(fault))) => {
            stage.after_fault(&fault);
        }
        Ok(_) => {}
        Err(_) => stage.spoil(),
    }
}
