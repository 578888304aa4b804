//! Everything that reaches a Set from outside.

pub mod wav;
