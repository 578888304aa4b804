//! Clips of the Arrangement: placing, taking the place of others, and clearing ranges. Contract, section 5.

pub(super) mod checks;
pub(super) mod mutants;
pub(super) mod requirements;
