//! The requirement of exploration: whatever is called, in whatever order.

use crate::areas::Area;
use crate::registry::row::must;
use crate::requirement::Requirement;

/// Every requirement of the area.
pub(in crate::areas) static ALL: &[Requirement] = &[must(
    "LB-EXPL-001",
    Area::Exploration,
    "3 to 8",
    "Whatever is called in whatever order: each answer, each refusal and every view of the Set is what the contract says.",
)];
