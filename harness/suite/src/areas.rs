//! The areas of the contract, each whole in a folder of its own: `requirements.rs` says what is required, `checks.rs` how
//! it is seen, `mutants.rs` the faults that the checks must catch.
//!
//! Who adds a requirement touches one folder. The registry, the checks and the mutants are read from the list below, in
//! its order.

mod arrangement;
mod clips;
mod concurrency;
mod control;
mod cues;
mod devices;
mod errors;
mod exploration;
mod handlers;
mod ids;
mod inside;
mod mutations;
mod notes;
mod reads;
mod render;
mod tools;
mod tracks;
mod transactions;
mod transforms;
mod undo;
mod wire;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::check::Check;
use crate::mutants::Mutant;
use crate::requirement::{Requirement, Ring};

/// Makes the areas of their list: the enum, and what it knows of each.
macro_rules! areas {
    ($($(#[$doc:meta])* $area:ident in $folder:ident, ring $ring:ident;)*) => {
        /// The part of the contract that a requirement belongs to, in the order of the reports.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
        #[serde(rename_all = "lowercase")]
        pub enum Area {
            $($(#[$doc])* $area,)*
        }

        impl Area {
            /// Every area, in the order of the reports.
            pub const ALL: [Self; [$(Self::$area),*].len()] = [$(Self::$area),*];

            /// The ring of the checks of the area. Path ids are seen in the answers of a bridge; what needs none to be
            /// seen is checked by tests of the core.
            pub const fn ring(self) -> Ring {
                match self {
                    $(Self::$area => Ring::$ring,)*
                }
            }

            /// The name in reports.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$area => stringify!($folder),)*
                }
            }

            /// Its requirements.
            pub fn requirements(self) -> &'static [Requirement] {
                match self {
                    $(Self::$area => $folder::requirements::ALL,)*
                }
            }

            /// Its checks, in the order in which they run.
            pub fn checks(self) -> Vec<Check> {
                match self {
                    $(Self::$area => $folder::checks::checks(),)*
                }
            }

            /// Its mutants, file by file.
            pub fn mutants(self) -> &'static [&'static [Mutant]] {
                match self {
                    $(Self::$area => $folder::mutants::ALL,)*
                }
            }
        }
    };
}

areas! {
    /// The pure transforms.
    Transforms in transforms, ring One;
    /// Path ids.
    Ids in ids, ring Two;
    /// Errors.
    Errors in errors, ring Two;
    /// The eight reads.
    Reads in reads, ring Two;
    /// What all mutations share.
    Mutations in mutations, ring Two;
    /// Tracks.
    Tracks in tracks, ring Two;
    /// Notes.
    Notes in notes, ring Two;
    /// Clips of the Session, and properties of all clips.
    Clips in clips, ring Two;
    /// Clips of the Arrangement.
    Arrangement in arrangement, ring Two;
    /// Cue points.
    Cues in cues, ring Two;
    /// Devices and their parameters.
    Devices in devices, ring Two;
    /// Rendering.
    Render in render, ring Two;
    /// One call is one undo.
    Undo in undo, ring Two;
    /// Transactions.
    Transactions in transactions, ring Two;
    /// Several clients.
    Concurrency in concurrency, ring Two;
    /// The handlers, which are ours, on the target.
    Handlers in handlers, ring Two;
    /// The control plane.
    Control in control, ring Two;
    /// The wire protocol.
    Wire in wire, ring Two;
    /// What a bridge says and does, held against the Set in its host.
    Inside in inside, ring Two;
    /// Tool servers, for AI clients.
    Tools in tools, ring Two;
    /// Random programs on the target and on the reference.
    Exploration in exploration, ring Two;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry;

    /// What stands in the folder of an area belongs to it.
    #[test]
    fn each_folder_holds_its_own_area() {
        let area = |id: &str| registry::by_id(id).map(|requirement| requirement.area);
        for of in Area::ALL {
            for requirement in of.requirements() {
                assert_eq!(requirement.area, of, "{}", requirement.id);
            }
            for check in of.checks() {
                assert_eq!(area(check.requirement), Some(of), "{}", check.name);
            }
            for mutant in of.mutants().iter().copied().flatten() {
                assert_eq!(area(mutant.requirement), Some(of), "{}", mutant.name);
            }
        }
    }
}
