//! Mutants of what mixed calls bring out: families of faults, each with a parameter that somebody may have chosen.

mod caches;
mod histories;
mod namesakes;
mod sizes;

use crate::mutants::Mutant;

/// Every mutant of the area.
pub(in crate::areas) static ALL: &[&[Mutant]] =
    &[histories::ROWS, caches::ROWS, caches::OTHERS, namesakes::ROWS, sizes::ROWS];

/// The requirement that must catch them.
const REQUIREMENT: &str = "LB-EXPL-001";
