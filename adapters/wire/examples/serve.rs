//! A bridge as a program that speaks the wire protocol on its standard streams.
//!
//! Verify it: `livebridge verify -- cargo run -q -p livebridge-wire --example serve`

use std::io;

use livebridge_fake::FakeLiveBridge; // stands for a bridge of your own
use livebridge_wire::{ServeError, serve};

fn main() -> Result<(), ServeError> {
    let bridge = FakeLiveBridge::seeded();
    // What is declared is held against it: declare what you offer, and no more.
    let description = bridge.description();
    serve(&bridge, &description, io::stdin(), io::stdout())
}
