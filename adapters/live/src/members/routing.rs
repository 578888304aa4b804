//! Routing of tracks: the choices are made of what is in the Set.

use super::track::{AUDIO, GROUP, MAIN, MIDI, RETURN, kind};
use crate::engine::Engine;
use crate::refusal::{Res, argument, range};
use crate::rules::Rule as R;
use crate::table::D::{N, S};
use crate::table::{Def, computed, val};
use crate::value::{Id, Value};

pub(super) const MEMBERS: &[Def] = &[
    val("Track._in", S("All Ins")),
    val("Track._in_channel", S("All Channels")),
    val("Track._out", S("Main")),
    val("Track._out_channel", S("Track In")),
    val("Track._routing", N).free(),
    computed("Track.available_input_routing_types", |e, id| Ok(structs(e, "RoutingType", &inputs(e, id)))),
    computed("Track.available_output_routing_types", |e, id| Ok(structs(e, "RoutingType", &outputs(e, id)))),
    computed("Track.available_input_routing_channels", |e, id| {
        Ok(structs(e, "RoutingChannel", &channels(e, id, true)))
    }),
    computed("Track.available_output_routing_channels", |e, id| {
        Ok(structs(e, "RoutingChannel", &channels(e, id, false)))
    }),
    computed("Track.input_routing_type", |e, id| Ok(one(e, "RoutingType", &e.s(id, "_in"))))
        .on_set(|e, id, v| choose(e, id, "_in", &v)),
    computed("Track.output_routing_type", |e, id| Ok(one(e, "RoutingType", &e.s(id, "_out"))))
        .on_set(|e, id, v| choose(e, id, "_out", &v)),
    computed("Track.input_routing_channel", |e, id| Ok(one(e, "RoutingChannel", &e.s(id, "_in_channel"))))
        .on_set(|e, id, v| choose(e, id, "_in_channel", &v)),
    computed("Track.output_routing_channel", |e, id| Ok(one(e, "RoutingChannel", &e.s(id, "_out_channel"))))
        .on_set(|e, id, v| choose(e, id, "_out_channel", &v)),
    computed("Track.input_routings", |e, id| Ok(Value::texts(inputs(e, id)))),
    computed("Track.output_routings", |e, id| Ok(Value::texts(outputs(e, id)))),
    computed("Track.input_sub_routings", |e, id| Ok(Value::texts(channels(e, id, true)))),
    computed("Track.output_sub_routings", |e, id| Ok(Value::texts(channels(e, id, false)))),
    computed("Track.current_input_routing", |e, id| Ok(e.val(id, "_in").clone()))
        .on_set(|e, id, v| choose(e, id, "_in", &v)),
    computed("Track.current_output_routing", |e, id| Ok(e.val(id, "_out").clone()))
        .on_set(|e, id, v| choose(e, id, "_out", &v)),
    computed("Track.current_input_sub_routing", |e, id| Ok(e.val(id, "_in_channel").clone()))
        .on_set(|e, id, v| choose(e, id, "_in_channel", &v)),
    computed("Track.current_output_sub_routing", |e, id| Ok(e.val(id, "_out_channel").clone()))
        .on_set(|e, id, v| choose(e, id, "_out_channel", &v)),
];

const NO_INPUT: &str = "No Input";

/// The routing of a new track.
pub(super) fn start(engine: &mut Engine, track: Id) {
    let (input, channel) = match kind(engine, track) {
        MIDI => ("All Ins", "All Channels"),
        AUDIO => ("Ext. In", "1"),
        _ => (NO_INPUT, ""),
    };
    engine.put(track, "_in", input);
    engine.put(track, "_in_channel", channel);
    if kind(engine, track) == MAIN {
        engine.put(track, "_out", "Ext. Out");
        engine.put(track, "_out_channel", "1/2");
    }
}

pub(super) fn copy(engine: &mut Engine, from: Id, to: Id) {
    for name in ["_in", "_in_channel", "_out", "_out_channel"] {
        let value = engine.val(from, name).clone();
        engine.put(to, name, value);
    }
}

pub(super) fn no_input(engine: &Engine, track: Id) -> bool {
    &*engine.s(track, "_in") == NO_INPUT
}

fn others(engine: &Engine, id: Id) -> Vec<String> {
    if !engine.on(R::TracksRoutingCountsChange) {
        return Vec::new();
    }
    let tracks = engine.kids(engine.song, "tracks").iter().filter(|track| **track != id);
    tracks.map(|track| engine.s(*track, "name").to_string()).collect()
}

fn inputs(engine: &Engine, id: Id) -> Vec<String> {
    let mut list: Vec<String> = match kind(engine, id) {
        MIDI => ["All Ins", "Computer Keyboard"].map(str::to_owned).to_vec(),
        AUDIO => ["Ext. In", "Resampling"].map(str::to_owned).to_vec(),
        _ => Vec::new(),
    };
    if kind(engine, id) < GROUP {
        list.extend(others(engine, id));
        list.push(NO_INPUT.to_owned());
    }
    list
}

fn outputs(engine: &Engine, id: Id) -> Vec<String> {
    let mut list = if kind(engine, id) == MAIN {
        vec!["Ext. Out".to_owned()]
    } else if super::track::has_audio_output(engine, id) {
        ["Ext. Out", "Main"].map(str::to_owned).to_vec()
    } else {
        vec!["Main".to_owned()]
    };
    if kind(engine, id) < RETURN {
        list.extend(others(engine, id));
        list.push("Sends Only".to_owned());
    }
    list
}

fn channels(engine: &Engine, id: Id, input: bool) -> Vec<String> {
    let of_track =
        |name: &str| engine.kids(engine.song, "tracks").iter().any(|track| &*engine.s(*track, "name") == name);
    let now = engine.s(id, if input { "_in" } else { "_out" });
    let list: Vec<&str> = match &*now {
        "All Ins" | "Computer Keyboard" => vec!["All Channels", "Ch. 1", "Ch. 2", "Ch. 3", "Ch. 4"],
        "Ext. In" | "Ext. Out" => vec!["1", "2", "1/2"],
        "Main" => vec!["Track In"],
        name if of_track(name) && input => vec!["Pre FX", "Post FX", "Post Mixer"],
        name if of_track(name) => vec!["Track In"],
        _ => vec![""],
    };
    list.into_iter().map(str::to_owned).collect()
}

fn one(engine: &Engine, kind: &str, name: &str) -> Value {
    if kind == "RoutingChannel" {
        let layout = i64::from(name.contains('/') || name.contains("FX") || name.contains("Mixer")) + 1;
        let layout = if name.contains("Ch.") || name == "All Channels" { 0 } else { layout };
        return Value::record(
            kind,
            &[("display_name", name.into()), ("layout", Value::Int(layout)), ("identifier", name.into())],
        );
    }
    let track = engine.kids(engine.song, "tracks").iter().copied().find(|track| &*engine.s(*track, "name") == name);
    let category = match name {
        "Resampling" => 2,
        "Main" => 3,
        NO_INPUT | "Sends Only" => 6,
        _ if track.is_some() => 4,
        _ => 0,
    };
    Value::record(
        kind,
        &[
            ("display_name", name.into()),
            ("category", Value::Int(category)),
            ("attached_object", Value::obj(track.unwrap_or(0))),
            ("identifier", name.into()),
        ],
    )
}

fn structs(engine: &Engine, kind: &str, names: &[String]) -> Value {
    Value::list(names.iter().map(|name| one(engine, kind, name)).collect())
}

fn choose(engine: &mut Engine, id: Id, slot: &str, value: &Value) -> Res<()> {
    let name = match value {
        Value::Str(name) => name.to_string(),
        Value::Record(record) => {
            let key = record.field("identifier").or_else(|| record.field("display_name"));
            key.and_then(Value::as_str).unwrap_or_default().to_owned()
        }
        other => return argument(format!("a routing is wanted, not {}", other.kind())),
    };
    let known = match slot {
        "_in" => inputs(engine, id),
        "_out" => outputs(engine, id),
        "_in_channel" => channels(engine, id, true),
        _ => channels(engine, id, false),
    };
    if !known.contains(&name) {
        return range(format!("there is no routing {name}"));
    }
    engine.put(id, slot, name);
    // The first channel of a new type.
    let channel = match slot {
        "_in" => Some(("_in_channel", true)),
        "_out" => Some(("_out_channel", false)),
        _ => None,
    };
    if let Some((channel, input)) = channel {
        let list = channels(engine, id, input);
        if !list.contains(&engine.s(id, channel).to_string()) {
            let first = list.into_iter().next().unwrap_or_default();
            engine.put(id, channel, first);
        }
    }
    Ok(())
}
