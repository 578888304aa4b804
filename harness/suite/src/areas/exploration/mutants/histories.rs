//! Histories that forget steps, and calls that become part of the step before them.

use livebridge_fake::{Edit, SetState};
use livebridge_port::{Batch, MutationKind, Note};

use super::REQUIREMENT;
use crate::mutants::row::{FAITHFUL, mutant};
use crate::mutants::{Hooks, Mutant};

/// A history of so many steps.
const fn history_of<const STEPS: usize>(name: &'static str, why: &'static str) -> Mutant {
    mutant(name, REQUIREMENT, why, Hooks { history_limit: |_| STEPS, ..FAITHFUL })
}

/// So many steps to redo.
const fn redo_of<const STEPS: usize>(name: &'static str, why: &'static str) -> Mutant {
    mutant(name, REQUIREMENT, why, Hooks { redo_limit: || STEPS, ..FAITHFUL })
}

/// What makes calls of one kind alike enough to merge.
struct Alike;

impl Alike {
    const OBJECT: u8 = 0;
    const AT_ONCE: u8 = 1;
    const KIND: u8 = 2;
}

/// Plain calls of one kind merge where they are alike.
const fn merging<const KIND: u8, const ALIKE: u8>(name: &'static str, why: &'static str) -> Mutant {
    mutant(
        name,
        REQUIREMENT,
        why,
        Hooks { remembers_batches: || true, merges: merges::<KIND, ALIKE>, ..FAITHFUL },
    )
}

fn merges<const KIND: u8, const ALIKE: u8>(before: &Batch, batch: &Batch, reads: u64) -> bool {
    let (Batch::Call(before), Batch::Call(now)) = (before, batch) else { return false };
    before.kind() == now.kind()
        && now.kind() as u8 == KIND
        && match ALIKE {
            Alike::AT_ONCE => reads == 0 && before.subject() == now.subject(),
            Alike::KIND => reads == 0,
            _ => before.subject() == now.subject(),
        }
}

/// A value is given back as something else than it was.
const fn giving_back(name: &'static str, why: &'static str, taken_back: fn(&mut Edit, &SetState)) -> Mutant {
    mutant(name, REQUIREMENT, why, Hooks { taken_back, ..FAITHFUL })
}

const fn kind(kind: MutationKind) -> u8 {
    kind as u8
}

const TEMPO: u8 = kind(MutationKind::SetTempo);
const TRACK: u8 = kind(MutationKind::SetTrackProps);
const NOTES: u8 = kind(MutationKind::SetNotes);
const CLIP: u8 = kind(MutationKind::SetClipProps);
const PARAM: u8 = kind(MutationKind::SetParam);
const CLEAR: u8 = kind(MutationKind::ClearClipsInRange);
const CUE: u8 = kind(MutationKind::CreateCuePoint);
const CREATE: u8 = kind(MutationKind::CreateTrack);
const DELETE: u8 = kind(MutationKind::DeleteClip);
const DEVICE: u8 = kind(MutationKind::InsertDevice);

pub(super) static ROWS: &[Mutant] = &[
    history_of::<3>("history-of-three", "three steps are kept, for a bridge that is only tried by hand"),
    history_of::<5>("history-of-five", "five steps are kept, as in an example that somebody copied"),
    history_of::<10>("history-of-ten", "ten steps seemed enough, and nothing declares them"),
    history_of::<20>("history-of-twenty", "the list of steps is bounded, and nothing declares it"),
    history_of::<32>("history-of-32", "the ring of steps has a power of two, and nothing declares it"),
    history_of::<50>("history-of-fifty", "the host keeps fifty steps, and nothing declares them"),
    history_of::<64>("history-of-64", "the ring of steps has a power of two, and nothing declares it"),
    history_of::<99>("history-of-99", "one of a hundred places holds the present state"),
    redo_of::<1>("redo-of-one", "there is one place for what was undone"),
    redo_of::<2>("redo-of-two", "there are two places for what was undone"),
    redo_of::<16>("redo-of-sixteen", "the list of what was undone is bounded"),
    redo_of::<63>("redo-of-63", "a ring of 64 with a gap between its ends"),
    merging::<TEMPO, { Alike::OBJECT }>("tempo-changes-merge", "a knob that is turned is one change to the host"),
    merging::<TRACK, { Alike::OBJECT }>("changes-of-a-track-merge", "the host groups changes of one track"),
    merging::<NOTES, { Alike::OBJECT }>("changes-of-notes-merge", "the host groups edits of one clip"),
    merging::<CLIP, { Alike::OBJECT }>("changes-of-a-clip-merge", "the host groups changes of one clip"),
    merging::<PARAM, { Alike::OBJECT }>("changes-of-a-parameter-merge", "a fader that is moved is one change to the host"),
    merging::<CLEAR, { Alike::OBJECT }>("clears-of-a-track-merge", "the host groups edits of one track"),
    merging::<DEVICE, { Alike::OBJECT }>("devices-of-a-track-merge", "the host groups changes of one chain"),
    merging::<CUE, { Alike::KIND }>("cue-points-at-once-merge", "the step is closed when the host is idle"),
    merging::<CREATE, { Alike::KIND }>("tracks-at-once-merge", "the step is closed when the host is idle"),
    merging::<DELETE, { Alike::KIND }>("deletes-at-once-merge", "the step is closed when the host is idle"),
    merging::<TEMPO, { Alike::AT_ONCE }>("tempo-changes-at-once-merge", "changes within two milliseconds are one"),
    merging::<TRACK, { Alike::AT_ONCE }>("changes-of-a-track-at-once-merge", "changes within a tick are one"),
    merging::<NOTES, { Alike::AT_ONCE }>("changes-of-notes-at-once-merge", "edits within a tick are one"),
    merging::<CLIP, { Alike::AT_ONCE }>("changes-of-a-clip-at-once-merge", "changes within a tick are one"),
    merging::<PARAM, { Alike::AT_ONCE }>("changes-of-a-parameter-at-once-merge", "the queue keeps the last value only"),
    merging::<CLEAR, { Alike::KIND }>("clears-at-once-merge", "the step is closed when the host is idle"),
    merging::<CUE, { Alike::OBJECT }>("cue-points-merge", "the host groups locators"),
    merging::<TRACK, { Alike::KIND }>("changes-of-tracks-at-once-merge", "the step is closed when the host is idle"),
    giving_back("undo-gives-the-default", "the parameter is reset, which is what it was when somebody looked", |edit, set| {
        if let Edit::Param(place, value) = edit
            && let Some(default) = set.default_of(*place)
        {
            *value = default;
        }
    }),
    giving_back("undo-takes-the-colour", "a clip is given back without the colour that it had got", |edit, _| {
        if let Edit::ClipColor(_, color) = edit {
            *color = 0;
        }
    }),
    giving_back("undo-gives-whole-values", "the undo list keeps values as integers", |edit, _| {
        if let Edit::Tempo(bpm) = edit {
            *bpm = bpm.round();
        }
    }),
    giving_back("undo-disarms", "what was armed is not kept with the step", |edit, _| {
        if let Edit::TrackArm(_, arm) = edit {
            *arm = false;
        }
    }),
    giving_back("undo-forgets-releases", "the undo list keeps the fields of notes that the first version had", |edit, _| {
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
    mutant(
        "transaction-merges-with-the-call-before",
        REQUIREMENT,
        "the step of a call is closed with the next one, and a transaction is none",
        Hooks {
            remembers_batches: || true,
            merges: |before, batch, _| !before.is_transaction() && batch.is_transaction() && !batch.mutations().is_empty(),
            ..FAITHFUL
        },
    ),
    mutant(
        "call-merges-with-the-transaction-before",
        REQUIREMENT,
        "the step of a transaction stays open until somebody looks",
        Hooks {
            remembers_batches: || true,
            merges: |before, batch, reads| reads == 0 && before.is_transaction() && !batch.is_transaction(),
            ..FAITHFUL
        },
    ),
    mutant(
        "equal-calls-merge",
        REQUIREMENT,
        "the undo list is keyed by what was called with",
        Hooks { remembers_batches: || true, merges: |before, batch, _| before == batch, ..FAITHFUL },
    ),
];
