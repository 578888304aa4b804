//! Cue points. Contract, sections 5 and 8.

pub(super) mod checks;
pub(super) mod mutants;
pub(super) mod requirements;
