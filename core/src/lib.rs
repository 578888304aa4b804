//! The core of livebridge under one name: what a bridge to Ableton Live is, without any connection.
//!
//! - [`port`]: types, ids, errors, the port trait [`LiveBridge`](port::LiveBridge), whole Sets as text;
//! - [`fake`]: [`FakeLiveBridge`](fake::FakeLiveBridge), the reference implementation in memory;
//! - [`transforms`]: Scale Lock, Humanize, Gain Stage Doctor, Session-to-Song and Set Janitor, and their handlers;
//! - [`loudness`]: the BS.1770 meter.
//!
//! Nothing lives here: a bridge takes [`port`] alone and has few crates behind it.

pub use livebridge_fake as fake;
pub use livebridge_loudness as loudness;
pub use livebridge_port as port;
pub use livebridge_transforms as transforms;

/// The example of the README, run as a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
