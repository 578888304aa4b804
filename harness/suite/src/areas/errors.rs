//! Errors: what a refusal says, and that it leaves no trace. Contract, section 3.

pub(super) mod checks;
pub(super) mod mutants;
pub(super) mod requirements;
