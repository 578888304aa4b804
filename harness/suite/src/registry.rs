//! The registry: every requirement, one row each. It ships with the suite; ids are never reused.
//!
//! The rows stand with their checks and mutants in [`crate::areas`]. A test fails when a row has no check, a check no
//! row, or a row no mutant or broken example that it catches.

mod edition;
pub(crate) mod row;

use serde::de::{Deserialize, Deserializer, Error};

use crate::areas::Area;
use crate::requirement::Requirement;
pub use edition::{Edition, FROZEN, Frozen, NoEdition};

/// Every requirement, in the order of the reports.
pub fn all() -> impl Iterator<Item = &'static Requirement> + Clone {
    Area::ALL.into_iter().flat_map(Area::requirements)
}

/// The requirement of this id.
pub fn by_id(id: &str) -> Option<&'static Requirement> {
    all().find(|requirement| requirement.id == id)
}

/// The id of a requirement of the registry. (A name of its own, because a derived `Deserialize` takes `&'static str` for
/// something to borrow.)
pub type RequirementId = &'static str;

/// Reads an id that must be one of the registry, for `deserialize_with`.
pub fn known_id<'de, D: Deserializer<'de>>(deserializer: D) -> Result<RequirementId, D::Error> {
    let id = String::deserialize(deserializer)?;
    let known = by_id(&id).map(|requirement| requirement.id);
    known.ok_or_else(|| D::Error::custom(format!("there is no requirement `{id}` in this version of the suite")))
}
