//! Bridges of the world as targets: a *map* says how the operations of the port are said in a bridge's own words.
//!
//! A [`Map`] is one TOML file, read strictly. [`MapBridge`] is the port over it: it calls the bridge through one of the
//! transports, and shapes arguments and answers by jq filters. What a bridge cannot do is not offered, and never
//! emulated. How a map is written stands in `docs/maps.md`.

mod bridge;
mod error;
mod filter;
mod ids;
mod map;
mod second_way;
pub mod shipped;
mod transport;

pub use bridge::{CarriedOut, MapBridge, Steps};
pub use error::{FilterError, MapError};
pub use filter::Filter;
pub use map::{Framing, HowTo, Map, RefusalRule, Then, TransportMap};
pub use second_way::SecondWay;
pub use transport::{BridgeCall, Waits};

/// The example of the README, run as a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
