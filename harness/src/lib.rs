//! The conformance suite: requirements, checks, mutants, the runner and the reports.
//!
//! [`registry`] holds what is required, [`checks`] how it is seen, [`mutants`] the faults that the checks must catch.
//! A check asks the [`stage`] for the objects that it needs and calls the target through it; [`runner`] runs them,
//! [`verdict`] judges, [`report`] tells. The command line is [`cli`]. Beside the suite stands [`measure`], which
//! measures the loudness of audio files.

pub mod bench;
pub mod check;
pub mod checks;
pub mod cli;
pub mod measure;
pub mod mutants;
pub mod registry;
pub mod report;
pub mod requirement;
pub mod runner;
pub mod served;
pub mod smoke;
pub mod stage;
pub mod target;
pub mod trace;
pub mod verdict;
