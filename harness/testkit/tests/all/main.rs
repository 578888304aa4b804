//! The house as a whole: which crate may know which.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, its helpers too")]

mod layers;
