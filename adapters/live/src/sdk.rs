//! What the Extensions API does otherwise, and what only a person or a host does: groups, the device that hosts.

use serde_json::Value as Json;

use crate::engine::{Engine, Interface};
use crate::history::Written;
use crate::members::{arrangement, cue, notes, track, warp};
use crate::refusal::{Kind, Refusal, Res, range, refuse, runtime};
use crate::rules::Rule as R;
use crate::session::{Session, name, obj};
use crate::value::{Id, Value};

impl Engine {
    /// Puts tracks into a new group: each with what stands in it, in the order in which they stand.
    pub(crate) fn group_tracks(&mut self, tracks: &[Value]) -> Res {
        let song = self.song;
        let all = self.kids(song, "tracks").to_vec();
        let named = |track: &Id| tracks.contains(&Value::Obj(*track));
        let chosen: Vec<Id> = all
            .iter()
            .copied()
            .filter(|track| {
                named(track) && !all.iter().any(|other| named(other) && track::members(self, *other).contains(track))
            })
            .collect();
        let Some(first) = all.iter().position(|track| chosen.first() == Some(track)) else {
            return runtime("no track to group");
        };
        let around = self.live_ref(chosen[0], "group_track");
        self.edit(Written::Other, |engine| {
            let group = track::make(engine, track::GROUP, first)?;
            engine.put(group, "group_track", Value::obj(around));
            let mut at = first;
            for track in chosen {
                let mut block = vec![track];
                if track::kind(engine, track) == track::GROUP {
                    block.extend(track::members(engine, track));
                }
                for moved in block {
                    at += 1;
                    engine.remove_child(song, "tracks", moved);
                    engine.insert(song, "tracks", at, moved);
                }
                engine.put(track, "group_track", Value::Obj(group));
            }
            track::rename_defaults(engine);
            Ok(Value::Obj(group))
        })
    }

    /// The Max device that hosts a script that names none: the first of the first track; 0 where there is none.
    pub(crate) fn host_device(&self) -> Id {
        let tracks = self.kids(self.song, "tracks").iter();
        let mut devices = tracks.flat_map(|track| self.kids(*track, "devices").iter().copied());
        devices.find(|device| self.is(*device, "MaxDevice")).unwrap_or_default()
    }

    pub(crate) fn this_device(&self) -> Id {
        if self.alive(self.hosting) { self.hosting } else { 0 }
    }

    pub(crate) fn set_this_device(&mut self, device: Id) {
        self.hosting = device;
    }

    /// `AudioTrack.createAudioClip` and `ClipSlot.createAudioClip`: a dictionary of options.
    pub(crate) fn sdk_audio_clip(&mut self, id: Id, args: &[Value]) -> Res {
        let Some(Value::Record(options)) = args.first() else { return range("options are wanted") };
        let option = |name: &str| options.field(name).cloned().unwrap_or_default();
        let file = option("filePath");
        let file = file.as_str().unwrap_or_default().to_owned();
        let start = option("startTime").number().unwrap_or(0.0);
        let duration = option("duration").number();
        let looping = option("isLooping") == Value::Bool(true);
        let warped = option("isWarped") != Value::Bool(false);
        let settings = option("loopSettings") != Value::Null;
        if self.on(R::AudioSdkOptions) {
            let wrong = |text: &str| Err(Refusal::new(Kind::ValueError, text).by(R::AudioSdkOptions));
            if !warped && (looping || settings) {
                return wrong("what is not warped does not loop");
            }
            if looping && duration.is_some_and(|duration| duration < 0.25) {
                return wrong("a loop is at least 0.25 beats long");
            }
        }
        self.edit(Written::Other, |engine| {
            if engine.is(id, "ClipSlot") {
                let clip = warp::make_audio(engine, id, &file)?;
                engine.put(id, "clip", Value::Obj(clip));
                return Ok(Value::Obj(clip));
            }
            // Only what it covers gives way.
            let duration = duration.filter(|duration| *duration > 0.0 && duration.is_finite());
            let made = arrangement::create_audio(engine, id, &file, start, duration)?;
            let Value::Obj(clip) = made else { return Ok(made) };
            // Not longer than the file, unless it loops.
            if let Some(duration) = duration.filter(|_| looping || !engine.on(R::ArrAudioNoLength)) {
                arrangement::stretch(engine, clip, start + duration)?;
            }
            Ok(Value::Obj(clip))
        })
    }

    /// `MidiClip.notes = [...]`: all notes at once.
    pub(crate) fn sdk_set_notes(&mut self, id: Id, args: &[Value]) -> Res {
        if !self.is(id, "Clip") {
            return refuse(R::NotesSelectedField, "a MIDI clip is wanted");
        }
        let list = args.first().cloned().unwrap_or_default();
        self.edit(Written::Notes, |engine| {
            engine.put(id, "_notes", Value::Null);
            notes::add(engine, id, &list, true)
        })
    }
}

impl Session {
    /// What only the Extensions API has.
    pub(crate) fn sdk(&mut self, request: &Json) -> Res {
        let args: Vec<Value> = request["args"].as_array().into_iter().flatten().map(Value::from_json).collect();
        let id = if request["obj"].is_null() { self.engine.song } else { obj(request)? };
        if !self.engine.alive(id) {
            return Err(Refusal::dead(id));
        }
        self.engine.enter(Interface::Sdk);
        let song = self.engine.song;
        match name(request)? {
            "create_cue_point" => self.engine.edit(Written::Other, |engine| cue::create(engine, song, &args)),
            "delete_cue_point" => {
                let cue = crate::members::object(&args, 0);
                self.engine.edit(Written::Other, |engine| cue::delete(engine, song, cue))
            }
            // Which grid the Arrangement shows: no other interface tells.
            "grid" => {
                let label = self.engine.val(song, "_grid").clone();
                Ok(Value::list(vec![label, self.engine.b(song, "_triplet").into()]))
            }
            "clear_clips_in_range" => self.engine.edit(Written::Other, |engine| {
                arrangement::clear_range(engine, id, crate::members::number(&args, 0), crate::members::number(&args, 1))
            }),
            "create_audio_clip" => self.engine.sdk_audio_clip(id, &args),
            "set_notes" => self.engine.sdk_set_notes(id, &args),
            other => self.engine.call(id, other, &args, &[]),
        }
    }
}
