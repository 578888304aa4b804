//! What a requirement is: a row of the registry. The rows themselves stand in [`crate::areas`].

use std::fmt;

use livebridge_port::capabilities::{
    Concurrency, IdScheme, ResetCapability, SnapshotCapability, TransactionCapability, UndoCapability,
};
use livebridge_port::{Capabilities, Description, Operation};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::areas::Area;
use crate::target::Target;

/// How binding a requirement is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum Level {
    /// Breaking it breaks conformance.
    Must,
    /// Breaking it warns.
    Should,
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Must => "MUST",
            Self::Should => "SHOULD",
        })
    }
}

/// How much of a bridge a check needs to stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(into = "u8")]
pub enum Ring {
    /// No bridge: what can be computed, such as the transforms.
    One,
    /// Any target: the contract through the port.
    Two,
    /// A real Live behind an adapter: the checks of the second ring again, as far as it can follow.
    Three,
}

impl Ring {
    /// The ring whose checks are meant.
    #[must_use]
    pub const fn checks(self) -> Self {
        match self {
            Self::One => Self::One,
            Self::Two | Self::Three => Self::Two,
        }
    }
}

impl From<Ring> for u8 {
    fn from(ring: Ring) -> Self {
        match ring {
            Ring::One => 1,
            Ring::Two => 2,
            Ring::Three => 3,
        }
    }
}

impl fmt::Display for Ring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", u8::from(*self))
    }
}

/// How the harness reaches a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Transport {
    /// In the same process.
    InProcess,
    /// Over the wire protocol.
    Wire,
}

impl fmt::Display for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::InProcess => "in process",
            Self::Wire => "over the wire",
        })
    }
}

/// Where a requirement applies at all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AppliesWhen {
    /// Only over this transport.
    pub transport: Option<Transport>,
    /// Only with ids of this scheme.
    pub ids: Option<IdScheme>,
    /// Only where this is declared: for what is no part of the port, so that leaving it out takes nothing away.
    pub declares: Option<Operation>,
    /// Only with calls of so many clients at once.
    pub clients: Clients,
    /// Only where the Set is seen in the host too, without the bridge.
    pub inside: bool,
    /// Only where there is a tool server.
    pub tools: bool,
}

/// Whose calls a requirement is about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Clients {
    /// One client.
    #[default]
    One,
    /// Several connections: only where they queue, and reach the same Set.
    Several,
}

impl AppliesWhen {
    /// Why the requirement does not apply to a target; `None` when it does.
    pub fn excludes(&self, description: &Description, target: &dyn Target) -> Option<String> {
        if self.tools && !target.has_tools() {
            return Some("can only be seen where there is a tool server".to_owned());
        }
        if !self.tools && target.is_tools_alone() {
            return Some("says nothing about a tool server of which no map tells what its tools stand for".to_owned());
        }
        let transport = target.transport();
        if self.transport.is_some_and(|wanted| wanted != transport) {
            return Some(match transport {
                Transport::InProcess => "can only be seen over the wire".to_owned(),
                Transport::Wire => "can only be seen in process".to_owned(),
            });
        }
        if let Some(wanted) = self.ids.filter(|wanted| *wanted != description.capabilities.ids) {
            return Some(match wanted {
                IdScheme::Positional => "applies to positional ids".to_owned(),
                IdScheme::Opaque => "applies to opaque ids".to_owned(),
            });
        }
        if self.inside && !target.has_inside() {
            return Some("can only be seen with a look into the host".to_owned());
        }
        if self.clients == Clients::Several {
            if description.capabilities.concurrency != Concurrency::Queued {
                return Some("applies to concurrency: queued".to_owned());
            }
            if !target.shares_its_set() {
                return Some("can only be seen where several connections reach one Set".to_owned());
            }
        }
        self.declares
            .filter(|operation| !description.offers(*operation))
            .map(|operation| format!("applies where {operation} is declared"))
    }
}

/// What a target must offer for a requirement to be checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Needs {
    /// Operations that the checks call.
    pub operations: &'static [Operation],
    /// How much of undo must be visible.
    pub undo: UndoCapability,
    /// What a transaction must promise.
    pub transaction: TransactionCapability,
    /// Whether transactions must take staged references.
    pub staged_references: bool,
    /// To what the target must be resettable.
    pub reset: ResetCapability,
    /// In which form it must show its Set.
    pub snapshot: SnapshotCapability,
}

impl Needs {
    /// Nothing.
    pub const NOTHING: Self = Self {
        operations: &[],
        undo: UndoCapability::None,
        transaction: TransactionCapability::None,
        staged_references: false,
        reset: ResetCapability::None,
        snapshot: SnapshotCapability::None,
    };

    /// What a target lacks of this, by name; empty when it offers everything.
    pub fn missing(&self, description: &Description) -> Vec<String> {
        let Capabilities { undo, transaction, staged_references, reset, snapshot, .. } = &description.capabilities;
        let mut missing: Vec<String> = self
            .operations
            .iter()
            .filter(|operation| !description.offers(**operation))
            .map(|operation| operation.name().to_owned())
            .collect();
        let mut lacks = |lacking: bool, name: &str| {
            if lacking {
                missing.push(name.to_owned());
            }
        };
        lacks(
            *undo < self.undo,
            match self.undo {
                UndoCapability::Observable => "capability undo: observable",
                _ => "capability undo: count or observable",
            },
        );
        lacks(
            *transaction < self.transaction,
            match self.transaction {
                TransactionCapability::Atomic => "capability transaction: atomic",
                _ => "capability transaction: grouped or atomic",
            },
        );
        lacks(self.staged_references && !staged_references, "capability stagedReferences");
        lacks(
            *reset < self.reset,
            match self.reset {
                ResetCapability::Snapshots => "capability reset: snapshots",
                _ => "capability reset: fixtures or snapshots",
            },
        );
        lacks(
            *snapshot < self.snapshot,
            match self.snapshot {
                SnapshotCapability::Canonical => "capability snapshot: canonical",
                _ => "capability snapshot: opaque or canonical",
            },
        );
        missing
    }
}

impl Requirement {
    /// The ring of its checks.
    pub const fn ring(&self) -> Ring {
        self.area.ring()
    }

    /// Where the requirement stands, in words.
    pub fn place(&self) -> String {
        match self.clause.split_once(' ') {
            None if self.clause == "wire" => "the wire protocol".to_owned(),
            None if self.clause == "handlers" => "handlers".to_owned(),
            None if self.clause == "tools" => "tool servers".to_owned(),
            Some(("transforms", name)) => format!("golden/vectors, {name}"),
            Some(("handlers", section)) => format!("handlers, section {section}"),
            _ => format!("contract, section {}", self.clause),
        }
    }
}

/// One row of the registry.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Requirement {
    /// Stable id, never reused.
    pub id: &'static str,
    /// The area of the contract.
    pub area: Area,
    /// MUST or SHOULD.
    pub level: Level,
    /// The requirement in one sentence.
    pub text: &'static str,
    /// Its section of the contract; or `wire` for the wire protocol, `tools` for tool servers, `transforms NAME` for the vectors of a transform,
    /// `handlers` or `handlers N` for the page on handlers or a section of it.
    pub clause: &'static str,
    /// Where it applies at all.
    pub applies_when: AppliesWhen,
    /// What must be offered to check it.
    pub needs: Needs,
}
