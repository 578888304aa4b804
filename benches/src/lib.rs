//! What the comparisons and benchmarks share: clocks, contests, tables, signals. The contests themselves are in the
//! modules named after their subject; the program `compare` runs them.

pub mod als;
pub mod contest;
pub mod cost;
pub mod fake;
pub mod loudness;
pub mod machine;
pub mod memory;
pub mod processes;
pub mod signals;
pub mod suite;
pub mod transforms;
pub mod wav;
pub mod wire;
