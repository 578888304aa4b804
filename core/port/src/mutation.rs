//! A mutation is data: the one definition of a change to a Set.
//!
//! The port applies it, a transaction stages it, the wire carries it (`{ "method", "params" }`), exploration
//! generates and shrinks it, a recorded run stores it. Values may be out of range: the target refuses those, and
//! the suite must be able to send them. The rules that need no Set stand in [`Mutation::validate`].

use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize};

use crate::dto::{
    ClipInfo, ClipPropsPatch, CreateAudioClipArgs, CuePointInfo, DeviceInfo, DeviceParamInfo, Name, SetNotesResult,
    SongOverview, TrackInfo, TrackKind, TrackPropsPatch,
};
use crate::error::BridgeError;
use crate::id::IdRef;
use crate::json::present;
use crate::note::Note;
use crate::operation::{MutationKind, Operation, OutcomeKind};
use crate::operations::{operations, outcomes, some};
use crate::rules::Argument;

macro_rules! mutations {
    (
        |$bridge:ident|
        Read $read:tt
        Mutation { $(
            $(#[$doc:meta])*
            $variant:ident $name:literal $method:ident $(on $subject:ident($(#[$id_doc:meta])* $id:ident))? ($(
                $(#[$field_doc:meta])*
                $field:ident: $type:ty $(as $taken:ty)?,
            )*) -> $outcome:ident $dto:tt $($new:ident)?;
        )+ }
        $($beside:tt)*
    ) => {
        /// One change to a Set. Times and lengths in beats.
        ///
        /// ```
        /// use livebridge_port::{json, Mutation};
        ///
        /// let mutation = Mutation::SetTempo { bpm: 120.0 };
        /// assert_eq!(json::to_string(&mutation).unwrap(), r#"{"method":"setTempo","params":{"bpm":120}}"#);
        /// ```
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
        #[serde(tag = "method", content = "params", rename_all_fields = "camelCase")]
        pub enum Mutation {
            $(
                $(#[$doc])*
                #[serde(rename = $name)]
                $variant {
                    $($(#[$id_doc])* $id: IdRef,)?
                    $($(#[$field_doc])* $field: $type,)*
                },
            )+
        }

        impl Mutation {
            /// Which mutation it is.
            pub const fn kind(&self) -> MutationKind {
                match self { $(Self::$variant { .. } => MutationKind::$variant),+ }
            }

            /// The id that the mutation takes, when it takes one.
            pub const fn subject(&self) -> Option<&IdRef> {
                match self { $(Self::$variant { $($id,)? .. } => some!($($id)?)),+ }
            }

            /// The id that the mutation takes, to change it.
            pub const fn subject_mut(&mut self) -> Option<&mut IdRef> {
                match self { $(Self::$variant { $($id,)? .. } => some!($($id)?)),+ }
            }

            /// Checks that every number is finite: JSON has no others.
            pub fn check_finite(&self) -> Result<(), BridgeError> {
                match self {
                    $(Self::$variant { $($field,)* .. } => {
                        $($field.check_finite(stringify!($field))?;)*
                        Ok(())
                    })+
                }
            }

            /// The numbers among its arguments, to change them. The notes of a clip are not counted among them.
            pub fn numbers_mut(&mut self) -> Vec<&mut f64> {
                match self {
                    $(Self::$variant { $($field,)* .. } => {
                        [Vec::new(), $($field.numbers_mut()),*].into_iter().flatten().collect()
                    })+
                }
            }

            /// Reads the parameters of a mutation, without its name.
            pub fn deserialize_params<'de, D: Deserializer<'de>>(
                kind: MutationKind,
                deserializer: D,
            ) -> Result<Self, D::Error> {
                match kind {
                    $(MutationKind::$variant => {
                        #[derive(Deserialize)]
                        #[serde(rename_all = "camelCase")]
                        struct Params { $($id: IdRef,)? $($field: $type,)* }

                        let Params { $($id,)? $($field,)* } = Params::deserialize(deserializer)?;
                        Ok(Self::$variant { $($id,)? $($field,)* })
                    })+
                }
            }
        }
    };
}

operations!(mutations);

impl Mutation {
    /// The operation that this is a call of.
    pub const fn operation(&self) -> Operation {
        self.kind().operation()
    }
}

/// What is sent to a target in one piece.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Batch {
    /// A plain call of one mutation.
    Call(Mutation),
    /// A transaction: all or nothing, one undo step. One of a single mutation is not the same request as a call.
    Transaction(Vec<Mutation>),
}

impl Batch {
    /// The mutations in order.
    pub fn mutations(&self) -> &[Mutation] {
        match self {
            Self::Call(mutation) => std::slice::from_ref(mutation),
            Self::Transaction(mutations) => mutations,
        }
    }

    /// The mutations in order, to change them.
    pub fn mutations_mut(&mut self) -> &mut [Mutation] {
        match self {
            Self::Call(mutation) => std::slice::from_mut(mutation),
            Self::Transaction(mutations) => mutations,
        }
    }

    /// Whether it is sent as a transaction.
    pub const fn is_transaction(&self) -> bool {
        matches!(self, Self::Transaction(_))
    }

    /// The operation that it is sent as.
    pub const fn operation(&self) -> Operation {
        match self {
            Self::Call(mutation) => mutation.operation(),
            Self::Transaction(_) => Operation::Transaction,
        }
    }

    /// Checks that every number is finite; the error of a transaction says in which mutation one is not.
    pub fn check_finite(&self) -> Result<(), BridgeError> {
        match self {
            Self::Call(mutation) => mutation.check_finite(),
            Self::Transaction(mutations) => mutations
                .iter()
                .enumerate()
                .try_for_each(|(op, mutation)| mutation.check_finite().map_err(|error| error.at(op))),
        }
    }
}

macro_rules! outcome {
    ($($(#[$doc:meta])* $variant:ident($dto:ty) $(with $id:ident)?;)+) => {
        /// The state after the write that a mutation answers with.
        #[derive(Debug, Clone, PartialEq)]
        pub enum Outcome {
            $($(#[$doc])* $variant($dto),)+
        }

        impl Outcome {
            /// Which kind it is.
            pub const fn kind(&self) -> OutcomeKind {
                match self { $(Self::$variant(_) => OutcomeKind::$variant),+ }
            }

            /// Id of the object that the mutation made or changed; none for `setTempo`.
            pub const fn id(&self) -> Option<&IdRef> {
                match self {
                    $(Self::$variant(dto) => {
                        let _ = dto;
                        some!($(&dto.$id)?)
                    })+
                }
            }

            /// Reads an outcome of this kind from JSON; `null` is absent. Errors are those of the DTO. Where nothing is
            /// to be answered, whatever a target sends is not looked at.
            pub fn deserialize<'de, D: Deserializer<'de>>(
                kind: OutcomeKind,
                deserializer: D,
            ) -> Result<Option<Self>, D::Error> {
                match kind {
                    $(OutcomeKind::$variant => Ok(Option::deserialize(deserializer)?.map(Self::$variant)),)+
                    OutcomeKind::Nothing => serde::de::IgnoredAny::deserialize(deserializer).map(|_| None),
                }
            }
        }

        impl Serialize for Outcome {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self { $(Self::$variant(dto) => dto.serialize(serializer)),+ }
            }
        }
    };
}

outcomes!(outcome);

/// The answer of a batch.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Commit {
    /// One per mutation, in order; `None` where the mutation answers with nothing, or where the object is gone.
    pub outcomes: Vec<Option<Outcome>>,
    /// How many undo steps the target says it took, where it does: reported, never evidence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub undo_steps: Option<u32>,
}

impl Commit {
    /// Reads the answer of a transaction of these mutations.
    pub fn deserialize<'de, D: Deserializer<'de>>(mutations: &[Mutation], deserializer: D) -> Result<Self, D::Error> {
        use serde::de::Error;

        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Answer {
            outcomes: Vec<serde_json::Value>,
            #[serde(default, deserialize_with = "present")]
            undo_steps: Option<u32>,
        }

        let Answer { outcomes, undo_steps } = Answer::deserialize(deserializer)?;
        let (expected, seen) = (mutations.len(), outcomes.len());
        if seen != expected {
            return Err(Error::custom(format!("there are {seen} outcomes for {expected} operations")));
        }
        let read = |(mutation, outcome): (&Mutation, serde_json::Value)| {
            Outcome::deserialize(mutation.kind().outcome(), outcome).map_err(Error::custom)
        };
        Ok(Self { outcomes: mutations.iter().zip(outcomes).map(read).collect::<Result<_, _>>()?, undo_steps })
    }
}
