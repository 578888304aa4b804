//! The pure transforms: plain data in, plain data out. No clock, no randomness of their own, no I/O, no bridge.
//!
//! Each comes in a plain form that gives a new result and in one that reuses memory (`_into`, `_in_place`). None
//! changes what it is given in its plain form, and none lets NaN or an infinity into a result: those are
//! `BAD_INPUT`. What they compute, to the last bit, is written down for every language in `golden/vectors`.
//!
//! - Notes: [`snap_to_scale`] (Scale Lock), [`humanize`](humanize()) with its [`NoteRng`] and [`keep_apart`],
//!   [`transpose`], [`map_notes`].
//! - Levels: [`suggest_trim_db`], [`db_to_param_value`] and [`param_value_to_db`] over a [`FaderCurve`].
//! - Session-to-Song: [`plan_arrangement`], [`fill_notes`], [`fill_audio`].
//! - Set Janitor: [`detect_issues`], [`plan_fixes`], and two palettes.
//! - [`by_name`] calls any of them with JSON, as a wire does; `livebridge-vectors` judges what comes back.

mod apart;
mod arrangement;
pub mod by_name;
mod columns;
mod fill;
mod gain;
mod grid;
pub mod handlers;
mod humanize;
mod issues;
mod janitor;
mod kernel;
mod notes;
mod numbers;
mod palette;
mod rng;
mod scale_lock;

pub use apart::keep_apart;
pub use arrangement::{
    ArrangementPlan, Placement, SceneSignature, Section, SectionCue, SessionClip, SessionLayout, SessionTrack,
    TimeSignature, plan_arrangement, plan_arrangement_into,
};
pub use columns::{NoteColumns, humanize_columns};
pub use fill::{MAX_REPETITIONS, Piece, Source, fill_audio, fill_audio_into, fill_notes, fill_notes_into};
pub use gain::{FaderCurve, FaderParam, db_to_param_value, live_db, param_value_to_db, suggest_trim_db};
pub use grid::{Grid, beats_per_cell};
pub use humanize::{HumanizeOpts, humanize, humanize_in_place, humanize_into};
pub use issues::{
    Issue, IssueKind, IssueTarget, JanitorClip, JanitorTrack, delete_fingerprint, detect_issues, detect_issues_into,
    is_placeholder_name,
};
pub use janitor::{Fix, plan_fixes, plan_fixes_into};
pub use notes::{map_notes, map_notes_in_place, map_notes_into, transpose, transpose_in_place};
pub use palette::{DEFAULT_PALETTE, LIVE_PALETTE};
pub use rng::{DrawKind, Draws, NoteRng};
pub use scale_lock::{Scale, SnapMode, Snapped, snap_to_scale, snap_to_scale_in_place, snap_to_scale_into};

/// The example of the README, run as a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
