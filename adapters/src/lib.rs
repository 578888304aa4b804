//! Everything that reaches a Set from outside.
//!
//! First of all [`wire`], the protocol by which a program in any language becomes a target.

pub mod wire;
