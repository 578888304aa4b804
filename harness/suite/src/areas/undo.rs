//! One call is one undo. Contract, sections 3, 5, 6 and 8.

pub(super) mod checks;
pub(super) mod mutants;
pub(super) mod requirements;
