//! The browser with the native devices, and what loading an item does.

use super::object;
use crate::engine::Engine;
use crate::refusal::{Kind, Refusal, Res, argument, refuse, runtime};
use crate::rules::Rule as R;
use crate::table::D::{B, I, K, N, S};
use crate::table::{Def, computed, func, val};
use crate::value::{Id, Value};

pub(super) const MEMBERS: &[Def] = &[
    val("Browser.instruments", N),
    val("Browser.audio_effects", N),
    val("Browser.midi_effects", N),
    val("Browser.drums", N),
    val("Browser.sounds", N),
    val("Browser.max_for_live", N),
    val("Browser.plugins", N),
    val("Browser.clips", N),
    val("Browser.samples", N),
    val("Browser.packs", N),
    val("Browser.user_library", N),
    val("Browser.current_project", N),
    val("Browser.user_folders", K),
    val("Browser.legacy_libraries", K),
    val("Browser.colors", K),
    val("Browser.filter_type", I(-1)).free(),
    val("Browser.hotswap_target", N).free(),
    func("Browser.load_item", |e, _, args| load(e, object(args, 0))),
    func("Browser.preview_item", |_, _, _| Ok(Value::Null)).inert(),
    func("Browser.stop_preview", |_, _, _| Ok(Value::Null)).inert(),
    func("Browser.relation_to_hotswap_target", |_, _, _| Ok(Value::Int(3))),
    val("BrowserItem.name", S("")),
    val("BrowserItem.uri", S("")),
    val("BrowserItem.source", S("Core Library")),
    val("BrowserItem.is_device", B(false)),
    val("BrowserItem.is_folder", B(false)),
    val("BrowserItem.is_loadable", B(false)),
    val("BrowserItem.is_selected", B(false)),
    val("BrowserItem.children", K),
    computed("BrowserItem.iter_children", |e, id| Ok(e.val(id, "children").clone())),
];

/// The roots: member, name, prefix of the addresses.
const ROOTS: [(&str, &str, &str); 12] = [
    ("instruments", "Instruments", "Synths"),
    ("audio_effects", "Audio Effects", "AudioFx"),
    ("midi_effects", "MIDI Effects", "MidiFx"),
    ("drums", "Drums", "Drums"),
    ("sounds", "Sounds", "Sounds"),
    ("max_for_live", "Max for Live", "M4L"),
    ("plugins", "Plug-Ins", "Plugins"),
    ("clips", "Clips", "Clips"),
    ("samples", "Samples", "Samples"),
    ("packs", "Packs", "Packs"),
    ("user_library", "User Library", "UserLibrary"),
    ("current_project", "Current Project", "CurrentProject"),
];

/// Fills the browser of a new engine.
pub(crate) fn fill(engine: &mut Engine, browser: Id) -> Res<()> {
    for (member, name, prefix) in ROOTS {
        let root = item(engine, browser, name, &format!("query:{prefix}"), false)?;
        // Roots say that they are no folders, and have children.
        engine.put(root, "is_folder", !engine.on(R::BrowserFolderFlag));
        engine.put(browser, member, Value::Obj(root));
        let category = match member {
            "instruments" => "instrument",
            "audio_effects" => "audio_effect",
            "midi_effects" => "midi_effect",
            "drums" => "drum",
            _ => continue,
        };
        let rows = engine.table.json["devices"].as_array();
        let names: Vec<&str> = rows
            .into_iter()
            .flatten()
            .filter(|row| row["category"] == category || category == "drum" && row["name"] == "Drum Rack")
            .filter_map(|row| row["name"].as_str())
            .collect();
        for name in names {
            let uri = format!("query:{prefix}#{}", name.replace(' ', "%20"));
            let child = item(engine, root, name, &uri, true)?;
            engine.insert(root, "children", usize::MAX, child);
        }
    }
    Ok(())
}

fn item(engine: &mut Engine, parent: Id, name: &str, uri: &str, device: bool) -> Res<Id> {
    let item = engine.create("BrowserItem", parent)?;
    engine.put(item, "name", name);
    engine.put(item, "uri", uri);
    engine.put(item, "is_device", device);
    engine.put(item, "is_loadable", device);
    Ok(item)
}

/// Loads an item next to what is selected.
fn load(engine: &mut Engine, item: Id) -> Res {
    if item == 0 || !engine.b(item, "is_loadable") {
        return argument("an item that can be loaded is wanted");
    }
    let name = engine.s(item, "name");
    let Some(native) = super::device::native(engine, &name) else { return runtime("the item is no device") };
    let browser = engine.o(engine.app, "browser");
    let swapped = engine.live_ref(browser, "hotswap_target");
    if swapped != 0 {
        if engine.i(swapped, "type") == super::device::MIDI_EFFECT && engine.on(R::DevHotswapMidiEffectCrash) {
            let text = "Live crashes: hot-swapping onto a MIDI effect";
            return Err(Refusal::new(Kind::Crash, text).by(R::DevHotswapMidiEffectCrash));
        }
        let place = engine.parent(swapped);
        if let Some(at) = engine.kids(place, "devices").iter().position(|other| *other == swapped) {
            engine.remove(place, "devices", at);
            engine.kill(swapped);
        }
    }
    let view = engine.o(engine.song, "view");
    let mut track = engine.live_ref(view, "selected_track");
    if !engine.on(R::BrowserLoadNextToSelection) {
        track = engine.kids(engine.song, "tracks").last().copied().unwrap_or(track);
    }
    if track == 0 {
        return refuse(R::BrowserLoadNextToSelection, "no track is selected");
    }
    let kind = super::track::kind(engine, track);
    if native.kind != super::device::AUDIO_EFFECT && kind != super::track::MIDI {
        if native.kind == super::device::INSTRUMENT && engine.on(R::DevInstrumentOnAudioTrack) {
            // An audio track takes no instrument: Live makes a track of its own for it.
            let at = engine.kids(engine.song, "tracks").len();
            track = super::track::make(engine, super::track::MIDI, at)?;
            super::track::rename_defaults(engine);
        } else {
            return refuse(R::DevInstrumentOnAudioTrack, "the track takes audio effects only");
        }
    }
    if native.kind == super::device::INSTRUMENT {
        // An instrument takes the place of the one that is there.
        let old = engine.kids(track, "devices").iter().position(|device| super::device::is_instrument(engine, *device));
        if let Some(at) = old {
            let device = engine.remove(track, "devices", at);
            engine.kill(device);
        }
    }
    let before = engine.kids(track, "devices").len();
    let selected = engine.live_ref(engine.o(track, "view"), "selected_device");
    let next = engine.kids(track, "devices").iter().position(|device| *device == selected).map_or(before, |at| at + 1);
    let next = i64::try_from(next).ok();
    super::device::insert(engine, track, &name, next).or_else(|_| super::device::insert(engine, track, &name, None))?;
    Ok(Value::Null)
}
