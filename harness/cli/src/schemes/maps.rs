//! `map:FILE`, and the maps that ship: `ableton-mcp:`, with another address behind the colon where that is needed.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use livebridge_maps::{Map, MapBridge, MapError, SecondWay, TransportMap, Waits, shipped};
use livebridge_port::Fault;
use livebridge_suite::inside::Inside;
use livebridge_suite::target::{Instance, Link, Scheme, SchemeError, Target};
use livebridge_text::phrasing::{shown, visible};
use livebridge_wire::{Endpoint, StartError, Timeouts, Token, quoted};

use super::inside::{self, LiveAddress, LiveInside};

/// Bridges by a map from a file.
pub(super) struct MapFiles;

const PREFIX: &str = "map:";

impl Scheme for MapFiles {
    fn forms(&self) -> &'static [&'static str] {
        &["map:FILE"]
    }

    fn help(&self) -> &'static str {
        "`map:FILE` for a bridge that a map describes"
    }

    fn is_meant(&self, text: &str) -> bool {
        text.starts_with(PREFIX)
    }

    fn parse(&self, text: &str, token: Option<&Token>) -> Result<Arc<dyn Target>, SchemeError> {
        let path = Path::new(text.strip_prefix(PREFIX).unwrap_or(text));
        let map = read(path)?;
        Ok(Arc::new(MapTarget::new(text, map, token, Some(path.to_owned()))))
    }
}

/// Reads the map of a file.
pub(crate) fn read(path: &Path) -> Result<Map, SchemeError> {
    let text = std::fs::read_to_string(path).map_err(|error| SchemeError {
        what: format!("failed to read `{}`: {error}", shown(path)),
        hint: Some("`livebridge map new` begins one".to_owned()),
    })?;
    Map::read(&text).map_err(|MapError { place, what, hint }| SchemeError {
        what: format!("`{}` is no map: {place}: {what}", visible(&path.to_string_lossy())),
        hint: Some(hint),
    })
}

/// Bridges whose map ships.
pub(super) struct ShippedMaps;

impl Scheme for ShippedMaps {
    fn forms(&self) -> &'static [&'static str] {
        &["ableton-mcp:"]
    }

    fn help(&self) -> &'static str {
        "a bridge by its name, such as `ableton-mcp:`, with HOST:PORT behind it where it listens elsewhere; a map of a \
         tool server also before its program: `loophole: -- COMMAND`"
    }

    fn is_meant(&self, text: &str) -> bool {
        text.split_once(':').is_some_and(|(name, _)| shipped::by_name(name).is_some())
    }

    fn parse(&self, text: &str, token: Option<&Token>) -> Result<Arc<dyn Target>, SchemeError> {
        let (name, address) = text.split_once(':').unwrap_or((text, ""));
        let mut map = of_name(name)?;
        if !address.is_empty() {
            map.transport.reach(address);
        }
        Ok(Arc::new(MapTarget::new(text, map, token, None)))
    }
}

/// The map that ships under a name.
fn of_name(name: &str) -> Result<Map, SchemeError> {
    let no_map = || SchemeError { what: format!("there is no map `{}`", visible(name)), hint: None };
    let read = shipped::by_name(name).ok_or_else(no_map)?.map();
    read.map_err(|error| SchemeError { what: error.to_string(), hint: Some(error.hint) })
}

/// A tool server that is a program, by the map that is named before it: `loophole: -- node server.js`.
pub(super) fn program(text: &str, program: &str, arguments: &[String]) -> Result<Option<Arc<dyn Target>>, SchemeError> {
    let (mut map, file) = match (text.strip_prefix(PREFIX), text.strip_suffix(':')) {
        (Some(path), _) => (read(Path::new(path))?, Some(Path::new(path).to_owned())),
        (None, Some(name)) if shipped::by_name(name).is_some() => (of_name(name)?, None),
        (None, _) => return Ok(None),
    };
    let TransportMap::Mcp { command, address } = &mut map.transport else {
        return Err(SchemeError {
            what: format!("`{}` is no map of a tool server: its bridge is reached, and not started", visible(text)),
            hint: Some("start the bridge yourself, and leave out what stands after `--`".to_owned()),
        });
    };
    *command = std::iter::once(program.to_owned()).chain(arguments.iter().cloned()).collect();
    *address = None;
    let words = std::iter::once(program).chain(arguments.iter().map(String::as_str)).map(quoted);
    let name = format!("{text} -- {}", words.collect::<Vec<_>>().join(" "));
    Ok(Some(Arc::new(MapTarget::new(&name, map, None, file))))
}

/// A bridge that speaks its own protocol, and that runs already.
#[derive(Debug)]
struct MapTarget {
    name: String,
    map: Arc<Map>,
    token: Option<Token>,
    file: Option<PathBuf>,
    inside: Option<LiveAddress>,
}

impl MapTarget {
    fn new(name: &str, map: Map, token: Option<&Token>, file: Option<PathBuf>) -> Self {
        let inside = inside::chosen();
        Self { name: name.to_owned(), map: Arc::new(map), token: token.cloned(), file, inside }
    }
}

impl fmt::Display for MapTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

impl Target for MapTarget {
    fn start(&self, timeouts: Timeouts) -> Result<Instance, StartError> {
        let live =
            self.inside.as_ref().map(LiveInside::connect).transpose().map_err(|fault| not_seen(&fault))?.map(Arc::new);
        Ok(instance(connect(&self.map, self.token.as_ref(), timeouts, live.as_ref())?, live))
    }

    /// A tool server that the run starts begins anew, and what it drives does not: that may be somebody's Live.
    fn restartable(&self) -> bool {
        false
    }

    fn may_be_live(&self) -> bool {
        self.inside.is_none()
    }

    fn files(&self) -> Vec<&Path> {
        self.file.iter().map(PathBuf::as_path).collect()
    }

    fn endpoint(&self) -> Option<Endpoint> {
        None
    }

    fn has_inside(&self) -> bool {
        self.inside.is_some()
    }

    fn is_mapped(&self) -> bool {
        true
    }

    fn excludes(&self, requirement: &str) -> Option<String> {
        self.map.inapplicable.get(requirement).cloned()
    }

    fn remarks(&self) -> Vec<String> {
        remarks(&self.map, self.inside.as_ref().map(|live| format!("live:{}", live.address)).as_deref())
    }
}

/// What a report says of a bridge that is reached by a map.
pub(crate) fn remarks(map: &Map, second_way: Option<&str>) -> Vec<String> {
    let undo = second_way.map_or_else(
        || "undo is not observed: the map names no way to it".to_owned(),
        |way| format!("undo, redo and the whole Set are seen through {way}, not through the bridge"),
    );
    std::iter::once(undo).chain(map.remarks()).collect()
}

fn not_seen(fault: &Fault) -> StartError {
    StartError::Own { what: fault.to_string(), hint: "is the simulated Live still there?".to_owned() }
}

/// Connects to the bridge of a map, which the inside of its host undoes and shows where that is seen.
pub(crate) fn connect(
    map: &Arc<Map>,
    token: Option<&Token>,
    timeouts: Timeouts,
    live: Option<&Arc<LiveInside>>,
) -> Result<Arc<MapBridge>, StartError> {
    let waits = Waits { start: timeouts.start, call: timeouts.call };
    let second_way = live.map(|live| Arc::clone(live) as Arc<dyn SecondWay>);
    let token = token.map(Token::reveal);
    MapBridge::connect(Arc::clone(map), token, waits, second_way)
        .map(Arc::new)
        .map_err(|fault| StartError::Connect { address: address(&map.transport), error: fault.to_string() })
}

/// A connected bridge as what checks are run on.
pub(crate) fn instance(bridge: Arc<MapBridge>, live: Option<Arc<LiveInside>>) -> Instance {
    let description = bridge.description();
    let link = link(&bridge);
    let instance = Instance::linked(bridge, description, link);
    match live {
        Some(live) => instance.seen_from(live as Arc<dyn Inside>),
        None => instance,
    }
}

/// What a connected bridge is held by.
pub(crate) fn link(bridge: &Arc<MapBridge>) -> Arc<dyn Link> {
    Arc::new(MapLink(Arc::clone(bridge)))
}

fn address(transport: &TransportMap) -> String {
    match transport {
        TransportMap::TcpJson { address, .. }
        | TransportMap::Http { address }
        | TransportMap::UdpJson { address, .. }
        | TransportMap::Osc { address, .. } => address.clone(),
        TransportMap::Mcp { command, address } => address.clone().unwrap_or_else(|| command.join(" ")),
    }
}

/// The connection of a map.
struct MapLink(Arc<MapBridge>);

impl Link for MapLink {
    fn broken(&self) -> Option<Fault> {
        self.0.broken()
    }

    fn log(&self) -> String {
        String::new()
    }

    fn end(&self) -> bool {
        true
    }

    fn take_not_offered(&self) -> Option<String> {
        self.0.take_not_offered()
    }
}
