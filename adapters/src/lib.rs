//! Everything that reaches a Set from outside.
