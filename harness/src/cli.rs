//! The command line: flags, and one file per command.

mod bench;
mod diff;
mod explain;
mod list;
mod measure;
mod serve;
mod set;
mod smoke;
mod snapshot;
mod terminal;
mod token;
mod verify;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::verdict;

/// Proves whether a bridge to Ableton Live does what it promises.
#[derive(Debug, Parser)]
#[command(name = "livebridge", version, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Verify(verify::Arguments),
    Smoke(smoke::Arguments),
    Serve(serve::Arguments),
    List(list::Arguments),
    Explain(explain::Arguments),
    Snapshot(snapshot::Arguments),
    Diff(diff::Arguments),
    Measure(measure::Arguments),
    Bench(bench::Arguments),
}

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are no errors.
            let code = if error.use_stderr() { verdict::ExitCode::Usage } else { verdict::ExitCode::Conformant };
            let _ = error.print();
            return code.code().into();
        }
    };
    let ended = match arguments.command {
        Command::Verify(arguments) => verify::run(&arguments),
        Command::Smoke(arguments) => smoke::run(&arguments),
        Command::Serve(arguments) => serve::run(&arguments),
        Command::List(arguments) => list::run(&arguments),
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Snapshot(arguments) => snapshot::run(&arguments),
        Command::Diff(arguments) => diff::run(&arguments),
        Command::Measure(arguments) => measure::run(&arguments),
        Command::Bench(arguments) => bench::run(&arguments),
    };
    match ended {
        Ok(code) => code.code().into(),
        Err(error) => {
            say(&format!("error: {error:#}\n"));
            verdict::ExitCode::Usage.code().into()
        }
    }
}

/// Text for a person, on stderr.
fn say(text: &str) {
    use std::io::Write;
    // Nobody is left to be told when stderr is closed.
    let _ = std::io::stderr().write_all(text.as_bytes());
}

/// What a command was asked to print, on stdout. A reader that goes away ends it quietly.
fn print(text: &str) -> anyhow::Result<()> {
    use std::io::{ErrorKind, Write};
    match std::io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}
