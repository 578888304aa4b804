//! `livebridge map`: writing a map of a bridge, step by step.

mod of_tools;

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use livebridge_maps::{Map, MapBridge, Waits, shipped};
use livebridge_port::{CallError, LiveBridge, Operation, Request, dispatch};
use livebridge_suite::verdict::ExitCode;
use livebridge_text::phrasing::shown;
use serde_json::Value;

use crate::problem::Problem;
use crate::schemes::maps;
use crate::{print, say, token};

/// Write a map: say how a bridge's own words stand for the operations of the port
#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    New(NewArguments),
    Check(CheckArguments),
    Try(TryArguments),
}

/// Begin a map: a file with one read and one change, to be filled in
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  livebridge map new my-bridge.toml
  livebridge map new mine.toml --like ableton-mcp   from a map that ships
  livebridge map new mine.toml -- python3 my_server.py   with the tools that a server of the Model Context Protocol lists")]
struct NewArguments {
    /// Where it is written; nothing is written over
    file: PathBuf,
    /// Begin with the map of this bridge
    #[arg(long, value_name = "BRIDGE")]
    like: Option<String>,
    /// Begin with the tools of the server at this address
    #[arg(long, value_name = "URL", conflicts_with = "like")]
    tools: Option<String>,
    /// Begin with the tools of this server, a program that speaks the Model Context Protocol
    #[arg(last = true, value_name = "COMMAND", conflicts_with_all = ["like", "tools"])]
    command: Vec<String>,
}

/// Check a map without the bridge: is it read, what is missing, and does an operation make of a recorded answer what it
/// should
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  livebridge map check mine.toml
  livebridge map check mine.toml listTracks --message '{\"status\": \"success\", \"result\": []}'")]
struct CheckArguments {
    /// The map
    file: PathBuf,
    /// An operation whose filters are run on `--message`
    #[arg(requires = "message")]
    operation: Option<Operation>,
    /// A message of the bridge as it was recorded
    #[arg(long, value_name = "JSON", requires = "operation")]
    message: Option<String>,
}

/// Make one call and show each step: what was sent, what came, and what the map makes of it
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  livebridge map try mine.toml listTracks
  livebridge map try mine.toml setTempo '{\"bpm\": 98}'")]
struct TryArguments {
    /// The map
    file: PathBuf,
    /// The operation
    operation: Operation,
    /// Its parameters
    #[arg(default_value = "{}", value_name = "JSON")]
    params: String,
    /// Seconds to wait for an answer
    #[arg(long, value_name = "SECONDS", default_value = "10", value_parser = crate::target::seconds)]
    timeout: Duration,
}

/// What a map begins with.
const BEGINNING: &str = include_str!("map/new.toml");

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    match &arguments.command {
        Command::New(arguments) => new(arguments),
        Command::Check(arguments) => check(arguments),
        Command::Try(arguments) => try_one(arguments),
    }
}

fn new(arguments: &NewArguments) -> anyhow::Result<ExitCode> {
    let of_server = match (&arguments.tools, arguments.command.as_slice()) {
        (None, []) => None,
        (Some(url), _) => Some(of_tools::at(url, token::get())),
        (None, program) => Some(of_tools::of_program(program)),
    };
    let hint = "give a server of the Model Context Protocol: what it says on stderr may tell more";
    let of_server = of_server.transpose().map_err(|error| Problem::new(error.to_string(), hint))?;
    let text = match &arguments.like {
        None => of_server.as_deref().unwrap_or(BEGINNING),
        Some(name) => {
            let Some(known) = shipped::by_name(name) else {
                let names = shipped::ALL.iter().map(|known| known.name).collect::<Vec<_>>().join(", ");
                bail!(Problem::new(format!("no map of `{name}` ships"), format!("there are {names}")));
            };
            known.text
        }
    };
    let file = std::fs::File::create_new(&arguments.file);
    let written = file.and_then(|mut file| file.write_all(text.as_bytes()));
    written.with_context(|| format!("failed to write `{}`", shown(&arguments.file)))?;
    say(&format!("{}: fill it in, then `livebridge map check` and `livebridge map try` it\n", shown(&arguments.file)));
    Ok(ExitCode::Conformant)
}

fn check(arguments: &CheckArguments) -> anyhow::Result<ExitCode> {
    let map = maps::read(&arguments.file)?;
    if let (Some(operation), Some(message)) = (arguments.operation, &arguments.message) {
        let message: Value = serde_json::from_str(message).context("--message is no JSON")?;
        print(&format!("{}\n", made_of(&map, operation, &message)?))?;
        return Ok(ExitCode::Conformant);
    }
    let mut text = String::new();
    for operation in Operation::PORT {
        let said = match (map.operations.get(operation), map.cannot.get(operation)) {
            (Some(how), _) => {
                let calls: Vec<&str> = how.steps.iter().map(|step| step.call.as_str()).collect();
                let then = how.then.map(|then| format!(", then {then}")).unwrap_or_default();
                format!("{}{then}", calls.join(", "))
            }
            (None, Some(why)) => format!("cannot: {why}"),
            (None, None) => "missing: say how under [operations], or why not under [cannot]".to_owned(),
        };
        writeln!(text, "{:<28} {said}", operation.name())?;
    }
    print(&text)?;
    Ok(ExitCode::Conformant)
}

/// What the filters make of a recorded message: the refusal, or the answer of the bridge and of the port.
fn made_of(map: &Map, operation: Operation, message: &Value) -> anyhow::Result<String> {
    let Some(how) = map.operations.get(&operation) else {
        bail!(Problem::new(format!("the map has no {operation}"), format!("add [operations.{operation}]")));
    };
    if let Some(refusal) = map.refusal.as_ref().map(|filter| filter.first(message)).transpose()?.flatten() {
        return Ok(format!("refused: {refusal}"));
    }
    let answer = map.answer.as_ref().map_or_else(|| Ok(message.clone()), |filter| filter.one(message))?;
    let Some(filter) = &how.answer else { return Ok(format!("answer: {answer}")) };
    let mut got = serde_json::Map::new();
    if let Some(step) = how.steps.last() {
        got.insert(step.name.clone(), answer.clone());
    }
    let made = filter.one(&serde_json::json!({ "answer": answer, "got": got, "at": {"track": 0, "clipslot": 0} }))?;
    Ok(format!("answer: {answer}\nmade:   {made}"))
}

fn try_one(arguments: &TryArguments) -> anyhow::Result<ExitCode> {
    let map = Arc::new(maps::read(&arguments.file)?);
    let params: Value = serde_json::from_str(&arguments.params).context("the parameters are no JSON")?;
    let request = Request::deserialize_params(arguments.operation, params).map_err(|error| {
        Problem::new(format!("the parameters do not fit: {error}"), "see docs/contract.md, section 5")
    })?;
    let token = token::get();
    let waits = Waits { start: arguments.timeout, call: arguments.timeout };
    let bridge = MapBridge::connect(map, token.as_ref().map(livebridge_wire::Token::reveal), waits, None)
        .map_err(|fault| Problem::new(fault.to_string(), "does the bridge run, and at this address?"))?;
    let answer = livebridge_wire::block_on(dispatch(&bridge as &dyn LiveBridge, request));
    let mut text = String::new();
    for (index, step) in bridge.steps().iter().enumerate() {
        writeln!(text, "{} sent      {}", index + 1, step.call.message)?;
        match &step.message {
            Ok(message) => writeln!(text, "{} came      {message}", index + 1)?,
            Err(fault) => writeln!(text, "{} fault     {fault}", index + 1)?,
        }
    }
    let ended = match answer {
        Ok(response) => {
            writeln!(text, "the port: {}", serde_json::to_string(&response)?)?;
            ExitCode::Conformant
        }
        Err(CallError::Refused(refusal)) => {
            writeln!(text, "refused: {refusal}\nhint: {}", refusal.hint)?;
            ExitCode::Nonconformant
        }
        Err(CallError::Fault(fault)) => {
            writeln!(text, "fault: {fault}")?;
            ExitCode::Nonconformant
        }
    };
    print(&text)?;
    Ok(ended)
}
