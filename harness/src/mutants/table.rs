//! The mutants, one row each.

use livebridge_core::fake::{Answer, Edit, Ending, Redo};
use livebridge_core::{Batch, ErrorCode, IdRef, Mutation, Note, Operation, Outcome};

use super::{Hooks, Mutant};

const FAITHFUL: Hooks = Hooks::FAITHFUL;

/// Whether a mutation is refused for one of its values, as the message names it.
fn about(error: &livebridge_core::BridgeError, value: &str) -> bool {
    error.code == ErrorCode::BadInput && error.message.contains(value)
}

/// The notes that are about to be written.
fn written_notes(edits: &mut [Edit], change: impl Fn(Note, Note) -> Note, mutation: &Mutation) {
    let Mutation::SetNotes { notes: asked, .. } = mutation else { return };
    for edit in edits {
        if let Edit::Notes(_, notes) = edit {
            *notes = notes.iter().zip(asked.iter()).map(|(kept, asked)| change(*kept, *asked)).collect();
        }
    }
}

/// Every mutant.
pub static ALL: &[Mutant] = &[
    Mutant {
        name: "ids-of-slots-for-clips",
        requirement: "LB-IDS-001",
        why: "a Session clip is answered with the id of its slot, because that is where the host found it",
        hooks: Hooks {
            answer: |_, answer| {
                if let Answer::Clips(clips) = answer {
                    for clip in clips {
                        clip.id = clip.slot_id.clone().unwrap_or_else(|| clip.id.clone());
                    }
                }
            },
            ..FAITHFUL
        },
    },
    Mutant {
        name: "trailing-junk-in-ids",
        requirement: "LB-IDS-002",
        why: "ids are parsed with a regular expression that is not anchored at the end",
        hooks: Hooks {
            id: |_, id, _| {
                let text = id.to_string();
                let end = text.char_indices().skip(6).find(|(_, c)| !c.is_ascii_digit()).map_or(text.len(), |(i, _)| i);
                if text.starts_with("track:") && matches!(id, IdRef::Opaque(_)) {
                    *id = IdRef::from(&text[..end]);
                }
            },
            ..FAITHFUL
        },
    },
    Mutant {
        name: "parent-of-wrong-kind",
        requirement: "LB-IDS-003",
        why: "a read of a track looks at the first segment of the id only",
        hooks: Hooks {
            id: |operation, id, _| {
                let track = id.as_path().and_then(|path| path.segments().next());
                if let (Operation::ListClips, Some(track)) = (operation, track) {
                    *id = livebridge_core::PathId::root(track).into();
                }
            },
            ..FAITHFUL
        },
    },
    Mutant {
        name: "stale-id-accepted",
        requirement: "LB-IDS-004",
        why: "an index past the end is clamped to the last object",
        hooks: Hooks {
            instead: |_, error, _| (error.code == ErrorCode::StaleReference).then(|| "track:0".into()),
            ..FAITHFUL
        },
    },
    Mutant {
        name: "failed-call-leaves-tempo",
        requirement: "LB-ERR-001",
        why: "the value is written before it is checked",
        hooks: Hooks { residue: |_, _| Some(Edit::Tempo(121.0)), ..FAITHFUL },
    },
    Mutant {
        name: "empty-hint",
        requirement: "LB-ERR-002",
        why: "the hint is a field that nobody filled in",
        hooks: Hooks { refusal: |_, error| error.hint.clear(), ..FAITHFUL },
    },
    Mutant {
        name: "subject-id-missing",
        requirement: "LB-ERR-003",
        why: "the error is built where the id is not known any more",
        hooks: Hooks { refusal: |_, error| error.subject_id = None, ..FAITHFUL },
    },
    Mutant {
        name: "read-adds-step",
        requirement: "LB-READ-001",
        why: "every call is wrapped in a transaction, reads too",
        hooks: Hooks { read_adds_step: |operation| operation == Operation::ListClips, ..FAITHFUL },
    },
    Mutant {
        name: "read-reverses-every-time",
        requirement: "LB-READ-002",
        why: "notes come from a container whose order is not stable",
        hooks: Hooks {
            answer: |memory, answer| {
                if let Answer::Notes(notes) = answer {
                    memory.count += 1;
                    if memory.count.is_multiple_of(2) {
                        notes.reverse();
                    }
                }
            },
            ..FAITHFUL
        },
    },
    Mutant {
        name: "overview-counts-returns",
        requirement: "LB-READ-003",
        why: "the host's track count includes the return tracks",
        hooks: Hooks {
            answer: |_, answer| {
                if let Answer::Overview(overview) = answer {
                    overview.track_count += overview.return_track_count;
                }
            },
            ..FAITHFUL
        },
    },
    Mutant {
        name: "trailing-empty-slots-left-out",
        requirement: "LB-READ-004",
        why: "empty slots at the end of a track are not worth listing",
        hooks: Hooks {
            answer: |_, answer| match answer {
                Answer::Clips(clips) => {
                    let filled = |clip: &livebridge_core::ClipInfo| clip.kind != livebridge_core::ClipKind::Empty;
                    let last = clips.iter().rposition(filled).map_or(0, |last| last + 1);
                    clips.truncate(last);
                }
                Answer::Tracks(tracks) => {
                    for track in tracks {
                        track.clip_slot_count = track.clip_slot_count.min(1);
                    }
                }
                _ => {}
            },
            ..FAITHFUL
        },
    },
    Mutant {
        name: "end-time-is-loop-end",
        requirement: "LB-READ-005",
        why: "endTime is taken from the loop end, which is right as long as a clip starts at 0",
        hooks: Hooks {
            answer: |_, answer| {
                if let Answer::Clips(clips) = answer {
                    for clip in clips {
                        clip.end_time = clip.loop_end;
                    }
                }
            },
            ..FAITHFUL
        },
    },
    Mutant {
        name: "wrong-type-as-bad-input",
        requirement: "LB-READ-006",
        why: "the adapter maps every refusal of a read to BAD_INPUT",
        hooks: Hooks {
            refusal: |operation, error| {
                if operation == Operation::GetNotes && error.code == ErrorCode::WrongType {
                    error.code = ErrorCode::BadInput;
                }
            },
            ..FAITHFUL
        },
    },
    Mutant {
        name: "empty-slot-as-bad-input",
        requirement: "LB-READ-007",
        why: "a slot without a clip is seen as a wrong argument",
        hooks: Hooks {
            refusal: |operation, error| {
                let in_a_slot =
                    error.subject_id.as_deref().is_some_and(|id| id.ends_with("/clip") && !id.contains("977"));
                if operation == Operation::GetNotes && in_a_slot {
                    error.code = ErrorCode::BadInput;
                }
            },
            ..FAITHFUL
        },
    },
    Mutant {
        name: "answer-before-the-write",
        requirement: "LB-MUT-001",
        why: "the answer is built from a copy that was read before the write",
        hooks: Hooks {
            outcome: |_, outcome| {
                if let Some(Outcome::Overview(overview)) = outcome {
                    overview.tempo = 124.0;
                }
            },
            ..FAITHFUL
        },
    },
    Mutant {
        name: "nan-accepted",
        requirement: "LB-MUT-002",
        why: "NaN passes every comparison that asks whether a value is too small or too large",
        hooks: Hooks {
            waives: |mutation, error| {
                about(error, "finite") || matches!(mutation, Mutation::SetTempo { bpm } if !bpm.is_finite())
            },
            ..FAITHFUL
        },
    },
    Mutant {
        name: "tempo-rounded",
        requirement: "LB-MUT-003",
        why: "the tempo is shown without decimals, and so it is kept without them",
        hooks: Hooks {
            received: |mutation| {
                if let Mutation::SetTempo { bpm } = mutation {
                    *bpm = bpm.round();
                }
            },
            ..FAITHFUL
        },
    },
    Mutant {
        name: "tempo-below-zero-refused-by-the-host",
        requirement: "LB-MUT-004",
        why: "the check of the arguments is left to the host",
        hooks: Hooks {
            refusal: |operation, error| {
                if operation == Operation::SetTempo && about(error, "bpm") {
                    error.code = ErrorCode::SdkRejected;
                }
            },
            ..FAITHFUL
        },
    },
    Mutant {
        name: "swallows-rejection",
        requirement: "LB-MUT-005",
        why: "a promise that the host rejects is not awaited",
        hooks: Hooks { waives: |_, error| error.code == ErrorCode::SdkRejected, ..FAITHFUL },
    },
    Mutant {
        name: "notes-are-added",
        requirement: "LB-NOTES-001",
        why: "the host's call that adds notes is used without the one that removes the old ones",
        hooks: Hooks {
            received: |mutation| {
                if let Mutation::SetNotes { notes, .. } = mutation {
                    *notes = notes.iter().copied().chain([Note::new(48.0, 0.0, 1.0)]).collect();
                }
            },
            ..FAITHFUL
        },
    },
    Mutant {
        name: "pitch-truncated",
        requirement: "LB-NOTES-002",
        why: "a fractional pitch is cast to an integer",
        hooks: Hooks {
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
    },
    Mutant {
        name: "velocity-rounded",
        requirement: "LB-NOTES-003",
        why: "velocities are MIDI bytes",
        hooks: Hooks {
            edits: |mutation, _, edits| {
                let round =
                    |kept: Note, _| kept.velocity().map_or(kept, |velocity| kept.with_velocity(velocity.round()));
                written_notes(edits, round, mutation);
            },
            ..FAITHFUL
        },
    },
    Mutant {
        name: "negative-duration-accepted",
        requirement: "LB-NOTES-004",
        why: "only the times that matter for sorting are checked",
        hooks: Hooks { waives: |_, error| about(error, "duration must be at least"), ..FAITHFUL },
    },
    Mutant {
        name: "probability-unchecked",
        requirement: "LB-NOTES-005",
        why: "a newer field that the validation does not know",
        hooks: Hooks { waives: |_, error| about(error, "probability"), ..FAITHFUL },
    },
    Mutant {
        name: "velocity-deviation-unchecked",
        requirement: "LB-NOTES-006",
        why: "a newer field that the validation does not know",
        hooks: Hooks { waives: |_, error| about(error, "velocityDeviation"), ..FAITHFUL },
    },
    Mutant {
        name: "negative-start-clamped",
        requirement: "LB-NOTES-007",
        why: "a clip is thought to begin where its content begins",
        hooks: Hooks {
            edits: |mutation, _, edits| {
                let clamp = |mut kept: Note, _| {
                    kept.start_time = kept.start_time.max(0.0);
                    kept
                };
                written_notes(edits, clamp, mutation);
            },
            ..FAITHFUL
        },
    },
    Mutant {
        name: "audio-notes-as-bad-input",
        requirement: "LB-NOTES-008",
        why: "writing notes to an audio clip is seen as a wrong argument",
        hooks: Hooks {
            refusal: |operation, error| {
                if operation == Operation::SetNotes && error.code == ErrorCode::WrongType {
                    error.code = ErrorCode::BadInput;
                }
            },
            ..FAITHFUL
        },
    },
    Mutant {
        name: "far-beats-accepted",
        requirement: "LB-NOTES-009",
        why: "nobody thought of the end of the timeline",
        hooks: Hooks { waives: |_, error| about(error, "at most"), ..FAITHFUL },
    },
    Mutant {
        name: "two-undo-steps-for-notes",
        requirement: "LB-UNDO-001",
        why: "old notes are removed in one call of the host and new ones added in another",
        hooks: Hooks {
            steps: |batch, _, faithful| match batch {
                Batch::Call(Mutation::SetNotes { .. }) => 2,
                _ => faithful,
            },
            ..FAITHFUL
        },
    },
    Mutant {
        name: "no-undo-step-for-tempo",
        requirement: "LB-UNDO-001",
        why: "the tempo is set through a parameter that the host does not track",
        hooks: Hooks {
            steps: |batch, _, faithful| match batch {
                Batch::Call(Mutation::SetTempo { .. }) => 0,
                _ => faithful,
            },
            ..FAITHFUL
        },
    },
    Mutant {
        name: "undo-takes-two-steps",
        requirement: "LB-UNDO-001",
        why: "the host merged two calls into one step",
        hooks: Hooks { undone: || (2, Redo::Kept), ..FAITHFUL },
    },
    Mutant {
        name: "call-ends-redo-late",
        requirement: "LB-UNDO-004",
        why: "the redo stack is cleared by the next undo instead of by the change",
        hooks: Hooks { discards_redo: |_| false, ..FAITHFUL },
    },
    Mutant {
        name: "failed-call-adds-step",
        requirement: "LB-UNDO-003",
        why: "the step is opened before the arguments are checked, and never removed",
        hooks: Hooks { steps: |_, ending, faithful| if ending == Ending::Failed { 1 } else { faithful }, ..FAITHFUL },
    },
    Mutant {
        name: "redo-forgotten",
        requirement: "LB-UNDO-002",
        why: "an undo is recorded as a change, which ends the redo",
        hooks: Hooks { undone: || (1, Redo::Lost), ..FAITHFUL },
    },
    Mutant {
        name: "count-per-mutation",
        requirement: "LB-UNDO-005",
        why: "the counter counts what the host reports, which is two events per change",
        hooks: Hooks { transaction_count: |committed, _| committed * 2, ..FAITHFUL },
    },
    Mutant {
        name: "undo-counts-as-commit",
        requirement: "LB-UNDO-006",
        why: "the counter counts what the host reports, undos included",
        hooks: Hooks { transaction_count: |committed, undos| committed + undos, ..FAITHFUL },
    },
    Mutant {
        name: "step-per-mutation",
        requirement: "LB-TX-001",
        why: "a transaction is only a loop of calls",
        hooks: Hooks {
            steps: |batch, _, faithful| match batch {
                Batch::Transaction(mutations) if mutations.len() > 1 => mutations.len(),
                _ => faithful,
            },
            ..FAITHFUL
        },
    },
    Mutant {
        name: "rollback-leaks-first-op",
        requirement: "LB-TX-002",
        why: "the roll-back undoes what came after the first change, off by one",
        hooks: Hooks { rolled_back: |_, applied| applied.saturating_sub(1), ..FAITHFUL },
    },
    Mutant {
        name: "position-of-the-last-op",
        requirement: "LB-TX-003",
        why: "the error is reported where the batch ends",
        hooks: Hooks { refusal: |_, error| error.op = error.op.map(|op| op + 1), ..FAITHFUL },
    },
    Mutant {
        name: "outcomes-at-their-time",
        requirement: "LB-TX-004",
        why: "outcomes are built while the transaction runs, not when it is committed",
        hooks: Hooks {
            outcome: |mutation, outcome| {
                if let (Mutation::SetNotes { notes, .. }, Some(Outcome::Notes(result))) = (mutation, outcome) {
                    result.count = notes.len();
                }
            },
            ..FAITHFUL
        },
    },
    Mutant {
        name: "empty-transaction-adds-step",
        requirement: "LB-TX-005",
        why: "the host opens a step whatever happens in it",
        hooks: Hooks { steps: |_, ending, faithful| if ending == Ending::Empty { 1 } else { faithful }, ..FAITHFUL },
    },
    Mutant {
        name: "reset-keeps-history",
        requirement: "LB-CTRL-001",
        why: "a reset loads a Set and leaves the undo stack alone",
        hooks: Hooks { reset_keeps_history: || true, ..FAITHFUL },
    },
    Mutant {
        name: "snapshot-forgets-colours",
        requirement: "LB-CTRL-002",
        why: "a field of the snapshot is not written",
        hooks: Hooks {
            snapshot: |snapshot| {
                for clip in snapshot.tracks.iter_mut().flat_map(|track| &mut track.session) {
                    clip.color = 0;
                }
            },
            ..FAITHFUL
        },
    },
];
