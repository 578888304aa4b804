//! What the port takes where an object is named: [`IdRef`].
//!
//! A string becomes a reference without loss: printing gives the same string back, also for one that is
//! malformed, so that errors can quote what the caller gave and the suite can send what no caller should.

use std::fmt;
use std::sync::Arc;

use serde::de::Visitor;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::path::{PathId, parse_index};

/// The result of an earlier operation of the same transaction, `#2`, or something below it, `#2/param:0`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StagedRef {
    /// Position of the operation in the transaction, from 0.
    pub op: u32,
    /// Segments below the object that the operation made or answered with.
    pub tail: Option<PathId>,
}

impl StagedRef {
    /// The object of operation `op` itself.
    pub const fn new(op: u32) -> Self {
        Self { op, tail: None }
    }

    /// `None` unless `text` is exactly what printing a staged reference gives.
    fn parse(text: &str) -> Option<Self> {
        let (op, tail) = match text.strip_prefix('#')?.split_once('/') {
            Some((op, tail)) => (op, Some(tail.parse().ok()?)),
            None => (text.strip_prefix('#')?, None),
        };
        Some(Self { op: parse_index(op.as_bytes()).ok()?, tail })
    }
}

impl fmt::Display for StagedRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.op)?;
        match self.tail {
            Some(tail) => write!(f, "/{tail}"),
            None => Ok(()),
        }
    }
}

/// How a caller names an object: a path, a string that only the target understands, or a staged result.
///
/// In a DTO it is never staged. On the wire it is a string; `#` cannot begin a path, so the three do not overlap.
///
/// ```
/// use livebridge_port::{IdRef, TrackId};
///
/// assert!(matches!(IdRef::from("track:0"), IdRef::Path(_)));
/// assert!(matches!(IdRef::from("#2/param:0"), IdRef::Staged(_)));
/// assert!(matches!(IdRef::from("track:00"), IdRef::Opaque(_)));   // no path: the target judges it
/// assert_eq!(IdRef::from(TrackId(3)).to_string(), "track:3");
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IdRef {
    /// A positional path.
    Path(PathId),
    /// Any other string: an id of a target with its own scheme, or a malformed one.
    Opaque(Arc<str>),
    /// The result of an earlier operation of the same transaction.
    Staged(StagedRef),
}

impl IdRef {
    /// The path, when this is one.
    pub const fn as_path(&self) -> Option<PathId> {
        match self {
            Self::Path(path) => Some(*path),
            Self::Opaque(_) | Self::Staged(_) => None,
        }
    }
}

impl From<&str> for IdRef {
    fn from(text: &str) -> Self {
        if let Some(staged) = StagedRef::parse(text) {
            return Self::Staged(staged);
        }
        text.parse().map_or_else(|_| Self::Opaque(text.into()), Self::Path)
    }
}

impl From<PathId> for IdRef {
    fn from(path: PathId) -> Self {
        Self::Path(path)
    }
}

impl From<StagedRef> for IdRef {
    fn from(staged: StagedRef) -> Self {
        Self::Staged(staged)
    }
}

impl From<&IdRef> for IdRef {
    fn from(id: &IdRef) -> Self {
        id.clone()
    }
}

impl fmt::Display for IdRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Path(path) => path.fmt(f),
            Self::Opaque(text) => text.fmt(f),
            Self::Staged(staged) => staged.fmt(f),
        }
    }
}

impl fmt::Debug for IdRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "IdRef({self})")
    }
}

impl Serialize for IdRef {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Path(path) => path.serialize(serializer),
            Self::Opaque(text) => serializer.serialize_str(text),
            Self::Staged(staged) => serializer.collect_str(staged),
        }
    }
}

impl<'de> Deserialize<'de> for IdRef {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        /// Looks at the text where it lies: most ids are paths, and keep none of it.
        struct Text;

        impl Visitor<'_> for Text {
            type Value = IdRef;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<IdRef, E> {
                Ok(text.into())
            }
        }

        deserializer.deserialize_str(Text)
    }
}
