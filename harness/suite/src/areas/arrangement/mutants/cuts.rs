//! Mutants of clips that are cut: what a piece holds, a second cut, audio, and what is too small to be a piece.

use livebridge_fake::{ClipContent, ClipState, Edit};
use livebridge_port::snapshot::ClipSnapshot;
use livebridge_port::{Mutation, TrackKind};

use super::{change_pieces, is_split};
use crate::mutants::row::{FAITHFUL, mutant};
use crate::mutants::{Hooks, Mutant};

/// What of a MIDI clip lies behind a beat, as a clip without notes.
fn right_of(clip: &ClipSnapshot, beat: f64) -> Option<ClipState> {
    let duration = clip.start_time? + clip.duration - beat;
    (clip.kind == TrackKind::Midi && duration > 0.0).then(|| ClipState {
        key: u64::MAX,
        start: beat,
        name: clip.name.clone(),
        color: clip.color,
        muted: clip.muted,
        duration,
        looping: false,
        loop_start: 0.0,
        loop_end: duration,
        end_marker: duration,
        start_marker: None,
        content: ClipContent::Midi([].into()),
        extra: clip.extra.clone(),
    })
}

/// The rows.
pub(super) static ROWS: &[Mutant] = &[
    mutant(
        "right-piece-is-a-new-clip",
        "LB-ARR-016",
        "the host makes an empty clip of the right piece",
        Hooks {
            edits: |mutation, _, _, edits| {
                if let Mutation::ClearClipsInRange { start_beat, .. } = mutation
                    && is_split(edits)
                {
                    change_pieces(edits, |clip| {
                        if clip.start > *start_beat {
                            clip.content = ClipContent::Midi([].into());
                        }
                    });
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "second-cut-from-the-top",
        "LB-ARR-017",
        "the content of a piece is counted from 0, as if it had never been cut",
        Hooks {
            edits: |mutation, _, set, edits| {
                let Mutation::ClearClipsInRange { .. } = mutation else { return };
                let tracks = set.to_snapshot().tracks;
                for edit in edits {
                    let Edit::Arrangement { track, at, removed: 1, inserted } = edit else { continue };
                    let cut = tracks.get(*track as usize).and_then(|track| track.arrangement.get(*at as usize));
                    let begun = cut.map_or(0.0, |clip| clip.loop_start);
                    for piece in inserted.iter_mut().filter(|piece| !piece.looping) {
                        piece.loop_start -= begun;
                        piece.loop_end -= begun;
                        piece.end_marker -= begun;
                    }
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "audio-cut-restarts-the-file",
        "LB-ARR-018",
        "a piece of an audio clip is placed by its file, from the top",
        Hooks {
            edits: |mutation, _, _, edits| {
                if matches!(mutation, Mutation::ClearClipsInRange { .. }) {
                    change_pieces(edits, |clip| {
                        if matches!(clip.content, ClipContent::Audio(_)) {
                            (clip.loop_start, clip.loop_end, clip.end_marker) = (0.0, clip.duration, clip.duration);
                        }
                    });
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "slivers-are-kept",
        "LB-ARR-008",
        "edges are compared exactly, and a piece shorter than a rounding is a piece",
        Hooks {
            edits: |mutation, _, set, edits| {
                let Mutation::ClearClipsInRange { end_beat, .. } = mutation else { return };
                let tracks = set.to_snapshot().tracks;
                for edit in edits {
                    let Edit::Arrangement { track, at, removed, inserted } = edit else { continue };
                    let mut gone =
                        tracks[*track as usize].arrangement.iter().skip(*at as usize).take(*removed as usize);
                    let last = gone.next_back().filter(|_| inserted.iter().all(|piece| piece.start < *end_beat));
                    if let Some(sliver) = last.and_then(|clip| right_of(clip, *end_beat)) {
                        *inserted = std::mem::take(inserted).into_iter().chain([Box::new(sliver)]).collect();
                    }
                }
            },
            ..FAITHFUL
        },
    ),
];
