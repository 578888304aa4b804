//! Verifies a bridge of this process: no wire, no second program. Such a thing may stand in your own tests.
//!
//! Run: `cargo run -p livebridge-suite --example verify_mine`

#![expect(clippy::print_stdout, reason = "an example shows what it does")]

use std::error::Error;
use std::sync::Arc;

use livebridge_fake::FakeLiveBridge; // stands for a bridge of your own
use livebridge_suite::checks;
use livebridge_suite::report::{Event, Summary};
use livebridge_suite::runner::{self, RunOptions};
use livebridge_suite::target::InProcess;
use livebridge_suite::verdict::Conformance;

fn main() -> Result<(), Box<dyn Error>> {
    let start = Arc::new(|| {
        let bridge = FakeLiveBridge::seeded();
        let description = bridge.description();
        (Arc::new(bridge) as _, description)
    });
    let target = InProcess { name: "my bridge".to_owned(), start, restartable: true };

    let mut events = 0_usize;
    let run = runner::run(&RunOptions::new(Arc::new(target)), &checks::all(), |_: &Event| events += 1)?;
    println!("{}", Summary::of(&run));
    println!("{events} events");
    match run.judge().0 {
        Conformance::Conformant => Ok(()),
        verdict => Err(format!("{verdict}").into()),
    }
}
