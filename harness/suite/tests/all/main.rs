//! The suite against what it is for: every mutant is caught, and nothing is found where nothing is wrong.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking, its helpers too")]

mod honest;
mod mutants;
mod one_call_is_one_undo;
mod partial;
mod scratch;
mod stage;
