//! Values of the object model, and how they are written in the JSON of the protocol.

use std::sync::Arc;

use serde_json::{Map, Number, Value as Json, json};

/// The id of an object: positive, session-lived, never used twice. 0 is nothing.
pub type Id = u32;

/// A value of a property, an argument or an answer.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Value {
    /// Nothing, `id 0`.
    #[default]
    Null,
    /// True or false.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Any other number.
    Float(f64),
    /// A text.
    Str(Arc<str>),
    /// An object.
    Obj(Id),
    /// Objects, as a list of children has them.
    Ids(Arc<Vec<Id>>),
    /// Other values in order.
    List(Arc<Vec<Value>>),
    /// A struct or a dictionary.
    Record(Arc<Record>),
    /// The notes of a clip, as the engine keeps them.
    Notes(Arc<Vec<Held>>),
}

/// A note as the engine keeps it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Held {
    /// Its id within the clip.
    pub id: i64,
    /// 0..127.
    pub pitch: i64,
    /// In beats of the content.
    pub start: f64,
    /// In beats.
    pub duration: f64,
    /// 0..127.
    pub velocity: f64,
    /// Whether it is deactivated.
    pub mute: bool,
    /// 0..1.
    pub probability: f64,
    /// -127..127.
    pub deviation: f64,
    /// 0..127.
    pub release: f64,
    /// Whether it is selected in the editor.
    pub selected: bool,
}

/// A struct of Live, or a plain dictionary when it has no name.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Record {
    /// The struct's class: `MidiNote`.
    pub name: Option<Arc<str>>,
    /// Its fields in order.
    pub fields: Vec<(Arc<str>, Value)>,
}

impl Record {
    /// A field by name.
    pub fn field(&self, name: &str) -> Option<&Value> {
        self.fields.iter().find(|(key, _)| &**key == name).map(|(_, value)| value)
    }
}

impl Value {
    /// A text.
    pub fn text(text: impl AsRef<str>) -> Self {
        Self::Str(Arc::from(text.as_ref()))
    }

    /// A list of values.
    pub fn list(items: Vec<Self>) -> Self {
        Self::List(Arc::new(items))
    }

    /// A list of texts.
    pub fn texts<T: AsRef<str>>(items: impl IntoIterator<Item = T>) -> Self {
        Self::list(items.into_iter().map(|item| Self::text(item)).collect())
    }

    /// A list of objects.
    pub fn ids(items: Vec<Id>) -> Self {
        Self::Ids(Arc::new(items))
    }

    /// An object, nothing for 0.
    pub const fn obj(id: Id) -> Self {
        if id == 0 { Self::Null } else { Self::Obj(id) }
    }

    /// A struct with these fields.
    pub fn record(name: &str, fields: &[(&str, Self)]) -> Self {
        let fields = fields.iter().map(|(key, value)| (Arc::from(*key), value.clone())).collect();
        Self::Record(Arc::new(Record { name: Some(Arc::from(name)), fields }))
    }

    /// A whole number that fits, from a length.
    pub fn count(count: usize) -> Self {
        Self::Int(i64::try_from(count).unwrap_or(i64::MAX))
    }

    /// The number, whole or not; booleans count as 0 and 1.
    pub fn number(&self) -> Option<f64> {
        match self {
            Self::Bool(on) => Some(f64::from(u8::from(*on))),
            #[expect(clippy::cast_precision_loss, reason = "numbers of Live are far below 2^53")]
            Self::Int(number) => Some(*number as f64),
            Self::Float(number) => Some(*number),
            _ => None,
        }
    }

    /// The whole number, if it is one.
    pub fn int(&self) -> Option<i64> {
        match self {
            Self::Bool(on) => Some(i64::from(*on)),
            Self::Int(number) => Some(*number),
            #[expect(clippy::cast_possible_truncation, reason = "checked to be whole and small")]
            Self::Float(number) if number.fract() == 0.0 && number.abs() < 9e15 => Some(*number as i64),
            _ => None,
        }
    }

    /// The text, if it is one.
    pub fn as_str(&self) -> Option<&str> {
        if let Self::Str(text) = self { Some(text) } else { None }
    }

    /// What kind of value it is, for messages.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Null => "None",
            Self::Bool(_) => "a bool",
            Self::Int(_) => "an int",
            Self::Float(_) => "a float",
            Self::Str(_) => "a string",
            Self::Obj(_) => "an object",
            Self::Ids(_) | Self::List(_) => "a list",
            Self::Record(_) => "a struct",
            Self::Notes(_) => "notes",
        }
    }

    /// From the JSON of the protocol; an object may stand as `{"$": id}`.
    pub fn from_json(json: &Json) -> Self {
        match json {
            Json::Null => Self::Null,
            Json::Bool(on) => Self::Bool(*on),
            Json::Number(number) => {
                number.as_i64().map(Self::Int).or_else(|| number.as_f64().map(Self::Float)).unwrap_or(Self::Null)
            }
            Json::String(text) => Self::text(text),
            Json::Array(items) => Self::list(items.iter().map(Self::from_json).collect()),
            Json::Object(map) => from_map(map),
        }
    }

    /// As JSON of the protocol; `class_of` names the class of an object.
    pub fn to_json(&self, class_of: &impl Fn(Id) -> &'static str) -> Json {
        match self {
            // Notes are the engine's own: never an answer.
            Self::Null | Self::Notes(_) => Json::Null,
            Self::Bool(on) => Json::Bool(*on),
            Self::Int(number) => json!(number),
            Self::Float(number) => Number::from_f64(*number).map_or_else(
                || json!({"float": if number.is_nan() { "nan" } else if *number > 0.0 { "inf" } else { "-inf" }}),
                Json::Number,
            ),
            Self::Str(text) => Json::String(text.to_string()),
            Self::Obj(id) => json!({"$": id, "class": class_of(*id)}),
            Self::Ids(ids) => ids.iter().map(|id| json!({"$": id, "class": class_of(*id)})).collect(),
            Self::List(items) => items.iter().map(|item| item.to_json(class_of)).collect(),
            Self::Record(record) => {
                let mut map = Map::new();
                if let Some(name) = &record.name {
                    map.insert("struct".to_owned(), Json::String(name.to_string()));
                }
                for (key, value) in &record.fields {
                    map.insert(key.to_string(), value.to_json(class_of));
                }
                Json::Object(map)
            }
        }
    }
}

fn from_map(map: &Map<String, Json>) -> Value {
    if let Some(id) = map.get("$") {
        return id.as_u64().and_then(|id| Id::try_from(id).ok()).map_or(Value::Null, Value::obj);
    }
    if let (Some(Json::String(text)), 1) = (map.get("float"), map.len()) {
        return match text.as_str() {
            "inf" => Value::Float(f64::INFINITY),
            "-inf" => Value::Float(f64::NEG_INFINITY),
            _ => Value::Float(f64::NAN),
        };
    }
    let name = map.get("struct").and_then(Json::as_str).map(Arc::from);
    let fields = map.iter().filter(|(key, _)| *key != "struct" || name.is_none());
    let fields = fields.map(|(key, value)| (Arc::from(key.as_str()), Value::from_json(value))).collect();
    Value::Record(Arc::new(Record { name, fields }))
}

impl From<bool> for Value {
    fn from(on: bool) -> Self {
        Self::Bool(on)
    }
}

impl From<f64> for Value {
    fn from(number: f64) -> Self {
        Self::Float(number)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::text(text)
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Str(Arc::from(text))
    }
}
