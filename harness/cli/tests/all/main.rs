//! The command line as its users meet it: one binary of tests, a module for each subject.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking, its helpers too")]

mod als;
mod broken_example;
mod broken_opaque;
mod cli;
mod complete_examples;
mod docs;
mod e2e;
mod explore;
mod golden;
mod inside;
mod kits;
mod lint;
mod live;
mod maps;
mod mcp;
mod measuring;
mod names;
mod pages;
mod picture;
mod playground;
mod reports;
mod run_commands;
mod runner;
mod smoke;
mod support;
mod transports;
mod variants;
mod verify;
mod wire;
