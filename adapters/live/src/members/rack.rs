//! Racks: chains, drum pads, macros and variations.

mod macros;

use super::{index_in, parameter, whole};
use crate::engine::Engine;
use crate::refusal::{Kind, Refusal, Res, index, runtime};
use crate::rules::Rule as R;
use crate::table::D::{B, I, K, N, S};
use crate::table::{Def, computed, func, val};
use crate::value::{Id, Value};

pub(crate) use macros::map_macro;
pub(super) use macros::moved;
use macros::{keep_mapped, macros, mapped, recall, variations};

pub(super) const MEMBERS: &[Def] = &[
    val("RackDevice.chains", K),
    val("RackDevice.return_chains", K),
    val("RackDevice._nested", B(false)),
    val("RackDevice._drum", B(false)),
    val("RackDevice._macros", I(8)),
    val("RackDevice._mapped", N),
    val("RackDevice._variations", N),
    val("RackDevice.chain_selector", N),
    val("RackDevice.view", N),
    val("RackDevice.is_showing_chains", B(true)).free(),
    val("RackDevice.selected_variation_index", I(-1))
        .free()
        .on_get(|e, id| {
            let at = e.i(id, "selected_variation_index");
            Ok(Value::Int(if e.on(R::RackVariationNone) { at } else { at.max(0) }))
        })
        .on_set(|e, id, value| {
            let count = variations(e, id).len();
            match value.int() {
                Some(at) if at >= -1 && at < i64::try_from(count).unwrap_or(0) => {
                    e.put(id, "selected_variation_index", at)
                }
                _ => return index("there is no such variation"),
            };
            Ok(())
        }),
    computed("RackDevice.variation_count", |e, id| Ok(Value::count(variations(e, id).len()))),
    computed("RackDevice.visible_macro_count", |e, id| Ok(e.val(id, "_macros").clone())),
    computed("RackDevice.has_macro_mappings", |e, id| Ok((!mapped(e, id).is_empty()).into())),
    computed("RackDevice.macros_mapped", |e, id| {
        let all = mapped(e, id);
        let used = |at: i64| all.iter().any(|(macro_, _)| *macro_ == at);
        Ok(Value::list((0..16).map(|at| Value::Bool(used(at))).collect()))
    }),
    computed("RackDevice.can_show_chains", |_, _| Ok(true.into())),
    computed("RackDevice.has_drum_pads", |e, id| Ok(has_pads(e, id).into())),
    val("RackDevice.drum_pads", K)
        .on_get(|e, id| Ok(if has_pads(e, id) { e.val(id, "drum_pads").clone() } else { Value::ids(Vec::new()) })),
    computed("RackDevice.visible_drum_pads", |e, id| {
        if !has_pads(e, id) {
            return Ok(Value::ids(Vec::new()));
        }
        let view = e.o(id, "view");
        let first = usize::try_from(e.i(view, "drum_pads_scroll_position") * 4).unwrap_or(0);
        Ok(Value::ids(e.kids(id, "drum_pads").iter().skip(first).take(16).copied().collect()))
    }),
    func("RackDevice.insert_chain", insert_chain),
    func("RackDevice.add_macro", |e, id, _| {
        let count = e.i(id, "_macros");
        e.put(id, "_macros", (count + 2).min(16));
        Ok(Value::Null)
    }),
    func("RackDevice.remove_macro", |e, id, _| {
        let count = (e.i(id, "_macros") - 2).max(1);
        e.put(id, "_macros", count);
        if !e.on(R::RackMacroHiddenKeepsMapping) {
            let kept: Vec<_> = mapped(e, id).into_iter().filter(|(at, _)| *at < count).collect();
            keep_mapped(e, id, &kept);
        }
        Ok(Value::Null)
    }),
    func("RackDevice.randomize_macros", |e, id, _| {
        for parameter in macros(e, id) {
            let value = f64::from(u8::try_from(e.draw() % 128).unwrap_or(0));
            e.set_inner(parameter, value);
        }
        Ok(Value::Null)
    }),
    func("RackDevice.store_variation", |e, id, _| {
        let values = macros(e, id).into_iter().map(|parameter| e.val(parameter, "value").clone()).collect();
        let mut all = variations(e, id);
        all.push(Value::list(values));
        e.put_free(id, "selected_variation_index", Value::count(all.len() - 1));
        e.put(id, "_variations", Value::list(all));
        Ok(Value::Null)
    }),
    func("RackDevice.recall_selected_variation", |e, id, _| recall(e, id)),
    func("RackDevice.recall_last_used_variation", |e, id, _| recall(e, id)),
    func("RackDevice.delete_selected_variation", |e, id, _| {
        let mut all = variations(e, id);
        let at = usize::try_from(e.i(id, "selected_variation_index")).unwrap_or(usize::MAX);
        if at < all.len() {
            all.remove(at);
            e.put(id, "_variations", if all.is_empty() { Value::Null } else { Value::list(all) });
            e.put_free(id, "selected_variation_index", -1);
        }
        Ok(Value::Null)
    }),
    func("RackDevice.copy_pad", copy_pad),
    val("RackDevice.View.selected_drum_pad", N).free(),
    val("RackDevice.View.selected_chain", N).free(),
    val("RackDevice.View.drum_pads_scroll_position", I(9)).free(),
    val("RackDevice.View.is_showing_chain_devices", B(true)).free(),
    val("Chain.devices", K),
    val("Chain.mixer_device", N),
    val("Chain.name", S("")),
    val("Chain.color", I(0)).on_get(super::track::get_color).on_set(super::track::set_color),
    val("Chain.color_index", I(0)).on_set(super::track::set_color_index),
    val("Chain.is_auto_colored", B(false)),
    val("Chain.mute", B(false)).on_set(|e, id, value| {
        let activator = e.o(e.o(id, "mixer_device"), "chain_activator");
        e.put(activator, "value", if value == Value::Bool(true) { 0.0 } else { 1.0 });
        parameter::overridden(e, activator);
        e.put(id, "mute", value);
        Ok(())
    }),
    val("Chain.solo", B(false)),
    computed("Chain.muted_via_solo", |e, id| {
        let siblings = e.kids(e.parent(id), "chains");
        Ok((!e.b(id, "solo") && siblings.iter().any(|other| e.b(*other, "solo"))).into())
    }),
    computed("Chain.has_audio_input", |e, id| Ok((e.i(e.parent(id), "type") == 2).into())),
    computed("Chain.has_audio_output", |e, id| Ok((e.i(e.parent(id), "type") != 4).into())),
    computed("Chain.has_midi_input", |e, id| Ok((e.i(e.parent(id), "type") != 2).into())),
    computed("Chain.has_midi_output", |e, id| Ok((e.i(e.parent(id), "type") == 4).into())),
    val("DrumChain.in_note", I(-1)),
    val("DrumChain.out_note", I(60)),
    val("DrumChain.choke_group", I(0)),
    val("DrumPad.note", I(0)),
    computed("DrumPad.chains", |e, id| Ok(Value::ids(pad_chains(e, id)))),
    computed("DrumPad.name", |e, id| {
        let chains = pad_chains(e, id);
        Ok(match chains.as_slice() {
            [] => super::notes::name(e.i(id, "note")).replace('#', "\u{266f}").into(),
            [chain] => Value::Str(e.s(*chain, "name")),
            _ => "Multi".into(),
        })
    })
    .on_set(|e, id, value| {
        if !e.on(R::RackPadNameLabel) {
            for chain in pad_chains(e, id) {
                e.put(chain, "name", value.clone());
            }
        }
        Ok(())
    }),
    val("DrumPad._mute", B(false)),
    val("DrumPad._solo", B(false)),
    computed("DrumPad.mute", |e, id| Ok(pad(e, id, "mute", "_mute")))
        .on_set(|e, id, v| set_pad(e, id, "mute", "_mute", v)),
    computed("DrumPad.solo", |e, id| Ok(pad(e, id, "solo", "_solo")))
        .on_set(|e, id, v| set_pad(e, id, "solo", "_solo", v)),
    func("DrumPad.delete_all_chains", |e, id, _| {
        let rack = e.parent(id);
        for chain in pad_chains(e, id) {
            e.remove_child(rack, "chains", chain);
            e.kill(chain);
        }
        Ok(Value::Null)
    }),
];

pub(crate) fn is_drum_rack(engine: &Engine, id: Id) -> bool {
    // Views of racks have members of drum racks.
    let rack = if engine.is(id, "RackDevice") { id } else { engine.parent(id) };
    engine.is(rack, "RackDevice") && engine.b(rack, "_drum")
}

fn has_pads(engine: &Engine, rack: Id) -> bool {
    if !engine.b(rack, "_drum") {
        return false;
    }
    // One that stands in the chain of another has none.
    !(engine.on(R::RackNestedDrumNoPads) && engine.is(engine.parent(rack), "Chain"))
}

/// What a new rack has.
pub(crate) fn start(engine: &mut Engine, rack: Id, name: &str) -> Res<()> {
    let selector =
        parameter::make(engine, rack, &parameter::Spec::plain("Chain Selector", 0.0, 127.0, 0.0, parameter::PLAIN))?;
    engine.put(rack, "chain_selector", Value::Obj(selector));
    if name == "Drum Rack" {
        engine.put(rack, "_drum", true);
        make_pads(engine, rack)?;
    }
    Ok(())
}

pub(crate) fn make_pads(engine: &mut Engine, rack: Id) -> Res<()> {
    let count = if engine.on(R::RackDrumPads128) { 128 } else { 16 };
    for note in 0..count {
        let pad = engine.create("DrumPad", rack)?;
        engine.put(pad, "note", note);
        engine.insert(rack, "drum_pads", usize::MAX, pad);
    }
    Ok(())
}

/// A new chain at a place.
pub(crate) fn make_chain(engine: &mut Engine, rack: Id, list: &str, at: usize, name: &str) -> Res<Id> {
    let drum = engine.b(rack, "_drum");
    let chain = engine.create(if drum { "DrumChain" } else { "Chain" }, rack)?;
    let mixer = engine.create("ChainMixerDevice", chain)?;
    engine.put(chain, "mixer_device", Value::Obj(mixer));
    let activator = parameter::Spec {
        quantized: true,
        ..parameter::Spec::plain("Chain Activator", 0.0, 1.0, 1.0, parameter::SWITCH)
    };
    for (member, spec) in [
        ("volume", parameter::Spec::plain("Chain Volume", 0.0, 1.0, 0.85, parameter::VOLUME)),
        ("panning", parameter::Spec::plain("Chain Panning", -1.0, 1.0, 0.0, parameter::PAN)),
        ("chain_activator", activator),
    ] {
        let parameter = parameter::make(engine, mixer, &spec)?;
        engine.put(mixer, member, Value::Obj(parameter));
    }
    engine.put(chain, "name", name);
    if drum {
        engine.put(chain, "in_note", if engine.on(R::RackNewDrumChainNote) { -1 } else { 36 });
    }
    engine.insert(rack, list, at, chain);
    Ok(chain)
}

fn insert_chain(engine: &mut Engine, rack: Id, args: &[Value]) -> Res {
    super::slot::since(engine, [12, 3, 0], "insert_chain")?;
    let count = engine.kids(rack, "chains").len();
    let at = match whole(args, 0) {
        None | Some(-1) => count,
        Some(at) => match usize::try_from(at) {
            Ok(at) if at <= count => at,
            _ => return index(format!("a chain cannot stand at {at}")),
        },
    };
    let chain = make_chain(engine, rack, "chains", at, "Chain")?;
    Ok(Value::Obj(chain))
}

/// A preset is loaded into a rack that is there: name, names of chains. All objects stay; without the rule the chains are
/// new ones.
pub(crate) fn load_kit(engine: &mut Engine, rack: Id, name: &str, names: &[&str]) -> Res {
    engine.put(rack, "name", name);
    for (at, name) in names.iter().enumerate() {
        match engine.kids(rack, "chains").get(at).copied() {
            Some(chain) if engine.on(R::IdsPresetLoadKeepsIdentity) => {
                engine.put(chain, "name", *name);
            }
            Some(chain) => {
                let note = engine.val(chain, "in_note").clone();
                let chain = engine.remove(rack, "chains", at);
                engine.kill(chain);
                let made = make_chain(engine, rack, "chains", at, name)?;
                engine.put(made, "in_note", note);
            }
            None => {
                make_chain(engine, rack, "chains", at, name)?;
            }
        }
    }
    Ok(Value::Null)
}

/// Removes a chain: what no interface of Live can.
pub(crate) fn delete_chain(engine: &mut Engine, rack: Id, args: &[Value]) -> Res {
    let count = engine.kids(rack, "chains").len();
    let chain = engine.remove(rack, "chains", index_in(args, 0, count, "chain")?);
    engine.kill(chain);
    Ok(Value::Null)
}

fn pad_chains(engine: &Engine, pad: Id) -> Vec<Id> {
    let rack = engine.parent(pad);
    if !engine.on(R::RackPadsListedTwice) {
        return Vec::new();
    }
    let note = engine.i(pad, "note");
    engine.kids(rack, "chains").iter().copied().filter(|chain| engine.i(*chain, "in_note") == note).collect()
}

fn pad(engine: &Engine, id: Id, of_chain: &str, own: &str) -> Value {
    match pad_chains(engine, id).first() {
        Some(chain) => engine.val(*chain, of_chain).clone(),
        None => engine.val(id, own).clone(),
    }
}

fn set_pad(engine: &mut Engine, id: Id, of_chain: &str, own: &str, value: Value) -> Res<()> {
    let chains = pad_chains(engine, id);
    if chains.is_empty() && !engine.on(R::RackChainlessPadInert) {
        engine.put(id, own, value);
        return Ok(());
    }
    for chain in chains {
        engine.put(chain, of_chain, value.clone());
    }
    Ok(())
}

fn copy_pad(engine: &mut Engine, rack: Id, args: &[Value]) -> Res {
    if !has_pads(engine, rack) {
        if engine.on(R::RackCopyPadCrash) {
            return Err(Refusal::new(Kind::Crash, "Live crashes: the rack has no pads").by(R::RackCopyPadCrash));
        }
        return runtime("the rack has no pads");
    }
    let count = engine.kids(rack, "drum_pads").len();
    let (from, to) = (index_in(args, 0, count, "pad")?, index_in(args, 1, count, "pad")?);
    let (from, to) = (engine.kids(rack, "drum_pads")[from], engine.kids(rack, "drum_pads")[to]);
    if from == to {
        return Ok(Value::Null);
    }
    for chain in pad_chains(engine, to) {
        engine.remove_child(rack, "chains", chain);
        engine.kill(chain);
    }
    let note = engine.i(to, "note");
    for chain in pad_chains(engine, from) {
        let copy = copy_chain(engine, chain, rack, "chains", 0)?;
        engine.put(copy, "in_note", note);
    }
    Ok(Value::Null)
}

fn copy_chain(engine: &mut Engine, chain: Id, rack: Id, list: &str, depth: usize) -> Res<Id> {
    let name = engine.s(chain, "name");
    let copy = make_chain(engine, rack, list, usize::MAX, &name)?;
    for name in ["color", "color_index", "mute", "solo", "is_auto_colored"] {
        let value = engine.val(chain, name).clone();
        engine.put(copy, name, value);
    }
    if engine.is(chain, "DrumChain") && engine.is(copy, "DrumChain") {
        for name in ["in_note", "out_note", "choke_group"] {
            let value = engine.val(chain, name).clone();
            engine.put(copy, name, value);
        }
    }
    let (from, to) = (engine.o(chain, "mixer_device"), engine.o(copy, "mixer_device"));
    for name in ["volume", "panning", "chain_activator"] {
        let value = engine.val(engine.o(from, name), "value").clone();
        engine.put(engine.o(to, name), "value", value);
    }
    super::device::copy_all_at(engine, chain, copy, depth + 1)?;
    Ok(copy)
}

/// Copies what is in a rack.
pub(super) fn copy(engine: &mut Engine, from: Id, to: Id, depth: usize) -> Res<()> {
    for name in ["_drum", "_macros", "_variations"] {
        let value = engine.val(from, name).clone();
        engine.put(to, name, value);
    }
    let selector =
        parameter::make(engine, to, &parameter::Spec::plain("Chain Selector", 0.0, 127.0, 0.0, parameter::PLAIN))?;
    engine.put(to, "chain_selector", Value::Obj(selector));
    if engine.b(to, "_drum") {
        make_pads(engine, to)?;
    }
    for list in ["chains", "return_chains"] {
        for chain in engine.kids(from, list).to_vec() {
            copy_chain(engine, chain, to, list, depth)?;
        }
    }
    Ok(())
}
