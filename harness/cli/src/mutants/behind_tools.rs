//! A fake with our tool server before it, and the map of that server before both, all in this process.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use livebridge_maps::{Map, MapBridge, Waits};
use livebridge_mcp::{BridgeTools, ClientOptions, McpClient, ToolChoice, ToolServer};
use livebridge_port::{
    Batch, BoxFuture, Capabilities, ClipInfo, Commit, ControlPlane, Description, DeviceParamInfo, IdRef, LiveBridge,
    Note, Operation, RenderResult, Result, SceneInfo, SongOverview, TrackInfo, TrackMatch, TrackMixerInfo,
};
use livebridge_suite::handlers::Handlers;
use livebridge_suite::mutants::Mutant;
use livebridge_suite::target::{FakeTarget, Instance, MutantTarget, Target};
use livebridge_wire::{Endpoint, StartError, Timeouts};

use crate::schemes::maps;

/// The unmodified fake or a mutant, reached so.
pub(super) fn target(map: &Arc<Map>, mutant: Option<&'static Mutant>) -> Arc<dyn Target> {
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
