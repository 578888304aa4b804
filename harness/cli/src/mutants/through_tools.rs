//! The fakes behind our tool server: every call of a check becomes a call of a tool, by the map of it that ships.
//!
//! Undo, redo, resets and the whole Set are the port's beside the tools, which have none of them. A mutant is hunted here when a check
//! that catches it on the port is judged through tools too; the others are counted, and hunted on the port alone.

use std::collections::BTreeSet;
use std::fmt;
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::Arc;
use std::thread;

use anyhow::{Context, bail};
use livebridge_maps::{Map, MapBridge, Waits, shipped};
use livebridge_mcp::{BridgeTools, ClientOptions, McpClient, ToolChoice, ToolServer};
use livebridge_port::{
    Batch, BoxFuture, Capabilities, ClipInfo, Commit, ControlPlane, Description, DeviceParamInfo, IdRef, LiveBridge,
    Note, Operation, RenderResult, Result, SceneInfo, SongOverview, TrackInfo, TrackMatch, TrackMixerInfo,
};
use livebridge_suite::check::Check;
use livebridge_suite::interrupt::Interrupt;
use livebridge_suite::mutants::Mutant;
use livebridge_suite::mutants::hunt::{Fate, Ground, hunt};
use livebridge_suite::runner::{self, RunOptions};
use livebridge_suite::target::{FakeTarget, Instance, MutantTarget, Target};
use livebridge_suite::verdict::Verdict;
use livebridge_wire::{Endpoint, StartError, Timeouts};

use crate::schemes::maps;

/// The map of our tool server.
const MAP: &str = "livebridge";

/// The mutant that is in every hunt here: its fault is in an answer that a tool gives.
const CANARY: &str = "stale-id-accepted";

/// Mutants whose check is judged through tools and whose fault does not come through them, each with the reason.
const UNSEEN: &[(&str, &str)] = &[
    ("trailing-junk-in-ids", IDS),
    ("parameter-index-as-far-as-it-is-a-number", IDS),
    ("clip-ids-in-any-case", IDS),
    ("slot-index-wraps", IDS),
    ("parent-of-wrong-kind", IDS),
    ("mixer-path-is-its-track", IDS),
    ("empty-hint", WORDS),
    ("no-hint-from-the-host", WORDS),
    ("subject-id-missing", WORDS),
];

const IDS: &str = "a map reads ids itself, and refuses what is none before a tool is called";

const WORDS: &str = "the map says for itself which id was asked for, and what to do about a code";

/// What is hunted through tools, and what is not.
pub(super) struct Reach {
    /// Those that a check catches which is judged there.
    pub(super) seen: Vec<&'static Mutant>,
    /// Those whose fault is one of a protocol that is not spoken here, or of the tool server itself.
    pub(super) elsewhere: usize,
    /// Those that are caught by checks alone which are not judged through tools.
    pub(super) beyond: usize,
    /// Those that are known not to come through, each with the reason.
    pub(super) unseen: Vec<(&'static str, &'static str)>,
}

/// Finds out which of these mutants can be seen through tools: a check that catches it on the port must have passed on
/// the unmodified fake behind the tools.
pub(super) fn reach(
    map: &Arc<Map>,
    mutants: &[&'static Mutant],
    checks: &[Check],
    interrupt: &Interrupt,
) -> anyhow::Result<Reach> {
    let options = RunOptions {
        interrupt: interrupt.clone(),
        unexplored: Some("the hunt".to_owned()),
        ..RunOptions::new(target(map, None))
    };
    let control = runner::run(&options, checks, |_| {})?;
    if control.interrupted {
        bail!("interrupted before it was known what is judged through tools");
    }
    let passed = control.checks.iter().filter(|result| result.verdict == Verdict::Pass);
    let judged: BTreeSet<&str> = passed.map(|result| &*result.check).collect();
    let is_elsewhere = |mutant: &Mutant| mutant.wire.is_some() || mutant.tools.is_some();
    let unseen = |mutant: &Mutant| UNSEEN.iter().find(|(name, _)| *name == mutant.name).copied();
    let (elsewhere, here): (Vec<_>, Vec<_>) = mutants.iter().copied().partition(|mutant| is_elsewhere(mutant));
    let ground = Ground { asks_all: false, ..Ground::default() };
    let jobs = thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let on_the_port = hunt(&ground, &here, checks, jobs, interrupt, || {})?;
    let is_judged = |fate: &Fate| match fate {
        Fate::Killed { checks } => checks.iter().any(|check| judged.contains(&**check)),
        Fate::KilledForAnotherReason { .. } | Fate::Survived | Fate::HarnessError { .. } | Fate::Unknown => false,
    };
    let caught = on_the_port.mutants.iter().filter(|hunted| is_judged(&hunted.fate)).map(|hunted| hunted.name);
    let caught: BTreeSet<&str> = caught.collect();
    let (seen, rest): (Vec<_>, Vec<_>) = here.into_iter().partition(|mutant| caught.contains(mutant.name));
    let known = seen.iter().filter_map(|mutant| unseen(mutant)).collect();
    let seen = seen.into_iter().filter(|mutant| unseen(mutant).is_none()).collect();
    Ok(Reach { seen, elsewhere: elsewhere.len(), beyond: rest.len(), unseen: known })
}

/// The map, read.
pub(super) fn map() -> anyhow::Result<Arc<Map>> {
    let known = shipped::by_name(MAP).context("there is no map of our tool server")?;
    Ok(Arc::new(known.map()?))
}

/// The ground of a hunt through tools.
pub(super) fn on<T>(map: &Arc<Map>, hunted: impl FnOnce(&Ground<'_>) -> T) -> T {
    let of = |mutant: Option<&'static Mutant>| target(map, mutant);
    hunted(&Ground { target: &of, canary: CANARY, asks_all: false })
}

fn target(map: &Arc<Map>, mutant: Option<&'static Mutant>) -> Arc<dyn Target> {
    let fake: Arc<dyn Target> = match mutant {
        None => Arc::new(FakeTarget),
        Some(mutant) => Arc::new(MutantTarget(mutant)),
    };
    Arc::new(BehindTools { fake, map: Arc::clone(map) })
}

/// A fake with our tool server before it, all in this process.
#[derive(Debug)]
struct BehindTools {
    fake: Arc<dyn Target>,
    map: Arc<Map>,
}

impl fmt::Display for BehindTools {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} behind tools", self.fake)
    }
}

impl Target for BehindTools {
    fn start(&self, timeouts: Timeouts) -> std::result::Result<Instance, StartError> {
        let behind = self.fake.start(timeouts)?;
        let tools = BridgeTools::new(Arc::clone(&behind.bridge), Arc::clone(&behind.description), ToolChoice::All);
        let server = ToolServer::new(tools);
        let options = ClientOptions { start: timeouts.start, call: timeouts.call, revision: None };
        let client = McpClient::in_process(move |message| server.answer(message).message, options)
            .map_err(|error| StartError::Own { what: error.to_string(), hint: "this is a bug of ours".to_owned() })?;
        let waits = Waits { start: timeouts.start, call: timeouts.call };
        let tools = Arc::new(MapBridge::over_client(Arc::clone(&self.map), client, waits, None));
        let description = described(tools.description(), &behind.description);
        let link = maps::link(&tools);
        let bridge = Arc::new(Through { tools, port: Arc::clone(&behind.bridge) });
        let instance = Instance::linked(bridge, description, link);
        Ok(match behind.inside() {
            Some(inside) => instance.seen_from(Arc::clone(inside)),
            None => instance,
        })
    }

    fn restartable(&self) -> bool {
        true
    }

    fn may_be_live(&self) -> bool {
        false
    }

    fn has_own_set(&self) -> bool {
        false
    }

    fn has_inside(&self) -> bool {
        self.fake.has_inside()
    }

    fn files(&self) -> Vec<&Path> {
        Vec::new()
    }

    fn endpoint(&self) -> Option<Endpoint> {
        None
    }

    fn excludes(&self, what: &str) -> Option<String> {
        self.map.inapplicable.get(what).cloned()
    }
}

/// What the tools offer, and beside it what is done on the port behind them.
fn described(tools: Description, behind: &Description) -> Description {
    let beside = [
        Operation::ControlReset,
        Operation::ControlSnapshot,
        Operation::ControlUndo,
        Operation::ControlRedo,
        Operation::ControlUndoDepth,
        Operation::ControlSettle,
    ];
    let beside = beside.into_iter().filter(|operation| behind.offers(*operation));
    let operations = tools.operations.into_iter().chain(beside.map(|operation| operation.name().to_owned()));
    let capabilities = Capabilities {
        undo: behind.capabilities.undo,
        reset: behind.capabilities.reset,
        snapshot: behind.capabilities.snapshot,
        ..tools.capabilities
    };
    Description { capabilities, operations: operations.collect(), ..tools }
}

/// The port by the tools, and what the tools do not have by the port behind them.
struct Through {
    tools: Arc<MapBridge>,
    port: Arc<dyn LiveBridge>,
}

impl LiveBridge for Through {
    fn get_song_overview(&self) -> Result<SongOverview> {
        self.tools.get_song_overview()
    }

    fn list_tracks(&self) -> Result<Vec<TrackInfo>> {
        self.tools.list_tracks()
    }

    fn find_track(&self, query: &str) -> Result<Vec<TrackMatch>> {
        self.tools.find_track(query)
    }

    fn list_clips(&self, track: &IdRef) -> Result<Vec<ClipInfo>> {
        self.tools.list_clips(track)
    }

    fn get_notes(&self, clip: &IdRef) -> Result<Vec<Note>> {
        self.tools.get_notes(clip)
    }

    fn list_scenes(&self) -> Result<Vec<SceneInfo>> {
        self.tools.list_scenes()
    }

    fn list_device_params<'a>(&'a self, track: &'a IdRef) -> BoxFuture<'a, Result<Vec<DeviceParamInfo>>> {
        self.tools.list_device_params(track)
    }

    fn get_track_mixer<'a>(&'a self, track: &'a IdRef) -> BoxFuture<'a, Result<TrackMixerInfo>> {
        self.tools.get_track_mixer(track)
    }

    fn render_track<'a>(&'a self, track: &'a IdRef, start: f64, end: f64) -> BoxFuture<'a, Result<RenderResult>> {
        self.tools.render_track(track, start, end)
    }

    fn commit(&self, batch: Batch) -> BoxFuture<'_, Result<Commit>> {
        self.tools.commit(batch)
    }

    fn control(&self) -> &dyn ControlPlane {
        self.port.control()
    }
}
