//! Mutants that make one undo step of several calls: what a host does whose steps nobody closes.

use livebridge_port::{Batch, Mutation, MutationKind};

use crate::mutants::row::{FAITHFUL, mutant};
use crate::mutants::{Hooks, Mutant};

/// The only mutation of a batch.
fn only(batch: &Batch) -> Option<&Mutation> {
    match batch.mutations() {
        [mutation] => Some(mutation),
        _ => None,
    }
}

/// Whether two batches are one mutation of this kind each, on the same object.
fn repeats(before: &Batch, batch: &Batch, kind: MutationKind) -> bool {
    let (Some(before), Some(now)) = (only(before), only(batch)) else { return false };
    before.kind() == kind && now.kind() == kind && before.subject() == now.subject()
}

/// A mutant for each kind of mutation: its calls on one object become one step as long as nothing comes between.
macro_rules! merging {
    ($($kind:ident $name:literal)+) => {
        &[$(
            mutant(
                concat!("merges-repeated-", $name),
                "LB-UNDO-010",
                "the host puts changes of one kind together until something closes the step",
                Hooks {
                    remembers_calls: || true,
                    joins: |before, batch, _| repeats(before, batch, MutationKind::$kind),
                    ..FAITHFUL
                },
            ),
        )+]
    };
}

/// One for each kind.
pub(super) static EACH_KIND: &[Mutant] = merging! {
    SetTempo "set-tempo"
    SetTrackProps "set-track-props"
    SetNotes "set-notes"
    CreateTrack "create-track"
    SetClipProps "set-clip-props"
    DeleteTrack "delete-track"
    DeleteClip "delete-clip"
    CreateArrangementMidiClip "create-arrangement-midi-clip"
    CreateArrangementAudioClip "create-arrangement-audio-clip"
    ClearClipsInRange "clear-clips-in-range"
    CreateCuePoint "create-cue-point"
    SetParam "set-param"
    InsertDevice "insert-device"
};

/// Those that merge under other conditions.
pub(super) static OTHERS: &[Mutant] = &[
    mutant(
        "merges-clips-in-any-slot",
        "LB-UNDO-010",
        "changes of one kind are put together, whatever they are of",
        Hooks {
            remembers_calls: || true,
            joins: |before, batch, _| {
                let of_slots = |batch| only(batch).is_some_and(|one| one.kind() == MutationKind::CreateMidiClip);
                of_slots(before) && of_slots(batch)
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "merges-what-comes-quickly",
        "LB-UNDO-010",
        "a step is closed when the host has time for it",
        Hooks {
            remembers_calls: || true,
            joins: |before, batch, looked| {
                !looked
                    && only(before).zip(only(batch)).is_some_and(|(a, b)| repeats(before, batch, a.kind()) && a != b)
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "merges-what-comes-slowly",
        "LB-UNDO-010",
        "a step is reopened when the same object is looked at and changed again",
        Hooks {
            remembers_calls: || true,
            joins: |before, batch, looked| looked && only(before).is_some_and(|a| repeats(before, batch, a.kind())),
            ..FAITHFUL
        },
    ),
    mutant(
        "merges-transactions-of-one",
        "LB-UNDO-010",
        "a transaction of one is a call, and a step of it is not begun",
        Hooks {
            remembers_calls: || true,
            joins: |before, batch, _| {
                before.is_transaction() != batch.is_transaction()
                    && only(before).is_some_and(|a| repeats(before, batch, a.kind()))
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "merges-a-renaming-with-the-mute",
        "LB-UNDO-010",
        "each property is a change of its own, and those of one track are put together",
        Hooks {
            remembers_calls: || true,
            joins: |before, batch, _| match (only(before), only(batch)) {
                (
                    Some(Mutation::SetTrackProps { track_id: a, props: first }),
                    Some(Mutation::SetTrackProps { track_id: b, props: second }),
                ) => a == b && first.name.is_some() && second.mute.is_some(),
                _ => false,
            },
            ..FAITHFUL
        },
    ),
];

/// A mutant that can undo so many steps, and forgets the ones before.
macro_rules! short_histories {
    ($($steps:literal $name:literal)+) => {
        &[$(
            mutant(
                $name,
                "LB-UNDO-011",
                "memory is kept small by a ring of so many states",
                Hooks { history: |limit| limit.min($steps), ..FAITHFUL },
            )
            .not_explorable("programs are shorter than the history of most"),
        )+]
    };
}

/// Histories that end too early.
pub(super) static SHORT: &[Mutant] = short_histories! {
    3 "history-of-3"
    5 "history-of-5"
    10 "history-of-10"
    20 "history-of-20"
    32 "history-of-32"
    99 "history-of-99"
};

/// Redos that end too early.
pub(super) static REDOS: &[Mutant] = &[
    mutant(
        "redo-of-one",
        "LB-UNDO-011",
        "what was undone last is kept, and nothing before it",
        Hooks { kept_redos: |undone| undone.min(1), ..FAITHFUL },
    ),
    mutant(
        "redo-of-two",
        "LB-UNDO-011",
        "two are enough for everybody",
        Hooks { kept_redos: |undone| undone.min(2), ..FAITHFUL },
    ),
    mutant(
        "redo-of-fifty",
        "LB-UNDO-011",
        "fifty are enough for everybody",
        Hooks { kept_redos: |undone| undone.min(50), ..FAITHFUL },
    )
    .not_explorable("programs undo less in a row"),
];
