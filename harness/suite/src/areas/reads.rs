//! The eight reads: what they show, and that they leave no trace. Contract, section 4.

pub(super) mod checks;
pub(super) mod mutants;
pub(super) mod requirements;
