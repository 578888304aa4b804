//! Mutants of undo and redo.

mod merging;

use livebridge_fake::{Edit, Ending, ReadAnswer, Redo};
use livebridge_port::{Batch, Mutation, Note};

use crate::mutants::forgetting;
use crate::mutants::row::{FAITHFUL, mutant};
use crate::mutants::{Hooks, Memory, Mutant};

/// Every mutant of the area.
pub(in crate::areas) static ALL: &[&[Mutant]] =
    &[ROWS, merging::EACH_KIND, merging::OTHERS, merging::SHORT, merging::REDOS, forgetting::UNDONE];

/// Answers `listTracks` with what was answered when no more had happened than now.
fn from_the_cache(happened: u64, memory: &mut Memory, answer: &mut ReadAnswer<'_>) {
    let ReadAnswer::Tracks(tracks) = answer else { return };
    match &memory.tracks {
        Some((then, known)) if *then == happened => tracks.clone_from(known),
        _ => memory.tracks = Some((happened, tracks.clone())),
    }
}

static ROWS: &[Mutant] = &[
    mutant(
        "two-undo-steps-for-notes",
        "LB-UNDO-001",
        "old notes are removed in one call of the host and new ones added in another",
        Hooks {
            steps: |batch, _, _, faithful| match batch {
                Batch::Call(Mutation::SetNotes { .. }) => 2,
                _ => faithful,
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "no-undo-step-for-tempo",
        "LB-UNDO-001",
        "the tempo is set through a parameter that the host does not track",
        Hooks {
            steps: |batch, _, _, faithful| match batch {
                Batch::Call(Mutation::SetTempo { .. }) => 0,
                _ => faithful,
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "undo-takes-two-steps",
        "LB-UNDO-001",
        "the host merged two calls into one step",
        Hooks { undone: || (2, Redo::Kept), ..FAITHFUL },
    ),
    mutant(
        "call-ends-redo-late",
        "LB-UNDO-004",
        "the redo stack is cleared by the next undo instead of by the change",
        Hooks { discards_redo: |_| false, ..FAITHFUL },
    ),
    mutant(
        "failed-call-adds-step",
        "LB-UNDO-003",
        "the step is opened before the arguments are checked, and never removed",
        Hooks { steps: |_, ending, _, faithful| if ending == Ending::Failed { 1 } else { faithful }, ..FAITHFUL },
    ),
    mutant(
        "redo-forgotten",
        "LB-UNDO-002",
        "an undo is recorded as a change, which ends the redo",
        Hooks { undone: || (1, Redo::Lost), ..FAITHFUL },
    ),
    mutant(
        "count-per-mutation",
        "LB-UNDO-005",
        "the counter counts what the host reports, which is two events per change",
        Hooks { transaction_count: |counted| counted.committed * 2, ..FAITHFUL },
    ),
    mutant(
        "undo-counts-as-commit",
        "LB-UNDO-006",
        "the counter counts what the host reports, undos included",
        Hooks { transaction_count: |counted| counted.committed + counted.undos, ..FAITHFUL },
    ),
    mutant(
        "same-value-adds-a-step-at-times",
        "LB-UNDO-007",
        "a value is compared with the one that was written last, and not with the one that is there",
        Hooks {
            edits: |mutation, _, set, edits| {
                if matches!(mutation, Mutation::SetTempo { bpm } if *bpm > 100.0 && bpm.total_cmp(&set.tempo()).is_eq())
                {
                    edits.clear();
                }
            },
            steps: |_, _, edits, faithful| if edits == 0 { 0 } else { faithful },
            ..FAITHFUL
        },
    ),
    mutant(
        "same-value-is-not-counted",
        "LB-UNDO-007",
        "the counter counts what has changed, the history what was called",
        Hooks { transaction_count: |counted| counted.committed - u64::from(counted.since_reset >= 2), ..FAITHFUL },
    ),
    mutant(
        "depth-is-always-zero",
        "LB-UNDO-008",
        "the host has no such number",
        Hooks { undo_depth: |depth| depth.undo = 0, ..FAITHFUL },
    ),
    mutant(
        "undo-brings-plain-notes",
        "LB-UNDO-001",
        "what the bridge remembers of a note is what the first version of the host had",
        Hooks {
            taken_back: |edit, _| {
                if let Edit::Notes(_, notes) = edit {
                    let plain = |note: &Note| {
                        let plain = Note::new(note.pitch, note.start_time, note.duration);
                        note.velocity().map_or(plain, |velocity| plain.with_velocity(velocity))
                    };
                    *notes = notes.iter().map(plain).collect();
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "undo-brings-active-clips",
        "LB-UNDO-009",
        "a clip is made anew from what the bridge can write, and that is not all",
        Hooks {
            taken_back: |edit, _| {
                if let Edit::Arrangement { inserted, .. } = edit {
                    inserted.iter_mut().for_each(|clip| clip.muted = false);
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "undo-leaves-the-cache",
        "LB-UNDO-001",
        "what the reads keep is thrown away by every call that writes, and undo is none",
        Hooks { remembering: |memory, answer| from_the_cache(memory.changes, memory, answer), ..FAITHFUL },
    ),
    mutant(
        "redo-leaves-the-cache",
        "LB-UNDO-002",
        "somebody thought of undo, and not of redo",
        Hooks {
            remembering: |memory, answer| from_the_cache(memory.changes + memory.undos, memory, answer),
            ..FAITHFUL
        },
    )
    .not_explorable("programs seldom list the tracks both before and after a redo"),
];
