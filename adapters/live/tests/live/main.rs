//! Tests of the simulated Live: its rules one by one, its protocol, random calls.

mod javascript;
mod properties;
mod protocol;
mod python;
mod rules;
mod sets;
