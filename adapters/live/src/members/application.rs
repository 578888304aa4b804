//! The program: its version, its views, its dialogs (there are none).

use super::{text, whole};
use crate::engine::Engine;
use crate::refusal::{Res, argument, index};
use crate::table::D::{B, F, I, K, L, N, S};
use crate::table::{Def, func, val};
use crate::value::{Id, Value};

pub(super) const MEMBERS: &[Def] = &[
    val("Application.browser", N),
    val("Application.view", N),
    val("Application.control_surfaces", K).inert(),
    val("Application.average_process_usage", F(0.0)).inert(),
    val("Application.peak_process_usage", F(0.0)).inert(),
    val("Application.current_dialog_button_count", I(0)).inert(),
    val("Application.current_dialog_message", S("")).inert(),
    val("Application.open_dialog_count", I(0)).inert(),
    val("Application.number_of_push_apps_running", I(0)).inert(),
    val("Application.unavailable_features", L).inert(),
    func("Application.get_document", |e, _, _| Ok(Value::obj(e.song))),
    func("Application.get_major_version", |e, _, _| Ok(Value::Int(i64::from(e.live[0])))),
    func("Application.get_minor_version", |e, _, _| Ok(Value::Int(i64::from(e.live[1])))),
    func("Application.get_bugfix_version", |e, _, _| Ok(Value::Int(i64::from(e.live[2])))),
    func("Application.get_version_string", |e, _, _| Ok(Value::from(version(e.live)))),
    func("Application.get_variant", |_, _, _| Ok("Suite".into())),
    func("Application.has_option", |_, _, _| Ok(false.into())).inert(),
    func("Application.press_current_dialog_button", |_, _, _| index("no dialog is open")),
    val("Application.View.browse_mode", B(false)).free(),
    val("Application.View.focused_document_view", S("Session")).free(),
    val("Application.View._visible", L).free(),
    func("Application.View.available_main_views", |e, _, _| Ok(Value::texts(views(e)))),
    func("Application.View.focus_view", |e, id, args| show(e, id, args, true)),
    func("Application.View.show_view", |e, id, args| show(e, id, args, true)),
    func("Application.View.hide_view", |e, id, args| show(e, id, args, false)),
    func("Application.View.is_view_visible", |e, id, args| {
        known(e, text(args, 0))?;
        Ok(visible(e, id).contains(&Value::text(text(args, 0))).into())
    }),
    func("Application.View.scroll_view", moved),
    func("Application.View.zoom_view", moved),
    func("Application.View.toggle_browse", |e, id, _| {
        let on = e.b(id, "browse_mode");
        e.put(id, "browse_mode", !on);
        Ok(Value::Null)
    }),
];

/// The version as text.
pub(crate) fn version(live: [u32; 3]) -> String {
    format!("{}.{}.{}", live[0], live[1], live[2])
}

fn views(engine: &Engine) -> Vec<&'static str> {
    let names = engine.table.json["view_names"].as_array();
    names.into_iter().flatten().filter_map(serde_json::Value::as_str).collect()
}

fn known(engine: &Engine, name: &str) -> Res<()> {
    // An empty name is the main window's view.
    if name.is_empty() || views(engine).contains(&name) { Ok(()) } else { argument(format!("no view is named {name}")) }
}

fn visible(engine: &Engine, id: Id) -> Vec<Value> {
    match engine.val(id, "_visible") {
        Value::List(list) if !list.is_empty() => list.to_vec(),
        _ => ["Session", "Detail", "Detail/Clip"].map(Value::text).to_vec(),
    }
}

fn show(engine: &mut Engine, id: Id, args: &[Value], on: bool) -> Res {
    let name = text(args, 0).to_owned();
    known(engine, &name)?;
    let mut now = visible(engine, id);
    now.retain(|view| *view != Value::text(&name));
    // One of the two main views is always there, and only one.
    let other = match name.as_str() {
        "Session" => Some("Arranger"),
        "Arranger" => Some("Session"),
        "Detail/Clip" if on => Some("Detail/DeviceChain"),
        "Detail/DeviceChain" if on => Some("Detail/Clip"),
        _ => None,
    };
    if let Some(other) = other {
        now.retain(|view| *view != Value::text(other));
        if !on {
            now.push(Value::text(other));
        }
    }
    if on && !name.is_empty() {
        now.push(Value::text(&name));
    }
    let focus = now.iter().find(|view| matches!(view.as_str(), Some("Session" | "Arranger"))).cloned();
    engine.put(id, "_visible", Value::list(now));
    if let Some(focus) = focus {
        engine.put(id, "focused_document_view", focus);
    }
    Ok(Value::Null)
}

fn moved(engine: &mut Engine, _: Id, args: &[Value]) -> Res {
    known(engine, text(args, 1))?;
    match whole(args, 0) {
        Some(0..=3) => Ok(Value::Null),
        _ => argument("a direction is 0 to 3"),
    }
}
