//! The fakes behind our tool server: every call of a check becomes a call of a tool, by the map of it that ships.
//!
//! Undo, redo, resets and the whole Set are the port's beside the tools, which have none of them. Whatever is not killed here has
//! a reason: its fault is in a protocol that is not spoken, none of the checks that catch it is judged through tools, or
//! it has a row in [`UNSEEN`].

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use livebridge_maps::{Map, MapBridge, Waits, shipped};
use livebridge_mcp::{BridgeTools, ClientOptions, McpClient, ToolChoice, ToolServer};
use livebridge_port::{
    Batch, BoxFuture, Capabilities, ClipInfo, Commit, ControlPlane, Description, DeviceParamInfo, IdRef, LiveBridge,
    Note, Operation, RenderResult, Result, SceneInfo, SongOverview, TrackInfo, TrackMatch, TrackMixerInfo,
};
use livebridge_suite::check::Check;
use livebridge_suite::handlers::Handlers;
use livebridge_suite::interrupt::Interrupt;
use livebridge_suite::mutants::hunt::{Fate, Ground, Hunt, hunt};
use livebridge_suite::mutants::{Mutant, by_name};
use livebridge_suite::runner::CheckResult;
use livebridge_suite::target::{FakeTarget, Instance, MutantTarget, Target};
use livebridge_suite::verdict::Verdict;
use livebridge_wire::{Endpoint, StartError, Timeouts};
use serde::Serialize;

use crate::schemes::maps;

/// The map of our tool server.
const MAP: &str = "livebridge";

/// The requirement that random programs judge: they take as long as all other checks.
pub(super) const EXPLORATION: &str = "LB-EXPL-001";

/// The mutant that is in every hunt here: its fault is in an answer that a tool gives.
const CANARY: &str = "stale-id-accepted";

/// Mutants whose check is judged through tools and whose fault does not come through them, each with the reason. A row that
/// is not needed fails the hunt.
const UNSEEN: &[(&str, &str)] = &[];

const ON_THE_WIRE: &str = "its fault is in the wire protocol, which is not spoken here";

const IN_THE_TOOLS: &str = "its fault is in a tool server, and the area `tools` is what catches it";

const BY_EXPLORATION: &str = "random programs alone catch it, and they are left out here";

/// A hunt through tools.
#[derive(Serialize)]
pub(super) struct ThroughTools {
    /// The mutants that are killed, and those of which nothing says why they are not.
    pub(super) hunt: Hunt,
    /// The others.
    pub(super) beyond: Vec<Beyond>,
    /// Rows of [`UNSEEN`] that are not needed.
    pub(super) idle_rows: Vec<&'static str>,
}

/// A mutant that is not seen through tools.
#[derive(Serialize)]
pub(super) struct Beyond {
    pub(super) name: &'static str,
    pub(super) requirement: &'static str,
    pub(super) reason: String,
}

impl Beyond {
    fn new(mutant: &Mutant, reason: impl Into<String>) -> Self {
        Self { name: mutant.name, requirement: mutant.requirement, reason: reason.into() }
    }
}

/// Hunts the mutants through tools, and finds out of those that survive why they do.
pub(super) fn hunt_through(
    map: &Arc<Map>,
    mutants: &[&'static Mutant],
    checks: &[Check],
    jobs: NonZeroUsize,
    interrupt: &Interrupt,
    tell: impl Fn() + Sync,
) -> anyhow::Result<ThroughTools> {
    let protocol = |mutant: &Mutant| match (mutant.wire, mutant.tools) {
        (Some(_), _) => Some(ON_THE_WIRE),
        (None, Some(_)) => Some(IN_THE_TOOLS),
        (None, None) => None,
    };
    let elsewhere = mutants.iter().filter_map(|mutant| Some(Beyond::new(mutant, protocol(mutant)?)));
    let mut beyond: Vec<Beyond> = elsewhere.collect();
    let here: Vec<&'static Mutant> = mutants.iter().copied().filter(|mutant| protocol(mutant).is_none()).collect();
    let of = |mutant: Option<&'static Mutant>| target(map, mutant);
    let ground = Ground { target: &of, canary: CANARY, asks_all: false };
    let mut through = hunt(&ground, &here, checks, jobs, interrupt, tell)?;
    if through.is_interrupted() {
        return Ok(ThroughTools { hunt: through, beyond, idle_rows: Vec::new() });
    }
    let fates: BTreeMap<&str, &Fate> = through.mutants.iter().map(|hunted| (hunted.name, &hunted.fate)).collect();
    let survived = |mutant: &&'static Mutant| fates.get(mutant.name) == Some(&&Fate::Survived);
    let survivors: Vec<&'static Mutant> = here.into_iter().filter(survived).collect();
    // What catches them on the port says whether it could have, through tools.
    let on_the_port = Ground { asks_all: false, ..Ground::default() };
    let on_the_port = hunt(&on_the_port, &survivors, checks, jobs, interrupt, || {})?;
    let control = through.control.iter().flatten().map(|result| (&*result.check, result)).collect();
    let is_hunted = |name: &str| mutants.iter().any(|mutant| mutant.name == name) || by_name(name).is_none();
    let mut idle_rows: BTreeSet<&str> = UNSEEN.iter().map(|(name, _)| *name).filter(|name| is_hunted(name)).collect();
    for (mutant, hunted) in survivors.iter().zip(&on_the_port.mutants) {
        let reason = match (not_judged(mutant, &hunted.fate, &control), UNSEEN.iter().find(|row| row.0 == mutant.name))
        {
            (Some(reason), _) => reason,
            (None, Some((name, reason))) => {
                idle_rows.remove(name);
                (*reason).to_owned()
            }
            (None, None) => continue,
        };
        beyond.push(Beyond::new(mutant, reason));
    }
    through.mutants.retain(|hunted| !beyond.iter().any(|mutant| mutant.name == hunted.name));
    Ok(ThroughTools { hunt: through, beyond, idle_rows: idle_rows.into_iter().collect() })
}

/// Why no check that catches a mutant on the port is judged through tools; `None` where one is.
fn not_judged(mutant: &Mutant, on_the_port: &Fate, control: &BTreeMap<&str, &CheckResult>) -> Option<String> {
    let checks = match on_the_port {
        Fate::Killed { checks } => checks,
        Fate::Survived => return (mutant.requirement == EXPLORATION).then(|| BY_EXPLORATION.to_owned()),
        Fate::KilledForAnotherReason { .. } | Fate::HarnessError { .. } | Fate::Unknown => return None,
    };
    let of_check = |check: &String| control.get(&**check).copied();
    if checks.iter().filter_map(of_check).any(|result| result.verdict == Verdict::Pass) {
        return None;
    }
    let reason = |result: &CheckResult| result.reason.clone().unwrap_or_else(|| result.verdict.to_string());
    checks.iter().find_map(of_check).map(reason)
}

/// The map, read.
pub(super) fn map() -> anyhow::Result<Arc<Map>> {
    let known = shipped::by_name(MAP).context("there is no map of our tool server")?;
    Ok(Arc::new(known.map()?))
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

    fn handlers(&self) -> &Handlers {
        self.fake.handlers()
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
        Operation::ControlTransactionCount,
        Operation::ControlSettle,
    ];
    let beside = beside.into_iter().filter(|operation| behind.offers(*operation));
    let operations = tools.operations.into_iter().chain(beside.map(|operation| operation.name().to_owned()));
    let capabilities = Capabilities {
        undo: behind.capabilities.undo,
        reset: behind.capabilities.reset,
        snapshot: behind.capabilities.snapshot,
        devices: behind.capabilities.devices.clone(),
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
