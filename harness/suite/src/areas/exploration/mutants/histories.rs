//! Histories that forget, and calls that become part of the step before them: with numbers and conditions that no check
//! asks for.

use livebridge_fake::{Edit, SetState};
use livebridge_port::{Batch, MutationKind, Note};

use super::REQUIREMENT;
use crate::mutants::row::{FAITHFUL, mutant};
use crate::mutants::{Hooks, Mutant};

/// A history of so many steps.
const fn history_of<const STEPS: usize>(name: &'static str, why: &'static str) -> Mutant {
    mutant(name, REQUIREMENT, why, Hooks { history: |limit| if limit < STEPS { limit } else { STEPS }, ..FAITHFUL })
}

/// So many steps to redo.
const fn redo_of<const STEPS: usize>(name: &'static str, why: &'static str) -> Mutant {
    mutant(
        name,
        REQUIREMENT,
        why,
        Hooks { kept_redos: |undone| if undone < STEPS { undone } else { STEPS }, ..FAITHFUL },
    )
}

/// Batches that become part of the step before, as this says of the two and of whether somebody looked between them.
const fn joining(name: &'static str, why: &'static str, joins: fn(&Batch, &Batch, bool) -> bool) -> Mutant {
    mutant(name, REQUIREMENT, why, Hooks { remembers_calls: || true, joins, ..FAITHFUL })
}

/// A value is given back as something else than it was.
const fn giving_back(name: &'static str, why: &'static str, taken_back: fn(&mut Edit, &SetState)) -> Mutant {
    mutant(name, REQUIREMENT, why, Hooks { taken_back, ..FAITHFUL })
}

/// The kinds of the only mutations of two plain calls, where they come without a look between them.
fn kinds(before: &Batch, batch: &Batch, looked: bool) -> Option<(MutationKind, MutationKind)> {
    match (before, batch) {
        (Batch::Call(before), Batch::Call(now)) if !looked => Some((before.kind(), now.kind())),
        _ => None,
    }
}

pub(super) static ROWS: &[Mutant] = &[
    history_of::<50>("history-of-fifty", "the host keeps fifty steps, and nothing declares them"),
    history_of::<64>("history-of-64", "the ring of steps has a power of two, and nothing declares it"),
    redo_of::<16>("redo-of-sixteen", "the list of what was undone is bounded"),
    redo_of::<63>("redo-of-63", "a ring of 64 with a gap between its ends"),
    joining("tracks-at-once-merge", "the step is closed when the host is idle", |before, batch, looked| {
        kinds(before, batch, looked) == Some((MutationKind::CreateTrack, MutationKind::CreateTrack))
    }),
    joining("changes-of-any-track-merge", "the host groups changes of mixers", |before, batch, looked| {
        kinds(before, batch, looked) == Some((MutationKind::SetTrackProps, MutationKind::SetTrackProps))
    }),
    joining("faders-merge-with-names", "the mixer has one step for all that is on it", |before, batch, looked| {
        kinds(before, batch, looked) == Some((MutationKind::SetTrackProps, MutationKind::SetParam))
    }),
    joining("equal-calls-merge", "the undo list is keyed by what was called with", |before, batch, _| before == batch),
    joining(
        "transactions-merge-with-the-call-before",
        "a call leaves its step open for a while",
        |before, batch, looked| {
            !looked && !before.is_transaction() && batch.is_transaction() && !batch.mutations().is_empty()
        },
    ),
    joining(
        "calls-merge-with-the-transaction-before",
        "a transaction leaves its step open",
        |before, batch, looked| !looked && before.is_transaction() && !batch.is_transaction(),
    ),
    joining("transactions-merge", "the host closes a step when it draws", |before, batch, looked| {
        !looked && before.is_transaction() && batch.is_transaction() && !batch.mutations().is_empty()
    }),
    giving_back("undo-gives-whole-tempos", "the undo list keeps values as integers", |edit, _| {
        if let Edit::Tempo(bpm) = edit {
            *bpm = bpm.round();
        }
    }),
    giving_back("undo-forgets-releases", "the undo list keeps the fields that notes had first", |edit, _| {
        if let Edit::Notes(_, notes) = edit {
            let without = |note: &Note| {
                let plain = Note::new(note.pitch, note.start_time, note.duration);
                let plain = note.velocity().map_or(plain, |velocity| plain.with_velocity(velocity));
                let plain = note.muted().map_or(plain, |muted| plain.with_muted(muted));
                note.probability().map_or(plain, |probability| plain.with_probability(probability))
            };
            *notes = notes.iter().map(without).collect();
        }
    }),
    giving_back("undo-gives-short-names", "names of the undo list have a place of 31 letters", |edit, _| {
        if let Edit::TrackName(_, name) | Edit::ClipName(_, name) = edit {
            *name = name.chars().take(31).collect::<String>().as_str().into();
        }
    }),
];
