//! Ids: how a caller names an object of a Set.
//!
//! Three layers, each with one job. [`PathId`] is the positional grammar of the contract and parses every
//! well-formed path, whatever it names. The typed ids ([`TrackId`], [`ClipId`], ...) are paths whose kind is
//! known to the compiler. [`IdRef`] is what the port takes: a path, an opaque string of a foreign target, or a
//! reference to what an earlier operation of the same transaction made.

mod path;
mod reference;
mod text;
mod typed;

pub use path::{PathId, PathIdError, PathShape, Segment, SegmentKind};
pub use reference::{IdRef, StagedRef};
pub use typed::{ClipId, CueId, DeviceId, ParamId, SceneId, SlotId, TrackId, WrongKind};
