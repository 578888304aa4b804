//! The checklist as data, its runs on the reference, what flips each step, and what reports confirm.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking, its helpers too")]

mod applied;
mod asked;
mod data;
mod flips;
mod resumed;
mod support;
