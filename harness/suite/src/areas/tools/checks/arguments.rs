//! Arguments made of the schema of a tool: some that it allows, and some that it does not.

use livebridge_mcp::{ToolInfo, schema};
use serde_json::{Map, Value, json};

/// How deep a schema is followed.
const DEEPEST: usize = 8;

/// A key that no tool has.
const UNKNOWN: &str = "livebridgeUnknown";

/// Arguments that the schema allows, as few and as small as they can be.
pub(super) fn allowed(tool: &ToolInfo) -> Value {
    value(&tool.input_schema, &tool.input_schema, DEEPEST)
}

/// Arguments that the schema does not allow.
#[derive(Debug)]
pub(super) struct Forbidden {
    /// What is wrong with them.
    pub(super) what: String,
    /// The argument at fault.
    pub(super) argument: String,
    /// They.
    pub(super) arguments: Value,
}

/// One of each kind that the schema tells wrong: an unknown key where it is closed, a missing argument, another type, a
/// number out of range.
pub(super) fn forbidden(tool: &ToolInfo, with_unknown: bool) -> Vec<Forbidden> {
    let root = &tool.input_schema;
    let good = allowed(tool);
    let mut all = Vec::new();
    let mut add = |what: String, argument: &str, change: &dyn Fn(&mut Map<String, Value>)| {
        let mut arguments = good.as_object().cloned().unwrap_or_default();
        change(&mut arguments);
        all.push(Forbidden { what, argument: argument.to_owned(), arguments: Value::Object(arguments) });
    };
    if with_unknown && root["additionalProperties"] == false {
        add("an unknown argument".to_owned(), UNKNOWN, &|arguments| {
            arguments.insert(UNKNOWN.to_owned(), json!(1));
        });
    }
    for name in root["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        add(format!("`{name}` missing"), name, &|arguments| drop(arguments.remove(name)));
    }
    for (name, of_argument) in root["properties"].as_object().into_iter().flatten() {
        let of_argument = resolved(of_argument, root);
        if let Some(wrong) = of_another_type(of_argument) {
            add(format!("`{name}` of another type"), name, &|arguments| {
                arguments.insert(name.clone(), wrong.clone());
            });
        }
        for (bound, beyond) in [("minimum", -1.0), ("maximum", 1.0)] {
            if let Some(number) = of_argument[bound].as_f64() {
                add(format!("`{name}` beyond its {bound}"), name, &|arguments| {
                    arguments.insert(name.clone(), json!(number + beyond));
                });
            }
        }
    }
    // What our own reading of the schema allows after all proves nothing.
    all.retain(|forbidden| schema::check(root, &forbidden.arguments).is_err());
    all
}

/// A value of a type that an argument of one type does not have; nothing where it may have several.
fn of_another_type(of_argument: &Value) -> Option<Value> {
    match of_argument["type"].as_str()? {
        "array" => Some(json!({ "wrong": true })),
        "string" | "number" | "integer" | "boolean" | "object" => Some(json!(["wrong"])),
        _ => None,
    }
}

/// A schema, or the one of the same document that it stands for.
fn resolved<'a>(schema: &'a Value, root: &'a Value) -> &'a Value {
    let pointer = schema["$ref"].as_str().and_then(|reference| reference.strip_prefix('#'));
    pointer.and_then(|pointer| root.pointer(pointer)).unwrap_or(schema)
}

fn value(schema: &Value, root: &Value, depth: usize) -> Value {
    let schema = resolved(schema, root);
    if depth == 0 {
        return Value::Null;
    }
    if let Some(only) = schema.get("const") {
        return only.clone();
    }
    if let Some(first) = schema["enum"].as_array().and_then(|values| values.first()) {
        return first.clone();
    }
    for choice in ["oneOf", "anyOf"] {
        if let Some(first) = schema[choice].as_array().and_then(|schemas| schemas.first()) {
            return value(first, root, depth - 1);
        }
    }
    let name = match &schema["type"] {
        Value::Array(names) => names.first().and_then(Value::as_str).unwrap_or_default(),
        name => name.as_str().unwrap_or_default(),
    };
    match name {
        "string" => {
            let least = schema["minLength"].as_u64().unwrap_or(0).min(1000);
            json!("x".repeat(usize::try_from(least).unwrap_or(0)))
        }
        "integer" | "number" => number(schema),
        "boolean" => json!(true),
        "array" => {
            let least = schema["minItems"].as_u64().unwrap_or(0).min(8);
            (0..least).map(|_| value(&schema["items"], root, depth - 1)).collect()
        }
        "object" => object(schema, root, depth),
        _ => Value::Null,
    }
}

/// The smallest number that is allowed and not below 1, where there is one.
fn number(schema: &Value) -> Value {
    let bound = |name: &str| schema[name].as_f64();
    let least = bound("minimum").or_else(|| bound("exclusiveMinimum").map(|bound| bound + 1.0));
    let number = least.unwrap_or_else(|| bound("maximum").map_or(1.0, |most| most.min(1.0)));
    if number.fract() == 0.0 && number.abs() < 1e15 {
        #[expect(clippy::cast_possible_truncation, reason = "a whole number that is small enough")]
        return json!(number as i64);
    }
    json!(number)
}

fn object(schema: &Value, root: &Value, depth: usize) -> Value {
    let properties = schema["properties"].as_object();
    let required: Vec<&str> = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let least = usize::try_from(schema["minProperties"].as_u64().unwrap_or(0)).unwrap_or(0);
    let mut members = Map::new();
    for (name, schema) in properties.into_iter().flatten() {
        if required.contains(&name.as_str()) || members.len() + required.len() < least {
            members.insert(name.clone(), value(schema, root, depth - 1));
        }
    }
    Value::Object(members)
}

#[cfg(test)]
mod tests {
    use livebridge_mcp::ToolAnnotations;

    use super::*;

    #[test]
    fn arguments_are_what_they_should_be() {
        let tool = ToolInfo {
            name: "t".to_owned(),
            title: None,
            description: String::new(),
            input_schema: json!({
                "type": "object", "required": ["a", "b"], "additionalProperties": false,
                "properties": {
                    "a": { "type": "number", "minimum": 20, "maximum": 30 },
                    "b": { "$ref": "#/$defs/B" },
                    "c": { "anyOf": [{ "type": "string" }, { "type": "null" }] },
                },
                "$defs": { "B": { "type": "object", "minProperties": 1, "properties": { "x": { "type": "boolean" } } } },
            }),
            annotations: ToolAnnotations::UNSAID,
            is_annotated: false,
        };
        assert_eq!(allowed(&tool), json!({ "a": 20, "b": { "x": true } }));
        let what: Vec<String> = forbidden(&tool, true).into_iter().map(|forbidden| forbidden.what).collect();
        assert_eq!(
            what,
            [
                "an unknown argument",
                "`a` missing",
                "`b` missing",
                "`a` of another type",
                "`a` beyond its minimum",
                "`a` beyond its maximum",
            ]
        );
    }
}
