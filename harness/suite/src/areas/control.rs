//! The control plane. Contract, section 8.

pub(super) mod checks;
pub(super) mod mutants;
pub(super) mod requirements;
