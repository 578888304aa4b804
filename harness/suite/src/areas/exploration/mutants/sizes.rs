//! What goes wrong in large Sets only: counts that wrap, lists that end, buffers that are full.

use std::sync::Arc;

use livebridge_fake::{Edit, Ending, ReadAnswer};
use livebridge_port::{Batch, Outcome};

use super::REQUIREMENT;
use crate::mutants::row::{FAITHFUL, mutant};
use crate::mutants::{Hooks, Mutant};

/// The answer of a read is changed.
const fn reading(name: &'static str, why: &'static str, answer: fn(&mut ReadAnswer<'_>)) -> Mutant {
    mutant(name, REQUIREMENT, why, Hooks { answer, ..FAITHFUL })
}

/// Notes beyond so many are lost.
const fn notes_of<const MOST: usize>(name: &'static str, why: &'static str) -> Mutant {
    mutant(
        name,
        REQUIREMENT,
        why,
        Hooks {
            edits: |_, _, _, edits| {
                for edit in edits {
                    if let Edit::Notes(_, notes) = edit
                        && notes.len() > MOST
                    {
                        *notes = Arc::from(&notes[..MOST]);
                    }
                }
            },
            ..FAITHFUL
        },
    )
}

/// A transaction of more than so many edits is more than one step.
const fn steps_of<const MOST: usize>(name: &'static str, why: &'static str) -> Mutant {
    mutant(
        name,
        REQUIREMENT,
        why,
        Hooks {
            steps: |batch: &Batch, ending, edits, faithful| {
                let long = ending == Ending::Committed && batch.is_transaction() && edits > MOST;
                if long { edits.div_ceil(MOST) } else { faithful }
            },
            ..FAITHFUL
        },
    )
}

pub(super) static ROWS: &[Mutant] = &[
    reading("tracks-in-seven-bits", "a count travels as a MIDI value", |answer| {
        if let ReadAnswer::Overview(overview) = answer {
            overview.track_count %= 128;
        }
    }),
    reading("cue-points-in-a-byte", "a count travels as a byte", |answer| {
        if let ReadAnswer::Overview(overview) = answer {
            overview.cue_point_count %= 256;
        }
    }),
    reading("clips-in-a-byte", "a count travels as a byte", |answer| {
        if let ReadAnswer::Tracks(tracks) = answer {
            tracks.iter_mut().for_each(|track| track.arrangement_clip_count %= 256);
        }
    }),
    reading("a-hundred-tracks-are-found", "the search has a limit", |answer| {
        if let ReadAnswer::Matches(_, matches) = answer {
            matches.truncate(100);
        }
    }),
    reading("256-clips-are-listed", "the buffer of the list is full", |answer| {
        if let ReadAnswer::Clips(clips) = answer {
            clips.truncate(256);
        }
    }),
    reading("128-tracks-are-listed", "the buffer of the list is full", |answer| {
        if let ReadAnswer::Tracks(tracks) = answer {
            tracks.truncate(128);
        }
    }),
    reading("32767-notes-are-read", "a length travels in sixteen bits", |answer| {
        if let ReadAnswer::Notes(notes) = answer {
            notes.truncate(32_767);
        }
    }),
    mutant(
        "notes-counted-in-a-byte",
        REQUIREMENT,
        "the count of an answer travels as a byte",
        Hooks {
            outcome: |_, outcome| {
                if let Some(Outcome::Notes(written)) = outcome {
                    written.count %= 256;
                }
            },
            ..FAITHFUL
        },
    ),
    notes_of::<256>("notes-up-to-256", "the buffer of a message is full"),
    notes_of::<32_767>("notes-up-to-32767", "a length travels in sixteen bits"),
    steps_of::<256>("a-step-holds-256-changes", "the host closes a step that is too large"),
];
