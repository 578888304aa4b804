//! `livebridge mcp`: any target as a tool server, for AI clients that speak the Model Context Protocol.
//!
//! This file holds the flags and how a server ends; `client_config` says how a client starts it, `companion` has the
//! tools that need no bridge.

mod client_config;
mod companion;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::{env, io, process};

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use livebridge_mcp::{BridgeFile, BridgeTools, HttpServer, PORTS, ToolChoice, ToolServer, serve_lines};
use livebridge_suite::target::Instance;
use livebridge_suite::verdict::ExitCode;
use livebridge_wire::{Timeouts, end_children};

use super::problem::Problem;
use super::schemes::{self, Kind};
use super::target::named;
use super::{print, say};
use client_config::Client;

/// Serve a target to AI clients, as tools of the Model Context Protocol
///
/// On stdin and stdout, as clients start it, or with --http at the first free port of 8420 to 8429 of this machine, for
/// those who show the token in the bridge file. 12 tools, a resource for the song, its tracks and its clips, and 3
/// prompts; each tool that changes something is one undo step. Revisions 2025-11-25 and 2026-07-28.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  livebridge mcp                                  the fake: a Set in memory, to try a client on
  livebridge mcp als:song.als                     a Live Set from its file, which stays as it is
  livebridge mcp -- ./my-bridge                   a bridge that speaks the wire protocol
  livebridge mcp --print-config claude-desktop    how that client starts it
  livebridge mcp --companion                      tools beside another server: loudness, diff, lint, picture")]
pub(super) struct Arguments {
    #[arg(help = served_help())]
    target: Option<String>,
    /// Which tools: the twelve that most sessions need, or one for each operation, transactions included
    #[arg(long, value_enum, default_value_t = Tools::Twelve, value_name = "WHICH")]
    tools: Tools,
    /// Offer what a bridge itself should not do, and no bridge: measure, compare, lint and draw files
    #[arg(long, conflicts_with_all = ["target", "command", "tools"])]
    companion: bool,
    /// Listen on this machine in the place of stdin and stdout
    #[arg(long)]
    http: bool,
    /// Where address and token are written while it listens [default: .livebridge/bridge.json in your home directory]
    #[arg(long, value_name = "FILE", requires = "http")]
    bridge_file: Option<PathBuf>,
    /// Print how a client starts this server with the same arguments, and start nothing
    #[arg(long, value_enum, value_name = "CLIENT", conflicts_with = "http")]
    print_config: Option<Client>,
    /// The program that is the target, with its arguments
    #[arg(last = true, value_name = "COMMAND")]
    command: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Tools {
    /// The twelve that most sessions need
    Twelve,
    /// One for each operation
    All,
}

impl From<Tools> for ToolChoice {
    fn from(tools: Tools) -> Self {
        match tools {
            Tools::Twelve => Self::Twelve,
            Tools::All => Self::All,
        }
    }
}

/// What can be served.
fn served_help() -> String {
    schemes::help(|kind| match kind {
        Kind::Fake | Kind::LiveSet | Kind::Address => true,
        Kind::Map | Kind::Tools => false,
    })
}

impl Arguments {
    /// The words after `livebridge` that start this server again.
    fn words(&self) -> Vec<String> {
        let mut words = vec!["mcp".to_owned()];
        words.extend(self.target.clone());
        if self.tools == Tools::All {
            words.extend(["--tools".to_owned(), "all".to_owned()]);
        }
        if self.companion {
            words.push("--companion".to_owned());
        }
        if !self.command.is_empty() {
            words.push("--".to_owned());
            words.extend(self.command.iter().cloned());
        }
        words
    }
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    if let Some(client) = arguments.print_config {
        let program = env::current_exe().context("failed to find out where this program is")?;
        print(&client.config(&program.to_string_lossy(), &arguments.words()))?;
        return Ok(ExitCode::Conformant);
    }
    let (server, instance) = if arguments.companion {
        (ToolServer::new(companion::Companion::new()), None)
    } else {
        let target = named(arguments.target.as_deref(), &arguments.command)?;
        let instance = match target.start(Timeouts::default()) {
            Ok(instance) => instance,
            Err(error) => {
                say(&format!("error: {}\n", Problem::not_started(&*target, &error).worded()));
                return Ok(ExitCode::NoTarget);
            }
        };
        let (bridge, description) = (Arc::clone(&instance.bridge), Arc::clone(&instance.description));
        (ToolServer::new(BridgeTools::new(bridge, description, arguments.tools.into())), Some(instance))
    };
    if arguments.http {
        return listen(server, arguments.bridge_file.clone());
    }
    end_on_signal(Arc::default())?;
    serve_lines(&server, io::stdin(), io::stdout().lock())?;
    drop(server);
    instance.map(Instance::shut_down);
    Ok(ExitCode::Conformant)
}

/// What is to be taken away when this process ends.
type Left = Arc<Mutex<Option<BridgeFile>>>;

/// A server that listens ends when it is told to, and leaves neither its file nor a child behind.
fn end_on_signal(left: Left) -> anyhow::Result<()> {
    ctrlc::set_handler(move || {
        drop(left.lock().unwrap_or_else(PoisonError::into_inner).take());
        end_children();
        process::exit(ExitCode::Conformant.code().into());
    })
    .context("failed to listen for signals")
}

fn listen(server: ToolServer, file: Option<PathBuf>) -> anyhow::Result<ExitCode> {
    let Some(file) = file.or_else(default_file) else {
        bail!(Problem::new("there is no home directory for the bridge file", "name it with --bridge-file FILE"))
    };
    let token = BridgeFile::random_token()?;
    let listening = HttpServer::bind(server, token.clone(), PORTS).map_err(|error| {
        let what = format!("none of the ports {} to {} is free: {error}", PORTS.start(), PORTS.end());
        Problem::new(what, "end another server first")
    })?;
    let port = listening.port()?;
    let left = Left::default();
    end_on_signal(Arc::clone(&left))?;
    let written = BridgeFile::write(&file, port, &token)
        .with_context(|| format!("failed to write the bridge file `{}`", file.display()))?;
    *left.lock().unwrap_or_else(PoisonError::into_inner) = Some(written);
    say(&format!("listening at http://127.0.0.1:{port}/mcp; the token is in {}\n", file.display()));
    let error = listening.serve();
    drop(left.lock().unwrap_or_else(PoisonError::into_inner).take());
    Err(error).context("nobody can connect any more")
}

/// In the home directory: a token in a folder of a project would soon be in its history.
fn default_file() -> Option<PathBuf> {
    let home = env::var_os("HOME").or_else(|| env::var_os("USERPROFILE")).filter(|home| !home.is_empty())?;
    Some(PathBuf::from(home).join(".livebridge").join("bridge.json"))
}
