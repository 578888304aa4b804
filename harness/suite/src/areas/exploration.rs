//! Exploration: random programs on the target and on the reference, as the end of a verification.

pub(super) mod checks;
pub(super) mod mutants;
pub(super) mod requirements;
