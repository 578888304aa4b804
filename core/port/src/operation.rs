//! The names of everything that can be called: the 24 operations of the port and those beside it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

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

macro_rules! operations {
    ($($variant:ident = $name:literal, $kind:ident;)+) => {
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
            $(
                #[doc = concat!("`", $name, "`")]
                #[serde(rename = $name)]
                $variant,
            )+
        }

        impl Operation {
            /// Every operation, those of the port first, in the order of the contract.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name on the wire.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }

            /// What kind of call it is.
            pub const fn kind(self) -> OperationKind {
                match self { $(Self::$variant => OperationKind::$kind),+ }
            }
        }
    };
}

operations! {
    GetSongOverview = "getSongOverview", Read;
    ListTracks = "listTracks", Read;
    FindTrack = "findTrack", Read;
    ListClips = "listClips", Read;
    GetNotes = "getNotes", Read;
    ListScenes = "listScenes", Read;
    ListDeviceParams = "listDeviceParams", Read;
    GetTrackMixer = "getTrackMixer", Read;
    SetTempo = "setTempo", Mutation;
    SetTrackProps = "setTrackProps", Mutation;
    SetNotes = "setNotes", Mutation;
    CreateTrack = "createTrack", Mutation;
    CreateMidiClip = "createMidiClip", Mutation;
    SetClipProps = "setClipProps", Mutation;
    DeleteTrack = "deleteTrack", Mutation;
    DeleteClip = "deleteClip", Mutation;
    CreateArrangementMidiClip = "createArrangementMidiClip", Mutation;
    CreateArrangementAudioClip = "createArrangementAudioClip", Mutation;
    ClearClipsInRange = "clearClipsInRange", Mutation;
    CreateCuePoint = "createCuePoint", Mutation;
    SetParam = "setParam", Mutation;
    InsertDevice = "insertDevice", Mutation;
    RenderTrack = "renderTrack", Render;
    Transaction = "transaction", Transaction;
    ListCuePoints = "listCuePoints", Control;
    ControlReset = "control/reset", Control;
    ControlSnapshot = "control/snapshot", Control;
    ControlUndo = "control/undo", Control;
    ControlRedo = "control/redo", Control;
    ControlUndoDepth = "control/undoDepth", Control;
    ControlTransactionCount = "control/transactionCount", Control;
    ControlSettle = "control/settle", Control;
    SnapToScale = "transform/snapToScale", Transform;
    Transpose = "transform/transpose", Transform;
    BeatsPerCell = "transform/beatsPerCell", Transform;
    Humanize = "transform/humanize", Transform;
    AnalyzeLoudness = "transform/analyzeLoudness", Transform;
    SuggestTrimDb = "transform/suggestTrimDb", Transform;
    DbToParamValue = "transform/dbToParamValue", Transform;
    ParamValueToDb = "transform/paramValueToDb", Transform;
    PlanArrangement = "transform/planArrangement", Transform;
    Fill = "transform/fill", Transform;
    DetectIssues = "transform/detectIssues", Transform;
    PlanFixes = "transform/planFixes", Transform;
}

impl Operation {
    /// How many operations belong to the port itself.
    const PORT_COUNT: usize = 24;

    /// The 24 operations of the port: 8 reads, 14 mutations, the render and `transaction`.
    pub const PORT: &'static [Self] = Self::ALL.split_at(Self::PORT_COUNT).0;

    /// Whether it belongs to the port itself.
    pub fn is_port(self) -> bool {
        !matches!(self.kind(), OperationKind::Control | OperationKind::Transform)
    }

    /// What `transform/NAME` calls: `NAME`, for a transform.
    pub fn transform(self) -> Option<&'static str> {
        self.name().strip_prefix("transform/")
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
