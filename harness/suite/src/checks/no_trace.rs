//! What leaves no trace: it changes nothing, adds no step, and takes nothing from what can be undone and redone.

use livebridge_port::{Mutation, Operation};

use super::expected_set::is_now;
use crate::check::{Checked, require};
use crate::stage::Stage;

/// Does it several times: by itself, behind a change that is then undone, and between an undo and a redo. `what` is its
/// name in findings, with its article.
pub(crate) fn leaves_no_trace(stage: &mut Stage, what: &str, act: &dyn Fn(&Stage) -> Checked) -> Checked {
    let counts = stage.offers(Operation::ControlTransactionCount);
    let count = counts.then(|| stage.transaction_count()).transpose()?;
    let before = stage.view()?;
    act(stage)?;
    is_now(stage, &before, &format!("{what} leaves the Set as it is"))?;
    if let Some(count) = count {
        let now = stage.transaction_count()?;
        require(now == count, || format!("transactionCount stays {count} after {what}"), || format!("it is {now}"))?;
    }
    if !stage.offers(Operation::ControlUndo) || !stage.offers(Operation::SetTempo) {
        return Ok(());
    }
    // A step of its own would stand between the undo and this change.
    stage.call(Mutation::SetTempo { bpm: 131.0 })?;
    let changed = stage.view()?;
    act(stage)?;
    stage.undo()?;
    is_now(stage, &before, &format!("one undo after a change and {what} takes back the change"))?;
    if stage.offers(Operation::ControlRedo) {
        act(stage)?;
        let redone = stage.redo()?;
        let expected = || format!("what was undone can be redone after {what}");
        require(redone, expected, || "there is nothing to redo".to_owned())?;
        is_now(stage, &changed, &format!("a redo after {what} brings back the change"))?;
    }
    Ok(())
}
