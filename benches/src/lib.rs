//! What the comparisons and benchmarks share: clocks, contests, tables, signals. The contests themselves are in the
//! modules named after their subject; the program `compare` runs them.

pub mod contest;
pub mod loudness;
pub mod machine;
pub mod processes;
pub mod signals;
pub mod wav;
