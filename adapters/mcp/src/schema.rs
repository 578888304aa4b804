//! Whether a value fits a JSON Schema: the keywords that the schemas of our tools are made of, and no others.
//!
//! What is advertised is what is enforced, because one table is both: a call is checked against the schema that the
//! client was shown, and a misfit names the argument. A test holds the tools to the keywords that are known here, and
//! another compares the answers with those of a full implementation.

use serde_json::{Map, Value};

/// Keywords that are looked at.
const CHECKED: [&str; 18] = [
    "type",
    "enum",
    "const",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "minLength",
    "maxLength",
    "items",
    "minItems",
    "maxItems",
    "properties",
    "required",
    "additionalProperties",
    "minProperties",
    "oneOf",
    "anyOf",
];

/// Keywords that say something to people only.
const WORDS: [&str; 4] = ["title", "description", "default", "examples"];

/// Why a value does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misfit {
    /// Where: `notes[3].pitch`, or empty for the whole.
    pub path: String,
    /// What is wrong there: reads after the path, as in "must be at most 127, not 200".
    pub what: String,
}

/// Whether `value` fits `schema`, and what the first misfit is. `null` and `true` as a schema take anything.
pub fn check(schema: &Value, value: &Value) -> Result<(), Misfit> {
    at(schema, value, "")
}

/// Keywords of a schema that [`check`] does not know, each with its place: what it says would not be enforced.
pub fn unknown_keywords(schema: &Value) -> Vec<String> {
    let mut unknown = Vec::new();
    collect_unknown(schema, "", &mut unknown);
    unknown
}

fn collect_unknown(schema: &Value, place: &str, unknown: &mut Vec<String>) {
    let Value::Object(keywords) = schema else { return };
    for (keyword, value) in keywords {
        let place = format!("{place}/{keyword}");
        match keyword.as_str() {
            "properties" => {
                for (name, schema) in value.as_object().into_iter().flatten() {
                    collect_unknown(schema, &format!("{place}/{name}"), unknown);
                }
            }
            "oneOf" | "anyOf" => {
                for (index, schema) in value.as_array().into_iter().flatten().enumerate() {
                    collect_unknown(schema, &format!("{place}/{index}"), unknown);
                }
            }
            "items" | "additionalProperties" => collect_unknown(value, &place, unknown),
            other if CHECKED.contains(&other) || WORDS.contains(&other) => {}
            _ => unknown.push(place),
        }
    }
}

fn at(schema: &Value, value: &Value, path: &str) -> Result<(), Misfit> {
    let Value::Object(keywords) = schema else {
        // `false` takes nothing.
        return if schema == &Value::Bool(false) { misfit(path, "is not allowed") } else { Ok(()) };
    };
    has_type(keywords, value, path)?;
    is_one_of(keywords, value, path)?;
    match value {
        Value::Number(number) => in_range(keywords, number.as_f64().unwrap_or(f64::NAN), path)?,
        Value::String(text) => has_length(keywords, text.chars().count(), "character", path)?,
        Value::Array(items) => {
            counted(keywords, "minItems", "maxItems", items.len(), "item", path)?;
            for (index, item) in items.iter().enumerate() {
                at(&keywords.get("items").cloned().unwrap_or_default(), item, &format!("{path}[{index}]"))?;
            }
        }
        Value::Object(members) => has_members(keywords, members, path)?,
        Value::Null | Value::Bool(_) => {}
    }
    fits_some(keywords, value, path)
}

fn misfit<T>(path: &str, what: impl Into<String>) -> Result<T, Misfit> {
    Err(Misfit { path: path.to_owned(), what: what.into() })
}

/// A member of an object, as it is named in a misfit.
fn member(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

/// A value in a misfit.
fn shown(value: &Value) -> String {
    match value {
        Value::Array(_) => "an array".to_owned(),
        Value::Object(_) => "an object".to_owned(),
        Value::String(text) if text.chars().count() > 60 => {
            format!("\"{}...\"", text.chars().take(60).collect::<String>())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.to_string(),
    }
}

fn is_type(name: &str, value: &Value) -> bool {
    match name {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "number" => value.is_number(),
        // JSON has one type of numbers: 2.0 is the whole number 2.
        "integer" => value.as_f64().is_some_and(|number| number.fract() == 0.0),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => false,
    }
}

fn has_type(keywords: &Map<String, Value>, value: &Value, path: &str) -> Result<(), Misfit> {
    let names: Vec<&str> = match keywords.get("type") {
        Some(Value::String(name)) => vec![name],
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
        _ => return Ok(()),
    };
    if names.iter().any(|name| is_type(name, value)) {
        return Ok(());
    }
    let word = |name: &&str| match *name {
        "integer" => "a whole number",
        "number" => "a number",
        "boolean" => "true or false",
        "array" => "an array",
        "object" => "an object",
        "null" => "null",
        _ => "a string",
    };
    let words: Vec<&str> = names.iter().map(word).collect();
    misfit(path, format!("must be {}, not {}", words.join(" or "), shown(value)))
}

fn is_one_of(keywords: &Map<String, Value>, value: &Value, path: &str) -> Result<(), Misfit> {
    let allowed: Vec<&Value> = match (keywords.get("const"), keywords.get("enum")) {
        (Some(only), _) => vec![only],
        (None, Some(Value::Array(values))) => values.iter().collect(),
        _ => return Ok(()),
    };
    if allowed.iter().any(|allowed| same(allowed, value)) {
        return Ok(());
    }
    let names: Vec<String> = allowed.iter().map(std::string::ToString::to_string).collect();
    misfit(path, format!("must be {}, not {}", names.join(" or "), shown(value)))
}

/// Equality as JSON Schema means it: numbers by what they are.
fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a.as_f64() == b.as_f64(),
        _ => a == b,
    }
}

fn in_range(keywords: &Map<String, Value>, number: f64, path: &str) -> Result<(), Misfit> {
    type Holds = fn(f64, f64) -> bool;
    const BOUNDS: [(&str, &str, Holds); 4] = [
        ("minimum", "at least", |number, bound| number >= bound),
        ("maximum", "at most", |number, bound| number <= bound),
        ("exclusiveMinimum", "above", |number, bound| number > bound),
        ("exclusiveMaximum", "below", |number, bound| number < bound),
    ];
    for (keyword, word, holds) in BOUNDS {
        if let Some(bound) = keywords.get(keyword).and_then(Value::as_f64)
            && !holds(number, bound)
        {
            return misfit(path, format!("must be {word} {bound}, not {number}"));
        }
    }
    Ok(())
}

fn has_length(keywords: &Map<String, Value>, length: usize, unit: &str, path: &str) -> Result<(), Misfit> {
    counted(keywords, "minLength", "maxLength", length, unit, path)
}

fn counted(
    keywords: &Map<String, Value>,
    min: &str,
    max: &str,
    count: usize,
    unit: &str,
    path: &str,
) -> Result<(), Misfit> {
    let bound = |keyword: &str| keywords.get(keyword).and_then(Value::as_u64);
    let count = count as u64;
    if let Some(least) = bound(min).filter(|least| count < *least) {
        return misfit(path, format!("must have at least {least} {unit}s, not {count}"));
    }
    if let Some(most) = bound(max).filter(|most| count > *most) {
        return misfit(path, format!("must have at most {most} {unit}s, not {count}"));
    }
    Ok(())
}

fn has_members(keywords: &Map<String, Value>, members: &Map<String, Value>, path: &str) -> Result<(), Misfit> {
    for name in keywords.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str) {
        if !members.contains_key(name) {
            return misfit(&member(path, name), "is missing");
        }
    }
    let properties = keywords.get("properties").and_then(Value::as_object);
    for (name, value) in members {
        let path = member(path, name);
        match (properties.and_then(|properties| properties.get(name)), keywords.get("additionalProperties")) {
            (None, Some(Value::Bool(false))) => {
                let known: Vec<&str> = properties.into_iter().flatten().map(|(name, _)| name.as_str()).collect();
                let known = if known.is_empty() { "there are none".to_owned() } else { known.join(", ") };
                return misfit(&path, format!("is no argument here; known: {known}"));
            }
            (Some(schema), _) | (None, Some(schema)) => at(schema, value, &path)?,
            (None, None) => {}
        }
    }
    if let Some(least) = keywords.get("minProperties").and_then(Value::as_u64)
        && (members.len() as u64) < least
    {
        let known: Vec<&str> = properties.into_iter().flatten().map(|(name, _)| name.as_str()).collect();
        return misfit(path, format!("must have at least {least} of: {}", known.join(", ")));
    }
    Ok(())
}

fn fits_some(keywords: &Map<String, Value>, value: &Value, path: &str) -> Result<(), Misfit> {
    if let Some(Value::Array(schemas)) = keywords.get("anyOf")
        && !schemas.iter().any(|schema| at(schema, value, path).is_ok())
    {
        return Err(best(schemas, value, path));
    }
    if let Some(Value::Array(schemas)) = keywords.get("oneOf") {
        return match schemas.iter().filter(|schema| at(schema, value, path).is_ok()).count() {
            1 => Ok(()),
            0 => Err(best(schemas, value, path)),
            _ => misfit(path, "fits several forms, and must fit one"),
        };
    }
    Ok(())
}

/// The misfit of the schema that was meant: the one that got furthest, which for tagged objects is the one whose tag
/// is right. Where no tag is right, all tags are named.
fn best(schemas: &[Value], value: &Value, path: &str) -> Misfit {
    if let Some(meant) = schemas.iter().find(|schema| has_tag_of(schema, value))
        && let Err(misfit) = at(meant, value, path)
    {
        return misfit;
    }
    let tags: Vec<String> = schemas.iter().flat_map(tags).map(|(name, tag)| format!("{name}: {tag}")).collect();
    let what = if tags.is_empty() {
        format!("fits none of the allowed forms; it is {}", shown(value))
    } else {
        format!("must have one of {}", tags.join(", "))
    };
    Misfit { path: path.to_owned(), what }
}

/// Properties that may have one value only, with that value.
fn tags(schema: &Value) -> Vec<(&str, &Value)> {
    let properties = schema["properties"].as_object();
    properties.into_iter().flatten().filter_map(|(name, schema)| Some((name.as_str(), schema.get("const")?))).collect()
}

fn has_tag_of(schema: &Value, value: &Value) -> bool {
    let tags = tags(schema);
    !tags.is_empty() && tags.iter().all(|(name, tag)| value.get(name).is_some_and(|value| same(value, tag)))
}
