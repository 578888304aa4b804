//! Mutants of clips, in the Session and in the Arrangement.

use livebridge_fake::{Clip, ClipPlace, Edit};
use livebridge_port::{ErrorCode, Mutation, Operation};

use super::super::{Hooks, Mutant};
use super::{FAITHFUL, about, mutant};

/// Whether one clip gives way to two pieces of itself.
pub(super) fn is_split(edits: &[Edit]) -> bool {
    edits.iter().any(|edit| matches!(edit, Edit::Arrangement { removed: 1, inserted, .. } if inserted.len() == 2))
}

/// Changes what comes into the Arrangement.
pub(super) fn change_pieces(edits: &mut [Edit], change: impl Fn(&mut Clip)) {
    for edit in edits {
        if let Edit::Arrangement { inserted, .. } = edit {
            inserted.iter_mut().for_each(|clip| change(clip));
        }
    }
}

/// Drops some of what comes into the Arrangement.
fn keep_pieces(edits: &mut [Edit], keep: impl Fn(&Clip) -> bool) {
    for edit in edits {
        if let Edit::Arrangement { inserted, .. } = edit {
            *inserted = std::mem::take(inserted).into_iter().filter(|clip| keep(clip)).collect();
        }
    }
}

/// The rows.
pub(super) static ROWS: &[Mutant] = &[
    mutant(
        "clip-length-in-bars",
        "LB-CLIP-001",
        "lengths are rounded up to whole beats",
        Hooks {
            received: |mutation| {
                if let Mutation::CreateMidiClip { length_beats, .. } = mutation {
                    *length_beats = length_beats.ceil();
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "clip-of-no-length",
        "LB-CLIP-002",
        "the host takes the smallest length instead",
        Hooks {
            waives: |mutation, error| matches!(mutation, Mutation::CreateMidiClip { .. }) && about(error, "above 0"),
            ..FAITHFUL
        },
    ),
    mutant(
        "midi-clip-on-audio-track",
        "LB-CLIP-003",
        "the kind of the track is not looked at",
        Hooks {
            waives: |mutation, error| {
                matches!(mutation, Mutation::CreateMidiClip { .. }) && error.code == ErrorCode::WrongType
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "occupied-slot-overwritten",
        "LB-CLIP-004",
        "a clip is replaced as in the Arrangement",
        Hooks {
            waives: |mutation, error| {
                matches!(mutation, Mutation::CreateMidiClip { .. }) && error.code == ErrorCode::SdkRejected
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "colour-wraps",
        "LB-CLIP-005",
        "the colour is masked to 24 bits",
        Hooks {
            received: |mutation| {
                if let Mutation::SetClipProps { props, .. } = mutation {
                    props.color = props.color.map(|color| color & 0xFF_FFFF);
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "colour-as-bgr",
        "LB-CLIP-006",
        "the host keeps colours in the other byte order",
        Hooks {
            edits: |_, _, _, edits| {
                for edit in edits {
                    if let Edit::ClipColor(_, color) = edit {
                        *color = color.swap_bytes() >> 8;
                    }
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "clip-patch-clears-colour",
        "LB-CLIP-007",
        "an absent colour is written as 0",
        Hooks {
            received: |mutation| {
                if let Mutation::SetClipProps { props, .. } = mutation
                    && props.name.is_some()
                {
                    props.color.get_or_insert(0);
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "delete-keeps-arrangement-clips",
        "LB-CLIP-008",
        "only Session clips are deleted, the other call of the host is forgotten",
        Hooks {
            edits: |mutation, _, _, edits| {
                if matches!(mutation, Mutation::DeleteClip { .. }) {
                    edits.retain(|edit| !matches!(edit, Edit::Arrangement { .. }));
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
    ),
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
        "arrangement-clips-keep-their-name",
        "LB-CLIP-009",
        "names are written through the slot of a clip, and an Arrangement clip has none",
        Hooks {
            edits: |_, _, _, edits| {
                edits.retain(|edit| !matches!(edit, Edit::ClipName(ClipPlace::Arrangement { .. }, _)));
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
];
