//! One valid call of each mutation: what checks of all mutations go through.

use livebridge_core::{Mutation, Note, Operation};

use crate::check::Checked;
use crate::stage::Stage;

/// A valid call of one mutation, on a fresh Set.
pub(super) struct Scenario {
    pub(super) operation: Operation,
    /// Sets the stage and gives the call.
    pub(super) prepare: fn(&mut Stage) -> Checked<Mutation>,
}

/// One scenario for each mutation.
pub(super) const ALL: &[Scenario] = &[
    Scenario {
        operation: Operation::SetTempo,
        prepare: |stage| {
            stage.fresh("seeded")?;
            Ok(Mutation::SetTempo { bpm: 97.5 })
        },
    },
    Scenario {
        operation: Operation::SetNotes,
        prepare: |stage| {
            let clip_id = stage.midi_clip(&[Note::new(60.0, 0.0, 1.0)])?;
            let notes = [Note::new(62.0, 1.0, 0.5).with_velocity(80.0), Note::new(65.0, 2.0, 0.25)];
            Ok(Mutation::SetNotes { clip_id, notes: notes.into() })
        },
    },
];

/// A change on another object than `call` touches: tells "no step" from "one step" when the call is undone.
pub(super) fn sentinel(stage: &mut Stage, call: &Mutation) -> Checked<Mutation> {
    if matches!(call, Mutation::SetTempo { .. }) {
        let clip_id = stage.any_midi_clip()?;
        return Ok(Mutation::SetNotes { clip_id, notes: [Note::new(72.0, 0.5, 0.5)].into() });
    }
    Ok(Mutation::SetTempo { bpm: 131.0 })
}
