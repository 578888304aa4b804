//! Macros of racks: what they hold, and their variations.

use crate::engine::Engine;
use crate::members::{object, whole};
use crate::refusal::{Res, range, refuse};
use crate::rules::Rule as R;
use crate::value::{Id, Value};

// ---- macros ----

/// The macros of a rack: its parameters after Device On.
pub(super) fn macros(engine: &Engine, rack: Id) -> Vec<Id> {
    engine.kids(rack, "parameters").iter().skip(1).copied().collect()
}

pub(super) fn mapped(engine: &Engine, rack: Id) -> Vec<(i64, Id)> {
    let Value::List(list) = engine.val(rack, "_mapped") else { return Vec::new() };
    let pair = |item: &Value| match item {
        Value::List(pair) => Some((whole(pair, 0)?, object(pair, 1))),
        _ => None,
    };
    list.iter().filter_map(pair).collect()
}

pub(super) fn keep_mapped(engine: &mut Engine, rack: Id, all: &[(i64, Id)]) {
    let list = all.iter().map(|(at, id)| Value::list(vec![Value::Int(*at), Value::Obj(*id)])).collect();
    engine.put(rack, "_mapped", if all.is_empty() { Value::Null } else { Value::list(list) });
}

/// Lets a macro hold a parameter: what only a user can do.
pub(crate) fn map_macro(engine: &mut Engine, rack: Id, at: i64, parameter: Id) -> Res {
    if !(0..16).contains(&at) || !engine.is(parameter, "DeviceParameter") {
        return range("a macro 0 to 15 and a parameter are wanted");
    }
    let mut all = mapped(engine, rack);
    all.push((at, parameter));
    keep_mapped(engine, rack, &all);
    engine.put(parameter, "_held", true);
    Ok(Value::Null)
}

/// A macro that moves takes what it holds along.
pub(in crate::members) fn moved(engine: &mut Engine, parameter: Id, to: f64) {
    let rack = engine.parent(parameter);
    if !engine.is(rack, "RackDevice") {
        return;
    }
    let Some(at) = macros(engine, rack).iter().position(|other| *other == parameter) else { return };
    for (macro_, held) in mapped(engine, rack) {
        if usize::try_from(macro_).is_ok_and(|macro_| macro_ == at) && engine.alive(held) {
            let (min, max) = (engine.f(held, "min"), engine.f(held, "max"));
            engine.put(held, "value", crate::members::single(min + to / 127.0 * (max - min)));
        }
    }
}

pub(super) fn variations(engine: &Engine, rack: Id) -> Vec<Value> {
    if let Value::List(list) = engine.val(rack, "_variations") { list.to_vec() } else { Vec::new() }
}

pub(super) fn recall(engine: &mut Engine, rack: Id) -> Res {
    let all = variations(engine, rack);
    let at = usize::try_from(engine.i(rack, "selected_variation_index")).unwrap_or(usize::MAX);
    let Some(Value::List(values)) = all.get(at) else {
        return refuse(R::RackVariationNone, "no variation is selected");
    };
    for (parameter, value) in macros(engine, rack).into_iter().zip(values.iter()) {
        let value = value.number().unwrap_or(0.0);
        engine.set_inner(parameter, value);
    }
    Ok(Value::Null)
}

impl Engine {
    /// A number of the engine's own sequence: the same calls give the same numbers.
    pub(crate) fn draw(&mut self) -> u64 {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        self.random
    }

    /// Moves a parameter from within the engine.
    pub(crate) fn set_inner(&mut self, parameter: Id, value: f64) {
        self.put(parameter, "value", crate::members::single(value));
        moved(self, parameter, value);
    }
}
