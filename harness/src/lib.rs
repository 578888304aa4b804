//! The conformance suite: requirements, checks, mutants, the runner and the reports.
//!
//! [`registry`] holds what is required, [`checks`] how it is seen, [`mutants`] the faults that the checks must catch.
//! A check asks the [`stage`] for the objects that it needs and calls the target through it; [`runner`] runs them,
//! [`verdict`] judges, [`report`] tells. The command line is [`cli`]. Beside the checks stands [`explore`], which runs
//! random programs on a target and on the reference; beside the suite [`measure`], which measures the loudness of audio
//! files, [`golden`], which keeps Sets and says what has become of them, [`lint`], which looks at Live Sets for what is
//! wrong or untidy in them, and [`picture`], which draws Sets and their differences.

pub mod baseline;
pub mod bench;
pub mod check;
pub mod checks;
pub mod cli;
pub mod contents;
pub mod difference;
pub mod explore;
pub mod golden;
pub mod handlers;
pub mod interrupt;
pub mod lint;
mod markdown;
pub mod measure;
pub mod mutants;
pub mod near;
pub mod picture;
pub mod place;
pub mod profile;
pub mod registry;
pub mod report;
pub mod requirement;
pub mod runner;
pub mod schemas;
pub mod seed;
pub mod selection;
pub mod served;
pub mod shard;
pub mod smoke;
pub mod stage;
pub mod target;
pub mod tolerance;
pub mod toml_file;
pub mod trace;
pub mod verdict;
mod words;

/// The version of the suite: that of its requirements and checks, and so of what a verdict means.
pub const SUITE_VERSION: &str = env!("CARGO_PKG_VERSION");
