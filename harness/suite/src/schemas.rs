//! The JSON Schemas under `golden/schemas` (draft 2020-12): wire messages with all DTOs, errors, snapshots, events and
//! summaries. They are generated from the Rust types that read and write them, and committed.

use std::fs;
use std::io;
use std::path::Path;

use crate::report::{Event, RunComparison, Summary};
use livebridge_port::{BridgeError, Snapshot};
use livebridge_wire::schema;
use schemars::generate::SchemaSettings;
use schemars::transform::{RecursiveTransform, Transform};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::{Map, Value};

/// A schema by the name of its file.
pub struct Document {
    /// Name of the file, without `.json`.
    pub name: &'static str,
    /// What it describes, in a few words.
    pub about: &'static str,
    generate: fn() -> Value,
}

/// Every schema.
pub static ALL: &[Document] = &[
    Document { name: "request", about: "a line that the harness sends", generate: || read(schema::request) },
    Document { name: "answer", about: "a line that an implementation sends", generate: || read(schema::answer) },
    Document { name: "results", about: "the results by method", generate: || read(schema::results) },
    Document { name: "bridge-error", about: "a refusal, as the port has it", generate: || read(root::<BridgeError>) },
    Document { name: "set", about: "a whole Set: the canonical snapshot", generate: || read(root::<Snapshot>) },
    Document { name: "event", about: "an event of a run", generate: || written(root::<Event>) },
    Document { name: "run-diff", about: "what differs between two runs", generate: || written(root::<RunComparison>) },
    Document { name: "summary", about: "a whole run with its verdict", generate: || written(root::<Summary>) },
];

/// A schema of what others write and we read: what may be absent is not required.
fn read(root: fn(&mut SchemaGenerator) -> Schema) -> Value {
    document(SchemaSettings::draft2020_12().for_deserialize(), root).to_value()
}

/// A schema of what we write: what is always there is required.
fn written(root: fn(&mut SchemaGenerator) -> Schema) -> Value {
    document(SchemaSettings::draft2020_12().for_serialize(), root).to_value()
}

fn root<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    T::json_schema(generator)
}

fn document(settings: SchemaSettings, root: fn(&mut SchemaGenerator) -> Schema) -> Schema {
    let mut generator = settings.into_generator();
    let mut schema = root(&mut generator);
    let definitions = generator.take_definitions(false);
    schema.insert("$schema".to_owned(), "https://json-schema.org/draft/2020-12/schema".into());
    if !definitions.is_empty() {
        schema.insert("$defs".to_owned(), definitions.into());
    }
    RecursiveTransform(tidy).transform(&mut schema);
    schema
}

/// Takes out what other languages stumble over: the widths of Rust's numbers, which validators warn of, and `null` for
/// what may be absent, which the contract refuses.
fn tidy(schema: &mut Schema) {
    schema.remove("format");
    let required: Vec<Value> = schema.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
    let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) else { return };
    for (name, property) in properties {
        if let Some(property) = property.as_object_mut().filter(|_| !required.contains(&name.as_str().into())) {
            without_null(property);
        }
    }
}

fn without_null(schema: &mut Map<String, Value>) {
    if let Some(types) = schema.get_mut("type").and_then(Value::as_array_mut) {
        types.retain(|name| name != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            schema.insert("type".to_owned(), only);
        }
    }
    let Some(mut any) = schema.remove("anyOf") else { return };
    if let Some(choices) = any.as_array_mut() {
        choices.retain(|choice| choice["type"] != "null");
        if let [Value::Object(only)] = choices.as_mut_slice() {
            schema.append(only);
            return;
        }
    }
    schema.insert("anyOf".to_owned(), any);
}

impl Document {
    /// A schema that another crate makes.
    pub const fn new(name: &'static str, about: &'static str, generate: fn() -> Value) -> Self {
        Self { name, about, generate }
    }

    /// Name of the file.
    pub fn file(&self) -> String {
        format!("{}.json", self.name)
    }

    /// The schema, made from the types as they are now.
    pub fn schema(&self) -> Value {
        let mut schema = (self.generate)();
        if let Some(schema) = schema.as_object_mut() {
            schema.insert("$id".to_owned(), format!("urn:livebridge:{}", self.name).into());
        }
        schema
    }

    /// Its text: keys in order, so that the same types give the same bytes.
    pub fn text(&self) -> String {
        format!("{:#}\n", self.schema())
    }
}

/// What differs between a directory and what belongs there, `ALL` and these: one sentence each, which names the file.
pub fn differences(directory: &Path, more: &[Document]) -> io::Result<Vec<String>> {
    let mut differences = Vec::new();
    for document in ALL.iter().chain(more) {
        let file = document.file();
        match fs::read_to_string(directory.join(&file)) {
            Ok(text) if text == document.text() => {}
            Ok(_) => differences.push(format!("{file} is not what the types say")),
            Err(error) if error.kind() == io::ErrorKind::NotFound => differences.push(format!("{file} is missing")),
            Err(error) => return Err(error),
        }
    }
    let mut names = Vec::new();
    for entry in fs::read_dir(directory)? {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    let orphans = names.into_iter().filter(|name| {
        Path::new(name).extension().is_some_and(|ending| ending == "json")
            && !ALL.iter().chain(more).any(|document| document.file() == *name)
    });
    differences.extend(orphans.map(|name| format!("{name} belongs to no type")));
    Ok(differences)
}

/// Writes every schema, `ALL` and these.
pub fn write(directory: &Path, more: &[Document]) -> io::Result<()> {
    fs::create_dir_all(directory)?;
    ALL.iter().chain(more).try_for_each(|document| fs::write(directory.join(document.file()), document.text()))
}
