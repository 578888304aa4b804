//! The wire protocol: what only a wire can show.

pub(super) mod checks;
pub(super) mod mutants;
pub(super) mod requirements;
