//! The operations of the protocol as a table: what each takes. Every request is judged by it before it is run, and the
//! JSON Schemas `live-request` and `live-answer` are made of it, so that neither can say what the other does not.

use serde_json::{Map, Value as Json, json};

use crate::refusal::{Kind, Res};
use crate::session::protocol;

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    Any,
    Bool,
    Text,
    /// A whole number, 0 or more.
    Count,
    /// An object's id, as a number or as `{"$": 17}`.
    Object,
    /// An object, or `null` for a function of a module.
    ObjectOrNull,
    List,
    Map,
    /// One of these words.
    Word(&'static [&'static str]),
    /// The number of the protocol.
    Version,
}

#[derive(Debug)]
struct Field {
    name: &'static str,
    shape: Shape,
    required: bool,
}

/// What an answer holds beside `n`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    Value,
    Greeting,
    Tick,
    Done,
    Roots,
}

#[derive(Debug)]
struct Operation {
    name: &'static str,
    fields: &'static [Field],
    answer: Answer,
}

const fn must(name: &'static str, shape: Shape) -> Field {
    Field { name, shape, required: true }
}

const fn may(name: &'static str, shape: Shape) -> Field {
    Field { name, shape, required: false }
}

const fn op(name: &'static str, fields: &'static [Field]) -> Operation {
    Operation { name, fields, answer: Answer::Value }
}

impl Operation {
    const fn answers(mut self, answer: Answer) -> Self {
        self.answer = answer;
        self
    }
}

const MEMBER: &[Field] = &[must("obj", Shape::Object), must("name", Shape::Text)];

/// Every operation.
const ALL: &[Operation] = &[
    op(
        "hello",
        &[
            must("interface", Shape::Word(&["python", "max", "sdk", "user"])),
            must("protocol", Shape::Version),
            may("token", Shape::Text),
            may("client", Shape::Text),
            may("device", Shape::Map),
        ],
    )
    .answers(Answer::Greeting),
    op("resolve", &[may("path", Shape::Text), may("id", Shape::Count)]),
    op("path", &[must("obj", Shape::Object)]),
    op("alive", &[must("obj", Shape::Object)]),
    op("describe", &[must("class", Shape::Text)]),
    op("get", MEMBER),
    op("get_many", &[must("items", Shape::List)]),
    op("set", &[must("obj", Shape::Object), must("name", Shape::Text), may("value", Shape::Any)]),
    op(
        "call",
        &[
            may("obj", Shape::ObjectOrNull),
            must("name", Shape::Text),
            may("args", Shape::List),
            may("kwargs", Shape::Map),
        ],
    ),
    op("children", MEMBER),
    op("observe", MEMBER),
    op("unobserve", MEMBER),
    op("tick", &[may("count", Shape::Count), may("ms", Shape::Count)]).answers(Answer::Tick),
    op("undo", &[]).answers(Answer::Done),
    op("redo", &[]).answers(Answer::Done),
    op("history", &[]),
    op("step", &[must("do", Shape::Word(&["begin", "end"]))]),
    op("sdk", &[may("obj", Shape::ObjectOrNull), must("name", Shape::Text), may("args", Shape::List)]),
    op("snapshot", &[]),
    op("load", &[may("als", Shape::Text), may("snapshot", Shape::Text), may("default", Shape::Bool)])
        .answers(Answer::Roots),
    op("user", &[must("edit", Shape::Map)]),
    op("note", &[may("kind", Shape::Text), may("text", Shape::Any)]),
    op("rules", &[]),
    op("rule", &[must("name", Shape::Text), must("value", Shape::Any)]),
    op("stats", &[]),
    op("trace", &[may("on", Shape::Bool)]),
];

impl Shape {
    fn holds(self, value: &Json) -> bool {
        let object = |value: &Json| value.as_u64().or_else(|| value["$"].as_u64()).is_some();
        match self {
            Self::Any => true,
            Self::Bool => value.is_boolean(),
            Self::Text => value.is_string(),
            Self::Count => value.is_u64(),
            Self::Object => object(value),
            Self::ObjectOrNull => value.is_null() || object(value),
            Self::List => value.is_array(),
            Self::Map => value.is_object(),
            Self::Word(words) => value.as_str().is_some_and(|word| words.contains(&word)),
            Self::Version => value.as_u64() == Some(1),
        }
    }

    fn wanted(self) -> String {
        match self {
            Self::Any => "anything".to_owned(),
            Self::Bool => "true or false".to_owned(),
            Self::Text => "a text".to_owned(),
            Self::Count => "a whole number".to_owned(),
            Self::Object => "an object's id".to_owned(),
            Self::ObjectOrNull => "an object's id or null".to_owned(),
            Self::List => "a list".to_owned(),
            Self::Map => "an object of JSON".to_owned(),
            Self::Word(words) => format!("one of {}", words.join(", ")),
            Self::Version => "1: this engine speaks protocol 1".to_owned(),
        }
    }

    fn schema(self) -> Json {
        let object = json!({ "$ref": "#/$defs/reference" });
        match self {
            Self::Any => json!({ "$ref": "#/$defs/value" }),
            Self::Bool => json!({ "type": "boolean" }),
            Self::Text => json!({ "type": "string" }),
            Self::Count => json!({ "type": "integer", "minimum": 0 }),
            Self::Object => object,
            Self::ObjectOrNull => json!({ "anyOf": [object, { "type": "null" }] }),
            Self::List => json!({ "type": "array", "items": { "$ref": "#/$defs/value" } }),
            Self::Map => json!({ "type": "object" }),
            Self::Word(words) => json!({ "enum": words }),
            Self::Version => json!({ "const": 1 }),
        }
    }
}

/// Judges a request by the table.
pub(crate) fn check(request: &Json) -> Res<()> {
    let Some(name) = request["op"].as_str() else { return Err(protocol("`op` names the operation")) };
    let Some(operation) = ALL.iter().find(|operation| operation.name == name) else {
        return Err(protocol(&format!("there is no operation {name}")));
    };
    for field in operation.fields {
        let wrong = |what: &str| Err(protocol(&format!("`{}` of {name} {what} {}", field.name, field.shape.wanted())));
        match request.get(field.name) {
            None if field.required => return wrong("is missing: it is"),
            // What may be absent may be null as well.
            Some(Json::Null) if !field.required => {}
            Some(value) if !field.shape.holds(value) => return wrong("is"),
            None | Some(_) => {}
        }
    }
    Ok(())
}

/// A schema of the protocol: its name, what it describes, and what makes it.
pub type ProtocolSchema = (&'static str, &'static str, fn() -> Json);

/// The JSON Schemas of the protocol.
pub const SCHEMAS: &[ProtocolSchema] = &[
    ("live-request", "a line to the simulated Live", request_schema),
    ("live-answer", "a line of the simulated Live", answer_schema),
];

const DRAFT: &str = "https://json-schema.org/draft/2020-12/schema";

fn definitions() -> Json {
    json!({
        "value": {
            "description": "A value: null, a boolean, a number (floats with their point), a text, an object, a list, a struct",
            "type": ["null", "boolean", "number", "string", "array", "object"],
        },
        "reference": {
            "description": "An object of the Set: its id, alone or as it came",
            "anyOf": [
                { "type": "integer", "minimum": 0 },
                {
                    "type": "object",
                    "properties": { "$": { "type": "integer", "minimum": 0 }, "class": { "type": "string" } },
                    "required": ["$"],
                },
            ],
        },
    })
}

fn request_schema() -> Json {
    let one = |operation: &Operation| -> Json {
        let mut properties = Map::from_iter([
            ("n".to_owned(), json!({ "type": "integer" })),
            ("op".to_owned(), json!({ "const": operation.name })),
        ]);
        let mut required = vec!["n", "op"];
        for field in operation.fields {
            let mut schema = field.shape.schema();
            if field.required {
                required.push(field.name);
            } else {
                schema = json!({ "anyOf": [schema, { "type": "null" }] });
            }
            properties.insert(field.name.to_owned(), schema);
        }
        json!({ "type": "object", "properties": properties, "required": required })
    };
    json!({ "$schema": DRAFT, "$defs": definitions(), "oneOf": ALL.iter().map(one).collect::<Vec<_>>() })
}

/// Each form of an answer, with the operations that are answered so.
fn answer_schema() -> Json {
    let number = || json!({ "type": ["integer", "null"] });
    let time = json!({
        "type": "object",
        "properties": { "tick": { "type": "integer" }, "ms": { "type": "integer" } },
        "required": ["tick", "ms"],
    });
    let roots = json!({
        "type": "object",
        "properties": { "live_app": { "$ref": "#/$defs/reference" }, "live_set": { "$ref": "#/$defs/reference" } },
        "required": ["live_app", "live_set"],
    });
    let told = json!({
        "type": "object",
        "properties": {
            "obj": { "type": "integer" }, "name": { "type": "string" }, "value": { "$ref": "#/$defs/value" },
        },
        "required": ["obj", "name"],
    });
    let form = |answer: Answer| -> Json {
        let fields: &[(&str, Json)] = &match answer {
            Answer::Value => vec![("value", json!({ "$ref": "#/$defs/value" }))],
            Answer::Greeting => vec![
                ("live", json!({ "type": "string" })),
                ("protocol", json!({ "const": 1 })),
                ("roots", roots.clone()),
                ("rules", json!({ "type": "object" })),
                ("time", time.clone()),
            ],
            Answer::Tick => vec![("notifications", json!({ "type": "array", "items": told })), ("time", time.clone())],
            Answer::Done => vec![
                ("done", json!({ "type": "boolean" })),
                ("label", json!({ "type": ["string", "null"] })),
                ("value", json!({ "type": "boolean" })),
            ],
            Answer::Roots => vec![("roots", roots.clone()), ("value", roots.clone())],
        };
        let mut properties = Map::from_iter([("n".to_owned(), number())]);
        properties.extend(fields.iter().map(|(name, schema)| ((*name).to_owned(), schema.clone())));
        let required: Vec<&str> = std::iter::once("n").chain(fields.iter().map(|(name, _)| *name)).collect();
        let names: Vec<&str> = ALL.iter().filter(|operation| operation.answer == answer).map(|one| one.name).collect();
        json!({
            "description": format!("of {}", names.join(", ")),
            "type": "object",
            "properties": properties,
            "required": required,
            "additionalProperties": false,
        })
    };
    let error = json!({
        "description": "a refusal, of any operation",
        "type": "object",
        "properties": {
            "n": number(),
            "error": {
                "type": "object",
                "properties": {
                    "kind": { "enum": Kind::ALL.map(|kind| format!("{kind:?}")) },
                    "message": { "type": "string" },
                    "rule": { "type": "string" },
                    "class": { "type": "string" },
                    "member": { "type": "string" },
                },
                "required": ["kind", "message"],
            },
        },
        "required": ["n", "error"],
        "additionalProperties": false,
    });
    let mut forms: Vec<Json> =
        [Answer::Value, Answer::Greeting, Answer::Tick, Answer::Done, Answer::Roots].into_iter().map(form).collect();
    forms.push(error);
    json!({ "$schema": DRAFT, "$defs": definitions(), "oneOf": forms })
}

impl Kind {
    /// Every kind of refusal.
    pub const ALL: [Self; 11] = [
        Self::RuntimeError,
        Self::ArgumentError,
        Self::AttributeError,
        Self::IndexError,
        Self::ValueError,
        Self::LimitationError,
        Self::DeadObject,
        Self::NotSimulated,
        Self::Crash,
        Self::ProtocolError,
        Self::Fault,
    ];
}

/// For the test that the table and the session know the same operations.
#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Engine;
    use crate::refusal::Refusal;
    use crate::rules::Rules;
    use crate::session::{Answer as Told, Session};

    #[test]
    fn each_operation_is_run_and_answered_in_its_form() {
        let mut session = Session::new(Engine::new(Rules::default()), None);
        for operation in ALL {
            let mut request = json!({ "n": 1, "op": operation.name });
            for field in operation.fields.iter().filter(|field| field.required) {
                request[field.name] = match field.shape {
                    Shape::Object | Shape::ObjectOrNull => json!(session.engine.song),
                    Shape::Text => json!(if operation.name == "rule" { "time.tempo-range" } else { "tempo" }),
                    Shape::Word(words) => json!(words[0]),
                    Shape::Version => json!(1),
                    Shape::List => json!([]),
                    Shape::Map => json!({ "do": "touch" }),
                    Shape::Any | Shape::Bool => json!(true),
                    Shape::Count => json!(0),
                };
            }
            let Told::Line(line) = session.answer(1, &request.to_string()) else { continue };
            assert!(!line.contains("there is no operation"), "{}: {line}", operation.name);
            let answer: Json = serde_json::from_str(&line).unwrap_or_default();
            let key = match operation.answer {
                Answer::Value => "value",
                Answer::Greeting | Answer::Roots => "roots",
                Answer::Tick => "notifications",
                Answer::Done => "done",
            };
            assert!(answer.get(key).or_else(|| answer.get("error")).is_some(), "{}: {line}", operation.name);
        }
    }

    #[test]
    fn what_the_table_does_not_take_is_refused_by_the_field() {
        let refused = |request: Json| check(&request).err().map(|refusal: Refusal| refusal.message);
        assert_eq!(refused(json!({ "op": "fly" })).as_deref(), Some("there is no operation fly"));
        assert_eq!(
            refused(json!({ "op": "get", "obj": 2 })).as_deref(),
            Some("`name` of get is missing: it is a text")
        );
        assert_eq!(refused(json!({ "op": "tick", "count": -1 })).as_deref(), Some("`count` of tick is a whole number"));
        assert_eq!(refused(json!({ "op": "tick", "count": null })), None);
    }
}
