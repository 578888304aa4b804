//! What a bridge says and does, held against the Set in its host. Contract, section 10.

pub(super) mod checks;
pub(super) mod mutants;
pub(super) mod requirements;
