//! Several clients at once. Contract, sections 6 and 7.

pub(super) mod checks;
pub(super) mod mutants;
pub(super) mod requirements;
