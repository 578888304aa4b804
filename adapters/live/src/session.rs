//! The protocol: one request, one answer, for any number of connections on one engine.

use std::collections::BTreeMap;
use std::path::Path;

use livebridge_port::Snapshot;
use serde_json::{Map, Value as Json, json};

use crate::engine::{Engine, Interface};
use crate::history::Written;
use crate::members::{application, arrangement, cue, rack};
use crate::refusal::{Kind, Refusal, Res};
use crate::rules::Rule;
use crate::table::{Sort, Table};
use crate::value::{Id, Value};

/// Faults that a test injects.
#[derive(Debug, Clone, Default)]
pub struct Faults {
    /// The request of this number, from 1, fails.
    pub fail_at: Option<u64>,
    /// The connection ends without an answer at the request of this number.
    pub drop_at: Option<u64>,
    /// Milliseconds that every answer waits.
    pub delay_ms: u64,
    /// Edits of a user: after the request of this number, this edit.
    pub user_edits: Vec<(u64, Json)>,
}

#[derive(Debug)]
struct Connection {
    face: Interface,
    device: Id,
}

/// An engine with those that talk to it.
#[derive(Debug)]
pub struct Session {
    /// The engine.
    pub engine: Engine,
    /// What is injected.
    pub faults: Faults,
    token: Option<String>,
    trusted: std::collections::BTreeSet<u64>,
    connections: BTreeMap<u64, Connection>,
    served: u64,
    tracing: bool,
    trace: Vec<String>,
}

/// What becomes of a request.
#[derive(Debug)]
pub enum Answer {
    /// A line to send.
    Line(String),
    /// The connection ends.
    Drop,
}

/// Most lines of the trace that wait.
const MOST_TRACED: usize = 100_000;

impl Session {
    /// A session of an engine; with a token, greetings need it.
    pub fn new(engine: Engine, token: Option<String>) -> Self {
        Self {
            engine,
            faults: Faults::default(),
            token,
            trusted: std::collections::BTreeSet::new(),
            connections: BTreeMap::new(),
            served: 0,
            tracing: false,
            trace: Vec::new(),
        }
    }

    /// Gathers a line for each request from now on.
    pub fn trace(&mut self, on: bool) {
        self.tracing = on;
    }

    /// The lines gathered since this was asked last.
    pub fn traced(&mut self) -> Vec<String> {
        std::mem::take(&mut self.trace)
    }

    /// Lets a connection greet without the token.
    pub fn trust(&mut self, connection: u64) {
        self.trusted.insert(connection);
    }

    /// Forgets a connection.
    pub fn disconnect(&mut self, connection: u64) {
        self.connections.remove(&connection);
        self.trusted.remove(&connection);
        self.engine.disconnect(connection);
    }

    /// Answers a line of a connection.
    pub fn answer(&mut self, connection: u64, line: &str) -> Answer {
        let request: Json = match serde_json::from_str(line) {
            Ok(request) => request,
            Err(error) => {
                return Answer::Line(
                    json!({"n": null, "error": {"kind": "ProtocolError", "message": error.to_string()}}).to_string(),
                );
            }
        };
        let n = request["n"].clone();
        let op = request["op"].as_str().unwrap_or_default();
        self.served += 1;
        if self.faults.drop_at == Some(self.served) {
            return Answer::Drop;
        }
        let before = (self.engine.edits, self.engine.history.undo_count());
        let answer = if self.faults.fail_at == Some(self.served) {
            Err(Refusal::new(Kind::Fault, "this request was made to fail"))
        } else {
            self.run(connection, op, &request)
        };
        let mut json = match answer {
            Ok(map) => map,
            Err(refusal) => Map::from_iter([("error".to_owned(), refusal.to_json())]),
        };
        json.insert("n".to_owned(), n);
        if self.tracing && op != "trace" && self.trace.len() < MOST_TRACED {
            self.trace.push(self.trace_line(connection, op, &request, &json, before));
        }
        let due: Vec<Json> = {
            let (now, later) =
                std::mem::take(&mut self.faults.user_edits).into_iter().partition(|(at, _)| *at <= self.served);
            self.faults.user_edits = later;
            let now: Vec<(u64, Json)> = now;
            now.into_iter().map(|(_, edit)| edit).collect()
        };
        for edit in due {
            let told = self.user(&edit);
            if self.tracing {
                self.trace.push(format!(
                    "user {edit} {}",
                    told.map_or_else(|refusal| refusal.to_string(), |_| "done".to_owned())
                ));
            }
        }
        Answer::Line(Json::Object(json).to_string())
    }

    fn trace_line(
        &self,
        connection: u64,
        op: &str,
        request: &Json,
        answer: &Map<String, Json>,
        before: (u64, usize),
    ) -> String {
        let mut asked = request.clone();
        if let Some(map) = asked.as_object_mut() {
            for key in ["n", "op", "token"] {
                map.remove(key);
            }
        }
        let path =
            request["obj"].as_u64().or_else(|| request["obj"]["$"].as_u64()).and_then(|id| Id::try_from(id).ok());
        let path = path.map(|id| format!(" [{}]", self.engine.path(id))).unwrap_or_default();
        let effect = if self.engine.edits > before.0 {
            format!(" | edit, {} steps", self.engine.history.undo_count())
        } else {
            String::new()
        };
        let told = answer.get("error").or_else(|| answer.get("value")).map_or_else(String::new, |value| {
            let text = value.to_string();
            if text.len() > 200 { format!("{}...", text.chars().take(200).collect::<String>()) } else { text }
        });
        format!("{connection} {op} {asked}{path} -> {told}{effect}")
    }

    fn run(&mut self, connection: u64, op: &str, request: &Json) -> Res<Map<String, Json>> {
        if op == "hello" {
            return self.hello(connection, request);
        }
        let Some(known) = self.connections.get(&connection) else {
            return Err(protocol("a greeting comes first"));
        };
        self.engine.enter(known.face);
        let device = known.device;
        self.engine.set_this_device(device);
        let value = match op {
            "tick" => return self.tick(connection, request),
            "undo" | "redo" => {
                let label = if op == "undo" { self.engine.undo() } else { self.engine.redo() };
                return Ok(map(&[
                    ("done", json!(label.is_some())),
                    ("label", json!(label)),
                    ("value", json!(label.is_some())),
                ]));
            }
            "load" => {
                self.load(request)?;
                return Ok(map(&[("roots", self.roots()), ("value", self.roots())]));
            }
            "get" => {
                let value = self.engine.get(obj(request)?, name(request)?)?;
                self.json(&value)
            }
            "get_many" => self.get_many(request),
            "set" => {
                let value = Value::from_json(&request["value"]);
                self.engine.set(obj(request)?, name(request)?, value)?;
                Json::Null
            }
            "call" => self.call(request)?,
            "resolve" => {
                let id = match request["path"].as_str() {
                    Some(path) => self.engine.lookup(path),
                    None => request["id"]
                        .as_u64()
                        .and_then(|id| Id::try_from(id).ok())
                        .filter(|id| self.engine.alive(*id))
                        .unwrap_or(0),
                };
                self.json(&Value::obj(id))
            }
            "describe" => describe(&self.engine, request["class"].as_str().unwrap_or_default())?,
            "children" => match self.engine.get(obj(request)?, name(request)?)? {
                list @ Value::Ids(_) => self.json(&list),
                Value::Obj(id) => self.json(&Value::ids(vec![id])),
                _ => json!([]),
            },
            "observe" => {
                self.engine.observe(connection, obj(request)?, name(request)?)?;
                Json::Null
            }
            "unobserve" => {
                self.engine.unobserve(connection, obj(request)?, name(request)?)?;
                Json::Null
            }
            "step" => {
                let begin = match request["do"].as_str() {
                    Some("begin") => true,
                    Some("end") => false,
                    _ => return Err(protocol("a step begins or ends")),
                };
                match (self.engine.face, begin) {
                    (Interface::Sdk, open) => self.engine.transaction(open),
                    (_, true) => self.engine.begin_step(),
                    (_, false) => self.engine.end_step(),
                }
                Json::Null
            }
            "sdk" => {
                let value = self.sdk(request)?;
                self.json(&value)
            }
            "user" => {
                let value = self.user(&request["edit"])?;
                self.json(&value)
            }
            _ => self.about(op, request)?,
        };
        Ok(map(&[("value", value)]))
    }

    /// Operations that ask about the engine, or say how it runs.
    fn about(&mut self, op: &str, request: &Json) -> Res<Json> {
        Ok(match op {
            "path" => json!(self.engine.path(obj(request)?)),
            "alive" => json!(self.engine.alive(obj(request)?)),
            "history" => json!({
                "undo": self.engine.history.undo_count(), "redo": self.engine.history.redo_count(),
                "open": self.engine.history.is_open(),
                "steps": self.engine.history.labels().collect::<Vec<_>>(),
            }),
            "snapshot" => json!({"text": self.engine.snapshot().to_canonical()}),
            "note" => Json::Null,
            "rules" => self.engine.rules.describe(),
            "rule" => {
                let rule =
                    request["name"].as_str().and_then(Rule::parse).ok_or_else(|| protocol("there is no such rule"))?;
                self.engine.rules.switch(rule, &Value::from_json(&request["value"])).map_err(|text| protocol(&text))?;
                Json::Null
            }
            "stats" => json!({
                "requests": self.engine.requests, "edits": self.engine.edits, "not_simulated": self.engine.missing,
                "objects": self.engine.object_count(), "tick": self.engine.ticks(),
            }),
            "trace" => {
                if let Some(on) = request["on"].as_bool() {
                    self.tracing = on;
                }
                json!(self.traced())
            }
            _ => return Err(protocol(&format!("there is no operation {op}"))),
        })
    }

    fn json(&self, value: &Value) -> Json {
        value.to_json(&|id| self.engine.class_name(id))
    }

    fn roots(&self) -> Json {
        json!({
            "live_app": self.json(&Value::Obj(self.engine.app)),
            "live_set": self.json(&Value::Obj(self.engine.song)),
        })
    }

    fn time(&self) -> Json {
        json!({"tick": self.engine.ticks(), "ms": self.engine.ticks() * 100})
    }

    fn hello(&mut self, connection: u64, request: &Json) -> Res<Map<String, Json>> {
        if let Some(token) = &self.token
            && !self.trusted.contains(&connection)
        {
            let given = request["token"].as_str().unwrap_or_default();
            let same: bool = constant_time_eq::constant_time_eq(token.as_bytes(), given.as_bytes());
            if !same {
                return Err(protocol("the token is not the one that the engine printed"));
            }
        }
        if request["protocol"].as_i64() != Some(1) {
            return Err(protocol("this engine speaks protocol 1"));
        }
        let face = request["interface"]
            .as_str()
            .and_then(Interface::parse)
            .ok_or_else(|| protocol("the interface is python, max, sdk or user"))?;
        if self.connections.len() >= 64 && !self.connections.contains_key(&connection) {
            return Err(protocol("more than 64 connections"));
        }
        self.engine.enter(face);
        let mut device = 0;
        if let (Some(track), Some(index)) = (request["device"]["track"].as_u64(), request["device"]["index"].as_u64()) {
            device = self.engine.resolve(&format!("live_set tracks {track} devices {index}"));
        } else if face == Interface::Max {
            device = self.engine.host_device();
        }
        self.connections.insert(connection, Connection { face, device });
        Ok(map(&[
            ("live", json!(application::version(self.engine.live))),
            ("protocol", json!(1)),
            ("roots", self.roots()),
            ("rules", self.engine.rules.for_faces()),
            ("time", self.time()),
        ]))
    }

    fn tick(&mut self, connection: u64, request: &Json) -> Res<Map<String, Json>> {
        let count = match (request["count"].as_u64(), request["ms"].as_u64()) {
            (Some(count), _) => count,
            (None, Some(ms)) => ms.div_ceil(100),
            (None, None) => 1,
        };
        if count > 100_000 {
            return Err(protocol("at most 100,000 ticks at once"));
        }
        for _ in 0..count {
            self.engine.tick();
        }
        let told = self.engine.notifications(connection).into_iter().map(|note| {
            let mut json = json!({"obj": note.obj, "name": note.name});
            if let Some(value) = &note.value {
                json["value"] = self.json(value);
            }
            json
        });
        let told: Vec<Json> = told.collect();
        Ok(map(&[("notifications", json!(told)), ("time", self.time())]))
    }

    fn get_many(&mut self, request: &Json) -> Json {
        let items = request["items"].as_array().cloned().unwrap_or_default();
        let one = |item: &Json| {
            let id = item[0].as_u64().or_else(|| item[0]["$"].as_u64()).and_then(|id| Id::try_from(id).ok());
            let got = self.engine.get(id.unwrap_or(0), item[1].as_str().unwrap_or_default());
            match got {
                Ok(value) => json!({"value": self.json(&value)}),
                Err(refusal) => json!({"error": refusal.to_json()}),
            }
        };
        items.iter().map(one).collect()
    }

    fn call(&mut self, request: &Json) -> Res<Json> {
        let args: Vec<Value> = request["args"].as_array().into_iter().flatten().map(Value::from_json).collect();
        let named = request["kwargs"].as_object().into_iter().flatten();
        let named: Vec<(String, Value)> = named.map(|(key, value)| (key.clone(), Value::from_json(value))).collect();
        let name = name(request)?;
        let value = if request["obj"].is_null() {
            self.engine.call_module(name, &args)?
        } else {
            self.engine.call(obj(request)?, name, &args, &named)?
        };
        Ok(self.json(&value))
    }

    fn load(&mut self, request: &Json) -> Res<()> {
        if let Some(path) = request["als"].as_str() {
            self.engine.load_als(Path::new(path))
        } else if let Some(text) = request["snapshot"].as_str() {
            let snapshot =
                Snapshot::from_canonical(text).map_err(|error| Refusal::new(Kind::ValueError, error.to_string()))?;
            self.engine.load_snapshot(&snapshot)
        } else if request["default"] == true {
            self.engine.load_default();
            Ok(())
        } else {
            Err(protocol("`als`, `snapshot` or `default` says what to open"))
        }
    }

    /// An edit of the user.
    pub fn user(&mut self, edit: &Json) -> Res {
        let face = self.engine.face;
        self.engine.enter(Interface::User);
        let done = self.user_edit(edit);
        self.engine.enter(face);
        done
    }

    fn user_edit(&mut self, edit: &Json) -> Res {
        let id = self.engine.resolve(edit["path"].as_str().unwrap_or("live_set"));
        let name = edit["name"].as_str().unwrap_or_default();
        let args: Vec<Value> = edit["args"].as_array().into_iter().flatten().map(|arg| self.by_path(arg)).collect();
        match edit["do"].as_str().unwrap_or_default() {
            "set" => self.engine.set(id, name, self.by_path(&edit["value"])).map(|()| Value::Null),
            "call" => self.engine.call(id, name, &args, &[]),
            "undo" => Ok(self.engine.undo().is_some().into()),
            "redo" => Ok(self.engine.redo().is_some().into()),
            "touch" => {
                self.engine.touch();
                Ok(Value::Null)
            }
            // What only a person can do.
            "freeze" => self.engine.edit(Written::Other, |engine| {
                engine.put(id, "is_frozen", name != "off");
                Ok(Value::Null)
            }),
            "group" => self.engine.group_tracks(&args),
            "map_macro" => {
                let parameter = if let Some(Value::Obj(id)) = args.get(1) { *id } else { 0 };
                let at = args.first().and_then(Value::int).unwrap_or(-1);
                self.engine.edit(Written::Other, |engine| rack::map_macro(engine, id, at, parameter))
            }
            "host" => self.engine.edit(Written::Other, |engine| {
                let device = engine.create("MaxDevice", id)?;
                let view = engine.create("Device.View", device)?;
                engine.put(device, "view", Value::Obj(view));
                engine.put(device, "name", "Max MIDI Effect");
                engine.put(device, "class_name", "MxDeviceMidiEffect");
                engine.put(device, "class_display_name", "Max MIDI Effect");
                engine.put(device, "type", crate::members::device::MIDI_EFFECT);
                engine.insert(id, "devices", 0, device);
                Ok(Value::Obj(device))
            }),
            "automate" => self.engine.edit(Written::Other, |engine| {
                engine.put(id, "automation_state", 1);
                Ok(Value::Null)
            }),
            "groove" => self.engine.edit(Written::Other, |engine| {
                let pool = engine.o(engine.song, "groove_pool");
                let groove = engine.create("Groove", pool)?;
                engine.put(groove, "name", name);
                engine.insert(pool, "grooves", usize::MAX, groove);
                Ok(Value::Obj(groove))
            }),
            other => Err(protocol(&format!("a user does not {other}"))),
        }
    }

    /// A value in which an object may stand as `{"path": ...}`.
    fn by_path(&self, json: &Json) -> Value {
        match json["path"].as_str() {
            Some(path) => Value::obj(self.engine.resolve(path)),
            None => Value::from_json(json),
        }
    }

    /// What only the Extensions API has.
    pub(crate) fn sdk(&mut self, request: &Json) -> Res {
        let args: Vec<Value> = request["args"].as_array().into_iter().flatten().map(Value::from_json).collect();
        let id = if request["obj"].is_null() { self.engine.song } else { obj(request)? };
        if !self.engine.alive(id) {
            return Err(Refusal::dead(id));
        }
        self.engine.enter(Interface::Sdk);
        let song = self.engine.song;
        match name(request)? {
            "create_cue_point" => self.engine.edit(Written::Other, |engine| cue::create(engine, song, &args)),
            "clear_clips_in_range" => self.engine.edit(Written::Other, |engine| {
                arrangement::clear_range(engine, id, crate::members::number(&args, 0), crate::members::number(&args, 1))
            }),
            "create_audio_clip" => self.engine.sdk_audio_clip(id, &args),
            "set_notes" => self.engine.sdk_set_notes(id, &args),
            other => self.engine.call(id, other, &args, &[]),
        }
    }
}

fn protocol(message: &str) -> Refusal {
    Refusal::new(Kind::ProtocolError, message)
}

fn map(fields: &[(&str, Json)]) -> Map<String, Json> {
    fields.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect()
}

fn obj(request: &Json) -> Res<Id> {
    let id = request["obj"].as_u64().or_else(|| request["obj"]["$"].as_u64());
    id.and_then(|id| Id::try_from(id).ok()).ok_or_else(|| protocol("`obj` is an object's id"))
}

fn name(request: &Json) -> Res<&str> {
    request["name"].as_str().ok_or_else(|| protocol("`name` names a member"))
}

/// The rows of a class with its inherited members, as the interface sees them.
fn describe(engine: &Engine, name: &str) -> Res<Json> {
    let class = Table::get().class(name).ok_or_else(|| protocol("there is no such class"))?;
    let mut json = json!({"class": class.name, "inherits": class.inherits, "children": {}, "properties": {}, "functions": {}, "events": {}});
    for member in class.members.iter().filter(|member| engine.sees(member)) {
        let section = match member.sort {
            Sort::Child { .. } => "children",
            Sort::Property => "properties",
            Sort::Function => "functions",
            Sort::Event => "events",
            Sort::Hidden => continue,
        };
        json[section][member.name] = member.row.cloned().unwrap_or_default();
        json[section][member.name]["simulated"] = json!(member.simulated);
    }
    Ok(json)
}
