//! The inside of the simulated Live, over its protocol: what `--inside live:ADDRESS` looks into.
//!
//! It sees the whole Set, undoes as a user does, and makes edits of a user, beside the bridge that runs there.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::sync::{Mutex, OnceLock, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use livebridge_maps::SecondWay;
use livebridge_port::id::PathShape;
use livebridge_port::{Fault, IdRef, Mutation, Note, Snapshot, TrackKind, UndoDepth};
use livebridge_suite::inside::Inside;
use livebridge_suite::target::SchemeError;
use serde_json::{Value, json};

/// Where a simulated Live listens, and what it asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LiveAddress {
    /// Host and port.
    pub(crate) address: String,
    /// Its token.
    pub(crate) token: String,
}

static CHOSEN: OnceLock<LiveAddress> = OnceLock::new();

/// The variable with the token of the simulated Live, as its faces read it.
const TOKEN: &str = "LIVEBRIDGE_LIVE_TOKEN";

/// Takes what the command line names: `live:HOST:PORT`, with the token from the environment.
pub(crate) fn choose(text: Option<&str>) -> Result<(), SchemeError> {
    let Some(text) = text else { return Ok(()) };
    let Some(address) = text.strip_prefix("live:") else {
        let hint = "give `live:HOST:PORT`, as `livebridge live serve` prints it".to_owned();
        return Err(SchemeError { what: format!("`{text}` is no look into a host"), hint: Some(hint) });
    };
    let address = address.strip_prefix("tcp:").unwrap_or(address).to_owned();
    let token = std::env::var(TOKEN).ok().filter(|token| !token.is_empty());
    let Some(token) = token else {
        let hint = format!("set {TOKEN} to what `livebridge live serve` printed");
        return Err(SchemeError { what: "the simulated Live asks for its token".to_owned(), hint: Some(hint) });
    };
    // Only the first counts: the command line is read once.
    let _ = CHOSEN.set(LiveAddress { address, token });
    Ok(())
}

/// The look into a host that was chosen.
pub(crate) fn chosen() -> Option<LiveAddress> {
    CHOSEN.get().cloned()
}

/// A connection to the simulated Live.
pub(crate) struct LiveInside {
    name: String,
    connection: Mutex<Connection>,
}

struct Connection {
    reader: BufReader<TcpStream>,
    writer: TcpStream,
    sent: u64,
}

/// How long the engine is waited for: it answers within milliseconds, but for a machine that does much else.
const PATIENCE: Duration = Duration::from_secs(20);

/// The ticks after which everything has landed that Live applies late.
const LATE: u64 = 3;

/// The longest answer.
const LONGEST: u64 = 64 << 20;

impl LiveInside {
    pub(crate) fn connect(live: &LiveAddress) -> Result<Self, Fault> {
        let lost =
            |error: std::io::Error| Fault::Connection(format!("the simulated Live at {}: {error}", live.address));
        let stream = TcpStream::connect(&live.address).map_err(lost)?;
        stream.set_nodelay(true).map_err(lost)?;
        stream.set_read_timeout(Some(PATIENCE)).map_err(lost)?;
        let reader = BufReader::new(stream.try_clone().map_err(lost)?);
        let connection = Mutex::new(Connection { reader, writer: stream, sent: 0 });
        let inside = Self { name: format!("live:{}", live.address), connection };
        let greeting =
            json!({"op": "hello", "interface": "user", "protocol": 1, "token": live.token, "client": "inside"});
        inside.ask(greeting)?;
        Ok(inside)
    }

    fn ask(&self, mut request: Value) -> Result<Value, Fault> {
        let lost = |error: std::io::Error| Fault::Connection(format!("the simulated Live: {error}"));
        let mut connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        connection.sent += 1;
        request["n"] = connection.sent.into();
        connection.writer.write_all(format!("{request}\n").as_bytes()).map_err(lost)?;
        let mut line = String::new();
        (&mut connection.reader).take(LONGEST).read_line(&mut line).map_err(lost)?;
        let answer: Value = serde_json::from_str(&line)
            .map_err(|error| Fault::Garbage { what: error.to_string(), beginning: line.chars().take(80).collect() })?;
        match answer.get("error") {
            Some(error) => Err(Fault::Protocol(format!("the simulated Live refuses: {error}"))),
            None => Ok(answer),
        }
    }

    fn tick(&self) -> Result<u64, Fault> {
        let stats = self.ask(json!({"op": "stats"}))?;
        let tick = stats.get("tick").or_else(|| stats["value"].get("tick")).and_then(Value::as_u64);
        tick.ok_or_else(|| Fault::Protocol(format!("the simulated Live tells no tick: {stats}")))
    }

    /// Waits until what Live applies late has landed: whoever hosts the bridge ticks the engine.
    fn ticks(&self) -> Result<(), Fault> {
        let (start, until) = (self.tick()?, Instant::now() + PATIENCE);
        while self.tick()? < start + LATE {
            if Instant::now() > until {
                return Err(Fault::Connection("the host of the bridge does not tick the simulated Live".to_owned()));
            }
            thread::sleep(Duration::from_millis(1));
        }
        Ok(())
    }

    fn user(&self, edit: &Value) -> Result<(), String> {
        self.ask(json!({"op": "user", "edit": edit})).map(drop).map_err(|fault| fault.to_string())
    }

    fn done(&self, op: &str) -> Result<bool, Fault> {
        let answer = self.ask(json!({"op": op}))?;
        Ok(answer["done"].as_bool().or_else(|| answer["value"]["done"].as_bool()).unwrap_or(false))
    }

    fn whole(&self) -> Result<Snapshot, Fault> {
        let answer = self.ask(json!({"op": "snapshot"}))?;
        let text = answer["text"].as_str().or_else(|| answer["value"]["text"].as_str()).unwrap_or_default();
        let set = Snapshot::from_canonical(text);
        set.map(Snapshot::without_extra)
            .map_err(|error| Fault::Protocol(format!("the simulated Live shows no Set: {error}")))
    }
}

impl Inside for LiveInside {
    fn set(&self) -> Result<Snapshot, Fault> {
        self.ticks()?;
        self.whole()
    }

    fn edit_as_user(&self, mutation: &Mutation) -> Result<(), String> {
        for edit in edits(mutation)? {
            self.user(&edit)?;
        }
        self.ticks().map_err(|fault| fault.to_string())
    }
}

impl SecondWay for LiveInside {
    fn name(&self) -> String {
        self.name.clone()
    }

    fn undo(&self) -> livebridge_port::Result<bool> {
        Ok(self.done("undo")?)
    }

    fn redo(&self) -> livebridge_port::Result<bool> {
        Ok(self.done("redo")?)
    }

    fn undo_depth(&self) -> livebridge_port::Result<UndoDepth> {
        let history = self.ask(json!({"op": "history"}))?;
        let count = |name: &str| history[name].as_u64().or_else(|| history["value"][name].as_u64()).unwrap_or_default();
        Ok(UndoDepth { undo: count("undo"), redo: count("redo") })
    }

    fn snapshot(&self) -> livebridge_port::Result<Snapshot> {
        Ok(self.whole()?)
    }

    fn settle(&self) -> livebridge_port::Result<()> {
        Ok(self.ticks()?)
    }
}

/// What the hands of a user do for a change.
fn edits(mutation: &Mutation) -> Result<Vec<Value>, String> {
    let set = |path: &str, name: &str, value: Value| json!({"do": "set", "path": path, "name": name, "value": value});
    let call = |path: &str, name: &str, args: Value| json!({"do": "call", "path": path, "name": name, "args": args});
    Ok(match mutation {
        Mutation::SetTempo { bpm } => vec![set("live_set", "tempo", json!(bpm))],
        Mutation::SetTrackProps { track_id, props } => {
            let path = path(track_id)?;
            let mut edits = Vec::new();
            edits.extend(props.name.iter().map(|name| set(&path, "name", json!(name))));
            edits.extend(props.mute.map(|mute| set(&path, "mute", json!(mute))));
            edits.extend(props.solo.map(|solo| set(&path, "solo", json!(solo))));
            edits.extend(props.arm.map(|arm| set(&path, "arm", json!(arm))));
            edits
        }
        Mutation::SetNotes { clip_id, notes } => {
            let path = path(clip_id)?;
            let notes: Vec<Value> = notes.iter().map(note).collect();
            vec![
                call(&path, "remove_notes_extended", json!([0, 128, -1000.0, 100_000.0])),
                call(&path, "add_new_notes", json!([{ "notes": notes }])),
            ]
        }
        Mutation::CreateTrack { kind } => {
            let name = match kind {
                TrackKind::Midi => "create_midi_track",
                TrackKind::Audio => "create_audio_track",
            };
            vec![call("live_set", name, json!([-1]))]
        }
        Mutation::DeleteTrack { track_id } => match track_id.as_path().map(|path| path.shape()) {
            Some(PathShape::Track { track }) => vec![call("live_set", "delete_track", json!([track]))],
            _ => return Err(format!("`{track_id}` is no track")),
        },
        Mutation::SetClipProps { clip_id, props } => {
            let path = path(clip_id)?;
            let mut edits = Vec::new();
            edits.extend(props.name.iter().map(|name| set(&path, "name", json!(name))));
            edits.extend(props.color.map(|color| set(&path, "color", json!(color))));
            edits
        }
        Mutation::CreateMidiClip { .. }
        | Mutation::DeleteClip { .. }
        | Mutation::CreateArrangementMidiClip { .. }
        | Mutation::CreateArrangementAudioClip { .. }
        | Mutation::ClearClipsInRange { .. }
        | Mutation::CreateCuePoint { .. }
        | Mutation::SetParam { .. }
        | Mutation::InsertDevice { .. } => return Err(format!("no hand is written for {}", mutation.operation())),
    })
}

/// Max's path of an object that one of our ids names.
fn path(id: &IdRef) -> Result<String, String> {
    match id.as_path().map(|path| path.shape()) {
        Some(PathShape::Track { track }) => Ok(format!("live_set tracks {track}")),
        Some(PathShape::SessionClip { track, slot }) => Ok(format!("live_set tracks {track} clip_slots {slot} clip")),
        Some(PathShape::ArrangementClip { track, clip }) => {
            Ok(format!("live_set tracks {track} arrangement_clips {clip}"))
        }
        _ => Err(format!("`{id}` is nothing that a user edits here")),
    }
}

fn note(note: &Note) -> Value {
    let note = json!(note.with_defaults());
    json!({
        "pitch": note["pitch"], "start_time": note["startTime"], "duration": note["duration"],
        "velocity": note["velocity"], "mute": note["muted"], "probability": note["probability"],
        "velocity_deviation": note["velocityDeviation"], "release_velocity": note["releaseVelocity"],
    })
}
