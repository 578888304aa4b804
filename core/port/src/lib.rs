//! The LiveBridge port, and everything about it that needs no connection.
//!
//! A program that reads or changes an Ableton Live Set does so through one port, [`LiveBridge`]: 8 reads, 14
//! mutations, a render and a transaction, in plain data and string ids. Several things implement it; this crate
//! defines it. The reference implementation in memory is `FakeLiveBridge` of `livebridge-fake`.
//!
//! # The port in five minutes
//!
//! - **Reads** give snapshots: plain data ([`dto`]) that never changes afterwards. They add no undo step.
//! - **Mutations** are data ([`Mutation`]). There is one write path, [`LiveBridge::commit`], which takes a [`Batch`]:
//!   a plain call of one mutation, or a transaction of several. What is pleasant to use, `bridge.set_tempo(98.0)`
//!   and `bridge.transaction(|tx| ...)`, is [`LiveBridgeExt`].
//! - **One call is one undo**, whatever the call does; a failed one changes nothing and adds no step.
//! - **Ids** ([`id`]) are strings such as `track:2/clipslot:4/clip`. They name what stands there now: after a change,
//!   list again.
//! - **Errors** ([`BridgeError`]) carry a stable code and a hint how to recover. A target that does not answer
//!   properly is a [`Fault`], which is something else.
//! - **Beside the port** stands the [`ControlPlane`]: undo, redo, reset, snapshots. A real host may lack it; what a
//!   target offers, it declares ([`capabilities`]).
//!
//! ```
//! use livebridge_fake::FakeLiveBridge;
//! use livebridge_port::{LiveBridge, LiveBridgeExt, Note, TrackId};
//!
//! # pollster::block_on(async {
//! let bridge = FakeLiveBridge::seeded();
//!
//! // Three changes, one undo step. `clip` is used before it exists.
//! let clip = bridge.transaction(|tx| {
//!     let clip = tx.create_midi_clip(TrackId(0).slot(1), 4.0);
//!     tx.set_notes(clip, vec![Note::new(36.0, 0.0, 0.25), Note::new(38.0, 1.0, 0.25)]);
//!     tx.set_tempo(98.0);
//!     Ok(clip)
//! }).await?;
//! assert_eq!(bridge.get_notes(&clip.id)?.len(), 2);
//!
//! bridge.control().undo()?;
//! assert_eq!(bridge.get_song_overview()?.tempo, 124.0);
//! # Ok::<(), livebridge_port::CallError>(())
//! # }).unwrap();
//! ```

pub mod bridge;
pub mod capabilities;
pub mod control;
pub mod dto;
pub mod error;
pub mod fixtures;
pub mod hash;
pub mod id;
pub mod json;
pub mod mutation;
pub mod note;
pub mod operation;
mod operations;
pub mod params;
pub mod request;
pub mod rules;
#[cfg(feature = "schemas")]
mod schema;
pub mod snapshot;
pub mod staging;

pub use bridge::{BoxFuture, LiveBridge, LiveBridgeExt};
pub use capabilities::{Capabilities, Description};
pub use control::{ControlPlane, Reset, SetView, UndoDepth};
pub use dto::*;
pub use error::{BridgeError, CallError, ErrorCode, Fault, Result};
pub use id::{ClipId, CueId, DeviceId, IdRef, ParamId, PathId, SceneId, SlotId, StagedRef, TrackId};
pub use mutation::{Batch, Commit, Mutation, Outcome};
pub use note::Note;
pub use operation::{
    ByKind, ControlKind, MutationKind, Operation, OperationKind, OutcomeKind, ReadKind, SubjectKind, TransformKind,
};
pub use request::{Request, Response, dispatch};
pub use snapshot::Snapshot;
pub use staging::{Staged, Transaction};

/// The example of the README, run as a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
