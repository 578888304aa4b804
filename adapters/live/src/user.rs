//! Edits of a user: what the interfaces can, and what only a person does.

use serde_json::Value as Json;

use crate::engine::{Engine, Interface};
use crate::history::Written;
use crate::members::{notes, rack};
use crate::refusal::{Res, range};
use crate::rules::Rule as R;
use crate::session::{Session, protocol};
use crate::value::Value;

impl Session {
    /// An edit of the user.
    pub fn user(&mut self, edit: &Json) -> Res {
        let face = self.engine.face;
        self.engine.enter(Interface::User);
        let done = self.user_edit(edit);
        self.engine.enter(face);
        done
    }

    fn user_edit(&mut self, edit: &Json) -> Res {
        let id = self.engine.resolve(edit["path"].as_str().unwrap_or("live_set"));
        let name = edit["name"].as_str().unwrap_or_default();
        let args: Vec<Value> = edit["args"].as_array().into_iter().flatten().map(|arg| self.by_path(arg)).collect();
        match edit["do"].as_str().unwrap_or_default() {
            "set" => self.engine.set(id, name, self.by_path(&edit["value"])).map(|()| Value::Null),
            "call" => self.engine.call(id, name, &args, &[]),
            "undo" => Ok(self.engine.undo().is_some().into()),
            "redo" => Ok(self.engine.redo().is_some().into()),
            "touch" => {
                self.engine.touch();
                Ok(Value::Null)
            }
            // What only a person can do.
            "freeze" => self.engine.only("Track", id)?.edit(Written::Other, |engine| {
                engine.put(id, "is_frozen", name != "off");
                Ok(Value::Null)
            }),
            "group" => self.engine.group_tracks(&args),
            "map_macro" => {
                let parameter = if let Some(Value::Obj(id)) = args.get(1) { *id } else { 0 };
                let at = args.first().and_then(Value::int).unwrap_or(-1);
                self.engine
                    .only("RackDevice", id)?
                    .edit(Written::Other, |engine| rack::map_macro(engine, id, at, parameter))
            }
            "host" => self.engine.only("Track", id)?.edit(Written::Other, |engine| {
                let device = engine.create("MaxDevice", id)?;
                let view = engine.create("Device.View", device)?;
                engine.put(device, "view", Value::Obj(view));
                engine.put(device, "name", "Max MIDI Effect");
                engine.put(device, "class_name", "MxDeviceMidiEffect");
                engine.put(device, "class_display_name", "Max MIDI Effect");
                engine.put(device, "type", crate::members::device::MIDI_EFFECT);
                engine.insert(id, "devices", 0, device);
                Ok(Value::Obj(device))
            }),
            "automate" => self.engine.only("DeviceParameter", id)?.edit(Written::Other, |engine| {
                engine.put(id, "automation_state", 1);
                Ok(Value::Null)
            }),
            "groove" => self.engine.edit(Written::Other, |engine| {
                let pool = engine.o(engine.song, "groove_pool");
                let groove = engine.create("Groove", pool)?;
                engine.put(groove, "name", name);
                engine.insert(pool, "grooves", usize::MAX, groove);
                Ok(Value::Obj(groove))
            }),
            // A MIDI tool of the clip view: it moves all notes by so many semitones.
            "midi_tool" => {
                let by = args.first().and_then(Value::int).unwrap_or(0);
                self.engine.only("Clip", id)?.edit(Written::Other, |engine| {
                    if engine.on(R::UndoNoteToolNoChangeStillStep) {
                        engine.put_again(id, "_notes");
                    }
                    notes::transpose(engine, id, by)
                })
            }
            "bend_note" => {
                let note = args.first().and_then(Value::int).unwrap_or(0);
                self.engine.only("Clip", id)?.edit(Written::Other, |engine| notes::bend(engine, id, note))
            }
            "load_kit" => self.engine.only("RackDevice", id)?.edit(Written::Load, |engine| {
                let chains: Vec<&str> = args.iter().filter_map(Value::as_str).collect();
                rack::load_kit(engine, id, name, &chains)
            }),
            // What no person does, and an interface neither: a plug-in moves its own parameter.
            "plugin_writes" => {
                let value = self.by_path(&edit["value"]).number().unwrap_or(f64::NAN);
                let engine = self.engine.only("DeviceParameter", id)?;
                let (min, max) = (engine.f(id, "min"), engine.f(id, "max"));
                if !(min..=max).contains(&value) {
                    return range(format!("the parameter runs from {min} to {max}"));
                }
                if !engine.on(R::UndoPluginParamNoise) {
                    engine.put_free(id, "value", value);
                    return Ok(Value::Null);
                }
                engine.edit(Written::Parameter, |engine| {
                    engine.put(id, "value", value);
                    Ok(Value::Null)
                })
            }
            other => Err(protocol(&format!("a user does not {other}"))),
        }
    }

    /// A value in which an object may stand as `{"path": ...}`.
    fn by_path(&self, json: &Json) -> Value {
        match json["path"].as_str() {
            Some(path) => Value::obj(self.engine.resolve(path)),
            None => Value::from_json(json),
        }
    }
}

impl Engine {
    /// The engine, when this object is alive and of a class.
    fn only(&mut self, class: &str, id: crate::value::Id) -> Res<&mut Self> {
        if self.alive(id) && self.is(id, class) { Ok(self) } else { range(format!("a {class} is wanted there")) }
    }
}
