//! Reads that show what was: kept answers that outlive transactions, or a second undo.

use livebridge_fake::ReadAnswer;

use super::REQUIREMENT;
use crate::mutants::caches::{from_the_cache, read};
use crate::mutants::row::{FAITHFUL, mutant};
use crate::mutants::{Hooks, Memory, Mutant};

/// Answers of one read that are kept until something happens that `version` counts.
macro_rules! kept {
    ($($read:literal $version:ident $name:literal $why:literal)+) => {
        &[$(
            mutant(
                $name,
                REQUIREMENT,
                $why,
                Hooks {
                    remembering: |memory, answer| {
                        if read(answer) == $read {
                            let version = $version(memory);
                            from_the_cache(version, memory, answer);
                        }
                    },
                    ..FAITHFUL
                },
            ),
        )+]
    };
}

/// Transactions are not counted.
const fn calls(memory: &Memory) -> u64 {
    memory.changes - memory.in_transactions + memory.undos + memory.redos
}

/// Of undos in a row only the first one is counted.
fn first_undos(memory: &Memory) -> u64 {
    memory.changes + memory.undos.min(memory.first_undo) + memory.redos
}

/// A read of the list of tracks, and nothing else, is kept while the counter of reads is even.
fn every_other_read(memory: &mut Memory, answer: &mut ReadAnswer<'_>) {
    if read(answer) == "listTracks" && memory.reads.is_multiple_of(2) {
        let version = memory.loads;
        from_the_cache(version, memory, answer);
    }
}

pub(super) static ROWS: &[Mutant] = kept! {
    "getSongOverview" calls "overview-outlives-transactions" "only plain calls throw the summary away"
    "listTracks" calls "tracks-outlive-transactions" "only plain calls throw the list away"
    "findTrack" calls "search-outlives-transactions" "only plain calls make the index anew"
    "listClips" calls "clips-outlive-transactions" "only plain calls throw the list away"
    "getNotes" calls "notes-outlive-transactions" "only plain calls throw the notes away"
    "listDeviceParams" calls "parameters-outlive-transactions" "only plain calls throw the values away"
    "getTrackMixer" calls "mixer-outlives-transactions" "only plain calls throw the value away"
    "getSongOverview" first_undos "overview-outlives-a-second-undo" "an undo is told once until something is called"
    "findTrack" first_undos "search-outlives-a-second-undo" "an undo is told once until something is called"
    "listDeviceParams" first_undos "parameters-outlive-a-second-undo" "an undo is told once until something is called"
    "getTrackMixer" first_undos "mixer-outlives-a-second-undo" "an undo is told once until something is called"
};

pub(super) static OTHERS: &[Mutant] = &[mutant(
    "every-other-list-is-kept",
    REQUIREMENT,
    "two workers answer reads, and one of them does not hear of changes",
    Hooks { remembering: every_other_read, ..FAITHFUL },
)];
