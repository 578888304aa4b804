//! Tool servers: what an AI client sees of a bridge, over the Model Context Protocol.

pub(super) mod checks;
pub(super) mod mutants;
pub(super) mod requirements;
