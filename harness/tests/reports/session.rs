//! A session with a target on its streams, request by request, as it really goes over the wire.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value, json};

use crate::root;

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
            .current_dir(root())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (requests, answers) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
        Self { child, requests, answers, sent: 0 }
    }

    pub(crate) fn call(&mut self, method: &str, params: Value) -> Exchange {
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

/// A session that reaches every operation, each at least once with success where the target offers it, and some with
/// a refusal. `wav` is an audio file.
pub(crate) fn script(wav: &Path) -> Vec<(&'static str, Value)> {
    let note = json!({ "pitch": 60, "startTime": 0, "duration": 1, "velocity": 99.5, "muted": true, "probability": 0.5 });
    let (midi, audio, clip) = ("track:0", "track:2", "track:0/clipslot:0/clip");
    let set: Value = serde_json::from_str(include_str!("../../../golden/fixtures/seeded_devices.json")).unwrap();
    vec![
        ("initialize", json!({ "protocolVersion": 1, "client": { "name": "test", "version": "1" } })),
        ("control/reset", json!({ "snapshot": set })),
        ("listDeviceParams", json!({ "trackId": midi })),
        ("control/snapshot", json!({})),
        ("control/reset", json!({ "fixture": "with_one_midi_clip", "notes": [note] })),
        ("getNotes", json!({ "clipId": clip })),
        ("control/reset", json!({ "fixture": "seeded" })),
        ("getSongOverview", json!({})),
        ("listTracks", json!({})),
        ("findTrack", json!({ "query": "" })),
        ("listClips", json!({ "trackId": "track:1" })),
        ("listClips", json!({ "trackId": audio })),
        ("getNotes", json!({ "clipId": clip })),
        ("listScenes", json!({})),
        ("getTrackMixer", json!({ "trackId": midi })),
        ("setTempo", json!({ "bpm": 97.5 })),
        ("setTempo", json!({ "bpm": -1 })),
        ("setTrackProps", json!({ "trackId": midi, "props": { "name": "x", "mute": true } })),
        ("setTrackProps", json!({ "trackId": "track:99", "props": { "name": "x" } })),
        ("setNotes", json!({ "clipId": clip, "notes": [note] })),
        ("createTrack", json!({ "kind": "audio" })),
        ("createMidiClip", json!({ "slotId": "track:0/clipslot:1", "lengthBeats": 4 })),
        ("setClipProps", json!({ "clipId": clip, "props": { "color": 255 } })),
        ("deleteClip", json!({ "clipId": "track:0/clipslot:1/clip" })),
        ("createArrangementMidiClip", json!({ "trackId": midi, "startBeat": 0, "lengthBeats": 8 })),
        ("createArrangementAudioClip", json!({
            "trackId": audio, "args": { "filePath": wav, "startTime": 0, "duration": 1 },
        })),
        ("clearClipsInRange", json!({ "trackId": midi, "startBeat": 2, "endBeat": 4 })),
        ("createCuePoint", json!({ "beat": 16, "name": "Drop" })),
        ("listCuePoints", json!({})),
        ("setParam", json!({ "paramId": "track:0/mixer/volume", "value": 0.5 })),
        ("insertDevice", json!({ "trackId": midi, "deviceName": "Utility", "index": 0 })),
        ("listDeviceParams", json!({ "trackId": midi })),
        ("renderTrack", json!({ "trackId": audio, "startBeat": 0, "endBeat": 1 })),
        ("transaction", json!({ "ops": [
            { "method": "createTrack", "params": { "kind": "midi" } },
            { "method": "setTrackProps", "params": { "trackId": "#0", "props": { "name": "new" } } },
            { "method": "setTempo", "params": { "bpm": 90 } },
            { "method": "insertDevice", "params": { "trackId": "#0", "deviceName": "Utility", "index": 0 } },
            { "method": "clearClipsInRange", "params": { "trackId": "track:1", "startBeat": 0, "endBeat": 1 } },
        ] })),
        ("transaction", json!({ "ops": [
            { "method": "setTempo", "params": { "bpm": 91 } },
            { "method": "setTempo", "params": { "bpm": 0 } },
        ] })),
        ("deleteTrack", json!({ "trackId": "track:1" })),
        ("control/undo", json!({})),
        ("control/redo", json!({})),
        ("control/undoDepth", json!({})),
        ("control/transactionCount", json!({})),
        ("control/settle", json!({})),
        ("control/snapshot", json!({})),
        ("shutdown", json!({})),
    ]
}
