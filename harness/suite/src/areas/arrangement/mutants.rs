//! Mutants of clips in the Arrangement.

mod cuts;

use livebridge_fake::{ClipState, Edit};
use livebridge_port::{ErrorCode, Mutation, Operation};

use crate::mutants::changes::narrow;
use crate::mutants::row::{FAITHFUL, about, mutant};
use crate::mutants::{Hooks, Mutant};

/// Every mutant of the area.
pub(in crate::areas) static ALL: &[&[Mutant]] = &[ROWS, cuts::ROWS];

/// Whether one clip gives way to two pieces of itself.
pub(super) fn is_split(edits: &[Edit]) -> bool {
    edits.iter().any(|edit| matches!(edit, Edit::Arrangement { removed: 1, inserted, .. } if inserted.len() == 2))
}

/// Changes what comes into the Arrangement.
pub(super) fn change_pieces(edits: &mut [Edit], change: impl Fn(&mut ClipState)) {
    for edit in edits {
        if let Edit::Arrangement { inserted, .. } = edit {
            inserted.iter_mut().for_each(|clip| change(clip));
        }
    }
}

/// Drops some of what comes into the Arrangement.
fn keep_pieces(edits: &mut [Edit], keep: impl Fn(&ClipState) -> bool) {
    for edit in edits {
        if let Edit::Arrangement { inserted, .. } = edit {
            *inserted = std::mem::take(inserted).into_iter().filter(|clip| keep(clip)).collect();
        }
    }
}

static ROWS: &[Mutant] = &[
    mutant(
        "clips-in-32-bits",
        "LB-ARR-001",
        "64-bit floats are declared, and the message format has others",
        Hooks {
            received: |mutation| {
                if let Mutation::CreateArrangementMidiClip { start_beat, length_beats, .. } = mutation {
                    narrow(start_beat);
                    narrow(length_beats);
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "ranges-in-32-bits",
        "LB-ARR-009",
        "64-bit floats are declared, and the message format has others",
        Hooks {
            received: |mutation| {
                if let Mutation::ClearClipsInRange { start_beat, end_beat, .. } = mutation {
                    narrow(start_beat);
                    narrow(end_beat);
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "arrangement-clip-at-whole-beats",
        "LB-ARR-001",
        "positions are snapped to the grid",
        Hooks {
            received: |mutation| {
                if let Mutation::CreateArrangementMidiClip { start_beat, .. } = mutation {
                    *start_beat = start_beat.floor();
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "arrangement-clip-before-zero",
        "LB-ARR-002",
        "a negative start is cut to zero",
        Hooks {
            received: |mutation| {
                if let Mutation::CreateArrangementMidiClip { start_beat, .. } = mutation {
                    *start_beat = start_beat.max(0.0);
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "midi-on-audio-as-bad-input",
        "LB-ARR-003",
        "every refusal of a create is BAD_INPUT",
        Hooks {
            refusal: |operation, error| {
                if operation == Operation::CreateArrangementMidiClip && error.code == ErrorCode::WrongType {
                    error.code = ErrorCode::BadInput;
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "later-clip-swallowed",
        "LB-ARR-004",
        "a clip that is overlapped on its left is removed whole",
        Hooks {
            edits: |mutation, _, _, edits| {
                if let Mutation::CreateArrangementMidiClip { start_beat, length_beats, .. } = mutation {
                    keep_pieces(edits, |clip| clip.start < start_beat + length_beats);
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "audio-file-by-its-name",
        "LB-ARR-005",
        "the host shows the file name without its folder",
        Hooks {
            received: |mutation| {
                if let Mutation::CreateArrangementAudioClip { args, .. } = mutation {
                    let name = args.file_path.rsplit('/').next().map(Into::into);
                    args.file_path = name.unwrap_or_else(|| args.file_path.clone());
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "audio-clip-ignores-its-length",
        "LB-ARR-015",
        "the host takes a place and a file, and plays all of it",
        Hooks {
            received: |mutation| {
                if let Mutation::CreateArrangementAudioClip { args, .. } = mutation {
                    args.duration = args.duration.max(2.0 * f64::from(args.duration > 0.0));
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "empty-file-path-accepted",
        "LB-ARR-006",
        "the path is handed to the host unseen",
        Hooks { waives: |_, error| about(error, "filePath"), ..FAITHFUL },
    ),
    mutant(
        "audio-on-midi-track",
        "LB-ARR-007",
        "the kind of the track is not looked at",
        Hooks {
            refusal: |operation, error| {
                if operation == Operation::CreateArrangementAudioClip && error.code == ErrorCode::WrongType {
                    error.code = ErrorCode::SdkRejected;
                }
            },
            ..FAITHFUL
        },
    )
    .not_explorable("the files of programs are made up, and may be refused first"),
    mutant(
        "clear-takes-touching-clips",
        "LB-ARR-008",
        "the end of the range counts as inside",
        Hooks {
            received: |mutation| {
                if let Mutation::ClearClipsInRange { end_beat, .. } = mutation {
                    *end_beat += 2.0;
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "clear-removes-whole-clips",
        "LB-ARR-009",
        "clips over an edge are deleted instead of cut",
        Hooks {
            edits: |mutation, _, _, edits| {
                if matches!(mutation, Mutation::ClearClipsInRange { .. }) && !is_split(edits) {
                    keep_pieces(edits, |_| false);
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "clear-drops-tail",
        "LB-ARR-010",
        "the host cuts a clip that spans the range at its start and forgets the rest",
        Hooks {
            edits: |mutation, _, _, edits| {
                if let Mutation::ClearClipsInRange { start_beat, .. } = mutation
                    && is_split(edits)
                {
                    keep_pieces(edits, |clip| clip.start < *start_beat);
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "pieces-lose-their-colour",
        "LB-ARR-011",
        "a piece is made as a new clip",
        Hooks {
            edits: |mutation, _, _, edits| {
                if matches!(mutation, Mutation::ClearClipsInRange { .. }) {
                    change_pieces(edits, |clip| clip.color = 0);
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "content-stays-with-the-cut",
        "LB-ARR-012",
        "only the place of a piece is changed, not its content",
        Hooks {
            edits: |mutation, _, _, edits| {
                if matches!(mutation, Mutation::ClearClipsInRange { .. }) {
                    change_pieces(edits, |clip| (clip.loop_start, clip.loop_end) = (0.0, clip.duration));
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "clear-of-nothing-accepted",
        "LB-ARR-013",
        "a range that is empty or backwards clears nothing, and succeeds",
        Hooks { waives: |_, error| about(error, "endBeat must be above"), ..FAITHFUL },
    ),
    mutant(
        "loops-lose-their-phase",
        "LB-ARR-014",
        "a right piece of a loop starts from the top",
        Hooks {
            edits: |mutation, _, _, edits| {
                if matches!(mutation, Mutation::ClearClipsInRange { .. }) {
                    change_pieces(edits, |clip| clip.start_marker = None);
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "audio-swallows-later-clips",
        "LB-ARR-004",
        "only what is overlapped on its right is cut, in the call for audio",
        Hooks {
            edits: |mutation, _, _, edits| {
                if let Mutation::CreateArrangementAudioClip { args, .. } = mutation {
                    keep_pieces(edits, |clip| clip.start < args.start_time + args.duration);
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "clips-snapped-in-transactions",
        "LB-ARR-001",
        "plain calls and transactions are two pieces of code, and one snaps to the grid",
        Hooks {
            edits: |mutation, in_transaction, _, edits| {
                if let (Mutation::CreateArrangementMidiClip { .. }, true) = (mutation, in_transaction) {
                    for edit in edits {
                        if let Edit::Arrangement { inserted, .. } = edit {
                            inserted.iter_mut().for_each(|clip| clip.start = (clip.start * 4.0).round() / 4.0);
                        }
                    }
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "cuts-at-whole-beats-in-transactions",
        "LB-ARR-009",
        "plain calls and transactions are two pieces of code, and one counts in beats",
        Hooks {
            edits: |mutation, in_transaction, _, edits| {
                if let (Mutation::ClearClipsInRange { .. }, true) = (mutation, in_transaction) {
                    for edit in edits {
                        if let Edit::Arrangement { inserted, .. } = edit {
                            inserted.iter_mut().for_each(|clip| clip.duration = clip.duration.ceil());
                        }
                    }
                }
            },
            ..FAITHFUL
        },
    ),
];
