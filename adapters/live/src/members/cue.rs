//! Cue points.

use super::text;
use crate::engine::{Engine, Interface};
use crate::refusal::{Kind, Refusal, Res, range, refuse};
use crate::rules::Rule as R;
use crate::table::D::{F, S};
use crate::table::{Def, computed, func, val};
use crate::value::{Id, Value};

pub(super) const MEMBERS: &[Def] = &[
    val("CuePoint.name", S("")).on_set(|e, id, value| {
        if e.on(R::CueNameReadonly11) {
            let text = "a cue point's name cannot be set in Live 11";
            return Err(Refusal::new(Kind::AttributeError, text).by(R::CueNameReadonly11));
        }
        let mut id = id;
        if !e.on(R::CueIdStable) {
            // Another object takes its place.
            let (song, time) = (e.song, e.f(id, "time"));
            let at = e.kids(song, "cue_points").iter().position(|cue| *cue == id).unwrap_or(usize::MAX);
            e.remove_child(song, "cue_points", id);
            e.kill(id);
            id = e.create("CuePoint", song)?;
            e.put(id, "time", time);
            e.insert(song, "cue_points", at, id);
        }
        e.put(id, "name", value);
        Ok(())
    }),
    // Written only where the rule that it is read-only is off.
    val("CuePoint.time", F(0.0)).on_set(|e, id, value| {
        let time = value.number().unwrap_or(-1.0);
        if !(0.0..=1e8).contains(&time) {
            return range(format!("{time} is no time of a cue point"));
        }
        e.put(id, "time", time);
        Ok(())
    }),
    func("CuePoint.jump", |e, id, _| {
        let time = e.f(id, "time");
        super::transport::move_to(e, e.song, time)?;
        Ok(Value::Null)
    }),
    func("Song.set_or_delete_cue", |e, song, _| {
        let stopped = !e.b(song, "_playing");
        let mut at =
            if stopped && e.on(R::CueInsertMarkerConflict) { e.f(song, "start_time") } else { e.f(song, "_playhead") };
        if e.on(R::CueGridSnap) {
            let grid = e.rules.number(R::CueGridSnap).max(1e-3);
            at = (at / grid).round() * grid;
        }
        toggle(e, song, at)?;
        if e.on(R::CueToggleMovesPlayhead) {
            e.put_free(song, "_playhead", at);
            if stopped {
                e.put_free(song, "start_time", at);
            }
        }
        Ok(Value::Null)
    }),
    func("Song.is_cue_point_selected", |e, song, _| Ok((at(e, song, e.f(song, "_playhead")) != 0).into())),
    func("Song.jump_to_next_cue", |e, song, _| jump(e, song, true)),
    func("Song.jump_to_prev_cue", |e, song, _| jump(e, song, false)),
    computed("Song.can_jump_to_next_cue", |e, song| Ok(next(e, song, true).is_some().into())),
    computed("Song.can_jump_to_prev_cue", |e, song| Ok(next(e, song, false).is_some().into())),
];

fn at(engine: &Engine, song: Id, time: f64) -> Id {
    let near = |cue: &&Id| (engine.f(**cue, "time") - time).abs() < 1e-6;
    engine.kids(song, "cue_points").iter().find(near).copied().unwrap_or(0)
}

fn next(engine: &Engine, song: Id, forward: bool) -> Option<f64> {
    let now = engine.f(song, "_playhead");
    let times = engine.kids(song, "cue_points").iter().map(|cue| engine.f(*cue, "time"));
    if forward {
        times.filter(|time| *time > now + 1e-6).min_by(f64::total_cmp)
    } else {
        times.filter(|time| *time < now - 1e-6).max_by(f64::total_cmp)
    }
}

fn jump(engine: &mut Engine, song: Id, forward: bool) -> Res {
    if let Some(time) = next(engine, song, forward) {
        super::transport::move_to(engine, song, time)?;
    }
    Ok(Value::Null)
}

fn toggle(engine: &mut Engine, song: Id, time: f64) -> Res<()> {
    if !(0.0..=1e9).contains(&time) {
        return range(format!("{time} is no time of a cue point"));
    }
    let there = at(engine, song, time);
    if there == 0 {
        make(engine, song, time, None)?;
    } else if engine.on(R::CueToggleNoArgs) {
        engine.remove_child(song, "cue_points", there);
        engine.kill(there);
    }
    Ok(())
}

/// A new cue point, after those that were made before.
pub(crate) fn make(engine: &mut Engine, song: Id, time: f64, name: Option<&str>) -> Res<Id> {
    let cue = engine.create("CuePoint", song)?;
    let list = engine.kids(song, "cue_points");
    let at = if engine.on(R::CueCreationOrder) {
        list.len()
    } else {
        list.partition_point(|other| engine.f(*other, "time") < time)
    };
    let number = list.len() + 1;
    engine.put(cue, "time", time);
    engine.put(cue, "name", name.map_or_else(|| number.to_string(), str::to_owned));
    engine.insert(song, "cue_points", at, cue);
    Ok(cue)
}

/// What the Extensions API has: a cue point goes, wherever the playhead is.
pub(crate) fn delete(engine: &mut Engine, song: Id, cue: Id) -> Res {
    if !engine.remove_child(song, "cue_points", cue) {
        return range("there is no such cue point");
    }
    engine.kill(cue);
    Ok(Value::Null)
}

/// What the Extensions API has: a cue point at any time.
pub(crate) fn create(engine: &mut Engine, song: Id, args: &[Value]) -> Res {
    debug_assert!(engine.face == Interface::Sdk || text(args, 9).is_empty(), "called by the Extensions API");
    let time = super::number(args, 0);
    if !(0.0..=1e8).contains(&time) {
        return range(format!("{time} is no time of a cue point"));
    }
    if at(engine, song, time) != 0 && engine.on(R::CueSdkOccupiedRefused) {
        return refuse(R::CueSdkOccupiedRefused, "a cue point stands there");
    }
    let named = if engine.on(R::CueSdkDefaultName) { None } else { Some("") };
    make(engine, song, time, named).map(Value::Obj)
}
