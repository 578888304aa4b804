//! The semantic diff of two Sets: its words, what only a file knows, and any two Sets.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, its helpers too")]

mod any_sets;
mod extra;
mod facts;
