//! Mutants of what all mutations share, of tracks and of notes.

use livebridge_fake::Edit;
use livebridge_port::id::PathShape;
use livebridge_port::{ErrorCode, Mutation, Note, Operation, Outcome, TrackId, TrackKind};

use super::super::{Hooks, Mutant};
use super::{FAITHFUL, about, mutant};

/// The notes that are about to be written, each with the one that was asked for.
fn written_notes(edits: &mut [Edit], change: impl Fn(Note, Note) -> Note, mutation: &Mutation) {
    let Mutation::SetNotes { notes: asked, .. } = mutation else { return };
    for edit in edits {
        if let Edit::Notes(_, notes) = edit {
            *notes = notes.iter().zip(asked.iter()).map(|(kept, asked)| change(*kept, *asked)).collect();
        }
    }
}

/// The rows.
pub(super) static ROWS: &[Mutant] = &[
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
        "notes-are-added",
        "LB-NOTES-001",
        "the host's call that adds notes is used without the one that removes the old ones",
        Hooks {
            received: |mutation| {
                if let Mutation::SetNotes { notes, .. } = mutation {
                    *notes = notes.iter().copied().chain([Note::new(48.0, 0.0, 1.0)]).collect();
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "pitch-truncated",
        "LB-NOTES-002",
        "a fractional pitch is cast to an integer",
        Hooks {
            received: |mutation| {
                if let Mutation::SetNotes { notes, .. } = mutation {
                    let floor = |mut note: Note| {
                        note.pitch = note.pitch.floor();
                        note
                    };
                    *notes = notes.iter().copied().map(floor).collect();
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "velocity-rounded",
        "LB-NOTES-003",
        "velocities are MIDI bytes",
        Hooks {
            edits: |mutation, _, _, edits| {
                let round =
                    |kept: Note, _| kept.velocity().map_or(kept, |velocity| kept.with_velocity(velocity.round()));
                written_notes(edits, round, mutation);
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "negative-duration-accepted",
        "LB-NOTES-004",
        "only the times that matter for sorting are checked",
        Hooks { waives: |_, error| about(error, "duration must be at least"), ..FAITHFUL },
    ),
    mutant(
        "probability-unchecked",
        "LB-NOTES-005",
        "a newer field that the validation does not know",
        Hooks { waives: |_, error| about(error, "probability"), ..FAITHFUL },
    ),
    mutant(
        "velocity-deviation-unchecked",
        "LB-NOTES-006",
        "a newer field that the validation does not know",
        Hooks { waives: |_, error| about(error, "velocityDeviation"), ..FAITHFUL },
    ),
    mutant(
        "negative-start-clamped",
        "LB-NOTES-007",
        "a clip is thought to begin where its content begins",
        Hooks {
            edits: |mutation, _, _, edits| {
                let clamp = |mut kept: Note, _| {
                    kept.start_time = kept.start_time.max(0.0);
                    kept
                };
                written_notes(edits, clamp, mutation);
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "audio-notes-as-bad-input",
        "LB-NOTES-008",
        "writing notes to an audio clip is seen as a wrong argument",
        Hooks {
            refusal: |operation, error| {
                if operation == Operation::SetNotes && error.code == ErrorCode::WrongType {
                    error.code = ErrorCode::BadInput;
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "far-beats-accepted",
        "LB-NOTES-009",
        "nobody thought of the end of the timeline",
        Hooks { waives: |_, error| about(error, "at most"), ..FAITHFUL },
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
        "patch-writes-absent-keys",
        "LB-TRACK-001",
        "a patch is merged with defaults",
        Hooks {
            received: |mutation| {
                if let Mutation::SetTrackProps { props, .. } = mutation {
                    props.arm.get_or_insert(false);
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "empty-patch-accepted",
        "LB-TRACK-002",
        "a loop over no keys does nothing, and succeeds",
        Hooks {
            waives: |mutation, error| matches!(mutation, Mutation::SetTrackProps { .. }) && about(error, "no key"),
            ..FAITHFUL
        },
    ),
    mutant(
        "solo-is-exclusive",
        "LB-TRACK-003",
        "the program does what the mouse does in Live",
        Hooks {
            edits: |mutation, _, set, edits| {
                if let Mutation::SetTrackProps { props, .. } = mutation
                    && props.solo == Some(true)
                {
                    let others = (0..set.track_count()).filter_map(|i| u32::try_from(i).ok());
                    edits.splice(0..0, others.map(|track| Edit::TrackSolo(track, false)));
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "empty-name-ignored",
        "LB-TRACK-004",
        "an empty string counts as no string",
        Hooks {
            edits: |_, _, _, edits| edits.retain(|edit| !matches!(edit, Edit::TrackName(_, name) if name.is_empty())),
            ..FAITHFUL
        },
    ),
    mutant(
        "new-track-is-always-midi",
        "LB-TRACK-005",
        "the kind is read from the wrong field",
        Hooks {
            received: |mutation| {
                if let Mutation::CreateTrack { kind } = mutation {
                    *kind = TrackKind::Midi;
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "new-track-after-the-first",
        "LB-TRACK-006",
        "the host inserts after the selected track",
        Hooks {
            edits: |_, _, _, edits| {
                for edit in edits {
                    if let Edit::InsertTrack(at, _) = edit {
                        *at = 1.min(*at);
                    }
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "deletes-the-track-before",
        "LB-TRACK-007",
        "the host counts tracks from one",
        Hooks {
            edits: |_, _, _, edits| {
                for edit in edits {
                    if let Edit::RemoveTrack(at) = edit {
                        *at = at.saturating_sub(1);
                    }
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "notes-lose-probability",
        "LB-NOTES-010",
        "notes go through an older form that lacks the newer fields",
        Hooks {
            edits: |mutation, _, _, edits| {
                let older = |kept: Note, _| {
                    let note = Note::new(kept.pitch, kept.start_time, kept.duration);
                    let note = kept.velocity().map_or(note, |velocity| note.with_velocity(velocity));
                    kept.muted().map_or(note, |muted| note.with_muted(muted))
                };
                written_notes(edits, older, mutation);
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
];
