//! Notes that are written in every way and read back.

use livebridge_port::{IdRef, Mutation, Note};

use crate::check::{Checked, Stop};
use crate::stage::{Stage, Via};

/// One note after which a refused write must be seen to have left everything.
pub(crate) const KEPT: Note = Note::new(48.0, 0.0, 1.0);

pub(crate) fn write(stage: &Stage, via: Via, clip: &IdRef, notes: &[Note]) -> livebridge_port::Result<()> {
    stage.send(via, Mutation::SetNotes { clip_id: clip.clone(), notes: notes.into() }).map(drop)
}

/// What is written in every way is read back as `expected`.
pub(crate) fn written_is_read(stage: &mut Stage, written: &[Note], expected: &[Note]) -> Checked {
    for via in [Via::Call, Via::Transaction] {
        let clip = stage.midi_clip(&[KEPT])?;
        if !stage.ways().contains(&via) {
            continue;
        }
        write(stage, via, &clip, written)?;
        let read = stage.notes(&clip)?;
        if !stage.same_notes(expected, &read) {
            return Err(Stop::broken(
                format!("the notes are {}", listed(expected)),
                format!("they are {}", listed(&read)),
            ));
        }
    }
    Ok(())
}

pub(crate) fn listed(notes: &[Note]) -> String {
    livebridge_port::json::to_string(notes).unwrap_or_default()
}
