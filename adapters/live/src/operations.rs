//! Operations of the protocol that are more than one call of the engine.

use std::path::Path;

use livebridge_port::Snapshot;
use serde_json::{Value as Json, json};

use crate::engine::Engine;
use crate::refusal::{Kind, Refusal, Res};
use crate::rules::Rule;
use crate::session::{Session, name, obj, protocol};
use crate::table::{Sort, Table};
use crate::value::{Id, Value};

impl Session {
    /// Operations that ask about the engine, or say how it runs.
    pub(crate) fn about(&mut self, op: &str, request: &Json) -> Res<Json> {
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

    pub(crate) fn get_many(&mut self, request: &Json) -> Json {
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

    pub(crate) fn call(&mut self, request: &Json) -> Res<Json> {
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

    pub(crate) fn load(&mut self, request: &Json) -> Res<()> {
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
}

/// The rows of a class with its inherited members, as the interface sees them.
pub(crate) fn describe(engine: &Engine, name: &str) -> Res<Json> {
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
        json[section][member.name]["inert"] = json!(member.inert);
    }
    Ok(json)
}
