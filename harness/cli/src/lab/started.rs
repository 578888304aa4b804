//! What the lab starts: the engine in this process, and a bridge's Remote Script beside it, with a map to reach it.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use livebridge_live::faces::{self, Faces};
use livebridge_live::rules::Rules;
use livebridge_live::serve::{self, Shared};
use livebridge_live::{Engine, Session};
use livebridge_maps::{Map, MapBridge, TransportMap, shipped};
use livebridge_port::{Snapshot, fixtures};
use livebridge_suite::inside::Inside;
use livebridge_suite::target::{Instance, Target};
use livebridge_wire::{Endpoint, StartError, Timeouts};
use serde_json::json;
use tempfile::TempDir;

use crate::problem::Problem;
use crate::schemes::inside::{LiveAddress, LiveInside};
use crate::schemes::maps;

/// A bridge of the lab: where it lies in the folder of `bridges.sh`, and the port that its script opens.
#[derive(Debug)]
pub(super) struct Row {
    /// Its name, which is that of its map.
    pub(super) name: &'static str,
    /// Its Remote Script.
    script: &'static str,
    port: Port,
    /// The server of tools in front of the script: the module and the function that is its program.
    server: Option<(&'static str, &'static str)>,
}

/// Where a script listens.
#[derive(Debug, Clone, Copy)]
enum Port {
    /// Always here.
    Fixed(u16),
    /// Where this variable says; the server in front of it reads its own.
    Told { script: &'static str, server: &'static str },
    /// Anywhere: it writes its port into this file of the folder for temporary files.
    File(&'static str),
}

/// Every bridge of the lab.
pub(super) static LAB: &[Row] = &[
    Row { name: "ableton-js", script: "AbletonJS", port: Port::File("ableton-js-server.port"), server: None },
    Row { name: "ableton-mcp", script: "AbletonMCP", port: Port::Fixed(9877), server: None },
    Row {
        name: "mcp-server-ableton-live",
        script: "AbletonMCP",
        port: Port::Told { script: "ABLETON_MCP_PORT", server: "ABLETON_PORT" },
        server: Some(("ableton_live_mcp.server", "main")),
    },
];

/// Starts a server of tools with an environment and a folder of packages of its own: nothing of the user's reaches it.
const SERVER: &str = "\
import importlib, json, os, sys
told = json.loads(sys.argv[1])
os.environ.clear()
os.environ.update(told['environment'])
sys.path.insert(0, told['site'])
sys.argv = [told['module']]
getattr(importlib.import_module(told['module']), told['function'])()
";

/// What keeps public bridges from reporting to anybody.
const SILENCED: [(&str, &str); 8] = [
    ("ABLETON_MCP_TELEMETRY_CONSENT", "0"),
    ("PYTHONDONTWRITEBYTECODE", "1"),
    ("DISABLE_TELEMETRY", "1"),
    ("DO_NOT_TRACK", "1"),
    ("ABLETON_MCP_DISABLE_TELEMETRY", "1"),
    ("MCP_DISABLE_TELEMETRY", "1"),
    ("ABLETON_MCP_DISABLE_DATASET", "1"),
    ("ABLETON_MCP_SKIP_SCRIPT_INSTALL", "1"),
];

/// Python alone may take seconds on a machine that does much else.
const PYTHON_STARTS: Duration = Duration::from_secs(30);

/// The most steps that are undone to bring the Set back.
const MOST_STEPS: usize = 100_000;

/// A public bridge on the simulated Live.
pub(super) struct LabTarget {
    name: &'static str,
    map: Arc<Map>,
    script: PathBuf,
    port: Port,
    /// The port that a script is told, and the server in front of it.
    told: u16,
    tick: f64,
    engine: Shared,
    live: LiveAddress,
    begin: Snapshot,
    faces: Faces,
    home: TempDir,
    running: Mutex<Option<Running>>,
}

struct Running {
    script: Child,
    inside: Arc<LiveInside>,
    /// The connection, kept between checks: a server of tools takes a while to start.
    bridge: Option<Arc<MapBridge>>,
}

impl Drop for Running {
    fn drop(&mut self) {
        // The server of tools first: it speaks with the script.
        drop(self.bridge.take());
        // It is ours, and holds nothing: the Set is the engine's.
        let _ = self.script.kill();
        let _ = self.script.wait();
    }
}

impl LabTarget {
    pub(super) fn new(
        row: &Row,
        bridges: &Path,
        through: Option<&str>,
        rules: Rules,
        tick: f64,
    ) -> anyhow::Result<Self> {
        let script = bridges.join(row.name).join(row.script);
        if !script.join("__init__.py").is_file() {
            let what = format!("{} is not installed: `{}` is no Remote Script", row.name, script.display());
            bail!(Problem::new(what, "install it: bash adapters/live/bridges.sh install FOLDER"));
        }
        let Some(known) = shipped::by_name(row.name) else { bail!("there is no map of {}", row.name) };
        let mut map = known.map()?;
        let home = tempfile::Builder::new().prefix("livebridge-").tempdir().context("failed to make a folder")?;
        let told = match row.port {
            Port::Fixed(port) => port,
            Port::Told { .. } => free_port().context("failed to find a free port")?,
            Port::File(_) => 0,
        };
        let here = match (through, row.port) {
            (Some(through), _) => through.to_owned(),
            (None, Port::Fixed(_) | Port::Told { .. }) => format!("127.0.0.1:{told}"),
            (None, Port::File(name)) => format!("file:{}", home.path().join(name).display()),
        };
        match (row.server, row.port) {
            (None, _) => map.transport.reach(&here),
            (Some((module, function)), port) => {
                let mut environment = environment(home.path());
                if let (Port::Told { server, .. }, Some((host, port))) = (port, here.rsplit_once(':')) {
                    environment.insert("ABLETON_HOST".to_owned(), host.to_owned());
                    environment.insert(server.to_owned(), port.to_owned());
                }
                let site = bridges.join(row.name).join("site");
                let site = site.canonicalize().unwrap_or(site);
                let told = json!({"environment": environment, "site": site, "module": module, "function": function});
                let command = [python().to_string_lossy().as_ref(), "-c", SERVER, &told.to_string()].map(str::to_owned);
                map.transport = TransportMap::Mcp { command: command.to_vec(), address: None };
            }
        }
        let begin = fixtures::seeded();
        let mut engine = Engine::new(rules);
        engine
            .load_snapshot(&begin)
            .map_err(|refusal| anyhow::anyhow!("the engine does not take its first Set: {refusal}"))?;
        let token = faces::token().context("failed to make a token")?;
        let engine: Shared = Arc::new(Mutex::new(Session::new(engine, Some(token.clone()))));
        let port = serve::listen(Arc::clone(&engine), 0).context("failed to listen at a port")?;
        Ok(Self {
            name: row.name,
            map: Arc::new(map),
            script,
            port: row.port,
            told,
            tick,
            engine,
            live: LiveAddress { address: format!("127.0.0.1:{port}"), token },
            begin,
            faces: faces::unpack().context("failed to unpack the Python face")?,
            home,
            running: Mutex::new(None),
        })
    }

    /// Starts the script on the engine, with a fresh Set, and waits until it is there.
    fn begin(&self, timeouts: Timeouts) -> Result<Running, StartError> {
        {
            let mut session = self.engine.lock().unwrap_or_else(PoisonError::into_inner);
            session.engine.load_snapshot(&self.begin).map_err(|refusal| own(&refusal.to_string()))?;
        }
        match self.port {
            Port::Fixed(_) | Port::Told { .. } => {
                if TcpListener::bind(("127.0.0.1", self.told)).is_err() {
                    return Err(StartError::Own {
                        what: format!("port {} of {} is taken", self.told, self.name),
                        hint: "end what listens there: a Live, or another lab".to_owned(),
                    });
                }
            }
            // Of a script that is gone: it would be believed.
            Port::File(name) => drop(std::fs::remove_file(self.home.path().join(name))),
        }
        let python = python();
        let log = File::create(self.home.path().join("script.log")).map_err(|error| own(&error.to_string()))?;
        let mut command = Command::new(&python);
        command.args(["-m", "livebridge_live", "script", "--tick-ms", &self.tick.to_string()]).arg(&self.script);
        command.env_clear().envs(environment(self.home.path())).env("PYTHONPATH", self.faces.python());
        if let Port::Told { script, .. } = self.port {
            command.env(script, self.told.to_string());
        }
        command
            .env("LIVEBRIDGE_LIVE", format!("tcp:{}", self.live.address))
            .env("LIVEBRIDGE_LIVE_TOKEN", &self.live.token);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(log);
        let spawned = command.spawn();
        let mut script =
            spawned.map_err(|error| StartError::Spawn { command: python.to_string_lossy().into_owned(), error })?;
        let stdout = script.stdout.take();
        let inside = LiveInside::connect(&self.live).map_err(|fault| own(&fault.to_string()));
        let running = inside.map(|inside| Running { script, inside: Arc::new(inside), bridge: None })?;
        let (sender, ready) = mpsc::channel();
        thread::spawn(move || {
            let mut lines = stdout.into_iter().flat_map(|stdout| BufReader::new(stdout).lines().map_while(Result::ok));
            let _ = sender.send(lines.any(|line| line.starts_with("ready ")));
            lines.for_each(drop);
        });
        let wait = timeouts.start.max(PYTHON_STARTS);
        match ready.recv_timeout(wait) {
            Ok(true) => Ok(running),
            Ok(false) | Err(_) => {
                Err(StartError::Own { what: format!("the script of {} was not made", self.name), hint: self.log() })
            }
        }
    }

    /// Brings the Set of a running script back by undo; whether that led there.
    fn bring_back(&self, running: &mut Running) -> bool {
        if !matches!(running.script.try_wait(), Ok(None)) {
            return false;
        }
        for _ in 0..MOST_STEPS {
            let done = self.engine.lock().unwrap_or_else(PoisonError::into_inner).engine.undo().is_some();
            if !done {
                break;
            }
        }
        let is_back = running.inside.set().is_ok_and(|set| set == self.first_set());
        if is_back {
            self.engine.lock().unwrap_or_else(PoisonError::into_inner).engine.forget_history();
        }
        is_back
    }

    /// The Set to begin with as the engine gives it.
    fn first_set(&self) -> Snapshot {
        let mut engine = Engine::new(Rules::default());
        if engine.load_snapshot(&self.begin).is_err() {
            return self.begin.clone();
        }
        engine.snapshot().without_extra()
    }

    /// The end of what the script has logged.
    fn log(&self) -> String {
        const SHOWN: usize = 2000;
        let mut text = String::new();
        let read = File::open(self.home.path().join("script.log")).and_then(|mut file| file.read_to_string(&mut text));
        if read.is_err() {
            return "it wrote no log".to_owned();
        }
        let start = text.len().saturating_sub(SHOWN);
        text.char_indices().find(|(at, _)| *at >= start).map(|(at, _)| text[at..].to_owned()).unwrap_or_default()
    }

    /// Connects to the script, which may open its port a moment after it was made, or takes the connection there is.
    fn connect(&self, running: &mut Running, timeouts: Timeouts) -> Result<Instance, StartError> {
        let bridge = match running.bridge.take().filter(|bridge| bridge.broken().is_none()) {
            Some(bridge) => {
                bridge.forget_ids();
                bridge
            }
            None => self.connect_anew(&running.inside, timeouts)?,
        };
        running.bridge = Some(Arc::clone(&bridge));
        Ok(maps::instance(bridge, Some(Arc::clone(&running.inside))))
    }

    fn connect_anew(&self, inside: &Arc<LiveInside>, timeouts: Timeouts) -> Result<Arc<MapBridge>, StartError> {
        let timeouts = Timeouts { start: timeouts.start.max(PYTHON_STARTS), ..timeouts };
        let until = Instant::now() + timeouts.start;
        loop {
            match maps::connect(&self.map, None, timeouts, Some(inside)) {
                Err(StartError::Connect { .. }) if Instant::now() < until => thread::sleep(Duration::from_millis(50)),
                connected => return connected,
            }
        }
    }
}

/// The Python that bridges are run by.
fn python() -> OsString {
    std::env::var_os("LIVEBRIDGE_PYTHON").unwrap_or_else(|| OsString::from("python3"))
}

/// A port that nobody listens at, at this moment.
fn free_port() -> std::io::Result<u16> {
    TcpListener::bind(("127.0.0.1", 0))?.local_addr().map(|address| address.port())
}

/// What a bridge is run with: a home of its own, nothing of the user's, and nobody to report to.
fn environment(home: &Path) -> BTreeMap<String, String> {
    let here = ["PATH", "LANG", "LD_LIBRARY_PATH", "SYSTEMROOT"];
    let here = here.into_iter().filter_map(|name| Some((name, std::env::var(name).ok()?)));
    let home = home.to_string_lossy();
    let homes = ["HOME", "TMPDIR", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "ABLETON_MCP_STATE_DIR"];
    let homes = homes.into_iter().map(|name| (name, home.clone().into_owned()));
    let told = SILENCED.into_iter().map(|(name, value)| (name, value.to_owned()));
    here.chain(homes).chain(told).map(|(name, value)| (name.to_owned(), value)).collect()
}

fn own(what: &str) -> StartError {
    StartError::Own { what: what.to_owned(), hint: "is the simulated Live still there?".to_owned() }
}

impl fmt::Debug for LabTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LabTarget").field("name", &self.name).finish_non_exhaustive()
    }
}

impl fmt::Display for LabTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} on the simulated Live", self.name)
    }
}

impl Target for LabTarget {
    fn start(&self, timeouts: Timeouts) -> Result<Instance, StartError> {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        let is_back = running.as_mut().is_some_and(|running| self.bring_back(running));
        if !is_back {
            // The old one must be gone before its port is taken again.
            drop(running.take());
            *running = Some(self.begin(timeouts)?);
        }
        match &mut *running {
            Some(running) => self.connect(running, timeouts),
            None => Err(own("the script is gone")),
        }
    }

    fn restartable(&self) -> bool {
        true
    }

    fn may_be_live(&self) -> bool {
        false
    }

    fn files(&self) -> Vec<&Path> {
        Vec::new()
    }

    fn endpoint(&self) -> Option<Endpoint> {
        None
    }

    fn has_inside(&self) -> bool {
        true
    }

    fn is_mapped(&self) -> bool {
        true
    }

    fn excludes(&self, requirement: &str) -> Option<String> {
        self.map.inapplicable.get(requirement).cloned()
    }

    fn remarks(&self) -> Vec<String> {
        maps::remarks(&self.map, Some("the simulated Live"))
    }
}
