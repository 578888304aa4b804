//! The registry: every requirement, one row each. It ships with the suite; ids are never reused.
//!
//! Rows are grouped by area, in the order of the reports. A test fails when a row has no check, a check no row, or a
//! row no mutant or broken example that it catches.

mod edition;
mod rows;

use livebridge_port::Operation;
use livebridge_port::capabilities::IdScheme;
use serde::de::{Deserialize, Deserializer, Error};

use crate::requirement::{AppliesWhen, Area, Level, Needs, Requirement, Transport};
pub use edition::{Edition, FROZEN, Frozen, NoEdition};
pub use rows::ALL;

/// The requirement of this id.
pub fn by_id(id: &str) -> Option<&'static Requirement> {
    ALL.iter().find(|requirement| requirement.id == id)
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

/// A MUST in one row; the methods below say where it is different.
const fn must(id: &'static str, area: Area, clause: &'static str, text: &'static str) -> Requirement {
    Requirement {
        id,
        area,
        level: Level::Must,
        text,
        clause,
        applies_when: AppliesWhen { transport: None, ids: None, declares: None },
        needs: Needs::NOTHING,
        confirmed_in_live: false,
    }
}

impl Requirement {
    /// It is a SHOULD.
    const fn should(self) -> Self {
        Self { level: Level::Should, ..self }
    }

    /// What must be offered to check it.
    const fn needs(self, needs: Needs) -> Self {
        Self { needs, ..self }
    }

    /// It applies to positional ids only.
    const fn positional(self) -> Self {
        Self { applies_when: AppliesWhen { ids: Some(IdScheme::Positional), ..self.applies_when }, ..self }
    }

    /// It applies to opaque ids only.
    const fn opaque(self) -> Self {
        Self { applies_when: AppliesWhen { ids: Some(IdScheme::Opaque), ..self.applies_when }, ..self }
    }

    /// It applies where this is declared.
    const fn where_declared(self, operation: Operation) -> Self {
        Self { applies_when: AppliesWhen { declares: Some(operation), ..self.applies_when }, ..self }
    }

    /// It can only be seen in process.
    const fn in_process(self) -> Self {
        Self { applies_when: AppliesWhen { transport: Some(Transport::InProcess), ..self.applies_when }, ..self }
    }

    /// It can only be seen over the wire.
    const fn on_the_wire(self) -> Self {
        Self { applies_when: AppliesWhen { transport: Some(Transport::Wire), ..self.applies_when }, ..self }
    }
}
