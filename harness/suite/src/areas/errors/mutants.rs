//! Mutants of errors: what a refusal leaves behind, what it does not say, and which fault it tells.

mod wire;

use livebridge_fake::{ClipPlace, Edit, ParamPlace, SetState};
use livebridge_port::id::PathShape;
use livebridge_port::snapshot::{ClipSnapshot, TrackSnapshot};
use livebridge_port::{ErrorCode, IdRef, Mutation, Operation, TrackId, TrackKind};

use crate::mutants::row::{FAITHFUL, index, mutant, shape};
use crate::mutants::{Hooks, Mutant};

/// Every mutant of the area.
pub(in crate::areas) static ALL: &[&[Mutant]] = &[ROWS, wire::ROWS];

fn track(set: &SetState, at: u32) -> Option<TrackSnapshot> {
    set.to_snapshot().tracks.into_iter().nth(at as usize)
}

/// Where a Session clip stands, when there is one with this id.
fn session_clip(set: &SetState, id: &IdRef) -> Option<(ClipPlace, TrackKind)> {
    let Some(PathShape::SessionClip { track: at, slot }) = shape(id) else { return None };
    let track = track(set, at)?;
    let there = |clip: &ClipSnapshot| clip.scene.map(index) == Some(slot);
    track.session.iter().any(there).then_some((ClipPlace::Session { track: at, slot }, track.kind))
}

static ROWS: &[Mutant] = &[
    mutant(
        "failed-call-leaves-tempo",
        "LB-ERR-001",
        "the value is written before it is checked",
        Hooks { residue: |_, _| Some(Edit::Tempo(121.0)), ..FAITHFUL },
    ),
    mutant(
        "empty-hint",
        "LB-ERR-002",
        "the hint is a field that nobody filled in",
        Hooks { refusal: |_, error| error.hint.clear(), ..FAITHFUL },
    ),
    mutant(
        "subject-id-missing",
        "LB-ERR-003",
        "the error is built where the id is not known any more",
        Hooks { refusal: |_, error| error.subject_id = None, ..FAITHFUL },
    ),
    mutant(
        "kind-before-values",
        "LB-ERR-004",
        "ids are resolved before the arguments are looked at",
        Hooks {
            received: |mutation| {
                let is_clip = mutation.subject().and_then(IdRef::as_path).is_none_or(|path| {
                    matches!(path.shape(), PathShape::SessionClip { .. } | PathShape::ArrangementClip { .. })
                });
                if let (Mutation::SetNotes { notes, .. }, false) = (mutation, is_clip) {
                    *notes = [].into();
                }
            },
            ..FAITHFUL
        },
    )
    .not_explorable("the order of faults is a SHOULD"),
    mutant(
        "slot-for-its-clip",
        "LB-ERR-009",
        "the properties of a clip are looked for in whatever holds one",
        Hooks {
            id: |operation, id, _| {
                let shape = id.as_path().map(|path| path.shape());
                if let (Operation::SetClipProps, Some(PathShape::Slot { track, slot })) = (operation, shape) {
                    *id = TrackId(track).slot(slot).clip().into();
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "stale-fader-is-the-first",
        "LB-ERR-010",
        "a track that is not found has index -1, and that is taken for 0",
        Hooks {
            id: |operation, id, set| {
                let shape = id.as_path().map(|path| path.shape());
                if let (Operation::SetParam, Some(PathShape::Volume { track })) = (operation, shape)
                    && track as usize >= set.track_count()
                {
                    *id = "track:0/mixer/volume".into();
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "no-subject-in-a-transaction",
        "LB-ERR-011",
        "the error of a transaction is made anew around the one of its mutation",
        Hooks {
            refusal: |_, error| {
                if error.op.is_some() {
                    error.subject_id = None;
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "kind-before-lengths",
        "LB-ERR-004",
        "ids are resolved before the arguments are looked at",
        Hooks {
            received: |mutation| {
                if let Mutation::CreateMidiClip { slot_id, length_beats } = mutation
                    && !matches!(slot_id.as_path().map(|path| path.shape()), Some(PathShape::Slot { .. }))
                {
                    *length_beats = length_beats.max(1.0);
                }
            },
            ..FAITHFUL
        },
    ),
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
