//! Maps on a bridge of a few lines: what is sent, what is made of the answers, and what is said when they are wrong.

mod bridge;
mod maps;
mod tiny;
