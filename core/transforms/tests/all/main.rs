//! The transforms and the handlers: by vectors, by properties, and on the fake.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking, its helpers too")]

mod handlers;
mod properties;
mod vectors;
