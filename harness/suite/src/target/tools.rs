//! Tool servers as targets: one of ours before any target, seen from both sides, and any at all, seen from outside.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use livebridge_fake::SilentClip;
use livebridge_mcp::{BridgeFile, BridgeTools, ClientOptions, McpClient, McpError, Revision, ToolChoice, ToolServer};
use livebridge_port::capabilities::{Capabilities, Implementation};
use livebridge_port::{
    Batch, BoxFuture, BridgeError, ClipInfo, Commit, Description, DeviceParamInfo, Fault, IdRef, LiveBridge, Name,
    Note, Operation, RenderResult, Result, SceneInfo, SongOverview, TrackInfo, TrackMatch, TrackMixerInfo,
};
use livebridge_wire::{Command, Endpoint, StartError, Timeouts, Token};

use super::{Instance, Link, Target};
use crate::handlers::Handlers;
use crate::mutants::ToolHooks;
use crate::requirement::Transport;

/// How to connect once more, in a revision.
type Connect = Box<dyn Fn(Option<Revision>) -> std::result::Result<McpClient, McpError> + Send + Sync>;

/// A connection to a tool server, and how to make others.
pub struct ToolAccess {
    client: Arc<McpClient>,
    connect: Connect,
}

impl ToolAccess {
    /// Our tool server before a bridge that runs here.
    pub(crate) fn served(instance: &Instance, hooks: ToolHooks) -> std::result::Result<Self, StartError> {
        let (bridge, description) = (Arc::clone(&instance.bridge), Arc::clone(&instance.description));
        let server = Arc::new(ToolServer::new(BridgeTools::new(bridge, description, ToolChoice::All)));
        let connect = move |revision| {
            let server = Arc::clone(&server);
            let options = ClientOptions { revision, ..ClientOptions::default() };
            McpClient::in_process(move |message| hooks.pass(&server, message), options)
        };
        Self::by(Box::new(connect)).map_err(|error| not_started(&error))
    }

    fn by(connect: Connect) -> std::result::Result<Self, McpError> {
        Ok(Self { client: Arc::new(connect(None)?), connect })
    }

    /// The connection.
    pub fn client(&self) -> &McpClient {
        &self.client
    }

    /// Another connection in this revision: to a new process where the server is a program.
    pub fn connect(&self, revision: Revision) -> std::result::Result<McpClient, McpError> {
        (self.connect)(Some(revision))
    }
}

fn not_started(error: &McpError) -> StartError {
    let hint = match error {
        McpError::Http { status: 401 | 403, .. } => "give the token that it asks for",
        McpError::Start(_) => "give the program and its arguments, or the address of a server that runs",
        McpError::Rpc(_) | McpError::Http { .. } | McpError::Fault(_) | McpError::Shape { .. } => {
            "give a server of the Model Context Protocol: what it says on stderr may tell more"
        }
    };
    StartError::Own { what: error.to_string(), hint: hint.to_owned() }
}

/// A target with our tool server before it, both in this process: what tools do is seen in the Set.
#[derive(Debug)]
pub struct ServedAsTools(pub Arc<dyn Target>);

impl fmt::Display for ServedAsTools {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = self.0.to_string();
        // A program stands behind a space, as on the command line.
        let space = if inner.starts_with("-- ") { " " } else { "" };
        write!(f, "mcp:{space}{inner}")
    }
}

impl Target for ServedAsTools {
    fn start(&self, timeouts: Timeouts) -> std::result::Result<Instance, StartError> {
        let instance = self.0.start(timeouts)?;
        let tools = ToolAccess::served(&instance, ToolHooks::PLAIN)?;
        Ok(instance.with_tools(tools))
    }

    fn restartable(&self) -> bool {
        self.0.restartable()
    }

    fn may_be_live(&self) -> bool {
        self.0.may_be_live()
    }

    fn has_own_set(&self) -> bool {
        self.0.has_own_set()
    }

    fn files(&self) -> Vec<&Path> {
        self.0.files()
    }

    fn endpoint(&self) -> Option<Endpoint> {
        self.0.endpoint()
    }

    fn transport(&self) -> Transport {
        self.0.transport()
    }

    fn shares_its_set(&self) -> bool {
        self.0.shares_its_set()
    }

    fn has_tools(&self) -> bool {
        true
    }

    fn handlers(&self) -> &Handlers {
        self.0.handlers()
    }

    fn silent_files(&self) -> Vec<Name> {
        self.0.silent_files()
    }

    fn silent_clips(&self) -> Vec<SilentClip> {
        self.0.silent_clips()
    }
}

/// Where a tool server is.
#[derive(Debug, Clone)]
pub enum ToolAddress {
    /// A program that speaks on its standard streams.
    Program(Command),
    /// A server at an address.
    Url {
        /// The address, which begins with `http://`.
        url: String,
        /// What it wants to be shown.
        token: Option<Token>,
    },
    /// A server that says in a bridge file where it is.
    BridgeFile(PathBuf),
}

/// Any tool server, seen from outside: what its tools stand for is not known.
#[derive(Debug, Clone)]
pub struct ToolServerTarget(pub ToolAddress);

impl fmt::Display for ToolServerTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            ToolAddress::Program(command) => write!(f, "tools: -- {command}"),
            ToolAddress::Url { url, .. } => write!(f, "tools:{url}"),
            ToolAddress::BridgeFile(path) => write!(f, "tools:{}", path.display()),
        }
    }
}

impl Target for ToolServerTarget {
    fn start(&self, timeouts: Timeouts) -> std::result::Result<Instance, StartError> {
        let address = self.0.clone();
        // A program of another language may take seconds before it answers at all.
        let start = timeouts.start.max(Duration::from_secs(20));
        let connect = move |revision| {
            let options = ClientOptions { start, call: timeouts.call, revision };
            match &address {
                ToolAddress::Program(command) => McpClient::start(command, options),
                ToolAddress::Url { url, token } => McpClient::connect(url, token.clone(), options),
                ToolAddress::BridgeFile(path) => {
                    let found = BridgeFile::read(path).map_err(|error| McpError::Start(error.to_string()))?;
                    McpClient::connect(&found.url, Some(found.token), options)
                }
            }
        };
        let tools = ToolAccess::by(Box::new(connect)).map_err(|error| not_started(&error))?;
        let identity = tools.client().identity();
        let description = Description {
            implementation: Implementation {
                name: identity.name.clone(),
                version: identity.version.clone(),
                language: String::new(),
                homepage: None,
            },
            capabilities: Capabilities::default(),
            operations: std::collections::BTreeSet::new(),
        };
        let link = Arc::new(ToolLink(Arc::clone(&tools.client)));
        Ok(Instance::linked(Arc::new(NoPort), description, link).with_tools(tools))
    }

    fn restartable(&self) -> bool {
        matches!(self.0, ToolAddress::Program(_))
    }

    fn may_be_live(&self) -> bool {
        true
    }

    fn files(&self) -> Vec<&Path> {
        match &self.0 {
            ToolAddress::Program(command) => {
                let words = command.args.iter().map(AsRef::<Path>::as_ref);
                std::iter::once(command.program.as_ref()).chain(words).collect()
            }
            ToolAddress::Url { .. } => Vec::new(),
            ToolAddress::BridgeFile(path) => vec![path],
        }
    }

    fn endpoint(&self) -> Option<Endpoint> {
        None
    }

    fn has_tools(&self) -> bool {
        true
    }

    fn is_tools_alone(&self) -> bool {
        true
    }
}

/// The connection of a tool server. A program of ours ends with its last client.
struct ToolLink(Arc<McpClient>);

impl Link for ToolLink {
    fn broken(&self) -> Option<Fault> {
        self.0.broken()
    }

    fn log(&self) -> String {
        self.0.log()
    }

    fn end(&self) -> bool {
        true
    }
}

/// The port of a tool server of which nothing is known: it offers nothing.
struct NoPort;

fn nothing<T>(operation: Operation) -> Result<T> {
    Err(BridgeError::unsupported(format!("{operation} is not reached through tools without a map")).into())
}

impl LiveBridge for NoPort {
    fn get_song_overview(&self) -> Result<SongOverview> {
        nothing(Operation::GetSongOverview)
    }

    fn list_tracks(&self) -> Result<Vec<TrackInfo>> {
        nothing(Operation::ListTracks)
    }

    fn find_track(&self, _: &str) -> Result<Vec<TrackMatch>> {
        nothing(Operation::FindTrack)
    }

    fn list_clips(&self, _: &IdRef) -> Result<Vec<ClipInfo>> {
        nothing(Operation::ListClips)
    }

    fn get_notes(&self, _: &IdRef) -> Result<Vec<Note>> {
        nothing(Operation::GetNotes)
    }

    fn list_scenes(&self) -> Result<Vec<SceneInfo>> {
        nothing(Operation::ListScenes)
    }

    fn list_device_params<'a>(&'a self, _: &'a IdRef) -> BoxFuture<'a, Result<Vec<DeviceParamInfo>>> {
        Box::pin(async { nothing(Operation::ListDeviceParams) })
    }

    fn get_track_mixer<'a>(&'a self, _: &'a IdRef) -> BoxFuture<'a, Result<TrackMixerInfo>> {
        Box::pin(async { nothing(Operation::GetTrackMixer) })
    }

    fn render_track<'a>(&'a self, _: &'a IdRef, _: f64, _: f64) -> BoxFuture<'a, Result<RenderResult>> {
        Box::pin(async { nothing(Operation::RenderTrack) })
    }

    fn commit(&self, batch: Batch) -> BoxFuture<'_, Result<Commit>> {
        Box::pin(async move { nothing(batch.operation()) })
    }
}
