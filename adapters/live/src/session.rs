//! The protocol: one request, one answer, for any number of connections on one engine.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};

use crate::engine::{Engine, Interface};
use crate::members::application;
use crate::refusal::{Kind, Refusal, Res};
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
    pub(crate) tracing: bool,
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
        crate::protocol::check(request)?;
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
            "describe" => crate::operations::describe(&self.engine, request["class"].as_str().unwrap_or_default())?,
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

    pub(crate) fn json(&self, value: &Value) -> Json {
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
}

pub(crate) fn protocol(message: &str) -> Refusal {
    Refusal::new(Kind::ProtocolError, message)
}

fn map(fields: &[(&str, Json)]) -> Map<String, Json> {
    fields.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect()
}

pub(crate) fn obj(request: &Json) -> Res<Id> {
    let id = request["obj"].as_u64().or_else(|| request["obj"]["$"].as_u64());
    id.and_then(|id| Id::try_from(id).ok()).ok_or_else(|| protocol("`obj` is an object's id"))
}

pub(crate) fn name(request: &Json) -> Res<&str> {
    request["name"].as_str().ok_or_else(|| protocol("`name` names a member"))
}
