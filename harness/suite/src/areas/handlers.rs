//! The handlers, which are ours, run on the target. The page on handlers.

pub(super) mod checks;
pub(super) mod mutants;
pub(super) mod requirements;
