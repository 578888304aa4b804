//! Mutants of renders.

use livebridge_port::id::PathShape;
use livebridge_port::{ErrorCode, Operation, TrackId, TrackKind};

use crate::mutants::row::{FAITHFUL, index, mutant};
use crate::mutants::{Hooks, Mutant};

/// Every mutant of the area.
pub(in crate::areas) static ALL: &[&[Mutant]] = &[ROWS];

static ROWS: &[Mutant] = &[
    mutant(
        "renders-the-first-audio-track",
        "LB-RENDER-003",
        "the bridge was written with one audio track at hand",
        Hooks {
            id: |operation, id, set| {
                let shape = id.as_path().map(|path| path.shape());
                if let (Operation::RenderTrack, Some(PathShape::Track { track })) = (operation, shape) {
                    let kinds: Vec<TrackKind> = set.to_snapshot().tracks.iter().map(|track| track.kind).collect();
                    let first = kinds.iter().position(|kind| *kind == TrackKind::Audio);
                    if let (Some(TrackKind::Audio), Some(first)) = (kinds.get(track as usize), first) {
                        *id = TrackId(index(first)).into();
                    }
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "render-range-refused-by-the-host",
        "LB-RENDER-001",
        "the check of the arguments is left to the host",
        Hooks {
            refusal: |operation, error| {
                if operation == Operation::RenderTrack && error.code == ErrorCode::BadInput {
                    error.code = ErrorCode::SdkRejected;
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "render-midi-unsupported",
        "LB-RENDER-002",
        "what cannot be rendered is called a gap",
        Hooks {
            refusal: |operation, error| {
                if operation == Operation::RenderTrack && error.code == ErrorCode::WrongType {
                    error.code = ErrorCode::Unsupported;
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "render-has-a-tail",
        "LB-RENDER-003",
        "the render waits for the effects to ring out",
        Hooks { rendered: |seconds| *seconds += 0.25, ..FAITHFUL },
    ),
    mutant(
        "render-adds-step",
        "LB-RENDER-004",
        "every call that is no read is wrapped in a transaction",
        Hooks { read_adds_step: |operation| operation == Operation::RenderTrack, ..FAITHFUL },
    ),
    mutant(
        "render-forgets-redo",
        "LB-RENDER-004",
        "whatever is called that is no read begins a new future",
        Hooks { forgets_redo: |operation| operation == Operation::RenderTrack, ..FAITHFUL },
    ),
    mutant(
        "render-of-a-second-and-a-half",
        "LB-RENDER-003",
        "the buffer of the renderer ends there",
        Hooks { rendered: |seconds| *seconds = seconds.min(1.5), ..FAITHFUL },
    )
    .not_explorable("programs do not look into renders"),
];
