//! The names of everything that can be called, and what kind of call each is.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::id::PathShape;
use crate::operations::{is_there, operations, outcomes, some};

/// What kind of call an operation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum OperationKind {
    /// Changes nothing and adds no undo step.
    Read,
    /// One undo step.
    Mutation,
    /// `renderTrack`: writes a file, leaves the Set unchanged.
    Render,
    /// `transaction`: several mutations in one undo step.
    Transaction,
    /// Beside the port: what full verification needs.
    Control,
    /// Beside the port: a pure transform, which knows nothing of the Set.
    Transform,
}

/// An operation sorted by what kind of call it is: for a match that says something of each operation of one kind, and
/// one thing of all of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ByKind {
    /// A read.
    Read(ReadKind),
    /// A mutation.
    Mutation(MutationKind),
    /// `renderTrack`.
    Render,
    /// `transaction`.
    Transaction,
    /// An operation of the control plane.
    Control(ControlKind),
    /// A transform.
    Transform(TransformKind),
}

/// What the id of a mutation must name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SubjectKind {
    /// A MIDI or audio track.
    Track,
    /// A Session clip slot.
    Slot,
    /// A clip, Session or Arrangement.
    Clip,
    /// A parameter of a device, or a fader.
    Param,
}

impl SubjectKind {
    /// The kind in words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Track => "track",
            Self::Slot => "clip slot",
            Self::Clip => "clip",
            Self::Param => "parameter",
        }
    }

    /// Whether a path of this shape names one.
    pub const fn fits(self, shape: PathShape) -> bool {
        use PathShape as S;
        match self {
            Self::Track => matches!(shape, S::Track { .. }),
            Self::Slot => matches!(shape, S::Slot { .. }),
            Self::Clip => matches!(shape, S::SessionClip { .. } | S::ArrangementClip { .. }),
            Self::Param => matches!(shape, S::DeviceParam { .. } | S::Volume { .. }),
        }
    }
}

macro_rules! names {
    (
        |$bridge:ident|
        Read { $(
            $(#[$read_doc:meta])*
            $read:ident $read_name:literal $read_params:tt -> $read_answer:ty = $read_call:expr;
        )+ }
        Mutation { $(
            $(#[$doc:meta])*
            $mutation:ident $name:literal $method:ident $(on $subject:ident $id:tt)? ($($fields:tt)*)
                -> $outcome:ident $dto:tt $($new:ident)?;
        )+ }
        Render { $(
            $(#[$render_doc:meta])*
            $render:ident $render_name:literal $render_params:tt -> $render_answer:ty = $render_call:expr;
        )+ }
        Transaction { $(#[$transaction_doc:meta])* $transaction:ident $transaction_name:literal }
        Control { $(
            $(#[$control_doc:meta])*
            $control:ident $control_name:literal $control_params:tt -> $control_answer:ty = $control_call:expr;
        )+ }
        Transform { $(
            $(#[$transform_doc:meta])*
            $transform:ident $transform_name:literal $transform_params:tt -> $transform_answer:ty = $transform_call:expr;
        )+ }
    ) => {
        names! {
            @operations
            Read { $($read $read_name)+ }
            Mutation { $($mutation $name)+ }
            Render { $($render $render_name)+ }
            Transaction { $transaction $transaction_name }
            Control { $($control $control_name)+ }
            Transform { $($transform $transform_name)+ }
        }

        impl Operation {
            /// The operations of the port: the reads, the mutations, the render and `transaction`.
            pub const PORT: &'static [Self] =
                &[$(Self::$read,)+ $(Self::$mutation,)+ $(Self::$render,)+ Self::$transaction];

            /// Which one of its kind it is.
            pub const fn by_kind(self) -> ByKind {
                match self {
                    $(Self::$read => ByKind::Read(ReadKind::$read),)+
                    $(Self::$mutation => ByKind::Mutation(MutationKind::$mutation),)+
                    $(Self::$render => ByKind::Render,)+
                    Self::$transaction => ByKind::Transaction,
                    $(Self::$control => ByKind::Control(ControlKind::$control),)+
                    $(Self::$transform => ByKind::Transform(TransformKind::$transform),)+
                }
            }
        }

        /// A read by name.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum ReadKind { $(#[doc = concat!("`", $read_name, "`")] $read,)+ }

        /// A mutation by name.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum MutationKind { $(#[doc = concat!("`", $name, "`")] $mutation,)+ }

        /// An operation of the control plane by name.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum ControlKind { $(#[doc = concat!("`", $control_name, "`")] $control,)+ }

        /// A transform by name.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum TransformKind { $(#[doc = concat!("`", $transform_name, "`")] $transform,)+ }

        impl TransformKind {
            /// Every transform, in the order of the contract.
            pub const ALL: &'static [Self] = &[$(Self::$transform),+];

            /// The operation that it is.
            pub const fn operation(self) -> Operation {
                match self { $(Self::$transform => Operation::$transform),+ }
            }
        }

        impl MutationKind {
            /// Every mutation, in the order of the contract.
            pub const ALL: &'static [Self] = &[$(Self::$mutation),+];

            /// The operation that it is.
            pub const fn operation(self) -> Operation {
                match self { $(Self::$mutation => Operation::$mutation),+ }
            }

            /// What its id must name; `None` for a mutation that takes none.
            pub const fn subject(self) -> Option<SubjectKind> {
                match self { $(Self::$mutation => some!($(SubjectKind::$subject)?)),+ }
            }

            /// What it answers with.
            pub const fn outcome(self) -> OutcomeKind {
                match self { $(Self::$mutation => OutcomeKind::$outcome),+ }
            }

            /// Whether it makes the object that it answers with.
            pub const fn creates(self) -> bool {
                match self { $(Self::$mutation => is_there!($($new)?)),+ }
            }
        }
    };
    (@operations $($kind:ident { $($variant:ident $name:literal)+ })+) => {
        /// An operation by name.
        ///
        /// ```
        /// use livebridge_port::Operation;
        ///
        /// assert_eq!(Operation::PORT.len(), 24);
        /// assert_eq!("setTempo".parse(), Ok(Operation::SetTempo));
        /// assert_eq!(Operation::ControlUndo.name(), "control/undo");
        /// ```
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
        pub enum Operation {
            $($(
                #[doc = concat!("`", $name, "`")]
                #[serde(rename = $name)]
                $variant,
            )+)+
        }

        impl Operation {
            /// Every operation, those of the port first, in the order of the contract.
            pub const ALL: &'static [Self] = &[$($(Self::$variant),+),+];

            /// The name on the wire.
            pub const fn name(self) -> &'static str {
                match self { $($(Self::$variant => $name),+),+ }
            }

            /// What kind of call it is.
            pub const fn kind(self) -> OperationKind {
                match self { $($(Self::$variant)|+ => OperationKind::$kind),+ }
            }
        }
    };
}

operations!(names);

macro_rules! outcome_kinds {
    ($($(#[$doc:meta])* $variant:ident($dto:ty) $(with $id:ident)?;)+) => {
        /// What a mutation answers with: the kind of its [`Outcome`](crate::Outcome).
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum OutcomeKind {
            $($(#[$doc])* $variant,)+
            /// Nothing.
            Nothing,
        }

        impl OutcomeKind {
            /// Whether it is an object, which has an id.
            pub const fn has_id(self) -> bool {
                match self { $(Self::$variant => is_there!($($id)?),)+ Self::Nothing => false }
            }
        }
    };
}

outcomes!(outcome_kinds);

impl Operation {
    /// Whether it belongs to the port itself.
    pub const fn is_port(self) -> bool {
        match self.kind() {
            OperationKind::Read | OperationKind::Mutation | OperationKind::Render | OperationKind::Transaction => true,
            OperationKind::Control | OperationKind::Transform => false,
        }
    }

    /// Which mutation it is, when it is one.
    pub const fn mutation(self) -> Option<MutationKind> {
        if let ByKind::Mutation(mutation) = self.by_kind() { Some(mutation) } else { None }
    }

    /// What `transform/NAME` calls: `NAME`, for a transform.
    pub fn transform(self) -> Option<&'static str> {
        self.name().strip_prefix("transform/")
    }
}

impl TransformKind {
    /// Its name without `transform/`.
    pub fn name(self) -> &'static str {
        self.operation().transform().unwrap_or_default()
    }
}

/// A name that no operation has.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("there is no operation `{0}`")]
pub struct UnknownOperation(pub String);

impl FromStr for Operation {
    type Err = UnknownOperation;

    fn from_str(name: &str) -> Result<Self, UnknownOperation> {
        Self::ALL
            .iter()
            .copied()
            .find(|operation| operation.name() == name)
            .ok_or_else(|| UnknownOperation(name.chars().take(80).collect()))
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
