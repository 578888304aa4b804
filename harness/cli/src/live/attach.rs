//! Commands that run code of others beside the engine: a Remote Script, the JavaScript of a device, any command; and
//! the engine alone, for those who start theirs themselves.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::PoisonError;
use std::thread::JoinHandle;
use std::time::Duration;
use std::{fs, io, thread};

use anyhow::{Context, anyhow, bail};
use clap::Args;
use livebridge_live::faces;
use livebridge_live::serve::{self, Shared};
use livebridge_port::fixtures;
use livebridge_suite::verdict::ExitCode;
use livebridge_text::phrasing::shown;

use super::{SessionArguments, pipes};
use crate::{interrupt, print, say};

/// Run a Remote Script on the simulated Live, unchanged
///
/// The script is imported and started as Live does it, with ticks ten times a second, until it is interrupted. Needs
/// Python 3.11 or later.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  livebridge live script bridges/AbletonMCP            until Ctrl-C; its port is open as in Live
  livebridge live script --set song.als --trace MyRemoteScript")]
pub(super) struct ScriptArguments {
    #[command(flatten)]
    session: SessionArguments,
    /// Real milliseconds of a tick; Live's are 100, tests take fewer
    #[arg(long, value_name = "MILLISECONDS", default_value_t = 100.0)]
    tick: f64,
    /// The Python that runs it
    #[arg(long, value_name = "PROGRAM", default_value = "python3", env = "LIVEBRIDGE_PYTHON")]
    python: OsString,
    /// The folder of the script, with `__init__.py`
    directory: PathBuf,
}

/// Run the JavaScript of a Max for Live device on the simulated Live, unchanged
///
/// Both halves of a device run as one: what its `js` or `v8` object loads, and with `--node` what its `node.script`
/// object loads, with the patch cable between them. Needs Node 20.10 or later.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  livebridge live max device.js
  livebridge live max examples/max-device/device.js --node examples/max-device/server.mjs")]
pub(super) struct MaxArguments {
    #[command(flatten)]
    session: SessionArguments,
    /// What the device's `node.script` object loads
    #[arg(long, value_name = "SERVER.mjs")]
    node: Option<PathBuf>,
    /// The Node that runs it
    #[arg(long, value_name = "PROGRAM", default_value = "node", env = "LIVEBRIDGE_NODE")]
    program: OsString,
    /// What the device's `js` or `v8` object loads
    device: PathBuf,
    /// More arguments for the runner of the Max face; see docs/live.md
    #[arg(last = true, value_name = "ARGUMENTS")]
    rest: Vec<OsString>,
}

/// Run an extension on the simulated Live: ours, or any other, as it is built
///
/// Without a bundle it is our own, `AbletonLiveBridge`: the port on Live's Extensions API. It tells where it listens, and
/// `livebridge verify ws://...` reaches it with the token of its `bridge.json`. Needs Node 20.10 or later.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  livebridge live extension --storage place            until Ctrl-C; address and token stand in place/bridge.json
  livebridge verify -- livebridge live extension --stdio
  livebridge live extension --menu other.ablx")]
pub(super) struct ExtensionArguments {
    #[command(flatten)]
    session: SessionArguments,
    /// Speak the wire on standard input and output, for `livebridge verify --`, with undo, reset and snapshots by the
    /// simulated Live
    #[arg(long)]
    stdio: bool,
    /// Print what the extension has put into context menus
    #[arg(long, conflicts_with = "stdio")]
    menu: bool,
    /// The folder that the extension keeps its files in; one that goes with the run without it
    #[arg(long, value_name = "FOLDER")]
    storage: Option<PathBuf>,
    /// The Node that runs it
    #[arg(long, value_name = "PROGRAM", default_value = "node", env = "LIVEBRIDGE_NODE")]
    program: OsString,
    /// An `.ablx`, a folder with a manifest, or a bundle
    bundle: Option<PathBuf>,
}

/// Start the simulated Live and a command that is attached to it
///
/// The command finds the engine by the variables `LIVEBRIDGE_LIVE` and `LIVEBRIDGE_LIVE_TOKEN`, and the faces in other
/// languages by `LIVEBRIDGE_FACES`. When it ends, so does the engine.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  livebridge live run -- pytest tests/
  livebridge live run --rule undo.heavy-call-splits=off -- node --test")]
pub(super) struct RunArguments {
    #[command(flatten)]
    session: SessionArguments,
    /// Give the command inherited pipes beside the socket: `LIVEBRIDGE_LIVE_FDS`. One process may use them at a time
    #[arg(long)]
    pipes: bool,
    /// The command and its arguments
    #[arg(last = true, required = true, value_name = "COMMAND")]
    command: Vec<OsString>,
}

/// Serve the simulated Live alone, on a loopback port
///
/// Where it listens and its token go to stdout, as the variables that attach a face: `LIVEBRIDGE_LIVE` and
/// `LIVEBRIDGE_LIVE_TOKEN`.
#[derive(Debug, Args)]
pub(super) struct ServeArguments {
    #[command(flatten)]
    session: SessionArguments,
    /// The port; any free one without it
    #[arg(long, value_name = "PORT", default_value_t = 0)]
    port: u16,
    /// End when standard input closes, and so with the program that started it
    #[arg(long)]
    until_stdin_closes: bool,
}

/// An engine that listens.
struct Listening {
    session: Shared,
    trace: bool,
    address: String,
    token: String,
}

impl Listening {
    fn start(arguments: &SessionArguments, port: u16) -> anyhow::Result<Self> {
        let token = faces::token().context("failed to make a token")?;
        let session = arguments.session(Some(token.clone()))?;
        let port = serve::listen(session.clone(), port).with_context(|| format!("failed to listen at port {port}"))?;
        let listening = Self { session, trace: arguments.trace, address: format!("tcp:127.0.0.1:{port}"), token };
        if listening.trace {
            let session = listening.session.clone();
            thread::spawn(move || {
                loop {
                    thread::sleep(Duration::from_millis(100));
                    say_trace(&session);
                }
            });
        }
        Ok(listening)
    }

    /// Runs a command that is attached to the engine to its end.
    fn run(&self, command: &mut Command) -> anyhow::Result<ExitCode> {
        self.run_with(command, None)
    }

    /// The same with pipes that it inherits.
    fn run_with(&self, command: &mut Command, pipes: Option<pipes::Ends>) -> anyhow::Result<ExitCode> {
        let interrupt = interrupt::listen()?;
        let program = command.get_program().to_string_lossy().into_owned();
        command.env("LIVEBRIDGE_LIVE", &self.address).env("LIVEBRIDGE_LIVE_TOKEN", &self.token);
        let mut child = command.stdin(Stdio::inherit()).spawn().map_err(|error| {
            anyhow!("failed to start `{program}`: {error}\nhint: is it installed, and on the PATH?")
        })?;
        // The child has its ends now: ours would keep the pipes open after it.
        drop(pipes);
        let status = loop {
            if let Some(status) = child.try_wait()? {
                break status;
            }
            if interrupt.is_raised() {
                end(&mut child)?;
                say_trace(&self.session);
                return Ok(ExitCode::Interrupted);
            }
            thread::sleep(Duration::from_millis(20));
        };
        say_trace(&self.session);
        if status.success() {
            return Ok(ExitCode::Conformant);
        }
        say(&format!("`{program}` ended with {status}\n"));
        Ok(ExitCode::Nonconformant)
    }
}

/// Gives a child that got the same signal a moment to end by itself.
fn end(child: &mut Child) -> io::Result<()> {
    for _ in 0..100 {
        if child.try_wait()?.is_some() {
            return Ok(());
        }
        thread::sleep(Duration::from_millis(20));
    }
    child.kill()?;
    child.wait().map(drop)
}

fn say_trace(session: &Shared) {
    let lines = session.lock().unwrap_or_else(PoisonError::into_inner).traced();
    for line in lines {
        say(&format!("{line}\n"));
    }
}

pub(super) fn script(arguments: &ScriptArguments) -> anyhow::Result<ExitCode> {
    if !arguments.directory.join("__init__.py").is_file() {
        let hint = "give the folder that would lie in Live's Remote Scripts";
        bail!("`{}` is no Remote Script: it has no `__init__.py`\nhint: {hint}", shown(&arguments.directory));
    }
    let faces = faces::unpack().context("failed to unpack the Python face")?;
    let mut command = Command::new(&arguments.python);
    command.env("PYTHONPATH", faces.python()).args(["-m", "livebridge_live", "script", "--tick-ms"]);
    command.arg(arguments.tick.to_string()).arg(&arguments.directory);
    Listening::start(&arguments.session, 0)?.run(&mut command)
}

pub(super) fn max(arguments: &MaxArguments) -> anyhow::Result<ExitCode> {
    let faces = faces::unpack().context("failed to unpack the Max face")?;
    let mut command = Command::new(&arguments.program);
    command.arg(faces.javascript().join("bin/max.mjs")).arg(&arguments.device);
    if let Some(node) = &arguments.node {
        command.arg("--node").arg(node);
    }
    command.args(&arguments.rest);
    Listening::start(&arguments.session, 0)?.run(&mut command)
}

pub(super) fn extension(arguments: &ExtensionArguments) -> anyhow::Result<ExitCode> {
    let faces = faces::unpack().context("failed to unpack the Extensions face")?;
    let mut command = Command::new(&arguments.program);
    command.arg(faces.inside().join("bin/extension.mjs"));
    if arguments.stdio {
        let folder = faces.path().join("fixtures");
        fs::create_dir(&folder).context("failed to make a folder for the fixtures")?;
        for (name, set) in fixtures::NAMES.iter().filter_map(|name| Some((name, fixtures::by_name(name)?))) {
            let file = folder.join(format!("{name}.json"));
            fs::write(&file, set.to_canonical()).with_context(|| format!("failed to write `{}`", shown(&file)))?;
        }
        command.arg("--stdio").arg("--fixtures").arg(folder);
    }
    if arguments.menu {
        command.arg("--menu");
    }
    if let Some(storage) = &arguments.storage {
        command.arg("--storage").arg(storage);
    }
    command.args(&arguments.bundle);
    Listening::start(&arguments.session, 0)?.run(&mut command)
}

pub(super) fn run(arguments: &RunArguments) -> anyhow::Result<ExitCode> {
    let Some((program, rest)) = arguments.command.split_first() else { bail!("no command follows `--`") };
    let faces = faces::unpack().context("failed to unpack the faces")?;
    let mut command = Command::new(program);
    command.args(rest).env("LIVEBRIDGE_FACES", faces.path());
    let listening = Listening::start(&arguments.session, 0)?;
    let ends = if arguments.pipes { Some(pipes::give(&listening.session, &mut command)?) } else { None };
    listening.run_with(&mut command, ends)
}

pub(super) fn serve(arguments: &ServeArguments) -> anyhow::Result<ExitCode> {
    let listening = Listening::start(&arguments.session, arguments.port)?;
    print(&format!("LIVEBRIDGE_LIVE={}\nLIVEBRIDGE_LIVE_TOKEN={}\n", listening.address, listening.token))?;
    let interrupt = interrupt::listen()?;
    // Standard input is read on a thread of its own, for a signal must end this, too.
    let stdin = arguments.until_stdin_closes.then(|| thread::spawn(|| io::copy(&mut io::stdin(), &mut io::sink())));
    while !interrupt.is_raised() {
        if stdin.as_ref().is_some_and(JoinHandle::is_finished) {
            return Ok(ExitCode::Conformant);
        }
        thread::sleep(Duration::from_millis(20));
    }
    Ok(ExitCode::Interrupted)
}
