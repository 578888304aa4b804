//! Mutants of what all mutations share.

mod neighbours;
mod sizes;

use livebridge_fake::Edit;
use livebridge_port::id::PathShape;
use livebridge_port::rules::MAX_BEAT;
use livebridge_port::snapshot::CuePointSnapshot;
use livebridge_port::{ErrorCode, Mutation, Note, Operation, Outcome, TrackId};

use crate::mutants::changes::written_notes;
use crate::mutants::row::{FAITHFUL, about, index, mutant};
use crate::mutants::{Hooks, Mutant};

/// Every mutant of the area.
pub(in crate::areas) static ALL: &[&[Mutant]] =
    &[ROWS, neighbours::DAMAGING, neighbours::TURNING, sizes::LISTS, sizes::CHANGES];

static ROWS: &[Mutant] = &[
    mutant(
        "answer-before-the-write",
        "LB-MUT-001",
        "the answer is built from a copy that was read before the write",
        Hooks {
            outcome: |_, outcome| {
                if let Some(Outcome::Overview(overview)) = outcome {
                    overview.tempo = 124.0;
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "nan-accepted",
        "LB-MUT-002",
        "NaN passes every comparison that asks whether a value is too small or too large",
        Hooks {
            waives: |mutation, error| {
                about(error, "finite") || matches!(mutation, Mutation::SetTempo { bpm } if !bpm.is_finite())
            },
            ..FAITHFUL
        },
    )
    .not_explorable("a program is JSON, which has no such number"),
    mutant(
        "tempo-rounded",
        "LB-MUT-003",
        "the tempo is shown without decimals, and so it is kept without them",
        Hooks {
            received: |mutation| {
                if let Mutation::SetTempo { bpm } = mutation {
                    *bpm = bpm.round();
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "tempo-below-zero-refused-by-the-host",
        "LB-MUT-004",
        "the check of the arguments is left to the host",
        Hooks {
            refusal: |operation, error| {
                if operation == Operation::SetTempo && about(error, "bpm") {
                    error.code = ErrorCode::SdkRejected;
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "swallows-rejection",
        "LB-MUT-005",
        "a promise that the host rejects is not awaited",
        Hooks { waives: |_, error| error.code == ErrorCode::SdkRejected, ..FAITHFUL },
    ),
    mutant(
        "answers-old-name",
        "LB-MUT-001",
        "the answer is built from the object that was looked up before the write",
        Hooks {
            outcome: |_, outcome| match outcome {
                Some(Outcome::Track(track)) => track.name = "before".into(),
                Some(Outcome::Clip(clip)) => clip.name = "before".into(),
                _ => {}
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "far-clips-accepted",
        "LB-MUT-006",
        "nobody thought of the end of the timeline",
        Hooks { waives: |_, error| about(error, "Beat") && about(error, "at most"), ..FAITHFUL },
    ),
    mutant(
        "ids-survive-deletes",
        "LB-MUT-007",
        "ids are checked against the number of tracks before the delete",
        Hooks {
            instead: |id, error, set| {
                let last = u32::try_from(set.track_count()).ok()?;
                let shape = id.as_path()?.shape();
                let survives = error.code == ErrorCode::StaleReference && shape == PathShape::Track { track: last };
                survives.then(|| TrackId(last - 1).into())
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "beats-in-ticks",
        "LB-MUT-008",
        "the host keeps 960 ticks a beat",
        Hooks {
            edits: |mutation, _, _, edits| {
                let in_ticks = |mut kept: Note, _| {
                    kept.start_time = (kept.start_time * 960.0).round() / 960.0;
                    kept
                };
                written_notes(edits, in_ticks, mutation);
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "arms-the-first-track",
        "LB-MUT-009",
        "a write selects the track, and selecting arms it",
        Hooks {
            edits: |mutation, _, _, edits| {
                if matches!(mutation, Mutation::SetClipProps { .. } | Mutation::CreateCuePoint { .. }) {
                    edits.push(Edit::TrackArm(0, true));
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "last-beat-refused",
        "LB-MUT-006",
        "the end of a range is taken to lie outside of it",
        Hooks {
            received: |mutation| {
                if let Mutation::ClearClipsInRange { end_beat, .. } = mutation
                    && *end_beat >= MAX_BEAT
                {
                    *end_beat += 1.0;
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "arm-is-exclusive",
        "LB-MUT-011",
        "the program does what the mouse does in Live",
        Hooks {
            edits: |mutation, _, set, edits| {
                if let Mutation::SetTrackProps { props, .. } = mutation
                    && props.arm == Some(true)
                {
                    edits.splice(0..0, (0..set.track_count()).map(|track| Edit::TrackArm(index(track), false)));
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "a-new-cue-renames-the-first",
        "LB-MUT-011",
        "the host names the cue point that is selected, and that is the first",
        Hooks {
            edits: |mutation, _, set, edits| {
                let cues = set.to_snapshot().cue_points.unwrap_or_default();
                if let (Mutation::CreateCuePoint { name, .. }, Some(first)) = (mutation, cues.first()) {
                    let renamed = CuePointSnapshot { name: name.clone(), ..first.clone() };
                    edits.push(Edit::RemoveCuePoint(0));
                    edits.push(Edit::InsertCuePoint(0, Box::new(renamed)));
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "no-colours-in-transactions",
        "LB-MUT-009",
        "plain calls and transactions are two pieces of code, and one knows a key more",
        Hooks {
            edits: |_, in_transaction, _, edits| {
                edits.retain(|edit| !(in_transaction && matches!(edit, Edit::ClipColor(..))));
            },
            ..FAITHFUL
        },
    ),
];
