//! Types and ranges of what is written: what each interface takes, makes of it, or refuses.

use crate::engine::{Engine, Interface};
use crate::refusal::{Kind, Refusal, Res, argument, range};
use crate::rules::Rule;
use crate::table::{Member, Type};
use crate::value::{Id, Value};

/// The value as the member's type, or why the interface does not take it.
pub(crate) fn convert(engine: &Engine, ty: Type, value: Value, place: impl Fn() -> String) -> Res {
    let wrong = |wanted: &str| argument(format!("{} takes {wanted}, not {}", place(), value.kind()));
    match (ty, &value) {
        (_, Value::Obj(id)) if !engine.alive(*id) => return Err(Refusal::dead(*id)),
        (Type::Any, _)
        | (Type::Bool, Value::Bool(_))
        | (Type::Int, Value::Int(_))
        | (Type::Text, Value::Str(_))
        | (Type::List, Value::List(_) | Value::Ids(_))
        | (Type::Struct(_), Value::Record(_))
        | (Type::Object(_), Value::Null) => return Ok(value),
        // Max gives its note functions one dictionary.
        (Type::List, Value::Record(record)) if record.name.is_none() => return Ok(value),
        (Type::List, Value::Obj(_)) => return Ok(Value::list(vec![value])),
        (Type::Float, Value::Float(number)) if number.is_finite() => return Ok(value),
        (Type::Float, Value::Float(number)) => {
            // Only parameters take infinities, and judge them themselves.
            let parameter = place().starts_with("DeviceParameter");
            return if number.is_nan() || !parameter {
                range(format!("{} takes a finite number", place()))
            } else {
                Ok(value)
            };
        }
        (Type::Object(class), Value::Obj(id)) => {
            let fits = class.split('|').any(|class| engine.is(*id, class));
            return if fits { Ok(value) } else { wrong(&format!("a {class}")) };
        }
        (Type::None, _) => return wrong("nothing"),
        _ => {}
    }
    let strict = match engine.face {
        Interface::Python => engine.on(Rule::PyStrictTypes),
        Interface::Sdk => true,
        Interface::Max | Interface::User => false,
    };
    match ty {
        Type::Bool => match value {
            Value::Int(number) => return Ok(Value::Bool(number != 0)),
            Value::Float(number) if !strict => return Ok(Value::Bool(number != 0.0)),
            Value::Str(_) if !strict => {
                if let Some(number) = text_number(&value) {
                    return Ok(Value::Bool(number != 0.0));
                }
            }
            _ => {}
        },
        Type::Int => match value {
            Value::Bool(on) => return Ok(Value::Int(i64::from(on))),
            Value::Float(number) if !strict && number.is_finite() => return Ok(whole(number)),
            Value::Str(_) if !strict => {
                if let Some(number) = text_number(&value) {
                    return Ok(whole(number));
                }
            }
            _ => {}
        },
        Type::Float => match value {
            Value::Int(_) | Value::Bool(_) => return Ok(Value::Float(value.number().unwrap_or(0.0))),
            Value::Str(_) if !strict => {
                if let Some(number) = text_number(&value) {
                    return Ok(Value::Float(number));
                }
            }
            _ => {}
        },
        Type::Text => match value {
            Value::Int(number) if !strict => return Ok(Value::from(number.to_string())),
            Value::Float(number) if !strict => return Ok(Value::from(number.to_string())),
            Value::Bool(on) if !strict => return Ok(Value::from(i64::from(on).to_string())),
            Value::List(ref items) if !strict => {
                // A message of several words, as Max sends it.
                let words: Vec<_> = items.iter().map(words).collect();
                return Ok(Value::from(words.join(" ")));
            }
            _ => {}
        },
        // A number alone where Max means a list of one.
        Type::List if !strict && matches!(value, Value::Int(_) | Value::Float(_)) => {
            return Ok(Value::list(vec![value]));
        }
        _ => {}
    }
    wrong(match ty {
        Type::Bool => "a bool",
        Type::Int => "an int",
        Type::Float => "a float",
        Type::Text => "a string",
        Type::List => "a list",
        Type::Object(class) | Type::Struct(class) => class,
        Type::None | Type::Any => "nothing",
    })
}

#[expect(clippy::cast_possible_truncation, reason = "as saturates, and later ranges refuse what is too large")]
fn whole(number: f64) -> Value {
    Value::Int(number.trunc() as i64)
}

fn text_number(value: &Value) -> Option<f64> {
    value.as_str()?.trim().parse().ok().filter(|number: &f64| number.is_finite())
}

fn words(value: &Value) -> String {
    match value {
        Value::Str(text) => text.to_string(),
        Value::Int(number) => number.to_string(),
        Value::Float(number) => number.to_string(),
        _ => String::new(),
    }
}

/// Whether the value is in the member's range. One outside is refused, or dropped where Live drops it (`false`), or
/// brought inside where Live clamps.
pub(crate) fn in_range(engine: &Engine, id: Id, member: &Member, value: &mut Value) -> Res<bool> {
    let Some(number) = value.number() else { return Ok(true) };
    let wrong =
        |what: String| Err(Refusal::new(Kind::ValueError, format!("{}.{} {what}", engine.class_name(id), member.name)));
    if let Some(allowed) = &member.allowed
        && value.int().is_none_or(|number| !allowed.contains(&number))
    {
        return if member.reverts { Ok(false) } else { wrong(format!("takes {allowed:?}, not {number}")) };
    }
    if matches!(member.ty, Type::Int)
        && let Some(name) = member.row.and_then(|row| row["enum"].as_str())
        && let Some(values) = engine.table.json["enums"][name]["values"].as_object()
    {
        let count = values.get("count").and_then(serde_json::Value::as_i64);
        let fits = value
            .int()
            .is_some_and(|number| count != Some(number) && values.values().any(|value| value.as_i64() == Some(number)));
        let strict = member.name != "current_monitoring_state" || engine.on(Rule::TracksMonitoringRange);
        if !fits && strict {
            return wrong(format!("takes a value of {name}, not {number}"));
        }
    }
    let (min, limit) = (member.min.unwrap_or(f64::NEG_INFINITY), member.limit.unwrap_or(f64::INFINITY));
    let unchecked =
        member.name == "tempo" && member.owner == "Song" && number > 0.0 && !engine.on(Rule::TimeTempoRange);
    let audio = member.owner == "Clip" && matches!(member.name, "gain" | "pitch_coarse" | "pitch_fine");
    let unchecked = unchecked || audio && !engine.on(Rule::AudioGainPitchRange);
    if !(min..=limit).contains(&number) && !unchecked {
        if member.reverts {
            return Ok(false);
        }
        if !member.clamps {
            return wrong(format!("runs from {min} to {limit}, not {number}"));
        }
        let clamped = number.clamp(min, limit);
        *value = if matches!(member.ty, Type::Int) { whole(clamped) } else { Value::Float(clamped) };
    }
    Ok(true)
}
