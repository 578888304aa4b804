//! Ctrl-C, and a polite request of the system to end: what was found until then is reported.

use std::process;

use anyhow::Context;
use livebridge_suite::interrupt::Interrupt;
use livebridge_suite::verdict::ExitCode;
use livebridge_wire::end_children;

/// From now on, the first signal to end raises the flag and ends every child, so that nothing waits for an answer any
/// longer. The second ends this process on the spot.
pub(super) fn listen() -> anyhow::Result<Interrupt> {
    let interrupt = Interrupt::default();
    let raised = interrupt.clone();
    ctrlc::set_handler(move || {
        if raised.raise() {
            process::exit(ExitCode::Interrupted.code().into());
        }
        end_children();
    })
    .context("failed to listen for signals")?;
    Ok(interrupt)
}
