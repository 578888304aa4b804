//! The `livebridge` binary: everything is in [`livebridge_harness::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    livebridge_harness::cli::main()
}
