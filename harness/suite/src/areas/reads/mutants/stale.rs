//! Mutants that read from a cache which not everything empties.

use livebridge_fake::ReadAnswer;

use crate::mutants::caches::{as_at_first, from_the_cache, read};
use crate::mutants::row::{FAITHFUL, mutant};
use crate::mutants::{Hooks, Memory, Mutant};

/// Calls and redos empty the cache, undos do not.
fn undo_leaves(memory: &mut Memory, answer: &mut ReadAnswer<'_>) {
    from_the_cache(memory.changes + memory.redos, memory, answer);
}

/// Calls and undos empty it, redos do not.
fn redo_leaves(memory: &mut Memory, answer: &mut ReadAnswer<'_>) {
    from_the_cache(memory.changes + memory.undos, memory, answer);
}

/// Of two undos in a row the first empties it.
fn second_undo_leaves(memory: &mut Memory, answer: &mut ReadAnswer<'_>) {
    from_the_cache(memory.changes + memory.redos + memory.undos.min(memory.first_undo), memory, answer);
}

/// After a batch that failed it is as it was at first.
fn failure_brings_back(memory: &mut Memory, answer: &mut ReadAnswer<'_>) {
    as_at_first(memory, answer);
}

/// A mutant whose one read is answered so.
macro_rules! stale {
    ($($when:ident $read:literal $name:literal $why:literal)+) => {
        &[$(
            mutant(
                $name,
                "LB-READ-021",
                $why,
                Hooks {
                    remembering: |memory, answer| {
                        if read(answer) == $read {
                            $when(memory, answer);
                        }
                    },
                    ..FAITHFUL
                },
            ),
        )+]
    };
}

/// Every read with a cache of its own.
pub(super) static ALL: &[Mutant] = stale! {
    undo_leaves "getSongOverview" "overview-stale-after-undo" "what is kept is thrown away by what writes, and undo is none"
    undo_leaves "findTrack" "found-tracks-stale-after-undo" "the index of names is kept up by calls alone"
    undo_leaves "listClips" "clips-stale-after-undo" "what is kept is thrown away by what writes, and undo is none"
    undo_leaves "getNotes" "notes-stale-after-undo" "what is kept is thrown away by what writes, and undo is none"
    undo_leaves "listDeviceParams" "params-stale-after-undo" "parameters are kept by the id of their track"
    undo_leaves "getTrackMixer" "mixer-stale-after-undo" "the fader is kept by the id of its track"
    undo_leaves "listCuePoints" "cue-points-stale-after-undo" "the list is made when a cue point is"
    redo_leaves "getSongOverview" "overview-stale-after-redo" "somebody thought of undo, and not of redo"
    redo_leaves "listClips" "clips-stale-after-redo" "somebody thought of undo, and not of redo"
    redo_leaves "getNotes" "notes-stale-after-redo" "somebody thought of undo, and not of redo"
    redo_leaves "findTrack" "found-tracks-stale-after-redo" "somebody thought of undo, and not of redo"
    redo_leaves "listDeviceParams" "params-stale-after-redo" "somebody thought of undo, and not of redo"
    second_undo_leaves "listTracks" "tracks-stale-after-a-second-undo" "a flag says that something was undone"
    second_undo_leaves "getNotes" "notes-stale-after-a-second-undo" "a flag says that something was undone"
    second_undo_leaves "listClips" "clips-stale-after-a-second-undo" "a flag says that something was undone"
    failure_brings_back "getSongOverview" "overview-as-at-first-after-a-failure" "a roll-back takes the copy of the start"
    failure_brings_back "listTracks" "tracks-as-at-first-after-a-failure" "a roll-back takes the copy of the start"
    failure_brings_back "listClips" "clips-as-at-first-after-a-failure" "a roll-back takes the copy of the start"
    failure_brings_back "findTrack" "found-tracks-as-at-first-after-a-failure" "a roll-back takes the copy of the start"
};
