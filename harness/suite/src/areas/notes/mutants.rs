//! Mutants of notes.

use livebridge_fake::Edit;
use livebridge_port::id::PathShape;
use livebridge_port::snapshot::ClipSnapshot;
use livebridge_port::{ErrorCode, Mutation, Note, Operation, TrackId, TrackKind};

use crate::mutants::changes::written_notes;
use crate::mutants::row::{FAITHFUL, about, index, mutant};
use crate::mutants::{Hooks, Mutant};

/// Every mutant of the area.
pub(in crate::areas) static ALL: &[&[Mutant]] = &[ROWS];

static ROWS: &[Mutant] = &[
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
        "clips-of-the-first-track",
        "LB-NOTES-001",
        "the slot is found by its scene, in the track that was selected when the bridge began",
        Hooks {
            id: |operation, id, set| {
                let shape = id.as_path().map(|path| path.shape());
                let (Operation::SetNotes, Some(PathShape::SessionClip { slot, .. })) = (operation, shape) else {
                    return;
                };
                let first = set.to_snapshot().tracks.into_iter().next();
                let there = |clip: &ClipSnapshot| clip.scene.map(index) == Some(slot);
                if first.is_some_and(|track| track.kind == TrackKind::Midi && track.session.iter().any(there)) {
                    *id = TrackId(0).slot(slot).clip().into();
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "last-deviation-refused",
        "LB-NOTES-011",
        "the end of a range is taken to lie outside of it",
        Hooks {
            received: |mutation| {
                if let Mutation::SetNotes { notes, .. } = mutation {
                    let next = |note: &Note| match note.velocity_deviation() {
                        Some(deviation) if deviation >= 127.0 => note.with_velocity_deviation(deviation + 1.0),
                        _ => *note,
                    };
                    *notes = notes.iter().map(next).collect();
                }
            },
            ..FAITHFUL
        },
    )
    .not_explorable("the ends of that range are not drawn"),
    mutant(
        "notes-of-one-page",
        "LB-NOTES-012",
        "the host takes so many notes at once, and nobody asks for the rest",
        Hooks {
            edits: |_, _, _, edits| {
                for edit in edits {
                    if let Edit::Notes(_, notes) = edit {
                        *notes = notes.iter().take(8192).copied().collect();
                    }
                }
            },
            ..FAITHFUL
        },
    )
    .not_explorable("programs write few notes"),
    mutant(
        "equal-notes-merged",
        "LB-NOTES-013",
        "notes are kept in a map by pitch and start",
        Hooks {
            received: |mutation| {
                if let Mutation::SetNotes { notes, .. } = mutation {
                    let mut kept: Vec<Note> = Vec::new();
                    for note in notes.iter() {
                        let same = |other: &Note| {
                            note.pitch.total_cmp(&other.pitch).is_eq()
                                && note.start_time.total_cmp(&other.start_time).is_eq()
                        };
                        if !kept.iter().any(same) {
                            kept.push(*note);
                        }
                    }
                    *notes = kept.into();
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "overlapping-notes-cut",
        "LB-NOTES-013",
        "a key cannot be struck that is held, so its note ends there",
        Hooks {
            received: |mutation| {
                if let Mutation::SetNotes { notes, .. } = mutation {
                    let cut = |note: &Note| {
                        let within = |other: &&Note| {
                            note.pitch.total_cmp(&other.pitch).is_eq()
                                && other.start_time > note.start_time
                                && other.start_time < note.start_time + note.duration
                        };
                        let ends = notes.iter().filter(within).map(|other| other.start_time - note.start_time);
                        let mut cut = *note;
                        cut.duration = ends.fold(note.duration, f64::min);
                        cut
                    };
                    *notes = notes.iter().map(cut).collect();
                }
            },
            ..FAITHFUL
        },
    ),
];
