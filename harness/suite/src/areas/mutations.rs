//! What all mutations share, and the tempo. Contract, section 5.

pub(super) mod checks;
pub(super) mod mutants;
pub(super) mod requirements;
