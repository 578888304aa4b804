//! The LiveBridge port and everything that needs no I/O.

pub mod transforms;
