//! The pure transforms: plain data in, plain data out. No clock, no randomness of their own, no I/O, no bridge.
pub mod loudness;
