//! `livebridge live do`: calls to an engine of its own, a line each, from a shell.

use std::io::{self, BufRead};

use anyhow::Context;
use clap::Args;
use livebridge_live::script::Script;
use livebridge_suite::verdict::ExitCode;

use super::EngineArguments;
use crate::print;

/// Call the simulated Live from a shell, a request a line
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  livebridge live do 'get live_set tempo'
  livebridge live do 'as python; set live_set tempo 98; undo; get live_set tempo'
  livebridge live do --set song.als < requests.txt

Requests: get PATH NAME, set PATH NAME VALUE, call PATH NAME ARGS, count PATH NAME, notes PATH, tick [N], undo, redo,
steps, as python|max|sdk|user, let x = PATH, begin, end, observe PATH NAME. See docs/live.md.")]
pub(super) struct Arguments {
    #[command(flatten)]
    engine: EngineArguments,
    /// Requests, separated by `;`; without them they are read from standard input
    requests: Vec<String>,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let mut script = Script::new(arguments.engine.engine()?);
    let lines: Vec<String> = if arguments.requests.is_empty() {
        io::stdin().lock().lines().collect::<Result<_, _>>().context("failed to read standard input")?
    } else {
        arguments.requests.join(";").split(';').map(str::to_owned).collect()
    };
    let mut ended = ExitCode::Conformant;
    for line in lines.iter().filter(|line| !line.trim().is_empty()) {
        match script.run(line) {
            Ok(answer) => print(&format!("{answer}\n"))?,
            Err(refusal) => {
                ended = ExitCode::Nonconformant;
                print(&format!("! {refusal}\n"))?;
            }
        }
    }
    Ok(ended)
}
