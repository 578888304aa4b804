//! A bridge of a few lines that speaks JSON over a socket, framed as its test asks, and a map of it.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use livebridge_maps::{Framing, Map, MapBridge, Waits};
use serde_json::{Value, json};

/// What the bridge answers to a message, as bytes without a frame; `None` for silence.
pub(crate) type Answer = fn(&Value) -> Option<String>;

/// Starts it at a free port.
pub(crate) fn serve(framing: Framing, answer: Answer) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            thread::spawn(move || answer_all(stream, framing, answer));
        }
    });
    port
}

fn answer_all(mut stream: TcpStream, framing: Framing, answer: Answer) {
    let mut buffer = Vec::new();
    let mut part = [0; 4096];
    loop {
        let message = match framing {
            Framing::Json => serde_json::from_slice(&buffer).ok().inspect(|_: &Value| buffer.clear()),
            Framing::Lines => buffer.iter().position(|byte| *byte == b'\n').map(|end| {
                let line: Vec<u8> = buffer.drain(..=end).collect();
                serde_json::from_slice(&line).unwrap()
            }),
            Framing::Length => {
                buffer.first_chunk::<4>().map(|head| u32::from_be_bytes(*head) as usize).and_then(|length| {
                    let message = buffer.get(4..4 + length).map(|text| serde_json::from_slice(text).unwrap());
                    message.inspect(|_: &Value| drop(buffer.drain(..4 + length)))
                })
            }
        };
        if let Some(message) = message {
            let Some(text) = answer(&message) else { continue };
            let framed = match framing {
                Framing::Json => text.into_bytes(),
                Framing::Lines => format!("{text}\n").into_bytes(),
                Framing::Length => [&u32::try_from(text.len()).unwrap().to_be_bytes()[..], text.as_bytes()].concat(),
            };
            // In two pieces: a message is not what one read gives.
            let (first, second) = framed.split_at(framed.len() / 2);
            let sent = stream.write_all(first).and_then(|()| stream.flush());
            thread::sleep(Duration::from_millis(2));
            if sent.and_then(|()| stream.write_all(second)).is_err() {
                return;
            }
            continue;
        }
        match stream.read(&mut part) {
            Ok(0) | Err(_) => return,
            Ok(read) => buffer.extend_from_slice(&part[..read]),
        }
    }
}

/// Two tracks, and a tempo that is always 98.
#[expect(clippy::unnecessary_wraps, reason = "it is one of several answers, and others are silent")]
pub(crate) fn sound(message: &Value) -> Option<String> {
    let answer = match message["do"].as_str().unwrap_or_default() {
        "tracks" => json!({"ok": [{"uid": "a7", "label": "Drums"}, {"uid": "b9", "label": "Bass"}]}),
        "rename" if message["with"]["uid"] == "b9" => json!({"ok": {}}),
        "rename" => json!({"failed": "no such track"}),
        "tempo" => json!({"failed": "the host says no"}),
        other => json!({"failed": format!("what is {other}?")}),
    };
    Some(answer.to_string())
}

/// The map of it.
pub(crate) fn map(port: u16, framing: &str) -> String {
    format!(
        r#"
own-ids = true
[bridge]
name = "tiny"
version = "1"
language = "Rust"
[transport]
kind = "tcp-json"
address = "127.0.0.1:{port}"
framing = "{framing}"
request = '{{do: .call, with: .args}}'
answer = '.ok'
refusal = '.failed'
[operations.listTracks]
call = "tracks"
answer = '''
[.answer | to_entries[] | {{id: "track:\(.key)", own: .value.uid, name: .value.label, kind: "midi", mute: false, solo: false,
 mutedViaSolo: false, arm: false, clipSlotCount: 0, arrangementClipCount: 0, deviceCount: 0,
 mixer: {{volume: 0.85, panning: 0, sendCount: 0}}}}]'''
[operations.setTrackProps]
call = "rename"
args = 'if .props | has("mute") then cannot("it mutes nothing") else {{uid: .own.track, label: .props.name}} end'
then = "listTracks"
[operations.setTempo]
call = "tempo"
args = '{{bpm}}'
then = "listTracks"
[cannot]
renderTrack = "it renders nothing"
[[refusals]]
when = '.message == "no such track"'
code = "STALE_REFERENCE"
hint = "look again"
"#
    )
}

/// The bridge, reached.
pub(crate) fn connect(framing: Framing, answer: Answer) -> MapBridge {
    let word = match framing {
        Framing::Json => "json",
        Framing::Lines => "lines",
        Framing::Length => "length",
    };
    connect_by(&map(serve(framing, answer), word))
}

/// A bridge, reached by this map.
pub(crate) fn connect_by(map: &str) -> MapBridge {
    let map = Map::read(map).unwrap();
    let waits = Waits { start: Duration::from_secs(10), call: Duration::from_millis(400) };
    MapBridge::connect(Arc::new(map), None, waits, None).unwrap()
}
