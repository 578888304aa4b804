//! The `livebridge` binary: every flag, hint and word of the command line, one file per command. Nothing imports it.

mod analyze;
mod baseline;
mod bench;
mod completions;
mod config;
mod contents;
mod diff;
mod drawn_sets;
mod e2e;
mod explain;
mod explore;
mod filters;
mod golden;
mod interrupt;
mod lab;
mod lint;
mod list;
mod live;
mod map;
mod mcp;
mod measure;
mod mutants;
mod outputs;
mod picture;
mod problem;
mod provenance;
mod replay;
mod report;
mod run;
mod schemas;
mod schemes;
mod serve;
mod set;
mod smoke;
mod snapshot;
mod stop;
mod table;
mod target;
mod target_with_set;
mod terminal;
mod token;
mod verify;
mod written;

use std::ffi::OsString;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use anyhow::bail;
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use livebridge_suite::runner::panic_message;
use livebridge_suite::verdict;
use problem::Problem;

/// Proves whether a bridge to Ableton Live does what it promises.
#[derive(Debug, Parser)]
#[command(name = "livebridge", version, max_term_width = 100)]
struct Arguments {
    /// When to colour: auto (on a terminal, unless `NO_COLOR` is set), always or never
    #[arg(long, value_enum, global = true, default_value_t = terminal::Color::Auto, value_name = "WHEN")]
    #[arg(hide_possible_values = true, hide_default_value = true)]
    color: terminal::Color,
    /// The token of a server at an address; the command lines of a machine can be read by others, the environment not
    #[arg(long, global = true, value_name = "TOKEN", env = "LIVEBRIDGE_TOKEN", hide_env_values = true)]
    token: Option<String>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Verify(Box<verify::Arguments>),
    Smoke(smoke::Arguments),
    Explore(Box<explore::Arguments>),
    Replay(replay::Arguments),
    Analyze(analyze::Arguments),
    Mutants(mutants::Arguments),
    Baseline(baseline::Arguments),
    Report(report::Arguments),
    Live(live::Arguments),
    Lab(Box<lab::Arguments>),
    E2e(Box<e2e::Arguments>),
    Map(map::Arguments),
    Mcp(mcp::Arguments),
    List(list::Arguments),
    Explain(explain::Arguments),
    Serve(serve::Arguments),
    Run(run::Arguments),
    Golden(golden::Arguments),
    Snapshot(snapshot::Arguments),
    Diff(diff::Arguments),
    Picture(picture::Arguments),
    Lint(lint::Arguments),
    Measure(measure::Arguments),
    Bench(bench::Arguments),
    Schemas(schemas::Arguments),
    Completions(completions::Arguments),
}

/// Runs the command line of this process.
fn main() -> ExitCode {
    let ended = guarded(|| {
        let arguments = match read(std::env::args_os().collect()) {
            Ok(arguments) => arguments,
            Err(error) => return refuse(&error),
        };
        terminal::choose(arguments.color);
        let ended = token::choose(arguments.token.as_deref()).and_then(|()| run(arguments.command));
        ended.unwrap_or_else(|error| refuse(&error))
    });
    ended.code().into()
}

fn run(command: Command) -> anyhow::Result<verdict::ExitCode> {
    match command {
        Command::Verify(arguments) => verify::run(&arguments),
        Command::Smoke(arguments) => smoke::run(&arguments),
        Command::Explore(arguments) => explore::run(&arguments),
        Command::Replay(arguments) => replay::run(&arguments),
        Command::Analyze(arguments) => analyze::run(&arguments),
        Command::Mutants(arguments) => mutants::run(&arguments),
        Command::Baseline(arguments) => baseline::run(&arguments),
        Command::Report(arguments) => report::run(&arguments),
        Command::Live(arguments) => live::run(&arguments),
        Command::Lab(arguments) => lab::run(&arguments),
        Command::E2e(arguments) => e2e::run(&arguments),
        Command::Map(arguments) => map::run(&arguments),
        Command::Mcp(arguments) => mcp::run(&arguments),
        Command::List(arguments) => list::run(&arguments),
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Serve(arguments) => serve::run(&arguments),
        Command::Run(arguments) => Ok(run::run(&arguments)),
        Command::Golden(arguments) => Ok(golden::run(&arguments)),
        Command::Snapshot(arguments) => snapshot::run(&arguments),
        Command::Diff(arguments) => diff::run(&arguments),
        Command::Picture(arguments) => picture::run(&arguments),
        Command::Lint(arguments) => lint::run(&arguments),
        Command::Measure(arguments) => measure::run(&arguments),
        Command::Bench(arguments) => bench::run(&arguments),
        Command::Schemas(arguments) => schemas::run(&arguments),
        Command::Completions(arguments) => completions::run(&arguments),
    }
}

/// The arguments as they were given, with what `livebridge.toml` adds to them.
fn read(given: Vec<OsString>) -> anyhow::Result<Arguments> {
    let mut command = Arguments::command();
    let parsed = command.try_get_matches_from_mut(&given)?;
    // A variable that is empty must not turn a run on somebody's bridge into one on the fake.
    if given.last().is_some_and(|last| last == "--") {
        bail!(Problem::new(
            "no command follows `--`",
            "give the program and its arguments after it, or leave out `--`"
        ));
    }
    let merged = config::with_file(&command, given, &parsed)?;
    Ok(Arguments::from_arg_matches(&command.try_get_matches_from(merged)?)?)
}

/// Says what is wrong with the command line or its surroundings. Help and version come this way too, and are no error.
fn refuse(error: &anyhow::Error) -> verdict::ExitCode {
    match error.downcast_ref::<clap::Error>() {
        Some(error) if !error.use_stderr() => {
            // Help that nobody can read is an error as any other.
            return print(&error.render().to_string())
                .map_or_else(|error| refuse(&error), |()| verdict::ExitCode::Conformant);
        }
        Some(error) => say(&error.render().to_string()),
        None => say(&format!("error: {}\n", problem::worded(error))),
    }
    verdict::ExitCode::Usage
}

/// A panic anywhere is our own bug, and says so by the exit code too.
fn guarded(run: impl FnOnce() -> verdict::ExitCode) -> verdict::ExitCode {
    catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|panic| {
        let said = panic_message(&*panic);
        say(&format!("error: this is a bug of livebridge, please report it: {said}\n"));
        verdict::ExitCode::HarnessBug
    })
}

/// Text for a person, on stderr.
fn say(text: &str) {
    use std::io::Write;
    // Nobody is left to be told when stderr is closed.
    let _ = std::io::stderr().write_all(terminal::Paint::stderr().tame(text).as_bytes());
}

/// Text for a person, on stdout.
fn show(text: &str) -> anyhow::Result<()> {
    print(&terminal::Paint::stdout().tame(text))
}

/// What a command was asked to print for a program, on stdout, byte for byte. A reader that goes away ends it quietly; a place that takes nothing,
/// such as a full disk, is a wrong configuration as any other.
fn print(text: &str) -> anyhow::Result<()> {
    use std::io::{ErrorKind, Write};
    let mut stdout = std::io::stdout();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            let what = format!("failed to write to standard output: {error}");
            Err(Problem::new(what, "is there room where the output goes?").into())
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_our_own_bug() {
        assert_eq!(guarded(|| panic!("a wrong turn")).code(), 70);
        assert_eq!(guarded(|| verdict::ExitCode::Conformant).code(), 0);
    }

    #[test]
    fn the_command_line_is_sound() {
        Arguments::command().debug_assert();
    }
}
