//! The WAV reader: formats against an independent writer, broken files with their errors, and arbitrary bytes.

mod broken;
mod build;
mod formats;
mod fuzz;
