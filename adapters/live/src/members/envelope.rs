//! Envelopes of Session clips.

use super::{number, object};
use crate::engine::Engine;
use crate::refusal::{Res, argument, range};
use crate::rules::Rule as R;
use crate::table::D::{L, N};
use crate::table::{Def, func, val};
use crate::value::{Id, Record, Value};

pub(super) const MEMBERS: &[Def] = &[
    val("Envelope.parameter", N),
    // Triples of time, value, and whether the curve stayed.
    val("Envelope._events", L),
    func("Envelope.create_event", create_event),
    func("Envelope.insert_step", |e, id, args| {
        let (start, length, value) = (number(args, 0), number(args, 1), number(args, 2));
        put(e, id, start, value, None);
        put(e, id, start + length, value, None);
        Ok(Value::Null)
    }),
    func("Envelope.delete_events_in_range", |e, id, args| {
        let (start, end) = (number(args, 0), number(args, 1));
        let kept: Vec<Value> = events(e, id).into_iter().filter(|event| !(start..end).contains(&time(event))).collect();
        e.put(id, "_events", Value::list(kept));
        Ok(Value::Null)
    }),
    func("Envelope.events_in_range", |e, id, args| {
        let (start, end) = (number(args, 0), number(args, 1));
        let parameter = e.live_ref(id, "parameter");
        let one = |event: Value| {
            let Value::List(parts) = &event else { return event };
            let raw = number(parts, 1);
            let value = if e.on(R::ParamEventsDisplayUnits) { display(e, parameter, raw) } else { raw };
            let mut fields = vec![("time".into(), parts[0].clone()), ("value".into(), value.into())];
            if let Some(curve @ Value::Record(_)) = parts.get(2) {
                fields.push(("control_coefficients".into(), curve.clone()));
            }
            Value::Record(Record { name: Some("EnvelopeEvent".into()), fields }.into())
        };
        Ok(Value::list(
            events(e, id).into_iter().filter(|event| (start..end).contains(&time(event))).map(one).collect(),
        ))
    }),
    func("Envelope.value_at_time", |e, id, args| {
        let at = number(args, 0);
        let all = events(e, id);
        let before = all.iter().rfind(|event| time(event) <= at);
        let after = all.iter().find(|event| time(event) > at);
        let value = |event: &Value| if let Value::List(parts) = event { number(parts, 1) } else { 0.0 };
        Ok(match (before, after) {
            (Some(a), Some(b)) => value(a) + (at - time(a)) / (time(b) - time(a)) * (value(b) - value(a)),
            (Some(one), None) | (None, Some(one)) => value(one),
            (None, None) => e.f(e.live_ref(id, "parameter"), "value"),
        }
        .into())
    }),
    func("Clip.automation_envelope", |e, id, args| {
        if e.b(id, "_arr") && e.on(R::MiscEnvelopeArrangementNone) {
            return Ok(Value::Null);
        }
        Ok(Value::obj(find(e, id, object(args, 0))))
    }),
    func("Clip.create_automation_envelope", |e, id, args| {
        let parameter = object(args, 0);
        if parameter == 0 {
            return argument("a parameter is wanted");
        }
        if e.b(id, "_arr") {
            return crate::refusal::runtime("Arrangement clips have no envelopes of automation");
        }
        let there = find(e, id, parameter);
        if there != 0 {
            return Ok(Value::Obj(there));
        }
        let envelope = e.create("Envelope", id)?;
        e.put(envelope, "parameter", Value::Obj(parameter));
        e.insert(id, "automation_envelopes", usize::MAX, envelope);
        if e.i(parameter, "automation_state") == 0 {
            e.put(parameter, "automation_state", 1);
        }
        Ok(Value::Obj(envelope))
    }),
    func("Clip.clear_envelope", |e, id, args| {
        let envelope = find(e, id, object(args, 0));
        clear(e, id, envelope);
        Ok(Value::Null)
    }),
    func("Clip.clear_all_envelopes", |e, id, _| {
        for envelope in e.kids(id, "automation_envelopes").to_vec() {
            clear(e, id, envelope);
        }
        Ok(Value::Null)
    }),
];

fn clear(engine: &mut Engine, clip: Id, envelope: Id) {
    if envelope != 0 && engine.remove_child(clip, "automation_envelopes", envelope) {
        engine.kill(envelope);
        let parameter = engine.live_ref(envelope, "parameter");
        if parameter != 0 {
            engine.put(parameter, "automation_state", 0);
        }
    }
}

fn find(engine: &Engine, clip: Id, parameter: Id) -> Id {
    let all = engine.kids(clip, "automation_envelopes");
    all.iter().copied().find(|envelope| engine.o(*envelope, "parameter") == parameter).unwrap_or(0)
}

fn events(engine: &Engine, id: Id) -> Vec<Value> {
    if let Value::List(list) = engine.val(id, "_events") { list.to_vec() } else { Vec::new() }
}

fn time(event: &Value) -> f64 {
    if let Value::List(parts) = event { number(parts, 0) } else { 0.0 }
}

/// What the panel shows: a fader's gain is linear there.
fn display(engine: &Engine, parameter: Id, raw: f64) -> f64 {
    if engine.i(parameter, "_unit") == super::parameter::VOLUME {
        return 10_f64.powf(super::parameter::fader_db(raw) / 20.0);
    }
    super::parameter::shown(engine, parameter, raw)
}

fn create_event(engine: &mut Engine, id: Id, args: &[Value]) -> Res {
    let Some(Value::Record(event)) = args.first() else { return argument("an event is wanted") };
    let part = |name: &str| event.field(name).and_then(Value::number);
    let (Some(at), Some(value)) = (part("time"), part("value")) else { return argument("an event has time and value") };
    if !at.is_finite() || !value.is_finite() {
        return range("an event's time and value are finite");
    }
    // A curve stays only where the later point is there already.
    let later = events(engine, id).iter().any(|other| time(other) > at);
    let curve = event.field("control_coefficients").filter(|_| later || !engine.on(R::MiscCurvesWriteRightToLeft));
    put(engine, id, at, value, curve.cloned());
    Ok(Value::Null)
}

fn put(engine: &mut Engine, id: Id, at: f64, value: f64, curve: Option<Value>) {
    let parameter = engine.live_ref(id, "parameter");
    // A quantised parameter takes whole steps.
    let value =
        if engine.b(parameter, "is_quantized") && engine.on(R::ParamQuantizedSteps) { value.trunc() } else { value };
    let mut all = events(engine, id);
    let place = all.partition_point(|event| time(event) <= at);
    all.insert(place, Value::list(vec![at.into(), value.into(), curve.unwrap_or_default()]));
    engine.put(id, "_events", Value::list(all));
}

/// A copy of an envelope for the copy of a clip.
pub(super) fn copy(engine: &mut Engine, envelope: Id, clip: Id) -> Res<Id> {
    let new = engine.create("Envelope", clip)?;
    for name in ["parameter", "_events"] {
        let value = engine.val(envelope, name).clone();
        engine.put(new, name, value);
    }
    engine.insert(clip, "automation_envelopes", usize::MAX, new);
    Ok(new)
}
