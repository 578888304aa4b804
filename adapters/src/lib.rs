//! Everything that reaches a Set from outside.
//!
//! First of all [`wire`], the protocol by which a program in any language becomes a target; and [`wav`], which reads
//! the audio files that a target renders.

pub mod als;
pub mod wav;
pub mod wire;
