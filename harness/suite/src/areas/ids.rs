//! Path ids: what is accepted as one, and what is said of the others. Contract, section 2.

pub(super) mod checks;
pub(super) mod mutants;
pub(super) mod requirements;
