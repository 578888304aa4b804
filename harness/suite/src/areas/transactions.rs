//! Transactions: one step, all or nothing, and what ids mean in them. Contract, section 6.

pub(super) mod checks;
pub(super) mod mutants;
pub(super) mod requirements;
