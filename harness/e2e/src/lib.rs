//! The E2E checklist: what public knowledge leaves open about a running Live, asked there, and what the answers confirm.
//!
//! [`checklist`] is the data: rows, and steps that answer them. [`probes`] are what a machine sees by itself, [`session`]
//! runs the steps and asks a person the rest, [`progress`] keeps what was answered, [`report`] tells it, and
//! [`provenance`] makes of it what is known of a rule in Live. Which targets there are is for others to say.

pub mod answers;
pub mod checklist;
pub mod known;
pub mod probes;
pub mod progress;
pub mod provenance;
pub mod report;
pub mod session;

/// The example of the README, run as a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
