//! JSON Schemas of the messages: what may be sent to an implementation, and what it may answer.
//!
//! Parameters and results are those of the Rust types that read and write them; the port says which belong to which
//! [`Operation`].

use livebridge_port::Operation;
use livebridge_port::params::NoParams;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};

use super::message::{BRIDGE_ERROR, ErrorData, InitializeParams, InitializeResult, RpcError};

/// A line that the harness sends: one request.
pub fn request(generator: &mut SchemaGenerator) -> Schema {
    let mut requests = vec![one_request("initialize", &generator.subschema_for::<InitializeParams>())];
    for operation in Operation::ALL {
        requests.push(one_request(operation.name(), &operation.params_schema(generator)));
    }
    requests.push(one_request("shutdown", &generator.subschema_for::<NoParams>()));
    let requests: Vec<Value> = requests.into_iter().map(Schema::to_value).collect();
    json_schema!({
        "title": "Request",
        "description": "One line that the harness sends. Other methods and keys may come in later versions.",
        "oneOf": requests,
    })
}

fn one_request(method: &str, params: &Schema) -> Schema {
    json_schema!({
        "type": "object",
        "properties": {
            "jsonrpc": { "const": "2.0" },
            "id": { "type": ["integer", "string"] },
            "method": { "const": method },
            "params": params,
        },
        "required": ["jsonrpc", "id", "method", "params"],
    })
}

/// A line that an implementation sends: an answer, or a notification. What is in `result` depends on the request:
/// see [`results`].
pub fn answer(generator: &mut SchemaGenerator) -> Schema {
    let error = error(generator);
    generator.definitions_mut().insert("Error".to_owned(), error.to_value());
    json_schema!({
        "title": "Answer",
        "description": "One line that an implementation sends.",
        "type": "object",
        "properties": { "jsonrpc": { "const": "2.0" } },
        "required": ["jsonrpc"],
        "oneOf": [
            {
                "description": "The answer of the request with this id. See `results.json` for what is in `result`.",
                "properties": { "id": { "type": ["integer", "string"] }, "error": false, "method": false },
                "required": ["id", "result"],
            },
            {
                "description": "The request was refused; the id is `null` when it could not be read.",
                "properties": {
                    "id": { "type": ["integer", "string", "null"] },
                    "error": { "$ref": "#/$defs/Error" },
                    "result": false,
                    "method": false,
                },
                "required": ["id", "error"],
            },
            {
                "description": "A notification; `log` is shown, others are ignored.",
                "properties": { "method": { "type": "string" }, "id": false, "result": false, "error": false },
                "required": ["method"],
            },
        ],
    })
}

/// The error of an answer: a refusal has the code -32000 and says in `data` which one it is.
fn error(generator: &mut SchemaGenerator) -> Schema {
    let mut schema = RpcError::json_schema(generator);
    let data = generator.subschema_for::<ErrorData>().to_value();
    schema.insert("if".to_owned(), json!({ "properties": { "code": { "const": BRIDGE_ERROR } } }));
    schema.insert("then".to_owned(), json!({ "properties": { "data": data }, "required": ["message", "data"] }));
    schema
}

/// The results by method: an object with one property for each, such as `results.json#/properties/getNotes`.
pub fn results(generator: &mut SchemaGenerator) -> Schema {
    let mut properties = Map::new();
    properties.insert("initialize".to_owned(), generator.subschema_for::<InitializeResult>().to_value());
    for operation in Operation::ALL {
        properties.insert(operation.name().to_owned(), operation.result_schema(generator).to_value());
    }
    properties.insert("shutdown".to_owned(), json!({ "type": "null" }));
    json_schema!({
        "title": "Results",
        "description": "The results by method: take `results.json#/properties/METHOD` to validate one.",
        "type": "object",
        "properties": properties,
    })
}
