//! What a page can ask for, and what it builds its forms from.

use livebridge_port::{Operation, fixtures};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::Refused;
use crate::session::DEMO;

/// A request: what is to be done, and with what.
#[derive(Debug, Deserialize)]
pub(crate) struct Request {
    #[serde(rename = "do")]
    pub(crate) asked: Asked,
    #[serde(default)]
    with: Value,
}

/// What is to be done.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Asked {
    /// What forms are built from.
    Forms,
    /// Begin with a fixture.
    Open,
    /// Begin with a snapshot as text.
    OpenText,
    /// Begin with a Live Set or a snapshot from a file.
    OpenFile,
    /// The Set as it is: drawn, its objects, its history.
    Look,
    /// Call an operation.
    Call,
    /// Undo or redo until so many steps are done.
    GoTo,
    /// What a handler would do.
    Plan,
    /// Let a handler do it.
    Apply,
    /// What Set Janitor finds.
    Issues,
    /// Compare two files.
    Compare,
    /// What has changed since the Set was opened.
    Changes,
    /// The Set as text.
    Text,
    /// Calls as a program.
    Code,
}

impl Request {
    /// What goes with it.
    pub(crate) fn read<T: DeserializeOwned>(self) -> Result<T, Refused> {
        serde_json::from_value(self.with)
            .map_err(|error| Refused::new(format!("this does not fit: {error}"), "look at the fields of the form"))
    }
}

/// The schemas of all requests of the wire, from which forms are built.
const SCHEMAS: &str = include_str!("../../../golden/schemas/request.json");

/// The operations of the port in their order, with the schema of the parameters of each; the fixtures; the rules of
/// pictures.
pub(crate) fn forms() -> Value {
    let schemas: Value = serde_json::from_str(SCHEMAS).unwrap_or_default();
    let schema_of = |operation: &Operation| {
        let calls = schemas["oneOf"].as_array().into_iter().flatten();
        let mut calls = calls.filter(|call| call["properties"]["method"]["const"] == operation.name());
        calls.next().map(|call| call["properties"]["params"].clone()).unwrap_or_default()
    };
    let operations: Vec<Value> = Operation::PORT
        .iter()
        .map(|operation| {
            let kind = match operation.mutation() {
                Some(_) => "mutation",
                None if *operation == Operation::Transaction => "transaction",
                None if *operation == Operation::RenderTrack => "render",
                None => "read",
            };
            json!({ "name": operation.name(), "kind": kind, "params": schema_of(operation) })
        })
        .collect();
    let sets: Vec<&str> = std::iter::once(DEMO).chain(fixtures::NAMES).collect();
    json!({
        "operations": operations,
        "definitions": schemas["$defs"],
        "fixtures": sets,
        "devices": livebridge_fake::devices::names().collect::<Vec<_>>(),
        "style": crate::picture_style(),
        "version": env!("CARGO_PKG_VERSION"),
    })
}
