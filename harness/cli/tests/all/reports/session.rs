//! A session with a target on its streams, request by request, as it really goes over the wire.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value, json};

use crate::support::workspace;

/// A target that runs.
pub(crate) struct Session {
    child: Child,
    requests: ChildStdin,
    answers: BufReader<ChildStdout>,
    sent: usize,
}

/// What went to and fro: the request, and the answer.
pub(crate) type Exchange = (Value, Value);

impl Session {
    pub(crate) fn start(program: &str, arguments: &[&str]) -> Self {
        let mut child = Command::new(program)
            .args(arguments)
            .current_dir(workspace())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (requests, answers) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
        Self { child, requests, answers, sent: 0 }
    }

    pub(crate) fn call(&mut self, method: &str, params: &Value) -> Exchange {
        self.sent += 1;
        let request = json!({ "jsonrpc": "2.0", "id": self.sent, "method": method, "params": params });
        writeln!(self.requests, "{request}").unwrap();
        let mut line = String::new();
        self.answers.read_line(&mut line).unwrap();
        let answer = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{request}: {error}: `{line}`"));
        (request, answer)
    }

    pub(crate) fn end(mut self) {
        drop(self.requests);
        self.child.wait().unwrap();
    }
}

/// A session that reaches every operation, each at least once with success where the target offers it, and three times
/// a refusal. Ids are taken from the answers: not every target names its objects by position. `wav` is an audio file.
pub(crate) fn talk(session: &mut Session, wav: &Path) -> Vec<Exchange> {
    let mut talk = Talk { session, exchanges: Vec::new() };
    let note =
        json!({ "pitch": 60, "startTime": 0, "duration": 1, "velocity": 99.5, "muted": true, "probability": 0.5 });
    let set: Value = serde_json::from_str(include_str!("../../../../../golden/fixtures/seeded_devices.json")).unwrap();
    talk.call("initialize", json!({ "protocolVersion": 1, "client": { "name": "test", "version": "1" } }));
    talk.call("control/reset", json!({ "snapshot": set }));
    let track = talk.id("listTracks", json!({}), "/0/id");
    talk.call("listDeviceParams", json!({ "trackId": track }));
    talk.call("control/snapshot", json!({}));
    talk.call("control/reset", json!({ "fixture": "with_one_midi_clip", "notes": [note] }));
    let track = talk.id("listTracks", json!({}), "/0/id");
    let clip = talk.id("listClips", json!({ "trackId": track }), "/0/id");
    talk.call("getNotes", json!({ "clipId": clip }));
    talk.call("control/reset", json!({ "fixture": "seeded" }));
    talk.call("getSongOverview", json!({}));
    talk.call("findTrack", json!({ "query": "" }));
    talk.call("listScenes", json!({}));
    let midi = talk.id("listTracks", json!({}), "/0/id");
    let bass = talk.id("listTracks", json!({}), "/1/id");
    let audio = talk.id("listTracks", json!({}), "/2/id");
    talk.call("listClips", json!({ "trackId": bass }));
    talk.call("listClips", json!({ "trackId": audio }));
    let clip = talk.id("listClips", json!({ "trackId": midi }), "/0/id");
    let slot = talk.id("listClips", json!({ "trackId": midi }), "/1/slotId");
    let fader = talk.id("getTrackMixer", json!({ "trackId": midi }), "/volume/id");
    talk.call("setTempo", json!({ "bpm": 97.5 }));
    talk.call("setTempo", json!({ "bpm": -1 }));
    talk.call("setTrackProps", json!({ "trackId": midi, "props": { "name": "x", "mute": true } }));
    talk.call("setTrackProps", json!({ "trackId": "track:99", "props": { "name": "x" } }));
    talk.call("setNotes", json!({ "clipId": clip, "notes": [note] }));
    talk.call("createTrack", json!({ "kind": "audio" }));
    let made = talk.id("createMidiClip", json!({ "slotId": slot, "lengthBeats": 4 }), "/id");
    talk.call("setClipProps", json!({ "clipId": clip, "props": { "color": 255 } }));
    talk.call("deleteClip", json!({ "clipId": made }));
    talk.call("createArrangementMidiClip", json!({ "trackId": midi, "startBeat": 0, "lengthBeats": 8 }));
    let args = json!({ "filePath": wav, "startTime": 0, "duration": 1 });
    talk.call("createArrangementAudioClip", json!({ "trackId": audio, "args": args }));
    talk.call("clearClipsInRange", json!({ "trackId": midi, "startBeat": 2, "endBeat": 4 }));
    talk.call("createCuePoint", json!({ "beat": 16, "name": "Drop" }));
    talk.call("listCuePoints", json!({}));
    talk.call("setParam", json!({ "paramId": fader, "value": 0.5 }));
    talk.call("insertDevice", json!({ "trackId": midi, "deviceName": "Utility", "index": 0 }));
    talk.call("listDeviceParams", json!({ "trackId": midi }));
    talk.call("renderTrack", json!({ "trackId": audio, "startBeat": 0, "endBeat": 1 }));
    let ops = json!([
        { "method": "createTrack", "params": { "kind": "midi" } },
        { "method": "setTrackProps", "params": { "trackId": "#0", "props": { "name": "new" } } },
        { "method": "setTempo", "params": { "bpm": 90 } },
        { "method": "insertDevice", "params": { "trackId": "#0", "deviceName": "Utility", "index": 0 } },
        { "method": "clearClipsInRange", "params": { "trackId": bass, "startBeat": 0, "endBeat": 1 } },
    ]);
    talk.call("transaction", json!({ "ops": ops }));
    let ops = json!([
        { "method": "setTempo", "params": { "bpm": 91 } },
        { "method": "setTempo", "params": { "bpm": 0 } },
    ]);
    talk.call("transaction", json!({ "ops": ops }));
    talk.call("deleteTrack", json!({ "trackId": bass }));
    for method in ["undo", "redo", "undoDepth", "transactionCount", "settle", "snapshot"] {
        talk.call(&format!("control/{method}"), json!({}));
    }
    talk.call("shutdown", json!({}));
    talk.exchanges
}

/// A session with a record of it.
struct Talk<'a> {
    session: &'a mut Session,
    exchanges: Vec<Exchange>,
}

impl Talk<'_> {
    #[expect(clippy::needless_pass_by_value, reason = "the session above reads better without ampersands")]
    fn call(&mut self, method: &str, params: Value) -> &Value {
        self.exchanges.push(self.session.call(method, &params));
        &self.exchanges.last().unwrap().1
    }

    /// Calls, and takes what stands there in the result.
    fn id(&mut self, method: &str, params: Value, pointer: &str) -> Value {
        let answer = self.call(method, params);
        let id = answer["result"].pointer(pointer);
        id.unwrap_or_else(|| panic!("{method} answers without {pointer}: {answer}")).clone()
    }
}
