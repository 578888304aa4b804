//! The parameters of the calls that are no mutation, and those of their answers that are more than a DTO.
//!
//! They are what the wire carries, and its schemas know them by these names.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use crate::control::Reset;
use crate::error::BridgeError;
use crate::id::IdRef;
use crate::mutation::Mutation;
use crate::operations::some;
use crate::rules::Argument;

/// What can be said of the parameters of any call.
pub trait Params {
    /// Checks that every number is finite: JSON has no others.
    fn check_finite(&self) -> Result<(), BridgeError>;

    /// The id among them, to change it.
    fn id_mut(&mut self) -> Option<&mut IdRef> {
        None
    }
}

/// Structs of parameters: first the id, where there is one, then the others. The schemas have no words about a single
/// one: its name says enough.
macro_rules! params {
    ($(
        $(#[$doc:meta])*
        $name:ident $(on $id:ident: $id_doc:literal)? { $($field:ident: $type:ty = $field_doc:literal),* }
    )+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
        #[serde(rename_all = "camelCase")]
        pub struct $name {
            $(
                #[doc = $id_doc]
                #[cfg_attr(feature = "schemas", schemars(description = ""))]
                pub $id: IdRef,
            )?
            $(
                #[doc = $field_doc]
                #[cfg_attr(feature = "schemas", schemars(description = ""))]
                pub $field: $type,
            )*
        }

        impl Params for $name {
            fn check_finite(&self) -> Result<(), BridgeError> {
                $(self.$field.check_finite(stringify!($field))?;)*
                Ok(())
            }

            fn id_mut(&mut self) -> Option<&mut IdRef> {
                some!($(&mut self.$id)?)
            }
        }
    )+};
}

params! {
    /// Parameters of a call that takes none.
    NoParams {}

    /// Parameters of `findTrack`.
    QueryParams { query: String = "Part of a name, in any case." }

    /// Parameters of a read of a track.
    TrackParams on track_id: "The track." {}

    /// Parameters of `getNotes`.
    ClipParams on clip_id: "The clip." {}

    /// Parameters of `renderTrack`.
    RenderParams on track_id: "The audio track." {
        start_beat: f64 = "Where the render begins, in beats.",
        end_beat: f64 = "Where it ends."
    }
}

/// Parameters of `transaction`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct TransactionParams<T = Vec<Mutation>> {
    /// The mutations in order.
    #[cfg_attr(feature = "schemas", schemars(description = ""))]
    pub ops: T,
}

impl Params for Reset {
    fn check_finite(&self) -> Result<(), BridgeError> {
        match self {
            Self::Fixture { notes, .. } => notes.as_ref().map_or(Ok(()), |notes| notes.check_finite("notes")),
            Self::Snapshot(set) => set.check_finite(),
        }
    }
}

/// The input of a transform, which is JSON already and so holds finite numbers only.
impl Params for Value {
    fn check_finite(&self) -> Result<(), BridgeError> {
        Ok(())
    }
}

/// The answer of `control/undo` and `control/redo`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct DoneResult {
    /// Whether there was a step.
    #[cfg_attr(feature = "schemas", schemars(description = ""))]
    pub done: bool,
}

impl From<bool> for DoneResult {
    fn from(done: bool) -> Self {
        Self { done }
    }
}

/// The answer of `control/transactionCount`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct CountResult {
    /// Undoable steps committed so far.
    #[cfg_attr(feature = "schemas", schemars(description = ""))]
    pub count: u64,
}

impl From<u64> for CountResult {
    fn from(count: u64) -> Self {
        Self { count }
    }
}

/// The answer of a call that answers with nothing: `null`. Whatever a target sends instead is not looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Done;

impl From<()> for Done {
    fn from((): ()) -> Self {
        Self
    }
}

impl Serialize for Done {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_unit()
    }
}

impl<'de> Deserialize<'de> for Done {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        serde::de::IgnoredAny::deserialize(deserializer).map(|_| Self)
    }
}
