//! `livebridge measure` and `livebridge bench` as their users meet them: exit codes, tables, JSON, pictures, errors.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking, its helpers too")]

mod bench;
mod measure;
mod place;
#[path = "../support/mod.rs"]
#[expect(dead_code, reason = "what these tests do not need, others do")]
mod support;
