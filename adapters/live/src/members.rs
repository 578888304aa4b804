//! What is special to each class: which members behave, from which value they start, what they bring about.

pub(crate) mod application;
pub(crate) mod arrangement;
pub(crate) mod browser;
pub(crate) mod clip;
pub(crate) mod cue;
pub(crate) mod device;
pub(crate) mod envelope;
pub(crate) mod late;
pub(crate) mod module;
pub(crate) mod notes;
pub(crate) mod parameter;
pub(crate) mod rack;
pub(crate) mod routing;
pub(crate) mod scene;
pub(crate) mod slot;
pub(crate) mod song;
pub(crate) mod track;
pub(crate) mod transport;
pub(crate) mod view;
pub(crate) mod warp;

use crate::engine::Engine;
use crate::refusal::Res;
use crate::table::Def;
use crate::value::{Id, Value};

/// The definitions of all classes.
pub(crate) const ALL: &[&[Def]] = &[
    application::MEMBERS,
    arrangement::MEMBERS,
    browser::MEMBERS,
    clip::MEMBERS,
    cue::MEMBERS,
    device::MEMBERS,
    envelope::MEMBERS,
    notes::MEMBERS,
    parameter::MEMBERS,
    rack::MEMBERS,
    routing::MEMBERS,
    scene::MEMBERS,
    slot::MEMBERS,
    song::MEMBERS,
    track::MEMBERS,
    transport::MEMBERS,
    view::MEMBERS,
    warp::MEMBERS,
];

pub(crate) use module::module_function;

/// The owner of an object; the roots have none.
pub(crate) fn parent(engine: &Engine, id: Id) -> Res {
    Ok(Value::obj(engine.parent(id)))
}

/// An argument as a number.
pub(crate) fn number(args: &[Value], at: usize) -> f64 {
    args.get(at).and_then(Value::number).unwrap_or(0.0)
}

/// An argument as a whole number, where it is there.
pub(crate) fn whole(args: &[Value], at: usize) -> Option<i64> {
    args.get(at).and_then(Value::int)
}

/// An argument as text.
pub(crate) fn text(args: &[Value], at: usize) -> &str {
    args.get(at).and_then(Value::as_str).unwrap_or_default()
}

/// An argument as an object.
pub(crate) fn object(args: &[Value], at: usize) -> Id {
    if let Some(Value::Obj(id)) = args.get(at) { *id } else { 0 }
}

/// An argument as an index into a list of this length.
pub(crate) fn index_in(args: &[Value], at: usize, length: usize, what: &str) -> Res<usize> {
    let given = whole(args, at).unwrap_or(-1);
    match usize::try_from(given) {
        Ok(index) if index < length => Ok(index),
        _ => crate::refusal::index(format!("there is no {what} {given}")),
    }
}

/// The number as Live keeps it: a 32-bit float.
#[expect(clippy::cast_possible_truncation, reason = "that is the point")]
pub(crate) fn single(number: f64) -> f64 {
    f64::from(number as f32)
}
