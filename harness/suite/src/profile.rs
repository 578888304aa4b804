//! Profiles: what a run asks of a target, whatever the target says that it offers.
//!
//! Without a profile a target is judged by what it offers, and what it does not offer makes the run partial. With
//! one, what the profile needs and the target does not offer is a failure, and what lies outside is out of scope.

use std::collections::BTreeSet;
use std::fmt;

use livebridge_port::capabilities::{
    Implementation, ResetCapability, SnapshotCapability, TransactionCapability, UndoCapability,
};
use livebridge_port::{Capabilities, Description, Operation, OperationKind};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::areas::Area;
use crate::check::Check;
use crate::requirement::{Needs, Requirement};
use crate::target::Target;

/// What is asked of a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Profile {
    /// All 24 operations, atomic transactions with staged references, observable undo, reset or restart, snapshot.
    Full,
    /// The 13 operations that a tool server for Live reaches.
    Tools,
    /// All but clearing a range, rendering and a length for audio clips, with observable undo.
    MaxForLive,
    /// The eight reads.
    ReadOnly,
}

impl Profile {
    /// Every profile.
    pub const ALL: [Self; 4] = [Self::Full, Self::Tools, Self::MaxForLive, Self::ReadOnly];

    /// The name on the command line and in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Tools => "tools",
            Self::MaxForLive => "max-for-live",
            Self::ReadOnly => "read-only",
        }
    }

    /// What is asked for, in a few words.
    pub const fn summary(self) -> &'static str {
        match self {
            Self::Full => {
                "All 24 operations, atomic transactions with staged references, observable undo, reset or restart, snapshot"
            }
            Self::Tools => "The 13 operations that a tool server for Live reaches",
            Self::MaxForLive => {
                "All but clearing a range, rendering and a length for audio clips, with observable undo"
            }
            Self::ReadOnly => "The eight reads",
        }
    }

    /// What a target must offer, said as the description of a target that offers just that. `restarts` says that the
    /// harness can start the target anew, which stands in for a reset.
    pub fn needs(self, restarts: bool) -> Description {
        let mut operations: BTreeSet<Operation> =
            Operation::PORT.iter().copied().filter(|operation| self.has(*operation)).collect();
        let mut capabilities = Capabilities::default();
        if matches!(self, Self::Full | Self::MaxForLive) {
            capabilities.undo = UndoCapability::Observable;
            capabilities.transaction = TransactionCapability::Atomic;
            capabilities.staged_references = true;
            operations.extend([Operation::ControlUndo, Operation::ControlRedo]);
        }
        if self == Self::Full {
            capabilities.snapshot = SnapshotCapability::Opaque;
            operations.insert(Operation::ControlSnapshot);
            if !restarts {
                capabilities.reset = ResetCapability::Fixtures;
                operations.insert(Operation::ControlReset);
            }
        }
        Description {
            implementation: Implementation {
                name: format!("profile {self}"),
                version: String::new(),
                language: String::new(),
                homepage: None,
            },
            capabilities,
            operations: operations.into_iter().map(|operation| operation.name().to_owned()).collect(),
        }
    }

    /// What a target that can be started anew does not offer of the needs, by name.
    pub fn lacks(self, target: &Description) -> Vec<String> {
        let Description { capabilities, operations, .. } = self.needs(true);
        let gone = |operation: &&Operation| operations.contains(operation.name()) && !target.offers(**operation);
        let mut lacks: Vec<String> = Operation::ALL.iter().filter(gone).map(ToString::to_string).collect();
        let Capabilities { undo, transaction, staged_references, reset, snapshot, .. } = capabilities;
        lacks.extend(Needs { operations: &[], undo, transaction, staged_references, reset, snapshot }.missing(target));
        lacks
    }

    /// What random programs and programs of checks see of a target: what lies outside of the profile is not judged.
    pub fn narrows(self, target: &Description) -> Description {
        let mut narrowed = target.clone();
        let is_asked_for = |name: &String| {
            // A clip whose length nobody asks for is none that a program can be judged by.
            let compares_lengths =
                |operation| operation == Operation::CreateArrangementAudioClip && self.leaves_lengths_of_audio_clips();
            name.parse::<Operation>()
                .is_ok_and(|operation| (!operation.is_port() || self.has(operation)) && !compares_lengths(operation))
        };
        narrowed.operations.retain(is_asked_for);
        if matches!(self, Self::Tools | Self::ReadOnly) {
            let needs = self.needs(true);
            let keeps = |name: &String| {
                let sets = [Operation::ControlReset, Operation::ControlSnapshot, Operation::ControlSettle];
                needs.operations.contains(name) || sets.iter().any(|operation| operation.name() == name)
            };
            narrowed.operations.retain(keeps);
            narrowed.capabilities.undo = needs.capabilities.undo;
            narrowed.capabilities.transaction = needs.capabilities.transaction;
            narrowed.capabilities.staged_references = needs.capabilities.staged_references;
        }
        narrowed
    }

    /// Whether an audio clip may be of another length than was asked for.
    const fn leaves_lengths_of_audio_clips(self) -> bool {
        matches!(self, Self::MaxForLive)
    }

    /// Whether an operation of the port belongs to the profile.
    fn has(self, operation: Operation) -> bool {
        use Operation as O;
        match self {
            Self::Full => true,
            Self::MaxForLive => !matches!(operation, O::ClearClipsInRange | O::RenderTrack),
            Self::ReadOnly => operation.kind() == OperationKind::Read,
            Self::Tools => matches!(
                operation,
                O::GetSongOverview
                    | O::FindTrack
                    | O::ListClips
                    | O::GetNotes
                    | O::ListDeviceParams
                    | O::SetTempo
                    | O::SetTrackProps
                    | O::SetNotes
                    | O::CreateTrack
                    | O::CreateMidiClip
                    | O::SetParam
                    | O::InsertDevice
                    | O::RenderTrack
            ),
        }
    }

    /// Why a requirement, or one of its checks that calls these operations too, lies outside whatever is offered.
    fn excludes(self, requirement: &Requirement, operations: &[Operation], outside: &[String]) -> Option<String> {
        // The length of an audio clip is the one promise that is left out without its operation.
        const LENGTH_OF_AUDIO_CLIPS: &str = "LB-ARR-015";
        let beyond = match self {
            // What is offered beside the needs of these is judged: they are about a whole bridge.
            Self::Full | Self::MaxForLive => {
                // What a program shows of them is compared with the length, too. Refusals are not.
                let compares_one =
                    operations == [Operation::CreateArrangementAudioClip] && requirement.area != Area::Errors;
                if self.leaves_lengths_of_audio_clips() && (requirement.id == LENGTH_OF_AUDIO_CLIPS || compares_one) {
                    return Some(format!("the profile {self} asks for no length of audio clips"));
                }
                let called = requirement.needs.operations.iter().chain(operations);
                called
                    .filter(|operation| operation.is_port() && !self.has(**operation))
                    .map(|operation| operation.name().to_owned())
                    .collect()
            }
            Self::Tools | Self::ReadOnly => outside.to_vec(),
        };
        (!beyond.is_empty()).then(|| format!("outside of the profile {self}: {}", beyond.join(", ")))
    }
}

impl fmt::Display for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// Whether a check can be run on a target, and what that means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// It can.
    Runs,
    /// It says nothing about this kind of target, or lies outside of the profile: why.
    Out(String),
    /// The target does not offer what it needs, and nobody asked for that: what is missing.
    NotOffered(String),
    /// The target does not offer what it needs, and the profile asks for it.
    Lacking {
        /// The profile.
        profile: Profile,
        /// What is missing.
        missing: String,
    },
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Runs => f.write_str("runs"),
            Self::Out(reason) => write!(f, "out of scope: {reason}"),
            Self::NotOffered(missing) => write!(f, "not applicable: not offered: {missing}"),
            Self::Lacking { profile, missing } => write!(f, "fails: the profile {profile} needs {missing}"),
        }
    }
}

/// Whether a check of `requirement` can be run on the target that this describes.
pub fn scope(
    check: &Check,
    requirement: &Requirement,
    target: &Description,
    reached: &dyn Target,
    asked: Option<(Profile, bool)>,
) -> Scope {
    if let Some(reason) = requirement.applies_when.excludes(target, reached) {
        return Scope::Out(reason);
    }
    if let Some(reason) = reached.excludes(requirement.id).or_else(|| reached.excludes(&check.name)) {
        return Scope::Out(reason);
    }
    let missing_from = |description: &Description| {
        let mut missing = requirement.needs.missing(description);
        let called = check.operations.iter().filter(|operation| !description.offers(**operation));
        missing.extend(called.map(ToString::to_string));
        missing
    };
    let missing = missing_from(target);
    if reached.is_tools_alone() && !missing.is_empty() {
        return Scope::Out("can only be seen where the Set is seen beside its tools".to_owned());
    }
    let Some((profile, restarts)) = asked else {
        return if missing.is_empty() { Scope::Runs } else { Scope::NotOffered(missing.join(", ")) };
    };
    let outside = missing_from(&profile.needs(restarts));
    if let Some(reason) = profile.excludes(requirement, &check.operations, &outside) {
        return Scope::Out(reason);
    }
    let lacking: Vec<&str> = missing.iter().filter(|name| !outside.contains(name)).map(String::as_str).collect();
    match (missing.is_empty(), lacking.is_empty()) {
        (true, _) => Scope::Runs,
        (false, true) => {
            Scope::Out(format!("not offered, and the profile {profile} does not need it: {}", missing.join(", ")))
        }
        (false, false) => Scope::Lacking { profile, missing: lacking.join(", ") },
    }
}
