//! What is publicly known of a running Live, as data for any language: facts with their sources, no sentence of anyone.
//!
//! The files stand beside this crate and are compiled in. How they are written stands in `lom.README.md`, and what is
//! done with them in `docs/live.md`.

/// The object model: classes, members, types, ranges, who may read, write and observe. JSON.
pub const OBJECT_MODEL: &str = include_str!("../lom.json");

/// Behaviours that no table of members tells: what Live does late, refuses, merges into one step of undo. JSON.
pub const BEHAVIOURS: &str = include_str!("../behaviours.json");

/// What reports from running Lives have confirmed of it, written by `livebridge e2e apply`. JSON.
pub const PROVENANCE: &str = include_str!("../provenance.json");

/// The example of the README, run as a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
