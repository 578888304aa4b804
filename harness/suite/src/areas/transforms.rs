//! The pure transforms, each where a target declares it. `golden/vectors`.

pub(super) mod checks;
pub(super) mod mutants;
pub(super) mod requirements;
