//! Mutants of refusals: what they leave behind, and what they do not say.

use livebridge_fake::{ClipPlace, Edit, ParamPlace, Set};
use livebridge_port::id::PathShape;
use livebridge_port::snapshot::{ClipSnapshot, TrackSnapshot};
use livebridge_port::{ErrorCode, IdRef, Mutation, TrackKind};

use super::super::{Hooks, Mutant};
use super::{FAITHFUL, index, mutant};

fn shape(id: &IdRef) -> Option<PathShape> {
    id.as_path().map(|path| path.shape())
}

fn track(set: &Set, at: u32) -> Option<TrackSnapshot> {
    set.to_snapshot().tracks.into_iter().nth(at as usize)
}

/// Where a Session clip stands, when there is one with this id.
fn session_clip(set: &Set, id: &IdRef) -> Option<(ClipPlace, TrackKind)> {
    let Some(PathShape::SessionClip { track: at, slot }) = shape(id) else { return None };
    let track = track(set, at)?;
    let there = |clip: &ClipSnapshot| clip.scene.map(index) == Some(slot);
    track.session.iter().any(there).then_some((ClipPlace::Session { track: at, slot }, track.kind))
}

/// The rows.
pub(super) static ROWS: &[Mutant] = &[
    mutant(
        "range-cleared-before-the-kind-is-seen",
        "LB-ERR-001",
        "the bridge makes room, and then the host refuses a MIDI clip on an audio track",
        Hooks {
            residue: |mutation, set| {
                let Mutation::CreateArrangementMidiClip { track_id, length_beats, .. } = mutation else { return None };
                let Some(PathShape::Track { track: at }) = shape(track_id) else { return None };
                let track = track(set, at)?;
                let cleared = *length_beats > 0.0 && track.kind == TrackKind::Audio && !track.arrangement.is_empty();
                cleared.then(|| Edit::Arrangement { track: at, at: 0, removed: 1, inserted: Box::default() })
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "old-notes-gone-before-the-new-are-checked",
        "LB-ERR-001",
        "old notes are removed in one call of the host, and the one that adds new ones fails",
        Hooks {
            residue: |mutation, set| {
                let Mutation::SetNotes { clip_id, .. } = mutation else { return None };
                let (place, kind) = session_clip(set, clip_id)?;
                (kind == TrackKind::Midi).then(|| Edit::Notes(place, [].into()))
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "value-clamped-and-refused",
        "LB-ERR-001",
        "the host clamps the value, and the bridge sees afterwards that it is another",
        Hooks {
            residue: |mutation, set| {
                let Mutation::SetParam { param_id, value } = mutation else { return None };
                let Some(PathShape::Volume { track }) = shape(param_id) else { return None };
                let clamped = *value > 1.0 && (track as usize) < set.track_count();
                clamped.then_some(Edit::Param(ParamPlace::Volume { track }, 1.0))
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "name-written-before-the-colour-is-checked",
        "LB-ERR-001",
        "the keys of a patch are checked and written one by one",
        Hooks {
            residue: |mutation, set| {
                let Mutation::SetClipProps { clip_id, props } = mutation else { return None };
                let (place, _) = session_clip(set, clip_id)?;
                props.name.clone().map(|name| Edit::ClipName(place, name))
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "no-hint-from-the-host",
        "LB-ERR-002",
        "what the host says is handed on, and it says nothing of how to recover",
        Hooks {
            refusal: |_, error| {
                if error.code == ErrorCode::SdkRejected {
                    error.hint.clear();
                }
            },
            ..FAITHFUL
        },
    ),
];
