//! `livebridge serve`: a target behind the wire protocol, on standard input and output or at an address.

use std::io;

use anyhow::{Context, anyhow, bail};
use clap::Args;
use livebridge_suite::verdict::ExitCode;
use livebridge_wire::{Address, Listener, ServedClient, Timeouts};

use super::problem::Problem;
use super::schemes::{self, Kind};
use super::target::named;
use super::{say, token};

/// Serve the fake, or another target, over the wire protocol
///
/// On stdin and stdout, or at an address, where up to 16 clients share its Set. The address goes to stderr; port 0 takes
/// a free port. Only this machine can connect unless another host is given, and then a token is asked for.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  livebridge verify -- livebridge serve fake      the fake over the wire
  livebridge serve fake+stale-id-accepted         a broken fake, for testing a test suite
  livebridge serve als:song.als                   a Live Set from its file, to try tools on; the file stays as it is
  livebridge serve fake --tcp 7400                for several clients, at tcp:127.0.0.1:7400
  livebridge serve --ws 7400 -- ./my-bridge       a program of yours, for clients that speak WebSocket")]
pub(super) struct Arguments {
    #[arg(required_unless_present = "command", help = served_help())]
    target: Option<String>,
    /// Listen on TCP
    #[arg(long, value_name = "[HOST:]PORT", group = "address")]
    tcp: Option<String>,
    /// Listen on a Unix socket
    #[arg(long, value_name = "PATH", group = "address")]
    unix: Option<String>,
    /// Listen for web sockets
    #[arg(long, value_name = "[HOST:]PORT", group = "address")]
    ws: Option<String>,
    /// The program that is served, with its arguments
    #[arg(last = true, value_name = "COMMAND", conflicts_with = "target")]
    command: Vec<String>,
}

/// What can be served.
fn served_help() -> String {
    let forms = schemes::forms_of(|kind| match kind {
        Kind::Fake | Kind::LiveSet => true,
        Kind::Address | Kind::Map | Kind::Tools => false,
    });
    format!("{}, or the address of another server", forms.join(", "))
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let (address, token) = (arguments.address()?, token::get());
    let target = named(arguments.target.as_deref(), &arguments.command)?;
    let served = match target.serve(Timeouts::default()) {
        Ok(served) => served,
        Err(error) => {
            say(&format!("error: {}\n", Problem::not_started(&*target, &error).worded()));
            return Ok(ExitCode::NoTarget);
        }
    };
    let Some(address) = address else {
        served.answer(ServedClient::trusted(std::io::stdin(), std::io::stdout().lock()))?;
        return Ok(ExitCode::Conformant);
    };
    let listener = Listener::bind(&address).map_err(|error| not_listening(&address, &error))?;
    if !listener.is_local() && token.is_none() {
        bail!(Problem::new(
            format!("{address} can be reached from other machines"),
            "ask for a token: set LIVEBRIDGE_TOKEN, or --token"
        ));
    }
    say(&format!("listening at {}\n", listener.address()));
    // What goes wrong with one client is its own affair.
    let error = listener.serve(token.as_ref(), move |client| drop(served.answer(client)));
    Err(error).context("nobody can connect any more")
}

/// Why nobody can be listened to.
fn not_listening(address: &Address, error: &io::Error) -> anyhow::Error {
    let what = format!("failed to listen at {address}: {error}");
    match error.kind() {
        io::ErrorKind::Unsupported => Problem::new(what, "listen with --tcp").into(),
        _ => anyhow!(what),
    }
}

impl Arguments {
    /// Where to listen; on this machine when no host is given.
    fn address(&self) -> anyhow::Result<Option<Address>> {
        let local = |text: &str| if text.contains(':') { text.to_owned() } else { format!("127.0.0.1:{text}") };
        let (flag, text) = if let Some(tcp) = &self.tcp {
            ("--tcp", format!("tcp:{}", local(tcp)))
        } else if let Some(ws) = &self.ws {
            ("--ws", format!("ws://{}/", local(ws)))
        } else if let Some(unix) = &self.unix {
            ("--unix", format!("unix:{unix}"))
        } else {
            return Ok(None);
        };
        Ok(Some(text.parse().with_context(|| flag.to_owned())?))
    }
}
