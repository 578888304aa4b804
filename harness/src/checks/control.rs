//! The control plane. Contract, section 8.

use livebridge_core::{Mutation, Operation, Reset, SetView, fixtures};

use crate::check::{Check, Checked, Stop, require};
use crate::stage::Stage;

pub(super) fn checks() -> Vec<Check> {
    vec![
        Check::new("control/reset-empties-the-history", "LB-CTRL-001", reset_empties_the_history)
            .calling(&[Operation::SetTempo]),
        Check::new("control/reset-to-a-snapshot", "LB-CTRL-002", reset_to_a_snapshot),
    ]
}

fn reset_empties_the_history(stage: &mut Stage) -> Checked {
    stage.fresh("seeded")?;
    stage.call(Mutation::SetTempo { bpm: 131.0 })?;
    stage.call(Mutation::SetTempo { bpm: 132.0 })?;
    stage.undo()?;
    stage.reset(&Reset::Fixture { fixture: "seeded".to_owned(), notes: None })?;
    let (undone, redone) = (stage.undo()?, stage.redo()?);
    require(
        !undone && !redone,
        || "after a reset there is nothing to undo or redo".to_owned(),
        || format!("undo: {undone}, redo: {redone}"),
    )
}

fn reset_to_a_snapshot(stage: &mut Stage) -> Checked {
    for name in fixtures::NAMES {
        let Some(wanted) = fixtures::by_name(name) else { continue };
        stage.reset(&Reset::Snapshot(Box::new(wanted.clone())))?;
        match stage.snapshot()? {
            SetView::Canonical(seen) if *seen == wanted => {}
            SetView::Canonical(seen) => {
                let expected = format!("the Set is the fixture `{name}` after a reset to its snapshot");
                return Err(Stop::broken(expected, format!("{seen:?}")));
            }
            SetView::Opaque(_) => return Err(Stop::broken("a canonical snapshot, as declared", "an opaque one")),
        }
    }
    Ok(())
}
