//! Targets: how a specification on the command line becomes a running implementation, again and again.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;

use livebridge_als as als;
use livebridge_als::ImportError;
use livebridge_fake::FakeLiveBridge;
use livebridge_port::{Description, LiveBridge, Operation, SetView, Snapshot};
use livebridge_text::phrasing::{shown, visible};
use livebridge_text::suggestions::but_there_is;
use livebridge_wire::{Address, AddressError, Command, Endpoint, Guest, RemoteBridge, StartError, Timeouts, Token};
use thiserror::Error;

use crate::handlers::Handlers;
use crate::mutants::{self, Mutant, Zoo};
use crate::requirement::Transport;
use crate::served::Served;

/// What is to be tested.
#[derive(Debug, Clone)]
pub enum TargetSpec {
    /// The embedded fake.
    Fake,
    /// The embedded fake with one documented fault.
    Mutant(&'static Mutant),
    /// The embedded fake with the Set of a file.
    File(Arc<SetFile>),
    /// A program that speaks the wire protocol on its standard streams.
    Child(Command),
    /// A server that is there already, and whose Set outlives a connection.
    Socket {
        /// Where it listens.
        address: Address,
        /// What it wants to be shown.
        token: Option<Token>,
    },
    /// A bridge of this process: how a Rust implementation is verified in its own tests.
    InProcess(InProcess),
}

/// A bridge of this process.
///
/// ```
/// use std::sync::Arc;
///
/// use livebridge_fake::FakeLiveBridge; // stands for a bridge of your own
/// use livebridge_suite::runner::{self, Options};
/// use livebridge_suite::target::{InProcess, TargetSpec};
/// use livebridge_suite::verdict::Conformance;
/// use livebridge_suite::{checks, report};
///
/// let start = Arc::new(|| {
///     let bridge = FakeLiveBridge::seeded();
///     let description = bridge.description();
///     (Arc::new(bridge) as _, description)
/// });
/// let spec = TargetSpec::InProcess(InProcess { name: "my bridge".to_owned(), start, restartable: true });
/// let run = runner::run(&Options::new(spec), &checks::all(), |_| {})?;
/// assert_eq!(run.judge().0, Conformance::Conformant, "{:#?}", report::Summary::of(&run).remarks());
/// # Ok::<(), livebridge_suite::runner::NoRun>(())
/// ```
#[derive(Clone)]
pub struct InProcess {
    /// What reports call it.
    pub name: String,
    /// Gives the bridge and what it says of itself.
    pub start: Arc<dyn Fn() -> (Arc<dyn LiveBridge>, Description) + Send + Sync>,
    /// Whether each start gives a Set that is as at the first one. Where not, the suite makes what it needs through
    /// the port, and takes it away again.
    pub restartable: bool,
}

impl fmt::Debug for InProcess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InProcess")
            .field("name", &self.name)
            .field("restartable", &self.restartable)
            .finish_non_exhaustive()
    }
}

/// A Live Set that was read from its file.
#[derive(Debug)]
pub struct SetFile {
    /// Where it lies. Audio files are looked for from its folder and nowhere else, but for those that a check has put
    /// into the folder for temporary files.
    pub path: PathBuf,
    /// What is in it.
    pub set: Snapshot,
}

impl SetFile {
    /// A fake that holds the Set. Audio files that are not there are silent.
    pub fn fake(&self) -> Result<FakeLiveBridge, StartError> {
        let folder = self.path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let fake = FakeLiveBridge::from_snapshot(&self.set)
            .map_err(|error| StartError::Set { file: shown(&self.path), error: error.message })?;
        Ok(fake.with_media_root(folder).with_media_root(std::env::temp_dir()).with_silent_offline_media())
    }
}

/// A specification that names no target.
#[derive(Debug, Error)]
pub enum SpecError {
    /// Neither the fake nor a mutant.
    #[error(
        "there is no target `{0}`\nhint: use `fake`, `fake+MUTANT` (see `livebridge list mutants`), `als:FILE`, \
         `tcp:HOST:PORT`, `unix:PATH`, `ws://HOST:PORT/PATH`, or `-- COMMAND ARGS...`"
    )]
    Unknown(String),
    /// Something like an address that is none.
    #[error(transparent)]
    Address(#[from] AddressError),
    /// The fake with a fault that it does not know.
    #[error("there is no mutant `{0}`{1}\nhint: `livebridge list mutants` shows them all")]
    UnknownMutant(String, String),
    /// A file that is no Live Set.
    #[error("failed to import `{0}`: {1}\nhint: {hint}", hint = .1.hint())]
    File(String, ImportError),
}

impl FromStr for TargetSpec {
    type Err = SpecError;

    fn from_str(text: &str) -> Result<Self, SpecError> {
        if let Some(file) = text.strip_prefix("als:") {
            let path = PathBuf::from(file);
            let set = als::import_file(&path).map_err(|error| SpecError::File(visible(file), error))?.to_snapshot();
            return Ok(Self::File(Arc::new(SetFile { path, set })));
        }
        if Address::is_meant(text) {
            return Ok(Self::Socket { address: text.parse()?, token: None });
        }
        match text.split_once('+') {
            None if text == "fake" => Ok(Self::Fake),
            Some(("fake", name)) => mutants::by_name(name).map(Self::Mutant).ok_or_else(|| {
                let near = but_there_is(name, mutants::all().map(|mutant| mutant.name));
                SpecError::UnknownMutant(visible(name), near)
            }),
            _ => Err(SpecError::Unknown(visible(text))),
        }
    }
}

impl fmt::Display for TargetSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fake => f.write_str("fake"),
            Self::Mutant(mutant) => write!(f, "fake+{}", mutant.name),
            Self::File(file) => write!(f, "als:{}", file.path.display()),
            Self::Child(command) => write!(f, "-- {command}"),
            Self::Socket { address, .. } => address.fmt(f),
            Self::InProcess(target) => f.write_str(&target.name),
        }
    }
}

/// An implementation that runs.
#[derive(Clone)]
pub struct Target {
    /// Its port, and what it offers beside it.
    pub bridge: Arc<dyn LiveBridge>,
    /// What it said of itself.
    pub description: Arc<Description>,
    /// The connection, where there is one: for checks of the protocol itself.
    pub remote: Option<Arc<RemoteBridge>>,
}

impl TargetSpec {
    /// The same target with a token to show, where it is reached at an address.
    #[must_use]
    pub fn with_token(self, token: Option<Token>) -> Self {
        match self {
            Self::Socket { address, .. } => Self::Socket { address, token },
            other => other,
        }
    }

    /// Starts the target afresh, or connects to it.
    pub fn start(&self, timeouts: Timeouts) -> Result<Target, StartError> {
        if let Some(endpoint) = self.endpoint() {
            return Ok(Target::remote(RemoteBridge::connect(&endpoint, timeouts)?));
        }
        let (bridge, description): (Arc<dyn LiveBridge>, _) = match self {
            Self::InProcess(target) => (target.start)(),
            Self::File(file) => {
                let fake = file.fake()?;
                let description = fake.description();
                (Arc::new(fake), description)
            }
            Self::Mutant(mutant) => {
                let fake = FakeLiveBridge::deviating(Zoo::new(mutant));
                let description = fake.description();
                (Arc::new(fake), description)
            }
            // The fake; whatever else there is has a wire.
            Self::Fake | Self::Child(_) | Self::Socket { .. } => {
                let fake = FakeLiveBridge::seeded();
                let description = fake.description();
                (Arc::new(fake), description)
            }
        };
        Ok(Target { bridge, description: Arc::new(description), remote: None })
    }

    /// Whether a new start gives the Set of the first one, so that it can be started anew after a fault, and several
    /// can run side by side.
    pub const fn restartable(&self) -> bool {
        match self {
            Self::InProcess(target) => target.restartable,
            // A new connection finds the Set as the last one left it.
            Self::Socket { .. } => false,
            Self::Fake | Self::Mutant(_) | Self::File(_) | Self::Child(_) => true,
        }
    }

    /// The files that the specification names: nothing is to be written over them.
    pub fn files(&self) -> Vec<&Path> {
        match self {
            Self::File(file) => vec![&file.path],
            Self::Child(command) => {
                let words = command.args.iter().map(AsRef::<Path>::as_ref);
                std::iter::once(command.program.as_ref()).chain(words).collect()
            }
            Self::Fake | Self::Mutant(_) | Self::Socket { .. } | Self::InProcess(_) => Vec::new(),
        }
    }

    /// Where its wire is; `None` in process, where there is none.
    fn endpoint(&self) -> Option<Endpoint> {
        match self {
            Self::Child(command) => Some(Endpoint::Child(command.clone())),
            Self::Socket { address, token } => {
                Some(Endpoint::Socket { address: address.clone(), token: token.clone() })
            }
            Self::Mutant(mutant) if mutant.wire.is_some() => {
                let mutant = *mutant;
                Some(Endpoint::InProcess(Arc::new(move |requests, answers| {
                    // The client is dropped when it has seen enough, also in the middle of an answer.
                    let _ = Served::mutant(mutant).answer(Guest::at_home(requests, answers));
                })))
            }
            Self::Fake | Self::Mutant(_) | Self::File(_) | Self::InProcess(_) => None,
        }
    }

    /// Asks a new instance, or over a new connection, for a version of the protocol; `None` in process, where there is
    /// no protocol.
    pub fn ask_for_version(&self, version: u32, timeouts: Timeouts) -> Result<Option<Answered>, StartError> {
        self.endpoint().map(|endpoint| RemoteBridge::ask_for_version(&endpoint, version, timeouts)).transpose()
    }

    /// Calls a new instance, or over a new connection, before it is greeted; `None` in process, where there is no
    /// protocol.
    pub fn call_before_greeting(
        &self,
        method: &str,
        params: &serde_json::Value,
        timeouts: Timeouts,
    ) -> Result<Option<Answered>, StartError> {
        self.endpoint().map(|at| RemoteBridge::call_before_greeting(&at, method, params, timeouts)).transpose()
    }

    /// The handlers that are run on it: ours, unless a mutant has some of its own.
    pub const fn handlers(&self) -> &Handlers {
        match self {
            Self::Mutant(mutant) => &mutant.handlers,
            Self::Fake | Self::File(_) | Self::Child(_) | Self::Socket { .. } | Self::InProcess(_) => &Handlers::OURS,
        }
    }

    /// How the harness reaches it.
    pub const fn transport(&self) -> Transport {
        match self {
            Self::Mutant(Mutant { wire: Some(_), .. }) | Self::Child(_) | Self::Socket { .. } => Transport::Wire,
            Self::Fake | Self::Mutant(_) | Self::File(_) | Self::InProcess(_) => Transport::InProcess,
        }
    }
}

/// What a target said to a call.
pub type Answered = livebridge_port::Result<serde_json::Value>;

impl Target {
    fn remote(remote: RemoteBridge) -> Self {
        let remote = Arc::new(remote);
        Self {
            bridge: Arc::clone(&remote) as Arc<dyn LiveBridge>,
            description: Arc::new(remote.description().clone()),
            remote: Some(remote),
        }
    }

    /// The names of those operations that it does not offer.
    pub fn missing(&self, operations: &[Operation]) -> Vec<&'static str> {
        let missing = operations.iter().filter(|operation| !self.description.offers(**operation));
        missing.map(|operation| operation.name()).collect()
    }

    /// The whole Set, as the target gives it or, where it cannot, as the reads of the port show it.
    pub fn set(&self) -> livebridge_port::Result<Snapshot> {
        if self.description.offers(Operation::ControlSnapshot)
            && let SetView::Canonical(set) = self.bridge.control().snapshot()?
        {
            return Ok(*set);
        }
        pollster::block_on(Snapshot::read(self.bridge.as_ref()))
    }

    /// What the target wrote to stderr, when it is a process of ours, or sent as `log`.
    pub fn log(&self) -> Option<String> {
        self.remote.as_ref().map(|remote| remote.log()).filter(|log| !log.is_empty())
    }

    /// Ends a process politely, as the protocol asks; `false` when it had to be ended by force. A server that was there
    /// before stays.
    pub fn shut_down(self) -> bool {
        drop(self.bridge);
        self.remote.and_then(Arc::into_inner).is_none_or(RemoteBridge::shut_down)
    }
}
