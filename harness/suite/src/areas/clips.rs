//! Clips of the Session, and the properties of all clips. Contract, section 5.

pub(super) mod checks;
pub(super) mod mutants;
pub(super) mod requirements;
