//! Devices in their list: deleted, copied, moved.

use super::{fit, is_instrument};
use crate::engine::{Engine, Interface};
use crate::members::index_in;
use crate::refusal::{Res, argument, refuse};
use crate::rules::Rule as R;
use crate::value::{Id, Value};

pub(super) fn delete(engine: &mut Engine, place: Id, args: &[Value]) -> Res {
    let count = engine.kids(place, "devices").len();
    let at = index_in(args, 0, count, "device")?;
    let device = engine.remove(place, "devices", at);
    engine.kill(device);
    if engine.is(place, "Track") {
        crate::members::track::rename_defaults(engine);
    }
    Ok(Value::Null)
}

/// Whether a device is an instrument or holds one.
pub(super) fn sounds(engine: &Engine, device: Id) -> bool {
    is_instrument(engine, device)
}

pub(super) fn duplicate(engine: &mut Engine, place: Id, args: &[Value]) -> Res {
    let count = engine.kids(place, "devices").len();
    let at = index_in(args, 0, count, "device")?;
    let device = engine.kids(place, "devices")[at];
    if sounds(engine, device) && engine.on(R::DevDuplicate) {
        return refuse(R::DevDuplicate, "instruments are not duplicated");
    }
    let new = copy(engine, device, place, 0)?;
    engine.insert(place, "devices", at + 1, new);
    Ok(Value::Null)
}

/// How deep devices may nest.
const DEEPEST: usize = 30;

/// A copy of a device with all that is in it.
pub(crate) fn copy(engine: &mut Engine, device: Id, place: Id, depth: usize) -> Res<Id> {
    if depth > DEEPEST {
        return refuse(R::DevDuplicate, "racks are nested too deeply");
    }
    let class = engine.class_name(device);
    let new = engine.create(class, place)?;
    for name in ["name", "class_name", "class_display_name", "type", "_native", "_extra"] {
        let value = engine.val(device, name).clone();
        engine.put(new, name, value);
    }
    let view_class = engine.class_name(engine.o(device, "view"));
    let view = engine.create(view_class, new)?;
    engine.put(new, "view", Value::Obj(view));
    for from in engine.kids(device, "parameters").to_vec() {
        let to = engine.create("DeviceParameter", new)?;
        for name in [
            "name",
            "original_name",
            "value",
            "min",
            "max",
            "is_quantized",
            "default_value",
            "value_items",
            "_unit",
            "_low",
            "_high",
        ] {
            let value = engine.val(from, name).clone();
            engine.put(to, name, value);
        }
        engine.insert(new, "parameters", usize::MAX, to);
    }
    if class == "RackDevice" {
        crate::members::rack::copy(engine, device, new, depth)?;
    }
    Ok(new)
}

/// Copies all devices of a track or chain.
pub(crate) fn copy_all(engine: &mut Engine, from: Id, to: Id) -> Res<()> {
    copy_all_at(engine, from, to, 0)
}

pub(in crate::members) fn copy_all_at(engine: &mut Engine, from: Id, to: Id, depth: usize) -> Res<()> {
    for device in engine.kids(from, "devices").to_vec() {
        let new = copy(engine, device, to, depth)?;
        engine.insert(to, "devices", usize::MAX, new);
    }
    Ok(())
}

/// The nearest place at which a device may stand.
pub(super) fn nearest(engine: &Engine, device: Id, to: Id, wanted: i64) -> Option<usize> {
    let count = engine.kids(to, "devices").len();
    let wanted = usize::try_from(wanted).unwrap_or(count).min(count);
    let kind = engine.i(device, "type");
    (0..=count).filter(|at| fit(engine, to, kind, Some(*at)).is_ok()).min_by_key(|at| at.abs_diff(wanted))
}

pub(super) fn move_device(engine: &mut Engine, device: Id, to: Id, wanted: i64) -> Res {
    if device == 0 || to == 0 {
        return argument("a device and a track or chain are wanted");
    }
    // A rack does not go into itself.
    let mut at = to;
    while at != 0 {
        if at == device {
            return refuse(R::DevMoveNearest, "a rack cannot stand in itself");
        }
        at = engine.parent(at);
    }
    let from = engine.parent(device);
    let Some(old) = engine.kids(from, "devices").iter().position(|other| *other == device) else {
        return argument("the device is in no chain");
    };
    let count = engine.kids(to, "devices").len();
    if usize::try_from(wanted).is_ok_and(|wanted| wanted > count)
        && engine.face == Interface::Max
        && engine.on(R::DevInsertPastEndRejected)
    {
        return Ok(Value::count(old));
    }
    engine.remove(from, "devices", old);
    let Some(new) = nearest(engine, device, to, wanted) else {
        engine.insert(from, "devices", old, device);
        if engine.face == Interface::Max && is_instrument(engine, device) && engine.on(R::DevOneInstrument) {
            // Dropped without a word.
            return Ok(Value::count(old));
        }
        return refuse(R::DevOneInstrument, "the device cannot stand there");
    };
    let exact = usize::try_from(wanted).is_ok_and(|wanted| wanted == new) || wanted < 0;
    if !exact && !engine.on(R::DevMoveNearest) {
        engine.insert(from, "devices", old, device);
        return refuse(R::DevMoveNearest, "the device cannot stand there");
    }
    engine.insert(to, "devices", new, device);
    engine.adopt(device, to);
    crate::members::track::rename_defaults(engine);
    Ok(Value::count(new))
}
