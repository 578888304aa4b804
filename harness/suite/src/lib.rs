//! The conformance suite: requirements, checks, mutants, the runner and the reports.
//!
//! [`areas`] holds what is required, how it is seen, and the faults that the checks must catch, area by area;
//! [`registry`], [`checks`] and [`mutants`] list each of the three over all areas.
//! A check asks the [`stage`] for the objects that it needs and calls the target through it; [`runner`] runs them,
//! [`verdict`] judges, [`report`] tells. Beside the checks stands [`explore`], which runs
//! random programs on a target and on the reference.

pub mod areas;
pub mod baseline;
pub mod bench;
pub mod check;
pub mod checks;
mod concurrent;
pub mod explore;
pub mod handlers;
pub mod inside;
pub mod interrupt;
pub mod mutants;
pub mod profile;
pub mod random;
pub mod registry;
pub mod report;
pub mod requirement;
pub mod runner;
pub mod schemas;
pub mod scratch;
pub mod seed;
pub mod selection;
pub mod served;
mod settling;
pub mod shard;
pub mod smoke;
pub mod stage;
pub mod target;
pub mod tolerance;
pub mod trace;
pub mod verdict;

/// The version of the suite: that of its requirements and checks, and so of what a verdict means.
pub const SUITE_VERSION: &str = env!("CARGO_PKG_VERSION");

/// The example of the README, run as a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
