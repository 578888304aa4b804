//! The transports of maps against small servers of ours: what is sent, what is made of what comes, and what happens when
//! nothing proper does. JSON over TCP is tried in `bridge`.

pub(crate) mod http;
mod osc;
mod tools;

use std::sync::Arc;
use std::time::Duration;

use livebridge_maps::{Map, MapBridge, Waits};
use livebridge_port::{CallError, ErrorCode, Fault, LiveBridge, TrackMatch};

const WAITS: Waits = Waits { start: Duration::from_secs(10), call: Duration::from_secs(4) };

/// A map with this transport, whose one read, `findTrack`, makes these calls; the name that it finds is the answer.
fn map(transport: &str, find_track: &str) -> Arc<Map> {
    let text = format!(
        r#"
[bridge]
name = "small"
version = "1"
language = "Rust"
[transport]
{transport}
[operations.findTrack]
{find_track}
answer = '[{{id: "track:0", name: (.answer | tostring), type: "midi"}}]'
[operations.setTempo]
call = "/set"
args = '[.bpm]'
silent = true
answer = '{{}}'
"#
    );
    Arc::new(Map::read(&text).unwrap())
}

fn connect(map: &Arc<Map>, token: Option<&str>) -> Result<MapBridge, Fault> {
    MapBridge::connect(Arc::clone(map), token, WAITS, None)
}

fn found(bridge: &MapBridge) -> String {
    let found: Vec<TrackMatch> = bridge.find_track("bass").unwrap();
    found[0].name.to_string()
}

fn fault(bridge: &MapBridge) -> Fault {
    match bridge.find_track("bass").unwrap_err() {
        CallError::Fault(fault) => fault,
        CallError::Refused(refusal) => panic!("refused: {refusal}"),
    }
}

fn refusal(bridge: &MapBridge) -> (ErrorCode, String) {
    match bridge.find_track("bass").unwrap_err() {
        CallError::Refused(refusal) => (refusal.code, refusal.message),
        CallError::Fault(fault) => panic!("a fault: {fault}"),
    }
}
